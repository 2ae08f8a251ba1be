//! The one declaration of which HTML a newsroom may publish: tables, and nothing that reads them.
//!
//! `verdict` reads them, for whoever asks: `tame` (which elements stay), `losses` (which attributes
//! and addresses stay, to report the others), `plain` (where a line ends) and ammonia, configured
//! from these very tables. Change a table and all of them follow; then raise
//! `render::POLICY_VERSION`, so that stored renderings are made again.

/// How an element takes part in the structure of a text.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Starts and ends a line, and ends an open paragraph.
    Block,
    Heading,
    /// `li`, `dt`, `dd`.
    Item,
    Table,
    /// `thead`, `tbody`, `tfoot`, `colgroup`.
    RowGroup,
    Row,
    /// `td`, `th`, `caption`.
    Cell,
    Inline,
    /// Inline, and HTML opens it again when a block ends while it is open.
    Formatting,
    Void,
}

/// Which values an attribute may have.
#[derive(Copy, Clone)]
pub(super) enum Value {
    Any,
    /// Up to four digits, perhaps with `%`.
    Number,
    OneOf(&'static [&'static str]),
    /// One token that begins like this. Identifiers are held to our own namespaces, because any
    /// `id` becomes a global variable of the page that shows it.
    Prefixed(&'static [&'static str]),
    /// An address people follow.
    Link,
    /// An address browsers fetch at once.
    Source,
}

pub(super) struct Element {
    pub(super) name: &'static str,
    pub(super) role: Role,
    pub(super) attributes: &'static [(&'static str, Value)],
}

pub(super) type Attributes = &'static [(&'static str, Value)];

const fn element(name: &'static str, role: Role, attributes: Attributes) -> Element {
    Element { name, role, attributes }
}

pub(super) const NONE: Attributes = &[];
const QUOTED: Attributes = &[("cite", Value::Link)];
const EDITED: Attributes = &[("cite", Value::Link), ("datetime", Value::Any)];
const ALIGN: Value = Value::OneOf(&["left", "center", "right"]);
const SPANS: Attributes = &[("span", Value::Number)];
const CELL: Attributes = &[
    ("align", ALIGN),
    ("colspan", Value::Number),
    ("rowspan", Value::Number),
    ("scope", Value::OneOf(&["row", "col", "rowgroup", "colgroup"])),
];
/// `class`, `data-…` and `aria-label` are what our own Markdown footnotes are made of.
const LINK: Attributes = &[
    ("href", Value::Link),
    ("hreflang", Value::Any),
    ("id", Value::Prefixed(&["fnref-"])),
    ("class", Value::OneOf(&["footnote-backref"])),
    ("data-footnote-ref", Value::OneOf(&[""])),
    ("data-footnote-backref", Value::OneOf(&[""])),
    ("data-footnote-backref-idx", Value::Any),
    ("aria-label", Value::Any),
];
const IMAGE: Attributes =
    &[("src", Value::Source), ("alt", Value::Any), ("width", Value::Number), ("height", Value::Number)];
const LIST: Attributes = &[
    ("start", Value::Number),
    ("reversed", Value::OneOf(&["", "reversed"])),
    ("type", Value::OneOf(&["1", "a", "A", "i", "I"])),
];

/// Sorted by name (tested), for the binary search in `verdict`.
pub(super) const KEPT: &[Element] = &[
    element("a", Role::Formatting, LINK),
    element("abbr", Role::Inline, NONE),
    element("address", Role::Block, NONE),
    element("article", Role::Block, NONE),
    element("aside", Role::Block, NONE),
    element("b", Role::Formatting, NONE),
    element("blockquote", Role::Block, QUOTED),
    element("br", Role::Void, NONE),
    element("caption", Role::Cell, NONE),
    element("cite", Role::Inline, NONE),
    element("code", Role::Formatting, &[("class", Value::Prefixed(&["language-"]))]),
    element("col", Role::Void, SPANS),
    element("colgroup", Role::RowGroup, SPANS),
    element("dd", Role::Item, NONE),
    element("del", Role::Inline, EDITED),
    element("details", Role::Block, &[("open", Value::OneOf(&["", "open"]))]),
    element("div", Role::Block, NONE),
    element("dl", Role::Block, NONE),
    element("dt", Role::Item, NONE),
    element("em", Role::Formatting, NONE),
    element("figcaption", Role::Block, NONE),
    element("figure", Role::Block, NONE),
    element("footer", Role::Block, NONE),
    element("h1", Role::Heading, NONE),
    element("h2", Role::Heading, NONE),
    element("h3", Role::Heading, NONE),
    element("h4", Role::Heading, NONE),
    element("h5", Role::Heading, NONE),
    element("h6", Role::Heading, NONE),
    element("header", Role::Block, NONE),
    element("hr", Role::Void, NONE),
    element("i", Role::Formatting, NONE),
    element("img", Role::Void, IMAGE),
    element("ins", Role::Inline, EDITED),
    element("kbd", Role::Inline, NONE),
    element("li", Role::Item, &[("id", Value::Prefixed(&["fn-"])), ("value", Value::Number)]),
    element("mark", Role::Inline, NONE),
    element("ol", Role::Block, LIST),
    element("p", Role::Block, NONE),
    element("pre", Role::Block, NONE),
    element("q", Role::Inline, QUOTED),
    element("s", Role::Formatting, NONE),
    element(
        "section",
        Role::Block,
        &[("class", Value::OneOf(&["footnotes"])), ("data-footnotes", Value::OneOf(&[""]))],
    ),
    element("small", Role::Formatting, NONE),
    element("span", Role::Inline, NONE),
    element("strong", Role::Formatting, NONE),
    element("sub", Role::Inline, NONE),
    element("summary", Role::Block, NONE),
    element("sup", Role::Inline, &[("class", Value::OneOf(&["footnote-ref"]))]),
    element("table", Role::Table, NONE),
    element("tbody", Role::RowGroup, NONE),
    element("td", Role::Cell, CELL),
    element("tfoot", Role::RowGroup, NONE),
    element("th", Role::Cell, CELL),
    element("thead", Role::RowGroup, NONE),
    element("time", Role::Inline, &[("datetime", Value::Any)]),
    element("tr", Role::Row, NONE),
    element("u", Role::Formatting, NONE),
    element("ul", Role::Block, NONE),
    element("wbr", Role::Void, NONE),
];

/// Attributes every kept element may carry.
pub(super) const EVERYWHERE: Attributes =
    &[("dir", Value::OneOf(&["ltr", "rtl", "auto"])), ("lang", Value::Any), ("title", Value::Any)];

/// Elements whose content is not prose: code, markup shown as text, drawings, choices of a form.
pub(super) const REMOVED: &[&str] = &["math", "select", "svg", "template"];

/// Removed as well; a parser reads their content as characters, whatever tags it seems to hold.
pub(super) const REMOVED_RAW: &[&str] = &[
    "iframe",
    "noembed",
    "noframes",
    "noscript",
    "plaintext",
    "script",
    "style",
    "textarea",
    "title",
    "xmp",
];

/// Refused blocks: a plain `div` takes their place, or the words on both sides would touch.
pub(super) const BOXED: &[&str] = &[
    "center", "dialog", "dir", "fieldset", "form", "hgroup", "legend", "main", "marquee", "menu", "nav",
    "optgroup", "option", "search",
];

/// A fragment has no place for these, so a parser passes over their tags and nothing is lost.
pub(super) const OUTSIDE: &[&str] = &["body", "frame", "frameset", "head", "html"];

pub(super) const LINK_SCHEMES: &[&str] = &["http", "https", "mailto", "tel"];
pub(super) const SOURCE_SCHEMES: &[&str] = &["http", "https"];

/// Put on every link by the sanitiser, replacing what was there.
pub(super) const LINK_REL: &str = "noopener nofollow";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorted_for_the_binary_search() {
        assert!(KEPT.is_sorted_by(|a, b| a.name < b.name));
    }

    #[test]
    fn every_name_is_in_one_table() {
        let mut names: Vec<&str> = KEPT.iter().map(|e| e.name).collect();
        names.extend(REMOVED.iter().chain(REMOVED_RAW).chain(BOXED).chain(OUTSIDE));
        names.sort_unstable();
        assert!(names.windows(2).all(|pair| pair.first() != pair.last()));
    }
}
