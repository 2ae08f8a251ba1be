//! The statements. Each that reads goes through `visibility`.

use chrono::TimeDelta;
use diesel::dsl::{exists, max};
use diesel::prelude::*;

use super::model::{ArticleRow, AuthorRow, CategoryRow, DOCUMENT, NEWS, NEWS_HOURS, PART, TagRow};
use crate::articles::Kind;
use crate::clock::Timestamp;
use crate::db::schema::{
    authors, categories, publication_authors, publication_categories, publication_tags, publications,
    revisions, sitemap_parts, tags,
};
use crate::db::{Conn, within};
use crate::visibility::{visible_at, visible_in};

/// Takes a place in the newest part, unless it is full or there is none.
pub(super) fn take_place(conn: &mut Conn) -> QueryResult<Option<i32>> {
    let Some(newest) = newest(conn)? else { return Ok(None) };
    diesel::update(
        sitemap_parts::table
            .filter(sitemap_parts::number.eq(newest))
            .filter(sitemap_parts::articles.lt(PART)),
    )
    .set(sitemap_parts::articles.eq(sitemap_parts::articles + 1))
    .returning(sitemap_parts::number)
    .get_result(conn)
    .optional()
}

pub(super) fn newest(conn: &mut Conn) -> QueryResult<Option<i32>> {
    sitemap_parts::table.select(max(sitemap_parts::number)).first(conn)
}

/// Begins a part with one article.
pub(super) fn insert(conn: &mut Conn, number: i32) -> QueryResult<()> {
    diesel::insert_into(sitemap_parts::table)
        .values((sitemap_parts::number.eq(number), sitemap_parts::articles.eq(1)))
        .execute(conn)
        .map(|_| ())
}

/// Each part, and when something in it last changed: none where nothing is visible.
pub(super) fn parts(conn: &mut Conn, now: Timestamp) -> QueryResult<Vec<(i32, Option<Timestamp>)>> {
    let changed = publications::table
        .filter(publications::sitemap_part.eq(sitemap_parts::number))
        .filter(publications::noindex.eq(false))
        .filter(visible_at(now))
        .order(publications::updated_at.desc())
        .select(publications::updated_at)
        .limit(1)
        .single_value();
    sitemap_parts::table
        .select((sitemap_parts::number, changed))
        .order(sitemap_parts::number)
        .limit(DOCUMENT - 3)
        .load(conn)
}

/// Whether anybody signs a public article, and whether one has a tag.
pub(super) fn has_authors_and_tags(conn: &mut Conn, now: Timestamp) -> QueryResult<(bool, bool)> {
    let authors = publication_authors::table.filter(visible_in!(publication_authors, now));
    let tags = publication_tags::table.filter(visible_in!(publication_tags, now));
    diesel::select((exists(authors), exists(tags))).get_result(conn)
}

macro_rules! article_columns {
    () => {
        (
            publications::kind,
            publications::article_id,
            publications::slug,
            publications::locale,
            publications::first_published_at,
            publications::published_at,
            publications::updated_at,
            publications::translation_group,
            (categories::slug, categories::path).nullable(),
        )
    };
}

macro_rules! with_primary_section {
    ($from:expr) => {
        $from
            .left_join(
                publication_categories::table.on(publication_categories::publication_id
                    .eq(publications::id)
                    .and(publication_categories::is_primary.eq(true))),
            )
            .left_join(categories::table.on(categories::id.eq(publication_categories::category_id)))
            .filter(publications::noindex.eq(false))
    };
}

/// The visible articles and pages of one part.
pub(super) fn articles(conn: &mut Conn, part: i32, now: Timestamp) -> QueryResult<Vec<ArticleRow>> {
    with_primary_section!(publications::table)
        .filter(publications::sitemap_part.eq(part))
        .filter(visible_at(now))
        .order((publications::first_published_at, publications::article_id))
        .select(article_columns!())
        .limit(DOCUMENT)
        .load(conn)
}

diesel::alias! {
    const HERE: Alias<Here> = publications as here;
    const ANOTHER: Alias<Another> = publications as another;
}

/// What is visible in more than one language, of all that stands in one part: every language, by
/// language, whatever part that one stands in. What is beyond a document is left out group by group:
/// half of its languages would say that the others are none.
pub(super) fn translated(conn: &mut Conn, part: i32, now: Timestamp) -> QueryResult<Vec<ArticleRow>> {
    let here = HERE
        .filter(HERE.field(publications::sitemap_part).eq(part))
        .select(HERE.field(publications::translation_group));
    let another = ANOTHER
        .filter(ANOTHER.field(publications::translation_group).eq(publications::translation_group))
        .filter(ANOTHER.field(publications::article_id).ne(publications::article_id));
    let rows = with_primary_section!(publications::table)
        .filter(within(publications::translation_group, here))
        .filter(exists(another))
        .filter(visible_at(now))
        .order((publications::translation_group, publications::locale, publications::article_id))
        .select(article_columns!())
        // One more tells whether the last group is whole.
        .limit(DOCUMENT + 1)
        .load(conn)?;
    Ok(whole_groups(rows, usize::try_from(DOCUMENT).unwrap_or(usize::MAX), |row: &ArticleRow| row.group))
}

/// At most so many rows, which come group by group, without the group that has rows beyond.
fn whole_groups<R, G: PartialEq>(mut rows: Vec<R>, most: usize, group: impl Fn(&R) -> G) -> Vec<R> {
    if let Some(cut) = rows.get(most).map(&group) {
        rows.truncate(most);
        rows.retain(|row| group(row) != cut);
    }
    rows
}

/// What appeared in the last two days, the newest first, with its content.
pub(super) fn news(conn: &mut Conn, now: Timestamp) -> QueryResult<Vec<(ArticleRow, String)>> {
    let from = publications::table.inner_join(revisions::table.on(
        revisions::article_id.eq(publications::article_id).and(revisions::number.eq(publications::revision)),
    ));
    with_primary_section!(from)
        .filter(publications::kind.eq(Kind::Article.as_str()))
        .filter(publications::published_at.ge(now.minus(TimeDelta::hours(NEWS_HOURS))))
        .filter(visible_at(now))
        .order((publications::published_at.desc(), publications::article_id.desc()))
        .select((article_columns!(), revisions::content))
        .limit(NEWS)
        .load(conn)
}

/// The newest `published_at` of the public articles filed under the row of the outer query.
macro_rules! newest_of {
    ($table:ident, $column:ident, $outer:expr, $now:expr) => {
        $table::table
            .filter($table::$column.eq($outer))
            .filter(visible_in!($table, $now))
            .order($table::published_at.desc())
            .select($table::published_at)
            .limit(1)
            .single_value()
    };
}

macro_rules! any_of {
    ($table:ident, $column:ident, $outer:expr, $now:expr) => {
        exists($table::table.filter($table::$column.eq($outer)).filter(visible_in!($table, $now)))
    };
}

/// The sections with public articles in them or beneath, in the order of the tree.
pub(super) fn categories(conn: &mut Conn, now: Timestamp) -> QueryResult<Vec<CategoryRow>> {
    categories::table
        .filter(any_of!(publication_categories, category_id, categories::id, now))
        .order(categories::path)
        .select((
            categories::id,
            categories::slug,
            categories::path,
            categories::locale,
            categories::translation_group,
            categories::updated_at,
            newest_of!(publication_categories, category_id, categories::id, now),
        ))
        // One is the front page's.
        .limit(DOCUMENT - 1)
        .load(conn)
}

/// Those who sign public articles; the newest profiles, should there be too many.
pub(super) fn authors(conn: &mut Conn, now: Timestamp) -> QueryResult<Vec<AuthorRow>> {
    authors::table
        .filter(any_of!(publication_authors, author_id, authors::id, now))
        .order((authors::created_at.desc(), authors::id.desc()))
        .select((
            authors::id,
            authors::slug,
            authors::updated_at,
            newest_of!(publication_authors, author_id, authors::id, now),
        ))
        .limit(DOCUMENT)
        .load(conn)
}

/// The tags of public articles; the newest, should there be too many.
pub(super) fn tags(conn: &mut Conn, now: Timestamp) -> QueryResult<Vec<TagRow>> {
    tags::table
        .filter(any_of!(publication_tags, tag_id, tags::id, now))
        .order((tags::created_at.desc(), tags::id.desc()))
        .select((
            tags::id,
            tags::slug,
            tags::locale,
            tags::translation_group,
            tags::updated_at,
            newest_of!(publication_tags, tag_id, tags::id, now),
        ))
        .limit(DOCUMENT)
        .load(conn)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_comes_whole_or_not_at_all() {
        let rows = vec![(1, "en"), (1, "fr"), (2, "en"), (2, "fr"), (2, "wo"), (3, "fr"), (3, "wo")];
        let kept = |most| whole_groups(rows.clone(), most, |(group, _)| *group).len();
        assert_eq!([0, 1, 2, 3, 4, 5, 6, 7, 8].map(kept), [0, 0, 2, 2, 2, 5, 5, 7, 7]);
    }
}
