//! `GET /corrections`: translation only. Those of one article stand in `publications::routes`, of a page in
//! `pages::routes`.

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

use super::model::{CorrectionKind, Filter};
use super::service;
use super::views::CorrectionList;
use crate::app::AppState;
use crate::db::Conn;
use crate::http::extract::{ListQuery, Many, Viewer};
use crate::http::pagination::PageParams;
use crate::http::problem::Result;
use crate::http::reply::Asked;
use crate::site;
use crate::translations::LanguageTag;

pub fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list);
}

/// The filters of the log.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListCorrections {
    /// Of one of these kinds.
    #[serde(default)]
    #[param(value_type = Vec<CorrectionKind>, inline, max_items = 10)]
    kind: Many<CorrectionKind>,
    /// Of what is in one of these languages (BCP 47).
    #[serde(default)]
    #[param(value_type = Vec<LanguageTag>, inline, max_items = 100, example = json!(["fr"]))]
    locale: Many<LanguageTag>,
}

/// List corrections
///
/// Public: the log of the newsroom, the newest first, of everything readers can still find. What is no longer public,
/// or was withdrawn, is not in it.
#[utoipa::path(
    tag = "corrections",
    operation_id = "corrections_list",
    params(ListCorrections, PageParams),
    responses(
        (status = 200, description = "A page of corrections.", body = CorrectionList),
        (status = 304, description = "The list is as you have it."),
    ),
    security((), ("bearer" = []))
)]
#[get("/corrections")]
async fn list(
    _: Viewer,
    app: Data<AppState>,
    asked: Asked,
    query: ListQuery<ListCorrections>,
) -> Result<HttpResponse> {
    let listing = app.cursors.listing("corrections", &query.binding, &query.page)?;
    let params = query.params;
    let filter = Filter { article: None, kinds: params.kind.0, locales: LanguageTag::all(&params.locale.0) };
    let (page, count, now) = (listing.page(), listing.count, app.clock.now());
    let read =
        move |conn: &mut Conn| Ok((service::list(conn, &filter, &page, count, now)?, site::addresses(conn)?));
    let ((paged, total), addresses) = app.db.read_list(listing.is_wide(), read).await?;
    let meta = listing.meta(&paged, total);
    let body = CorrectionList { data: CorrectionList::data(paged.items, &addresses)?, meta };
    asked.public_list(&body, &body.meta)
}
