//! `/api/v1/changes`: translation, and waiting. The stream is in [`super::stream`].

use std::time::{Duration, Instant};

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

use super::model::PublicType;
use super::service::{self, Page, Wanted};
use super::stream;
use super::views::ChangeList;
use crate::app::AppState;
use crate::closed_list::closed_list;
use crate::error::{Error, FieldError};
use crate::http::deadline::Deadline;
use crate::http::extract::{Many, Query, Viewer};
use crate::http::pagination::within;
use crate::http::problem::Result;
use crate::http::reply::Asked;

const DEFAULT_LIMIT: u32 = 20;
const LONGEST_WAIT: u32 = 30;

pub fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list).service(stream::follow);
}

closed_list! {
    /// What can be added to a change.
    ChangeInclude {
        /// The thing itself, as the public lists show it now.
        Data "data",
    }
}

/// Where in the log, and what of it.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListChanges {
    /// The number of the last change that is known: `meta.seq` of a list or `next_after` of the page before. Left
    /// out: from the first.
    #[param(minimum = 0, default = 0)]
    after: Option<i64>,
    /// Only these.
    #[serde(default)]
    #[param(value_type = Vec<PublicType>, inline, max_items = 100, example = json!(["article.published"]))]
    types: Many<PublicType>,
    /// How many changes a page holds.
    #[param(minimum = 1, maximum = 100, default = 20)]
    limit: Option<i64>,
    /// More about each.
    #[serde(default)]
    #[param(value_type = Vec<ChangeInclude>, inline, max_items = 10)]
    include: Many<ChangeInclude>,
    /// Seconds to wait at most for a change when there is none.
    #[param(minimum = 0, maximum = 30, default = 0)]
    wait: Option<i64>,
}

impl ListChanges {
    /// What is wanted, and how long it may take.
    ///
    /// # Errors
    /// 400 for what is out of range.
    fn parse(&self) -> Result<(Wanted, Duration)> {
        let mut faults: Vec<FieldError> = Vec::new();
        let limit = within("limit", self.limit, 1, 100, &mut faults).unwrap_or(DEFAULT_LIMIT);
        let wait = within("wait", self.wait, 0, LONGEST_WAIT, &mut faults).unwrap_or(0);
        let after = not_negative("after", self.after, &mut faults).unwrap_or(0);
        if !faults.is_empty() {
            return Err(Error::bad_parameters(faults).into());
        }
        let types = self.types.0.iter().map(|kind| kind.0).collect();
        let wanted = Wanted { after, types, limit, data: !self.include.0.is_empty() };
        Ok((wanted, Duration::from_secs(u64::from(wait))))
    }
}

/// A number of the log, or none and a fault.
pub(super) fn not_negative(name: &str, given: Option<i64>, faults: &mut Vec<FieldError>) -> Option<i64> {
    let given = given?;
    if given < 0 {
        let detail = format!("{given} is out of range.");
        let fault = FieldError::parameter(name, crate::error::FieldCode::OutOfRange, detail);
        faults.push(fault.expected("at least 0"));
        return None;
    }
    Some(given)
}

/// List changes
///
/// What changed the public edition, in the order in which it was written, each with a number: 1, 2, 3 and so on,
/// without a gap. Whoever reads all pages of the lists and then goes on with `after=` the `meta.seq` of the first page
/// keeps an exact copy. What readers may not see is not told; what an event says is what happened then, `data` is the
/// thing as it is now. With `wait` the reply is held back until there is a change, or the time is over.
#[utoipa::path(
    tag = "changes",
    operation_id = "changes_list",
    params(ListChanges),
    responses(
        (status = 200, description = "A page of changes, the oldest first.", body = ChangeList),
        (status = 304, description = "The page is as you have it."),
        (status = 410, description = "The log no longer reaches back so far; `oldest` says how far."),
    ),
    security((), ("bearer" = []))
)]
#[get("/changes")]
async fn list(
    viewer: Viewer,
    app: Data<AppState>,
    asked: Asked,
    deadline: Deadline,
    query: Query<ListChanges>,
) -> Result<HttpResponse> {
    let (wanted, wait) = query.params.parse()?;
    let limit = wanted.limit;
    let wait = wait.min(app.config.events.lifetime);
    let page = if wait.is_zero() {
        read(&app, wanted).await?
    } else {
        let _place = app.streams.enter(viewer.0.is_some())?;
        deadline.put_off(wait);
        waited(&app, wanted, wait).await?
    };
    let next = page.has_more().then_some(page.next_after);
    asked.public_log(&ChangeList::new(&page, limit)?, next, !wait.is_zero())
}

async fn read(app: &AppState, wanted: Wanted) -> Result<Page> {
    let now = app.clock.now();
    Ok(app.db.read(move |conn| service::page(conn, &wanted, now)).await?)
}

/// Reads until there is something, the time is over or the server is going down. Between two reads nothing of the
/// database is held, and it is read again only when the public edition has changed: a few at a time, as all who wait
/// are woken together.
async fn waited(app: &AppState, mut wanted: Wanted, wait: Duration) -> Result<Page> {
    let until = Instant::now().checked_add(wait).unwrap_or_else(Instant::now);
    let (mut newest, mut stopping) = (app.tail.newest(), app.readiness.stopping());
    let mut page = read(app, wanted.clone()).await?;
    loop {
        if !page.entries.is_empty() || page.has_more() || Instant::now() >= until || *stopping.borrow() {
            return Ok(page);
        }
        wanted.after = page.next_after;
        tokio::select! {
            _ = newest.wait_for(|newest| newest.public_seq > wanted.after) => {}
            _ = stopping.changed() => {}
            () = tokio::time::sleep_until(until.into()) => {}
        }
        let _turn = app.streams.turn().await?;
        page = read(app, wanted.clone()).await?;
    }
}
