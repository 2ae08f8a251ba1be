//! The open elements while `tame` writes, and the tags it writes.
//!
//! Every tag passes through here, so what comes out is well nested by construction. Not here: which
//! element may follow which (`tame`).

use std::collections::HashMap;

use super::dropped::{DroppedKind, Tally};
use super::policy::{Element, Role};

/// Elements open at a time. Newsroom HTML stays under thirty; parsers walk the open elements again
/// and again, so depth is what makes them slow.
const DEPTH: usize = 64;

/// Formatting elements opened again at once, and bytes so written in a document: each costs the
/// writer nothing and us a tag.
const REOPENED_AT_ONCE: usize = 8;
const REOPENED_BYTES: usize = 64 * 1024;

/// Bytes of text after which we look for a place to cut it in two. The serialiser searches a whole
/// text again after each character it has to escape.
const TEXT: usize = 4 * 1024;

struct Open<'a> {
    element: &'static Element,
    attributes: &'a str,
    /// Its end tag came while a block inside was open: it ends as soon as that block does.
    ending: bool,
}

pub(super) struct Stack<'a> {
    out: String,
    open: Vec<Open<'a>>,
    /// Formatting elements cut off by the end of a block, to open again before the next text.
    pending: Vec<(&'static Element, &'a str)>,
    /// Start tags left out for their depth: their end tags are to be left out as well.
    too_deep: HashMap<&'static str, u32>,
    flattened: Tally,
    reopened: usize,
}

impl<'a> Stack<'a> {
    pub(super) fn new(capacity: usize) -> Self {
        Self {
            out: String::with_capacity(capacity),
            open: Vec::new(),
            pending: Vec::new(),
            too_deep: HashMap::new(),
            flattened: Tally::default(),
            reopened: 0,
        }
    }

    pub(super) fn finish(mut self, tally: &mut Tally) -> String {
        while self.top().is_some() {
            self.pop();
        }
        tally.merge(self.flattened);
        self.out
    }

    /// Bytes written so far.
    pub(super) fn written(&self) -> usize {
        self.out.len()
    }

    pub(super) fn top(&self) -> Option<&'static Element> {
        self.open.last().map(|o| o.element)
    }

    /// Whether content put here would be in a table but in none of its cells.
    pub(super) fn between_cells(&self) -> bool {
        self.top().is_some_and(|e| matches!(e.role, Role::Table | Role::RowGroup | Role::Row))
    }

    pub(super) fn in_table(&self) -> bool {
        self.open.iter().any(|o| o.element.role == Role::Table)
    }

    pub(super) fn write_text(&mut self, text: &str) {
        // A last `<` is a sign only next to what follows it in the source, and that may go.
        let (mut rest, sign) = match (text.strip_suffix("</"), text.strip_suffix('<')) {
            (Some(rest), _) => (rest, "&lt;/"),
            (_, Some(rest)) => (rest, "&lt;"),
            _ => (text, ""),
        };
        while let Some(at) = cut_of_long_text(rest) {
            let (piece, tail) = rest.split_at(at);
            self.out.push_str(piece);
            self.separate();
            rest = tail;
        }
        self.out.push_str(rest);
        self.out.push_str(sign);
    }

    /// Keeps the texts on both sides apart without a trace: the sanitiser takes comments out.
    pub(super) fn separate(&mut self) {
        self.out.push_str("<!---->");
    }

    pub(super) fn write_void(&mut self, element: &'static Element, attributes: &str) {
        for part in ["<", element.name, attributes, ">"] {
            self.out.push_str(part);
        }
    }

    pub(super) fn push(&mut self, element: &'static Element, attributes: &'a str) {
        if self.open.len() >= DEPTH {
            *self.too_deep.entry(element.name).or_default() += 1;
            self.flattened.add(DroppedKind::Depth, element.name);
            return;
        }
        if element.role == Role::Cell {
            self.pending.clear();
        }
        self.write_void(element, attributes);
        self.open.push(Open { element, attributes, ending: false });
    }

    /// Ends the innermost element, and those around it that only waited for that.
    pub(super) fn pop(&mut self) {
        self.pop_one(true);
        while self.open.last().is_some_and(|o| o.ending) {
            self.pop_one(false);
        }
    }

    fn pop_one(&mut self, cut_off: bool) {
        let Some(Open { element, attributes, ending }) = self.open.pop() else { return };
        for part in ["</", element.name, ">"] {
            self.out.push_str(part);
        }
        match element.role {
            Role::Cell => self.pending.clear(),
            Role::Formatting if cut_off && !ending && self.pending.len() < REOPENED_AT_ONCE => {
                // Inner elements are popped first, outer ones must be opened first.
                self.pending.insert(0, (element, attributes));
            }
            _ => {}
        }
    }

    pub(super) fn reopen(&mut self) {
        for (element, attributes) in std::mem::take(&mut self.pending) {
            self.reopened += element.name.len() + attributes.len() + 5;
            if self.reopened <= REOPENED_BYTES {
                self.push(element, attributes);
            }
        }
    }

    /// Ends the open paragraph of this cell, if there is one, before a block begins.
    pub(super) fn close_paragraph(&mut self) {
        if self.find(|e| e.name == "p", walls_of_table).is_some() {
            self.close_through(|e| e.name == "p");
        }
    }

    /// Ends the open item of this list.
    pub(super) fn close_item(&mut self, names: &[&str]) {
        let wall = |e: &Element| is_special(e) && !matches!(e.name, "address" | "div" | "p");
        if self.find(|e| names.contains(&e.name), wall).is_some() {
            self.close_through(|e| names.contains(&e.name));
        }
    }

    /// An end tag. One that ends nothing is left out, as parsers do.
    pub(super) fn end(&mut self, element: &'static Element) {
        if let Some(left @ 1..) = self.too_deep.get_mut(element.name) {
            *left -= 1;
            return;
        }
        let same = |e: &Element| match element.role {
            Role::Heading => e.role == Role::Heading,
            _ => e.name == element.name,
        };
        let wall = |e: &Element| match (element.role, element.name) {
            (Role::Table | Role::RowGroup | Role::Row | Role::Cell, _) => e.role == Role::Table,
            (Role::Inline, _) => is_special(e),
            (_, "li") => walls_of_table(e) || matches!(e.name, "ol" | "ul"),
            _ => walls_of_table(e),
        };
        let Some(at) = self.find(same, wall) else {
            if let Some(at) = self.pending.iter().rposition(|(e, _)| same(e)) {
                self.pending.remove(at);
            }
            return;
        };
        let inside = self.open.get(at + 1..).unwrap_or_default();
        let later = element.role == Role::Formatting && inside.iter().any(|o| is_special(o.element));
        if let Some(open) = self.open.get_mut(at) {
            open.ending = true;
        }
        if !later {
            self.close_through(same);
        }
    }

    /// Ends elements up to and including the innermost match, which the caller knows to exist.
    fn close_through(&mut self, last: impl Fn(&Element) -> bool) {
        while let Some(element) = self.top() {
            self.pop_one(true);
            if last(element) {
                break;
            }
        }
        while self.open.last().is_some_and(|o| o.ending) {
            self.pop_one(false);
        }
    }

    /// The innermost open match, unless a wall comes first.
    fn find(&self, is: impl Fn(&Element) -> bool, wall: impl Fn(&Element) -> bool) -> Option<usize> {
        let at = self.open.iter().rposition(|o| is(o.element) || wall(o.element))?;
        self.open.get(at).filter(|o| is(o.element)).map(|_| at)
    }
}

fn walls_of_table(element: &Element) -> bool {
    matches!(element.role, Role::Table | Role::RowGroup | Role::Row | Role::Cell)
}

fn is_special(element: &Element) -> bool {
    !matches!(element.role, Role::Inline | Role::Formatting)
}

/// Where a long text may be cut without changing what it says: before a character that no character
/// reference can go on with.
fn cut_of_long_text(text: &str) -> Option<usize> {
    let breaks = |b: u8| matches!(b, b'&' | b' ' | 0xc0..);
    let pairs = text.as_bytes().get(TEXT..)?.windows(2);
    // A `<` must keep its right neighbour.
    let at =
        pairs.into_iter().position(|pair| matches!(pair, [before, at] if breaks(*at) && *before != b'<'))?;
    Some(TEXT + at + 1)
}
