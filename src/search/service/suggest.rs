//! What somebody may be about to type.

use super::find::{Shown, article, name, named};
use super::prepare::{languages, prepared};
use crate::clock::Timestamp;
use crate::db::Conn;
use crate::error::Result;
use crate::search::model::NameKind;
use crate::search::queries::hits;
use crate::search::queries::shown;
use crate::site::{self, Addresses};
use crate::text::search::Query;

/// Letters from which on something is suggested.
const SHORTEST: usize = 2;

/// Names first, then the newest titles; at most `limit`, of which names take half when there are
/// titles enough. Only what is in one of the languages, or in none, unless none is given.
///
/// # Errors
/// When the database cannot answer.
pub fn suggest(
    conn: &mut Conn,
    typed: &str,
    locales: &[String],
    limit: usize,
    now: Timestamp,
) -> Result<Vec<Shown>> {
    let settings = site::find(conn)?.settings;
    let addresses = Addresses::new(&settings);
    let query = Query::begun(typed, &languages(&settings.locales), SHORTEST);
    let prepared = prepared(conn, query)?;
    let query = &prepared.query;
    let mut titles = Vec::new();
    if let Some(text) = &prepared.text {
        titles = hits::newest_titles(conn, &prepared, text, &["article", "page"], locales, limit, now)?;
    }
    let rows = shown::numbered(conn, &titles)?;
    let mut titles =
        rows.iter().map(|row| article(row, None, query, &addresses)).collect::<Result<Vec<_>>>()?;
    let room = limit.saturating_sub(titles.len()).max(limit.div_ceil(2));
    let mut found = Vec::new();
    for kind in [NameKind::Author, NameKind::Category, NameKind::Tag] {
        found.extend(named(conn, kind, &prepared, locales, limit)?.into_iter().map(|row| (kind, row)));
    }
    // Of all kinds together, so that none takes the room of the others.
    let is_exact = |id| prepared.named.iter().any(|named| named.exact && named.id == id);
    found.sort_by_cached_key(|(_, row)| (!is_exact(row.id.0), row.name.chars().count(), row.slug.clone()));
    found.truncate(room);
    let default = &settings.default_locale;
    let mut names: Vec<Shown> =
        found.iter().map(|(kind, row)| name(*kind, row, None, default, query, &addresses)).collect();
    titles.truncate(limit.saturating_sub(names.len()));
    names.append(&mut titles);
    Ok(names)
}
