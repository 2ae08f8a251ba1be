//! `POST /pages/{id}/{publish|unpublish|restore}`.

use actix_web::web::Data;
use actix_web::{HttpResponse, post};

use crate::app::AppState;
use crate::articles::{self, Access, Target};
use crate::auth::may;
use crate::http::extract::{Allowed, IdOrSlug, IfMatch, NoMembers, NoQuery, OptionalJson};
use crate::http::problem::Result;
use crate::http::reply::Asked;
use crate::pages::views::{EditedPage, PageDraftReply};
use crate::workflow::{self, Publish, Unpublish};

/// Publish a page
#[utoipa::path(
    tag = "pages",
    operation_id = "pages_publish",
    description = "The named revision, or the latest, is public from this moment. Over a live page it takes the place of \
        what was shown. Publishing what is live already changes nothing. Needs the permission `pages:write` (editor \
        and above).",
    params(
        ("id" = String, Path, description = "Id or current slug.", example = "mentions-legales"),
        ("If-Match" = String, Header, description = "The tag this is based on, or `*`.", example = "*"),
    ),
    request_body(content = Option<Publish>, description = "How; nothing is required."),
    responses(
        (status = 200, description = "The working copy, its page public.", body = PageDraftReply),
        (status = 409, description = "The status does not allow it."),
    ),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("pages:write")))
)]
#[post("/pages/{id}/publish")]
pub(super) async fn publish(
    by: Allowed<may::EditPages>,
    id: IdOrSlug,
    app: Data<AppState>,
    asked: Asked,
    if_match: IfMatch,
    _: NoQuery,
    body: OptionalJson<Publish>,
) -> Result<HttpResponse> {
    let target = Target::new(id, Access::Publish);
    articles::change::<EditedPage>(&app, &asked, by.principal, target, if_match, move |tx, by, current| {
        workflow::publish(tx, by.user, current, &body.0)
    })
    .await
}

/// Unpublish a page
#[utoipa::path(
    tag = "pages",
    operation_id = "pages_unpublish",
    description = "From this moment it is not public; the page is a draft again. Needs the permission `pages:write` (editor and above).",
    params(
        ("id" = String, Path, description = "Id or current slug.", example = "mentions-legales"),
        ("If-Match" = String, Header, description = "The tag this is based on, or `*`.", example = "*"),
    ),
    request_body(content = Option<Unpublish>, description = "Why; nothing is required."),
    responses(
        (status = 200, description = "The working copy, a draft again.", body = PageDraftReply),
        (status = 409, description = "The page is not public."),
    ),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("pages:write")))
)]
#[post("/pages/{id}/unpublish")]
pub(super) async fn unpublish(
    by: Allowed<may::EditPages>,
    id: IdOrSlug,
    app: Data<AppState>,
    asked: Asked,
    if_match: IfMatch,
    _: NoQuery,
    body: OptionalJson<Unpublish>,
) -> Result<HttpResponse> {
    let target = Target::new(id, Access::Publish);
    articles::change::<EditedPage>(&app, &asked, by.principal, target, if_match, move |tx, by, current| {
        workflow::unpublish(tx, by.user, current, &body.0)
    })
    .await
}

/// Restore a page from the trash
#[utoipa::path(
    tag = "pages",
    operation_id = "pages_restore",
    description = "It comes back as the draft it was, with all its revisions. Needs the permission `pages:write` (editor and above).",
    params(
        ("id" = String, Path, description = "Id or current slug.", example = "mentions-legales"),
        ("If-Match" = String, Header, description = "The tag this is based on, or `*`.", example = "*"),
    ),
    request_body(content = Option<NoMembers>, description = "Nothing, or an empty object."),
    responses(
        (status = 200, description = "The working copy, back on the desk.", body = PageDraftReply),
        (status = 409, description = "The page is not in the trash."),
    ),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("pages:write")))
)]
#[post("/pages/{id}/restore")]
pub(super) async fn restore(
    by: Allowed<may::EditPages>,
    id: IdOrSlug,
    app: Data<AppState>,
    asked: Asked,
    if_match: IfMatch,
    _: NoQuery,
    _: OptionalJson<NoMembers>,
) -> Result<HttpResponse> {
    let target = Target { trashed: true, ..Target::new(id, Access::Edit) };
    articles::change::<EditedPage>(&app, &asked, by.principal, target, if_match, |tx, by, current| {
        articles::restore(tx, by.user, current)
    })
    .await
}
