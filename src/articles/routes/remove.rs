//! `DELETE /articles/{id}`

use actix_web::web::Data;
use actix_web::{HttpResponse, delete};

use super::{LockOverride, Target, change};
use crate::app::AppState;
use crate::articles::service::read::Working;
use crate::articles::service::trash;
use crate::auth::may;
use crate::http::extract::{Allowed, IdOrSlug, IfMatch, Query};
use crate::http::problem::Result;
use crate::http::reply::{Asked, no_content};
use crate::workflow::Verb;

/// Move an article to the trash
#[utoipa::path(
    tag = "articles",
    operation_id = "articles_delete",
    description = "It vanishes from everywhere but the trash, and can be restored. Not while it is public: unpublish it \
        first. Own articles need `articles:write`, others' `articles:edit`.",
    params(
        ("id" = String, Path, description = "Id or current slug.", example = "le-fleuve-deborde"),
        ("If-Match" = String, Header, description = "The tag the deletion is based on, or `*`.", example = "*"),
        LockOverride,
    ),
    responses(
        (status = 204, description = "The article is in the trash."),
        (status = 409, description = "The article is public or scheduled, or somebody else is at it."),
    ),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("articles:write")))
)]
#[delete("/articles/{id}")]
pub async fn remove(
    by: Allowed<may::WriteArticles>,
    id: IdOrSlug,
    app: Data<AppState>,
    asked: Asked,
    if_match: IfMatch,
    query: Query<LockOverride>,
) -> Result<HttpResponse> {
    let target = Target::of(id, Verb::Trash).with(query.params);
    change::<Working>(&app, &asked, by.principal, target, if_match, |tx, by, current| {
        trash::trash(tx, by.user, current)
    })
    .await?;
    Ok(no_content())
}
