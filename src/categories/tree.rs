//! From rows to the nested tree.

use std::collections::HashMap;

use super::model::{CategoryId, Section};

/// A category with everything below it.
#[derive(Clone, Debug)]
pub struct Node {
    pub section: Section,
    pub children: Vec<Node>,
}

/// Nests categories of one snapshot. On every level they stand by position, then by name, then by id.
/// What lies beneath one that is not among them is left out.
pub fn nest(sections: Vec<Section>) -> Vec<Node> {
    let mut by_parent: HashMap<Option<CategoryId>, Vec<Section>> = HashMap::new();
    for section in sections {
        by_parent.entry(section.category.parent_id).or_default().push(section);
    }
    for siblings in by_parent.values_mut() {
        siblings.sort_by(|a, b| order(a).cmp(&order(b)));
    }
    children(None, &mut by_parent)
}

fn order(section: &Section) -> (i32, &str, CategoryId) {
    let category = &section.category;
    (category.position, &category.name_key, category.id)
}

/// As deep as the tree is: eight levels.
fn children(
    parent: Option<CategoryId>,
    by_parent: &mut HashMap<Option<CategoryId>, Vec<Section>>,
) -> Vec<Node> {
    let siblings = by_parent.remove(&parent).unwrap_or_default();
    siblings
        .into_iter()
        .map(|section| Node { children: children(Some(section.category.id), by_parent), section })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::super::model::Category;
    use super::*;
    use crate::clock::Timestamp;
    use crate::translations::GroupId;

    /// A row: the parent is an earlier row, or none; position and name are from a narrow range, so
    /// that ties are met.
    fn section(index: usize, parent: Option<usize>, position: i32, name: u8) -> Section {
        let id = |index: usize| CategoryId(Uuid::from_u128(u128::try_from(index).unwrap() + 1));
        let name = format!("n{name}");
        let category = Category {
            id: id(index),
            parent_id: parent.map(id),
            slug: format!("c{index}"),
            path: String::new(),
            name: name.clone(),
            name_key: name,
            description: None,
            position,
            version: 1,
            created_at: Timestamp::FOREVER,
            updated_at: Timestamp::FOREVER,
            locale: "fr".to_owned(),
            translation_group: GroupId(id(index).0),
        };
        Section { category, articles_count: 0, translations: Vec::new(), web: None }
    }

    /// A forest of up to forty rows, in any order.
    fn any_rows() -> impl Strategy<Value = Vec<Section>> {
        let row = (any::<proptest::sample::Index>(), 0i32..3, 0u8..3);
        let rows = proptest::collection::vec(row, 0..40).prop_map(|rows| {
            let plant = |(index, (pick, position, name)): (usize, (proptest::sample::Index, i32, u8))| {
                let parent = pick.index(index + 1).checked_sub(1);
                section(index, parent, position, name)
            };
            rows.into_iter().enumerate().map(plant).collect::<Vec<_>>()
        });
        rows.prop_shuffle()
    }

    /// Every node once, and every level with its parent.
    fn walk(nodes: &[Node], parent: Option<CategoryId>, seen: &mut Vec<CategoryId>) -> bool {
        nodes.is_sorted_by(|a, b| order(&a.section) < order(&b.section))
            && nodes.iter().all(|node| {
                seen.push(node.section.category.id);
                node.section.category.parent_id == parent
                    && walk(&node.children, Some(node.section.category.id), seen)
            })
    }

    proptest! {
        #[test]
        fn holds_every_category_once_under_its_parent_in_order(rows in any_rows()) {
            let mut all: Vec<CategoryId> = rows.iter().map(|row| row.category.id).collect();
            let mut seen = Vec::new();
            prop_assert!(walk(&nest(rows), None, &mut seen));
            all.sort();
            seen.sort();
            prop_assert_eq!(seen, all);
        }
    }
}
