//! What was sent to a webhook, sending it again, and sending a test.

use actix_web::web::Data;
use actix_web::{HttpResponse, get, post};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::app::AppState;
use crate::auth::may;
use crate::db::Tx;
use crate::error::{Error, Result as Outcome};
use crate::events::EventType;
use crate::http::deadline::Deadline;
use crate::http::extract::{Allowed, Id, ListQuery, Many, NoMembers, NoQuery, OptionalJson, PartId};
use crate::http::pagination::PageParams;
use crate::http::problem::Result;
use crate::http::reply::{Asked, Reply};
use crate::webhooks::model::{Delivery, DeliveryFilter, DeliveryId, DeliveryState, WebhookId};
use crate::webhooks::views::{DeliveryView, WebhookDeliveryList, WebhookDeliveryReply};
use crate::webhooks::{ping as test, service};

/// The filters of the list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListDeliveries {
    /// What became of them: `state=dead` lists the dead letters.
    #[serde(default)]
    #[param(value_type = Vec<DeliveryState>, inline, max_items = 10, example = json!(["dead"]))]
    state: Many<DeliveryState>,
    /// Only of these events.
    #[serde(default)]
    #[param(value_type = Vec<EventType>, inline, max_items = 100, example = json!(["article.published"]))]
    types: Many<EventType>,
}

/// List deliveries
///
/// What was sent to a webhook, the newest first. A message appears with its first try; what was delivered is forgotten
/// after a while. Needs the permission `webhooks:manage` (administrators).
#[utoipa::path(
    tag = "webhooks",
    operation_id = "webhooks_deliveries_list",
    params(("id" = Uuid, Path, description = "Id of the webhook."), ListDeliveries, PageParams),
    responses((status = 200, description = "A page of deliveries.", body = WebhookDeliveryList)),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("webhooks:manage")))
)]
#[get("/webhooks/{id}/deliveries")]
pub(super) async fn list(
    _: Allowed<may::ManageWebhooks>,
    id: Id,
    app: Data<AppState>,
    asked: Asked,
    query: ListQuery<ListDeliveries>,
) -> Result<HttpResponse> {
    let route = format!("webhooks/{}/deliveries", id.0);
    let listing = app.cursors.listing(&route, &query.binding, &query.page)?;
    let types = query.params.types.0.iter().map(|kind| kind.as_str().to_owned()).collect();
    let filter = DeliveryFilter { states: query.params.state.0.clone(), types };
    let (page, count) = (listing.page(), listing.count);
    let read = move |conn: &mut _| service::list_deliveries(conn, WebhookId(id.0), &filter, &page, count);
    let (found, total) = app.db.read_list(listing.is_wide(), read).await?;
    let meta = listing.meta(&found, total);
    let data = found.items.into_iter().map(DeliveryView::new).collect::<Outcome<_>>()?;
    let body = WebhookDeliveryList { data, meta };
    asked.private_list(&body, &body.meta)
}

/// Read a delivery
///
/// Needs the permission `webhooks:manage` (administrators).
#[utoipa::path(
    tag = "webhooks",
    operation_id = "webhooks_deliveries_find",
    params(
        ("id" = Uuid, Path, description = "Id of the webhook."),
        ("delivery" = Uuid, Path, description = "Id of the delivery."),
    ),
    responses((status = 200, description = "The delivery.", body = WebhookDeliveryReply)),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("webhooks:manage")))
)]
#[get("/webhooks/{id}/deliveries/{delivery}")]
pub(super) async fn find(
    _: Allowed<may::ManageWebhooks>,
    id: Id,
    delivery: PartId,
    app: Data<AppState>,
    asked: Asked,
    _: NoQuery,
) -> Result<HttpResponse> {
    let (webhook, id) = (WebhookId(id.0), DeliveryId(delivery.0));
    let found = app.db.read(move |conn| service::find_delivery(conn, webhook, id)).await?;
    Ok(told(&asked, found)?.into())
}

/// Redeliver a message
///
/// Sends it again with the same `webhook-id`, from the first try on and beside what the webhook is told in order; the
/// one it is at is tried at once. Whoever deduplicates by `webhook-id` may drop it. Needs the permission
/// `webhooks:manage` (administrators).
#[utoipa::path(
    tag = "webhooks",
    operation_id = "webhooks_deliveries_redeliver",
    params(
        ("id" = Uuid, Path, description = "Id of the webhook."),
        ("delivery" = Uuid, Path, description = "Id of the delivery."),
    ),
    request_body(content = Option<NoMembers>, description = "Nothing, or an empty object."),
    responses(
        (status = 200, description = "The delivery, to be tried again.", body = WebhookDeliveryReply),
        (status = 409, description = "It is a ping, or the webhook is not active."),
        (status = 410, description = "The log no longer has the entry; `oldest` says how far it reaches back."),
    ),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("webhooks:manage")))
)]
#[post("/webhooks/{id}/deliveries/{delivery}/redeliver")]
pub(super) async fn redeliver(
    _: Allowed<may::ManageWebhooks>,
    id: Id,
    delivery: PartId,
    app: Data<AppState>,
    asked: Asked,
    _: NoQuery,
    _: OptionalJson<NoMembers>,
) -> Result<HttpResponse> {
    let (webhook, id) = (WebhookId(id.0), DeliveryId(delivery.0));
    let work = move |tx: &mut Tx<'_>| service::redeliver(tx, webhook, id);
    let reply = asked.write(&app.db, work, told).await?;
    app.jobs.wake();
    Ok(reply)
}

/// Ping a webhook
///
/// Sends a message of the type `webhook.ping` at once and once, active or not, and answers with what came of it. One that
/// arrives has what waits tried at once. Needs the permission `webhooks:manage` (administrators).
#[utoipa::path(
    tag = "webhooks",
    operation_id = "webhooks_ping",
    params(("id" = Uuid, Path, description = "Id.")),
    request_body(content = Option<NoMembers>, description = "Nothing, or an empty object."),
    responses((status = 200, description = "What came of it: `delivered`, or `dead` and why.", body = WebhookDeliveryReply)),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("webhooks:manage")))
)]
#[post("/webhooks/{id}/ping")]
pub(super) async fn ping(
    _: Allowed<may::ManageWebhooks>,
    id: Id,
    app: Data<AppState>,
    asked: Asked,
    deadline: Deadline,
    _: NoQuery,
    _: OptionalJson<NoMembers>,
) -> Result<HttpResponse> {
    // The receiver's time is not ours.
    deadline.put_off(app.config.outbound.timeout);
    let sent = test::ping(&app, WebhookId(id.0)).await?;
    let (hook, message, tried) = sent.ok_or_else(|| Error::not_found("webhook"))?;
    let record = move |tx: &mut Tx<'_>| service::pinged(tx, &hook, message, tried.clone());
    let reply = asked.write(&app.db, record, told).await?;
    app.jobs.wake();
    Ok(reply)
}

fn told(asked: &Asked, delivery: Delivery) -> Outcome<Reply> {
    asked.plain(&WebhookDeliveryReply { data: DeliveryView::new(delivery)? })
}
