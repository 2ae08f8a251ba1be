//! Names for what has no id yet: where they may stand, and in which order their bearers come to be.

use std::collections::{BTreeSet, HashMap};

use serde_json::Value;
use uuid::Uuid;

use super::model::{BatchVerb, Operation, Resource};
use crate::error::{Error, Faults, FieldCode, Result};

/// Members that hold the id of something else, alone or in a list.
const REFERENCES: [&str; 7] = [
    "primary_category_id",
    "category_ids",
    "tag_ids",
    "related_ids",
    "translation_of",
    "parent_id",
    "assignee_id",
];
/// Members whose own member `id` does.
const HOLDERS: [&str; 2] = ["authors", "series"];

/// Shows `visit` every text that stands where an id belongs, and its place beneath `pointer`.
fn each_reference(value: &mut Value, pointer: &str, visit: &mut impl FnMut(&mut String, &str)) {
    let Some(members) = value.as_object_mut() else { return };
    for (name, member) in members.iter_mut() {
        let at = format!("{pointer}/{name}");
        if REFERENCES.contains(&name.as_str()) {
            each_text(member, &at, visit);
        } else if HOLDERS.contains(&name.as_str()) {
            match member {
                Value::Array(items) => {
                    for (index, item) in items.iter_mut().enumerate() {
                        id_of(item, &format!("{at}/{index}"), visit);
                    }
                }
                one => id_of(one, &at, visit),
            }
        }
    }
}

fn id_of(value: &mut Value, pointer: &str, visit: &mut impl FnMut(&mut String, &str)) {
    if let Some(Value::String(id)) = value.get_mut("id") {
        visit(id, &format!("{pointer}/id"));
    }
}

fn each_text(value: &mut Value, pointer: &str, visit: &mut impl FnMut(&mut String, &str)) {
    match value {
        Value::String(text) => visit(text, pointer),
        Value::Array(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                each_text(item, &format!("{pointer}/{index}"), visit);
            }
        }
        _ => {}
    }
}

fn is_name(text: &str) -> bool {
    text.starts_with('@')
}

/// Puts ids in the place of the names that are known.
pub fn fill_in(body: &mut Value, known: &HashMap<String, Uuid>) {
    each_reference(body, "", &mut |text, _| {
        if let Some(id) = known.get(text.as_str()) {
            *text = id.to_string();
        }
    });
}

/// The names an operation needs, and where it says so.
pub fn needs(index: usize, operation: &Operation) -> Vec<(String, String)> {
    let mut found = Vec::new();
    if let Some(id) = operation.id.as_ref().filter(|id| is_name(id)) {
        found.push((id.clone(), format!("/operations/{index}/id")));
    }
    let mut body = Value::Object(operation.body.clone());
    each_reference(&mut body, &format!("/operations/{index}/body"), &mut |text, at| {
        if is_name(text) {
            found.push((text.clone(), at.to_owned()));
        }
    });
    found
}

/// The order in which to do them: as they stand, but what is needed first. `needed[i]` are the operations the i-th
/// waits for. None when some wait for each other; then, which.
fn sorted(needed: &[BTreeSet<usize>]) -> Result<Vec<usize>, Vec<usize>> {
    let mut left: BTreeSet<usize> = (0..needed.len()).collect();
    let mut order = Vec::with_capacity(needed.len());
    while let Some(next) = left.iter().copied().find(|index| {
        needed.get(*index).is_none_or(|needed| needed.iter().all(|needed| !left.contains(needed)))
    }) {
        left.remove(&next);
        order.push(next);
    }
    if left.is_empty() { Ok(order) } else { Err(left.into_iter().collect()) }
}

/// # Errors
/// 422 for names given twice, given to what is not created, unknown, or that need each other.
pub fn order(operations: &[Operation]) -> Result<Vec<usize>> {
    let mut faults = Faults::new();
    let mut makers: HashMap<&str, usize> = HashMap::new();
    for (index, operation) in operations.iter().enumerate() {
        let creates = operation.verb == BatchVerb::Create;
        if let Some(name) = &operation.temp_id {
            let pointer = format!("/operations/{index}/temp_id");
            if !creates {
                faults.add(pointer, FieldCode::Rule, "Only what is created here has a name of this batch.");
            } else if makers.contains_key(name.as_str()) {
                faults.add(pointer, FieldCode::Duplicate, "Another operation has this name already.");
            } else {
                makers.insert(name, index);
            }
        }
        for (is_there, member) in
            [(operation.if_match.is_some(), "if_match"), (operation.override_lock, "override_lock")]
        {
            if creates && is_there {
                let detail =
                    "What is created was not there before: nobody can have changed it or hold its lock.";
                faults.add(format!("/operations/{index}/{member}"), FieldCode::Rule, detail);
            }
        }
        if operation.override_lock && operation.resource != Resource::Articles {
            faults.add(
                format!("/operations/{index}/override_lock"),
                FieldCode::Rule,
                "Only articles have a lock.",
            );
        }
        if creates != operation.id.is_none() {
            let pointer = format!("/operations/{index}/id");
            let (code, detail) = match creates {
                true => (FieldCode::Rule, "What is created gets its id from the server."),
                false => (FieldCode::Required, "Say what it is about."),
            };
            faults.add(pointer, code, detail);
        }
    }
    let mut needed = vec![BTreeSet::new(); operations.len()];
    for ((index, operation), needed) in operations.iter().enumerate().zip(&mut needed) {
        for (name, pointer) in needs(index, operation) {
            match makers.get(name.as_str()) {
                Some(maker) => {
                    needed.insert(*maker);
                }
                None => faults.add(
                    pointer,
                    FieldCode::UnknownReference,
                    format!("Nothing here is called {name}."),
                ),
            }
        }
    }
    faults.check()?;
    sorted(&needed).map_err(|circle| {
        let mut faults = Faults::new();
        for index in circle {
            let detail = "It waits, by names of this batch, for something that waits for it.";
            faults.add(format!("/operations/{index}"), FieldCode::Rule, detail);
        }
        faults.check().err().unwrap_or_else(|| Error::internal("a circle of nothing"))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn names_stand_only_where_ids_do() {
        let id = Uuid::from_u128(7);
        let known = HashMap::from([("@a".to_owned(), id)]);
        let mut body = json!({
            "title": "@a", "primary_category_id": "@a", "tag_ids": ["@a", "@b", 3], "authors": [{ "id": "@a", "role": "@a" }],
            "series": { "id": "@a" }, "custom": { "parent_id": "@a" }, "body": { "id": "@a" }, "parent_id": null,
        });
        fill_in(&mut body, &known);
        let id = id.to_string();
        assert_eq!(
            body,
            json!({
                "title": "@a", "primary_category_id": id, "tag_ids": [id, "@b", 3], "authors": [{ "id": id, "role": "@a" }],
                "series": { "id": id }, "custom": { "parent_id": "@a" }, "body": { "id": "@a" }, "parent_id": null,
            })
        );
    }

    proptest! {
        /// Whatever waits for whatever: everything is done once, after what it waits for, or a circle is told.
        #[test]
        fn what_is_needed_comes_first(edges in prop::collection::vec((0usize..12, 0usize..12), 0..30)) {
            let mut needed = vec![BTreeSet::new(); 12];
            for (from, to) in edges {
                needed[from].insert(to);
            }
            match sorted(&needed) {
                Ok(order) => {
                    prop_assert_eq!(order.iter().copied().collect::<BTreeSet<_>>().len(), 12);
                    let place = |index: usize| order.iter().position(|one| *one == index).unwrap();
                    for (index, needed) in needed.iter().enumerate() {
                        prop_assert!(needed.iter().all(|before| place(*before) < place(index)));
                    }
                }
                Err(circle) => {
                    // Each of them waits for another of them.
                    for index in &circle {
                        prop_assert!(needed[*index].iter().any(|before| circle.contains(before)));
                    }
                }
            }
        }

        #[test]
        fn without_names_the_order_is_theirs(count in 0usize..50) {
            prop_assert_eq!(sorted(&vec![BTreeSet::new(); count]).unwrap(), (0..count).collect::<Vec<_>>());
        }
    }
}
