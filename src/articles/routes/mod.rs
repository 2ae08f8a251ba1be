//! `/api/v1/articles`, the writing side: translation only. Reading, in either edition, is in
//! `publications::routes`; publishing in `workflow::routes`.

mod create;
mod remove;
mod restore;
mod save;
mod trash;

use actix_web::HttpResponse;
use actix_web::web::Data;
use utoipa_actix_web::service_config::ServiceConfig;

use super::service::access::{Access, access};
use super::service::read::{self, Working};
use crate::app::AppState;
use crate::auth::Principal;
use crate::clock::Timestamp;
use crate::db::Tx;
use crate::error::Result as Outcome;
use crate::http::extract::{IdOrSlug, IfMatch};
use crate::http::problem::Result;
use crate::http::reply::Asked;

pub fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(create::create).service(save::replace).service(save::update);
    cfg.service(remove::remove).service(restore::restore).service(trash::list);
}

/// What every change to an existing working copy has in common: find it, see that the caller may,
/// compare the version, change it, and answer with what is there now.
pub async fn change(
    app: &Data<AppState>,
    asked: &Asked,
    principal: Principal,
    target: Target,
    if_match: IfMatch,
    work: impl Fn(&mut Tx<'_>, &Principal, &Working) -> Outcome<()> + Send + 'static,
) -> Result<HttpResponse> {
    let by = principal.clone();
    let find = move |tx: &mut Tx<'_>| {
        let now = tx.now();
        target.find(tx, &principal, now)
    };
    let change = move |tx: &mut Tx<'_>, current: &Working| {
        work(tx, &by, current)?;
        let now = tx.now();
        read::find_anywhere(tx, current.article.id, now)
    };
    asked.saved(if_match.write(&app.db, asked, find, change).await?)
}

/// Which working copy a change is about, and what the caller must be allowed to do with it.
#[derive(Clone, Debug)]
pub struct Target {
    pub name: IdOrSlug,
    pub wanted: Access,
    /// Whether it may lie in the trash.
    pub trashed: bool,
}

impl Target {
    pub fn new(name: IdOrSlug, wanted: Access) -> Self {
        Target { name, wanted, trashed: false }
    }

    fn find(&self, tx: &mut Tx<'_>, by: &Principal, now: Timestamp) -> Outcome<Working> {
        let find = if self.trashed { read::find_named_anywhere } else { read::find_named };
        let found = find(tx, &self.name, now)?;
        access(by, &found, self.wanted).map(|()| found)
    }
}
