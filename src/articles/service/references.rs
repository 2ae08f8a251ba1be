//! What a content refers to and is not there.

use uuid::Uuid;

use crate::articles::model::{ArticleContent, ArticleId, SeriesPlace};
use crate::articles::queries::references;
use crate::authors::{self, AuthorId};
use crate::categories::{self, CategoryId};
use crate::db::Conn;
use crate::error::{Error, Faults, FieldCode, FieldError, Result};
use crate::series::{self, SeriesId};
use crate::tags::{self, TagId};

/// A reference that leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// Where it stands in the content.
    pub pointer: String,
    /// What it was to lead to: `author`, `category`, `tag` or `series`.
    pub kind: &'static str,
    pub id: Uuid,
}

/// Every author, category, tag and series of the content that does not exist.
///
/// # Errors
/// When the database cannot answer.
pub fn missing(conn: &mut Conn, content: &ArticleContent) -> Result<Vec<Missing>> {
    let mut missing = missing_authors(conn, content)?;
    missing.extend(missing_categories(conn, content)?);
    missing.extend(missing_tags(conn, content)?);
    missing.extend(missing_series(conn, content)?);
    Ok(missing)
}

/// Other articles need not be public, nor is it a fault when one is gone later: readers see what is
/// left.
fn check_related(
    conn: &mut Conn,
    id: ArticleId,
    content: &ArticleContent,
    before: &[Uuid],
    faults: &mut Faults,
) -> Result<()> {
    if content.related_ids.is_empty() {
        return Ok(());
    }
    let ids: Vec<ArticleId> = content.related_ids.iter().copied().map(ArticleId).collect();
    let known = references::articles(conn, &ids)?;
    for (index, other) in ids.into_iter().enumerate() {
        let pointer = format!("/related_ids/{index}");
        if other == id {
            faults.add(pointer, FieldCode::Rule, "An article is not related to itself.");
        } else if !known.contains(&other) && !before.contains(&other.0) {
            faults.add(pointer, FieldCode::UnknownReference, format!("There is no article {other}."));
        }
    }
    Ok(())
}

/// # Errors
/// 422 with the pointer of each reference that leads nowhere, and of a position that is taken. What was chosen `before`
/// to stand beneath it may be gone by now.
pub fn check(conn: &mut Conn, id: ArticleId, content: &ArticleContent, before: &[Uuid]) -> Result<()> {
    let mut faults = Faults::new();
    check_related(conn, id, content, before, &mut faults)?;
    for Missing { pointer, kind, id } in missing(conn, content)? {
        faults.add(pointer, FieldCode::UnknownReference, format!("There is no {kind} {id}."));
    }
    faults.check()?;
    check_position(conn, id, content)
}

/// # Errors
/// 422 when another article has its position in the series.
pub fn check_position(conn: &mut Conn, id: ArticleId, content: &ArticleContent) -> Result<()> {
    let Some(SeriesPlace { id: series, position: Some(position) }) = content.series else { return Ok(()) };
    if !series::is_taken(conn, SeriesId(series), position, id)? {
        return Ok(());
    }
    // Not which: it may be a draft of somebody else.
    let detail = "Another article has this position.";
    Err(Error::invalid(vec![FieldError::pointer("/series/position", FieldCode::Duplicate, detail)]))
}

fn missing_authors(conn: &mut Conn, content: &ArticleContent) -> Result<Vec<Missing>> {
    let ids: Vec<AuthorId> = content.authors.iter().map(|entry| AuthorId(entry.id)).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let unknown = authors::unknown(conn, &ids)?;
    let places = ids.into_iter().enumerate().filter(|(_, id)| unknown.contains(id));
    let missing = places.map(|(index, id)| Missing {
        pointer: format!("/authors/{index}/id"),
        kind: "author",
        id: id.0,
    });
    Ok(missing.collect())
}

fn missing_categories(conn: &mut Conn, content: &ArticleContent) -> Result<Vec<Missing>> {
    let primary = content.primary_category_id.map(|id| ("/primary_category_id".to_owned(), id));
    let others = content.category_ids.iter().enumerate();
    let others = others.map(|(index, id)| (format!("/category_ids/{index}"), *id));
    let places: Vec<(String, Uuid)> = primary.into_iter().chain(others).collect();
    if places.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<CategoryId> = places.iter().map(|(_, id)| CategoryId(*id)).collect();
    let unknown = categories::unknown(conn, &ids)?;
    let gone = places.into_iter().filter(|(_, id)| unknown.contains(&CategoryId(*id)));
    Ok(gone.map(|(pointer, id)| Missing { pointer, kind: "category", id }).collect())
}

fn missing_tags(conn: &mut Conn, content: &ArticleContent) -> Result<Vec<Missing>> {
    let ids: Vec<TagId> = content.tag_ids.iter().copied().map(TagId).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let unknown = tags::unknown(conn, &ids)?;
    let gone = ids.into_iter().enumerate().filter(|(_, id)| unknown.contains(id));
    Ok(gone
        .map(|(index, id)| Missing { pointer: format!("/tag_ids/{index}"), kind: "tag", id: id.0 })
        .collect())
}

fn missing_series(conn: &mut Conn, content: &ArticleContent) -> Result<Option<Missing>> {
    let Some(place) = content.series else { return Ok(None) };
    let missing = Missing { pointer: "/series/id".to_owned(), kind: "series", id: place.id };
    Ok(series::unknown(conn, SeriesId(place.id))?.then_some(missing))
}
