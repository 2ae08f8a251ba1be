//! Reading the public edition.

use super::model::{ArticleSort, PublicFilter, PublicRow, PublicationId};
use super::queries::list;
use super::queries::{find, references};
use crate::articles::{ArticleId, BylineRow, SectionRow, TagRow};
use crate::clock::Timestamp;
use crate::db::Conn;
use crate::db::page::{PageRequest, Paged, Position, SortKey};
use crate::error::{Error, ErrorKind, Result};
use crate::site::{Addresses, ArticleAddress};
use crate::slugs::{self, Found, Resource};
use crate::text::slug::IdOrSlug;

/// A publication with its references, and where the website shows it.
#[derive(Clone, Debug)]
pub struct Published {
    pub row: PublicRow,
    pub bylines: Vec<BylineRow>,
    pub sections: Vec<SectionRow>,
    pub tags: Vec<TagRow>,
    pub web: Option<String>,
}

impl Published {
    fn new(
        row: PublicRow,
        bylines: Vec<BylineRow>,
        sections: Vec<SectionRow>,
        tags: Vec<TagRow>,
        addresses: &Addresses,
    ) -> Self {
        let primary = sections.iter().find(|section| section.is_primary);
        let web = addresses.article(&ArticleAddress {
            id: row.article.0,
            slug: &row.slug,
            locale: &row.locale,
            category: primary.map(|section| (section.slug.as_str(), section.path.as_str())),
            first_published_at: row.first_published_at,
        });
        Published { row, bylines, sections, tags, web }
    }
}

/// # Errors
/// 404 unless the article is visible, 410 with the notice when it was withdrawn.
pub fn find_by_id(conn: &mut Conn, id: ArticleId, now: Timestamp) -> Result<Published> {
    let Some((row, settings)) = find::find(conn, id, now)? else {
        return Err(match find::notice(conn, id, now)? {
            Some(notice) => Error::new(ErrorKind::Retracted, "The article was withdrawn by its editors.")
                .with("notice", notice),
            None => Error::not_found("article"),
        });
    };
    let bylines = references::bylines(conn, &[row.id])?;
    let sections = references::sections(conn, &[row.id])?;
    let tags = references::tags(conn, &[row.id])?;
    Ok(Published::new(row, bylines, sections, tags, &Addresses::of(&settings)?))
}

/// # Errors
/// As [`find_by_id`], and 404 for a slug that was never public.
pub fn find_named(conn: &mut Conn, name: &IdOrSlug, now: Timestamp) -> Result<Found<Published>> {
    let id = slugs::lead(conn, Resource::Article, name)?;
    let published = find_by_id(conn, ArticleId(id), now)?;
    let slug = published.row.slug.clone();
    Ok(Found::new(published, name, &slug))
}

/// A page of what is visible at `now` and, if asked for, how much there is; with the addresses of
/// the site as they are in the same snapshot.
///
/// # Errors
/// When the database cannot answer.
#[expect(clippy::too_many_arguments, reason = "what a list is made of")]
pub fn list(
    conn: &mut Conn,
    addresses: &Addresses,
    filter: &PublicFilter,
    sort: ArticleSort,
    page: &PageRequest,
    bodies: bool,
    count: bool,
    now: Timestamp,
) -> Result<(Paged<Published>, Option<i64>)> {
    let rows = list::list(conn, filter, sort, page, bodies, now)?;
    let paged = Paged::new(rows, page, |row| Position {
        key: match sort {
            ArticleSort::Updated | ArticleSort::UpdatedDescending => row.updated_at.write(),
            ArticleSort::Title => row.title_key.clone(),
            _ => row.published_at.write(),
        },
        id: row.article.0,
    });
    let total = if count { Some(list::count(conn, filter, now)?) } else { None };
    let ids: Vec<PublicationId> = paged.items.iter().map(|row| row.id).collect();
    let mut bylines = references::bylines(conn, &ids)?;
    let mut sections = references::sections(conn, &ids)?;
    let mut tags = references::tags(conn, &ids)?;
    let published = paged.map(|row| {
        let article = row.article;
        let bylines = bylines.extract_if(.., |name| name.article == article).collect();
        let sections = sections.extract_if(.., |section| section.article == article).collect();
        let tags = tags.extract_if(.., |tag| tag.article == article).collect();
        Published::new(row, bylines, sections, tags, addresses)
    });
    Ok((published, total))
}
