//! What is saved as its members in JSON: which of them differ, and how two changes to one go together.
//! Pure functions.

use serde_json::{Map, Value};

use crate::text::diff::{Difference, Syntax, compare};
use crate::text::merge::{self, Merged};

/// Members of one line, and the one that may have several.
const TEXTS: [&str; 5] = ["/title", "/kicker", "/subtitle", "/summary", "/dateline"];
const SOURCE: &str = "/body/source";
/// Texts that are merged line by line; those of one line have nothing to merge.
const LINES: [&str; 2] = ["/summary", SOURCE];
/// Objects whose members are changed one by one. The others are one thing, of which half makes no sense: another
/// picture with the words for this one.
const OPEN: [&str; 2] = ["/seo", "/custom"];

/// A member that is not the same.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    pub pointer: String,
    pub before: Value,
    pub after: Value,
}

/// The members that differ, a body by its format and its source.
pub fn changes(before: &Value, after: &Value) -> Vec<Change> {
    let mut changes = Vec::new();
    for (name, after) in after.as_object().into_iter().flatten() {
        let before = before.get(name).unwrap_or(&Value::Null);
        let pointer = format!("/{name}");
        if let (true, Value::Object(old), Value::Object(new)) = (name == "body", before, after) {
            for (part, new) in new {
                push(&mut changes, format!("{pointer}/{part}"), old.get(part).unwrap_or(&Value::Null), new);
            }
        } else {
            push(&mut changes, pointer, before, after);
        }
    }
    changes
}

fn push(changes: &mut Vec<Change>, pointer: String, before: &Value, after: &Value) {
    if before != after {
        changes.push(Change { pointer, before: before.clone(), after: after.clone() });
    }
}

impl Change {
    /// Word by word, where both are texts. `formats` are those of the body, before and after.
    pub fn words(&self, formats: (&str, &str)) -> Option<Difference<'_>> {
        let (before, after) = (self.before.as_str()?, self.after.as_str()?);
        let syntax = |format: &str| match format {
            "markdown" => Syntax::Markdown,
            "html" => Syntax::Html,
            _ => Syntax::Plain,
        };
        if self.pointer == SOURCE {
            return Some(compare((before, syntax(formats.0)), (after, syntax(formats.1))));
        }
        let text = TEXTS.contains(&self.pointer.as_str());
        text.then(|| compare((before, Syntax::Plain), (after, Syntax::Plain)))
    }
}

/// What both sides changed, and differently.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    pub pointer: String,
    pub base: Value,
    pub current: Value,
    pub yours: Value,
    /// Of a text that is merged line by line: all of both, with marks.
    pub merged: Option<String>,
}

/// Joins what became of `base` on either side. `names` says what the marks of a text call them.
///
/// # Errors
/// With every member that contradicts itself.
pub fn join(
    base: &Value,
    current: &Value,
    yours: &Value,
    names: (&str, &str),
) -> Result<Value, Vec<Conflict>> {
    let mut joining = Joining { names, conflicts: Vec::new() };
    let joined = joining.member("", Some(base), Some(current), Some(yours)).unwrap_or_default();
    if joining.conflicts.is_empty() { Ok(joined) } else { Err(joining.conflicts) }
}

struct Joining<'a> {
    names: (&'a str, &'a str),
    conflicts: Vec<Conflict>,
}

impl Joining<'_> {
    /// None: it is not there.
    fn member(
        &mut self,
        pointer: &str,
        base: Option<&Value>,
        current: Option<&Value>,
        yours: Option<&Value>,
    ) -> Option<Value> {
        if current == yours || yours == base {
            return current.cloned();
        }
        if current == base {
            return yours.cloned();
        }
        if let (Some(Value::Object(base)), Some(Value::Object(current)), Some(Value::Object(yours))) =
            (base, current, yours)
            && is_open(pointer, [base, current, yours])
        {
            return Some(Value::Object(self.members(pointer, base, current, yours)));
        }
        let merged = match (base, current, yours) {
            (Some(Value::String(base)), Some(Value::String(current)), Some(Value::String(yours)))
                if LINES.contains(&pointer) =>
            {
                match merge::lines(base, current, yours, self.names) {
                    Merged::Clean(text) => return Some(Value::String(text)),
                    Merged::Conflicting(text) => Some(text),
                }
            }
            _ => None,
        };
        let told = |value: Option<&Value>| value.cloned().unwrap_or_default();
        self.conflicts.push(Conflict {
            pointer: pointer.to_owned(),
            base: told(base),
            current: told(current),
            yours: told(yours),
            merged,
        });
        current.cloned()
    }

    /// In the order of the current one, what is new at the end.
    fn members(
        &mut self,
        pointer: &str,
        base: &Map<String, Value>,
        current: &Map<String, Value>,
        yours: &Map<String, Value>,
    ) -> Map<String, Value> {
        let new = yours.keys().filter(|name| !current.contains_key(*name));
        let mut joined = Map::new();
        for name in current.keys().chain(new) {
            let pointer = format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"));
            let (base, current, yours) = (base.get(name), current.get(name), yours.get(name));
            if let Some(value) = self.member(&pointer, base, current, yours) {
                joined.insert(name.clone(), value);
            }
        }
        joined
    }
}

/// Whether the members of an object are changed one by one. A body's are as long as nobody changed its
/// format: a source belongs to one.
fn is_open(pointer: &str, sides: [&Map<String, Value>; 3]) -> bool {
    let [base, current, yours] = sides.map(|side| side.get("format"));
    match pointer {
        "" => true,
        "/body" => base == current && base == yours,
        _ => OPEN.iter().any(|open| pointer == *open || pointer.starts_with(&format!("{open}/"))),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn joined(base: Value, current: Value, yours: Value) -> Result<Value, Vec<String>> {
        join(&base, &current, &yours, ("now", "yours"))
            .map_err(|conflicts| conflicts.into_iter().map(|conflict| conflict.pointer).collect())
    }

    #[test]
    fn a_member_one_side_changed_is_that_sides() {
        let base =
            json!({ "title": "a", "tag_ids": [1], "custom": { "x": 1, "y": { "z": 1 } }, "seo": null });
        let current =
            json!({ "title": "b", "tag_ids": [1], "custom": { "x": 2, "y": { "z": 1 } }, "seo": null });
        let yours =
            json!({ "title": "a", "tag_ids": [2], "custom": { "x": 1, "y": { "z": 2 }, "n": 1 }, "seo": {} });
        assert_eq!(
            joined(base, current, yours),
            Ok(
                json!({ "title": "b", "tag_ids": [2], "custom": { "x": 2, "y": { "z": 2 }, "n": 1 }, "seo": {} })
            )
        );
    }

    #[test]
    fn what_was_taken_away_stays_away() {
        let base = json!({ "custom": { "a": 1, "b": 1, "c": 1 } });
        let current = json!({ "custom": { "a": 1, "c": 1 } });
        let yours = json!({ "custom": { "b": 1, "c": 2 } });
        assert_eq!(joined(base.clone(), current.clone(), yours), Ok(json!({ "custom": { "c": 2 } })));
        let yours = json!({ "custom": { "a": 1, "b": 2, "c": 1 } });
        assert_eq!(joined(base, current, yours), Err(vec!["/custom/b".to_owned()]));
    }

    #[test]
    fn what_belongs_together_is_not_mixed() {
        let base =
            json!({ "image": { "url": "a", "alt": "a" }, "body": { "format": "text", "source": "a" } });
        let current =
            json!({ "image": { "url": "b", "alt": "a" }, "body": { "format": "html", "source": "a" } });
        let yours =
            json!({ "image": { "url": "a", "alt": "b" }, "body": { "format": "text", "source": "b" } });
        assert_eq!(joined(base, current, yours), Err(vec!["/image".to_owned(), "/body".to_owned()]));
    }

    #[test]
    fn texts_go_together_line_by_line_and_titles_do_not() {
        let side = |title: &str, summary: &str, source: &str| json!({ "title": title, "summary": summary, "body": { "format": "markdown", "source": source } });
        let base = side("Un", "a\nb\nc", "1\n2\n3\n4\n");
        let joined = joined(
            base.clone(),
            side("Un", "A\nb\nc", "0\n2\n3\n4\n"),
            side("Un", "a\nb\nC", "1\n2\n3\n5\n"),
        );
        assert_eq!(joined, Ok(side("Un", "A\nb\nC", "0\n2\n3\n5\n")));
        let (current, yours) =
            (side("Deux", "a\nb\nc", "1\n2\n3\n4\n"), side("Trois", "a\nb\nc", "1\n2\n3\n4\n"));
        let conflicts = join(&base, &current, &yours, ("now", "yours")).unwrap_err();
        assert_eq!(
            (conflicts.len(), conflicts[0].pointer.as_str(), &conflicts[0].merged),
            (1, "/title", &None)
        );
    }

    #[test]
    fn a_body_differs_by_its_parts() {
        let before = json!({ "title": "a", "body": { "format": "text", "source": "x" } });
        let after = json!({ "title": "a", "body": { "format": "text", "source": "y" } });
        let pointers = |before: &Value, after: &Value| -> Vec<String> {
            changes(before, after).into_iter().map(|change| change.pointer).collect()
        };
        assert_eq!(pointers(&before, &after), ["/body/source"]);
        assert_eq!(pointers(&json!({ "title": null, "body": null }), &after), ["/title", "/body"]);
    }

    fn article() -> impl Strategy<Value = Value> {
        let lines = "([ab]\n){0,4}";
        ("[ab]?", lines, lines, prop::collection::vec(0_u8..3, 0..2), 0_u8..3).prop_map(
            |(title, summary, source, tags, x)| {
                json!({ "title": title, "summary": summary, "tag_ids": tags, "custom": { "x": x },
                    "body": { "format": "markdown", "source": source } })
            },
        )
    }

    proptest! {
        #[test]
        fn one_side_alone_is_taken(base in article(), other in article()) {
            prop_assert_eq!(join(&base, &base, &other, ("a", "b")), Ok(other.clone()));
            prop_assert_eq!(join(&base, &other, &base, ("a", "b")), Ok(other.clone()));
            prop_assert_eq!(join(&base, &other, &other, ("a", "b")), Ok(other));
        }

        #[test]
        fn either_order_gives_the_same(base in article(), a in article(), b in article()) {
            match (join(&base, &a, &b, ("x", "x")), join(&base, &b, &a, ("x", "x"))) {
                (Ok(one), Ok(other)) => prop_assert_eq!(one, other),
                (Err(one), Err(other)) => {
                    let pointers = |all: Vec<Conflict>| all.into_iter().map(|one| one.pointer).collect::<Vec<_>>();
                    prop_assert_eq!(pointers(one), pointers(other));
                }
                (one, other) => prop_assert!(false, "{one:?} and {other:?}"),
            }
        }
    }
}
