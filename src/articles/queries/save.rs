//! Writing working copies and their revisions.

use diesel::prelude::*;
use uuid::Uuid;

use crate::articles::model::{ArticleContent, ArticleId, Kind, Workflow, Written};
use crate::auth::UserId;
use crate::authors::AuthorId;
use crate::categories::CategoryId;
use crate::clock::Timestamp;
use crate::db::schema::{
    article_authors, article_categories, article_locks, article_series, article_tags, articles,
    preview_links, renderings, revisions,
};
use crate::db::{Conn, on_both};
use crate::error::{Error, Result};
use crate::series::SeriesId;
use crate::tags::TagId;
use crate::text::fold::sort_key;
use crate::text::render::POLICY_VERSION;
use crate::translations::GroupId;

/// A new working copy at version 1, its first revision still to come.
#[expect(clippy::too_many_arguments, reason = "one row, column by column")]
pub fn insert(
    conn: &mut Conn,
    kind: Kind,
    id: ArticleId,
    slug: &str,
    content: &ArticleContent,
    embargo_until: Option<Timestamp>,
    by: UserId,
    now: Timestamp,
) -> QueryResult<()> {
    diesel::insert_into(articles::table)
        .values((
            articles::id.eq(id),
            articles::kind.eq(kind.as_str()),
            articles::locale.eq(&content.locale),
            articles::translation_group.eq(content.translation_group(id)),
            articles::workflow.eq("draft"),
            articles::version.eq(1_i64),
            articles::head_revision.eq(1),
            articles::slug.eq(slug),
            articles::type_.eq(content.kind.as_str()),
            articles::title_key.eq(sort_key(&content.title)),
            articles::featured.eq(content.featured),
            (
                articles::created_by.eq(by),
                articles::created_at.eq(now),
                articles::saved_by.eq(by),
                articles::saved_at.eq(now),
                articles::embargo_until.eq(embargo_until),
            ),
        ))
        .execute(conn)
        .map(|_| ())
}

/// Moves the head to a new revision. False when somebody has saved in between.
#[expect(clippy::too_many_arguments, reason = "one row, column by column")]
pub fn update(
    conn: &mut Conn,
    id: ArticleId,
    version: i64,
    revision: i32,
    slug: &str,
    content: &ArticleContent,
    embargo_until: Option<Timestamp>,
    by: UserId,
    now: Timestamp,
) -> QueryResult<bool> {
    let updated =
        diesel::update(articles::table.filter(articles::id.eq(id)).filter(articles::version.eq(version)))
            .set((
                articles::locale.eq(&content.locale),
                articles::translation_group.eq(content.translation_group(id)),
                articles::version.eq(version + 1),
                articles::head_revision.eq(revision),
                articles::slug.eq(slug),
                articles::type_.eq(content.kind.as_str()),
                articles::title_key.eq(sort_key(&content.title)),
                articles::featured.eq(content.featured),
                articles::saved_by.eq(by),
                articles::saved_at.eq(now),
                articles::embargo_until.eq(embargo_until),
            ))
            .execute(conn)?;
    Ok(updated == 1)
}

/// Raises the version for a transition that leads to this stage, after which a return is no longer the last
/// thing done. False when somebody was faster.
pub fn touch(conn: &mut Conn, id: ArticleId, version: i64, stage: Workflow) -> QueryResult<bool> {
    let updated =
        diesel::update(articles::table.filter(articles::id.eq(id)).filter(articles::version.eq(version)))
            .set((
                articles::version.eq(version + 1),
                articles::workflow.eq(stage.as_str()),
                articles::returned_at.eq(None::<Timestamp>),
            ))
            .execute(conn)?;
    Ok(updated == 1)
}

/// Notes that the last thing done with it was to give it back.
pub fn set_returned(conn: &mut Conn, id: ArticleId, at: Timestamp) -> QueryResult<()> {
    let row = articles::table.filter(articles::id.eq(id));
    diesel::update(row).set(articles::returned_at.eq(at)).execute(conn).map(|_| ())
}

/// Nobody is at it any more.
pub fn unlock(conn: &mut Conn, id: ArticleId) -> QueryResult<()> {
    diesel::delete(article_locks::table.find(id)).execute(conn).map(|_| ())
}

/// Every link that was given out to it is void, for good.
pub fn revoke_previews(conn: &mut Conn, id: ArticleId) -> QueryResult<()> {
    let links = preview_links::table.filter(preview_links::article_id.eq(id));
    diesel::delete(links).execute(conn).map(|_| ())
}

/// Into the trash, or out of it.
pub fn set_trashed(conn: &mut Conn, id: ArticleId, version: i64, at: Option<Timestamp>) -> QueryResult<bool> {
    let updated =
        diesel::update(articles::table.filter(articles::id.eq(id)).filter(articles::version.eq(version)))
            .set((
                articles::version.eq(version + 1),
                articles::trashed_at.eq(at),
                articles::returned_at.eq(None::<Timestamp>),
            ))
            .execute(conn)?;
    Ok(updated == 1)
}

/// Appends what was written and what was made of it.
pub fn append_revision(
    conn: &mut Conn,
    id: ArticleId,
    number: i32,
    slug: &str,
    written: &Written,
    by: UserId,
    now: Timestamp,
) -> Result<()> {
    let content = serde_json::to_string(&written.draft.content).map_err(Error::internal)?;
    let body = written.draft.body.as_ref();
    diesel::insert_into(revisions::table)
        .values((
            revisions::article_id.eq(id),
            revisions::number.eq(number),
            revisions::saved_by.eq(by),
            revisions::saved_at.eq(now),
            revisions::content.eq(content),
            revisions::body_format.eq(body.map(|body| body.format.as_str())),
            revisions::body_packed.eq(written.packed()),
            revisions::message.eq(&written.draft.message),
            revisions::slug.eq(slug),
        ))
        .execute(conn)?;
    if let Some(rendering) = &written.rendering {
        diesel::insert_into(renderings::table)
            .values((
                renderings::article_id.eq(id),
                renderings::revision.eq(number),
                renderings::policy_version.eq(POLICY_VERSION),
                renderings::words.eq(rendering.words),
                renderings::html.eq(&rendering.html),
                renderings::text.eq(&rendering.text),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// Replaces byline, sections, tags and place in a series by those of the content.
pub fn replace_references(conn: &mut Conn, id: ArticleId, content: &ArticleContent) -> QueryResult<()> {
    diesel::delete(article_authors::table.filter(article_authors::article_id.eq(id))).execute(conn)?;
    diesel::delete(article_categories::table.filter(article_categories::article_id.eq(id))).execute(conn)?;
    diesel::delete(article_tags::table.filter(article_tags::article_id.eq(id))).execute(conn)?;
    diesel::delete(article_series::table.filter(article_series::article_id.eq(id))).execute(conn)?;
    insert_references(conn, id, content)
}

/// Where it stands in its series, if it is in one.
pub fn set_position(conn: &mut Conn, id: ArticleId, position: Option<i32>) -> QueryResult<()> {
    diesel::update(article_series::table.find(id))
        .set(article_series::position.eq(position))
        .execute(conn)
        .map(|_| ())
}

pub fn insert_references(conn: &mut Conn, id: ArticleId, content: &ArticleContent) -> QueryResult<()> {
    let names: Vec<_> = (0_i32..)
        .zip(&content.authors)
        .map(|(position, entry)| {
            (
                article_authors::article_id.eq(id),
                article_authors::author_id.eq(AuthorId(entry.id)),
                article_authors::role.eq(entry.role.as_str()),
                article_authors::position.eq(position),
            )
        })
        .collect();
    let sections: Vec<_> = (0_i32..)
        .zip(content.sections())
        .map(|(position, (category, is_primary))| {
            (
                article_categories::article_id.eq(id),
                article_categories::category_id.eq(CategoryId(category)),
                article_categories::is_primary.eq(is_primary),
                article_categories::position.eq(position),
            )
        })
        .collect();
    let subjects: Vec<_> = (0_i32..)
        .zip(&content.tag_ids)
        .map(|(position, tag)| {
            (
                article_tags::article_id.eq(id),
                article_tags::tag_id.eq(TagId(*tag)),
                article_tags::position.eq(position),
            )
        })
        .collect();
    if !names.is_empty() {
        on_both!(conn, |conn| diesel::insert_into(article_authors::table).values(names).execute(conn))?;
    }
    if !sections.is_empty() {
        on_both!(conn, |conn| diesel::insert_into(article_categories::table).values(sections).execute(conn))?;
    }
    if let Some(place) = content.series {
        diesel::insert_into(article_series::table)
            .values((
                article_series::article_id.eq(id),
                article_series::series_id.eq(SeriesId(place.id)),
                article_series::position.eq(place.position),
            ))
            .execute(conn)?;
    }
    if !subjects.is_empty() {
        on_both!(conn, |conn| diesel::insert_into(article_tags::table).values(subjects).execute(conn))?;
    }
    Ok(())
}

impl ArticleContent {
    /// The group of translations an article with this content belongs to.
    pub fn translation_group(&self, own: ArticleId) -> GroupId {
        GroupId(self.translation_of.unwrap_or(own.0))
    }

    /// All sections, the primary first.
    pub fn sections(&self) -> Vec<(Uuid, bool)> {
        let primary = self.primary_category_id.map(|id| (id, true));
        primary.into_iter().chain(self.category_ids.iter().map(|id| (*id, false))).collect()
    }
}

/// A revision that exists: what may be published, the words of its text, and by whom it is.
pub fn revision(
    conn: &mut Conn,
    id: ArticleId,
    number: i32,
) -> QueryResult<Option<(String, Option<i32>, UserId)>> {
    revisions::table
        .left_join(renderings::table.on(
            renderings::article_id.eq(revisions::article_id).and(renderings::revision.eq(revisions::number)),
        ))
        .filter(revisions::article_id.eq(id))
        .filter(revisions::number.eq(number))
        .select((revisions::content, renderings::words.nullable(), revisions::saved_by))
        .first(conn)
        .optional()
}
