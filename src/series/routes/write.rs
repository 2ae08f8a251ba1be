//! Replacing, changing and removing series.

use actix_web::web::Data;
use actix_web::{HttpResponse, delete, patch, put};

use crate::app::AppState;
use crate::auth::{Principal, may};
use crate::db::Tx;
use crate::error::Result as Outcome;
use crate::http::extract::{Allowed, IdOrSlug, IfMatch, Json, NoQuery};
use crate::http::problem::Result;
use crate::http::reply::Asked;
use crate::series::model::{Series, SeriesInput};
use crate::series::service::{self, Counted};
use crate::series::views::{CreateSeries, SeriesReply, UpdateSeries};

/// Replace a series
#[utoipa::path(
    tag = "series",
    operation_id = "series_replace",
    description = "Everything is replaced; what is left out is emptied, but a slug left out stays. Needs the permission `series:write` (editor and above).",
    params(
        ("id" = String, Path, description = "Id or current slug.", example = "le-fleuve-en-dix-escales"),
        ("If-Match" = String, Header, description = "The tag the change is based on, or `*`.", example = "*"),
    ),
    request_body(content = CreateSeries, description = "The whole series."),
    responses(
        (status = 200, description = "The series as replaced.", body = SeriesReply),
        (status = 409, description = "The slug is taken."),
    ),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("series:write")))
)]
#[put("/series/{id}")]
pub(super) async fn replace(
    by: Allowed<may::EditSeries>,
    id: IdOrSlug,
    app: Data<AppState>,
    asked: Asked,
    if_match: IfMatch,
    _: NoQuery,
    body: Json<CreateSeries>,
) -> Result<HttpResponse> {
    let input = body.0.parse()?;
    save(&app, &asked, by.principal, id, if_match, move |_| Ok(input.clone())).await
}

/// Change a series
#[utoipa::path(
    tag = "series",
    operation_id = "series_update",
    description = "JSON Merge Patch (RFC 7396): null empties a member, a list is replaced whole. Needs the permission `series:write` (editor and above).",
    params(
        ("id" = String, Path, description = "Id or current slug.", example = "le-fleuve-en-dix-escales"),
        ("If-Match" = String, Header, description = "The tag the change is based on, or `*`.", example = "*"),
    ),
    request_body(content(
        (UpdateSeries = "application/json"),
        (UpdateSeries = "application/merge-patch+json"),
    ), description = "What changes."),
    responses(
        (status = 200, description = "The series as changed.", body = SeriesReply),
        (status = 409, description = "The slug is taken."),
    ),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("series:write")))
)]
#[patch("/series/{id}")]
pub(super) async fn update(
    by: Allowed<may::EditSeries>,
    id: IdOrSlug,
    app: Data<AppState>,
    asked: Asked,
    if_match: IfMatch,
    _: NoQuery,
    body: Json<UpdateSeries>,
) -> Result<HttpResponse> {
    let schemas = app.schemas.clone();
    let merged = move |series: &Series| body.0.onto(&CreateSeries::of(series), &schemas)?.parse();
    save(&app, &asked, by.principal, id, if_match, merged).await
}

/// Delete a series
#[utoipa::path(
    tag = "series",
    operation_id = "series_delete",
    description = "Only while no article is in it. Needs the permission `series:write` (editor and above).",
    params(
        ("id" = String, Path, description = "Id or current slug.", example = "le-fleuve-en-dix-escales"),
        ("If-Match" = String, Header, description = "The tag the deletion is based on, or `*`.", example = "*"),
    ),
    responses(
        (status = 204, description = "The series is gone."),
        (status = 409, description = "Articles are in the series; `used_by` says how many."),
    ),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("series:write")))
)]
#[delete("/series/{id}")]
pub(super) async fn remove(
    by: Allowed<may::EditSeries>,
    id: IdOrSlug,
    app: Data<AppState>,
    asked: Asked,
    if_match: IfMatch,
    _: NoQuery,
) -> Result<HttpResponse> {
    let target = move |tx: &mut Tx<'_>| service::find_to_write(tx, &id);
    let work =
        move |tx: &mut Tx<'_>, current: &Counted| service::delete(tx, by.principal.user, &current.series);
    if_match.write(&app.db, &asked, target, work, Asked::deleted).await
}

/// Saves what `input` makes of the current row, if the caller's version is the current one.
async fn save(
    app: &AppState,
    asked: &Asked,
    by: Principal,
    id: IdOrSlug,
    if_match: IfMatch,
    input: impl Fn(&Series) -> Outcome<SeriesInput> + Send + 'static,
) -> Result<HttpResponse> {
    let target = move |tx: &mut Tx<'_>| service::find_to_write(tx, &id);
    let work = move |tx: &mut Tx<'_>, current: &Counted| {
        service::update(tx, by.user, &current.series, &input(&current.series)?)?;
        let now = tx.now();
        service::find(tx, current.series.id, now)
    };
    if_match.write(&app.db, asked, target, work, Asked::saved).await
}
