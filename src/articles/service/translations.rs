//! The place of a working copy among its translations.

use uuid::Uuid;

use crate::articles::model::{ArticleContent, ArticleId, Kind, TranslationRow};
use crate::articles::queries::translations as sql;
use crate::auth::{Permission, Principal};
use crate::clock::Timestamp;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::translations::GroupId;
use crate::translations::{Place, taken, unknown_original};

/// Checks that the caller may read the original they name. One that was named `before` stays, whatever
/// became of it.
///
/// # Errors
/// 422 as for one that is not there.
pub fn check_readable(
    tx: &mut Tx<'_>,
    by: &Principal,
    content: &ArticleContent,
    before: Option<Uuid>,
) -> Result<()> {
    let Some(original) = content.translation_of.filter(|original| Some(*original) != before) else {
        return Ok(());
    };
    let now = tx.now();
    if by.may(Permission::ReadDrafts) || sql::is_readable(tx, ArticleId(original), by.user, now)? {
        return Ok(());
    }
    Err(unknown_original())
}

/// Checks where a save puts it.
///
/// # Errors
/// 422 for an original that is not there or is none; 409 when the language is taken.
pub fn check(conn: &mut Conn, kind: Kind, id: ArticleId, content: &ArticleContent) -> Result<()> {
    let place = place(id, content);
    place.check(&sql::around(conn, kind, id, content.translation_group(id))?)
}

/// Checks that its language is free where it stands already.
///
/// # Errors
/// 409 when it is taken.
pub fn check_language(conn: &mut Conn, kind: Kind, id: ArticleId, content: &ArticleContent) -> Result<()> {
    let place = place(id, content);
    place.check_language(&sql::around(conn, kind, id, content.translation_group(id))?)
}

/// Checks that readers would not find two translations into one language: another may have
/// been public as this one since before it was changed.
///
/// # Errors
/// 409 when they would.
pub fn check_public(
    conn: &mut Conn,
    kind: Kind,
    id: ArticleId,
    content: &ArticleContent,
    at: Timestamp,
) -> Result<()> {
    let holder = sql::public_holder(conn, kind, id, content.translation_group(id), &content.locale, at)?;
    holder.map_or(Ok(()), |holder| Err(taken(&content.locale, holder.0)))
}

/// What readers see in these groups; one statement for any number of them.
///
/// # Errors
/// When the database cannot answer.
pub fn public(conn: &mut Conn, groups: &[GroupId], now: Timestamp) -> Result<Vec<TranslationRow>> {
    Ok(sql::public(conn, groups, now)?)
}

fn place(id: ArticleId, content: &ArticleContent) -> Place<'_> {
    Place { id: id.0, locale: &content.locale, translation_of: content.translation_of }
}
