//! Looking after the queue by hand: `griot jobs`.

use super::model::{Job, JobId};
use super::queries;
use crate::db::{Db, Deed};
use crate::error::{Error, Result};

/// What is running, waiting and dead.
///
/// # Errors
/// When the database cannot answer.
pub async fn list(db: &Db) -> Result<Vec<Job>> {
    db.read(|conn| Ok(queries::list(conn)?)).await
}

/// Makes one job due at once, or every dead one; failed tries are forgiven. Tells how many.
///
/// # Errors
/// When there is no such job.
pub async fn retry(db: &Db, id: Option<JobId>) -> Result<usize> {
    db.write(move |tx| {
        let jobs = queries::to_retry(tx, id)?;
        if id.is_some() && jobs.is_empty() {
            return Err(Error::not_found("job"));
        }
        let now = tx.now();
        for job in &jobs {
            queries::ask(tx, &job.kind, &job.key, now)?;
            tx.audit(Deed::done("job", job.id.0).with("retried", format!("{} {}", job.kind, job.key)));
        }
        Ok(jobs.len())
    })
    .await
}
