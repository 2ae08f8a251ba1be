//! Making, replacing, changing and removing menus.

use actix_web::web::Data;
use actix_web::{HttpResponse, delete, patch, post, put};

use crate::app::AppState;
use crate::auth::may;
use crate::db::Tx;
use crate::error::{Error, Result as Outcome};
use crate::http::conditional::{Put, Versioned};
use crate::http::extract::{Allowed, IdOrSlug, IfMatch, Json, NoQuery, PutCondition};
use crate::http::problem::Result;
use crate::http::reply::{Asked, Reply};
use crate::menus::service::{self, WholeMenu};
use crate::menus::views::{CreateMenu, DraftMenuReply, ReplaceMenu, UpdateMenu};

/// Create a menu
#[utoipa::path(
    tag = "menus",
    operation_id = "menus_create",
    description = "Answers with the draft edition. Needs the permission `menus:write` (editor and above).",
    request_body(content = CreateMenu, description = "The menu with its items."),
    responses(
        (status = 201, description = "The menu as created.", body = DraftMenuReply),
        (status = 409, description = "There is a menu with this slug, or a translation into this language."),
    ),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("menus:write")))
)]
#[post("/menus")]
pub(super) async fn create(
    by: Allowed<may::EditMenus>,
    app: Data<AppState>,
    asked: Asked,
    _: NoQuery,
    body: Json<CreateMenu>,
) -> Result<HttpResponse> {
    let (slug, input) = body.0.parse()?;
    let work = move |tx: &mut Tx<'_>| {
        service::create(tx, Some(by.principal.user), &slug, &input)?;
        whole(tx, &IdOrSlug::Slug(slug.clone()))
    };
    asked.write(&app.db, work, made).await
}

/// Replace or create a menu
#[utoipa::path(
    tag = "menus",
    operation_id = "menus_replace",
    description = "The whole tree at once. With `If-Match` it replaces the menu that is there, with `If-None-Match: *` it \
        creates one by its slug. The tag of the public edition does not serve, because that edition lacks what readers do \
        not see. Needs the permission `menus:write` (editor and above).",
    params(
        ("id" = String, Path, description = "Slug, or the id of a menu that is there.", example = "main"),
        ("If-Match" = Option<String>, Header, description = "The tag of the draft edition the change is based on, or `*`.", example = "*"),
        ("If-None-Match" = Option<String>, Header, pattern = "^\\*$", description = "`*`: only if there is no such menu yet. Not together with `If-Match`."),
    ),
    request_body(content = ReplaceMenu, description = "The menu with its items."),
    responses(
        (status = 200, description = "The menu as replaced.", body = DraftMenuReply),
        (status = 201, description = "The menu as created.", body = DraftMenuReply),
        (status = 409, description = "There is a translation into this language."),
    ),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("menus:write")))
)]
#[put("/menus/{id}")]
pub(super) async fn replace(
    by: Allowed<may::EditMenus>,
    id: IdOrSlug,
    app: Data<AppState>,
    asked: Asked,
    condition: PutCondition,
    _: NoQuery,
    body: Json<ReplaceMenu>,
) -> Result<HttpResponse> {
    let (input, user) = (body.0.parse()?, by.principal.user);
    let (name, new) = (id.clone(), input.clone());
    let make = move |tx: &mut Tx<'_>| {
        // The server gives the ids.
        let IdOrSlug::Slug(slug) = &name else { return Err(Error::not_found("menu")) };
        service::create(tx, Some(user), slug, &new)?;
        whole(tx, &name)
    };
    let name = id.clone();
    let over = move |tx: &mut Tx<'_>, current: &WholeMenu| {
        service::update(tx, user, &current.head.menu, &input)?;
        whole(tx, &name)
    };
    let answer = |asked: &Asked, put| match put {
        Put::Made(menu) => made(asked, menu),
        Put::Replaced(menu) => asked.saved(menu),
    };
    condition.write(&app.db, &asked, move |tx| whole(tx, &id), make, over, answer).await
}

/// Change a menu
#[utoipa::path(
    tag = "menus",
    operation_id = "menus_update",
    description = "JSON Merge Patch (RFC 7396): null brings a default back, the items are replaced whole. Needs the \
        permission `menus:write` (editor and above).",
    params(
        ("id" = String, Path, description = "Id or slug.", example = "main"),
        ("If-Match" = String, Header, description = "The tag of the draft edition the change is based on, or `*`.", example = "*"),
    ),
    request_body(content(
        (UpdateMenu = "application/json"),
        (UpdateMenu = "application/merge-patch+json"),
    ), description = "What changes."),
    responses(
        (status = 200, description = "The menu as changed.", body = DraftMenuReply),
        (status = 409, description = "There is a translation into this language."),
    ),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("menus:write")))
)]
#[patch("/menus/{id}")]
pub(super) async fn update(
    by: Allowed<may::EditMenus>,
    id: IdOrSlug,
    app: Data<AppState>,
    asked: Asked,
    if_match: IfMatch,
    _: NoQuery,
    body: Json<UpdateMenu>,
) -> Result<HttpResponse> {
    let (schemas, name) = (app.schemas.clone(), id.clone());
    let work = move |tx: &mut Tx<'_>, current: &WholeMenu| {
        let input = body.0.onto(&ReplaceMenu::of(current), &schemas)?.parse()?;
        service::update(tx, by.principal.user, &current.head.menu, &input)?;
        whole(tx, &name)
    };
    if_match.write(&app.db, &asked, move |tx| whole(tx, &id), work, Asked::saved).await
}

/// Delete a menu
#[utoipa::path(
    tag = "menus",
    operation_id = "menus_delete",
    description = "What its items point to stays. Needs the permission `menus:write` (editor and above).",
    params(
        ("id" = String, Path, description = "Id or slug.", example = "main"),
        ("If-Match" = String, Header, description = "The tag of the draft edition the deletion is based on, or `*`.", example = "*"),
    ),
    responses((status = 204, description = "The menu is gone.")),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("menus:write")))
)]
#[delete("/menus/{id}")]
pub(super) async fn remove(
    by: Allowed<may::EditMenus>,
    id: IdOrSlug,
    app: Data<AppState>,
    asked: Asked,
    if_match: IfMatch,
    _: NoQuery,
) -> Result<HttpResponse> {
    let work = move |tx: &mut Tx<'_>, current: &WholeMenu| {
        service::delete(tx, by.principal.user, &current.head.menu)
    };
    if_match.write(&app.db, &asked, move |tx| whole(tx, &id), work, Asked::deleted).await
}

fn whole(tx: &mut Tx<'_>, name: &IdOrSlug) -> Outcome<WholeMenu> {
    let now = tx.now();
    service::find_whole(tx, name, now)
}

fn made(asked: &Asked, menu: WholeMenu) -> Outcome<Reply> {
    let location = format!("/api/v1/menus/{}?edition=draft", menu.head.menu.slug);
    let version = menu.version();
    asked.created(&menu.reply()?, version, &location)
}
