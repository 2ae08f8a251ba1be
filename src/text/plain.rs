//! The plain text of sanitised HTML: a line per block, for search and counting words.
//!
//! Not here: HTML that has not been sanitised, whose scripts would be read as prose.

use scraper::{Html, Node};

use super::policy::Role;
use super::verdict::{check, kept};

/// A line for each paragraph, heading, item, table row and `br`; table cells apart by a tab. White
/// space is collapsed, U+00A0 is kept. Pictures and the marks of footnotes say nothing.
pub(super) fn text(document: &Html) -> String {
    let mut lines = Lines::default();
    let root = *document.root_element();
    let mut node = root;
    // By hand, because a document may be deeper than our stack, and scraper does not export the
    // names its own traversal speaks in.
    'tree: loop {
        lines.visit(node.value(), true);
        if let Some(child) = node.first_child() {
            node = child;
            continue;
        }
        loop {
            lines.visit(node.value(), false);
            match (node.next_sibling(), node.parent()) {
                _ if node == root => break 'tree,
                (Some(sibling), _) => {
                    node = sibling;
                    break;
                }
                (None, Some(parent)) => node = parent,
                (None, None) => break 'tree,
            }
        }
    }
    lines.end();
    lines.out
}

/// Only as the sanitiser lets it stand, since the document may still hold what it takes out.
fn is_footnote_mark(element: &str, attribute: &str, value: &str) -> bool {
    matches!(attribute, "data-footnote-ref" | "data-footnote-backref")
        && check(element, attribute, value).is_ok()
}

#[derive(Default)]
struct Lines {
    out: String,
    line: String,
    /// White space seen and not yet written: it counts only between words.
    space: bool,
    tab: bool,
    /// How many open elements make line ends count, or make words not count.
    preformatted: u32,
    silent: u32,
}

impl Lines {
    fn visit(&mut self, node: &Node, opening: bool) {
        let element = match node {
            Node::Text(text) if opening && self.silent == 0 => return self.write(text),
            Node::Element(element) => element,
            _ => return,
        };
        let step = |n: u32| if opening { n.saturating_add(1) } else { n.saturating_sub(1) };
        if element.attrs().any(|(name, value)| is_footnote_mark(element.name(), name, value)) {
            self.silent = step(self.silent);
        }
        let name = element.name();
        if name == "pre" {
            self.preformatted = step(self.preformatted);
        }
        match kept(name).map(|e| e.role) {
            Some(Role::Cell) if name != "caption" => {
                if opening {
                    self.next_cell();
                }
            }
            None | Some(Role::Inline | Role::Formatting) => {}
            Some(Role::Void) if !matches!(name, "br" | "hr") => {}
            Some(_) => self.end(),
        }
    }

    fn write(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '\n' if self.preformatted > 0 => self.end(),
                ' ' | '\t' | '\n' | '\r' | '\u{c}' => self.space = true,
                _ => {
                    if self.tab {
                        self.line.push('\t');
                    } else if self.space && !self.line.is_empty() {
                        self.line.push(' ');
                    }
                    (self.space, self.tab) = (false, false);
                    self.line.push(c);
                }
            }
        }
    }

    fn next_cell(&mut self) {
        self.tab = !self.line.is_empty();
    }

    fn end(&mut self) {
        if !self.line.trim().is_empty() {
            if !self.out.is_empty() {
                self.out.push('\n');
            }
            self.out.push_str(&self.line);
        }
        self.line.clear();
        (self.space, self.tab) = (false, false);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_per_block() {
        for (html, plain) in [
            ("<p>Un  <b>deux</b>\n trois</p><p>quatre</p>", "Un deux trois\nquatre"),
            ("<h2>Titre</h2>Texte<ul><li>a</li><li>b</li></ul>", "Titre\nTexte\na\nb"),
            ("<p>«\u{a0}oui\u{a0}»<br>non</p><p>\u{a0}</p>", "«\u{a0}oui\u{a0}»\nnon"),
            ("<table><tr><th>a</th><th></th><td>b</td></tr><tr><td>c</td></tr></table>d", "a\tb\nc\nd"),
            ("<pre>x\n  y z</pre>", "x\ny z"),
            ("<p>a<img src=x alt=rien><wbr>b</p>", "ab"),
            ("<p>mot<sup><a data-footnote-ref>1</a></sup>.</p>", "mot."),
        ] {
            assert_eq!(text(&Html::parse_fragment(html)), plain);
        }
    }
}
