//! What differs between the kinds: whose slugs they take, where the website shows them, and what the
//! content log says of them.

use crate::articles::model::Kind;
use crate::events::EventType;
use crate::site::{Addresses, ArticleAddress};
use crate::slugs::Resource;

/// What the content log calls each turn of a life.
#[derive(Clone, Copy, Debug)]
pub struct LifeEvents {
    pub created: EventType,
    pub updated: EventType,
    pub published: EventType,
    pub unpublished: EventType,
    pub corrected: EventType,
    pub scheduled: EventType,
    pub unscheduled: EventType,
    pub submitted: EventType,
    pub returned: EventType,
    pub retracted: EventType,
    pub reinstated: EventType,
    pub trashed: EventType,
    pub restored: EventType,
    pub purged: EventType,
}

impl Kind {
    pub fn resource(self) -> Resource {
        match self {
            Kind::Article => Resource::Article,
            Kind::Page => Resource::Page,
        }
    }

    /// Where the website shows one of this kind. A page has no more in its address than names it.
    pub fn address(self, addresses: &Addresses, of: &ArticleAddress<'_>) -> Option<String> {
        match self {
            Kind::Article => addresses.article(of),
            Kind::Page => addresses.page(of.id, of.slug, of.locale),
        }
    }

    pub fn events(self) -> LifeEvents {
        match self {
            Kind::Article => LifeEvents {
                created: EventType::ArticleCreated,
                updated: EventType::ArticleUpdated,
                published: EventType::ArticlePublished,
                unpublished: EventType::ArticleUnpublished,
                corrected: EventType::ArticleCorrected,
                scheduled: EventType::ArticleScheduled,
                unscheduled: EventType::ArticleUnscheduled,
                submitted: EventType::ArticleSubmitted,
                returned: EventType::ArticleReturned,
                retracted: EventType::ArticleRetracted,
                reinstated: EventType::ArticleReinstated,
                trashed: EventType::ArticleTrashed,
                restored: EventType::ArticleRestored,
                purged: EventType::ArticlePurged,
            },
            Kind::Page => LifeEvents {
                created: EventType::PageCreated,
                updated: EventType::PageUpdated,
                published: EventType::PagePublished,
                unpublished: EventType::PageUnpublished,
                corrected: EventType::PageCorrected,
                scheduled: EventType::PageScheduled,
                unscheduled: EventType::PageUnscheduled,
                submitted: EventType::PageSubmitted,
                returned: EventType::PageReturned,
                retracted: EventType::PageRetracted,
                reinstated: EventType::PageReinstated,
                trashed: EventType::PageTrashed,
                restored: EventType::PageRestored,
                purged: EventType::PagePurged,
            },
        }
    }
}
