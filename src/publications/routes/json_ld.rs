//! `GET /articles/{id}/json-ld`

use actix_web::web::Data;
use actix_web::{HttpResponse, get};

use crate::app::AppState;
use crate::articles::Kind;
use crate::http::extract::{IdOrSlug, NoQuery, Viewer};
use crate::http::problem::Result;
use crate::http::reply::Asked;
use crate::publications::service::{self, Extent};
use crate::publications::views::JsonLd;
use crate::slugs::Found;

/// Read an article as JSON-LD
///
/// What schema.org says of the public edition, to be put as it is into a script element of the type
/// `application/ld+json` in the page that shows it: every less-than sign in it is written as an escape, so that
/// nothing can end that element. `include=json_ld` brings the same with an article or a list.
#[utoipa::path(
    tag = "articles",
    operation_id = "articles_json_ld",
    params(("id" = String, Path, description = "Id or slug.", example = "le-fleuve-deborde")),
    responses(
        (status = 200, description = "The article.", body = JsonLd, content_type = "application/ld+json"),
        (status = 301, description = "The slug is a former one; `Location` has the current one."),
        (status = 304, description = "The article is as you have it."),
        (status = 410, description = "The article was withdrawn, and `notice` says why; or it was removed for good."),
    ),
    security((), ("bearer" = []))
)]
#[get("/articles/{id}/json-ld")]
pub async fn json_ld(
    _viewer: Viewer,
    id: IdOrSlug,
    _query: NoQuery,
    app: Data<AppState>,
    asked: Asked,
) -> Result<HttpResponse> {
    let now = app.clock.now();
    let extent = Extent { trails: true, corrections: true, ..Extent::default() };
    let (published, settings) =
        match app.db.read(move |conn| service::find_named(conn, Kind::Article, &id, extent, now)).await? {
            Found::Here(here) => here,
            Found::Moved(slug) => return Ok(asked.moved(&format!("/api/v1/articles/{slug}/json-ld"))),
        };
    let bytes = JsonLd::new(&published, &settings)?.write(asked.is_pretty())?;
    Ok(asked.public_document("application/ld+json", bytes, published.row.updated_at, &[]))
}
