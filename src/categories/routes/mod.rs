//! `/api/v1/categories`: translation only.

mod read;
mod remove;
mod write;

use actix_web::web::Data;
use serde::{Deserialize, Deserializer, de};
use utoipa_actix_web::service_config::ServiceConfig;

use super::model::{CategoryId, Named};
use crate::app::AppState;
use crate::http::extract::IdOrSlug;

pub fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(read::list).service(read::find);
    cfg.service(write::create).service(write::replace).service(write::update);
    cfg.service(remove::remove);
}

type App = Data<AppState>;

/// Reads a parameter that names one category.
fn named<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Option<Named>, D::Error> {
    let name = String::deserialize(deserializer)?.parse().map_err(de::Error::custom)?;
    Ok(Some(match name {
        IdOrSlug::Id(id) => Named::Id(CategoryId(id)),
        IdOrSlug::Slug(slug) => Named::Slug(slug),
    }))
}
