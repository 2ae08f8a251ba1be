//! `/feeds/…`, outside `/api/v1`: translation only.
//!
//! Feed readers send no credentials of ours; one that comes along, say for a proxy in front of a
//! test site, is not looked at.

mod articles;
mod authors;
mod categories;
mod corrections;
mod examples;
mod tags;

use actix_web::HttpResponse;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

use super::model::{Content, Format, Scope, Wanted};
use super::service;
use super::views::{Feed, Frame};
use crate::app::AppState;
use crate::db::Conn;
use crate::error::Error;
use crate::http::pagination::within;
use crate::http::problem::Result;
use crate::http::reply::Asked;
use crate::slugs::Found;

const DEFAULT_LIMIT: u32 = 50;

pub fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(articles::rss).service(articles::atom).service(articles::json);
    cfg.service(categories::rss).service(categories::atom).service(categories::json);
    cfg.service(authors::rss).service(authors::atom).service(authors::json);
    cfg.service(corrections::rss).service(corrections::atom).service(corrections::json);
    cfg.service(tags::rss).service(tags::atom).service(tags::json);
}

/// The form of a feed whose address says what it is about.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FeedForm {
    /// How many articles the feed holds.
    #[param(minimum = 1, maximum = 100, default = 50)]
    limit: Option<i64>,
    /// `full` has the whole text of each, `summary` only its lead.
    #[serde(default)]
    #[param(inline, default = "full")]
    content: Content,
}

impl FeedForm {
    fn of(self, scope: Scope) -> Result<Wanted> {
        wanted(scope, self.limit, self.content)
    }
}

/// # Errors
/// 400 when the limit is out of range.
fn wanted(scope: Scope, limit: Option<i64>, content: Content) -> Result<Wanted> {
    let mut faults = Vec::new();
    let limit = within("limit", limit, 1, 100, &mut faults).unwrap_or(DEFAULT_LIMIT);
    if faults.is_empty() {
        Ok(Wanted { scope, limit, content })
    } else {
        Err(Error::bad_parameters(faults).into())
    }
}

async fn serve(app: &AppState, asked: &Asked, wanted: Wanted, format: Format) -> Result<HttpResponse> {
    let (now, folder) = (app.clock.now(), folder(&wanted.scope));
    let is_wide = wanted.is_wide();
    let work = move |conn: &mut Conn| service::find(conn, &wanted, now);
    let found = if is_wide { app.db.read_wide(work).await? } else { app.db.read(work).await? };
    let material = match found {
        Found::Here(material) => material,
        Found::Moved(slug) => return Ok(asked.moved(&format!("/feeds/{folder}/{slug}.{}", format.ending()))),
    };
    let server = app.public_url();
    let address = asked.address(&server);
    let hub = app.config.feeds.hub.as_ref().map(ToString::to_string);
    let links = discovery(hub.as_deref(), &address);
    let feed = Feed::new(material, Frame { address, hub, server })?;
    let bytes = feed.write(format, asked.is_pretty())?;
    Ok(asked.public_document(format.content_type(), bytes, feed.updated(), &links))
}

/// WebSub §4: subscribers look for both in the headers first. One without the other says nothing.
fn discovery(hub: Option<&str>, address: &str) -> Vec<String> {
    let both = hub.map(|hub| [format!("<{hub}>; rel=\"hub\""), format!("<{address}>; rel=\"self\"")]);
    both.into_iter().flatten().collect()
}

/// Where feeds about one thing stand.
fn folder(scope: &Scope) -> &'static str {
    match scope {
        Scope::Articles(_) => "articles",
        Scope::Category(_) => "categories",
        Scope::Author(_) => "authors",
        Scope::Tag(_) => "tags",
        Scope::Corrections(_) => "corrections",
    }
}
