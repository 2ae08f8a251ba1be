//! The links of articles and of pages: translation only. What a link shows is answered at the address of the thing
//! itself.

mod articles;
mod pages;

use actix_web::HttpResponse;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

use super::model::{PreviewId, PreviewLink};
use super::service;
use super::views::{
    CreatePreviewLink, NewPreviewLink, NewPreviewLinkReply, PreviewLinkList, PreviewLinkReply,
    PreviewLinkView,
};
use crate::app::AppState;
use crate::articles::{Kind, Shown};
use crate::auth::{PreviewClaim, Principal};
use crate::db::Tx;
use crate::http::extract::{IdOrSlug, ListQuery, PartId};
use crate::http::problem::Result;
use crate::http::reply::Asked;

pub fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(articles::create_article).service(articles::list_article);
    cfg.service(articles::find_article).service(articles::revoke_article);
    cfg.service(pages::create_page).service(pages::list_page);
    cfg.service(pages::find_page).service(pages::revoke_page);
}

/// Nothing but pages.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListPreviewLinks {}

async fn create<W: Shown>(
    app: &AppState,
    asked: &Asked,
    by: Principal,
    name: IdOrSlug,
    body: CreatePreviewLink,
) -> Result<HttpResponse> {
    let work = move |tx: &mut Tx<'_>| service::create(tx, &by, W::KIND, &name, body.lasts(), body.revision);
    let tokens = app.auth.preview_tokens.clone();
    let answer = move |asked: &Asked, link: PreviewLink| {
        let claim = PreviewClaim { article: link.article.0, link: link.id.0, expires_at: link.expires_at };
        let token = tokens.issue(&claim);
        let at = format!("{}/{}", W::COLLECTION, link.article);
        let (url, location) = (format!("{at}?preview={token}"), format!("{at}/preview-links/{}", link.id));
        let data = NewPreviewLink { link: link.into(), token: Some(token), url: Some(url) };
        let again = NewPreviewLinkReply { data: NewPreviewLink { token: None, url: None, ..data.clone() } };
        asked.keeping(asked.created(&NewPreviewLinkReply { data }, VERSION, &location)?, &again)
    };
    asked.write(&app.db, work, answer).await
}

/// A link is never changed.
const VERSION: i64 = 1;

async fn list(
    app: &AppState,
    asked: &Asked,
    by: Principal,
    kind: Kind,
    name: IdOrSlug,
    query: &ListQuery<ListPreviewLinks>,
) -> Result<HttpResponse> {
    let route = format!("{kind}/{name:?}/preview-links");
    let listing = app.cursors.listing(&route, &query.binding, &query.page)?;
    let (page, count, now) = (listing.page(), listing.count, app.clock.now());
    let read = move |conn: &mut _| service::list(conn, &by, kind, &name, &page, count, now);
    let (links, total) = app.db.read_list(listing.is_wide(), read).await?;
    let meta = listing.meta(&links, total);
    let body = PreviewLinkList { data: links.items.into_iter().map(PreviewLinkView::from).collect(), meta };
    asked.private_list(&body, &body.meta)
}

async fn find(
    app: &AppState,
    asked: &Asked,
    by: Principal,
    kind: Kind,
    name: IdOrSlug,
    PartId(link): PartId,
) -> Result<HttpResponse> {
    let now = app.clock.now();
    let read = move |conn: &mut _| service::find(conn, &by, kind, &name, PreviewId(link), now);
    let data = app.db.read(read).await?.into();
    asked.private(&PreviewLinkReply { data }, VERSION)
}

async fn revoke(
    app: &AppState,
    asked: &Asked,
    by: Principal,
    kind: Kind,
    name: IdOrSlug,
    PartId(link): PartId,
) -> Result<HttpResponse> {
    let work = move |tx: &mut Tx<'_>| service::revoke(tx, &by, kind, &name, PreviewId(link));
    asked.write(&app.db, work, Asked::deleted).await
}
