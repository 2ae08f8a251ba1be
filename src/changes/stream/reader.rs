//! One client's place in the log. Nothing is prepared for it before it asks for more: what is live comes from the
//! process's one follower, what is older from the database, a page at a time. So a slow client keeps nothing
//! waiting and nothing in memory; it falls behind, and reads on from where it is.

use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_web::web::{Bytes, Data};
use tokio::sync::broadcast::error::TryRecvError;
use tokio::sync::{broadcast, watch};

use super::super::service::{self, Sight};
use super::super::streams::Place;
use super::super::views::{Change, LogEntry};
use super::frame::Frames;
use super::{After, begin};
use crate::app::AppState;
use crate::auth::{self, SessionId, UserId};
use crate::clock::Timestamp;
use crate::error::Result as Outcome;
use crate::events::{self, Entry, EventType, Heard, Newest, Numbers, Span, WINDOW};
use crate::http::problem::Result;

/// How soon a client is to connect again, in milliseconds.
const RETRY: u32 = 2_000;
/// Entries of one read.
const PAGE: i64 = 200;
/// How long what the follower read may be passed on: what may be said of a thing can change.
const FRESH: Duration = Duration::from_secs(1);
/// How long the check of a session counts.
const TRUSTED: chrono::TimeDelta = chrono::TimeDelta::seconds(1);

/// Who listens.
#[derive(Clone, Debug)]
pub enum Audience {
    Public,
    /// Until the access token ends, in seconds since 1970.
    Staff {
        sight: Sight,
        user: UserId,
        session: SessionId,
        until: Option<i64>,
    },
}

impl Audience {
    fn numbers(&self) -> Numbers {
        match self {
            Audience::Public => Numbers::Public,
            Audience::Staff { .. } => Numbers::All,
        }
    }
}

pub struct Reader {
    app: Data<AppState>,
    audience: Audience,
    types: Vec<EventType>,
    /// All up to here was looked at.
    position: i64,
    /// The number the client knows.
    told: i64,
    /// Whether it was said that all there was is sent.
    live: bool,
    heard: broadcast::Receiver<Arc<Heard>>,
    newest: watch::Receiver<Newest>,
    stopping: watch::Receiver<bool>,
    frames: Frames,
    /// When the session was looked at.
    checked: Timestamp,
    ends: Instant,
    _place: Place,
}

/// Why a stream ends: nothing a client is told.
struct Over;

impl<E: std::error::Error> From<E> for Over {
    fn from(fault: E) -> Self {
        tracing::debug!(%fault, "a stream ends");
        Over
    }
}

impl Reader {
    /// # Errors
    /// 400 or 410 for a place that is not in the log.
    pub async fn open(
        app: Data<AppState>,
        audience: Audience,
        types: Vec<EventType>,
        after: After,
        place: Place,
    ) -> Result<Self> {
        // Before the first read: what comes in between is heard.
        let (heard, newest) = (app.tail.listen(), app.tail.newest());
        let position = begin(&app, audience.numbers(), after).await?;
        let mut frames = Frames::default();
        frames.opening(RETRY, position);
        let now = Instant::now();
        Ok(Reader {
            audience,
            types,
            position,
            told: position,
            live: false,
            heard,
            newest,
            stopping: app.readiness.stopping(),
            frames,
            checked: app.clock.now(),
            ends: now.checked_add(app.config.events.lifetime).unwrap_or(now),
            app,
            _place: place,
        })
    }

    /// What to send next; none when the stream is over.
    pub async fn next(mut self) -> Option<(Outcome<Bytes>, Self)> {
        match self.step().await {
            Ok(()) => {
                let bytes = Bytes::from(self.frames.take());
                Some((Ok(bytes), self))
            }
            Err(Over) => None,
        }
    }

    /// Returns with something to send.
    async fn step(&mut self) -> std::result::Result<(), Over> {
        loop {
            if *self.stopping.borrow() || Instant::now() >= self.ends {
                return Err(Over);
            }
            let mut behind = self.hear()?;
            // Seen before the position is compared: whatever is told later wakes us.
            let newest = *self.newest.borrow_and_update();
            behind |= self.audience.numbers().in_newest(newest) > self.position || !self.live;
            if behind && self.frames.is_empty() {
                self.read().await?;
            }
            if !self.frames.is_empty() {
                return self.still_allowed(false).await;
            }
            if !behind {
                self.wait().await?;
            }
        }
    }

    /// Takes what was heard. True when something was missed and must be read.
    fn hear(&mut self) -> std::result::Result<bool, Over> {
        let numbers = self.audience.numbers();
        loop {
            let heard = match self.heard.try_recv() {
                Ok(heard) => heard,
                Err(TryRecvError::Empty) => return Ok(false),
                Err(TryRecvError::Lagged(_)) => return Ok(true),
                Err(TryRecvError::Closed) => return Err(Over),
            };
            let Some(number) = numbers.of(&heard.entry).filter(|number| *number > self.position) else {
                continue;
            };
            if number > self.position + 1 || heard.read_at.elapsed() > FRESH || !self.live {
                return Ok(true);
            }
            self.tell(number, &heard.entry)?;
        }
    }

    /// Reads a page of what was missed.
    async fn read(&mut self) -> std::result::Result<(), Over> {
        let numbers = self.audience.numbers();
        let span = Span { numbers, after: self.position, types: self.types.clone(), limit: PAGE };
        let now = self.app.clock.now();
        let turn = self.app.streams.turn().await?;
        let read = move |conn: &mut _| {
            let ends = events::ends(conn)?;
            service::check(numbers, span.after, "after", &ends)?;
            let newest = numbers.newest(&ends);
            let entries = if span.after < newest {
                events::entries(conn, &span, now.max(ends.at))?
            } else {
                Vec::new()
            };
            let full = i64::try_from(entries.len()).unwrap_or(PAGE) >= PAGE;
            let last = entries.last().and_then(|entry| numbers.of(entry)).filter(|_| full);
            let last = last.unwrap_or_else(|| newest.min(span.after.saturating_add(WINDOW)));
            Ok((entries, last, newest))
        };
        let (entries, last, newest) = self.app.db.read_uncounted(read).await?;
        drop(turn);
        for entry in &entries {
            if let Some(number) = numbers.of(entry) {
                self.tell(number, entry)?;
            }
        }
        self.position = last;
        if last >= newest && !self.live {
            self.live = true;
            self.frames.comment("live");
        }
        Ok(())
    }

    /// Writes an entry down, if it is for this client.
    fn tell(&mut self, number: i64, entry: &Entry) -> std::result::Result<(), Over> {
        self.position = number;
        if !self.types.is_empty() && !self.types.iter().any(|kind| kind.as_str() == entry.event) {
            return Ok(());
        }
        match &self.audience {
            Audience::Public => self.frames.event(number, &entry.event, &Change::new(entry, None))?,
            Audience::Staff { sight, .. } => match LogEntry::new(entry, sight.told(entry))? {
                Some(entry) => self.frames.event(number, &entry.event, &entry)?,
                None => return Ok(()),
            },
        }
        self.told = number;
        Ok(())
    }

    /// Until there is something new, or it is time to show that the stream lives.
    async fn wait(&mut self) -> std::result::Result<(), Over> {
        let beat = self.app.config.events.heartbeat.min(self.left());
        tokio::select! {
            changed = self.newest.changed() => changed?,
            changed = self.stopping.changed() => changed?,
            () = tokio::time::sleep(beat) => {
                self.still_allowed(true).await?;
                self.frames.comment("beat");
                // What was passed over need not be looked at again.
                if self.position > self.told {
                    self.told = self.position;
                    self.frames.number(self.position);
                }
            }
        }
        Ok(())
    }

    /// What is left of the stream's life.
    fn left(&self) -> Duration {
        let life = self.ends.saturating_duration_since(Instant::now());
        let token = match &self.audience {
            Audience::Staff { until: Some(until), .. } => {
                let seconds = until.saturating_sub(self.app.clock.now().unix_seconds());
                Duration::from_secs(u64::try_from(seconds).unwrap_or(0))
            }
            _ => Duration::MAX,
        };
        life.min(token).max(Duration::from_millis(10))
    }

    /// Whether the client may be told what is about to be sent. A session is looked at once a second at most, and
    /// `always` at a beat.
    async fn still_allowed(&mut self, always: bool) -> std::result::Result<(), Over> {
        let Audience::Staff { sight, user, session, until } = &mut self.audience else { return Ok(()) };
        let now = self.app.clock.now();
        if until.is_some_and(|until| now.unix_seconds() >= until) {
            return Err(Over);
        }
        let trusted = now >= self.checked && now < self.checked.plus(TRUSTED);
        if trusted && !always {
            return Ok(());
        }
        let (user, session) = (*user, *session);
        let turn = self.app.streams.turn().await?;
        let find = move |conn: &mut _| auth::find_principal(conn, session.0, user.0, now);
        let found = self.app.db.read_uncounted(find).await?.ok_or(Over)?;
        drop(turn);
        self.checked = now;
        // Of another role, they may hear more or less than what is about to be sent: they begin anew.
        if Sight::of(&found) != *sight { Err(Over) } else { Ok(()) }
    }
}

impl Numbers {
    fn in_newest(self, newest: Newest) -> i64 {
        match self {
            Numbers::Public => newest.public_seq,
            Numbers::All => newest.seq,
        }
    }
}
