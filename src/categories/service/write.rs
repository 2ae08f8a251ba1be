//! Creating, changing and moving.

use super::super::model::{Category, CategoryId, CategoryInput};
use super::super::path::{self, LEVELS};
use super::super::queries::{self, founded, translations, tree};
use super::{above, without};
use crate::auth::UserId;
use crate::db::{Conn, NamedLock, Tx};
use crate::error::{Error, ErrorKind, FieldCode, FieldError, Result};
use crate::events::{Event, EventType};
use crate::search::{self, Name, NameKind};
use crate::slugs::{self, Resource, Wish};
use crate::translations::{GroupId, retry_taken};

/// # Errors
/// 409 when the slug is taken; 422 when there is no such parent, or it is on the lowest level.
pub fn create(tx: &mut Tx<'_>, by: Option<UserId>, input: &CategoryInput) -> Result<CategoryId> {
    if input.parent_id.is_some() {
        tx.lock(NamedLock::CategoryTree)?;
    }
    let parent = parent(tx, input.parent_id)?;
    let id = CategoryId(tx.next_id());
    let wish = input.slug.as_deref().map_or(Wish::From(&input.name), Wish::Given);
    let slug = slugs::claim(tx, Resource::Category, id.0, wish, true)?;
    let path = path::join(parent.as_ref().map(|parent| parent.path.as_str()), &slug);
    if path::depth(&path) >= LEVELS {
        return Err(too_deep());
    }
    check_language(tx, id, input)?;
    let now = tx.now();
    queries::insert(tx, id, &slug, &path, input, now).map_err(retry_taken)?;
    search::write_name(
        tx,
        NameKind::Category,
        id.0,
        Name { text: &input.name, locale: Some(&input.locale) },
    )?;
    Event::new(EventType::CategoryCreated, id.0, by).with("slug", slug).with("path", path).emit(tx);
    Ok(id)
}

/// Replaces everything but the version the caller has seen. `current` was found to be written, so
/// that the tree holds still.
///
/// A rename rewrites the paths below it, a move also the rows of its publications in the sections
/// above.
///
/// # Errors
/// 412 when somebody saved in between; 409 when the slug is taken or the category would come to
/// lie under itself; 422 when there is no such parent, or the tree would become too deep.
pub fn update(tx: &mut Tx<'_>, by: UserId, current: &Category, input: &CategoryInput) -> Result<()> {
    let moved = input.parent_id != current.parent_id;
    let parent = parent(tx, input.parent_id)?;
    let slug = input.slug.clone().unwrap_or_else(|| current.slug.clone());
    let path = path::join(parent.as_ref().map(|parent| parent.path.as_str()), &slug);
    if moved {
        check_move(tx, current, parent.as_ref(), &path)?;
    }
    let before = if moved { above(tx, current.id)? } else { Vec::new() };
    slugs::rename(tx, Resource::Category, current.id.0, &current.slug, &slug, true)?;
    let now = tx.now();
    if (&input.locale, input.translation_of) != (&current.locale, current.translation_of()) {
        check_language(tx, current.id, input)?;
    }
    if !queries::update(tx, current, &slug, &path, input, now).map_err(retry_taken)? {
        return Err(Error::new(ErrorKind::Retry, ""));
    }
    search::write_name(
        tx,
        NameKind::Category,
        current.id.0,
        Name { text: &input.name, locale: Some(&input.locale) },
    )?;
    if path != current.path {
        tree::rewrite_paths(tx, &current.path, &path)?;
    }
    if moved {
        let after = above(tx, current.id)?;
        refound(tx, &path, &before, &after)?;
    }
    Event::new(EventType::CategoryUpdated, current.id.0, Some(by))
        .with("slug", slug)
        .with("path", path)
        .emit(tx);
    Ok(())
}

/// Corrects the rows of publications above the subtree of `root`, which had the sections `before`
/// above it and now has those `after`.
pub(super) fn refound(
    conn: &mut Conn,
    root: &str,
    before: &[CategoryId],
    after: &[CategoryId],
) -> Result<()> {
    let (lost, gained) = (without(before, after), without(after, before));
    if !lost.is_empty() {
        founded::drop_unfounded(conn, root, &lost)?;
    }
    if !gained.is_empty() {
        founded::adopt(conn, root, &gained)?;
    }
    Ok(())
}

/// # Errors
/// 422 for an original that is not there or is none; 409 when the language is taken.
fn check_language(conn: &mut Conn, id: CategoryId, input: &CategoryInput) -> Result<()> {
    let place = input.place(id);
    place.check(&translations::around(conn, id, GroupId(place.group()))?)
}

fn parent(conn: &mut Conn, id: Option<CategoryId>) -> Result<Option<Category>> {
    let Some(id) = id else { return Ok(None) };
    let found = queries::find(conn, id)?;
    found.map(Some).ok_or_else(|| at_parent(FieldCode::UnknownReference, "There is no such category."))
}

fn check_move(conn: &mut Conn, current: &Category, parent: Option<&Category>, path: &str) -> Result<()> {
    if parent.is_some_and(|parent| path::is_within(&parent.path, &current.path)) {
        return Err(Error::new(
            ErrorKind::WouldLoop,
            "A category cannot be moved beneath itself or one of its descendants.",
        ));
    }
    let (old, new) = (path::depth(&current.path), path::depth(path));
    // As deep as something in the subtree may be now to fit after the move, and one more.
    let too_much = (LEVELS + old).saturating_sub(new);
    if new >= LEVELS || tree::reaches(conn, &current.path, too_much)? {
        return Err(too_deep());
    }
    Ok(())
}

fn too_deep() -> Error {
    at_parent(FieldCode::Rule, "The tree would become too deep.")
}

fn at_parent(code: FieldCode, detail: &str) -> Error {
    let expected = format!("the id of a category, with at most {LEVELS} levels in the tree, or null");
    Error::invalid(vec![FieldError::pointer("/parent_id", code, detail).expected(expected)])
}
