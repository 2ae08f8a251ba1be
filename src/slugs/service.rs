//! Reserving, taking over, going live and letting go.

use uuid::Uuid;

use super::queries::{self, Holding, TargetId};
use crate::db::{Conn, NamedLock, Tx, is_unique_violation};
use crate::error::{Error, ErrorKind, FieldCode, FieldError, Result};
use crate::text::slug::{IdOrSlug, numbered, slugify};

/// Whose slugs: each kind of thing has a space of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resource {
    Article,
    Author,
    Category,
    Page,
    Series,
    Tag,
}

impl Resource {
    fn as_str(self) -> &'static str {
        match self {
            Resource::Article => "article",
            Resource::Author => "author",
            Resource::Category => "category",
            Resource::Page => "page",
            Resource::Series => "series",
            Resource::Tag => "tag",
        }
    }
}

/// What the writer asked for.
#[derive(Clone, Copy, Debug)]
pub enum Wish<'a> {
    /// This one and no other.
    Given(&'a str),
    /// One made from a title, numbered when it is taken.
    From(&'a str),
}

/// Reserves a slug for a new thing. It is live at once for what is public at once.
///
/// # Errors
/// [`ErrorKind::SlugTaken`] when a given one is held by another.
pub fn claim(
    tx: &mut Tx<'_>,
    resource: Resource,
    target: Uuid,
    wish: Wish<'_>,
    live: bool,
) -> Result<String> {
    let slug = match wish {
        Wish::Given(slug) => slug.to_owned(),
        Wish::From(title) => {
            let base = slugify(title).unwrap_or_else(|| resource.as_str().to_owned());
            // Many with one title at once: each would find the same number free, and all but one lose.
            if queries::find(tx, resource.as_str(), &base)?.is_some() {
                tx.lock(NamedLock::SlugNumbers)?;
            }
            free(tx, resource, &base)?
        }
    };
    let state = if live { "live" } else { "working" };
    let target = TargetId(target);
    match queries::find(tx, resource.as_str(), &slug)? {
        None => queries::insert(tx, resource.as_str(), &slug, target, state).map_err(|fault| {
            match (is_unique_violation(&fault), wish) {
                (true, Wish::Given(_)) => taken(&slug),
                // Somebody with the same title was faster: the next number is still free.
                (true, Wish::From(_)) => lost(),
                (false, _) => fault.into(),
            }
        })?,
        Some(held) if held.target == target && held.state != "past" => {}
        // One's own past slug, too: reserved from here on, and redirecting until it is live again.
        Some(held) if held.state == "past" => {
            let past_target = (!live).then_some(held.target);
            hand_over(tx, resource, &slug, &held, Holding { target, state: state.to_owned(), past_target })?;
        }
        Some(_) => match wish {
            Wish::Given(_) => return Err(taken(&slug)),
            // It was free a moment ago: PostgreSQL shows what others commit meanwhile.
            Wish::From(_) => return Err(lost()),
        },
    }
    Ok(slug)
}

/// The slug changes hands if nobody was faster; otherwise a second run sees who holds it.
fn hand_over(conn: &mut Conn, resource: Resource, slug: &str, seen: &Holding, to: Holding) -> Result<()> {
    if queries::hand_over(conn, resource.as_str(), slug, seen, &to)? { Ok(()) } else { Err(lost()) }
}

fn lost() -> Error {
    Error::new(ErrorKind::Retry, "")
}

/// Moves a thing from one slug to another. A slug that was never public is let go; one that was
/// keeps redirecting.
///
/// # Errors
/// As [`claim`].
pub fn rename(
    tx: &mut Tx<'_>,
    resource: Resource,
    target: Uuid,
    old: &str,
    new: &str,
    live: bool,
) -> Result<()> {
    if old == new {
        return Ok(());
    }
    let slug = claim(tx, resource, target, Wish::Given(new), live)?;
    if live {
        return go_live(tx, resource, target, &slug);
    }
    let target = TargetId(target);
    let held = queries::find(tx, resource.as_str(), old)?;
    match held.filter(|held| held.target == target && held.state == "working") {
        Some(held) => let_go(tx, resource, old, &held),
        None => Ok(()),
    }
}

/// Gives a slug that is reserved back to who had it in public, or to nobody.
fn let_go(conn: &mut Conn, resource: Resource, slug: &str, held: &Holding) -> Result<()> {
    if let Some(past) = held.past_target {
        let back = Holding { target: past, state: "past".to_owned(), past_target: None };
        return hand_over(conn, resource, slug, held, back);
    }
    let gone = queries::delete_working(conn, resource.as_str(), slug, held.target)?;
    if gone { Ok(()) } else { Err(lost()) }
}

/// The slug is public from now on; the one before it becomes a redirect.
///
/// # Errors
/// [`ErrorKind::Retry`] when it is no longer the target's: somebody renamed it in between.
pub fn go_live(tx: &mut Tx<'_>, resource: Resource, target: Uuid, slug: &str) -> Result<()> {
    retire(tx, resource, target, &[slug])?;
    let held = queries::go_live(tx, resource.as_str(), slug, TargetId(target))?;
    if held { Ok(()) } else { Err(lost()) }
}

/// Only these are public or will be; the others redirect from now on.
///
/// # Errors
/// When the database cannot.
pub fn retire(tx: &mut Tx<'_>, resource: Resource, target: Uuid, except: &[&str]) -> Result<()> {
    Ok(queries::retire_live(tx, resource.as_str(), TargetId(target), except)?)
}

/// The slug will be public: nobody else may have it from now on. Those before it go on meanwhile.
///
/// # Errors
/// As [`go_live`].
pub fn plan(tx: &mut Tx<'_>, resource: Resource, target: Uuid, slug: &str) -> Result<()> {
    if queries::go_live(tx, resource.as_str(), slug, TargetId(target))? { Ok(()) } else { Err(lost()) }
}

/// The slug will not be public after all. It stays reserved if the working copy has it, and goes on
/// redirecting if it was public before.
///
/// # Errors
/// When the database cannot.
pub fn unplan(
    tx: &mut Tx<'_>,
    resource: Resource,
    target: Uuid,
    slug: &str,
    is_current: bool,
    was_public: bool,
) -> Result<()> {
    let target = TargetId(target);
    let Some(held) = queries::find(tx, resource.as_str(), slug)?.filter(|held| held.target == target) else {
        return Ok(());
    };
    let past_target = (is_current && was_public).then_some(target);
    let state = match (is_current, was_public) {
        (true, _) => "working",
        (false, true) => "past",
        (false, false) => {
            queries::delete(tx, resource.as_str(), slug)?;
            return Ok(());
        }
    };
    hand_over(tx, resource, slug, &held, Holding { target, state: state.to_owned(), past_target })
}

/// Lets go of everything a thing that is gone held.
///
/// # Errors
/// When the database cannot.
pub fn release(tx: &mut Tx<'_>, resource: Resource, target: Uuid) -> Result<()> {
    Ok(queries::delete_all(tx, resource.as_str(), TargetId(target))?)
}

/// Lets go of what a thing that is gone held and the public never knew. What was `public` stays as a former
/// slug of nobody's: none that is made from a title takes its place, and who takes it over says so.
///
/// # Errors
/// [`ErrorKind::Retry`] when somebody takes one over meanwhile.
pub fn bury(tx: &mut Tx<'_>, resource: Resource, target: Uuid, public: &[String]) -> Result<()> {
    let target = TargetId(target);
    for (slug, held) in queries::held_by(tx, resource.as_str(), target)? {
        if public.contains(&slug) {
            let past = Holding { target, state: "past".to_owned(), past_target: None };
            hand_over(tx, resource, &slug, &held, past)?;
        } else if held.state == "working" {
            let_go(tx, resource, &slug, &held)?;
        } else {
            queries::delete(tx, resource.as_str(), &slug)?;
        }
    }
    Ok(())
}

/// Every address of a thing that is gone leads to its heir from now on.
///
/// # Errors
/// When the database cannot.
pub fn bequeath(tx: &mut Tx<'_>, resource: Resource, target: Uuid, heir: Uuid) -> Result<()> {
    Ok(queries::bequeath(tx, resource.as_str(), TargetId(target), TargetId(heir))?)
}

/// Whose public address this is or was.
///
/// # Errors
/// When the database cannot answer.
pub fn find(conn: &mut Conn, resource: Resource, slug: &str) -> Result<Option<Uuid>> {
    Ok(queries::find(conn, resource.as_str(), slug)?.and_then(in_public))
}

/// Whose public addresses these are or were, among these kinds of things.
///
/// # Errors
/// When the database cannot answer.
pub fn find_many(
    conn: &mut Conn,
    resources: &[Resource],
    slugs: &[String],
) -> Result<Vec<(Resource, String, Uuid)>> {
    let names: Vec<&str> = resources.iter().map(|resource| resource.as_str()).collect();
    let held = queries::find_many(conn, &names, slugs)?;
    let of = |name: &str| resources.iter().copied().find(|resource| resource.as_str() == name);
    Ok(held.into_iter().filter_map(|(name, slug, held)| Some((of(&name)?, slug, in_public(held)?))).collect())
}

fn in_public(held: Holding) -> Option<Uuid> {
    match held.state.as_str() {
        "working" => held.past_target.map(|past| past.0),
        _ => Some(held.target.0),
    }
}

/// What a name in a public path leads to.
#[derive(Clone, Debug)]
pub enum Found<T> {
    Here(T),
    /// The slug is a former one; this is the one now.
    Moved(String),
}

impl<T> Found<T> {
    /// `thing` was looked for under `name` and is called `current`.
    pub fn new(thing: T, name: &IdOrSlug, current: &str) -> Self {
        match name {
            IdOrSlug::Slug(slug) if slug != current => Found::Moved(current.to_owned()),
            _ => Found::Here(thing),
        }
    }
}

/// The id behind a name in a public path: an id, a slug or a former slug. Whether there is such a
/// thing, and whether it is public, the caller sees when it reads it.
///
/// # Errors
/// 404 when nobody ever held the slug in public.
pub fn lead(conn: &mut Conn, resource: Resource, name: &IdOrSlug) -> Result<Uuid> {
    match name {
        IdOrSlug::Id(id) => Ok(*id),
        IdOrSlug::Slug(slug) => {
            find(conn, resource, slug)?.ok_or_else(|| Error::not_found(resource.as_str()))
        }
    }
}

/// The id behind a name in a path that is written to: the holder of a current slug, public or not.
/// An id is itself, whether or not there is such a thing. Former slugs do not count, because a
/// write cannot be redirected.
///
/// # Errors
/// 404 when nobody holds the slug.
pub fn resolve(conn: &mut Conn, resource: Resource, name: &IdOrSlug) -> Result<Uuid> {
    match name {
        IdOrSlug::Id(id) => Ok(*id),
        IdOrSlug::Slug(slug) => queries::find(conn, resource.as_str(), slug)?
            .filter(|held| held.state != "past")
            .map(|held| held.target.0)
            .ok_or_else(|| Error::not_found(resource.as_str())),
    }
}

/// A free slug: the base itself, or the base with a number found by doubling and halving, so that
/// the thousandth « Météo du jour » costs twenty look-ups and not a thousand.
fn free(conn: &mut Conn, resource: Resource, base: &str) -> Result<String> {
    let mut taken = |slug: &str| queries::find(conn, resource.as_str(), slug).map(|held| held.is_some());
    if !taken(base)? {
        return Ok(base.to_owned());
    }
    let mut low = 1u32;
    let mut high = 2u32;
    while taken(&numbered(base, high))? {
        low = high;
        high = high.saturating_mul(2);
    }
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if taken(&numbered(base, middle))? { low = middle } else { high = middle }
    }
    Ok(numbered(base, high))
}

fn taken(slug: &str) -> Error {
    Error::new(
        ErrorKind::SlugTaken,
        format!("The slug `{slug}` belongs to another. Choose another, or leave it out."),
    )
    .with("slug", slug)
}

/// The fault of a slug that is not one.
pub fn malformed(pointer: &str) -> FieldError {
    FieldError::pointer(pointer, FieldCode::Format, "This is not a slug.")
        .expected("1 to 80 characters a-z, 0-9 and single hyphens between them; not a UUID")
}
