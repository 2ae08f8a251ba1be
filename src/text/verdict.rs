//! The verdicts of `policy`: what happens to an element, whether an attribute stays.
//!
//! Not here: the tables themselves (`policy`), nor the walk through a document (`tame`, `losses`).
//! [`SANITISER`] is ammonia told the same tables; it, not our own code, has the last word on what
//! is safe.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, Url, url::ParseError};

use super::dropped::MALFORMED;
use super::policy::{
    Attributes, BOXED, EVERYWHERE, Element, KEPT, LINK_REL, LINK_SCHEMES, NONE, OUTSIDE, REMOVED,
    REMOVED_RAW, SOURCE_SCHEMES, Value,
};

/// What happens to an element of the source.
#[derive(Copy, Clone)]
pub(super) enum Fate {
    Kept(&'static Element),
    Removed { raw: bool },
    Boxed(&'static Element),
    Unwrapped,
    Outside,
}

/// The fate of an element by its lower-case name.
pub(super) fn fate(name: &str) -> Fate {
    if let Some(element) = kept(name) {
        Fate::Kept(element)
    } else if REMOVED_RAW.contains(&name) {
        Fate::Removed { raw: true }
    } else if REMOVED.contains(&name) {
        Fate::Removed { raw: false }
    } else if let (true, Some(div)) = (BOXED.contains(&name), kept("div")) {
        Fate::Boxed(div)
    } else if OUTSIDE.contains(&name) {
        Fate::Outside
    } else {
        Fate::Unwrapped
    }
}

pub(super) fn kept(name: &str) -> Option<&'static Element> {
    KEPT.binary_search_by(|e| e.name.cmp(name)).ok().and_then(|at| KEPT.get(at))
}

/// Why an attribute goes.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    Attribute,
    /// Its address has this scheme, or is [`MALFORMED`].
    Url(String),
}

/// Whether an attribute of a kept element stays as it is.
pub(super) fn check(element: &str, name: &str, value: &str) -> Result<(), Refusal> {
    // The sanitiser writes `rel` itself: only a word it would not write is a loss.
    if (element, name) == ("a", "rel") {
        let known = value.split_ascii_whitespace().all(|word| LINK_REL.split(' ').any(|w| w == word));
        return if known { Ok(()) } else { Err(Refusal::Attribute) };
    }
    let own = kept(element).map_or(NONE, |e| e.attributes);
    let rule = own.iter().chain(EVERYWHERE).find(|(n, _)| *n == name).map(|(_, rule)| rule);
    let fits = match rule {
        None => false,
        Some(Value::Link) => return address(value, LINK_SCHEMES),
        Some(Value::Source) => return address(value, SOURCE_SCHEMES),
        Some(_) if value.len() > VALUE => false,
        Some(Value::Any) => true,
        Some(Value::Number) => {
            let digits = value.strip_suffix('%').unwrap_or(value);
            (1..=4).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
        }
        Some(Value::OneOf(values)) => values.contains(&value),
        Some(Value::Prefixed(starts)) => {
            starts.iter().any(|start| value.starts_with(start)) && !value.contains(char::is_whitespace)
        }
    };
    if fits { Ok(()) } else { Err(Refusal::Attribute) }
}

/// Browsers read an address with the WHATWG parser, so nothing else may judge it.
fn address(value: &str, schemes: &[&str]) -> Result<(), Refusal> {
    match Url::parse(value) {
        Ok(url) if !schemes.contains(&url.scheme()) => Err(Refusal::Url(url.scheme().to_owned())),
        Ok(_) | Err(ParseError::RelativeUrlWithoutBase) if value.len() <= VALUE => Ok(()),
        Ok(_) | Err(ParseError::RelativeUrlWithoutBase) => Err(Refusal::Attribute),
        Err(_) => Err(Refusal::Url(MALFORMED.to_owned())),
    }
}

/// Bytes an attribute may hold. No address or description is longer, and the serialiser's time
/// grows with the square of it.
const VALUE: usize = 8 * 1024;

/// As [`sanitiser`] makes it, once for all texts.
pub(super) static SANITISER: LazyLock<Builder<'static>> = LazyLock::new(sanitiser);

/// ammonia, told exactly the tables above.
pub(super) fn sanitiser() -> Builder<'static> {
    let names = |attributes: Attributes| attributes.iter().map(|(name, _)| *name).collect::<HashSet<_>>();
    let mut builder = Builder::empty();
    builder
        .tags(KEPT.iter().map(|e| e.name).collect())
        .clean_content_tags(REMOVED.iter().chain(REMOVED_RAW).copied().collect())
        .tag_attributes(KEPT.iter().map(|e| (e.name, names(e.attributes))).collect::<HashMap<_, _>>())
        .generic_attributes(names(EVERYWHERE))
        .url_schemes(LINK_SCHEMES.iter().copied().collect())
        .link_rel(Some(LINK_REL))
        .strip_comments(true)
        .attribute_filter(|element, name, value| {
            check(element, name, value).is_ok().then(|| Cow::from(value))
        });
    builder
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for good in [
            "https://exemple.sn/a",
            "HTTP://x",
            "mailto:a@b.sn",
            "tel:+221",
            "/a",
            "a:b/../c".trim_start_matches("a:b/"),
            "//x.sn/y",
            "#fn-1",
            "",
        ] {
            assert_eq!(check("a", "href", good), Ok(()), "{good:?}");
        }
        for (bad, scheme) in [
            ("javascript:alert(1)", "javascript"),
            (" \u{1}java\nscript\t:alert(1)", "javascript"),
            ("data:text/html,x", "data"),
            ("vbscript:x", "vbscript"),
            ("https://[", MALFORMED),
        ] {
            assert_eq!(check("a", "href", bad), Err(Refusal::Url(scheme.to_owned())), "{bad:?}");
        }
        assert_eq!(check("img", "src", "tel:1"), Err(Refusal::Url("tel".to_owned())));
        assert_eq!(check("blockquote", "cite", "javascript:x"), Err(Refusal::Url("javascript".to_owned())));
    }

    #[test]
    fn attributes() {
        for (element, name, value) in [
            ("p", "lang", "wo"),
            ("td", "colspan", "2"),
            ("img", "width", "50%"),
            ("a", "rel", "noopener"),
            ("code", "class", "language-rust"),
        ] {
            assert_eq!(check(element, name, value), Ok(()), "{name}");
        }
        for (element, name, value) in [
            ("p", "onclick", "x"),
            ("p", "style", "color:red"),
            ("p", "dir", "up"),
            ("img", "width", "12345"),
            ("a", "rel", "sponsored"),
            ("a", "target", "_blank"),
            ("h2", "id", "config"),
            ("li", "id", "fn-a b"),
        ] {
            assert_eq!(check(element, name, value), Err(Refusal::Attribute), "{name}");
        }
    }
}
