//! Entity tags (RFC 9110 §8.8.3), strong but for those of lists that say how far the content log goes.
//!
//! A writable resource's is `"<version>.<hash>"`, a public edition's `"p.<hash>"`; the hash is of
//! the reply's bytes before any content coding. An encoded reply's tag carries the coding as a
//! suffix, added on the way out by the middleware and taken off here.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// Suffixes of the codings the server speaks.
const CODINGS: [&str; 3] = ["-br", "-gzip", "-zstd"];

/// 128 bits of SHA-256 over the bytes of the reply.
pub fn hash(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    URL_SAFE_NO_PAD.encode(digest.get(..16).unwrap_or_default())
}

/// Tag of one version of a writable resource.
pub fn versioned(version: i64, bytes: &[u8]) -> String {
    format!("\"{version}.{}\"", hash(bytes))
}

/// Tag of a public edition or a list.
pub fn public(bytes: &[u8]) -> String {
    format!("\"p.{}\"", hash(bytes))
}

/// Tag of a list that ends with the number of the newest entry of the content log. That number is left out, or
/// every change anywhere would change every list; so the tag is weak (RFC 9110 §8.8.1). Whoever keeps an older
/// number with the same items reads in the log what they have already, and misses nothing.
pub fn numbered(bytes: &[u8]) -> String {
    const NUMBER: &[u8] = b"\"seq\":";
    let at = bytes.windows(NUMBER.len()).rposition(|found| found == NUMBER);
    let (head, number) = at.and_then(|at| bytes.split_at_checked(at)).unwrap_or((bytes, &[]));
    let rest = number.strip_prefix(NUMBER).unwrap_or_default();
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit() || **byte == b' ').count();
    let mut hash = Sha256::new();
    hash.update(head);
    hash.update(rest.get(digits..).unwrap_or_default());
    format!("W/\"p.{}\"", URL_SAFE_NO_PAD.encode(hash.finalize().get(..16).unwrap_or_default()))
}

/// The tag as it goes out with an encoded body.
pub fn with_coding(tag: &str, coding: &str) -> String {
    match tag.strip_suffix('"') {
        Some(tag) => format!("{tag}-{coding}\""),
        None => tag.to_owned(),
    }
}

/// One tag of a header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    pub weak: bool,
    /// What stands between the quotes, less the suffix of a coding.
    pub opaque: String,
}

/// Reads a list of tags. None when it is not one.
pub fn parse_list(value: &str) -> Option<Vec<Tag>> {
    let mut tags = Vec::new();
    let mut rest = value.trim();
    while !rest.is_empty() {
        let (weak, quoted) = rest.strip_prefix("W/").map_or((false, rest), |rest| (true, rest));
        let (opaque, after) = quoted.strip_prefix('"')?.split_once('"')?;
        if opaque.chars().any(|c| c.is_control() || c == ' ') {
            return None;
        }
        tags.push(Tag { weak, opaque: without_coding(opaque).to_owned() });
        rest = after.trim_start();
        match rest.strip_prefix(',') {
            Some(more) => rest = more.trim_start(),
            None if rest.is_empty() => {}
            None => return None,
        }
    }
    (!tags.is_empty()).then_some(tags)
}

fn without_coding(opaque: &str) -> &str {
    CODINGS.iter().find_map(|coding| opaque.strip_suffix(coding)).unwrap_or(opaque)
}

/// The version part of a tag, if it has one.
pub fn version(opaque: &str) -> Option<i64> {
    let (version, _) = opaque.split_once('.')?;
    let plain = version.bytes().all(|b| b.is_ascii_digit()) && !version.starts_with('0');
    plain.then(|| version.parse().ok()).flatten()
}

/// Whether `If-None-Match` holds this tag (weak comparison, coding aside).
pub fn none_match_holds(header: &str, tag: &str) -> bool {
    if header.trim() == "*" {
        return true;
    }
    let own = parse_list(tag).and_then(|mut tags| tags.pop());
    parse_list(header).zip(own).is_some_and(|(tags, own)| tags.iter().any(|tag| tag.opaque == own.opaque))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_coding_is_not_part_of_the_comparison() {
        let tag = public(b"{}");
        for coding in ["br", "gzip", "zstd"] {
            assert!(none_match_holds(&with_coding(&tag, coding), &tag));
        }
        assert!(none_match_holds(&format!("W/{tag}"), &tag));
        assert!(none_match_holds("*", &tag));
        assert!(!none_match_holds("\"p.other\"", &tag));
        assert!(!none_match_holds("garbage", &tag));
    }

    #[test]
    fn the_number_of_the_log_is_no_part_of_a_list() {
        let list = |title: &str, seq: u32| format!("{{\"data\":[\"{title}\"],\"meta\":{{\"seq\":{seq}}}}}");
        let tag = numbered(list("\"seq\":7", 41).as_bytes());
        assert_eq!(tag, numbered(list("\"seq\":7", 1_042).as_bytes()));
        assert_ne!(tag, numbered(list("\"seq\":8", 41).as_bytes()));
        assert_eq!(numbered(b"{\n  \"seq\": 1\n}"), numbered(b"{\n  \"seq\": 22\n}"));
        assert!(tag.starts_with("W/\"p.") && none_match_holds(&with_coding(&tag, "br"), &tag));
    }

    proptest! {
        #[test]
        fn versions_come_back(v in 1i64..i64::MAX, bytes: Vec<u8>) {
            let list = parse_list(&with_coding(&versioned(v, &bytes), "br")).unwrap();
            prop_assert_eq!(version(&list[0].opaque), Some(v));
        }

        #[test]
        fn never_panics(text in "\\PC*") {
            let _ = parse_list(&text);
            let _ = none_match_holds(&text, "\"p.x\"");
            let _ = with_coding(&text, "br");
        }
    }
}
