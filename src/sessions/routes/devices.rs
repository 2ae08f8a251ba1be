//! One's own sessions: where one is signed in.

use actix_web::web::Data;
use actix_web::{HttpResponse, delete, get};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::app::AppState;
use crate::auth::{SessionId, may};
use crate::http::extract::{Allowed, Id, ListQuery, NoQuery};
use crate::http::pagination::PageParams;
use crate::http::problem::Result;
use crate::http::reply::{Asked, Reply};
use crate::sessions::service;
use crate::sessions::views::{SessionList, SessionView};

/// The list has no filters of its own.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct ListSessions {}

/// List one's own sessions
///
/// Where you are signed in, the latest sign-in first. What has expired is not shown.
#[utoipa::path(
    tag = "auth",
    operation_id = "sessions_list",
    params(PageParams),
    responses((status = 200, description = "A page of your sessions.", body = SessionList)),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("session")))
)]
#[get("/auth/sessions")]
pub(super) async fn list(
    by: Allowed<may::SignIn>,
    app: Data<AppState>,
    asked: Asked,
    query: ListQuery<ListSessions>,
) -> Result<HttpResponse> {
    let (user, current) = (by.principal.user, by.principal.session);
    let listing = app.cursors.listing("sessions", &format!("{user}?{}", query.binding), &query.page)?;
    let (page, count, now) = (listing.page(), listing.count, app.clock.now());
    let (sessions, total) = app.db.read(move |conn| service::list(conn, user, &page, count, now)).await?;
    let meta = listing.meta(&sessions, total);
    let data = sessions.items.into_iter().map(|session| SessionView::of(session, current)).collect();
    let body = SessionList { data, meta };
    asked.private_list(&body, &body.meta)
}

/// End one's other sessions
///
/// Signs you out everywhere but here.
#[utoipa::path(
    tag = "auth",
    operation_id = "sessions_delete_others",
    responses((status = 204, description = "Only this session is left.")),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("session")))
)]
#[delete("/auth/sessions")]
pub(super) async fn end_others(
    by: Allowed<may::SignIn>,
    app: Data<AppState>,
    _: NoQuery,
) -> Result<HttpResponse> {
    app.db.write(move |tx| service::end_others(tx, &by.principal)).await?;
    Ok(Reply::no_content().into())
}

/// End one of one's own sessions
///
/// Its tokens count no more, at once. Ending the session this request comes with signs you out.
#[utoipa::path(
    tag = "auth",
    operation_id = "sessions_delete",
    params(("id" = Uuid, Path, description = "Id.")),
    responses((status = 204, description = "The session has ended.")),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("session")))
)]
#[delete("/auth/sessions/{id}")]
pub(super) async fn end(
    by: Allowed<may::SignIn>,
    id: Id,
    app: Data<AppState>,
    _: NoQuery,
) -> Result<HttpResponse> {
    let user = by.principal.user;
    app.db.write(move |tx| service::end(tx, user, SessionId(id.0))).await?;
    Ok(Reply::no_content().into())
}
