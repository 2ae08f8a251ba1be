//! Any HTML, made tame: well nested, shallow, and of kept elements only, so that tree builders read
//! it in linear time and change nothing.
//!
//! Parsers repair markup by searching, cloning and moving; a megabyte of hostile markup makes that
//! take minutes and gigabytes, and repairs that differ from one pass to the next are how filtered
//! HTML turns dangerous again. So we repair first, within a budget, following the standard's rules
//! on implied end tags and on reopening `<b>`, `<i>` and the like (§13.2.6).
//!
//! Not here: attributes (they pass as they are, `losses` looks at them) and safety, which is
//! ammonia's. Where open elements are kept and closed: `stack`.

use super::dropped::{DroppedKind, Tally};
use super::lexer::{Lexer, Token};
use super::policy::{Element, Role};
use super::stack::Stack;
use super::verdict::{Fate, fate, kept};

/// Texts and elements put straight into a table, where parsers move them before it, searching all
/// siblings each time. Past this many, the table is closed instead.
const MISPLACED: u32 = 100;

/// `source` made tame. Elements and comments that go are counted in `tally`.
pub(super) fn tame(source: &str, tally: &mut Tally) -> String {
    let mut tamer = Tamer { stack: Stack::new(source.len()), misplaced: 0, endless: Vec::new() };
    let mut lexer = Lexer::new(source);
    let mut traceless = false;
    while let Some(token) = lexer.next() {
        let written = tamer.stack.written();
        match token {
            Token::Text(text) => {
                // What stood before it left no trace, but it kept `&am` from `p;`, the line end from
                // `<pre>`, and two texts in a table from being moved as one.
                if traceless {
                    tamer.stack.separate();
                }
                tamer.text(text);
            }
            Token::Start { name, attributes, surplus } => {
                tally.add_many(DroppedKind::Attribute, "…", surplus);
                tamer.start_any(&name, attributes, &mut lexer, tally);
            }
            Token::End { name } => tamer.end_any(&name),
            Token::Comment => tally.add(DroppedKind::Comment, ""),
            Token::Nothing => {}
        }
        traceless = tamer.stack.written() == written;
    }
    tamer.stack.finish(tally)
}

struct Tamer<'a> {
    stack: Stack<'a>,
    misplaced: u32,
    /// Removed elements known to have no end tag in what follows.
    endless: Vec<String>,
}

impl<'a> Tamer<'a> {
    fn text(&mut self, text: &'a str) {
        let blank = text.trim_matches(['\t', '\n', '\u{c}', '\r', ' ']).is_empty();
        if !blank {
            self.leave_table();
            self.stack.reopen();
        }
        self.stack.write_text(text);
    }

    fn start_any(&mut self, name: &str, attributes: &'a str, lexer: &mut Lexer<'a>, tally: &mut Tally) {
        // The standard's own correction of a common mistake.
        let name = if name == "image" { "img" } else { name };
        match fate(name) {
            Fate::Kept(element) => self.start(element, attributes),
            Fate::Boxed(div) => {
                tally.add(DroppedKind::Element, name);
                self.start(div, "");
            }
            Fate::Unwrapped => tally.add(DroppedKind::Element, name),
            Fate::Outside => {}
            Fate::Removed { raw: true } => {
                tally.add(DroppedKind::Content, name);
                lexer.skip_raw(name);
            }
            Fate::Removed { raw: false } => {
                let endless = self.endless.iter().any(|n| n == name);
                if attributes.ends_with('/') || (!endless && lexer.skip_element(name)) {
                    tally.add(DroppedKind::Content, name);
                } else {
                    // Without an end tag it would take the rest of the article with it.
                    if !endless {
                        self.endless.push(name.to_owned());
                    }
                    tally.add(DroppedKind::Element, name);
                }
            }
        }
    }

    fn start(&mut self, element: &'static Element, attributes: &'a str) {
        let stack = &mut self.stack;
        match element.role {
            Role::Cell | Role::Row | Role::RowGroup if !stack.in_table() => return,
            Role::RowGroup | Role::Row | Role::Cell => self.open_way_to(element),
            Role::Table => {
                if stack.between_cells() {
                    stack.end(element);
                }
                stack.close_paragraph();
            }
            Role::Void if element.name == "col" => {
                if stack.in_table() {
                    self.open_way_to(element);
                    self.stack.write_void(element, attributes);
                }
                return;
            }
            Role::Void => {
                self.leave_table();
                match element.name {
                    "hr" => self.stack.close_paragraph(),
                    _ => self.stack.reopen(),
                }
                self.stack.write_void(element, attributes);
                return;
            }
            Role::Inline | Role::Formatting => {
                self.leave_table();
                if element.name == "a" {
                    self.stack.end(element);
                }
                self.stack.reopen();
            }
            Role::Block | Role::Heading | Role::Item => {
                self.leave_table();
                match (element.role, element.name) {
                    (Role::Item, "li") => self.stack.close_item(&["li"]),
                    (Role::Item, _) => self.stack.close_item(&["dd", "dt"]),
                    _ => {}
                }
                self.stack.close_paragraph();
                if element.role == Role::Heading && self.stack.top().is_some_and(|e| e.role == Role::Heading)
                {
                    self.stack.pop();
                }
            }
        }
        self.stack.push(element, attributes);
    }

    fn end_any(&mut self, name: &str) {
        match fate(name) {
            Fate::Kept(element) if element.name == "br" => self.start(element, ""),
            Fate::Kept(element) => self.stack.end(element),
            Fate::Boxed(div) => self.stack.end(div),
            Fate::Unwrapped | Fate::Removed { .. } | Fate::Outside => {}
        }
    }

    /// Ends what a part of a table cannot stand in and begins what it must stand in.
    fn open_way_to(&mut self, part: &'static Element) {
        let ways: &[&str] = match (part.role, part.name) {
            (Role::Cell, "td" | "th") => &["tr", "tbody", "thead", "tfoot", "table"],
            (Role::Row, _) => &["tbody", "thead", "tfoot", "table"],
            (Role::Void, _) => &["colgroup", "table"],
            _ => &["table"],
        };
        while self.stack.top().is_some_and(|e| !ways.contains(&e.name)) {
            self.stack.pop();
        }
        let missing: &[&str] = match (part.role, self.stack.top().map(|e| e.name)) {
            (Role::Cell, Some("table")) if part.name != "caption" => &["tbody", "tr"],
            (Role::Cell, Some("tbody" | "thead" | "tfoot")) => &["tr"],
            (Role::Row, Some("table")) => &["tbody"],
            (Role::Void, Some("table")) => &["colgroup"],
            _ => &[],
        };
        for element in missing.iter().filter_map(|name| kept(name)) {
            self.stack.push(element, "");
        }
    }

    /// Before content that has no place directly in a table.
    fn leave_table(&mut self) {
        if self.stack.between_cells() {
            self.misplaced += 1;
            if let (true, Some(table)) = (self.misplaced > MISPLACED, kept("table")) {
                self.stack.end(table);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tamed(source: &str) -> String {
        tame(source, &mut Tally::default())
    }

    #[test]
    fn end_tags_are_spelled_out() {
        assert_eq!(tamed("<p>a<p>b"), "<p>a</p><p>b</p>");
        assert_eq!(
            tamed("<ul><li>a<ul><li>b</ul><li>c</ul>"),
            "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"
        );
        assert_eq!(tamed("<dl><dt>a<dd>b<dt>c</dl>"), "<dl><dt>a</dt><dd>b</dd><dt>c</dt></dl>");
        assert_eq!(
            tamed("<table><tr><td>a<td>b<tr><td>c</table>d"),
            "<table><tbody><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></tbody></table>d"
        );
        assert_eq!(
            tamed("<table><col><td>a"),
            "<table><colgroup><col></colgroup><tbody><tr><td>a</td></tr></tbody></table>"
        );
        assert_eq!(tamed("a</p></b><td>"), "a");
        assert_eq!(tamed("<h2>a</h3>b"), "<h2>a</h2>b");
    }

    #[test]
    fn formatting_goes_on() {
        assert_eq!(tamed("<b>a<i>b</b>c</i>d"), "<b>a<i>b</i></b><i>c</i>d");
        assert_eq!(tamed("<p><b>a<p>b</b>c"), "<p><b>a</b></p><p><b>b</b>c</p>");
        assert_eq!(tamed("<b><p>a</b></p>b"), "<b><p>a</p></b>b");
        assert_eq!(tamed("<a href=x>a<a href=y>b"), "<a href=x>a</a><a href=y>b</a>");
    }

    #[test]
    fn refused_elements() {
        assert_eq!(tamed("a<font>b</font><center>c</center>d"), "a<!---->b<div>c</div>d");
        assert_eq!(tamed("a<script>if (x<b) '<p>'</script>b"), "a<!---->b");
        assert_eq!(tamed("a<svg><p>x</p></svg>b<svg>c"), "a<!---->b<!---->c");
        assert_eq!(tamed("2 < 3<o>b>"), "2 < 3<!---->b>");
        assert_eq!(tamed("<<o>b>"), "&lt;<!---->b>");
        assert_eq!(tamed("&am<o>p;"), "&am<!---->p;");
    }

    #[test]
    fn a_flood_of_misplaced_content_closes_the_table() {
        let html = tamed(&format!("<table>{}", "<b></b>x".repeat(1000)));
        assert_eq!(html.matches("</table>").count(), 1);
        assert_eq!(html.matches('x').count(), 1000);
    }
}
