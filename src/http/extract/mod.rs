//! What a handler may ask of a request. Each extractor answers with a [`Problem`] of its own; the
//! order of a handler's arguments is the order of the checks: who, where, which version, what.

mod body;
mod csv;
mod if_match;
mod json;
mod path;
mod principal;
mod put_condition;
mod query;
mod schema;
mod strict_json;

use actix_web::HttpRequest;
use actix_web::web::Data;

pub use body::collect_body;
pub use csv::Csv;
pub use if_match::IfMatch;
pub use json::{Json, NoMembers, OptionalJson, decode};
pub use path::{Id, IdOrSlug, Number, PartId};
pub use principal::{Allowed, Anyone, Identity, TokenEnd, Viewer};
pub use put_condition::PutCondition;
pub use query::{ListQuery, Many, NoQuery, Query, takes_dry_run, wants_dry_run, wants_pretty};
pub use schema::{InputSchemas, compile as compile_schema};

use super::idempotency::{HEADER, NAME, takes_key};
use super::problem::{Code, Problem};
use crate::app::AppState;
use crate::error::{FieldCode, FieldError};

/// What every handler shares.
///
/// # Errors
/// Never in a wired server.
pub fn state(req: &HttpRequest) -> Result<&AppState, Problem> {
    req.app_data::<Data<AppState>>()
        .map(|state| &***state)
        .ok_or_else(|| Problem::new(Code::InternalError, ""))
}

/// Whoever sends a key expects that a repeated write happens once. What hands out secrets keeps no reply that could be
/// given again, so there it is refused instead of ignored.
fn refuse_idempotency_key(req: &HttpRequest) -> Result<(), Problem> {
    let (writes, path) = (!req.method().is_safe(), req.path());
    if !writes || takes_key(writes, path) || !req.headers().contains_key(HEADER) {
        return Ok(());
    }
    let fault = FieldError::parameter(NAME, FieldCode::NotSupported, "Send the request without this header.");
    Err(Problem::new(Code::NotSupported, "`Idempotency-Key` is not for this operation. Nothing was done.")
        .with_fields(vec![fault]))
}
