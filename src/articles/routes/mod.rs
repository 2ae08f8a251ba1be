//! `/api/v1/articles`, the writing side: translation only. Reading, in either edition, is in
//! `publications::routes`; publishing in `workflow::routes`.

mod create;
mod options;
mod remove;
mod save;

use actix_web::HttpResponse;
use actix_web::web::Data;
use utoipa_actix_web::service_config::ServiceConfig;

use super::model::{ArticleId, Kind};
use super::service::access::{Access, access};
use super::service::read::{self, Working};
use super::views::{CreateArticle, DraftReply, Input, Warning};
use crate::app::AppState;
use crate::auth::Principal;
use crate::clock::Timestamp;
use crate::db::{NamedLock, Tx};
use crate::error::Result as Outcome;
use crate::http::conditional::Versioned;
use crate::http::extract::{IdOrSlug, IfMatch};
use crate::http::problem::Result;
use crate::http::reply::{Asked, Reply};
use crate::slugs;
use crate::workflow::Verb;

pub use create::make;
pub use options::LockOverride;
pub use remove::{Discard, discard};
pub use save::save;

pub fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(create::create).service(save::replace).service(save::update);
    cfg.service(remove::remove);
}

/// A working copy in the form in which its kind is shown to staff.
pub trait Shown: Versioned {
    const KIND: Kind;
    /// Where things of this kind are.
    const COLLECTION: &'static str;
    /// What is handed in to save it.
    type Input: Input;

    /// As it is shown to `by`.
    fn of(working: Working, by: &Principal) -> Self;

    fn working(&self) -> &Working;

    /// The answer to a save.
    ///
    /// # Errors
    /// When something stored cannot be read.
    fn told(self, warnings: Vec<Warning>) -> Outcome<Self::Reply>;
}

impl Shown for Working {
    const KIND: Kind = Kind::Article;
    const COLLECTION: &'static str = "/api/v1/articles";
    type Input = CreateArticle;

    fn of(working: Working, by: &Principal) -> Self {
        working.judged(by)
    }

    fn working(&self) -> &Working {
        self
    }

    fn told(self, warnings: Vec<Warning>) -> Outcome<DraftReply> {
        Ok(DraftReply { warnings, ..self.reply()? })
    }
}

/// What every change to an existing working copy has in common: find it, see that the caller may,
/// compare the version, change it, and answer with what is there now.
pub async fn change<W: Shown>(
    app: &Data<AppState>,
    asked: &Asked,
    principal: Principal,
    target: Target,
    if_match: IfMatch,
    work: impl Fn(&mut Tx<'_>, &Principal, &Working) -> Outcome<()> + Send + 'static,
) -> Result<HttpResponse> {
    change_and::<W>(app, (asked, Asked::saved), principal, target, if_match, work).await
}

/// The same with another answer.
async fn change_and<W: Shown>(
    app: &Data<AppState>,
    (asked, answer): (&Asked, impl Fn(&Asked, W) -> Outcome<Reply> + Send + 'static),
    principal: Principal,
    target: Target,
    if_match: IfMatch,
    work: impl Fn(&mut Tx<'_>, &Principal, &Working) -> Outcome<()> + Send + 'static,
) -> Result<HttpResponse> {
    let (by, override_lock) = (principal.clone(), target.override_lock);
    let find = move |tx: &mut Tx<'_>| {
        let now = tx.now();
        target.find(tx, W::KIND, &principal, now).map(|found| W::of(found, &principal))
    };
    let change = move |tx: &mut Tx<'_>, current: &W| {
        let current = current.working();
        locked_out(current, &by, override_lock)?;
        work(tx, &by, current)?;
        let now = tx.now();
        read::find_anywhere(tx, W::KIND, current.article.id, now).map(|changed| W::of(changed, &by))
    };
    if_match.write(&app.db, asked, find, change, answer).await
}

/// # Errors
/// 409 while somebody else is at it, unless the caller breaks in.
fn locked_out(current: &Working, by: &Principal, override_lock: bool) -> Outcome<()> {
    if override_lock { Ok(()) } else { current.check_lock(by.user) }
}

/// Which working copy a change is about, and what the caller must be allowed to do with it.
#[derive(Clone, Debug)]
pub struct Target {
    pub name: IdOrSlug,
    pub wanted: Access,
    /// Whether it may lie in the trash.
    pub trashed: bool,
    /// Whether it is done though somebody else is at it.
    pub override_lock: bool,
}

impl Target {
    /// What a verb is said of. What is not in the trash is found, too, to say so.
    pub fn of(name: IdOrSlug, verb: Verb) -> Self {
        Target { name, wanted: Access::Verb(verb), trashed: verb.is_of_trash(), override_lock: false }
    }

    pub fn to_save(name: IdOrSlug) -> Self {
        Target { name, wanted: Access::Save, trashed: false, override_lock: false }
    }

    #[must_use]
    pub fn with(self, LockOverride { override_lock }: LockOverride) -> Self {
        Target { override_lock, ..self }
    }

    /// Finds it, after whoever has just sat down at it or left it.
    ///
    /// # Errors
    /// 404 for what the caller may not know of, 403 for what they may not do.
    pub fn find(&self, tx: &mut Tx<'_>, kind: Kind, by: &Principal, now: Timestamp) -> Outcome<Working> {
        let id = slugs::resolve(tx, kind.resource(), &self.name)?;
        tx.share_lock(NamedLock::WorkingCopy(id))?;
        let find = if self.trashed { read::find_anywhere } else { read::find };
        let found = find(tx, kind, ArticleId(id), now)?;
        self.judge(by, found)
    }

    /// # Errors
    /// 404 and 403, as [`access`]; 403 for breaking into what others are at without being an editor.
    fn judge(&self, by: &Principal, found: Working) -> Outcome<Working> {
        access(by, &found, self.wanted)?;
        if self.override_lock {
            found.article.kind.permit_breaking_in(by)?;
        }
        Ok(found)
    }
}
