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
    Article, ArticleBody, ArticleContent, ArticleId, ArticleType, BodyFormat, BylineEntry, BylineRole, Draft,
    Seo, Source, Workflow, Written,
};
pub use queries::list::{DraftFilter, DraftSort};
pub use queries::references::{BylineRow, SectionRow};
pub use routes::{Target, change, routes};
pub use service::access::{Access, access};
pub use service::read::{Working, find, id_of_slug, list, render};
pub use service::save::{check_references, create, revision, touch};
pub use views::{
    ArticleBodyView, ArticleDraft, ArticleDraftItem, BylineView, CategoryReference, CreateArticle, DraftList,
    DraftReply, Included, PublicHead, Warning, WorkingFacts, links,
};
