//! `GET /articles/{id}/corrections`

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::app::AppState;
use crate::articles::Kind;
use crate::corrections::{self, CorrectionList, Filter};
use crate::db::Conn;
use crate::http::extract::{IdOrSlug, ListQuery, Viewer};
use crate::http::pagination::PageParams;
use crate::http::problem::Result;
use crate::http::reply::Asked;
use crate::publications::service::{self, Extent};
use crate::site::Addresses;
use crate::slugs::Found;

/// A list without filters.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Unfiltered {}

/// List the corrections of an article
///
/// Public: what editors said of changes, the newest first, as long as readers find the article.
#[utoipa::path(
    tag = "articles",
    operation_id = "articles_corrections_list",
    params(("id" = String, Path, description = "Id or slug.", example = "le-fleuve-deborde"), PageParams),
    responses(
        (status = 200, description = "A page of corrections.", body = CorrectionList),
        (status = 301, description = "The slug is a former one; `Location` has the current one."),
        (status = 304, description = "The list is as you have it."),
        (status = 410, description = "The article was withdrawn, and `notice` says why; or it was removed for good."),
    ),
    security((), ("bearer" = []))
)]
#[get("/articles/{id}/corrections")]
pub async fn list(
    _: Viewer,
    id: IdOrSlug,
    app: Data<AppState>,
    asked: Asked,
    query: ListQuery<Unfiltered>,
) -> Result<HttpResponse> {
    of(&app, &asked, Kind::Article, id, &query).await
}

/// The corrections of one thing of any kind.
pub async fn of(
    app: &AppState,
    asked: &Asked,
    kind: Kind,
    id: IdOrSlug,
    query: &ListQuery<Unfiltered>,
) -> Result<HttpResponse> {
    let route = format!("{kind}s/{id}/corrections");
    let listing = app.cursors.listing(&route, &query.binding, &query.page)?;
    let (page, count, now) = (listing.page(), listing.count, app.clock.now());
    let read = move |conn: &mut Conn| {
        let (published, settings) = match service::find_named(conn, kind, &id, Extent::default(), now)? {
            Found::Here(here) => here,
            Found::Moved(slug) => return Ok(Found::Moved(slug)),
        };
        let filter = Filter { article: Some(published.row.article), ..Filter::default() };
        let listed = corrections::list(conn, &filter, &page, count, now)?;
        Ok(Found::Here((listed, settings)))
    };
    let ((paged, total), settings) = match app.db.read_list(listing.is_wide(), read).await? {
        Found::Here(here) => here,
        Found::Moved(slug) => return Ok(asked.moved(&format!("/api/v1/{kind}s/{slug}/corrections"))),
    };
    let meta = listing.meta(&paged, total);
    let body = CorrectionList { data: CorrectionList::data(paged.items, &Addresses::new(&settings))?, meta };
    asked.public_list(&body, &body.meta)
}
