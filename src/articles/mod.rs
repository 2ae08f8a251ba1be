//! Articles as they are written: working copies, their revisions, and the trash.
//!
//! Every accepted save appends a revision that is never changed. What readers see is another
//! thing, over other tables: `publications`; how one becomes the other is `workflow`.

mod model;
mod queries;
mod routes;
mod service;
mod views;

pub(crate) use model::closed_list;
pub use model::{
    Article, ArticleBody, ArticleContent, ArticleId, ArticleType, BodyFormat, BylineEntry, BylineRole,
    BylineRow, Draft, DraftFilter, DraftSort, SectionRow, Seo, SeriesPlace, SeriesRow, Source, TagRow,
    TranslationRow, Workflow, Written,
};
pub use routes::{Target, change, routes};
pub use service::access::{Access, access};
pub use service::read::{Working, find, find_named, list, render};
pub use service::references::missing as missing_references;
pub use service::rerender::rerender_outdated;
pub use service::save::{create, lost, revision, touch};
pub use service::translations::{check_public as check_public_translation, public as public_translations};
pub use views::{
    ArticleBodyView, ArticleDraft, ArticleDraftItem, CreateArticle, DraftList, DraftReply, Included,
    PublicHead, References, Warning, WorkingFacts, links,
};
