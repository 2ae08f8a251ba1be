//! `GET /articles`

use actix_web::web::Data;
use actix_web::{HttpResponse, get};

use super::parameters::{ListArticles, draft_sort};
use super::{Edition, included, look, refuse_lite_with, refuse_public, staff};
use crate::app::AppState;
use crate::articles::{self, ArticleDraftItem, DraftList, Included};
use crate::auth::{Permission, Principal};
use crate::db::Conn;
use crate::error::Result as Outcome;
use crate::http::extract::{ListQuery, Many, Viewer};
use crate::http::pagination::PageParams;
use crate::http::problem::Result;
use crate::http::reply::Asked;
use crate::publications::model::Look;
use crate::publications::service::{self, Extent};
use crate::publications::views::{
    ArticleField, ArticleItem, ArticleList, ArticleLite, ArticleLiteList, ArticleSparse, ArticleSparseList,
    ListedArticles, Profile,
};
use crate::site::{self, Addresses, Snapshot};
use crate::translations::LanguageTag;

/// List articles
///
/// Without `edition` it is the public one: what is visible at this moment, the newest first. Staff
/// list the working copies with `edition=draft`; contributors see their own, and what is assigned to them.
#[utoipa::path(
    tag = "articles",
    operation_id = "articles_list",
    params(ListArticles, PageParams),
    responses(
        (status = 200, description = "A page of articles, in the edition and with the members asked for.", body = ListedArticles),
        (status = 304, description = "The list is as you have it."),
        (status = 403, description = "The role has no drafts."),
        (status = 422, description = "A parameter does not go with the edition or with `profile=lite`, or `page` came with `cursor`."),
    ),
    security((), ("bearer" = []))
)]
#[get("/articles")]
pub async fn list(
    viewer: Viewer,
    app: Data<AppState>,
    asked: Asked,
    query: ListQuery<ListArticles>,
) -> Result<HttpResponse> {
    let (params, viewer) = (&query.params, viewer.0);
    match params.edition {
        Edition::Public => {
            params.check_public(viewer.clone())?;
            refuse_lite_with(params.profile, &params.include, &params.fields)?;
            params.check_order()?;
            let look = look(params.as_of, viewer.as_ref(), app.clock.now())?;
            public(&app, &asked, &query, look).await
        }
        Edition::Draft => {
            let by = staff(viewer, Permission::WriteArticles, "edition=draft")?;
            refuse_public(params.profile, &params.include, &params.fields, params.as_of)?;
            params.check_drafts()?;
            drafts(&app, &asked, by, &query).await
        }
    }
}

async fn public(
    app: &AppState,
    asked: &Asked,
    query: &ListQuery<ListArticles>,
    back: Option<Look>,
) -> Result<HttpResponse> {
    let listing = app.cursors.listing("articles", &query.binding, &query.page)?;
    let params = &query.params;
    let (mut filter, sort) = (params.public_filter(), params.public_sort());
    let Look { at, still } = back.unwrap_or(Look::now(app.clock.now()));
    filter.still = still;
    if back.is_some() {
        // Nothing visible then was published later, and no list has to go through what was.
        let bound = at.next();
        filter.published_before = Some(filter.published_before.map_or(bound, |before| before.min(bound)));
    }
    let (page, count) = (listing.page(), listing.count);
    let included = included(&params.include, &params.fields);
    let lite = params.profile == Profile::Lite;
    let extent = Extent {
        bodies: included.body || lite,
        trails: included.json_ld,
        translations: !lite,
        corrections: included.corrections || included.json_ld,
    };
    let work = move |conn: &mut Conn| {
        let Snapshot { settings, ends, now } = site::snapshot(conn, at)?;
        let now = if back.is_some() { at } else { now };
        filter.look_up(conn, &settings)?;
        let addresses = Addresses::new(&settings);
        let listed = service::list(conn, &addresses, &filter, sort, &page, extent, count, now)?;
        // Nothing goes on from a look at the past.
        Ok((listed, settings, back.is_none().then_some(ends.public_seq)))
    };
    let ((articles, total), settings, seq) =
        if is_wide(query) { app.db.read_wide(work).await? } else { app.db.read(work).await? };
    let mut meta = listing.meta(&articles, total);
    meta.seq = seq;
    let wanted_most = LanguageTag::wanted_most(&params.locale.0);
    if lite {
        let item = |published| Ok(ArticleLite::new(published)?.preferring(wanted_most));
        let data = articles.items.into_iter().map(item).collect::<Outcome<Vec<_>>>()?;
        let body = ListedArticles::Lite(ArticleLiteList { data, meta });
        return asked.public_list(&body, body.meta());
    }
    let item = |published| ArticleItem::new(published, included, wanted_most, &settings);
    let items = articles.items.into_iter().map(item);
    let data = items.collect::<Outcome<Vec<_>>>()?;
    let body = match sparse(&data, &params.fields)? {
        Some(data) => ListedArticles::Sparse(ArticleSparseList { data, meta }),
        None => ListedArticles::Public(ArticleList { data, meta }),
    };
    asked.public_list(&body, body.meta())
}

async fn drafts(
    app: &AppState,
    asked: &Asked,
    by: Principal,
    query: &ListQuery<ListArticles>,
) -> Result<HttpResponse> {
    let listing = app.cursors.listing("articles", &query.binding, &query.page)?;
    let params = &query.params;
    let (filter, sort) = (params.draft_filter(&by), draft_sort(params.sort));
    let (page, count, now) = (listing.page(), listing.count, app.clock.now());
    let included: Included = included(&params.include, &params.fields);
    let work =
        move |conn: &mut Conn| articles::list(conn, &by, filter, sort, &page, included.body, count, now);
    let (articles, total, seq) =
        if is_wide(query) { app.db.read_wide(work).await? } else { app.db.read(work).await? };
    let meta = listing.meta(&articles, total).at(seq);
    let items = articles
        .items
        .into_iter()
        .map(|working| ArticleDraftItem::new(working, included, LanguageTag::wanted_most(&params.locale.0)));
    let data = items.collect::<Outcome<Vec<_>>>()?;
    let body = match sparse(&data, &params.fields)? {
        Some(data) => ListedArticles::Sparse(ArticleSparseList { data, meta }),
        None => ListedArticles::Draft(DraftList { data, meta }),
    };
    asked.private_list(&body, body.meta())
}

/// A total counts all there is; a page by number passes over all that stand before it.
fn is_wide(query: &ListQuery<ListArticles>) -> bool {
    query.params.q.is_some() || query.page.count == Some(true) || query.page.page.is_some_and(|page| page > 1)
}

fn sparse<T: serde::Serialize>(
    items: &[T],
    fields: &Many<ArticleField>,
) -> Outcome<Option<Vec<ArticleSparse>>> {
    if fields.0.is_empty() {
        return Ok(None);
    }
    items.iter().map(|item| ArticleSparse::new(item, &fields.0)).collect::<Outcome<_>>().map(Some)
}
