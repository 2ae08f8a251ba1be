//! Creating, replacing, changing and trashing pages.

use actix_web::web::Data;
use actix_web::{HttpResponse, delete, patch, post, put};

use crate::app::AppState;
use crate::articles::{self, Discard, LockOverride, Target, Working};
use crate::auth::may;
use crate::http::extract::{Allowed, IdOrSlug, IfMatch, Json, NoQuery, Query};
use crate::http::problem::Result;
use crate::http::reply::Asked;
use crate::pages::views::{CreatePage, EditedPage, PageDraftReply, UpdatePage};
use crate::site;

/// Create a page
#[utoipa::path(
    tag = "pages",
    operation_id = "pages_create",
    description = "Always starts as a draft nobody but staff can see. Needs the permission `pages:write` (editor and above).",
    request_body(content = CreatePage, description = "The page."),
    responses(
        (status = 201, description = "The working copy as created.", body = PageDraftReply),
        (status = 409, description = "The slug is taken, or there is a translation into this language already."),
    ),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("pages:write")))
)]
#[post("/pages")]
pub(super) async fn create(
    by: Allowed<may::EditPages>,
    app: Data<AppState>,
    asked: Asked,
    _: NoQuery,
    body: Json<CreatePage>,
) -> Result<HttpResponse> {
    let draft = body.0.parse(&site::settings(&app.db).await?)?;
    articles::make::<EditedPage>(&app, &asked, by.principal, draft).await
}

/// Replace a page
#[utoipa::path(
    tag = "pages",
    operation_id = "pages_replace",
    description = "Appends a revision to the working copy; the public goes on seeing what is published. Everything is \
        replaced; what is left out is emptied, but a slug left out stays. Needs the permission `pages:write` (editor \
        and above).",
    params(
        ("id" = String, Path, description = "Id or current slug.", example = "mentions-legales"),
        ("If-Match" = String, Header, description = "The tag the change is based on, or `*`.", example = "*"),
        LockOverride,
    ),
    request_body(content = CreatePage, description = "The whole page."),
    responses(
        (status = 200, description = "The working copy as replaced.", body = PageDraftReply),
        (status = 409, description = "The slug is taken, there is a translation into this language already, or somebody else is at the page."),
    ),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("pages:write")))
)]
#[put("/pages/{id}")]
pub(super) async fn replace(
    by: Allowed<may::EditPages>,
    id: IdOrSlug,
    app: Data<AppState>,
    asked: Asked,
    if_match: IfMatch,
    query: Query<LockOverride>,
    body: Json<CreatePage>,
) -> Result<HttpResponse> {
    let draft = body.0.parse(&site::settings(&app.db).await?)?;
    let draft = async |_: &Working| Ok(draft.clone());
    let target = Target::to_save(id).with(query.params);
    articles::save_draft::<EditedPage>(&app, &asked, by.principal, target, if_match, draft).await
}

/// Change a page
#[utoipa::path(
    tag = "pages",
    operation_id = "pages_update",
    description = "JSON Merge Patch (RFC 7396): null empties a member. Appends a revision to the working copy; the public \
        goes on seeing what is published. Needs the permission `pages:write` (editor and above).",
    params(
        ("id" = String, Path, description = "Id or current slug.", example = "mentions-legales"),
        ("If-Match" = String, Header, description = "The tag the change is based on, or `*`.", example = "*"),
        LockOverride,
    ),
    request_body(content(
        (UpdatePage = "application/json"),
        (UpdatePage = "application/merge-patch+json"),
    ), description = "What changes."),
    responses(
        (status = 200, description = "The working copy as changed.", body = PageDraftReply),
        (status = 409, description = "The slug is taken, there is a translation into this language already, or somebody else is at the page."),
    ),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("pages:write")))
)]
#[patch("/pages/{id}")]
pub(super) async fn update(
    by: Allowed<may::EditPages>,
    id: IdOrSlug,
    app: Data<AppState>,
    asked: Asked,
    if_match: IfMatch,
    query: Query<LockOverride>,
    body: Json<UpdatePage>,
) -> Result<HttpResponse> {
    let settings = site::settings(&app.db).await?;
    let merge =
        async |working: &Working| body.0.onto(&CreatePage::of(working), &app.schemas)?.parse(&settings);
    let target = Target::to_save(id).with(query.params);
    articles::save_draft::<EditedPage>(&app, &asked, by.principal, target, if_match, merge).await
}

/// Move a page to the trash, or remove it for good
#[utoipa::path(
    tag = "pages",
    operation_id = "pages_delete",
    description = "It vanishes from everywhere but the trash (`GET /trash?kind=page`), and can be restored. Not while it is \
        public: unpublish it first. Needs the permission `pages:write` (editor and above). With `permanently=true` an \
        administrator removes for good what lies in the trash: readers who had its address are told 410, with the notice if \
        it was withdrawn. While a menu points to it, it stays.",
    params(
        ("id" = String, Path, description = "Id or current slug.", example = "mentions-legales"),
        ("If-Match" = String, Header, description = "The tag the deletion is based on, or `*`.", example = "*"),
        Discard,
    ),
    responses(
        (status = 204, description = "The page is in the trash, or gone for good."),
        (status = 409, description = "The page is public or scheduled; somebody else is at it; or, to be removed for good, it is not in the trash, or in a menu."),
        (status = 422, description = "`confirm` is missing, is not the slug, or stands there without `permanently=true`."),
    ),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("pages:write")))
)]
#[delete("/pages/{id}")]
pub(super) async fn remove(
    by: Allowed<may::EditPages>,
    id: IdOrSlug,
    app: Data<AppState>,
    asked: Asked,
    if_match: IfMatch,
    query: Query<Discard>,
) -> Result<HttpResponse> {
    articles::discard::<EditedPage>(&app, &asked, by.principal, id, if_match, query.params).await
}
