//! `/api/v1/redirects` and `/api/v1/resolve`: translation only. Changing what is there is in
//! `write`, all at once in `table`.

mod table;
mod write;

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

use super::model::{Filter, RedirectId, RedirectSort};
use super::path::normalise;
use super::resolve;
use super::service;
use super::views::{RedirectList, RedirectReply, RedirectView, ResolvedReply};
use crate::app::AppState;
use crate::auth::may;
use crate::http::extract::{Allowed, Id, ListQuery, Many, NoQuery, Query, Viewer};
use crate::http::pagination::PageParams;
use crate::http::problem::Result;
use crate::http::reply::Asked;

pub fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(table::export).service(table::import);
    cfg.service(list).service(write::create).service(find);
    cfg.service(write::replace).service(write::update).service(write::remove);
    cfg.service(resolve_path);
}

/// The filters of the list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListRedirects {
    /// Only that of this path.
    #[param(example = "/archives/la-crue.html")]
    from: Option<String>,
    /// Only those with these statuses.
    #[serde(default)]
    #[param(value_type = Vec<i32>, inline, max_items = 100, example = json!([410]))]
    status: Many<i32>,
    /// The order; ties break on the id.
    #[param(inline, default = "from")]
    sort: Option<RedirectSort>,
}

impl ListRedirects {
    fn filter(&self) -> Filter {
        // What is no path has no redirect.
        let source = self.from.as_ref().map(|from| normalise(from).unwrap_or_else(|| from.clone()));
        Filter { source, statuses: self.status.0.clone() }
    }
}

/// Which path.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ResolvePath {
    /// A path of the website, or an address of it when the site has one; without query.
    #[param(min_length = 1, max_length = 2000, example = "/fleuve/la-crue")]
    path: String,
}

/// List redirects
///
/// Needs the permission `redirects:write` (editor and above).
#[utoipa::path(
    tag = "redirects",
    operation_id = "redirects_list",
    params(ListRedirects, PageParams),
    responses((status = 200, description = "A page of redirects.", body = RedirectList)),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("redirects:write")))
)]
#[get("/redirects")]
async fn list(
    _: Allowed<may::EditRedirects>,
    app: Data<AppState>,
    asked: Asked,
    query: ListQuery<ListRedirects>,
) -> Result<HttpResponse> {
    let listing = app.cursors.listing("redirects", &query.binding, &query.page)?;
    let (filter, sort) = (query.params.filter(), query.params.sort.unwrap_or_default());
    let (page, count) = (listing.page(), listing.count);
    let (found, total) =
        app.db.read_wide(move |conn| service::list(conn, &filter, sort, &page, count)).await?;
    let meta = listing.meta(&found, total);
    let data = found.items.into_iter().map(RedirectView::from).collect();
    let body = RedirectList { data, meta };
    asked.private_list(&body, &body.meta)
}

/// Read a redirect
///
/// Needs the permission `redirects:write` (editor and above).
#[utoipa::path(
    tag = "redirects",
    operation_id = "redirects_find",
    params(("id" = Uuid, Path, description = "Id.", example = "0198c0de-0000-7000-8000-000000000009")),
    responses(
        (status = 200, description = "The redirect.", body = RedirectReply),
        (status = 304, description = "The redirect is as you have it."),
    ),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("redirects:write")))
)]
#[get("/redirects/{id}")]
async fn find(
    _: Allowed<may::EditRedirects>,
    id: Id,
    app: Data<AppState>,
    asked: Asked,
    _: NoQuery,
) -> Result<HttpResponse> {
    let found = app.db.read(move |conn| service::find(conn, RedirectId(id.0))).await?;
    let version = found.version;
    asked.private(&RedirectReply { data: found.into() }, version)
}

/// Resolve a path
///
/// Public. What stands behind a path of the website, by its URL templates: first what has this very address and is
/// public, then the redirect an editor made, then what had the address once or would have it under another section,
/// as a redirect. Sections come before authors, tags, series, pages and articles. A hidden thing answers as one that never was.
#[utoipa::path(
    tag = "redirects",
    operation_id = "redirects_resolve",
    params(ResolvePath),
    responses(
        (status = 200, description = "What is there, or where to send the reader.", body = ResolvedReply),
        (status = 304, description = "It is as you have it."),
        (status = 404, description = "Nothing public stands or stood there."),
        (status = 410, description = "It was withdrawn, and `notice` says why; or it is gone for good."),
    ),
    security((), ("bearer" = []))
)]
#[get("/resolve")]
async fn resolve_path(
    _: Viewer,
    app: Data<AppState>,
    asked: Asked,
    query: Query<ResolvePath>,
) -> Result<HttpResponse> {
    let (path, now) = (query.params.path, app.clock.now());
    let found = app.db.read(move |conn| resolve::resolve(conn, &path, now)).await?;
    asked.public_whole(&ResolvedReply { data: found.into() })
}
