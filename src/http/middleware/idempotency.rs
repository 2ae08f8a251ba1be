//! Answers a write that comes again under its `Idempotency-Key` with the reply of the first time.
//!
//! Here, after it is known that the caller may, and before the handler looks at anything: a precondition that held the
//! first time need not hold any more, and what was made is there already. Who comes while the first is being answered
//! waits for it. The handler gets the [`Repeat`] along, and `http::write` keeps its reply with its effect.

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::web::{Bytes, Data};
use actix_web::{Error, HttpMessage, HttpResponse};

use crate::app::AppState;
use crate::error::Error as Fault;
use crate::http::extract::{Identity, collect_body, wants_dry_run};
use crate::http::idempotency::{Flight, HEADER, fingerprint, key, takes_key};
use crate::http::problem::Problem;
use crate::http::reply::Reply;
use crate::idempotency::{Repeat, in_flight};

/// A request with a key: what it was answered, or that it is to be answered now.
enum Turn {
    Replay(Reply),
    First { repeat: Repeat, flight: Flight },
}

pub async fn idempotency<B: MessageBody>(
    mut req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    let app = req.app_data::<Data<AppState>>().cloned();
    let Some(app) = app.filter(|_| req.headers().contains_key(HEADER)) else {
        return Ok(next.call(req).await?.map_into_left_body());
    };
    match turn(&mut req, &app).await {
        Ok(None) => Ok(next.call(req).await?.map_into_left_body()),
        Ok(Some(Turn::Replay(reply))) => {
            Ok(req.into_response(HttpResponse::from(reply)).map_into_right_body())
        }
        Ok(Some(Turn::First { repeat, flight })) => {
            req.extensions_mut().insert(repeat.clone());
            let res = next.call(req).await?;
            // Whoever repeats a request whose connection broke may overtake it, and fail because of what it did.
            if res.status().is_client_error()
                && let Ok(Some(reply)) = look(&app, &repeat).await
            {
                return Ok(res.into_response(HttpResponse::from(reply)).map_into_right_body());
            }
            drop(flight);
            Ok(res.map_into_left_body())
        }
        Err(problem) => Ok(req.error_response(problem).map_into_right_body()),
    }
}

/// None for what takes no key, and for what the handler will refuse: it says so better.
async fn turn(req: &mut ServiceRequest, app: &AppState) -> Result<Option<Turn>, Problem> {
    if !takes_key(!req.method().is_safe(), req.path()) {
        return Ok(None);
    }
    let Some(operation) = app.spec.operation(req.method().as_str(), req.path()) else { return Ok(None) };
    let caller = Identity::signed_in(req.request());
    let may = |permission| caller.as_ref().is_some_and(|caller| caller.may(permission));
    let (Some(caller), true) = (&caller, operation.permission.is_some_and(may)) else { return Ok(None) };
    let Some(key) = key(req.headers())? else { return Ok(None) };
    // Nothing stays of a rehearsal, its reply neither.
    if wants_dry_run(req.query_string()) {
        return Ok(None);
    }
    let body = if operation.takes_body { body(req, app).await? } else { Bytes::new() };
    let repeat =
        Repeat { caller: caller.user, key, fingerprint: fingerprint(&app.auth, req.request(), &body) };
    let room = u32::try_from(body.len()).unwrap_or(u32::MAX);
    let room = app.body_room.try_acquire_many(room);
    let room = room.map_err(|_| Fault::unavailable("too many bodies are on their way"))?;
    // A third of the time for all of it: the rest is for the work, should there be any left to do.
    let patience = app.config.server.handler_timeout / 3;
    let flight = app.flights.take(repeat.caller, &repeat.key, patience).await.ok_or_else(in_flight)?;
    if let Some(reply) = look(app, &repeat).await? {
        return Ok(Some(Turn::Replay(reply)));
    }
    drop(room);
    if operation.takes_body {
        req.set_payload(Payload::from(body));
    }
    Ok(Some(Turn::First { repeat, flight }))
}

/// Read here to be compared, and handed on to whoever understands it.
async fn body(req: &mut ServiceRequest, app: &AppState) -> Result<Bytes, Problem> {
    let (req, payload) = req.parts_mut();
    collect_body(req, payload.take(), app).await
}

async fn look(app: &AppState, repeat: &Repeat) -> Result<Option<Reply>, Fault> {
    let (repeat, now) = (repeat.clone(), app.clock.now());
    let kept = app.db.read(move |conn| repeat.find(conn, now)).await?;
    kept.map(Reply::replay).transpose()
}
