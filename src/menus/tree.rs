//! Trees and how they are kept: a list in the order of reading, each item with its depth.

/// An item with what lies below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node<T> {
    pub item: T,
    pub children: Vec<Node<T>>,
}

/// The tree behind a list. Whatever depths it holds, nothing is lost and nothing can loop: an item
/// lies in the nearest one before it with a lower depth.
pub fn nest<T>(rows: Vec<(i32, T)>) -> Vec<Node<T>> {
    // What lies open, the deepest last.
    let mut open: Vec<(i32, Node<T>)> = Vec::new();
    let mut roots = Vec::new();
    for (depth, item) in rows {
        close(&mut open, &mut roots, depth);
        open.push((depth, Node { item, children: Vec::new() }));
    }
    close(&mut open, &mut roots, i32::MIN);
    roots
}

/// Puts what is as deep as `depth` or deeper into what holds it.
fn close<T>(open: &mut Vec<(i32, Node<T>)>, roots: &mut Vec<Node<T>>, depth: i32) {
    while let Some((_, node)) = open.pop_if(|(deep, _)| *deep >= depth) {
        match open.last_mut() {
            Some((_, parent)) => parent.children.push(node),
            None => roots.push(node),
        }
    }
}

/// The tree without the items that do not stay, and without all that lies below those.
pub fn prune<T>(nodes: Vec<Node<T>>, stays: &impl Fn(&T) -> bool) -> Vec<Node<T>> {
    let kept = nodes.into_iter().filter(|node| stays(&node.item));
    kept.map(|node| Node { item: node.item, children: prune(node.children, stays) }).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn flatten<T: Clone>(nodes: &[Node<T>], depth: i32, rows: &mut Vec<(i32, T)>) {
        for node in nodes {
            rows.push((depth, node.item.clone()));
            flatten(&node.children, depth + 1, rows);
        }
    }

    fn any_tree() -> impl Strategy<Value = Vec<Node<u8>>> {
        let leaf = any::<u8>().prop_map(|item| Node { item, children: Vec::new() });
        let node = leaf.prop_recursive(4, 64, 4, |inner| {
            (any::<u8>(), prop::collection::vec(inner, 0..4))
                .prop_map(|(item, children)| Node { item, children })
        });
        prop::collection::vec(node, 0..5)
    }

    proptest! {
        #[test]
        fn a_tree_comes_back_as_it_was_written(tree in any_tree()) {
            let mut rows = Vec::new();
            flatten(&tree, 0, &mut rows);
            prop_assert_eq!(nest(rows), tree);
        }

        #[test]
        fn nothing_is_lost_whatever_the_depths(depths in prop::collection::vec(-3..9_i32, 0..40)) {
            let rows: Vec<(i32, usize)> = depths.into_iter().zip(0..).collect();
            let mut back = Vec::new();
            flatten(&nest(rows.clone()), 0, &mut back);
            let order: Vec<usize> = back.iter().map(|(_, item)| *item).collect();
            prop_assert_eq!(order, (0..rows.len()).collect::<Vec<_>>());
        }

        /// An item is there if and only if it and all that lie above it stay.
        #[test]
        fn what_goes_takes_what_lies_below_it_along(tree in any_tree()) {
            fn expected(nodes: &[Node<u8>], shown: bool, left: &mut Vec<u8>) {
                for node in nodes {
                    let shown = shown && node.item % 3 != 0;
                    left.extend(shown.then_some(node.item));
                    expected(&node.children, shown, left);
                }
            }
            let (mut left, mut rows) = (Vec::new(), Vec::new());
            expected(&tree, true, &mut left);
            flatten(&prune(tree, &|item| item % 3 != 0), 0, &mut rows);
            prop_assert_eq!(rows.into_iter().map(|(_, item)| item).collect::<Vec<_>>(), left);
        }
    }
}
