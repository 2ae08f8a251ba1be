//! `/sitemap.xml`, its parts, `/sitemap-news.xml` and `/robots.txt`: translation only.

use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, get};
use utoipa_actix_web::service_config::ServiceConfig;

use super::service::{self, Part};
use super::views::{self, Document};
use crate::app::AppState;
use crate::http::extract::NoQuery;
use crate::http::problem::{Problem, Result};
use crate::http::reply::Asked;
use crate::site;

const XML: &str = "application/xml; charset=utf-8";

pub fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(index).service(news).service(sections).service(authors).service(tags).service(articles);
    cfg.service(robots);
}

/// The sitemap index
///
/// Names the sitemaps of the newsroom's website: its sections, authors, tags and articles, these in parts that
/// stay the same. While the site has no public address there is none, and the answer says how to set it.
#[utoipa::path(
    tag = "sitemaps",
    operation_id = "sitemaps_index",
    responses(
        (status = 200, description = "The index.", body = String, content_type = "application/xml", example = json!(INDEX)),
        (status = 304, description = "The index is as you have it."),
        (status = 404, description = "The site has no public address."),
    ),
    security(())
)]
#[get("/sitemap.xml")]
pub async fn index(_query: NoQuery, app: Data<AppState>, asked: Asked) -> Result<HttpResponse> {
    let now = app.clock.now();
    let material = app.db.read(move |conn| service::index(conn, now)).await?;
    Ok(xml(&asked, views::index(&material, &app.public_url())?))
}

/// The news sitemap
///
/// For Google News: the articles of the last 48 hours, at most 1,000, with the name and the language of the
/// publication. It is empty when nothing appeared. While the site has no public address there is none.
#[utoipa::path(
    tag = "sitemaps",
    operation_id = "sitemaps_news",
    responses(
        (status = 200, description = "The news.", body = String, content_type = "application/xml", example = json!(NEWS)),
        (status = 304, description = "The news are as you have them."),
        (status = 404, description = "The site has no public address."),
    ),
    security(())
)]
#[get("/sitemap-news.xml")]
pub async fn news(_query: NoQuery, app: Data<AppState>, asked: Asked) -> Result<HttpResponse> {
    let now = app.clock.now();
    let material = app.db.read(move |conn| service::news(conn, now)).await?;
    Ok(xml(&asked, views::news(&material)?))
}

/// The sitemap of the sections
///
/// The front page, and the sections that have public articles.
#[utoipa::path(
    tag = "sitemaps",
    operation_id = "sitemaps_sections",
    responses(
        (status = 200, description = "The pages.", body = String, content_type = "application/xml", example = json!(PAGES)),
        (status = 304, description = "The pages are as you have them."),
        (status = 404, description = "The site has no public address."),
    ),
    security(())
)]
#[get("/sitemaps/sections.xml")]
pub async fn sections(_query: NoQuery, app: Data<AppState>, asked: Asked) -> Result<HttpResponse> {
    part(&app, &asked, Part::Sections).await
}

/// The sitemap of the authors
///
/// Those who sign public articles; of more than 50,000 the newest profiles.
#[utoipa::path(
    tag = "sitemaps",
    operation_id = "sitemaps_authors",
    responses(
        (status = 200, description = "The pages.", body = String, content_type = "application/xml", example = json!(PAGES)),
        (status = 304, description = "The pages are as you have them."),
        (status = 404, description = "The site has no public address, or nobody signs anything."),
    ),
    security(())
)]
#[get("/sitemaps/authors.xml")]
pub async fn authors(_query: NoQuery, app: Data<AppState>, asked: Asked) -> Result<HttpResponse> {
    part(&app, &asked, Part::Authors).await
}

/// The sitemap of the tags
///
/// The tags of public articles; of more than 50,000 the newest.
#[utoipa::path(
    tag = "sitemaps",
    operation_id = "sitemaps_tags",
    responses(
        (status = 200, description = "The pages.", body = String, content_type = "application/xml", example = json!(PAGES)),
        (status = 304, description = "The pages are as you have them."),
        (status = 404, description = "The site has no public address, or nothing has a tag."),
    ),
    security(())
)]
#[get("/sitemaps/tags.xml")]
pub async fn tags(_query: NoQuery, app: Data<AppState>, asked: Asked) -> Result<HttpResponse> {
    part(&app, &asked, Part::Tags).await
}

/// A sitemap of articles
///
/// The public articles and pages of one part, but those with `seo.noindex`. Each gets its part, of at most 10,000
/// articles, at its first publication and keeps it.
#[utoipa::path(
    tag = "sitemaps",
    operation_id = "sitemaps_articles",
    params(("number" = i32, Path, minimum = 1, description = "Number of the part.", example = 1)),
    responses(
        (status = 200, description = "The pages.", body = String, content_type = "application/xml", example = json!(PAGES)),
        (status = 304, description = "The pages are as you have them."),
        (status = 404, description = "The site has no public address, or the part holds nothing public."),
    ),
    security(())
)]
#[get("/sitemaps/articles/{number}.xml")]
pub async fn articles(
    _query: NoQuery,
    number: Path<String>,
    app: Data<AppState>,
    asked: Asked,
) -> Result<HttpResponse> {
    let plain = number.bytes().all(|digit| digit.is_ascii_digit()) && !number.starts_with('0');
    let number = number.parse().ok().filter(|_| plain).ok_or_else(Problem::not_found)?;
    part(&app, &asked, Part::Articles(number)).await
}

/// What robots may read
///
/// Everything; and where the sitemaps are. A website on another host copies the `Sitemap` lines into its own
/// `robots.txt`, which is what allows them to stand here.
#[utoipa::path(
    tag = "sitemaps",
    operation_id = "sitemaps_robots",
    responses(
        (status = 200, description = "The rules (RFC 9309).", body = String, content_type = "text/plain", example = json!(ROBOTS)),
        (status = 304, description = "The rules are as you have them."),
    ),
    security(())
)]
#[get("/robots.txt")]
pub async fn robots(_query: NoQuery, app: Data<AppState>, asked: Asked) -> Result<HttpResponse> {
    let site = app.db.read(site::find).await?;
    let bytes = views::robots(&app.public_url(), site.settings.public_url.is_some());
    Ok(asked.public_document("text/plain; charset=utf-8", bytes, site.updated_at, &[]))
}

async fn part(app: &AppState, asked: &Asked, part: Part) -> Result<HttpResponse> {
    let now = app.clock.now();
    let material = app.db.read_wide(move |conn| service::pages(conn, part, now)).await?;
    Ok(xml(asked, views::pages(&material)?))
}

fn xml(asked: &Asked, document: Document) -> HttpResponse {
    asked.public_document(XML, document.bytes, document.changed, &[])
}

const INDEX: &str = r#"<?xml version="1.0" encoding="UTF-8"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>https://cms.example.org/sitemaps/sections.xml</loc></sitemap><sitemap><loc>https://cms.example.org/sitemaps/articles/1.xml</loc><lastmod>2026-03-07T09:30:00+00:00</lastmod></sitemap></sitemapindex>"#;
const PAGES: &str = r#"<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://www.example.org/fleuve/le-fleuve-deborde</loc><lastmod>2026-03-07T09:30:00+00:00</lastmod></url></urlset>"#;
const NEWS: &str = r#"<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://www.example.org/fleuve/le-fleuve-deborde</loc><lastmod>2026-03-07T09:30:00+00:00</lastmod><news:news><news:publication><news:name>La Rive</news:name><news:language>fr</news:language></news:publication><news:publication_date>2026-03-07T09:30:00+00:00</news:publication_date><news:title>Le fleuve déborde à Saint-Louis</news:title></news:news></url></urlset>"#;
const ROBOTS: &str = "User-agent: *\nDisallow:\n\nSitemap: https://cms.example.org/sitemap.xml\nSitemap: https://cms.example.org/sitemap-news.xml\n";
