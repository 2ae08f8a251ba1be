//! Requests with a key that are being answered by this process. Whoever comes with the same key waits here, where
//! waiting costs no connection; between processes the transaction decides.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Mutex as Turn, OwnedMutexGuard};

use crate::auth::UserId;

type Key = (UserId, String);

/// Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Flights(Arc<Mutex<HashMap<Key, Arc<Turn<()>>>>>);

/// Nobody else with this key goes on before it is dropped.
#[derive(Debug)]
pub struct Flight {
    // In this order: the turn is given on before the seat is left.
    _turn: OwnedMutexGuard<()>,
    _seat: Seat,
}

impl Flights {
    /// Waits until nobody else with the key of this caller is on their way. None when that takes too long.
    pub async fn take(&self, caller: UserId, key: &str, patience: Duration) -> Option<Flight> {
        let seat = self.seat((caller, key.to_owned()));
        let turn = Arc::clone(&seat.turn).lock_owned();
        let turn = tokio::time::timeout(patience, turn).await.ok()?;
        Some(Flight { _turn: turn, _seat: seat })
    }

    fn seat(&self, key: Key) -> Seat {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let turn = Arc::clone(all.entry(key.clone()).or_default());
        Seat { flights: self.clone(), key, turn }
    }
}

/// Somebody who has a turn or waits for it. The last who leaves takes the entry away.
#[derive(Debug)]
struct Seat {
    flights: Flights,
    key: Key,
    turn: Arc<Turn<()>>,
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut all = self.flights.0.lock().unwrap_or_else(PoisonError::into_inner);
        // The entry's and this one: nobody takes another without the lock.
        if Arc::strong_count(&self.turn) <= 2 {
            all.remove(&self.key);
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const SOON: Duration = Duration::from_millis(1);
    const LATE: Duration = Duration::from_secs(60);

    fn waiting(flights: &Flights) -> usize {
        flights.0.lock().unwrap().len()
    }

    #[actix_web::test]
    async fn one_after_the_other_and_nothing_stays() {
        let (flights, caller) = (Flights::default(), UserId(Uuid::nil()));
        let first = flights.take(caller, "k", LATE).await.unwrap();
        assert!(flights.take(caller, "k", SOON).await.is_none());
        assert_eq!(waiting(&flights), 1, "the first is still on its way");
        let other = flights.take(caller, "other", SOON).await;
        let others = flights.take(UserId(Uuid::max()), "k", SOON).await;
        assert!(other.is_some() && others.is_some());
        drop((other, others));
        let next = flights.take(caller, "k", LATE);
        let (next, ()) = futures_util::future::join(next, async { drop(first) }).await;
        assert_eq!(waiting(&flights), 1);
        drop(next);
        assert_eq!(waiting(&flights), 0);
    }

    #[actix_web::test]
    async fn whoever_gives_up_waiting_leaves_nothing() {
        let (flights, caller) = (Flights::default(), UserId(Uuid::nil()));
        let first = flights.take(caller, "k", LATE).await.unwrap();
        let mut waits = Box::pin(flights.take(caller, "k", LATE));
        assert!(futures_util::FutureExt::now_or_never(&mut waits).is_none());
        drop(first);
        assert_eq!(waiting(&flights), 1, "somebody waits");
        drop(waits);
        assert_eq!(waiting(&flights), 0);
    }
}
