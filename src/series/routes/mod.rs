//! `/api/v1/series`: translation only. Changing what is there is in `write`.

mod write;

use actix_web::web::Data;
use actix_web::{HttpResponse, get, post};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

use super::model::{Filter, SeriesId, SeriesSort};
use super::service;
use super::views::{CreateSeries, SeriesList, SeriesReply, SeriesView};
use crate::app::AppState;
use crate::auth::may;
use crate::db::Tx;
use crate::http::extract::{Allowed, IdOrSlug, Json, ListQuery, Many, NoQuery, Viewer};
use crate::http::pagination::PageParams;
use crate::http::problem::Result;
use crate::http::reply::Asked;
use crate::slugs::Found;

pub fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list).service(create).service(find);
    cfg.service(write::replace).service(write::update).service(write::remove);
}

/// The filters of the list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListSeries {
    /// Only these, by id or slug.
    #[serde(default)]
    #[param(value_type = Vec<IdOrSlug>, inline, max_items = 100, example = json!(["le-fleuve-en-dix-escales"]))]
    ids: Many<IdOrSlug>,
    /// The order; ties break on the id.
    #[param(inline, default = "name")]
    sort: Option<SeriesSort>,
}

impl ListSeries {
    fn filter(&self) -> Filter {
        let (ids, slugs) = IdOrSlug::split(&self.ids.0);
        Filter { ids: ids.into_iter().map(SeriesId).collect(), slugs }
    }
}

/// List series
///
/// Public. Each with the number of public articles in it.
#[utoipa::path(
    tag = "series",
    operation_id = "series_list",
    params(ListSeries, PageParams),
    responses(
        (status = 200, description = "A page of series.", body = SeriesList),
        (status = 304, description = "The list is as you have it."),
    ),
    security((), ("bearer" = []))
)]
#[get("/series")]
async fn list(
    _: Viewer,
    app: Data<AppState>,
    asked: Asked,
    query: ListQuery<ListSeries>,
) -> Result<HttpResponse> {
    let listing = app.cursors.listing("series", &query.binding, &query.page)?;
    let (filter, sort) = (query.params.filter(), query.params.sort.unwrap_or_default());
    let (page, count, now) = (listing.page(), listing.count, app.clock.now());
    let (series, total, seq) =
        app.db.read_wide(move |conn| service::list(conn, &filter, sort, &page, count, now)).await?;
    let meta = listing.meta(&series, total).at(seq);
    let data = series.items.into_iter().map(SeriesView::from).collect();
    let body = SeriesList { data, meta };
    asked.public_list(&body, &body.meta)
}

/// Read a series
///
/// Public, by id or slug. A former slug redirects to the current one.
#[utoipa::path(
    tag = "series",
    operation_id = "series_find",
    params(("id" = String, Path, description = "Id or slug.", example = "le-fleuve-en-dix-escales")),
    responses(
        (status = 200, description = "The series.", body = SeriesReply),
        (status = 301, description = "The slug is a former one; `Location` has the current one."),
        (status = 304, description = "The series is as you have it."),
    ),
    security((), ("bearer" = []))
)]
#[get("/series/{id}")]
async fn find(
    _: Viewer,
    id: IdOrSlug,
    app: Data<AppState>,
    asked: Asked,
    _: NoQuery,
) -> Result<HttpResponse> {
    let now = app.clock.now();
    match app.db.read(move |conn| service::find_named(conn, &id, now)).await? {
        Found::Here(found) => {
            let (version, updated) = (found.series.version, found.series.updated_at);
            asked.shared(&SeriesReply { data: found.into() }, version, updated)
        }
        Found::Moved(slug) => Ok(asked.moved(&format!("/api/v1/series/{slug}"))),
    }
}

/// Create a series
#[utoipa::path(
    tag = "series",
    operation_id = "series_create",
    description = "Needs the permission `series:write` (editor and above).",
    request_body(content = CreateSeries, description = "The series."),
    responses(
        (status = 201, description = "The series as created.", body = SeriesReply),
        (status = 409, description = "The slug is taken."),
    ),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("series:write")))
)]
#[post("/series")]
async fn create(
    by: Allowed<may::EditSeries>,
    app: Data<AppState>,
    asked: Asked,
    _: NoQuery,
    body: Json<CreateSeries>,
) -> Result<HttpResponse> {
    let input = body.0.parse()?;
    let work = move |tx: &mut Tx<'_>| {
        let id = service::create(tx, Some(by.principal.user), &input)?;
        let now = tx.now();
        service::find(tx, id, now)
    };
    asked.write(&app.db, work, |asked, made| asked.made("/api/v1/series", made)).await
}
