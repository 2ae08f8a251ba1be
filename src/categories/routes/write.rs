//! Creating, replacing and changing.

use actix_web::{HttpResponse, patch, post, put};

use super::super::model::{Category, CategoryInput, Section};
use super::super::service;
use super::super::views::{CategoryReply, CreateCategory, UpdateCategory};
use super::App;
use crate::app::AppState;
use crate::auth::{Principal, may};
use crate::db::Tx;
use crate::error::Result as Outcome;
use crate::http::extract::{Allowed, IdOrSlug, IfMatch, Json, NoQuery};
use crate::http::problem::Result;
use crate::http::reply::Asked;
use crate::site;

/// Create a category
#[utoipa::path(
    tag = "categories",
    operation_id = "categories_create",
    description = "At the root, or in another category; the tree has at most eight levels. Needs the permission `categories:write` (editor and above).",
    request_body(content = CreateCategory, description = "The category."),
    responses(
        (status = 201, description = "The category as created.", body = CategoryReply),
        (status = 409, description = "The slug is taken."),
    ),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("categories:write")))
)]
#[post("/categories")]
pub(super) async fn create(
    by: Allowed<may::EditCategories>,
    app: App,
    asked: Asked,
    _: NoQuery,
    body: Json<CreateCategory>,
) -> Result<HttpResponse> {
    let input = body.0.parse(&site::default_locale(&app.db).await?)?;
    let work = move |tx: &mut Tx<'_>| {
        let id = service::create(tx, Some(by.principal.user), &input)?;
        let now = tx.now();
        service::find(tx, id, now)
    };
    asked.write(&app.db, work, |asked, made| asked.made("/api/v1/categories", made)).await
}

/// Replace a category
#[utoipa::path(
    tag = "categories",
    operation_id = "categories_replace",
    description = "Everything is replaced; what is left out is emptied (without `parent_id` the category moves to the root), but a slug left out stays. A move takes along what lies below it. Needs the permission `categories:write` (editor and above).",
    params(
        ("id" = String, Path, description = "Id or current slug.", example = "societe"),
        ("If-Match" = String, Header, description = "The tag the change is based on, or `*`.", example = "*"),
    ),
    request_body(content = CreateCategory, description = "The whole category."),
    responses(
        (status = 200, description = "The category as replaced.", body = CategoryReply),
        (status = 409, description = "The slug is taken, or the category would come to lie under itself."),
    ),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("categories:write")))
)]
#[put("/categories/{id}")]
pub(super) async fn replace(
    by: Allowed<may::EditCategories>,
    id: IdOrSlug,
    app: App,
    asked: Asked,
    if_match: IfMatch,
    _: NoQuery,
    body: Json<CreateCategory>,
) -> Result<HttpResponse> {
    let input = body.0.parse(&site::default_locale(&app.db).await?)?;
    save(&app, &asked, by.principal, id, if_match, move |_| Ok(input.clone())).await
}

/// Change a category
#[utoipa::path(
    tag = "categories",
    operation_id = "categories_update",
    description = "JSON Merge Patch (RFC 7396): null empties a member, and moves the category to the root when the member is `parent_id`. A move takes along what lies below it. Needs the permission `categories:write` (editor and above).",
    params(
        ("id" = String, Path, description = "Id or current slug.", example = "societe"),
        ("If-Match" = String, Header, description = "The tag the change is based on, or `*`.", example = "*"),
    ),
    request_body(content(
        (UpdateCategory = "application/json"),
        (UpdateCategory = "application/merge-patch+json"),
    ), description = "What changes."),
    responses(
        (status = 200, description = "The category as changed.", body = CategoryReply),
        (status = 409, description = "The slug is taken, or the category would come to lie under itself."),
    ),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("categories:write")))
)]
#[patch("/categories/{id}")]
pub(super) async fn update(
    by: Allowed<may::EditCategories>,
    id: IdOrSlug,
    app: App,
    asked: Asked,
    if_match: IfMatch,
    _: NoQuery,
    body: Json<UpdateCategory>,
) -> Result<HttpResponse> {
    let (schemas, default_locale) = (app.schemas.clone(), site::default_locale(&app.db).await?);
    let merge = move |category: &Category| {
        body.0.onto(&CreateCategory::of(category), &schemas)?.parse(&default_locale)
    };
    save(&app, &asked, by.principal, id, if_match, merge).await
}

/// Saves what `input` makes of the current row, if the caller's version is the current one.
async fn save(
    app: &AppState,
    asked: &Asked,
    by: Principal,
    id: IdOrSlug,
    if_match: IfMatch,
    input: impl Fn(&Category) -> Outcome<CategoryInput> + Send + 'static,
) -> Result<HttpResponse> {
    let target = move |tx: &mut Tx<'_>| service::find_to_write(tx, &id);
    let work = move |tx: &mut Tx<'_>, current: &Section| {
        service::update(tx, by.user, &current.category, &input(&current.category)?)?;
        let now = tx.now();
        service::find(tx, current.category.id, now)
    };
    if_match.write(&app.db, asked, target, work, Asked::saved).await
}
