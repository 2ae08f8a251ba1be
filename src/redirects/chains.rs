//! Where redirects lead that follow one another: never back, and not on and on.

use std::collections::{BTreeSet, HashMap};

use super::model::{HOPS, RedirectInput};
use super::path::normalise;
use super::queries;
use crate::db::Conn;
use crate::error::{Faults, FieldCode, Result};
use crate::site::{self, Addresses};

/// Follows each of these, which are stored, as far as the others lead on from it; a statement for
/// every step of all. Those to come are checked when they come.
///
/// # Errors
/// 422 for each that leads back to where it begins, or too far, under the pointer it came with.
pub(super) fn check(conn: &mut Conn, stored: &[(&str, &RedirectInput)]) -> Result<()> {
    let addresses = site::addresses(conn)?;
    let mut faults = Faults::new();
    let mut on_their_way: Vec<(&str, &RedirectInput, String)> = stored
        .iter()
        .filter_map(|(pointer, input)| Some((*pointer, *input, local(&addresses, input.target.as_deref()?)?)))
        .collect();
    for _ in 0..HOPS {
        on_their_way.retain(|(pointer, input, here)| {
            let back = *here == input.source;
            if back {
                let detail = "The redirect would lead back to where it begins.";
                faults.add(format!("{pointer}/to"), FieldCode::Rule, detail);
            }
            !back
        });
        if on_their_way.is_empty() {
            return faults.check();
        }
        let places: BTreeSet<&String> = on_their_way.iter().map(|(.., here)| here).collect();
        let places: Vec<String> = places.into_iter().cloned().collect();
        let next = queries::find_by_sources(conn, &places)?.into_iter();
        let next: HashMap<String, Option<String>> =
            next.map(|redirect| (redirect.source, redirect.target)).collect();
        on_their_way = on_their_way
            .into_iter()
            .filter_map(|(pointer, input, here)| {
                let target = next.get(&here)?.as_deref()?;
                Some((pointer, input, local(&addresses, target)?))
            })
            .collect();
    }
    for (pointer, ..) in on_their_way {
        let detail = format!("More than {HOPS} redirects would follow one another.");
        faults.add(format!("{pointer}/to"), FieldCode::Rule, detail);
    }
    faults.check()
}

/// The path of the website behind a target, if it is one: what could have a redirect itself.
fn local(addresses: &Addresses, target: &str) -> Option<String> {
    normalise(&addresses.path_browsed(target)?)
}
