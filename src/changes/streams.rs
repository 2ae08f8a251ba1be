//! How many may follow the log at a time.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, SemaphorePermit};

use crate::error::{Error, ErrorKind, Result};

/// Streams that read the database at the same time: those who come back together must not take every connection.
const READING: usize = 4;
/// When somebody who found no room is to come back, in seconds.
const COME_BACK: u32 = 5;

/// Room for those who listen. Cheap to clone.
#[derive(Clone)]
pub struct Streams {
    open: Arc<Semaphore>,
    reading: Arc<Semaphore>,
}

impl Streams {
    pub fn new(most: usize) -> Self {
        Streams { open: Arc::new(Semaphore::new(most)), reading: Arc::new(Semaphore::new(READING)) }
    }

    /// A place, held for as long as somebody listens or waits.
    ///
    /// # Errors
    /// 503 when all are taken.
    pub fn enter(&self) -> Result<OwnedSemaphorePermit> {
        Arc::clone(&self.open).try_acquire_owned().map_err(|_| {
            Error::new(ErrorKind::Unavailable, "Too many clients follow the log. Come back later.")
                .retry_after(COME_BACK)
        })
    }

    /// A turn to read the database.
    ///
    /// # Errors
    /// Never while the process runs.
    pub async fn turn(&self) -> Result<SemaphorePermit<'_>> {
        self.reading.acquire().await.map_err(Error::internal)
    }
}
