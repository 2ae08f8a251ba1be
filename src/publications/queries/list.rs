//! Lists of the public edition.
//!
//! A list of one section, one tag or one author is driven by their own table, whose index holds the order:
//! a rare section costs what it holds and not what the newsroom holds. Everything else is driven
//! by the publications themselves.

use diesel::dsl::{count_star, exists};
use diesel::prelude::*;
use diesel::sql_types::Bool;

use crate::articles::ArticleId;
use crate::authors::AuthorId;
use crate::categories::CategoryId;
use crate::clock::Timestamp;
use crate::db::Conn;
use crate::db::page::{PageRequest, seek};
use crate::db::schema::{
    authors, categories, publication_authors, publication_categories, publication_tags, publications,
    renderings, revisions, slugs, tags,
};
use crate::publications::model::{ArticleSort, Names, PublicFilter, PublicRow};
use crate::tags::TagId;
use crate::visibility;

// The tables once more, for filters beside a driver.
diesel::alias!(
    publication_categories as sections_too: SectionsToo,
    publication_authors as names_too: NamesToo,
    publication_tags as subjects_too: SubjectsToo
);

macro_rules! columns {
    ($bodies:expr) => {{
        use diesel::dsl::case_when;
        use diesel::sql_types::Bool;
        (
            publications::id,
            publications::article_id,
            publications::revision,
            publications::slug,
            publications::locale,
            publications::first_published_at,
            publications::published_at,
            publications::updated_at,
            publications::title_key,
            revisions::content,
            revisions::body_format,
            case_when($bodies.into_sql::<Bool>(), revisions::body_source),
            case_when($bodies.into_sql::<Bool>(), renderings::html.nullable()),
            case_when($bodies.into_sql::<Bool>(), renderings::text.nullable()),
            renderings::words.nullable(),
        )
    }};
}
pub(crate) use columns;

/// Adds the revision each publication shows.
macro_rules! shown {
    ($from:expr) => {
        $from
            .inner_join(
                revisions::table.on(revisions::article_id
                    .eq(publications::article_id)
                    .and(revisions::number.eq(publications::revision))),
            )
            .left_join(
                renderings::table.on(renderings::article_id
                    .eq(publications::article_id)
                    .and(renderings::revision.eq(publications::revision))),
            )
    };
}

/// Applies visibility and every filter that is not the driver.
macro_rules! filtered {
    ($query:expr, $filter:expr, $driver:expr, $now:expr) => {{
        let (filter, driver): (&PublicFilter, &Driver) = ($filter, $driver);
        let mut query = $query.filter(publications::kind.eq("article")).filter(visibility::visible_at($now));
        if let Some((ids, wanted)) = &filter.ids {
            let ids: Vec<ArticleId> = ids.iter().copied().map(ArticleId).collect();
            let named = slugs::table
                .filter(slugs::resource.eq("article"))
                .filter(slugs::slug.eq_any(wanted))
                .filter(slugs::state.eq("live"))
                .select(slugs::target_id);
            query =
                query.filter(publications::article_id.eq_any(ids).or(publications::article_id.eq_any(named)));
        }
        for (names, direct) in [(&filter.categories, false), (&filter.direct_categories, true)] {
            let Some(names) = names.as_ref().filter(|_| !driver.is_section(direct)) else { continue };
            let (ids, slugs) = section_names(names);
            let rows = sections_too
                .inner_join(
                    categories::table
                        .on(categories::id.eq(sections_too.field(publication_categories::category_id))),
                )
                .filter(sections_too.field(publication_categories::publication_id).eq(publications::id))
                .filter(categories::id.eq_any(ids).or(categories::slug.eq_any(slugs)))
                .filter(
                    sections_too
                        .field(publication_categories::direct)
                        .eq(true)
                        .or((!direct).into_sql::<Bool>()),
                );
            query = query.filter(exists(rows));
        }
        if let Some((ids, slugs)) = filter.authors.as_ref().filter(|_| !matches!(driver, Driver::Author(_))) {
            let ids: Vec<AuthorId> = ids.iter().copied().map(AuthorId).collect();
            query = query.filter(exists(
                names_too
                    .inner_join(
                        authors::table.on(authors::id.eq(names_too.field(publication_authors::author_id))),
                    )
                    .filter(names_too.field(publication_authors::publication_id).eq(publications::id))
                    .filter(authors::id.eq_any(ids).or(authors::slug.eq_any(slugs))),
            ));
        }
        if let Some((ids, slugs)) = filter.tags.as_ref().filter(|_| !matches!(driver, Driver::Tag(_))) {
            let ids: Vec<TagId> = ids.iter().copied().map(TagId).collect();
            query = query.filter(exists(
                subjects_too
                    .inner_join(tags::table.on(tags::id.eq(subjects_too.field(publication_tags::tag_id))))
                    .filter(subjects_too.field(publication_tags::publication_id).eq(publications::id))
                    .filter(tags::id.eq_any(ids).or(tags::slug.eq_any(slugs))),
            ));
        }
        if !filter.types.is_empty() {
            query = query.filter(
                publications::type_.eq_any(filter.types.iter().map(|kind| kind.as_str()).collect::<Vec<_>>()),
            );
        }
        if !filter.locales.is_empty() {
            query = query.filter(publications::locale.eq_any(&filter.locales));
        }
        if let Some(featured) = filter.featured {
            query = query.filter(publications::featured.eq(featured));
        }
        if let Some(at) = filter.published_after {
            query = query.filter(publications::published_at.gt(at));
        }
        if let Some(at) = filter.published_before {
            query = query.filter(publications::published_at.lt(at));
        }
        if let Some(at) = filter.updated_after {
            query = query.filter(publications::updated_at.gt(at));
        }
        query
    }};
}

/// Orders by the columns of the driver where it has them.
macro_rules! sorted {
    ($query:expr, $page:expr, $sort:expr, $published:expr, $id:expr, $conn:expr) => {{
        let descending = matches!($sort, ArticleSort::PublishedDescending | ArticleSort::UpdatedDescending);
        match $sort {
            ArticleSort::Updated | ArticleSort::UpdatedDescending => {
                seek!($query, $page, descending, publications::updated_at => Timestamp, publications::article_id => ArticleId)
                    .load::<PublicRow>($conn)
            }
            ArticleSort::Title => {
                seek!($query, $page, false, publications::title_key => String, publications::article_id => ArticleId)
                    .load::<PublicRow>($conn)
            }
            ArticleSort::Published | ArticleSort::PublishedDescending | ArticleSort::SavedDescending => {
                seek!($query, $page, descending, $published => Timestamp, $id => ArticleId).load::<PublicRow>($conn)
            }
        }
    }};
}

/// The table whose index yields the list in order.
enum Driver {
    Publications,
    Section(CategoryKey, bool),
    Author(AuthorKey),
    Tag(TagKey),
}

enum CategoryKey {
    Id(CategoryId),
    Slug(String),
}

enum AuthorKey {
    Id(AuthorId),
    Slug(String),
}

enum TagKey {
    Id(TagId),
    Slug(String),
}

impl Driver {
    fn of(filter: &PublicFilter) -> Driver {
        let section = |names: &Option<Names>, direct| match names {
            Some((ids, slugs)) => match (ids.as_slice(), slugs.as_slice()) {
                ([id], []) => Some(Driver::Section(CategoryKey::Id(CategoryId(*id)), direct)),
                ([], [slug]) => Some(Driver::Section(CategoryKey::Slug(slug.clone()), direct)),
                _ => None,
            },
            None => None,
        };
        let author = || match filter.authors.as_ref().map(|(ids, slugs)| (ids.as_slice(), slugs.as_slice())) {
            Some(([id], [])) => Some(Driver::Author(AuthorKey::Id(AuthorId(*id)))),
            Some(([], [slug])) => Some(Driver::Author(AuthorKey::Slug(slug.clone()))),
            _ => None,
        };
        let tag = || match filter.tags.as_ref().map(|(ids, slugs)| (ids.as_slice(), slugs.as_slice())) {
            Some(([id], [])) => Some(Driver::Tag(TagKey::Id(TagId(*id)))),
            Some(([], [slug])) => Some(Driver::Tag(TagKey::Slug(slug.clone()))),
            _ => None,
        };
        section(&filter.direct_categories, true)
            .or_else(|| section(&filter.categories, false))
            .or_else(tag)
            .or_else(author)
            .unwrap_or(Driver::Publications)
    }

    fn is_section(&self, direct: bool) -> bool {
        matches!(self, Driver::Section(_, own) if *own == direct)
    }
}

fn section_names((ids, slugs): &Names) -> (Vec<CategoryId>, &Vec<String>) {
    (ids.iter().copied().map(CategoryId).collect(), slugs)
}

macro_rules! by_section {
    ($query:expr, $key:expr, $direct:expr) => {{
        let mut query = match $key {
            CategoryKey::Id(id) => $query.filter(publication_categories::category_id.eq(*id)),
            CategoryKey::Slug(slug) => $query.filter(publication_categories::category_id.nullable().eq(
                categories::table.filter(categories::slug.eq(slug)).select(categories::id).single_value(),
            )),
        };
        if *$direct {
            query = query.filter(publication_categories::direct.eq(true));
        }
        query
    }};
}

macro_rules! by_author {
    ($query:expr, $key:expr) => {
        match $key {
            AuthorKey::Id(id) => $query.filter(publication_authors::author_id.eq(*id)),
            AuthorKey::Slug(slug) => $query.filter(
                publication_authors::author_id
                    .nullable()
                    .eq(authors::table.filter(authors::slug.eq(slug)).select(authors::id).single_value()),
            ),
        }
    };
}

macro_rules! by_tag {
    ($query:expr, $key:expr) => {
        match $key {
            TagKey::Id(id) => $query.filter(publication_tags::tag_id.eq(*id)),
            TagKey::Slug(slug) => $query.filter(
                publication_tags::tag_id
                    .nullable()
                    .eq(tags::table.filter(tags::slug.eq(slug)).select(tags::id).single_value()),
            ),
        }
    };
}

pub fn list(
    conn: &mut Conn,
    filter: &PublicFilter,
    sort: ArticleSort,
    page: &PageRequest,
    bodies: bool,
    now: Timestamp,
) -> QueryResult<Vec<PublicRow>> {
    let driver = Driver::of(filter);
    match &driver {
        Driver::Publications => {
            let query = shown!(publications::table).select(columns!(bodies)).into_boxed();
            let query = filtered!(query, filter, &driver, now);
            sorted!(query, page, sort, publications::published_at, publications::article_id, conn)
        }
        Driver::Section(key, direct) => {
            let from = publication_categories::table.inner_join(
                publications::table.on(publications::id.eq(publication_categories::publication_id)),
            );
            let query = shown!(from).select(columns!(bodies)).into_boxed();
            let query = by_section!(filtered!(query, filter, &driver, now), key, direct);
            sorted!(
                query,
                page,
                sort,
                publication_categories::published_at,
                publication_categories::article_id,
                conn
            )
        }
        Driver::Author(key) => {
            let from = publication_authors::table
                .inner_join(publications::table.on(publications::id.eq(publication_authors::publication_id)));
            let query = shown!(from).select(columns!(bodies)).into_boxed();
            let query = by_author!(filtered!(query, filter, &driver, now), key);
            sorted!(
                query,
                page,
                sort,
                publication_authors::published_at,
                publication_authors::article_id,
                conn
            )
        }
        Driver::Tag(key) => {
            let from = publication_tags::table
                .inner_join(publications::table.on(publications::id.eq(publication_tags::publication_id)));
            let query = shown!(from).select(columns!(bodies)).into_boxed();
            let query = by_tag!(filtered!(query, filter, &driver, now), key);
            sorted!(query, page, sort, publication_tags::published_at, publication_tags::article_id, conn)
        }
    }
}

pub fn count(conn: &mut Conn, filter: &PublicFilter, now: Timestamp) -> QueryResult<i64> {
    let driver = Driver::of(filter);
    match &driver {
        Driver::Publications => {
            filtered!(publications::table.select(count_star()).into_boxed(), filter, &driver, now).first(conn)
        }
        Driver::Section(key, direct) => {
            let query = publication_categories::table
                .inner_join(
                    publications::table.on(publications::id.eq(publication_categories::publication_id)),
                )
                .select(count_star())
                .into_boxed();
            by_section!(filtered!(query, filter, &driver, now), key, direct).first(conn)
        }
        Driver::Author(key) => {
            let query = publication_authors::table
                .inner_join(publications::table.on(publications::id.eq(publication_authors::publication_id)))
                .select(count_star())
                .into_boxed();
            by_author!(filtered!(query, filter, &driver, now), key).first(conn)
        }
        Driver::Tag(key) => {
            let query = publication_tags::table
                .inner_join(publications::table.on(publications::id.eq(publication_tags::publication_id)))
                .select(count_star())
                .into_boxed();
            by_tag!(filtered!(query, filter, &driver, now), key).first(conn)
        }
    }
}
