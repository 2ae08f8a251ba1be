//! `GET /api/v1/desk`: translation only.

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

use super::service;
use super::views::{DeskReply, DeskView};
use crate::app::AppState;
use crate::auth::may;
use crate::db::Conn;
use crate::error::Error;
use crate::http::extract::{Allowed, Query};
use crate::http::pagination::within;
use crate::http::problem::Result;
use crate::http::reply::Asked;

pub fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(find);
}

/// How long the lists are.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FindDesk {
    /// How many items each list holds at most.
    #[param(minimum = 1, maximum = 50, default = 10)]
    limit: Option<i64>,
}

/// Items of a list nobody asked to be longer.
const USUAL: u32 = 10;
const MOST: u32 = 50;

impl FindDesk {
    fn limit(&self) -> Result<i64> {
        let mut faults = Vec::new();
        let limit = within("limit", self.limit, 1, MOST, &mut faults).unwrap_or(USUAL);
        if faults.is_empty() { Ok(i64::from(limit)) } else { Err(Error::bad_parameters(faults).into()) }
    }
}

/// Look at the desk
///
/// What awaits the caller: what came back to them, what is assigned to them, what waits for a review, their drafts, what is
/// to be public next, what they hold locked, and open notes; and how much there is in each status, of what they may read.
/// Pages are among it for those who keep them. The longer lists are in `GET /articles?edition=draft`, `GET /pages?edition=draft`
/// and `GET /notes`. At most ten SQL statements, whatever lies there.
#[utoipa::path(
    tag = "desk",
    operation_id = "desk_find",
    params(FindDesk),
    responses((status = 200, description = "The desk.", body = DeskReply)),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("articles:write")))
)]
#[get("/desk")]
async fn find(
    by: Allowed<may::WriteArticles>,
    app: Data<AppState>,
    asked: Asked,
    query: Query<FindDesk>,
) -> Result<HttpResponse> {
    let (limit, now) = (query.params.limit()?, app.clock.now());
    let read = move |conn: &mut Conn| service::read(conn, &by.principal, limit, now);
    // What is counted grows with the newsroom.
    let desk = app.db.read_wide(read).await?;
    Ok(asked.plain(&DeskReply { data: DeskView::new(desk)? })?.into())
}
