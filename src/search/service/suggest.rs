//! What somebody may be about to type.

use uuid::Uuid;

use super::find::{Shown, article, name, named};
use super::prepare::{languages, prepared};
use crate::clock::Timestamp;
use crate::db::schema::publications;
use crate::db::{AnyId, Conn};
use crate::error::Result;
use crate::search::model::NameKind;
use crate::search::queries::hits;
use crate::search::queries::shown;
use crate::site::{self, Addresses};
use crate::text::search::Query;
use crate::visibility;

/// Letters from which on something is suggested.
const SHORTEST: usize = 2;

/// Names first, then the newest titles; at most `limit`, of which names take half when there are
/// titles enough.
///
/// # Errors
/// When the database cannot answer.
pub fn suggest(conn: &mut Conn, typed: &str, limit: usize, now: Timestamp) -> Result<Vec<Shown>> {
    use diesel::prelude::*;
    let settings = site::find(conn)?.settings;
    let addresses = Addresses::new(&settings);
    let query = Query::begun(typed, &languages(&settings.locales), SHORTEST);
    let prepared = prepared(conn, query)?;
    let query = &prepared.query;
    let mut titles = Vec::new();
    if let Some(text) = &prepared.text {
        let newest: Vec<i64> = hits::newest(conn, &prepared, text, limit, |query| {
            query.filter(publications::kind.eq_any(["article", "page"])).filter(visibility::visible_at(now))
        })?;
        titles = newest;
    }
    let rows = shown::numbered(conn, &titles)?;
    let mut titles =
        rows.iter().map(|row| article(row, None, query, &addresses)).collect::<Result<Vec<_>>>()?;
    let room = limit.saturating_sub(titles.len()).max(limit.div_ceil(2));
    let mut names = Vec::new();
    for kind in [NameKind::Author, NameKind::Category, NameKind::Tag] {
        let own = prepared
            .named
            .iter()
            .filter(|(other, _)| *other == kind)
            .map(|(_, id): &(NameKind, Uuid)| AnyId(*id));
        let ids: Vec<AnyId> = own.take(limit).collect();
        let mut rows = named(conn, kind, &ids)?;
        rows.sort_by(|one, other| (one.name.len(), &one.slug).cmp(&(other.name.len(), &other.slug)));
        names.extend(
            rows.iter().map(|row| name(kind, row, None, &settings.default_locale, query, &addresses)),
        );
    }
    names.truncate(room);
    titles.truncate(limit.saturating_sub(names.len()));
    names.append(&mut titles);
    Ok(names)
}
