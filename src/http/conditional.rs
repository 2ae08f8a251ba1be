//! Conditional writes: find, compare the version, change; all in one transaction.
//!
//! A room says what its things are called and what their replies look like ([`Versioned`]); the
//! order of the checks and what a loser is told are the same for all of them.

use actix_web::HttpResponse;
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use super::extract::{IfMatch, PutCondition};
use super::problem::Problem;
use super::reply::{Asked, Reply};
use super::write::Judged;
use crate::db::{Conn, Db, Tx};
use crate::error::{Error, ErrorKind, Result};
use crate::events::{self, LastChange};

/// What is written with `If-Match`, as the database has it.
pub trait Versioned: Send + Sized + 'static {
    /// What a write answers with.
    type Reply: Serialize;

    /// What the content log calls it.
    fn id(&self) -> Uuid;

    fn version(&self) -> i64;

    /// The number of what was saved last, of things whose past is kept.
    fn revision(&self) -> Option<i32> {
        None
    }

    /// # Errors
    /// When something stored cannot be read.
    fn reply(self) -> Result<Self::Reply>;
}

impl IfMatch {
    /// Changes what `find` finds, if the caller's version is the current one, and answers with what that came to.
    ///
    /// # Errors
    /// 412 or 428 with the current tag; what `find` and `work` refuse; the rest as [`Asked::write`].
    pub async fn write<V: Versioned, R: Send + 'static>(
        self,
        db: &Db,
        asked: &Asked,
        find: impl Fn(&mut Tx<'_>) -> Result<V> + Send + 'static,
        work: impl Fn(&mut Tx<'_>, &V) -> Result<R> + Send + 'static,
        answer: impl Fn(&Asked, R) -> Result<Reply> + Send + 'static,
    ) -> Result<HttpResponse, Problem> {
        let judge = move |tx: &mut Tx<'_>| {
            let current = self.found(find(tx))?;
            match self.check(current.version()) {
                Ok(()) => work(tx, &current).map(Judged::Fits),
                Err(error) => refused(tx, error, current),
            }
        };
        asked.judge(db, judge, answer).await?.or_tell(asked).map(Into::into)
    }

    /// What `find` finds, if the caller's version is the current one: for work that must be done
    /// before a transaction begins.
    ///
    /// # Errors
    /// As [`IfMatch::write`].
    pub async fn read<V: Versioned>(
        self,
        db: &Db,
        asked: &Asked,
        find: impl FnOnce(&mut Conn) -> Result<V> + Send + 'static,
    ) -> Result<V, Problem> {
        let judged = db.read(move |conn| {
            let current = self.found(find(conn))?;
            match self.check(current.version()) {
                Ok(()) => Ok(Judged::Fits(current)),
                Err(error) => refused(conn, error, current),
            }
        });
        judged.await?.or_tell(asked)
    }
}

/// What a PUT came to.
pub enum Put<R> {
    Made(R),
    Replaced(R),
}

impl PutCondition {
    /// Makes what `find` does not find, or replaces what it finds, as the caller said.
    ///
    /// # Errors
    /// 412 when something is there that should not be; the rest as [`IfMatch::write`].
    pub async fn write<V: Versioned, R: Send + 'static>(
        self,
        db: &Db,
        asked: &Asked,
        find: impl Fn(&mut Tx<'_>) -> Result<V> + Send + 'static,
        make: impl Fn(&mut Tx<'_>) -> Result<R> + Send + 'static,
        replace: impl Fn(&mut Tx<'_>, &V) -> Result<R> + Send + 'static,
        answer: impl Fn(&Asked, Put<R>) -> Result<Reply> + Send + 'static,
    ) -> Result<HttpResponse, Problem> {
        let make = match self {
            PutCondition::Over(if_match) => {
                let absent = if_match == IfMatch::Absent;
                let find = move |tx: &mut Tx<'_>| if absent { something(find(tx)) } else { find(tx) };
                let replaced = move |asked: &Asked, now| answer(asked, Put::Replaced(now));
                return if_match.write(db, asked, find, replace, replaced).await;
            }
            PutCondition::New => move |tx: &mut Tx<'_>| match find(tx) {
                Ok(current) => {
                    let error = Error::new(
                        ErrorKind::Stale,
                        "`If-None-Match: *` asks for nothing to be there, and something is.",
                    );
                    refused(tx, error.with("current_version", current.version()), current)
                }
                Err(error) if error.kind() == ErrorKind::NotFound => {
                    make(tx).map(Judged::Fits).map_err(|error| match error.kind() {
                        // Somebody made it in between; a second run finds it.
                        ErrorKind::SlugTaken => Error::new(ErrorKind::Retry, ""),
                        _ => error,
                    })
                }
                Err(error) => Err(error),
            },
        };
        let made = move |asked: &Asked, new| answer(asked, Put::Made(new));
        asked.judge(db, make, made).await?.or_tell(asked).map(Into::into)
    }
}

/// Where a PUT can make what is not there, its absence is no reason to answer 404.
fn something<V>(found: Result<V>) -> Result<V> {
    found.map_err(|error| match error.kind() {
        ErrorKind::NotFound => Error::new(
            ErrorKind::MissingPrecondition,
            "There is nothing here yet. Send `If-None-Match: *` to make it.",
        ),
        _ => error,
    })
}

/// Whoever holds an old version is told who changed it since, when, and with which revision.
fn refused<V: Versioned, R>(conn: &mut Conn, error: Error, current: V) -> Result<Judged<V, R>> {
    let last = if error.kind() == ErrorKind::Stale { events::last_change(conn, current.id())? } else { None };
    let error = match last {
        Some(LastChange { by, at }) => error
            .with("changed_by", by.map(|user| json!({ "id": user.id.0, "name": user.name })))
            .with("changed_at", at.to_string()),
        None => error,
    };
    let error = match current.revision() {
        Some(revision) if error.kind() == ErrorKind::Stale => error.with("current_revision", revision),
        _ => error,
    };
    Ok(Judged::Refused { error, current })
}

impl<V: Versioned, R> Judged<V, R> {
    fn or_tell(self, asked: &Asked) -> Result<R, Problem> {
        match self {
            Judged::Fits(done) => Ok(done),
            Judged::Refused { error, current } => {
                let version = current.version();
                Err(Problem::from(error).with_current(asked.tag(&current.reply()?, version)?))
            }
        }
    }
}

impl Asked {
    /// The answer to an accepted write: what is there now.
    ///
    /// # Errors
    /// When something stored cannot be read.
    pub fn saved(&self, now: impl Versioned) -> Result<Reply> {
        let version = now.version();
        self.written(&now.reply()?, version)
    }

    /// The answer to a POST that made something in a collection such as `/api/v1/authors`.
    ///
    /// # Errors
    /// As [`Asked::saved`].
    pub fn made(&self, collection: &str, new: impl Versioned) -> Result<Reply> {
        let (version, location) = (new.version(), format!("{collection}/{}", new.id()));
        self.created(&new.reply()?, version, &location)
    }
}
