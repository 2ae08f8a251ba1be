//! `dry_run=true`: whatever the handler does, nothing stays of it. The answer is the one the write would have had.
//!
//! It is said to the database and not to the handlers: a rehearsal that one of them forgot would be a write.

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;

use crate::db::rehearsing;
use crate::http::extract::{takes_dry_run, wants_dry_run};

pub async fn dry_run<B: MessageBody>(
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    if takes_dry_run(!req.method().is_safe(), req.path()) && wants_dry_run(req.query_string()) {
        rehearsing(next.call(req)).await
    } else {
        next.call(req).await
    }
}
