//! `/api/v1/webhooks`: translation only. Changing them is in `write`, what was sent in `deliveries`.

mod deliveries;
mod write;

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

use super::model::WebhookId;
use super::service;
use super::views::{WebhookList, WebhookReply, WebhookView};
use crate::app::AppState;
use crate::auth::may;
use crate::http::extract::{Allowed, Id, ListQuery, NoQuery};
use crate::http::pagination::PageParams;
use crate::http::problem::Result;
use crate::http::reply::Asked;

pub fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list).service(write::create).service(find);
    cfg.service(write::replace).service(write::update).service(write::remove);
    cfg.service(write::rotate_secret).service(write::replay).service(deliveries::ping);
    cfg.service(deliveries::list).service(deliveries::find).service(deliveries::redeliver);
}

/// The filters of the list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListWebhooks {
    /// Only those that are told what happens, or only those that are not.
    active: Option<bool>,
}

/// List webhooks
///
/// The newest first. Needs the permission `webhooks:manage` (administrators).
#[utoipa::path(
    tag = "webhooks",
    operation_id = "webhooks_list",
    params(ListWebhooks, PageParams),
    responses((status = 200, description = "A page of webhooks.", body = WebhookList)),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("webhooks:manage")))
)]
#[get("/webhooks")]
async fn list(
    _: Allowed<may::ManageWebhooks>,
    app: Data<AppState>,
    asked: Asked,
    query: ListQuery<ListWebhooks>,
) -> Result<HttpResponse> {
    let listing = app.cursors.listing("webhooks", &query.binding, &query.page)?;
    let (active, page, count) = (query.params.active, listing.page(), listing.count);
    let read = move |conn: &mut _| service::list(conn, active, &page, count);
    let (found, total) = app.db.read_list(listing.is_wide(), read).await?;
    let meta = listing.meta(&found, total);
    let data = found.items.into_iter().map(WebhookView::from).collect();
    let body = WebhookList { data, meta };
    asked.private_list(&body, &body.meta)
}

/// Read a webhook
///
/// Its secret is not shown again. Needs the permission `webhooks:manage` (administrators).
#[utoipa::path(
    tag = "webhooks",
    operation_id = "webhooks_find",
    params(("id" = Uuid, Path, description = "Id.")),
    responses(
        (status = 200, description = "The webhook.", body = WebhookReply),
        (status = 304, description = "The webhook is as you have it."),
    ),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("webhooks:manage")))
)]
#[get("/webhooks/{id}")]
async fn find(
    _: Allowed<may::ManageWebhooks>,
    id: Id,
    app: Data<AppState>,
    asked: Asked,
    _: NoQuery,
) -> Result<HttpResponse> {
    let found = app.db.read(move |conn| service::find(conn, WebhookId(id.0))).await?;
    let version = found.version;
    asked.private(&WebhookReply { data: found.into() }, version)
}
