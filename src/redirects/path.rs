//! Paths of the website in the one spelling that is stored and compared.

/// The longest path, in bytes.
pub const MAX: usize = 1000;

/// A path with its percent signs decoded and without a slash at its end. None when it is not the
/// path of a page: one slash first, no empty or dot segments, no query, nothing a browser would
/// read differently. The case of letters counts.
pub fn normalise(path: &str) -> Option<String> {
    if !path.starts_with('/') || path.len() > MAX || path.contains(['?', '#']) {
        return None;
    }
    // An encoded slash is part of a name, and decoded it would not be.
    if path.to_ascii_lowercase().contains("%2f") {
        return None;
    }
    let decoded = decode(path)?;
    let trimmed = decoded.strip_suffix('/').unwrap_or(&decoded);
    let Some(inside) = trimmed.strip_prefix('/') else { return Some("/".to_owned()) };
    // What is decoded is never decoded again.
    let odd = |c: char| c.is_control() || c.is_whitespace() || matches!(c, '\\' | '%' | '?' | '#');
    let fits = inside.split('/').all(|segment| !matches!(segment, "" | "." | ".."));
    (fits && !inside.contains(odd)).then(|| trimmed.to_owned())
}

/// None when a percent sign begins no code, or the codes spell no UTF-8.
fn decode(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(if byte == b'%' {
            let high = char::from(rest.next()?).to_digit(16)?;
            let low = char::from(rest.next()?).to_digit(16)?;
            u8::try_from(high * 16 + low).ok()?
        } else {
            byte
        });
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_spelling() {
        for (path, spelled) in [
            ("/", "/"),
            ("/a", "/a"),
            ("/a/", "/a"),
            ("/%C3%A9t%c3%a9/a", "/été/a"),
            ("/été", "/été"),
            ("/A", "/A"),
            ("/a=b,c;d:e@f", "/a=b,c;d:e@f"),
        ] {
            assert_eq!(normalise(path).as_deref(), Some(spelled), "{path}");
        }
        for path in [
            "",
            "a",
            "//",
            "//a",
            "/a//b",
            "/a//",
            "/./a",
            "/a/..",
            "/%2e%2e/a",
            "/a%2Fb",
            "/a?b",
            "/a#b",
            "/a\\b",
            "/a%5Cb",
            "/a%00",
            "/a b",
            "/a%20b",
            "/a%25b",
            "/a%3Fb",
            "/a%23b",
            "/%",
            "/%a",
            "/%zz",
            "/%ff",
            "https://example.org/",
        ] {
            assert_eq!(normalise(path), None, "{path}");
        }
    }

    proptest! {
        #[test]
        fn what_is_normal_stays_as_it_is(path in "/([a-zé%/.]|%25|%C3%A9){0,12}") {
            if let Some(normal) = normalise(&path) {
                prop_assert_eq!(normalise(&normal), Some(normal.clone()));
            }
        }
    }
}
