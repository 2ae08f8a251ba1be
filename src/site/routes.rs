//! `/api/v1/site`: translation only.

use actix_web::web::Data;
use actix_web::{HttpResponse, get, patch};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

use super::Addresses;
use super::model::Site;
use super::service;
use super::views::{SiteInput, SiteReply, SiteView, UpdateSite};
use crate::app::AppState;
use crate::auth::may;
use crate::db::Tx;
use crate::http::extract::{Allowed, IdOrSlug, IfMatch, Json, Many, NoQuery, Query, Viewer};
use crate::http::problem::Result;
use crate::http::reply::Asked;
use crate::menus::{self, MenuView};

pub fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(find).service(update);
}

/// What comes along with the site.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FindSite {
    /// These menus too, by id or slug.
    #[serde(default)]
    #[param(value_type = Vec<IdOrSlug>, inline, max_items = 100, example = json!(["main", "footer"]))]
    menus: Many<IdOrSlug>,
}

/// Read the site
///
/// Public: who the newsroom is, its languages, and where its website shows what. `menus=main,footer` adds these menus, so
/// that the frame of every page is one request; such a reply's tag does not serve to write.
#[utoipa::path(
    tag = "site",
    operation_id = "site_find",
    params(FindSite),
    responses(
        (status = 200, description = "The site.", body = SiteReply),
        (status = 304, description = "The site is as you have it."),
    ),
    security((), ("bearer" = []))
)]
#[get("/site")]
async fn find(_: Viewer, app: Data<AppState>, asked: Asked, query: Query<FindSite>) -> Result<HttpResponse> {
    let Many(named) = query.params.menus;
    if named.is_empty() {
        let site = app.db.read(service::find).await?;
        let (version, updated) = (site.version, site.updated_at);
        return asked.shared(&SiteReply { data: site.into() }, version, updated);
    }
    let now = app.clock.now();
    let (site, menus) = app
        .db
        .read(move |conn| {
            let site = service::find(conn)?;
            let menus = menus::named(conn, &named, &Addresses::new(&site.settings), now)?;
            Ok((site, menus))
        })
        .await?;
    let menus = menus.into_iter().map(MenuView::from).collect();
    // The date is that of the settings; what a menu shows changes with its targets, which the tag tells.
    let updated = site.updated_at;
    asked.public(&SiteReply { data: SiteView { menus: Some(menus), ..site.into() } }, updated)
}

/// Change the site
#[utoipa::path(
    tag = "site",
    operation_id = "site_update",
    description = "JSON Merge Patch (RFC 7396): null brings a default back, a list is replaced whole. Other URL templates \
        change `links.web` everywhere at once; redirects from the old ones are the website's business. Needs the \
        permission `site:write` (administrators).",
    params(("If-Match" = String, Header, description = "The tag the change is based on, or `*`.", example = "*")),
    request_body(content(
        (UpdateSite = "application/json"),
        (UpdateSite = "application/merge-patch+json"),
    ), description = "What changes."),
    responses((status = 200, description = "The site as changed.", body = SiteReply)),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("site:write")))
)]
#[patch("/site")]
async fn update(
    by: Allowed<may::EditSite>,
    app: Data<AppState>,
    asked: Asked,
    if_match: IfMatch,
    _: NoQuery,
    body: Json<UpdateSite>,
) -> Result<HttpResponse> {
    let schemas = app.schemas.clone();
    let work = move |tx: &mut Tx<'_>, current: &Site| {
        let settings = body.0.onto(&SiteInput::of(&current.settings), &schemas)?.parse()?;
        service::update(tx, by.principal.user, current, &settings)?;
        service::find(tx)
    };
    if_match.write(&app.db, &asked, |tx| service::find(tx), work, Asked::saved).await
}
