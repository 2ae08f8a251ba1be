//! The arithmetic of paths: `politique/elections` is the category `elections` under `politique`.
//!
//! A slug holds no `/`, and `0` is the character after it: everything below a path is the range
//! from `path/` up to, and without, `path0`.

/// How many levels the tree may have.
pub const LEVELS: usize = 8;

/// The path of a child of `parent`, or of a category at the root.
pub fn join(parent: Option<&str>, slug: &str) -> String {
    match parent {
        Some(parent) => format!("{parent}/{slug}"),
        None => slug.to_owned(),
    }
}

/// How many categories are above it: 0 at the root.
pub fn depth(path: &str) -> usize {
    path.bytes().filter(|byte| *byte == b'/').count()
}

/// Whether `path` is that of `root` or of something below it.
pub fn is_within(path: &str, root: &str) -> bool {
    path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The first path that could be below `root`, and the first after all of them.
pub fn range(root: &str) -> (String, String) {
    (format!("{root}/"), format!("{root}0"))
}

/// A LIKE pattern of the paths with at least this many categories above them.
pub fn deep_pattern(depth: usize) -> String {
    format!("%{}", "/%".repeat(depth))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_path() -> impl Strategy<Value = String> {
        // Few letters, so that prefixes that end inside a slug are met often.
        proptest::collection::vec("[a0](-?[a0]){0,2}", 1..=LEVELS).prop_map(|slugs| slugs.join("/"))
    }

    #[test]
    fn a_sibling_with_a_longer_name_is_not_inside() {
        assert!(is_within("sport", "sport"));
        assert!(is_within("sport/football", "sport"));
        for outside in ["sports", "sport-feminin", "sport-feminin/football", "spor", "a/sport"] {
            assert!(!is_within(outside, "sport"), "{outside}");
        }
    }

    proptest! {
        #[test]
        fn the_range_holds_what_is_below_and_nothing_else(path in any_path(), root in any_path()) {
            let (from, until) = range(&root);
            let below = is_within(&path, &root) && path != root;
            prop_assert_eq!(path >= from && path < until, below);
        }

        #[test]
        fn a_child_is_one_deeper_and_inside(parent in any_path(), slug in "[a-z0-9]{1,8}") {
            let child = join(Some(&parent), &slug);
            prop_assert_eq!(depth(&child), depth(&parent) + 1);
            prop_assert!(is_within(&child, &parent) && !is_within(&parent, &child));
            prop_assert_eq!(depth(&join(None, &slug)), 0);
        }
    }
}
