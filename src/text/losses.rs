//! Finds the attributes and addresses that sanitising is about to remove, by walking the parsed
//! document with the verdicts ammonia will apply.
//!
//! Not here: elements and comments, which `tame` has already taken out and counted.

use scraper::{Html, Node};

use super::dropped::{DroppedKind, Tally};
use super::verdict::{Fate, Refusal, check, fate};

/// Counts in `tally` what ammonia removes from `document`, which comes from `tame`.
pub(super) fn count(document: &Html, tally: &mut Tally) {
    // The parser's own root stands around every fragment.
    for node in document.root_element().descendants().skip(1) {
        let Node::Element(element) = node.value() else { continue };
        let name = element.name();
        match fate(name) {
            Fate::Kept(_) => {
                for (attribute, value) in element.attrs() {
                    match check(name, attribute, value) {
                        Ok(()) => {}
                        Err(Refusal::Attribute) => tally.add(DroppedKind::Attribute, attribute),
                        Err(Refusal::Url(scheme)) => tally.add(DroppedKind::Url, &scheme),
                    }
                }
            }
            // `tame` leaves none of these; should it ever, no loss goes untold.
            Fate::Removed { .. } => tally.add(DroppedKind::Content, name),
            Fate::Boxed(_) | Fate::Unwrapped | Fate::Outside => tally.add(DroppedKind::Element, name),
        }
    }
}
