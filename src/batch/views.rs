//! What came of a batch, as JSON.

use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

use super::model::{Operation, Resource};
use super::perform::{Done, Report};
use crate::articles::Warning;
use crate::error::{Error, ErrorKind};
use crate::http::problem::Problem;

/// What came of one operation, as its own reply would have said.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BatchResult {
    /// 201 for what was created, 204 for what is gone, 200 for the rest.
    #[schema(minimum = 200, maximum = 204, example = 201)]
    pub status: u16,
    pub resource: Resource,
    pub id: Uuid,
    /// The name it had in the batch.
    #[schema(required, example = "@une")]
    pub temp_id: Option<String>,
    /// The tag that serves to write it next; null when it is gone.
    #[schema(required, example = "\"1.aGFzaA\"")]
    pub etag: Option<String>,
    /// Where it is; null when it is gone.
    #[schema(
        required,
        format = "uri-reference",
        example = "/api/v1/articles/0198c0de-0000-7000-8000-000000000001?edition=draft"
    )]
    pub location: Option<String>,
    /// What the server took out of the text that is served, if anything.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub warnings: Vec<Warning>,
}

/// What came of all of them, in the order in which they were sent.
#[derive(Debug, Serialize, ToSchema)]
pub struct BatchReply {
    pub data: Vec<BatchResult>,
}

impl BatchReply {
    pub fn new(operations: &[Operation], done: Vec<Done>) -> Self {
        let results = operations.iter().zip(done).map(|(operation, done)| BatchResult {
            status: done.status,
            resource: done.resource,
            id: done.id,
            temp_id: operation.temp_id.clone(),
            location: done.etag.as_ref().map(|_| location(done.resource, done.id)),
            etag: done.etag,
            warnings: done.warnings,
        });
        BatchReply { data: results.collect() }
    }
}

/// What was written of an article is its working copy.
fn location(resource: Resource, id: Uuid) -> String {
    let edition = if resource == Resource::Articles { "?edition=draft" } else { "" };
    format!("/api/v1/{resource}/{id}{edition}")
}

impl Report {
    /// All that is wrong, as one problem.
    pub fn into_error(self, public_url: &str) -> Error {
        let count = self.failed.len();
        let mut detail =
            format!("{count} of the operations cannot be done, see `operations`; nothing was written.");
        if self.untried > 0 {
            let waiting = format!(" {} more were not tried, because they need one of these.", self.untried);
            detail.push_str(&waiting);
        }
        let problems: Vec<Value> =
            self.failed.into_iter().map(|(index, error)| problem(index, error, public_url)).collect();
        Error::new(ErrorKind::BatchFailed, detail).with("operations", problems)
    }
}

/// The problem the operation alone would have had; its pointers lead into the whole body.
fn problem(index: usize, error: Error, public_url: &str) -> Value {
    let error = error.beneath(&format!("/operations/{index}"));
    let mut members = Map::from_iter([("index".to_owned(), json!(index))]);
    let document = Problem::from(error).document(public_url, "");
    if let Ok(Value::Object(document)) = serde_json::to_value(document) {
        members.extend(document);
        // That of the whole is that of each.
        members.shift_remove("instance");
    }
    Value::Object(members)
}
