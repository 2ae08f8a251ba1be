//! Correct: what is live is replaced, or confirmed, together with a public word on what was wrong.

use super::checklist;
use super::lifecycle::Verb;
use super::open::{End, Opening, chosen, open};
use crate::articles::Working;
use crate::auth::UserId;
use crate::corrections::{self, CorrectionInput};
use crate::db::Tx;
use crate::error::{Error, ErrorKind, Result};

/// What stands beside an article in every reply that shows it.
const MOST: i64 = 100;

/// Publishes a revision, which may be the one that is live, and the correction with it. What is planned stays so.
///
/// # Errors
/// 409 when it is not public, or somebody else has to; 422 as for publishing.
pub fn correct(tx: &mut Tx<'_>, by: UserId, current: &Working, input: &CorrectionInput) -> Result<()> {
    current.allow(Verb::Correct)?;
    if current.corrections >= MOST {
        let detail = format!(
            "It has {MOST} corrections, and readers are told all of them with it: say the rest in the text."
        );
        return Err(Error::new(ErrorKind::IllegalTransition, detail));
    }
    let revision = chosen(tx, current, input.revision)?;
    let confirmed = current.live.as_ref().filter(|live| live.revision == revision.number);
    if confirmed.is_none() {
        checklist::check(current, by, &revision)?;
    }
    let opening = Opening {
        revision: &revision,
        // What is confirmed stays where it is.
        slug: confirmed.map_or(&current.article.slug, |live| &live.slug),
        from: None,
        until: End::Kept,
        published_at: None,
        substantive: true,
        message: None,
        correction: Some(input),
    };
    open(tx, by, current, &opening)?;
    corrections::add(tx, by, current.article.id, revision.number, input)
}
