//! On whose behalf something is written, and whether it is to stay. A request or a command says it once, around
//! all it does; every write takes it along to whichever thread runs it.

use std::future::Future;
use std::sync::Arc;

use uuid::Uuid;

/// What the audit log says of every entry of one request or command.
#[derive(Clone, Debug)]
pub struct Origin {
    /// Who is signed in, and what they were called at the time.
    pub actor: Option<(Uuid, String)>,
    /// The operation of the specification, or `cli.` and the command.
    pub action: String,
    /// The address of the client, or `cli`.
    pub from: Option<String>,
    pub request_id: Option<String>,
}

/// What a write knows of its surroundings.
#[derive(Clone, Debug, Default)]
pub(super) struct Context {
    /// None for what nobody asked for: the clock, maintenance.
    pub origin: Option<Arc<Origin>>,
    /// Whether everything is taken back at the end.
    pub rehearses: bool,
}

tokio::task_local! {
    static CONTEXT: Context;
}

impl Context {
    /// Of the task that asks.
    pub(super) fn current() -> Self {
        CONTEXT.try_with(Clone::clone).unwrap_or_default()
    }
}

/// Runs `work`, all of whose writes are done on behalf of `origin`. A task it spawns is on its own.
pub async fn acting<F: Future>(origin: Origin, work: F) -> F::Output {
    CONTEXT.scope(Context { origin: Some(Arc::new(origin)), ..Context::current() }, work).await
}

/// Runs `work`, none of whose writes stays: each is done, answers, and is rolled back.
pub async fn rehearsing<F: Future>(work: F) -> F::Output {
    CONTEXT.scope(Context { rehearses: true, ..Context::current() }, work).await
}
