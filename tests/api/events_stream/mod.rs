//! `GET /events`: the log as it grows.

mod ends;
mod live;
mod staff;

use crate::support::Stream;
use crate::support::stream::Event;

/// The next `count` events, however they come.
async fn next(stream: &mut Stream, count: usize) -> Vec<Event> {
    let mut all = Vec::new();
    while all.len() < count {
        all.extend(stream.events().await);
    }
    assert_eq!(all.len(), count, "{all:?}");
    all
}

fn ids(events: &[Event]) -> Vec<i64> {
    events.iter().map(|event| event.id).collect()
}

fn names(events: &[Event]) -> Vec<&str> {
    events.iter().map(|event| event.name.as_str()).collect()
}
