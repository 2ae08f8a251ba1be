//! Replacing, changing, removing and merging tags.

use actix_web::web::Data;
use actix_web::{HttpResponse, delete, patch, post, put};

use crate::app::AppState;
use crate::auth::{Principal, may};
use crate::db::Tx;
use crate::error::Result as Outcome;
use crate::http::extract::{Allowed, IdOrSlug, IfMatch, Json, NoQuery};
use crate::http::problem::Result;
use crate::http::reply::Asked;
use crate::site;
use crate::tags::model::{Tag, TagId, TagInput};
use crate::tags::service::{self, Counted};
use crate::tags::views::{CreateTag, MergeTag, TagReply, UpdateTag};

/// Replace a tag
#[utoipa::path(
    tag = "tags",
    operation_id = "tags_replace",
    description = "Everything is replaced; what is left out is emptied, but a slug left out stays. Needs the permission `tags:write` (editor and above).",
    params(
        ("id" = String, Path, description = "Id or current slug.", example = "crue-du-fleuve"),
        ("If-Match" = String, Header, description = "The tag the change is based on, or `*`.", example = "*"),
    ),
    request_body(content = CreateTag, description = "The whole tag."),
    responses(
        (status = 200, description = "The tag as replaced.", body = TagReply),
        (status = 409, description = "The slug is taken."),
    ),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("tags:write")))
)]
#[put("/tags/{id}")]
pub(super) async fn replace(
    by: Allowed<may::EditTags>,
    id: IdOrSlug,
    app: Data<AppState>,
    asked: Asked,
    if_match: IfMatch,
    _: NoQuery,
    body: Json<CreateTag>,
) -> Result<HttpResponse> {
    let input = body.0.parse(&site::default_locale(&app.db).await?)?;
    save(&app, &asked, by.principal, id, if_match, move |_| Ok(input.clone())).await
}

/// Change a tag
#[utoipa::path(
    tag = "tags",
    operation_id = "tags_update",
    description = "JSON Merge Patch (RFC 7396): null empties a member, a list is replaced whole. Needs the permission `tags:write` (editor and above).",
    params(
        ("id" = String, Path, description = "Id or current slug.", example = "crue-du-fleuve"),
        ("If-Match" = String, Header, description = "The tag the change is based on, or `*`.", example = "*"),
    ),
    request_body(content(
        (UpdateTag = "application/json"),
        (UpdateTag = "application/merge-patch+json"),
    ), description = "What changes."),
    responses(
        (status = 200, description = "The tag as changed.", body = TagReply),
        (status = 409, description = "The slug is taken."),
    ),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("tags:write")))
)]
#[patch("/tags/{id}")]
pub(super) async fn update(
    by: Allowed<may::EditTags>,
    id: IdOrSlug,
    app: Data<AppState>,
    asked: Asked,
    if_match: IfMatch,
    _: NoQuery,
    body: Json<UpdateTag>,
) -> Result<HttpResponse> {
    let (schemas, default_locale) = (app.schemas.clone(), site::default_locale(&app.db).await?);
    let merged = move |tag: &Tag| body.0.onto(&CreateTag::of(tag), &schemas)?.parse(&default_locale);
    save(&app, &asked, by.principal, id, if_match, merged).await
}

/// Delete a tag
#[utoipa::path(
    tag = "tags",
    operation_id = "tags_delete",
    description = "Only while no article has it and no menu points to it. Needs the permission `tags:write` (editor and above).",
    params(
        ("id" = String, Path, description = "Id or current slug.", example = "crue-du-fleuve"),
        ("If-Match" = String, Header, description = "The tag the deletion is based on, or `*`.", example = "*"),
    ),
    responses(
        (status = 204, description = "The tag is gone."),
        (status = 409, description = "Articles or menus have the tag; `used_by` says how many."),
    ),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("tags:write")))
)]
#[delete("/tags/{id}")]
pub(super) async fn remove(
    by: Allowed<may::EditTags>,
    id: IdOrSlug,
    app: Data<AppState>,
    asked: Asked,
    if_match: IfMatch,
    _: NoQuery,
) -> Result<HttpResponse> {
    let target = move |tx: &mut Tx<'_>| service::find_to_write(tx, &id);
    let work = move |tx: &mut Tx<'_>, current: &Counted| service::delete(tx, by.principal.user, &current.tag);
    if_match.write(&app.db, &asked, target, work, Asked::deleted).await
}

/// Merge a tag
#[utoipa::path(
    tag = "tags",
    operation_id = "tags_merge",
    description = "Every article that has this tag has the other one instead, in both editions, and every menu; and this tag is gone; its \
        addresses lead to the other. Revisions of before keep naming it: to publish one of them, save it again without it. Needs the permission `tags:write` (editor and above).",
    params(
        ("id" = String, Path, description = "Id or current slug.", example = "crue-du-fleuve"),
        ("If-Match" = String, Header, description = "The tag the merge is based on, or `*`.", example = "*"),
    ),
    request_body(content = MergeTag, description = "Which tag stays."),
    responses((status = 200, description = "The tag that stays.", body = TagReply)),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("tags:write")))
)]
#[post("/tags/{id}/merge")]
pub(super) async fn merge(
    by: Allowed<may::EditTags>,
    id: IdOrSlug,
    app: Data<AppState>,
    asked: Asked,
    if_match: IfMatch,
    _: NoQuery,
    body: Json<MergeTag>,
) -> Result<HttpResponse> {
    let into = TagId(body.0.into);
    let target = move |tx: &mut Tx<'_>| service::find_to_write(tx, &id);
    let work = move |tx: &mut Tx<'_>, current: &Counted| {
        service::merge(tx, by.principal.user, &current.tag, into)?;
        let now = tx.now();
        service::find(tx, into, now)
    };
    if_match.write(&app.db, &asked, target, work, Asked::saved).await
}

/// Saves what `input` makes of the current row, if the caller's version is the current one.
async fn save(
    app: &AppState,
    asked: &Asked,
    by: Principal,
    id: IdOrSlug,
    if_match: IfMatch,
    input: impl Fn(&Tag) -> Outcome<TagInput> + Send + 'static,
) -> Result<HttpResponse> {
    let target = move |tx: &mut Tx<'_>| service::find_to_write(tx, &id);
    let work = move |tx: &mut Tx<'_>, current: &Counted| {
        service::update(tx, by.user, &current.tag, &input(&current.tag)?)?;
        let now = tx.now();
        service::find(tx, current.tag.id, now)
    };
    if_match.write(&app.db, asked, target, work, Asked::saved).await
}
