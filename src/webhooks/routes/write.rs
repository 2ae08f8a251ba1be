//! Making, changing and removing webhooks, their secrets, and where they are in the log.

use actix_web::web::Data;
use actix_web::{HttpResponse, delete, patch, post, put};

use crate::app::AppState;
use crate::auth::{UserId, may};
use crate::db::Tx;
use crate::error::{Error, Result as Outcome};
use crate::http::extract::{Allowed, Id, IfMatch, Json, NoQuery, OptionalJson};
use crate::http::problem::Result;
use crate::http::reply::{Asked, Reply};
use crate::webhooks::model::{Webhook, WebhookId, WebhookInput};
use crate::webhooks::secret::SigningSecret;
use crate::webhooks::service::{self, Secrets};
use crate::webhooks::views::{
    CreateWebhook, NewWebhook, NewWebhookReply, ReplayWebhook, RotateSecret, UpdateWebhook, WebhookReply,
    address_fault,
};

/// Create a webhook
#[utoipa::path(
    tag = "webhooks",
    operation_id = "webhooks_create",
    description = "From now on it is told what happens, one message after the other and in order. The reply holds the secret to \
        verify them with, this once. Needs the permission `webhooks:manage` (administrators).",
    request_body(content = CreateWebhook, description = "The webhook."),
    responses((status = 201, description = "The webhook as created, and its secret.", body = NewWebhookReply)),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("webhooks:manage")))
)]
#[post("/webhooks")]
pub(super) async fn create(
    by: Allowed<may::ManageWebhooks>,
    app: Data<AppState>,
    asked: Asked,
    _: NoQuery,
    body: Json<CreateWebhook>,
) -> Result<HttpResponse> {
    let input = checked(&app, body.0).await?;
    let secrets = secrets(&app);
    let work = move |tx: &mut Tx<'_>| {
        let (id, secret) = service::create(tx, by.principal.user, &input, &secrets)?;
        Ok((service::find(tx, id)?, secret))
    };
    let answer = |asked: &Asked, (hook, secret): (Webhook, SigningSecret)| {
        let (version, location) = (hook.version, format!("/api/v1/webhooks/{}", hook.id));
        shown_once(asked, hook, &secret, |body| asked.created(body, version, &location))
    };
    asked.write(&app.db, work, answer).await
}

/// Replace a webhook
#[utoipa::path(
    tag = "webhooks",
    operation_id = "webhooks_replace",
    description = "Everything is replaced but the secret and the place in the log; what waits is tried at once. What \
        is on its way at that moment, for a quarter of a second, may still go where it went before. Needs the permission `webhooks:manage` (administrators).",
    params(
        ("id" = Uuid, Path, description = "Id."),
        ("If-Match" = String, Header, description = "The tag the change is based on, or `*`.", example = "*"),
    ),
    request_body(content = CreateWebhook, description = "The whole webhook."),
    responses(
        (status = 200, description = "The webhook as replaced.", body = WebhookReply),
        (status = 410, description = "It cannot be switched on where it is: what it was to be told next was pruned."),
    ),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("webhooks:manage")))
)]
#[put("/webhooks/{id}")]
pub(super) async fn replace(
    by: Allowed<may::ManageWebhooks>,
    id: Id,
    app: Data<AppState>,
    asked: Asked,
    if_match: IfMatch,
    _: NoQuery,
    body: Json<CreateWebhook>,
) -> Result<HttpResponse> {
    let input = checked(&app, body.0).await?;
    save(&app, &asked, by.principal.user, id, if_match, move |_| Ok(input.clone())).await
}

/// Change a webhook
#[utoipa::path(
    tag = "webhooks",
    operation_id = "webhooks_update",
    description = "JSON Merge Patch (RFC 7396), with the rules of replacing. An address that stays is judged again only where this switches the webhook on: \
        one that the settings no longer allow can be switched off. Needs the permission `webhooks:manage` (administrators).",
    params(
        ("id" = Uuid, Path, description = "Id."),
        ("If-Match" = String, Header, description = "The tag the change is based on, or `*`.", example = "*"),
    ),
    request_body(content(
        (UpdateWebhook = "application/json"),
        (UpdateWebhook = "application/merge-patch+json"),
    ), description = "What changes."),
    responses(
        (status = 200, description = "The webhook as changed.", body = WebhookReply),
        (status = 410, description = "It cannot be switched on where it is: what it was to be told next was pruned."),
    ),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("webhooks:manage")))
)]
#[patch("/webhooks/{id}")]
pub(super) async fn update(
    by: Allowed<may::ManageWebhooks>,
    id: Id,
    app: Data<AppState>,
    asked: Asked,
    if_match: IfMatch,
    _: NoQuery,
    body: Json<UpdateWebhook>,
) -> Result<HttpResponse> {
    if let Some(url) = body.0.text("url") {
        looked_up(&app, url).await?;
    }
    let (schemas, outbound) = (app.schemas.clone(), app.outbound.clone());
    let merged = move |hook: &Webhook| {
        let input = body.0.onto(&CreateWebhook::of(hook), &schemas)?;
        let begins = input.active && !hook.active;
        if begins || input.url != hook.url { input.parse(&outbound) } else { input.parse_at_its_address() }
    };
    save(&app, &asked, by.principal.user, id, if_match, merged).await
}

/// Delete a webhook
#[utoipa::path(
    tag = "webhooks",
    operation_id = "webhooks_delete",
    description = "What was sent to it is forgotten with it. Needs the permission `webhooks:manage` (administrators).",
    params(
        ("id" = Uuid, Path, description = "Id."),
        ("If-Match" = String, Header, description = "The tag the deletion is based on, or `*`.", example = "*"),
    ),
    responses((status = 204, description = "The webhook is gone.")),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("webhooks:manage")))
)]
#[delete("/webhooks/{id}")]
pub(super) async fn remove(
    by: Allowed<may::ManageWebhooks>,
    id: Id,
    app: Data<AppState>,
    asked: Asked,
    if_match: IfMatch,
    _: NoQuery,
) -> Result<HttpResponse> {
    let work = move |tx: &mut Tx<'_>, current: &Webhook| service::delete(tx, by.principal.user, current);
    let target = move |tx: &mut Tx<'_>| service::find(tx, WebhookId(id.0));
    if_match.write(&app.db, &asked, target, work, Asked::deleted).await
}

/// Rotate the secret of a webhook
#[utoipa::path(
    tag = "webhooks",
    operation_id = "webhooks_rotate_secret",
    description = "Makes another secret, shown this once. For a while messages carry the signatures of both, the new one first. \
        Needs the permission `webhooks:manage` (administrators).",
    params(
        ("id" = Uuid, Path, description = "Id."),
        ("If-Match" = String, Header, description = "The tag this is based on, or `*`.", example = "*"),
    ),
    request_body(content = Option<RotateSecret>, description = "For how long; nothing is required."),
    responses((status = 200, description = "The webhook, and its new secret.", body = NewWebhookReply)),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("webhooks:manage")))
)]
#[post("/webhooks/{id}/rotate-secret")]
pub(super) async fn rotate_secret(
    by: Allowed<may::ManageWebhooks>,
    id: Id,
    app: Data<AppState>,
    asked: Asked,
    if_match: IfMatch,
    _: NoQuery,
    body: OptionalJson<RotateSecret>,
) -> Result<HttpResponse> {
    let (id, secrets, keep) = (WebhookId(id.0), secrets(&app), body.0.keep_previous_for());
    let work = move |tx: &mut Tx<'_>, current: &Webhook| {
        let secret = service::rotate(tx, by.principal.user, current, keep, &secrets)?;
        Ok((service::find(tx, id)?, secret))
    };
    let answer = |asked: &Asked, (hook, secret): (Webhook, SigningSecret)| {
        let version = hook.version;
        shown_once(asked, hook, &secret, |body| asked.written(body, version))
    };
    let reply = if_match.write(&app.db, &asked, move |tx| service::find(tx, id), work, answer).await?;
    app.jobs.wake();
    Ok(reply)
}

/// Replay a webhook
#[utoipa::path(
    tag = "webhooks",
    operation_id = "webhooks_replay",
    description = "Puts the webhook elsewhere in the log: from there on it is told what it wants, again where it was told before, with \
        the same `webhook-id` as then. It raises no version and needs no `If-Match`. Needs the permission `webhooks:manage` \
        (administrators).",
    params(("id" = Uuid, Path, description = "Id.")),
    request_body(content = ReplayWebhook, description = "From where on."),
    responses(
        (status = 200, description = "The webhook at its new place.", body = WebhookReply),
        (status = 410, description = "The log no longer reaches back so far; `oldest` says how far."),
    ),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("webhooks:manage")))
)]
#[post("/webhooks/{id}/replay")]
pub(super) async fn replay(
    _: Allowed<may::ManageWebhooks>,
    id: Id,
    app: Data<AppState>,
    asked: Asked,
    _: NoQuery,
    body: Json<ReplayWebhook>,
) -> Result<HttpResponse> {
    let (id, after) = (WebhookId(id.0), body.0.after);
    let work = move |tx: &mut Tx<'_>| {
        let current = service::find(tx, id)?;
        service::replay(tx, &current, after)?;
        service::find(tx, id)
    };
    let reply = asked.write(&app.db, work, Asked::saved).await?;
    app.jobs.wake();
    Ok(reply)
}

/// An input whose address may be called as far as can be told today.
async fn checked(app: &AppState, input: CreateWebhook) -> Outcome<WebhookInput> {
    let input = input.parse(&app.outbound)?;
    looked_up(app, &input.url).await?;
    Ok(input)
}

/// # Errors
/// 422 for a name that leads where nothing may be sent. What is no address at all is for others to say.
async fn looked_up(app: &AppState, url: &str) -> Outcome<()> {
    let Ok(target) = app.outbound.target(url) else { return Ok(()) };
    let found = app.outbound.look_up(&target).await;
    found.map_err(|fault| Error::invalid(vec![address_fault(fault)]))
}

/// Saves what `input` makes of the current row, if the caller's version is the current one.
async fn save(
    app: &AppState,
    asked: &Asked,
    by: UserId,
    id: Id,
    if_match: IfMatch,
    input: impl Fn(&Webhook) -> Outcome<WebhookInput> + Send + 'static,
) -> Result<HttpResponse> {
    let id = WebhookId(id.0);
    let work = move |tx: &mut Tx<'_>, current: &Webhook| {
        service::update(tx, by, current, &input(current)?)?;
        service::find(tx, id)
    };
    let target = move |tx: &mut Tx<'_>| service::find(tx, id);
    let reply = if_match.write(&app.db, asked, target, work, Asked::saved).await?;
    app.jobs.wake();
    Ok(reply)
}

fn secrets(app: &AppState) -> Secrets {
    Secrets { seal: app.auth.seal.clone(), ids: app.ids.clone() }
}

/// The reply with the secret, which is not kept for another time.
fn shown_once(
    asked: &Asked,
    hook: Webhook,
    secret: &SigningSecret,
    answer: impl FnOnce(&NewWebhookReply) -> Outcome<Reply>,
) -> Outcome<Reply> {
    let mut body =
        NewWebhookReply { data: NewWebhook { webhook: hook.into(), secret: Some(secret.to_text()) } };
    let reply = answer(&body)?;
    body.data.secret = None;
    asked.keeping(reply, &body)
}
