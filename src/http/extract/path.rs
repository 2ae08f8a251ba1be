//! Path segments: an id, an id or a slug, or a number.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};
use uuid::Uuid;

use crate::http::problem::Problem;
use crate::text::slug;
pub use crate::text::slug::IdOrSlug;

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
        slug::uuid(text).map(Id).ok_or("Expected an id (UUID).")
    }
}

/// The id of something that belongs to what the path names first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartId(pub Uuid);

impl FromRequest for PartId {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let named = ["link", "delivery"].iter().find_map(|part| req.match_info().get(part));
        ready(named.and_then(slug::uuid).map(PartId).ok_or_else(Problem::not_found))
    }
}

impl FromRequest for Id {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(req.match_info().get("id").and_then(slug::uuid).map(Id).ok_or_else(Problem::not_found))
    }
}

/// A path segment that numbers something, from 1 on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number(pub i32);

impl FromRequest for Number {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    /// What is no such number, or is written in another way, numbers nothing: 404.
    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let written = req.match_info().get("number").unwrap_or_default();
        let number = written.parse().ok().filter(|number: &i32| *number > 0 && number.to_string() == written);
        ready(number.map(Number).ok_or_else(Problem::not_found))
    }
}
