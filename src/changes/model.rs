//! What is asked of the log, and what it says of a thing that is gone.

use std::borrow::Cow;
use std::str::FromStr;

use serde::Serialize;
use serde_json::Value;
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};
use uuid::Uuid;

use crate::events::{Entry, EventType};

/// A type of event that the public may be told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicType(pub EventType);

impl PublicType {
    fn all() -> impl Iterator<Item = EventType> {
        EventType::ALL.iter().copied().filter(|kind| kind.is_public())
    }
}

impl FromStr for PublicType {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let known = Self::all().find(|known| known.as_str() == text);
        known.map(PublicType).ok_or_else(|| {
            let all: Vec<&str> = Self::all().map(EventType::as_str).collect();
            format!("Expected one of {}.", all.join(", "))
        })
    }
}

/// What the log tells of, as it is called in the public edition.
pub struct PublicResource;

/// What the whole log tells of.
pub struct LoggedResource;

fn names(description: &str, names: impl Iterator<Item = &'static str>) -> RefOr<Schema> {
    let mut all: Vec<&str> = Vec::new();
    for name in names {
        if !all.contains(&name) {
            all.push(name);
        }
    }
    let schema = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(all));
    RefOr::T(Schema::Object(schema.description(Some(description)).build()))
}

macro_rules! named {
    ($($kind:ty: $name:literal $description:literal $names:expr;)+) => {$(
        impl PartialSchema for $kind {
            fn schema() -> RefOr<Schema> {
                names($description, $names)
            }
        }

        impl ToSchema for $kind {
            fn name() -> Cow<'static, str> {
                $name.into()
            }
        }
    )+};
}
named! {
    PublicType: "PublicEventType" "What changed the public edition." Self::all().map(EventType::as_str);
    PublicResource: "PublicResource" "What changed." PublicType::all().map(EventType::resource);
    LoggedResource: "LoggedResource" "What it happened to." EventType::ALL.iter().map(|kind| kind.resource());
}

/// Why something is no longer there for readers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// It is gone for good.
    Deleted,
    /// Readers no longer find it; it may come back.
    Unpublished,
    /// Its editors withdrew it.
    Retracted,
}

/// What stands where something was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Tombstone {
    pub reason: Reason,
    /// What its editors say of a withdrawal, for as long as it lasts.
    #[schema(required, example = json!(null))]
    pub notice: Option<String>,
    /// What took its place wherever it stood: of a tag that was merged, and of a category whose articles were handed
    /// over.
    #[schema(required, example = json!(null))]
    pub replaced_by: Option<Uuid>,
}

impl Tombstone {
    /// What readers are told of something that an entry says is gone; none when it says something else.
    pub fn of(entry: &Entry) -> Option<Self> {
        let (_, what) = entry.event.split_once('.')?;
        let reason = match what {
            "deleted" | "purged" => Reason::Deleted,
            // A withdrawal that is over leaves a draft.
            "unpublished" | "reinstated" => Reason::Unpublished,
            "retracted" => Reason::Retracted,
            _ => return None,
        };
        let notice = if reason == Reason::Retracted { entry.notice.clone() } else { None };
        let replaced_by = if reason == Reason::Deleted { heir(&entry.data) } else { None };
        Some(Tombstone { reason, notice, replaced_by })
    }
}

fn heir(data: &str) -> Option<Uuid> {
    let data: Value = serde_json::from_str(data).ok()?;
    let heir = data.get("merged_into").or_else(|| data.get("reassigned_to"))?;
    heir.as_str()?.parse().ok()
}
