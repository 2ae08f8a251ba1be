//! Joining changes that were made to an earlier revision with what was saved since.

use actix_web::HttpResponse;
use serde_json::Value;

use crate::app::AppState;
use crate::articles::{self, Beside, Draft, Input, LockOverride, Target, Working};
use crate::auth::Principal;
use crate::db::Conn;
use crate::error::{Error, FieldCode, FieldError, Result as Outcome};
use crate::history::members::join;
use crate::history::model::Stored;
use crate::history::service::read;
use crate::history::views::{Kept, conflicting};
use crate::http::extract::{IdOrSlug, IfMatch, InputSchemas, decode};
use crate::http::patch::Patch;
use crate::http::problem::Result;
use crate::http::reply::Asked;
use crate::site::{self, Settings};

const BASE: &str = "/base_revision";
const CHANGES: &str = "/changes";

pub(super) async fn merge<W: Kept>(
    app: &AppState,
    asked: &Asked,
    by: Principal,
    name: IdOrSlug,
    (if_match, breaking_in): (IfMatch, LockOverride),
    base: i32,
    changes: Patch<W::Input>,
) -> Result<HttpResponse> {
    if changes.names("embargo_until") {
        let detail = "An embargo is of the article and not of a revision: save it by itself.";
        let fault = FieldError::pointer(format!("{CHANGES}/embargo_until"), FieldCode::Rule, detail);
        return Err(Error::invalid(vec![fault]).into());
    }
    let settings = site::settings(&app.db).await?;
    let (reader, condition) = (by.clone(), if_match.clone());
    let read = move |conn: &mut Conn| condition.found(read::written(conn, W::KIND, &reader, &name, base));
    let (article, stored) = app.db.read(read).await?;
    let sides = stored.map(|base| Sides::<W> { base, changes, schemas: app.schemas.clone(), settings });
    let joined = async |working: &Working| {
        let sides = sides.clone().ok_or_else(|| unknown(base))?;
        let working = working.clone();
        tokio::task::spawn_blocking(move || sides.join(&working)).await.map_err(Error::internal)?
    };
    // The changes say themselves what they are based on.
    let if_match = if if_match == IfMatch::Absent { IfMatch::Any } else { if_match };
    let target = Target::to_save(IdOrSlug::Id(article.id.0)).with(breaking_in);
    let saved = articles::save_draft::<W>(app, asked, by, target, if_match, joined).await;
    // What is wrong with the result came with the changes.
    saved.map_err(|problem| {
        problem.at(|pointer| if pointer == BASE { BASE.to_owned() } else { format!("{CHANGES}{pointer}") })
    })
}

fn unknown(base: i32) -> Error {
    let detail = format!("There is no revision {base} of it.");
    Error::invalid(vec![FieldError::pointer(BASE, FieldCode::UnknownReference, detail)])
}

/// What is to be joined with whatever is there.
struct Sides<W: Kept> {
    base: Stored,
    changes: Patch<W::Input>,
    schemas: InputSchemas,
    settings: Settings,
}

/// Not derived: that would ask it of `W`.
impl<W: Kept> Clone for Sides<W> {
    fn clone(&self) -> Self {
        Sides {
            base: self.base.clone(),
            changes: self.changes.clone(),
            schemas: self.schemas.clone(),
            settings: self.settings.clone(),
        }
    }
}

impl<W: Kept> Sides<W> {
    fn join(&self, working: &Working) -> Outcome<Draft> {
        let (stored, article) = (&self.base, &working.article);
        // What was not kept counts as unchanged.
        let slug = stored.slug.as_ref().unwrap_or(&article.slug);
        let beside = Beside { slug: Some(slug), ..Beside::from(working) };
        let base = W::Input::telling(&stored.content, stored.body.as_ref(), beside);
        let current = W::Input::telling(&working.content, working.body.as_ref(), working.into());
        let yours = self.changes.onto(&base, &self.schemas)?.judged(&self.settings)?;
        let wanted = yours.slug.as_deref().or(beside.slug);
        let beside = Beside { slug: wanted, embargo_until: yours.embargo_until };
        let mine = W::Input::telling(&yours.content, yours.body.as_ref(), beside);
        let value = |input: W::Input| serde_json::to_value(input).map_err(Error::internal);
        let (base, current, mine) = (value(base)?, value(current)?, value(mine)?);
        let name = format!("current (revision {})", article.head_revision);
        let joined: Value = join(&base, &current, &mine, (&name, "yours"))
            .map_err(|conflicts| conflicting(stored.number, article.head_revision, conflicts))?;
        self.schemas.check::<W::Input>(&joined)?;
        let draft = decode::<W::Input>(joined)?.judged(&self.settings)?;
        Ok(Draft { message: yours.message, ..draft })
    }
}
