//! The statements over `corrections`. What readers are shown goes through `visibility::visible_at`.

use diesel::dsl::count_star;
use diesel::prelude::*;

use super::model::{Correction, CorrectionId, CorrectionInput, Filter, Logged};
use crate::articles::ArticleId;
use crate::auth::UserId;
use crate::clock::Timestamp;
use crate::db::Conn;
use crate::db::page::{PageRequest, seek};
use crate::db::schema::{categories, corrections, publication_categories, publications, revisions};
use crate::visibility;

macro_rules! columns {
    () => {
        (
            corrections::id,
            corrections::article_id,
            corrections::revision,
            corrections::kind,
            corrections::note,
            corrections::field,
            corrections::at,
        )
    };
}

/// Those of what readers see now, with the publication they see.
macro_rules! public {
    ($now:expr) => {
        corrections::table
            .inner_join(publications::table.on(publications::article_id.eq(corrections::article_id)))
            .filter(visibility::visible_at($now))
            .filter(corrections::at.le($now))
    };
}

macro_rules! filtered {
    ($query:expr, $filter:expr) => {{
        let filter: &Filter = $filter;
        let mut query = $query;
        if let Some(article) = filter.article {
            query = query.filter(corrections::article_id.eq(article));
        }
        if !filter.kinds.is_empty() {
            let kinds: Vec<&str> = filter.kinds.iter().map(|kind| kind.as_str()).collect();
            query = query.filter(corrections::kind.eq_any(kinds));
        }
        if !filter.locales.is_empty() {
            query = query.filter(publications::locale.eq_any(&filter.locales));
        }
        query
    }};
}

/// The newest first.
pub(super) fn list(
    conn: &mut Conn,
    filter: &Filter,
    page: &PageRequest,
    now: Timestamp,
) -> QueryResult<Vec<Logged>> {
    let query = public!(now)
        .inner_join(
            revisions::table.on(revisions::article_id
                .eq(publications::article_id)
                .and(revisions::number.eq(publications::revision))),
        )
        .left_join(
            publication_categories::table.on(publication_categories::publication_id
                .eq(publications::id)
                .and(publication_categories::is_primary.eq(true))),
        )
        .left_join(
            categories::table
                .on(categories::id.nullable().eq(publication_categories::category_id.nullable())),
        )
        .select((
            columns!(),
            publications::kind,
            publications::slug,
            publications::locale,
            publications::first_published_at,
            revisions::content,
            (categories::slug, categories::path).nullable(),
        ))
        .into_boxed();
    let query = filtered!(query, filter);
    seek!(query, page, true, corrections::at => Timestamp, corrections::id => CorrectionId).load(conn)
}

pub(super) fn count(conn: &mut Conn, filter: &Filter, now: Timestamp) -> QueryResult<i64> {
    filtered!(public!(now).select(count_star()).into_boxed(), filter).first(conn)
}

/// Those of these articles, which the caller has found visible, the newest first.
pub(super) fn of(conn: &mut Conn, articles: &[ArticleId], now: Timestamp) -> QueryResult<Vec<Correction>> {
    corrections::table
        .filter(corrections::article_id.eq_any(articles))
        .filter(corrections::at.le(now))
        .order((corrections::at.desc(), corrections::id.desc()))
        .select(columns!())
        .load(conn)
}

pub(super) fn insert(
    conn: &mut Conn,
    id: CorrectionId,
    article: ArticleId,
    revision: i32,
    input: &CorrectionInput,
    by: UserId,
    now: Timestamp,
) -> QueryResult<()> {
    diesel::insert_into(corrections::table)
        .values((
            corrections::id.eq(id),
            corrections::article_id.eq(article),
            corrections::revision.eq(revision),
            corrections::kind.eq(input.kind.as_str()),
            corrections::note.eq(&input.note),
            corrections::field.eq(input.field.map(|field| field.as_str())),
            corrections::at.eq(now),
            corrections::created_by.eq(by),
        ))
        .execute(conn)
        .map(|_| ())
}
