//! Deleting.

use actix_web::{HttpResponse, delete};
use serde::Deserialize;
use utoipa::IntoParams;

use super::super::model::{Named, Section};
use super::super::service;
use super::{App, named};
use crate::auth::may;
use crate::db::Tx;
use crate::http::extract::{Allowed, IdOrSlug, IfMatch, Query};
use crate::http::problem::Result;
use crate::http::reply::Asked;

/// What becomes of the articles.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct RemoveCategory {
    /// Puts the articles of the category, with their publications of any time, into this one, by id or slug.
    #[serde(default, deserialize_with = "named")]
    #[param(
        value_type = Option<String>,
        min_length = 1,
        max_length = 80,
        pattern = "^[a-z0-9]+(-[a-z0-9]+)*$",
        example = "politique"
    )]
    reassign_to: Option<Named>,
}

/// Delete a category
#[utoipa::path(
    tag = "categories",
    operation_id = "categories_delete",
    description = "Only while nothing lies below it, no article is in it and no menu points to it, unless `reassign_to` names a category that takes their place. An article that has both keeps one, and a primary category stays primary. Needs the permission `categories:write` (editor and above).",
    params(
        ("id" = String, Path, description = "Id or current slug.", example = "societe"),
        ("If-Match" = String, Header, description = "The tag the deletion is based on, or `*`.", example = "*"),
        RemoveCategory,
    ),
    responses(
        (status = 204, description = "The category is gone."),
        (status = 409, description = "It is in use, `used_by` says by how much; or `reassign_to` names the category itself or one below it."),
    ),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("categories:write")))
)]
#[delete("/categories/{id}")]
pub(super) async fn remove(
    by: Allowed<may::EditCategories>,
    id: IdOrSlug,
    app: App,
    asked: Asked,
    if_match: IfMatch,
    query: Query<RemoveCategory>,
) -> Result<HttpResponse> {
    let heir = query.params.reassign_to;
    let target = move |tx: &mut Tx<'_>| service::find_to_write(tx, &id);
    let work = move |tx: &mut Tx<'_>, current: &Section| {
        service::delete(tx, by.principal.user, &current.category, heir.as_ref())
    };
    if_match.write(&app.db, &asked, target, work, Asked::deleted).await
}
