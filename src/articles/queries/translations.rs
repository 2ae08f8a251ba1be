//! What stands around an article in other languages.

use diesel::dsl::exists;
use diesel::prelude::*;

use crate::articles::model::{ArticleId, Kind, TranslationRow};
use crate::auth::UserId;
use crate::clock::Timestamp;
use crate::db::Conn;
use crate::db::schema::{articles, categories, publication_categories, publications};
use crate::translations::{GroupId, Member};
use crate::visibility;

/// What names the group, all in it, and all in the group around `id`; of one kind, so that what is of
/// another is no original.
pub fn around(conn: &mut Conn, kind: Kind, id: ArticleId, group: GroupId) -> QueryResult<Vec<Member>> {
    // The kind is left to us: for want of better the engine would go through all there are of it.
    let rows: Vec<(String, ArticleId, GroupId, String, Option<Timestamp>)> = articles::table
        .filter(articles::translation_group.eq_any([group, GroupId(id.0)]))
        .or_filter(articles::id.eq(ArticleId(group.0)))
        .select((
            articles::kind,
            articles::id,
            articles::translation_group,
            articles::locale,
            articles::trashed_at,
        ))
        .load(conn)?;
    let own = rows.into_iter().filter(|(is, ..)| is == kind.as_str());
    let members = own.map(|(_, id, group, locale, trashed)| Member {
        id: id.0,
        group: group.0,
        locale,
        trashed: trashed.is_some(),
    });
    Ok(members.collect())
}

/// Whether somebody who reads no drafts of others may read it: they made it or are to work on it, or
/// everybody may.
pub fn is_readable(conn: &mut Conn, id: ArticleId, by: UserId, now: Timestamp) -> QueryResult<bool> {
    let own = articles::created_by.eq(by).or(articles::assignee_id.eq(by));
    let own = articles::table.filter(articles::id.eq(id)).filter(own);
    let public =
        publications::table.filter(publications::article_id.eq(id)).filter(visibility::visible_at(now));
    diesel::select(exists(own).or(exists(public))).get_result(conn)
}

/// Another that is public in the group and the language at an instant, or will be.
pub fn public_holder(
    conn: &mut Conn,
    kind: Kind,
    id: ArticleId,
    group: GroupId,
    locale: &str,
    at: Timestamp,
) -> QueryResult<Option<ArticleId>> {
    publications::table
        .filter(publications::kind.eq(kind.as_str()))
        .filter(publications::translation_group.eq(group))
        .filter(publications::locale.eq(locale))
        .filter(publications::until_at.gt(at))
        .filter(publications::article_id.ne(id))
        .select(publications::article_id)
        .first(conn)
        .optional()
}

/// What is public at `now` in these groups of translations. A group is of one kind; asked for the kind
/// too, the engine would go through all there are of it.
pub fn public(conn: &mut Conn, groups: &[GroupId], now: Timestamp) -> QueryResult<Vec<TranslationRow>> {
    publications::table
        .left_join(
            publication_categories::table.on(publication_categories::publication_id
                .eq(publications::id)
                .and(publication_categories::is_primary.eq(true))),
        )
        .left_join(
            categories::table
                .on(publication_categories::category_id.nullable().eq(categories::id.nullable())),
        )
        .filter(publications::translation_group.eq_any(groups))
        .filter(visibility::visible_at(now))
        .order((publications::translation_group, publications::locale, publications::article_id))
        .select((
            publications::translation_group,
            publications::article_id,
            publications::locale,
            publications::slug,
            publications::first_published_at,
            (categories::slug, categories::path).nullable(),
        ))
        .load(conn)
}
