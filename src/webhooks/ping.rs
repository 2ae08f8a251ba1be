//! A test message, sent at once and once while somebody waits for what comes of it.

use uuid::Uuid;

use super::message::Message;
use super::model::{Try, Webhook, WebhookId};
use super::queries;
use super::send::{self, Receiver};
use crate::app::AppState;
use crate::db::Conn;
use crate::error::Result;

/// Tells its id and what came of it; none when there is no such webhook.
///
/// # Errors
/// When the secret of the webhook cannot be read.
pub(super) async fn ping(state: &AppState, id: WebhookId) -> Result<Option<(Webhook, Uuid, Try)>> {
    let clock = state.clock.clone();
    let read = move |conn: &mut Conn| {
        let Some(hook) = queries::find(conn, id)? else { return Ok(None) };
        let secrets = queries::secrets(conn, id, clock.now())?;
        Ok(Some((hook, secrets)))
    };
    let Some((hook, secrets)) = state.db.read(read).await? else { return Ok(None) };
    let (receiver, message) = (Receiver::open(&state.auth.seal, &hook, &secrets)?, state.ids.next());
    let body = Message::ping(id, state.clock.now());
    let tried = send::send(&state.outbound, &state.clock, &receiver, message, body).await?;
    Ok(Some((hook, message, tried)))
}
