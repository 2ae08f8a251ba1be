//! How long a request may take to be answered.

use std::cell::Cell;
use std::future::{Ready, ready};
use std::rc::Rc;
use std::time::{Duration, Instant};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};

use super::problem::{Code, Problem};

/// Until when. A handler that was asked to wait puts it off by as long; the rest is the same for all.
#[derive(Clone)]
pub struct Deadline(Rc<Cell<Instant>>);

impl Deadline {
    pub fn within(time: Duration) -> Self {
        let now = Instant::now();
        Deadline(Rc::new(Cell::new(now.checked_add(time).unwrap_or(now))))
    }

    /// Gives this much more.
    pub fn put_off(&self, by: Duration) {
        let until = self.0.get();
        self.0.set(until.checked_add(by).unwrap_or(until));
    }

    /// Returns when it has passed.
    pub async fn passed(&self) {
        while self.0.get() > Instant::now() {
            tokio::time::sleep_until(self.0.get().into()).await;
        }
    }
}

/// The one of this request.
impl FromRequest for Deadline {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let known = req.extensions().get::<Deadline>().cloned();
        ready(known.ok_or_else(|| Problem::new(Code::InternalError, "")))
    }
}
