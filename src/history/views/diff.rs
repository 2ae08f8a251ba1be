//! What differs between two revisions, member by member.

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::Kept;
use crate::articles::{Beside, Input};
use crate::error::{Error, Result};
use crate::history::members::{self, Change};
use crate::history::model::Stored;
use crate::http::reply::envelope;
use crate::text::diff::{Fate, Granularity};

/// A piece of a text.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TextOperation {
    #[schema(inline)]
    pub op: Fate,
    #[schema(example = "deux mètres")]
    pub text: String,
}

/// A member that differs.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MemberChange {
    /// JSON Pointer into the input.
    #[schema(example = "/body/source")]
    pub pointer: String,
    /// Of a text that stands in both: the way from the old one to the new one. What is equal and inserted is
    /// the new text, what is equal and deleted the old one. Null for everything else.
    #[schema(required)]
    pub operations: Option<Vec<TextOperation>>,
    /// How finely the operations tell it; null without them.
    #[schema(required, inline)]
    pub granularity: Option<Granularity>,
    /// The value before; null beside operations.
    #[schema(example = json!(null))]
    pub before: Value,
    /// The value after; null beside operations.
    #[schema(example = json!(null))]
    pub after: Value,
}

/// What differs between two revisions.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RevisionDiff {
    #[schema(minimum = 1, example = 3)]
    pub number: i32,
    /// The one it is held against; null for the first one, held against nothing.
    #[schema(required, minimum = 1, example = 2)]
    pub against: Option<i32>,
    /// In the order of the input.
    pub changes: Vec<MemberChange>,
}

envelope! {
    /// What differs between two revisions.
    RevisionDiffReply { data: RevisionDiff }
}

impl RevisionDiffReply {
    /// Compares; a long text takes its time.
    ///
    /// # Errors
    /// When something stored cannot be written as JSON: never.
    pub fn new<W: Kept>(of: &Stored, against: Option<&Stored>) -> Result<Self> {
        let after = value::<W>(Some(of))?;
        let before = value::<W>(against)?;
        let format = |side: &Value| {
            side.pointer("/body/format").and_then(Value::as_str).unwrap_or_default().to_owned()
        };
        let formats = (format(&before), format(&after));
        let told = |change| MemberChange::new(change, (&formats.0, &formats.1));
        let changes = members::changes(&before, &after).into_iter().map(told).collect();
        let data = RevisionDiff { number: of.number, against: against.map(|other| other.number), changes };
        Ok(RevisionDiffReply { data })
    }
}

/// A revision as its input; nothing as one in which all is empty.
fn value<W: Kept>(stored: Option<&Stored>) -> Result<Value> {
    let nothing = W::Input::default();
    let input = stored.map_or(nothing, |of| {
        let beside = Beside { slug: of.slug.as_deref(), embargo_until: None };
        Input::telling(&of.content, of.body.as_ref(), beside)
    });
    let mut value = serde_json::to_value(input).map_err(Error::internal)?;
    if let Some(members) = value.as_object_mut().filter(|_| stored.is_none()) {
        members.insert("title".to_owned(), Value::Null);
    }
    Ok(value)
}

impl MemberChange {
    fn new(change: Change, formats: (&str, &str)) -> Self {
        let words = change.words(formats).map(|difference| {
            let told = |(op, text): (Fate, &str)| TextOperation { op, text: text.to_owned() };
            (difference.granularity, difference.operations.into_iter().map(told).collect())
        });
        let Change { pointer, before, after } = change;
        match words {
            Some((granularity, operations)) => MemberChange {
                pointer,
                operations: Some(operations),
                granularity: Some(granularity),
                before: Value::Null,
                after: Value::Null,
            },
            None => MemberChange { pointer, operations: None, granularity: None, before, after },
        }
    }
}
