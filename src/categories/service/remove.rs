//! Removing a category, and handing over what is in it.

use super::super::model::{Category, CategoryId, Named};
use super::super::path;
use super::super::queries::{self, translations, uses};
use super::above;
use super::write::refound;
use crate::auth::UserId;
use crate::db::{Conn, Tx, is_reference_violation};
use crate::error::{Error, ErrorKind, FieldCode, FieldError, Result};
use crate::events::{Event, EventType};
use crate::search::{self, Name, NameKind};
use crate::slugs::{self, Resource};

/// Removes a category that was found to be written. What is in it goes to `heir`; what is below it
/// never does.
///
/// # Errors
/// 422 when there is no such heir; 409 when it is the category itself or below it; 409 when there
/// are children, or articles or menus and no heir, with how many.
pub fn delete(tx: &mut Tx<'_>, by: UserId, current: &Category, heir: Option<&Named>) -> Result<()> {
    let heir = heir.map(|name| find_heir(tx, current, name)).transpose()?;
    let uses = uses::uses(tx, current.id)?;
    let empty = uses.articles + uses.published_articles + uses.menus == 0;
    if uses.children > 0 || (heir.is_none() && !empty) {
        return Err(in_use(uses));
    }
    if let Some(heir) = heir.as_ref().filter(|_| !empty) {
        hand_over(tx, current, heir)?;
    }
    slugs::release(tx, Resource::Category, current.id.0)?;
    translations::leave_original(tx, current.id)?;
    match queries::delete(tx, current) {
        Ok(true) => {}
        Ok(false) => return Err(Error::new(ErrorKind::Retry, "")),
        // An article came in between; a second run sees it.
        Err(fault) if is_reference_violation(&fault) => return Err(Error::new(ErrorKind::Retry, "")),
        Err(fault) => return Err(fault.into()),
    }
    match &heir {
        Some(heir) => search::merge_names(
            tx,
            NameKind::Category,
            current.id.0,
            heir.id.0,
            Name { text: &heir.name, locale: Some(&heir.locale) },
        )?,
        None => search::forget_name(tx, current.id.0)?,
    }
    let mut event = Event::new(EventType::CategoryDeleted, current.id.0, Some(by))
        .with("slug", current.slug.clone())
        .with("path", current.path.clone());
    if let Some(heir) = heir {
        event = event.with("reassigned_to", heir.id.to_string());
    }
    event.emit(tx);
    Ok(())
}

/// The category has no children: all that is in it is directly in it.
fn hand_over(tx: &mut Tx<'_>, current: &Category, heir: &Category) -> Result<()> {
    let before = above(tx, current.id)?;
    let after = above(tx, heir.id)?;
    uses::reassign_articles(tx, current.id, heir.id)?;
    uses::reassign_publications(tx, current.id, heir.id)?;
    uses::reassign_menus(tx, current.id, heir.id)?;
    // What stands in the heir itself is there in its own right by now.
    let lost: Vec<CategoryId> = before.iter().filter(|id| **id != heir.id).copied().collect();
    refound(tx, &heir.path, &lost, &after)
}

fn find_heir(conn: &mut Conn, current: &Category, name: &Named) -> Result<Category> {
    let id = match name {
        Named::Id(id) => Some(*id),
        Named::Slug(slug) => slugs::find(conn, Resource::Category, slug)?.map(CategoryId),
    };
    let found = id.map(|id| queries::find(conn, id)).transpose()?.flatten();
    // A former slug is good for a redirect, not for deciding where articles go.
    let found = found.filter(|heir| !matches!(name, Named::Slug(slug) if *slug != heir.slug));
    let heir = found.ok_or_else(|| {
        Error::conflicting_parameters(vec![
            FieldError::parameter("reassign_to", FieldCode::UnknownReference, "There is no such category.")
                .expected("the id or the current slug of a category"),
        ])
    })?;
    if path::is_within(&heir.path, &current.path) {
        return Err(Error::new(
            ErrorKind::WouldLoop,
            "What is in a category cannot be reassigned to itself or to one of its descendants.",
        ));
    }
    Ok(heir)
}

fn in_use(uses: uses::Uses) -> Error {
    let uses::Uses { children, articles, published_articles, menus } = uses;
    let detail = if children > 0 {
        "There are categories below this one. Move or remove them first."
    } else {
        "There are articles in this category, or menus that point to it. Change them first, or name another category with `reassign_to`."
    };
    Error::new(ErrorKind::InUse, detail).with(
        "used_by",
        serde_json::json!({
            "children": children, "articles": articles, "published_articles": published_articles, "menus": menus,
        }),
    )
}
