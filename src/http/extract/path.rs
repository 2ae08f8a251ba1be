//! Path segments: an id, or an id or a slug.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};
use uuid::Uuid;

use crate::http::problem::Problem;
use crate::text::slug::is_slug;

/// How a path names a thing. A slug never reads as a UUID, so there is no doubt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IdOrSlug {
    Id(Uuid),
    Slug(String),
}

impl IdOrSlug {
    /// None when the text can name nothing.
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(id) = uuid(text) {
            return Some(IdOrSlug::Id(id));
        }
        is_slug(text).then(|| IdOrSlug::Slug(text.to_owned()))
    }

    /// Ids here, slugs there.
    pub fn split(names: &[IdOrSlug]) -> (Vec<Uuid>, Vec<String>) {
        let mut split = (Vec::new(), Vec::new());
        for name in names {
            match name {
                IdOrSlug::Id(id) => split.0.push(*id),
                IdOrSlug::Slug(slug) => split.1.push(slug.clone()),
            }
        }
        split
    }
}

/// Of a parameter: an id has the form of a slug.
impl PartialSchema for IdOrSlug {
    fn schema() -> RefOr<Schema> {
        let schema = ObjectBuilder::new()
            .schema_type(Type::String)
            .min_length(Some(1))
            .max_length(Some(80))
            .pattern(Some("^[a-z0-9]+(-[a-z0-9]+)*$"))
            .build();
        RefOr::T(Schema::Object(schema))
    }
}

impl ToSchema for IdOrSlug {}

/// For parameters.
impl std::str::FromStr for IdOrSlug {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        IdOrSlug::parse(text).ok_or("Expected an id (UUID) or a slug.")
    }
}

/// The hyphenated, lower or upper case form only.
fn uuid(text: &str) -> Option<Uuid> {
    (text.len() == 36).then(|| Uuid::try_parse(text).ok()).flatten()
}

impl FromRequest for IdOrSlug {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    /// What cannot name anything names nothing: 404.
    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(req.match_info().get("id").and_then(IdOrSlug::parse).ok_or_else(Problem::not_found))
    }
}

/// A path or a parameter that takes the id only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Id(pub Uuid);

/// For parameters.
impl std::str::FromStr for Id {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        uuid(text).map(Id).ok_or("Expected an id (UUID).")
    }
}

impl FromRequest for Id {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(req.match_info().get("id").and_then(uuid).map(Id).ok_or_else(Problem::not_found))
    }
}
