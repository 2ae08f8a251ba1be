//! `/api/v1/authors`: translation only.

use actix_web::web::Data;
use actix_web::{HttpResponse, delete, get, patch, post, put};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

use super::model::{Author, AuthorId, AuthorInput, AuthorSort, Filter};
use super::service::{self, Profile};
use super::views::{AuthorList, AuthorReply, AuthorView, CreateAuthor, UpdateAuthor};
use crate::app::AppState;
use crate::auth::{Principal, may};
use crate::db::Tx;
use crate::error::Result as Outcome;
use crate::http::extract::{Allowed, IdOrSlug, IfMatch, Json, ListQuery, Many, NoQuery, Viewer};
use crate::http::pagination::PageParams;
use crate::http::problem::Result;
use crate::http::reply::Asked;
use crate::slugs::Found;

pub fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list).service(create).service(find).service(replace).service(update).service(remove);
}

/// The filters of the list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListAuthors {
    /// Only these, by id or slug.
    #[serde(default)]
    #[param(value_type = Vec<IdOrSlug>, inline, max_items = 100, example = json!(["awa-diop"]))]
    ids: Many<IdOrSlug>,
    /// The order; ties break on the id.
    #[param(inline, default = "name")]
    sort: Option<AuthorSort>,
}

impl ListAuthors {
    fn filter(&self) -> Filter {
        let (ids, slugs) = IdOrSlug::split(&self.ids.0);
        Filter { ids: ids.into_iter().map(AuthorId).collect(), slugs }
    }
}

/// List authors
///
/// Public. Each with the number of public articles they sign.
#[utoipa::path(
    tag = "authors",
    operation_id = "authors_list",
    params(ListAuthors, PageParams),
    responses(
        (status = 200, description = "A page of authors.", body = AuthorList),
        (status = 304, description = "The list is as you have it."),
    ),
    security((), ("bearer" = []))
)]
#[get("/authors")]
async fn list(
    _: Viewer,
    app: Data<AppState>,
    asked: Asked,
    query: ListQuery<ListAuthors>,
) -> Result<HttpResponse> {
    let listing = app.cursors.listing("authors", &query.binding, &query.page)?;
    let (filter, sort) = (query.params.filter(), query.params.sort.unwrap_or_default());
    let (page, count, now) = (listing.page(), listing.count, app.clock.now());
    let (authors, total, seq) =
        app.db.read_wide(move |conn| service::list(conn, &filter, sort, &page, count, now)).await?;
    let meta = listing.meta(&authors, total).at(seq);
    let data = authors.items.into_iter().map(AuthorView::try_from).collect::<Outcome<_>>()?;
    let body = AuthorList { data, meta };
    asked.public_list(&body, &body.meta)
}

/// Read an author
///
/// Public, by id or slug. A former slug redirects to the current one.
#[utoipa::path(
    tag = "authors",
    operation_id = "authors_find",
    params(("id" = String, Path, description = "Id or slug.", example = "awa-diop")),
    responses(
        (status = 200, description = "The author.", body = AuthorReply),
        (status = 301, description = "The slug is a former one; `Location` has the current one."),
        (status = 304, description = "The author is as you have it."),
    ),
    security((), ("bearer" = []))
)]
#[get("/authors/{id}")]
async fn find(
    _: Viewer,
    id: IdOrSlug,
    app: Data<AppState>,
    asked: Asked,
    _: NoQuery,
) -> Result<HttpResponse> {
    let now = app.clock.now();
    match app.db.read(move |conn| service::find_named(conn, &id, now)).await? {
        Found::Here(profile) => {
            let (version, updated) = (profile.author.version, profile.author.updated_at);
            asked.shared(&AuthorReply { data: profile.try_into()? }, version, updated)
        }
        Found::Moved(slug) => Ok(asked.moved(&format!("/api/v1/authors/{slug}"))),
    }
}

/// Create an author
#[utoipa::path(
    tag = "authors",
    operation_id = "authors_create",
    description = "Needs the permission `authors:write` (editor and above).",
    request_body(content = CreateAuthor, description = "The profile."),
    responses(
        (status = 201, description = "The author as created.", body = AuthorReply),
        (status = 409, description = "The slug is taken."),
    ),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("authors:write")))
)]
#[post("/authors")]
async fn create(
    by: Allowed<may::EditAuthors>,
    app: Data<AppState>,
    asked: Asked,
    _: NoQuery,
    body: Json<CreateAuthor>,
) -> Result<HttpResponse> {
    let input = body.0.parse()?;
    let work = move |tx: &mut Tx<'_>| {
        let id = service::create(tx, Some(by.principal.user), &input)?;
        let now = tx.now();
        service::find(tx, id, now)
    };
    asked.write(&app.db, work, |asked, made| asked.made("/api/v1/authors", made)).await
}

/// Replace an author
#[utoipa::path(
    tag = "authors",
    operation_id = "authors_replace",
    description = "Everything is replaced; what is left out is emptied, but a slug left out stays. Needs the permission `authors:write` (editor and above).",
    params(
        ("id" = String, Path, description = "Id or current slug.", example = "awa-diop"),
        ("If-Match" = String, Header, description = "The tag the change is based on, or `*`.", example = "*"),
    ),
    request_body(content = CreateAuthor, description = "The whole profile."),
    responses(
        (status = 200, description = "The author as replaced.", body = AuthorReply),
        (status = 409, description = "The slug is taken."),
    ),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("authors:write")))
)]
#[put("/authors/{id}")]
async fn replace(
    by: Allowed<may::EditAuthors>,
    id: IdOrSlug,
    app: Data<AppState>,
    asked: Asked,
    if_match: IfMatch,
    _: NoQuery,
    body: Json<CreateAuthor>,
) -> Result<HttpResponse> {
    let input = body.0.parse()?;
    save(&app, &asked, by.principal, id, if_match, move |_| Ok(input.clone())).await
}

/// Change an author
#[utoipa::path(
    tag = "authors",
    operation_id = "authors_update",
    description = "JSON Merge Patch (RFC 7396): null empties a member, a list is replaced whole. Needs the permission `authors:write` (editor and above).",
    params(
        ("id" = String, Path, description = "Id or current slug.", example = "awa-diop"),
        ("If-Match" = String, Header, description = "The tag the change is based on, or `*`.", example = "*"),
    ),
    request_body(content(
        (UpdateAuthor = "application/json"),
        (UpdateAuthor = "application/merge-patch+json"),
    ), description = "What changes."),
    responses(
        (status = 200, description = "The author as changed.", body = AuthorReply),
        (status = 409, description = "The slug is taken."),
    ),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("authors:write")))
)]
#[patch("/authors/{id}")]
async fn update(
    by: Allowed<may::EditAuthors>,
    id: IdOrSlug,
    app: Data<AppState>,
    asked: Asked,
    if_match: IfMatch,
    _: NoQuery,
    body: Json<UpdateAuthor>,
) -> Result<HttpResponse> {
    let schemas = app.schemas.clone();
    let merge = move |author: &Author| body.0.onto(&CreateAuthor::of(author)?, &schemas)?.parse();
    save(&app, &asked, by.principal, id, if_match, merge).await
}

/// Delete an author
#[utoipa::path(
    tag = "authors",
    operation_id = "authors_delete",
    description = "Only while no article signs with them. Needs the permission `authors:write` (editor and above).",
    params(
        ("id" = String, Path, description = "Id or current slug.", example = "awa-diop"),
        ("If-Match" = String, Header, description = "The tag the deletion is based on, or `*`.", example = "*"),
    ),
    responses(
        (status = 204, description = "The author is gone."),
        (status = 409, description = "Articles sign with the author; `used_by` says how many."),
    ),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("authors:write")))
)]
#[delete("/authors/{id}")]
async fn remove(
    by: Allowed<may::EditAuthors>,
    id: IdOrSlug,
    app: Data<AppState>,
    asked: Asked,
    if_match: IfMatch,
    _: NoQuery,
) -> Result<HttpResponse> {
    let target = move |tx: &mut Tx<'_>| service::find_to_write(tx, &id);
    let work =
        move |tx: &mut Tx<'_>, current: &Profile| service::delete(tx, by.principal.user, &current.author);
    if_match.write(&app.db, &asked, target, work, Asked::deleted).await
}

/// Saves what `input` makes of the current row, if the caller's version is the current one.
async fn save(
    app: &AppState,
    asked: &Asked,
    by: Principal,
    id: IdOrSlug,
    if_match: IfMatch,
    input: impl Fn(&Author) -> Outcome<AuthorInput> + Send + 'static,
) -> Result<HttpResponse> {
    let target = move |tx: &mut Tx<'_>| service::find_to_write(tx, &id);
    let work = move |tx: &mut Tx<'_>, current: &Profile| {
        service::update(tx, by.user, &current.author, &input(&current.author)?)?;
        let now = tx.now();
        service::find(tx, current.author.id, now)
    };
    if_match.write(&app.db, asked, target, work, Asked::saved).await
}
