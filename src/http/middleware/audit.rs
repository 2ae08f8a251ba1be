//! Says on whose behalf a request writes, around all of it, so that no handler can forget: every transaction
//! takes that along, and the audit log has an entry for each thing it changed. What is left to do here is the
//! refusal of somebody signed in, who changed nothing.
//!
//! Nobody who has not signed in leaves an entry here: the world must not be able to fill the disk. What sign-ins
//! leave is `sessions`' business.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage};
use uuid::Uuid;

use super::envelope::RequestId;
use crate::app::AppState;
use crate::db::{Deed, Origin, Outcome, acting};
use crate::http::client;
use crate::http::extract::Identity;
use crate::http::problem::Problem;

pub async fn audit<B: MessageBody>(req: ServiceRequest, next: Next<B>) -> Result<ServiceResponse<B>, Error> {
    let app = req.app_data::<Data<AppState>>().cloned().filter(|_| !req.method().is_safe());
    let Some((app, origin)) = app.and_then(|app| origin(&req, &app).map(|origin| (app, origin))) else {
        return next.call(req).await;
    };
    let res = acting(origin.clone(), next.call(req)).await?;
    if res.status() == StatusCode::FORBIDDEN
        && let Some((user, _)) = &origin.actor
    {
        keep(&app, origin.clone(), *user, refusal(&res)).await;
    }
    if let (Some(count), Some((user, _))) = (forbidden_in_batch(&res), &origin.actor) {
        let (user, deed) = (*user, Deed::new(Outcome::Refused).with("operations", count));
        keep(&app, origin, user, deed).await;
    }
    Ok(res)
}

/// How many operations of a batch somebody may not do.
fn forbidden_in_batch<B>(res: &ServiceResponse<B>) -> Option<usize> {
    let problem = res.response().error().and_then(|error| error.as_error::<Problem>())?;
    let operations = problem.extension("operations")?.as_array()?;
    let count =
        operations.iter().filter(|one| one.get("code").is_some_and(|code| code == "forbidden")).count();
    (count > 0).then_some(count)
}

/// None when no operation is asked for.
fn origin(req: &ServiceRequest, app: &AppState) -> Option<Origin> {
    let action = app.spec.operation(req.method().as_str(), req.path())?.id.clone();
    let principal = Identity::signed_in(req.request());
    let address = client::address(req.request(), &app.config.server.trusted_proxies);
    let request_id = req.extensions().get::<RequestId>().map(|id| id.0.clone());
    Some(Origin {
        actor: principal.map(|principal| (principal.user.0, principal.name)),
        action,
        from: address.map(|address| address.to_canonical().to_string()),
        request_id,
    })
}

/// What was refused: the thing, where the path has its id, and the permission that is lacking.
fn refusal<B>(res: &ServiceResponse<B>) -> Deed {
    let mut deed = Deed::new(Outcome::Refused);
    if let Some(id) = res.request().match_info().get("id").and_then(|id| Uuid::try_parse(id).ok()) {
        deed = deed.to_id(id);
    }
    let problem = res.response().error().and_then(|error| error.as_error::<Problem>());
    if let Some(permission) = problem.and_then(|problem| problem.extension("permission")) {
        deed = deed.with("permission", permission.clone());
    }
    deed
}

/// The refusal stands whatever becomes of its entry.
async fn keep(app: &AppState, origin: Origin, user: Uuid, deed: Deed) {
    if app.auth.throttles.refusals.check(&user.to_string()).is_err() {
        tracing::warn!(%user, action = origin.action, "refused too often to write each down");
        return;
    }
    let write = app.db.write(move |tx| {
        tx.audit(deed.clone());
        Ok(())
    });
    if let Err(fault) = acting(origin, write).await {
        tracing::error!(%fault, "a refusal could not be written down");
    }
}
