//! Rendering the bodies of articles outside the transaction.

use std::collections::HashMap;
use std::sync::Arc;

use super::model::{BatchVerb, Operation, Resource};
use crate::articles::{ArticleBody, ArticleBodyInput, Made};
use crate::error::{Error, Result};

/// What was rendered, by what it was rendered from.
#[derive(Clone, Debug, Default)]
pub(super) struct Rendered(Arc<HashMap<(&'static str, String), Made>>);

impl Rendered {
    pub(super) fn of(&self, body: &ArticleBody) -> Option<Made> {
        self.0.get(&(body.format.as_str(), body.source.clone())).cloned()
    }

    /// With these beside those that were rendered before.
    ///
    /// # Errors
    /// When the thread that renders breaks down.
    pub(super) async fn and(self, bodies: Vec<ArticleBody>) -> Result<Self> {
        if bodies.is_empty() {
            return Ok(self);
        }
        let work = move || {
            let mut all = Arc::unwrap_or_clone(self.0);
            for body in bodies {
                let made = Made::of(&body);
                all.insert((body.format.as_str(), body.source), made);
            }
            Rendered(Arc::new(all))
        };
        tokio::task::spawn_blocking(work).await.map_err(Error::internal)
    }
}

/// Bodies that stand in the batch as they will be saved. What changes make of others shows in the transaction.
pub(super) fn whole_bodies(operations: &[Operation]) -> Vec<ArticleBody> {
    let whole = operations.iter().filter(|operation| {
        operation.resource == Resource::Articles
            && matches!(operation.verb, BatchVerb::Create | BatchVerb::Replace)
    });
    // What is no body is told when the operation is judged.
    let body = |operation: &Operation| {
        let body: ArticleBodyInput = serde_json::from_value(operation.body.get("body")?.clone()).ok()?;
        Some(ArticleBody { format: body.format, source: body.source })
    };
    whole.filter_map(body).collect()
}
