//! The content log: what happened, one row per effect, in the transaction of the effect.
//!
//! A service builds an [`Event`] and gives it to the transaction; numbering and writing are the
//! database's business. Nothing here calls out: whatever follows the log reads it ([`entries`]) and is told
//! by the [`Tail`] when there is more. Old entries can be taken away: [`retention`].

mod entries;
mod last_change;
pub mod retention;
mod tags;
mod tail;

use serde_json::{Map, Value};
use uuid::Uuid;

pub use entries::{Entry, Numbers, Span, WINDOW, ends, entries};
pub use last_change::{LastChange, Person, last_change};
pub use tags::cache_tags;
pub use tail::{Heard, Newest, Tail};

use crate::auth::UserId;
use crate::db::{PendingEvent, Tx};

macro_rules! event_types {
    ($($(#[doc = $doc:literal])+ $name:ident $text:tt $resource:literal $public:literal;)+) => {
        /// Everything that can happen.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
        pub enum EventType {
            $($(#[doc = $doc])+ #[serde(rename = $text)] $name,)+
        }

        impl EventType {
            pub const ALL: &'static [EventType] = &[$(EventType::$name),+];

            pub fn as_str(self) -> &'static str {
                match self { $(EventType::$name => $text),+ }
            }

            /// One sentence.
            pub fn summary(self) -> &'static str {
                match self { $(EventType::$name => concat!($($doc),+)),+ }
            }

            pub fn resource(self) -> &'static str {
                match self { $(EventType::$name => $resource),+ }
            }

            /// Whether it changes what the public sees, unless it is [`Event::hidden`].
            pub fn is_public(self) -> bool {
                match self { $(EventType::$name => $public),+ }
            }
        }
    };
}

event_types! {
    /// A draft began.
    ArticleCreated "article.created" "article" false;
    /// A revision was saved; the public sees nothing of it.
    ArticleUpdated "article.updated" "article" false;
    /// A revision is public from now on.
    ArticlePublished "article.published" "article" true;
    /// What readers see was corrected, or confirmed with a word on it.
    ArticleCorrected "article.corrected" "article" true;
    /// The draft was handed in.
    ArticleSubmitted "article.submitted" "article" false;
    /// It was given back to the writer.
    ArticleReturned "article.returned" "article" false;
    /// It is to be public from an instant on.
    ArticleScheduled "article.scheduled" "article" false;
    /// What was planned is not to be.
    ArticleUnscheduled "article.unscheduled" "article" false;
    /// The article was withdrawn; its notice is what readers find.
    ArticleRetracted "article.retracted" "article" true;
    /// The withdrawal is over.
    ArticleReinstated "article.reinstated" "article" true;
    /// The article is no longer public.
    ArticleUnpublished "article.unpublished" "article" true;
    /// The working copy went into the trash.
    ArticleTrashed "article.trashed" "article" false;
    /// The working copy came out of it.
    ArticleRestored "article.restored" "article" false;
    /// The article was removed for good. Public only if the article ever was.
    ArticlePurged "article.purged" "article" true;
    /// A draft of a page began.
    PageCreated "page.created" "page" false;
    /// A revision of a page was saved; the public sees nothing of it.
    PageUpdated "page.updated" "page" false;
    /// A revision of a page is public from now on.
    PagePublished "page.published" "page" true;
    /// What readers see of a page was corrected, or confirmed with a word on it.
    PageCorrected "page.corrected" "page" true;
    /// The draft of a page was handed in.
    PageSubmitted "page.submitted" "page" false;
    /// It was given back to the writer.
    PageReturned "page.returned" "page" false;
    /// It is to be public from an instant on.
    PageScheduled "page.scheduled" "page" false;
    /// What was planned is not to be.
    PageUnscheduled "page.unscheduled" "page" false;
    /// The page was withdrawn; its notice is what readers find.
    PageRetracted "page.retracted" "page" true;
    /// The withdrawal is over.
    PageReinstated "page.reinstated" "page" true;
    /// The page is no longer public.
    PageUnpublished "page.unpublished" "page" true;
    /// The working copy of a page went into the trash.
    PageTrashed "page.trashed" "page" false;
    /// The working copy of a page came out of it.
    PageRestored "page.restored" "page" false;
    /// The page was removed for good. Public only if the page ever was.
    PagePurged "page.purged" "page" true;
    /// A profile was made.
    AuthorCreated "author.created" "author" true;
    /// A profile was changed, and with it every article it signs.
    AuthorUpdated "author.updated" "author" true;
    /// A profile was removed.
    AuthorDeleted "author.deleted" "author" true;
    /// A section was made.
    CategoryCreated "category.created" "category" true;
    /// A section was changed or moved.
    CategoryUpdated "category.updated" "category" true;
    /// A section was removed.
    CategoryDeleted "category.deleted" "category" true;
    /// A tag was made.
    TagCreated "tag.created" "tag" true;
    /// A tag was changed, or took another's place.
    TagUpdated "tag.updated" "tag" true;
    /// A tag was removed, or merged into another.
    TagDeleted "tag.deleted" "tag" true;
    /// A menu was made.
    MenuCreated "menu.created" "menu" true;
    /// A menu was changed.
    MenuUpdated "menu.updated" "menu" true;
    /// A menu was removed.
    MenuDeleted "menu.deleted" "menu" true;
    /// A path of the website leads elsewhere.
    RedirectCreated "redirect.created" "redirect" true;
    /// A path of the website leads somewhere else than before.
    RedirectUpdated "redirect.updated" "redirect" true;
    /// A path of the website no longer leads elsewhere.
    RedirectDeleted "redirect.deleted" "redirect" true;
    /// A series was made.
    SeriesCreated "series.created" "series" true;
    /// A series was changed.
    SeriesUpdated "series.updated" "series" true;
    /// A series was removed.
    SeriesDeleted "series.deleted" "series" true;
    /// The site's settings were changed.
    SiteUpdated "site.updated" "site" true;
    /// An account was made.
    UserCreated "user.created" "user" false;
    /// An account was changed, suspended or restored.
    UserUpdated "user.updated" "user" false;
    /// An account was removed.
    UserDeleted "user.deleted" "user" false;
    /// Somebody is told what happens.
    WebhookCreated "webhook.created" "webhook" false;
    /// They are told something else, elsewhere, or nothing for now.
    WebhookUpdated "webhook.updated" "webhook" false;
    /// They are told nothing any more.
    WebhookDeleted "webhook.deleted" "webhook" false;
}

impl std::str::FromStr for EventType {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let known = EventType::ALL.iter().copied().find(|known| known.as_str() == text);
        known.ok_or_else(|| {
            let all: Vec<&str> = EventType::ALL.iter().map(|known| known.as_str()).collect();
            format!("Expected one of {}.", all.join(", "))
        })
    }
}

/// One thing that happened.
#[derive(Clone, Debug)]
pub struct Event {
    kind: EventType,
    resource_id: Uuid,
    revision: Option<i32>,
    actor: Option<UserId>,
    public: bool,
    data: Map<String, Value>,
}

impl Event {
    pub fn new(kind: EventType, resource_id: Uuid, actor: Option<UserId>) -> Self {
        Event { kind, resource_id, revision: None, actor, public: kind.is_public(), data: Map::new() }
    }

    pub fn revision(mut self, number: i32) -> Self {
        self.revision = Some(number);
        self
    }

    /// For the staff's eyes only, because the public never knew of the thing: it has no public number, whose
    /// gaps would tell.
    pub fn hidden(mut self) -> Self {
        self.public = false;
        self
    }

    /// A member of `data`: allow-listed facts only, never a body, never a secret.
    pub fn with(mut self, member: &str, value: impl Into<Value>) -> Self {
        self.data.insert(member.to_owned(), value.into());
        self
    }

    /// Hands it to the transaction.
    pub fn emit(self, tx: &mut Tx<'_>) {
        let id = tx.next_id();
        tx.emit(PendingEvent {
            id,
            event: self.kind.as_str(),
            resource: self.kind.resource(),
            resource_id: self.resource_id,
            revision: self.revision,
            actor: self.actor.map(|user| user.0),
            public: self.public,
            data: Value::Object(self.data).to_string(),
        });
    }
}
