//! A working copy as one of its revisions had it.

use super::read::Working;
use crate::articles::model::{
    ArticleBody, ArticleContent, ArticleId, BodyFormat, BylineRow, SectionRow, SeriesRow, TagRow,
};
use crate::articles::queries::past as sql;
use crate::authors::AuthorId;
use crate::categories::CategoryId;
use crate::db::Conn;
use crate::db::packed::Packed;
use crate::error::{Error, Result};
use crate::series::SeriesId;
use crate::tags::TagId;

/// The same with the content of another revision, and what that refers to as it is today; what is gone since is
/// left out. None where there is no such revision. Five statements, and none for the latest.
///
/// # Errors
/// When something stored cannot be read.
pub fn at_revision(conn: &mut Conn, mut working: Working, number: i32) -> Result<Option<Working>> {
    let id = working.article.id;
    if number == working.article.head_revision {
        return Ok(Some(working));
    }
    let Some(row) = sql::revision(conn, id, number)? else { return Ok(None) };
    let content: ArticleContent = serde_json::from_str(&row.content).map_err(Error::internal)?;
    working.bylines = bylines(conn, id, &content)?;
    working.sections = sections(conn, id, &content)?;
    working.tags = tags(conn, id, &content)?;
    let place = content.series;
    let series = sql::series(conn, place.map(|place| SeriesId(place.id)))?;
    working.series = series.map(|(series, slug, name)| SeriesRow {
        series,
        slug,
        name,
        position: place.and_then(|place| place.position),
    });
    let format = row.body_format.as_deref().map(str::parse::<BodyFormat>).transpose();
    let format = format.map_err(|fault: String| Error::internal(fault))?;
    let source = row.body_source.map(|Packed(source)| source);
    working.body = format.map(|format| ArticleBody { format, source: source.unwrap_or_default() });
    (working.html, working.text, working.words) = (row.html, row.text, row.words.unwrap_or(0));
    working.article.head_revision = number;
    working.content = content;
    Ok(Some(working))
}

fn bylines(conn: &mut Conn, article: ArticleId, content: &ArticleContent) -> Result<Vec<BylineRow>> {
    let ids: Vec<AuthorId> = content.authors.iter().map(|entry| AuthorId(entry.id)).collect();
    let profiles = sql::authors(conn, &ids)?;
    let rows = content.authors.iter().filter_map(|entry| {
        let (author, slug, name, job_title, bio, image) =
            profiles.iter().find(|profile| profile.0.0 == entry.id)?.clone();
        let role = entry.role.as_str().to_owned();
        Some(BylineRow { article, author, role, slug, name, job_title, bio, image })
    });
    Ok(rows.collect())
}

fn sections(conn: &mut Conn, article: ArticleId, content: &ArticleContent) -> Result<Vec<SectionRow>> {
    let own = content.sections();
    let ids: Vec<CategoryId> = own.iter().map(|(id, _)| CategoryId(*id)).collect();
    let known = sql::sections(conn, &ids)?;
    let rows = own.iter().filter_map(|(id, is_primary)| {
        let (category, slug, name, path, locale, description) =
            known.iter().find(|section| section.0.0 == *id)?.clone();
        Some(SectionRow { article, category, is_primary: *is_primary, slug, name, path, locale, description })
    });
    Ok(rows.collect())
}

fn tags(conn: &mut Conn, article: ArticleId, content: &ArticleContent) -> Result<Vec<TagRow>> {
    let ids: Vec<TagId> = content.tag_ids.iter().map(|id| TagId(*id)).collect();
    let known = sql::subjects(conn, &ids)?;
    let rows = ids.iter().filter_map(|id| {
        let (tag, slug, name, description) = known.iter().find(|tag| tag.0 == *id)?.clone();
        Some(TagRow { article, tag, slug, name, description })
    });
    Ok(rows.collect())
}
