//! `/api/v1/events`: the log as server-sent events (HTML §9.2). Here is what is asked and who may; [`reader`] is
//! one client's place in the log, [`frame`] what it is sent.

mod frame;
mod reader;

use actix_web::http::header::{self, HeaderName};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use futures_util::stream;
use serde::Deserialize;
use utoipa::IntoParams;

use self::reader::{Audience, Reader};
use super::routes::not_negative;
use super::service::{self, Sight};
use super::views::EventStream;
use crate::app::AppState;
use crate::auth::{Permission, Principal};
use crate::closed_list::closed_list;
use crate::error::{Error, ErrorKind, FieldCode, FieldError};
use crate::events::{self, EventType, Numbers};
use crate::http::extract::{Many, Query, TokenEnd, Viewer};
use crate::http::problem::Result;

const LAST_EVENT_ID: &str = "Last-Event-ID";
/// Asks a proxy not to hold back what it has (nginx).
const UNBUFFERED: HeaderName = HeaderName::from_static("x-accel-buffering");

closed_list! {
    /// Which log a stream tells.
    StreamEdition {
        /// What changed the public edition.
        Public "public",
        /// Everything the caller may read, for staff.
        All "all",
    }
}

/// Where in the log, and what of it.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FollowEvents {
    /// Only these. Those that change nothing of the public edition are for staff.
    #[serde(default)]
    #[param(value_type = Vec<EventType>, inline, max_items = 100, example = json!(["article.published"]))]
    types: Many<EventType>,
    /// `public` is what changed the public edition; `all` is everything the caller may read, for staff. Left out:
    /// `all` with an access token, `public` without.
    #[param(inline)]
    edition: Option<StreamEdition>,
    /// The number of the last event that is known, in the edition that is followed. Left out: only what happens from
    /// now on. `Last-Event-ID`, which a client sends when it connects again, comes before it.
    #[param(minimum = 0)]
    after: Option<i64>,
}

/// Follow the log
///
/// Server-sent events: what happens, as it happens, in the order of the log. The `id` of each is its number; a client
/// that connects again sends the last one as `Last-Event-ID` and misses nothing. Without a token, and with
/// `edition=public`, it is told what changed the public edition, as `/changes` tells it. Staff are told everything
/// they may read; of what they may not, only what the public is told. A stream ends when its session does, or its
/// access token, when the server goes down and after an hour; a client then connects again.
#[utoipa::path(
    tag = "changes",
    operation_id = "events_stream",
    params(
        FollowEvents,
        ("Last-Event-ID" = Option<i64>, Header, minimum = 0, description = "The number of the last event that arrived."),
    ),
    responses(
        (status = 200, description = "Events, until one side ends it.", body = EventStream, content_type = "text/event-stream"),
        (status = 403, description = "One of `types` is for others."),
        (status = 410, description = "The log no longer reaches back so far; `oldest` says how far."),
        (status = 422, description = "One of `types` is not of the public edition."),
    ),
    security((), ("bearer" = []))
)]
#[get("/events")]
pub async fn follow(
    viewer: Viewer,
    token: TokenEnd,
    req: HttpRequest,
    app: Data<AppState>,
    query: Query<FollowEvents>,
) -> Result<HttpResponse> {
    let params = &query.params;
    let signed_in = viewer.0.is_some();
    let audience = audience(params, viewer.0, token)?;
    let after = position(&req, params)?;
    let place = app.streams.enter(signed_in)?;
    let reader = Reader::open(app.clone(), audience, params.types.0.clone(), after, place).await?;
    let mut reply = HttpResponse::Ok();
    reply.insert_header((header::CACHE_CONTROL, "no-store"));
    reply.insert_header((UNBUFFERED, "no"));
    // Compressed, it would wait for more.
    reply.insert_header((header::CONTENT_ENCODING, "identity"));
    Ok(reply.content_type("text/event-stream").streaming(stream::unfold(reader, Reader::next)))
}

/// Who listens, if they may hear what they ask for.
///
/// # Errors
/// 401 for what is for staff, 403 for what is for others, 422 for what the public edition does not have.
fn audience(params: &FollowEvents, viewer: Option<Principal>, token: TokenEnd) -> Result<Audience> {
    let public = match (params.edition, &viewer) {
        (Some(edition), _) => edition == StreamEdition::Public,
        (None, viewer) => viewer.is_none(),
    };
    if public {
        let hidden: Vec<EventType> =
            params.types.0.iter().copied().filter(|kind| !kind.is_public()).collect();
        refuse_hidden(&hidden, viewer.is_some())?;
        return Ok(Audience::Public);
    }
    let viewer = viewer.ok_or_else(|| for_staff("edition=all"))?;
    viewer.require(Permission::WriteArticles)?;
    for kind in params.types.0.iter().filter(|kind| !kind.is_public()) {
        match kind.resource() {
            "article" => {}
            "page" => viewer.require(Permission::EditPages)?,
            _ => viewer.require(Permission::ManageUsers)?,
        }
    }
    Ok(Audience::Staff {
        sight: Sight::of(&viewer),
        user: viewer.user,
        session: viewer.session,
        until: token.0,
    })
}

fn refuse_hidden(hidden: &[EventType], signed_in: bool) -> Result<()> {
    let Some(first) = hidden.first() else { return Ok(()) };
    if !signed_in {
        return Err(for_staff(&format!("types={}", first.as_str())).into());
    }
    let fault = |kind: &EventType| {
        let detail = format!("`{}` changes nothing of the public edition.", kind.as_str());
        FieldError::parameter("types", FieldCode::Rule, detail)
    };
    Err(Error::conflicting_parameters(hidden.iter().map(fault).collect()).into())
}

fn for_staff(asked: &str) -> Error {
    Error::new(
        ErrorKind::Unauthenticated,
        format!("`{asked}` is for staff: sign in and send the access token."),
    )
}

/// After which number, and who said so.
type After = Option<(i64, &'static str)>;

/// # Errors
/// 400 for what is no number of a log.
fn position(req: &HttpRequest, params: &FollowEvents) -> Result<After> {
    let mut faults = Vec::new();
    let after = not_negative("after", params.after, &mut faults).map(|after| (after, "after"));
    let mut given = req.headers().get_all(LAST_EVENT_ID);
    let last = given.next().map(|value| value.to_str().unwrap_or_default());
    let last = match (last, given.next()) {
        (Some(text), None) => match text.parse::<u64>().ok().and_then(|number| i64::try_from(number).ok()) {
            Some(number) if text.bytes().all(|byte| byte.is_ascii_digit()) => Some((number, LAST_EVENT_ID)),
            _ => {
                let fault =
                    FieldError::parameter(LAST_EVENT_ID, FieldCode::Format, "This is no number of the log.");
                faults.push(fault.expected("a whole number, such as 42"));
                None
            }
        },
        (Some(_), Some(_)) => {
            faults.push(FieldError::parameter(
                LAST_EVENT_ID,
                FieldCode::Duplicate,
                "This header was sent twice.",
            ));
            None
        }
        (None, _) => None,
    };
    if faults.is_empty() { Ok(last.or(after)) } else { Err(Error::bad_parameters(faults).into()) }
}

/// Where a new client begins.
///
/// # Errors
/// As [`service::check`].
async fn begin(app: &AppState, numbers: Numbers, after: After) -> Result<i64> {
    let begin = move |conn: &mut _| {
        let ends = events::ends(conn)?;
        match after {
            Some((after, said)) => service::check(numbers, after, said, &ends).map(|()| after),
            None => Ok(numbers.newest(&ends)),
        }
    };
    Ok(app.db.read(begin).await?)
}
