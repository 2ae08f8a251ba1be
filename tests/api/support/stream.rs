//! A stream of server-sent events (HTML §9.2), read as a client reads it.

use std::pin::Pin;

use actix_web::body::{BoxBody, MessageBody};
use serde_json::Value;

/// What a client is told.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    pub id: i64,
    pub name: String,
    pub data: Value,
}

/// The events of a text, in order; comments, numbers alone and times to wait are none.
pub fn events(text: &str) -> Vec<Event> {
    let blocks = text.split("\n\n").filter(|block| block.lines().any(|line| line.starts_with("data:")));
    let field = |block: &str, name: &str| {
        let mut found = block.lines().filter_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
        let value = found.next().unwrap_or_else(|| panic!("no {name}: {block}")).to_owned();
        assert_eq!(found.next(), None, "{name} twice: {block}");
        value
    };
    let event = |block: &str| Event {
        id: field(block, "id").parse().unwrap(),
        name: field(block, "event"),
        data: serde_json::from_str(&field(block, "data")).unwrap(),
    };
    blocks.map(event).collect()
}

/// The body of a reply that does not end.
pub struct Stream {
    body: Pin<Box<BoxBody>>,
}

impl Stream {
    pub fn new(body: BoxBody) -> Self {
        Stream { body: Box::pin(body) }
    }

    /// What comes next; none at the end.
    pub async fn chunk(&mut self) -> Option<String> {
        let chunk = std::future::poll_fn(|context| self.body.as_mut().poll_next(context)).await?;
        Some(String::from_utf8(chunk.expect("it arrives").to_vec()).unwrap())
    }

    /// All that was there when it began.
    pub async fn until_live(&mut self) -> String {
        let mut text = String::new();
        while !text.contains("\n: live\n\n") && !text.starts_with(": live\n\n") {
            text.push_str(&self.chunk().await.unwrap_or_else(|| panic!("it ended: {text}")));
        }
        text
    }

    /// The next events; fails when the stream ends before.
    pub async fn events(&mut self) -> Vec<Event> {
        loop {
            let chunk = self.chunk().await.expect("a stream that goes on");
            let events = events(&chunk);
            if !events.is_empty() {
                return events;
            }
        }
    }
}
