//! `GET /api/v1/audit`: translation only.

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::model::{AuditOutcome, Filter};
use super::service;
use super::views::{AuditEntry, AuditList, AuditWord};
use crate::app::AppState;
use crate::auth::may;
use crate::clock::Timestamp;
use crate::error::Result as Outcome;
use crate::http::extract::{Allowed, ListQuery, Many};
use crate::http::pagination::PageParams;
use crate::http::problem::Result;
use crate::http::reply::Asked;

pub fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list);
}

/// The filters of the list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListAudit {
    /// What this user did, by id.
    actor: Option<Uuid>,
    /// These operations (`articles_publish`) or commands (`cli.purge`).
    #[serde(default)]
    #[param(value_type = Vec<AuditWord>, inline, max_items = 100, example = json!(["auth_login"]))]
    action: Many<AuditWord>,
    /// What was done to things of this kind: `article`, `user`, `session` …
    #[param(value_type = Option<String>, min_length = 1, max_length = 60, pattern = "^[a-z_.]+$", example = "article")]
    target_type: Option<AuditWord>,
    /// What was done to this thing, by id.
    target: Option<Uuid>,
    /// What came of it.
    #[param(inline)]
    outcome: Option<AuditOutcome>,
    /// From this instant on.
    #[param(value_type = Option<String>, format = DateTime)]
    after: Option<Timestamp>,
    /// Before this instant.
    #[param(value_type = Option<String>, format = DateTime)]
    before: Option<Timestamp>,
}

impl ListAudit {
    fn filter(self) -> Filter {
        Filter {
            actor: self.actor,
            actions: self.action.0.into_iter().map(|AuditWord(word)| word).collect(),
            target_type: self.target_type.map(|AuditWord(word)| word),
            target: self.target,
            outcome: self.outcome,
            after: self.after,
            before: self.before,
        }
    }
}

/// List the audit log
///
/// Who did what, when and from where, the newest first: every change through this API or the command line, sign-ins
/// and those that failed, sessions ended, and what somebody signed in was refused. Each entry holds the hash of the one
/// before it, so that `griot audit verify` finds what was changed. Needs the permission `audit:read` (administrators).
#[utoipa::path(
    tag = "audit",
    operation_id = "audit_list",
    params(ListAudit, PageParams),
    responses((status = 200, description = "A page of the audit log.", body = AuditList)),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("audit:read")))
)]
#[get("/audit")]
async fn list(
    _: Allowed<may::ReadAudit>,
    app: Data<AppState>,
    asked: Asked,
    query: ListQuery<ListAudit>,
) -> Result<HttpResponse> {
    let listing = app.cursors.listing("audit", &query.binding, &query.page)?;
    let (filter, page, count) = (query.params.filter(), listing.page(), listing.count);
    let (entries, total) =
        app.db.read_list(listing.is_wide(), move |conn| service::list(conn, &filter, &page, count)).await?;
    let meta = listing.meta(&entries, total);
    let data = entries.items.into_iter().map(AuditEntry::new).collect::<Outcome<_>>()?;
    let body = AuditList { data, meta };
    asked.private_list(&body, &body.meta)
}
