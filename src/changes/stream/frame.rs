//! What a client is sent, byte by byte (HTML §9.2).

use serde::Serialize;

use crate::error::{Error, Result};

/// Chunks on their way to one client.
#[derive(Debug, Default)]
pub struct Frames(Vec<u8>);

impl Frames {
    /// How soon to connect again, in milliseconds, and where this stream begins.
    pub fn opening(&mut self, retry: u32, after: i64) {
        self.line(&format!("retry: {retry}\n: after {after}\n\n"));
    }

    /// Something to read for people and proxies that no client reports.
    pub fn comment(&mut self, text: &str) {
        self.line(&format!(": {text}\n\n"));
    }

    /// Notes the number for the next connection, and reports nothing: an event without data is none.
    pub fn number(&mut self, number: i64) {
        self.line(&format!("id: {number}\n\n"));
    }

    /// # Errors
    /// When the event cannot be written as JSON: never.
    pub fn event(&mut self, number: i64, name: &str, data: &impl Serialize) -> Result<()> {
        self.line(&format!("id: {number}\nevent: {name}\ndata: "));
        // One line: JSON has no line break outside its texts, and writes it as an escape within.
        serde_json::to_writer(&mut self.0, data).map_err(Error::internal)?;
        self.line("\n\n");
        Ok(())
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes what is there.
    pub fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.0)
    }

    fn line(&mut self, text: &str) {
        self.0.extend_from_slice(text.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_one_line_of_data() {
        let mut frames = Frames::default();
        frames.opening(2_000, 41);
        frames.event(42, "article.published", &serde_json::json!({ "a": "b\n\u{2028}c" })).unwrap();
        frames.comment("live");
        frames.number(44);
        let text = String::from_utf8(frames.take()).unwrap();
        let expected = "retry: 2000\n: after 41\n\nid: 42\nevent: article.published\ndata: {\"a\":\"b\\n\u{2028}c\"}\n\n\
                        : live\n\nid: 44\n\n";
        assert_eq!(text, expected);
        assert!(frames.is_empty());
    }
}
