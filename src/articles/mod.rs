//! Articles and pages as they are written: working copies, their revisions, and the trash.
//!
//! Every accepted save appends a revision that is never changed. What readers see is another
//! thing, over other tables: `publications`; how one becomes the other is `workflow`.

mod model;
mod queries;
mod routes;
mod service;
mod views;

pub use model::{
    Article, ArticleBody, ArticleContent, ArticleId, ArticleType, AssignedTo, BodyFormat, BylineEntry,
    BylineRole, BylineRow, Draft, DraftFilter, DraftSort, Kind, LOCK_TIME, Lock, Made, Revision, SectionRow,
    Seo, SeriesPlace, SeriesRow, Source, TagRow, TranslationRow, Workflow, Written,
};
pub use queries::list::LiveRow;
pub use routes::{Discard, LockOverride, Shown, Target, change, discard, make, routes, save as save_draft};
pub use service::access::{Access, access};
pub use service::lock::claim;
pub use service::past::at_revision;
pub use service::read::{Working, find, find_anywhere, find_named, head, list, render, shown};
pub use service::references::missing as missing_references;
pub use service::rerender::rerender_outdated;
pub use service::save::{create, lost, returned, revision, revoke_previews, touch, update};
pub use service::translations::{
    check_public as check_public_translation, check_readable as check_readable_original,
    public as public_translations,
};
pub use service::trash::{restore, trash};
pub use views::{
    ArticleBodyInput, ArticleBodyView, ArticleDraft, ArticleDraftItem, Beside, CreateArticle, CustomMembers,
    DraftList, DraftReply, Included, Input, LockView, PublicHead, References, UpdateArticle, UserReference,
    Warning, WorkingFacts, links, present,
};
