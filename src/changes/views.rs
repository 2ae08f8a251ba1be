//! The log as JSON.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

use super::model::{LoggedResource, PublicResource, PublicType, Tombstone};
use super::service::{Page, Shown, Told};
use crate::articles::Included;
use crate::authors::AuthorView;
use crate::categories::CategoryView;
use crate::clock::Timestamp;
use crate::error::{Error, Result};
use crate::events::{Entry, EventType};
use crate::pages::PageItem;
use crate::publications::ArticleItem;
use crate::series::SeriesView;
use crate::tags::TagView;

/// A change of the public edition.
#[derive(Debug, Serialize, ToSchema)]
pub struct Change {
    /// Its number: 1, 2, 3 and so on, without a gap.
    #[schema(minimum = 1, example = 42)]
    pub seq: i64,
    /// The same wherever the event is told of.
    pub id: Uuid,
    #[serde(rename = "type")]
    #[schema(value_type = PublicType, example = "article.published")]
    pub event: String,
    #[schema(value_type = PublicResource, example = "article")]
    pub resource: String,
    /// Of the thing. The site has one of nothing but zeros.
    pub resource_id: Uuid,
    /// Of an article or a page, the revision readers see since.
    #[schema(required, minimum = 1, example = 3)]
    pub revision: Option<i32>,
    /// When it was written down. It never falls from one change to the next.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// Says why, when the thing is no longer there; null otherwise.
    #[schema(required, example = json!(null))]
    pub tombstone: Option<Tombstone>,
    /// With `include=data`, the thing as the public lists show it now; null without, of what readers do not find now,
    /// and of menus, redirects and the site.
    #[schema(required, example = json!(null))]
    pub data: Option<Thing>,
}

/// A thing as its public list shows it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub enum Thing {
    Article(Box<ArticleItem>),
    Page(Box<PageItem>),
    Author(Box<AuthorView>),
    Category(Box<CategoryView>),
    Tag(Box<TagView>),
    Series(Box<SeriesView>),
}

/// Where the log goes on.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChangesMeta {
    /// How many changes a page holds.
    #[schema(minimum = 1, maximum = 100, example = 20)]
    pub limit: u32,
    /// The newest number of the log.
    #[schema(minimum = 0, example = 42)]
    pub seq: i64,
    /// Send it as `after` for what follows, at once or later. It lies beyond the last change shown when others that
    /// were not asked for follow it.
    #[schema(minimum = 0, example = 42)]
    pub next_after: i64,
    /// Whether there is more to look at now.
    #[schema(example = false)]
    pub has_more: bool,
}

/// A page of the log.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChangeList {
    pub data: Vec<Change>,
    pub meta: ChangesMeta,
}

impl ChangeList {
    /// # Errors
    /// When something stored cannot be read.
    pub fn new(page: &Page, limit: u32) -> Result<Self> {
        let data = page.entries.iter().map(|entry| {
            let thing = Thing::of(entry, &page.shown)?;
            Ok(Change::new(entry, thing))
        });
        let meta =
            ChangesMeta { limit, seq: page.newest, next_after: page.next_after, has_more: page.has_more() };
        Ok(ChangeList { data: data.collect::<Result<_>>()?, meta })
    }
}

impl Change {
    pub fn new(entry: &Entry, data: Option<Thing>) -> Self {
        Change {
            seq: entry.public_seq.unwrap_or_default(),
            id: entry.id,
            event: entry.event.clone(),
            resource: entry.resource.clone(),
            resource_id: entry.resource_id,
            revision: entry.revision,
            at: entry.at,
            tombstone: Tombstone::of(entry),
            data,
        }
    }
}

impl Thing {
    fn of(entry: &Entry, shown: &Shown) -> Result<Option<Self>> {
        let id = &entry.resource_id;
        Ok(match entry.resource.as_str() {
            "article" => match shown.articles.get(id).cloned() {
                Some(found) => Some(Thing::Article(Box::new(ArticleItem::new(
                    found,
                    Included::default(),
                    None,
                    &shown.settings,
                )?))),
                None => None,
            },
            "page" => match shown.pages.get(id).cloned() {
                Some(found) => Some(Thing::Page(Box::new(PageItem::new(found, false, None)?))),
                None => None,
            },
            "author" => match shown.authors.get(id).cloned() {
                Some(found) => Some(Thing::Author(Box::new(AuthorView::try_from(found)?))),
                None => None,
            },
            "category" => {
                shown.categories.get(id).cloned().map(|found| Thing::Category(Box::new(found.into())))
            }
            "tag" => shown.tags.get(id).cloned().map(|found| Thing::Tag(Box::new(found.into()))),
            "series" => shown.series.get(id).cloned().map(|found| Thing::Series(Box::new(found.into()))),
            _ => None,
        })
    }
}

/// An entry of the whole log, for staff.
#[derive(Debug, Serialize, ToSchema)]
pub struct LogEntry {
    /// Its number in the whole log.
    #[schema(minimum = 1, example = 57)]
    pub seq: i64,
    /// Its number among the changes of the public edition; null when it is none.
    #[schema(required, minimum = 1, example = 42)]
    pub public_seq: Option<i64>,
    pub id: Uuid,
    #[serde(rename = "type")]
    #[schema(value_type = EventType, example = "article.published")]
    pub event: String,
    #[schema(value_type = LoggedResource, example = "article")]
    pub resource: String,
    pub resource_id: Uuid,
    #[schema(required, minimum = 1, example = 3)]
    pub revision: Option<i32>,
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// The user behind it. Null when it was the clock or the command line, and to whoever is told no more than the
    /// public.
    #[schema(required)]
    pub actor: Option<Uuid>,
    #[schema(required, example = json!(null))]
    pub tombstone: Option<Tombstone>,
    /// What the event says of itself, such as `slug`; null to whoever is told no more than the public.
    #[schema(required, value_type = Option<Object>, example = json!({ "slug": "le-fleuve-deborde" }))]
    pub data: Option<Map<String, Value>>,
}

impl LogEntry {
    /// None of what is not told.
    ///
    /// # Errors
    /// When something stored cannot be read.
    pub fn new(entry: &Entry, told: Told) -> Result<Option<Self>> {
        let whole = told == Told::Everything;
        if told == Told::Nothing {
            return Ok(None);
        }
        let data =
            if whole { Some(serde_json::from_str(&entry.data).map_err(Error::internal)?) } else { None };
        Ok(Some(LogEntry {
            seq: entry.seq,
            public_seq: entry.public_seq,
            id: entry.id,
            event: entry.event.clone(),
            resource: entry.resource.clone(),
            resource_id: entry.resource_id,
            revision: entry.revision,
            at: entry.at,
            actor: entry.actor.filter(|_| whole).map(|user| user.0),
            tombstone: Tombstone::of(entry),
            data,
        }))
    }
}

/// What `/events` sends (HTML §9.2): a name for the schemas of what is in it.
pub struct EventStream;

impl utoipa::PartialSchema for EventStream {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        let text =
            || utoipa::openapi::ObjectBuilder::new().schema_type(utoipa::openapi::schema::Type::String);
        let event = utoipa::openapi::ObjectBuilder::new()
            .property("id", text().description(Some("The number.")))
            .property("event", text().description(Some("The type.")))
            .property("data", text().description(Some("One line of JSON.")))
            .required("id")
            .required("event")
            .required("data")
            .description(Some(
                "Each event of a stream (HTML, section 9.2). Its data is a `Change` of the public edition, or a `LogEntry` of \
                 the whole log. In between come comments: `: live` when all that was there has been sent, `: beat` when \
                 nothing happens.",
            ))
            .build();
        event.into()
    }
}

impl ToSchema for EventStream {
    fn name() -> Cow<'static, str> {
        "EventStream".into()
    }

    fn schemas(schemas: &mut Vec<(String, utoipa::openapi::RefOr<utoipa::openapi::Schema>)>) {
        for (name, schema) in [
            ("Change", <Change as utoipa::PartialSchema>::schema()),
            ("LogEntry", <LogEntry as utoipa::PartialSchema>::schema()),
        ] {
            schemas.push((name.to_owned(), schema));
        }
        Change::schemas(schemas);
        LogEntry::schemas(schemas);
    }
}
