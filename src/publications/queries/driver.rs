//! Which table drives a list.
//!
//! A list of one section, one tag, one series or one author is driven by their own table, whose index
//! holds the order: a rare section costs what it holds and not what the newsroom holds. Everything
//! else is driven by the publications themselves.

use crate::authors::AuthorId;
use crate::categories::CategoryId;
use crate::publications::model::{Names, PublicFilter};
use crate::series::SeriesId;
use crate::tags::TagId;

/// The table whose index yields the list in order.
pub enum Driver {
    /// The index of search, for hits by relevance.
    Search,
    Publications,
    Section(CategoryKey, bool),
    Author(AuthorKey),
    Tag(TagKey),
    Series(SeriesKey),
}

pub enum CategoryKey {
    Id(CategoryId),
    Slug(String),
}

pub enum AuthorKey {
    Id(AuthorId),
    Slug(String),
}

pub enum SeriesKey {
    Id(SeriesId),
    Slug(String),
}

pub enum TagKey {
    Id(TagId),
    Slug(String),
}

impl Driver {
    pub fn of(filter: &PublicFilter) -> Driver {
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
        let series = || match filter.series.as_ref().map(|(ids, slugs)| (ids.as_slice(), slugs.as_slice())) {
            Some(([id], [])) => Some(Driver::Series(SeriesKey::Id(SeriesId(*id)))),
            Some(([], [slug])) => Some(Driver::Series(SeriesKey::Slug(slug.clone()))),
            _ => None,
        };
        series()
            .or_else(|| section(&filter.direct_categories, true))
            .or_else(|| section(&filter.categories, false))
            .or_else(tag)
            .or_else(author)
            .unwrap_or(Driver::Publications)
    }

    pub fn is_section(&self, direct: bool) -> bool {
        matches!(self, Driver::Section(_, own) if *own == direct)
    }
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
pub(super) use by_section;

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
pub(super) use by_author;

macro_rules! by_series {
    ($query:expr, $key:expr) => {
        match $key {
            SeriesKey::Id(id) => $query.filter(publication_series::series_id.eq(*id)),
            SeriesKey::Slug(slug) => $query.filter(
                publication_series::series_id.nullable().eq(named_series
                    .filter(named_series.field(series::slug).eq(slug))
                    .select(named_series.field(series::id))
                    .single_value()),
            ),
        }
    };
}
pub(super) use by_series;

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
pub(super) use by_tag;
