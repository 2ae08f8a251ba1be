//! The one door through which a handler writes.
//!
//! A request is one transaction: what it does and, when it came with a key, the reply it will be given again. Nothing
//! else of `routes` begins one; a test reads that.

use std::convert::Infallible;

use actix_web::HttpResponse;

use super::problem::Problem;
use super::reply::{Asked, Reply};
use crate::db::{Db, Tx};
use crate::error::{Error, Result};

/// What came of a transaction that may have found, and not failed, that it must do nothing.
pub(super) enum Judged<V, R> {
    Fits(R),
    /// Nothing was done; this is what is there.
    Refused {
        error: Error,
        current: V,
    },
}

impl Asked {
    /// Runs `work` as one transaction and answers with what it came to. `work` may run more than once, see
    /// [`Db::write`].
    ///
    /// # Errors
    /// What `work` and `answer` fail with. With a key, also 422 when it came with another request and 409 when the same
    /// is being answered.
    pub async fn write<R: Send + 'static>(
        &self,
        db: &Db,
        mut work: impl FnMut(&mut Tx<'_>) -> Result<R> + Send + 'static,
        answer: impl Fn(&Asked, R) -> Result<Reply> + Send + 'static,
    ) -> Result<HttpResponse, Problem> {
        let work = move |tx: &mut Tx<'_>| work(tx).map(Judged::<Infallible, R>::Fits);
        match self.judge(db, work, answer).await? {
            Judged::Fits(reply) => Ok(reply.into()),
            Judged::Refused { error, .. } => Err(error.into()),
        }
    }

    /// The same for work that judges first.
    pub(super) async fn judge<V: Send + 'static, R: Send + 'static>(
        &self,
        db: &Db,
        mut work: impl FnMut(&mut Tx<'_>) -> Result<Judged<V, R>> + Send + 'static,
        answer: impl Fn(&Asked, R) -> Result<Reply> + Send + 'static,
    ) -> Result<Judged<V, Reply>> {
        let Some(repeat) = self.repeat().cloned() else {
            // Written out where it keeps nobody from writing.
            return db.write(work).await?.answered(|done| answer(self, done));
        };
        let asked = self.clone();
        let once = move |tx: &mut Tx<'_>| {
            // Another node may have been faster, or a request that nobody waited for any more.
            if let Some(kept) = repeat.claim(tx)? {
                return Reply::replay(kept).map(Judged::Fits);
            }
            work(tx)?.answered(|done| {
                let reply = answer(&asked, done)?;
                repeat.keep(tx, &reply.kept()?)?;
                Ok(reply)
            })
        };
        db.write(once).await
    }
}

impl<V, R> Judged<V, R> {
    fn answered(self, answer: impl FnOnce(R) -> Result<Reply>) -> Result<Judged<V, Reply>> {
        match self {
            Judged::Fits(done) => answer(done).map(Judged::Fits),
            Judged::Refused { error, current } => Ok(Judged::Refused { error, current }),
        }
    }
}
