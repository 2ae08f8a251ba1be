//! Markdown to HTML: CommonMark with GitHub's tables, strikethrough, footnotes and bare links.
//!
//! Not here: safety. A writer's own HTML passes through, and `sanitise` treats all of it alike.

use std::fmt;

use comrak::options::{Extension, Options, Render};
use comrak::{Arena, format_html, parse_document};

/// The most HTML we make of one source. Nested quotes and repeated footnotes can write sixty times
/// what they read; prose stays under three times.
const OUTPUT: usize = 4 * 1024 * 1024;

/// `None` when the HTML would be larger than any article's.
pub(super) fn html(source: &str) -> Option<String> {
    let options = Options {
        extension: Extension {
            autolink: true,
            footnotes: true,
            strikethrough: true,
            table: true,
            ..Extension::default()
        },
        render: Render { r#unsafe: true, ..Render::default() },
        ..Options::default()
    };
    let arena = Arena::new();
    let root = parse_document(&arena, source, &options);
    let mut out = Bounded(String::with_capacity(source.len()));
    format_html(root, &options, &mut out).ok().map(|()| out.0)
}

struct Bounded(String);

impl fmt::Write for Bounded {
    fn write_str(&mut self, s: &str) -> fmt::Result {
        if self.0.len().saturating_add(s.len()) > OUTPUT {
            return Err(fmt::Error);
        }
        self.0.push_str(s);
        Ok(())
    }
}
