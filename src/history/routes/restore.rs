//! Going back: a save like any other, of what was saved before.

use actix_web::HttpResponse;

use crate::app::AppState;
use crate::articles::{self, Beside, Draft, Input, LockOverride, Target, Working};
use crate::auth::Principal;
use crate::db::Conn;
use crate::error::{Error, Result as Outcome};
use crate::history::model::Stored;
use crate::history::service::read;
use crate::history::views::{Kept, RestoreRevision};
use crate::http::extract::{IdOrSlug, IfMatch, InputSchemas, Number, decode};
use crate::http::problem::Result;
use crate::http::reply::Asked;
use crate::site::{self, Settings};

pub(super) async fn restore<W: Kept>(
    app: &AppState,
    asked: &Asked,
    by: Principal,
    (name, number): (IdOrSlug, Number),
    (if_match, breaking_in): (IfMatch, LockOverride),
    why: RestoreRevision,
) -> Result<HttpResponse> {
    let settings = site::settings(&app.db).await?;
    let (reader, condition) = (by.clone(), if_match.clone());
    let read = move |conn: &mut Conn| {
        // The condition is on the article: that a revision is not there is no reason to deny the other.
        let (article, stored) = condition.found(read::written(conn, W::KIND, &reader, &name, number.0))?;
        stored.map(|stored| (article, stored)).ok_or_else(read::not_there)
    };
    let (article, stored) = app.db.read(read).await?;
    let again = async |working: &Working| {
        let draft = again::<W>(&stored, working, &app.schemas, &settings)?;
        let message = why.message.clone().unwrap_or_else(|| format!("Restores revision {}.", stored.number));
        Ok(Draft { message: Some(message), ..draft })
    };
    // By id: the slug may be somebody else's by now.
    let target = Target::to_save(IdOrSlug::Id(article.id.0)).with(breaking_in);
    articles::save_draft::<W>(app, asked, by, target, if_match, again).await
}

/// What was saved, judged as if it were handed in today. Slug and embargo are not of a revision.
fn again<W: Kept>(
    stored: &Stored,
    working: &Working,
    schemas: &InputSchemas,
    settings: &Settings,
) -> Outcome<Draft> {
    let beside = Beside { slug: None, ..Beside::from(working) };
    let input = W::Input::telling(&stored.content, stored.body.as_ref(), beside);
    let value = serde_json::to_value(input).map_err(Error::internal)?;
    schemas.check::<W::Input>(&value)?;
    decode::<W::Input>(value)?.judged(settings)
}
