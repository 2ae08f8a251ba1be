//! Making links, taking them away, and what one shows.

use chrono::TimeDelta;

use super::model::{PreviewId, PreviewLink, PreviewToken};
use super::queries;
use crate::articles::{self, Access, ArticleId, Kind, Working, access};
use crate::auth::{PreviewTokens, Principal, Role};
use crate::clock::Timestamp;
use crate::corrections::{self, Correction};
use crate::db::page::{PageRequest, Paged, Position, SortKey};
use crate::db::{Conn, Deed, Tx, at_least, retry_lost_reference};
use crate::error::{Error, ErrorKind, FieldCode, FieldError, Result};
use crate::slugs;
use crate::text::slug::IdOrSlug;
use crate::workflow::Status;

/// Makes a link. Whoever may read the working copy may.
///
/// # Errors
/// 409 while it is withdrawn, 422 for a revision that is not there.
pub(super) fn create(
    tx: &mut Tx<'_>,
    by: &Principal,
    kind: Kind,
    name: &IdOrSlug,
    lasts: TimeDelta,
    revision: Option<i32>,
) -> Result<PreviewLink> {
    // A retraction takes all links away: none must slip in behind it.
    let working = articles::claim(tx, kind, name)?;
    let (id, now) = (working.article.id, tx.now());
    access(by, &working, Access::Read)?;
    if working.status == Status::Retracted {
        let detail = format!("While the {kind} is withdrawn, links to it show nothing but that.");
        let member = format!("{kind}_status");
        return Err(Error::new(ErrorKind::IllegalTransition, detail).with(&member, working.status.as_str()));
    }
    if let Some(number) = revision
        && articles::revision(tx, id, number)?.is_none()
    {
        let detail = format!("There is no revision {number}.");
        let fault = FieldError::pointer("/revision", FieldCode::UnknownReference, detail);
        return Err(Error::invalid(vec![fault]));
    }
    queries::sweep(tx, id, now)?;
    let link = PreviewId(tx.next_id());
    queries::insert(tx, link, id, revision, now.plus(lasts), by.user, now).map_err(retry_lost_reference)?;
    tx.audit(deed(link, id));
    queries::find(tx, id, link, now)?.ok_or_else(|| Error::new(ErrorKind::Retry, ""))
}

fn deed(link: PreviewId, article: ArticleId) -> Deed {
    Deed::done("preview_link", link.0).with("article", article.to_string())
}

/// A page of the links that have not expired.
///
/// # Errors
/// 404 for a working copy the caller may not read.
pub(super) fn list(
    conn: &mut Conn,
    by: &Principal,
    kind: Kind,
    name: &IdOrSlug,
    page: &PageRequest,
    count: bool,
    now: Timestamp,
) -> Result<(Paged<PreviewLink>, Option<i64>)> {
    let now = at_least(conn, now)?;
    let id = articles::head(conn, kind, by, name)?.id;
    let rows = queries::list(conn, id, page, now)?;
    let paged = Paged::new(rows, page, |link| Position { key: link.created_at.write(), id: link.id.0 });
    let total = if count { Some(queries::count(conn, id, now)?) } else { None };
    Ok((paged, total))
}

/// # Errors
/// 404 when there is no such link, or the caller may not read what it shows.
pub(super) fn find(
    conn: &mut Conn,
    by: &Principal,
    kind: Kind,
    name: &IdOrSlug,
    link: PreviewId,
    now: Timestamp,
) -> Result<PreviewLink> {
    let now = at_least(conn, now)?;
    let id = articles::head(conn, kind, by, name)?.id;
    queries::find(conn, id, link, now)?.ok_or_else(|| Error::not_found("preview link"))
}

/// Takes a link away, for good.
///
/// # Errors
/// As [`find`]; 403 for the link of another, unless an editor takes it away.
pub(super) fn revoke(
    tx: &mut Tx<'_>,
    by: &Principal,
    kind: Kind,
    name: &IdOrSlug,
    link: PreviewId,
) -> Result<()> {
    let now = tx.now();
    let found = find(tx, by, kind, name, link, now)?;
    if !by.owns(found.maker.id) {
        kind.permit_breaking_in(by)?;
    }
    tx.audit(deed(link, found.article));
    Ok(queries::delete(tx, link)?)
}

/// What a token shows under a name, with the corrections readers know of. Whatever is wrong with it is told in the
/// same words, whether or not there is anything under that name.
///
/// # Errors
/// 404 for a token that does not count here; 410 with the notice while the article is withdrawn, which is public.
pub fn show(
    conn: &mut Conn,
    tokens: &PreviewTokens,
    kind: Kind,
    name: &IdOrSlug,
    token: &PreviewToken,
    now: Timestamp,
) -> Result<(Working, Vec<Correction>)> {
    let claim = tokens.read(&token.0).ok_or_else(invalid)?;
    let id = ArticleId(claim.article);
    // By a former address, too: what is withdrawn says so at all of them.
    let now_there = slugs::resolve(conn, kind.resource(), name);
    if now_there.or_else(|_| slugs::lead(conn, kind.resource(), name)).map_err(hide)? != id.0 {
        return Err(invalid());
    }
    let now = at_least(conn, now)?;
    let working = articles::find_anywhere(conn, kind, id, now).map_err(hide)?;
    if let Some(notice) = &working.retraction_notice {
        let detail = format!("The {kind} was withdrawn by its editors.");
        return Err(Error::new(ErrorKind::Retracted, detail).with("notice", notice.clone()));
    }
    let link = queries::find(conn, id, PreviewId(claim.link), now)?.ok_or_else(invalid)?;
    let role: Role = link.maker.role.parse().map_err(|fault: String| Error::internal(fault))?;
    let counts = link.expires_at == claim.expires_at
        && link.maker.suspended_at.is_none()
        && working.article.trashed_at.is_none()
        && working.article.is_readable_to(link.maker.id, role);
    if !counts {
        return Err(invalid());
    }
    let shown = match link.revision {
        Some(number) => articles::at_revision(conn, working, number)?.ok_or_else(invalid)?,
        None => working,
    };
    Ok((shown, corrections::of(conn, &[id], now)?))
}

fn invalid() -> Error {
    Error::new(ErrorKind::PreviewInvalid, "This preview link shows nothing, or nothing any more.")
}

/// What is not there is no business of whoever holds a token that is good elsewhere.
fn hide(error: Error) -> Error {
    if error.kind() == ErrorKind::NotFound { invalid() } else { error }
}
