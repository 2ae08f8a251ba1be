//! Following the names of authors, sections and tags.

use uuid::Uuid;

use crate::db::dialect::fulltext;
use crate::db::{AnyId, Tx};
use crate::error::Result;
use crate::search::model::NameKind;
use crate::search::queries::names as sql;
use crate::site;
use crate::text::search::{known_words, name_words};

/// A name, and the language it is read in; without one, that of the site.
#[derive(Clone, Copy, Debug)]
pub struct Name<'n> {
    pub text: &'n str,
    pub locale: Option<&'n str>,
}

/// A name that is new or was changed. Its articles stay as they are: they know it by its token.
///
/// # Errors
/// When the database cannot.
pub fn write_name(tx: &mut Tx<'_>, kind: NameKind, id: Uuid, name: Name<'_>) -> Result<()> {
    let target = AnyId(id);
    let tokens = sql::tokens(tx, target)?;
    rewrite(tx, kind, target, name, tokens)
}

/// Nobody has the name any more.
///
/// # Errors
/// When the database cannot.
pub fn forget_name(tx: &mut Tx<'_>, id: Uuid) -> Result<()> {
    Ok(sql::remove(tx, AnyId(id))?)
}

/// What was filed under one is filed under the other, which has this name.
///
/// # Errors
/// When the database cannot.
pub fn merge_names(tx: &mut Tx<'_>, kind: NameKind, from: Uuid, into: Uuid, name: Name<'_>) -> Result<()> {
    let (from, into) = (AnyId(from), AnyId(into));
    let mut tokens = sql::tokens(tx, from)?;
    tokens.push(from);
    tokens.extend(sql::tokens(tx, into)?);
    sql::remove(tx, from)?;
    rewrite(tx, kind, into, name, tokens)
}

fn rewrite(
    tx: &mut Tx<'_>,
    kind: NameKind,
    target: AnyId,
    name: Name<'_>,
    mut tokens: Vec<AnyId>,
) -> Result<()> {
    let locale = match name.locale {
        Some(locale) => locale.to_owned(),
        None => site::find(tx)?.settings.default_locale,
    };
    tokens.push(target);
    tokens.sort_unstable();
    tokens.dedup();
    sql::remove(tx, target)?;
    let words = name_words(name.text, &locale);
    sql::insert(tx, kind, target, &words, &tokens)?;
    Ok(fulltext::insert_known(tx, &known_words(name.text))?)
}
