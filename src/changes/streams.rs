//! How many may follow the log at a time.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, SemaphorePermit};

use crate::error::{Error, ErrorKind, Result};

/// Streams that read the database at the same time: those who come back together must not take every connection.
const READING: usize = 4;
/// When somebody who found no room is to come back, in seconds.
const COME_BACK: u32 = 5;
/// One place in so many is for those who are signed in: the public may not take them all.
const RESERVED: usize = 10;

/// Room for those who listen. Cheap to clone.
#[derive(Clone)]
pub struct Streams {
    open: Arc<Semaphore>,
    public: Arc<Semaphore>,
    reading: Arc<Semaphore>,
}

/// Held for as long as somebody listens or waits.
pub struct Place {
    _open: OwnedSemaphorePermit,
    _public: Option<OwnedSemaphorePermit>,
}

impl Streams {
    pub fn new(most: usize) -> Self {
        let semaphore = |places| Arc::new(Semaphore::new(places));
        Streams {
            open: semaphore(most),
            public: semaphore(most - most / RESERVED),
            reading: semaphore(READING),
        }
    }

    /// A place.
    ///
    /// # Errors
    /// 503 when all are taken.
    pub fn enter(&self, signed_in: bool) -> Result<Place> {
        let take = |places: &Arc<Semaphore>| {
            Arc::clone(places).try_acquire_owned().map_err(|_| {
                Error::new(ErrorKind::Unavailable, "Too many clients follow the log. Come back later.")
                    .retry_after(COME_BACK)
            })
        };
        let public = if signed_in { None } else { Some(take(&self.public)?) };
        Ok(Place { _open: take(&self.open)?, _public: public })
    }

    /// A turn to read the database.
    ///
    /// # Errors
    /// Never while the process runs.
    pub async fn turn(&self) -> Result<SemaphorePermit<'_>> {
        self.reading.acquire().await.map_err(Error::internal)
    }
}
