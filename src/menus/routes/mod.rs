//! `/api/v1/menus`: translation only. Changing what is there is in `write`.

mod write;

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

use super::model::{Filter, MenuId};
use super::service;
use super::views::{DraftMenuReply, FoundMenu, MenuList, MenuReply, MenuSummary};
use crate::app::AppState;
use crate::auth::Permission;
use crate::error::{Error, ErrorKind};
use crate::http::extract::{IdOrSlug, ListQuery, Many, Query, Viewer};
use crate::http::pagination::PageParams;
use crate::http::problem::Result;
use crate::http::reply::Asked;
use crate::publications::Edition;
use crate::translations::LanguageTag;

pub fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list).service(write::create).service(find);
    cfg.service(write::replace).service(write::update).service(write::remove);
}

/// The filters of the list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListMenus {
    /// Only these, by id or slug.
    #[serde(default)]
    #[param(value_type = Vec<IdOrSlug>, inline, max_items = 100, example = json!(["main"]))]
    ids: Many<IdOrSlug>,
    /// In these languages (BCP 47), in the order of preference: of translations only the first that is there;
    /// `fallback_from` says where it is not the one wanted most.
    #[serde(default)]
    #[param(value_type = Vec<LanguageTag>, inline, max_items = 100, example = json!(["fr"]))]
    locale: Many<LanguageTag>,
}

impl ListMenus {
    fn filter(&self) -> Filter {
        let (ids, slugs) = IdOrSlug::split(&self.ids.0);
        Filter {
            ids: ids.into_iter().map(MenuId).collect(),
            slugs,
            locales: LanguageTag::all(&self.locale.0),
        }
    }
}

/// Which edition of a menu.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FindMenu {
    /// `public` is what readers see; `draft` is all that was written, for staff.
    #[serde(default)]
    #[param(inline, default = "public")]
    edition: Edition,
}

/// List menus
///
/// Public, by slug, without their items.
#[utoipa::path(
    tag = "menus",
    operation_id = "menus_list",
    params(ListMenus, PageParams),
    responses(
        (status = 200, description = "A page of menus.", body = MenuList),
        (status = 304, description = "The list is as you have it."),
    ),
    security((), ("bearer" = []))
)]
#[get("/menus")]
async fn list(
    _: Viewer,
    app: Data<AppState>,
    asked: Asked,
    query: ListQuery<ListMenus>,
) -> Result<HttpResponse> {
    let listing = app.cursors.listing("menus", &query.binding, &query.page)?;
    let (filter, page, count) = (query.params.filter(), listing.page(), listing.count);
    let (menus, total) = app.db.read(move |conn| service::list(conn, &filter, &page, count)).await?;
    let meta = listing.meta(&menus, total);
    let wanted_most = LanguageTag::wanted_most(&query.params.locale.0);
    let summary = |menu| MenuSummary::preferring(menu, wanted_most);
    let data = menus.items.into_iter().map(summary).collect();
    let body = MenuList { data, meta };
    asked.public_list(&body, &body.meta)
}

/// Read a menu
///
/// The whole tree in one reply, by id or slug. Without `edition` it is as readers see it at this moment: an item whose
/// target is not public is missing with all that lies below it, and labels, titles and addresses are those of now. With
/// `edition=draft` it is as its editors wrote it, and its tag serves to write it; that needs `menus:write`: it shows the titles of drafts.
#[utoipa::path(
    tag = "menus",
    operation_id = "menus_find",
    params(("id" = String, Path, description = "Id or slug.", example = "main"), FindMenu),
    responses(
        (status = 200, description = "The menu, in the edition asked for.", body = FoundMenu),
        (status = 304, description = "The menu is as you have it."),
        (status = 403, description = "The role does not write menus."),
    ),
    security((), ("bearer" = []))
)]
#[get("/menus/{id}")]
async fn find(
    viewer: Viewer,
    id: IdOrSlug,
    app: Data<AppState>,
    asked: Asked,
    query: Query<FindMenu>,
) -> Result<HttpResponse> {
    let now = app.clock.now();
    match query.params.edition {
        Edition::Public => {
            let menu = app.db.read(move |conn| service::find_public(conn, &id, now)).await?;
            asked.public_whole(&MenuReply { data: menu.into() })
        }
        Edition::Draft => {
            let reader = viewer.0.ok_or_else(|| {
                let why = "`edition=draft` is for staff: sign in and send the access token.";
                Error::new(ErrorKind::Unauthenticated, why)
            })?;
            reader.require(Permission::EditMenus)?;
            let menu = app.db.read(move |conn| service::find_whole(conn, &id, now)).await?;
            let version = menu.head.menu.version;
            asked.private(&DraftMenuReply { data: menu.into() }, version)
        }
    }
}
