//! What caches may call the things events are about: names of at most 32 characters of `a-z`, `0-9` and `-`.

use uuid::Uuid;

use super::EventType;

/// Crockford's digits, in lower case.
const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// The names of what an event changes: the thing itself, and the lists of its kind.
pub fn cache_tags(kind: EventType, id: Uuid) -> Vec<String> {
    let resource = kind.resource();
    let all = match resource {
        "site" => return vec!["site".to_owned()],
        "category" => "categories".to_owned(),
        "series" => "series".to_owned(),
        other => format!("{other}s"),
    };
    // 26 digits leave five for the kind and its dash.
    let short = resource.get(..resource.len().min(4)).unwrap_or(resource);
    vec![format!("{short}-{}", digits(id)), all]
}

/// 128 bits in 26 digits, so that they sort as the id does.
fn digits(id: Uuid) -> String {
    let bits = id.as_u128();
    (0..26)
        .rev()
        .filter_map(|place| usize::try_from(bits >> (5 * place) & 31).ok())
        .filter_map(|digit| DIGITS.get(digit).copied())
        .map(char::from)
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn short_plain_and_different(one: u128, two: u128) {
            for kind in EventType::ALL {
                let (first, second) = (cache_tags(*kind, Uuid::from_u128(one)), cache_tags(*kind, Uuid::from_u128(two)));
                for tag in first.iter().chain(&second) {
                    prop_assert!((1..=32).contains(&tag.len()), "{}", tag);
                    prop_assert!(tag.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-'));
                }
                prop_assert_eq!(first == second, one == two || kind.resource() == "site");
                prop_assert_eq!(first[0].cmp(&second[0]), if kind.resource() == "site" { std::cmp::Ordering::Equal } else { one.cmp(&two) });
            }
        }
    }

    #[test]
    fn every_kind_has_its_own() {
        let mut seen = std::collections::HashMap::new();
        for kind in EventType::ALL {
            let tags = cache_tags(*kind, Uuid::from_u128(7));
            assert_eq!(seen.entry(tags).or_insert(kind.resource()), &kind.resource());
        }
    }
}
