//! `POST /articles/{id}/restore`

use actix_web::web::Data;
use actix_web::{HttpResponse, post};

use super::{Target, change};
use crate::app::AppState;
use crate::articles::service::access::Access;
use crate::articles::service::read::Working;
use crate::articles::service::trash;
use crate::articles::views::DraftReply;
use crate::auth::may;
use crate::http::extract::{Allowed, IdOrSlug, IfMatch, NoMembers, NoQuery, OptionalJson};
use crate::http::problem::Result;
use crate::http::reply::Asked;

/// Restore an article from the trash
#[utoipa::path(
    tag = "articles",
    operation_id = "articles_restore",
    description = "It comes back as the draft it was, with all its revisions. Own articles need `articles:write`, \
        others' `articles:edit`.",
    params(
        ("id" = String, Path, description = "Id or current slug.", example = "le-fleuve-deborde"),
        ("If-Match" = String, Header, description = "The tag this is based on, or `*`.", example = "*"),
    ),
    request_body(content = Option<NoMembers>, description = "Nothing, or an empty object."),
    responses(
        (status = 200, description = "The working copy, back on the desk.", body = DraftReply),
        (status = 409, description = "The article is not in the trash."),
    ),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("articles:write")))
)]
#[post("/articles/{id}/restore")]
pub async fn restore(
    by: Allowed<may::WriteArticles>,
    id: IdOrSlug,
    app: Data<AppState>,
    asked: Asked,
    if_match: IfMatch,
    _: NoQuery,
    _: OptionalJson<NoMembers>,
) -> Result<HttpResponse> {
    let target = Target { trashed: true, ..Target::new(id, Access::Edit) };
    change::<Working>(&app, &asked, by.principal, target, if_match, |tx, by, current| {
        trash::restore(tx, by.user, current)
    })
    .await
}
