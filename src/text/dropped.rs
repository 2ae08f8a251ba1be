//! What sanitising took out of a body, counted and said in a sentence an editor understands.
//!
//! Not here: finding it (`tame` sees elements and comments, `losses` sees attributes and addresses),
//! nor what is allowed (`policy`). What the HTML parser repairs (a missing `</p>`) is no loss.

use std::collections::BTreeMap;
use std::fmt;

/// Distinct entries listed; more are counted together, so that an attack cannot fill a reply.
const LISTED: usize = 50;

/// Characters of a name that are shown: names come from the source and may be anything.
const NAME: usize = 40;

/// One kind of loss, with how many times it happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dropped {
    pub what: DroppedKind,
    /// The element, attribute or URL scheme, in lower case and at most 40 characters; `…` stands
    /// for all names after the first fifty; empty where [`DroppedKind`] says there is none.
    pub name: String,
    pub count: u32,
}

/// The kinds of loss, from the gravest to the lightest.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DroppedKind {
    /// All markup: it could not be made sense of, or grew too large. No name. The text is kept.
    Markup,
    /// An element together with what it held.
    Content,
    /// An element's tags; what it held is kept.
    Element,
    /// Like `Element`, for an allowed element that was nested too deep.
    Depth,
    /// An attribute, because of its name or value.
    Attribute,
    /// An attribute that held an address; the name is the refused scheme, or `malformed`.
    Url,
    /// A comment or processing instruction. No name.
    Comment,
}

impl Dropped {
    /// An English sentence without its full stop.
    #[must_use]
    pub fn sentence(&self) -> String {
        let Self { what, name, count } = self;
        let (s, was, their) = match count {
            1 => ("", "was", "its"),
            _ => ("s", "were", "their"),
        };
        match what {
            DroppedKind::Markup => {
                "The markup was too tangled or too large to keep; only its text was kept".to_owned()
            }
            DroppedKind::Content => format!("{count} <{name}> element{s} and {their} content were removed"),
            DroppedKind::Element => {
                format!("{count} <{name}> element{s} {was} removed; {their} content was kept")
            }
            DroppedKind::Depth => {
                format!("{count} <{name}> element{s} nested too deep {was} removed; {their} content was kept")
            }
            DroppedKind::Attribute => format!("{count} {name} attribute{s} {was} removed"),
            DroppedKind::Url if name == MALFORMED => {
                format!("{count} malformed address{} {was} removed", if *count == 1 { "" } else { "es" })
            }
            DroppedKind::Url => {
                format!("{count} {name}: address{} {was} removed", if *count == 1 { "" } else { "es" })
            }
            DroppedKind::Comment => format!("{count} comment{s} {was} removed"),
        }
    }
}

impl fmt::Display for Dropped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence())
    }
}

/// Stands where a refused address has no scheme to name.
pub(super) const MALFORMED: &str = "malformed";

/// Counts losses while they are found.
#[derive(Debug, Default)]
pub(super) struct Tally(BTreeMap<(DroppedKind, String), u32>);

impl Tally {
    pub(super) fn add(&mut self, what: DroppedKind, name: &str) {
        self.add_many(what, name, 1);
    }

    pub(super) fn add_many(&mut self, what: DroppedKind, name: &str, count: u32) {
        if count == 0 {
            return;
        }
        let mut key = (what, name.chars().take(NAME).flat_map(char::to_lowercase).collect());
        if self.0.len() >= LISTED && !self.0.contains_key(&key) {
            key.1 = "…".to_owned();
        }
        let total = self.0.entry(key).or_default();
        *total = total.saturating_add(count);
    }

    pub(super) fn merge(&mut self, other: Self) {
        for ((what, name), count) in other.0 {
            self.add_many(what, &name, count);
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn into_list(self) -> Vec<Dropped> {
        self.0.into_iter().map(|((what, name), count)| Dropped { what, name, count }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences() {
        let say = |what, name: &str, count| Dropped { what, name: name.to_owned(), count }.to_string();
        assert_eq!(
            say(DroppedKind::Content, "script", 2),
            "2 <script> elements and their content were removed"
        );
        assert_eq!(
            say(DroppedKind::Element, "font", 1),
            "1 <font> element was removed; its content was kept"
        );
        assert_eq!(say(DroppedKind::Attribute, "onclick", 3), "3 onclick attributes were removed");
        assert_eq!(say(DroppedKind::Url, "javascript", 1), "1 javascript: address was removed");
        assert_eq!(say(DroppedKind::Url, MALFORMED, 2), "2 malformed addresses were removed");
        assert_eq!(say(DroppedKind::Comment, "", 1), "1 comment was removed");
    }

    #[test]
    fn a_flood_of_names_stays_a_short_list() {
        let mut tally = Tally::default();
        for i in 0..1000 {
            tally.add(DroppedKind::Attribute, &format!("data-{i}-{}", "x".repeat(100)));
        }
        let list = tally.into_list();
        assert_eq!(list.len(), LISTED + 1);
        assert_eq!(list.iter().map(|d| d.count).sum::<u32>(), 1000);
        assert!(list.iter().all(|d| d.name.chars().count() <= NAME));
    }
}
