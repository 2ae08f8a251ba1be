//! Words as XML documents can hold them: feeds and sitemaps.

use url::Url;

/// The text less what XML 1.0 (§2.2) has no way to write, not even as a reference: most control
/// characters and two that are none. White space stays as it is, U+00A0 included.
pub fn legal(text: &str) -> String {
    text.chars().filter(|c| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..)).collect()
}

/// The same; what is blank then says nothing and is left out.
pub fn legal_option(text: Option<String>) -> Option<String> {
    text.map(|text| legal(&text)).filter(|text| !text.trim().is_empty())
}

/// An address in the characters of RFC 3986.
pub fn uri(address: &str) -> String {
    Url::parse(address).map_or_else(|_| address.to_owned(), Into::into)
}

/// Plain text where HTML is expected.
pub fn html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn french_stays_and_control_characters_go() {
        let french = "« Où est l’œuvre ? »\u{a0}: 4\u{202f}000\u{a0}€, l'été…\n\tÀ suivre 🥁";
        assert_eq!(legal(french), french);
        assert_eq!(legal("a\u{0}\u{1}\u{b}\u{1f}b\u{fffe}\u{ffff}c"), "abc");
        assert_eq!(legal_option(Some("\u{1}\u{a0}".into())), None);
        assert_eq!(uri("https://exemple.org/é à.jpg"), "https://exemple.org/%C3%A9%20%C3%A0.jpg");
        assert_eq!(html("1 < 2 & 3 > 2"), "1 &lt; 2 &amp; 3 &gt; 2");
    }

    proptest! {
        #[test]
        fn whatever_is_left_can_be_written(text: String) {
            let left = legal(&text);
            let document = format!("<a>{}</a>", html(&left));
            let read = atom_syndication::Entry::read_from(
                format!("<entry xmlns=\"http://www.w3.org/2005/Atom\"><title>{document}</title></entry>").as_bytes(),
            );
            prop_assert!(read.is_ok());
            prop_assert!(left.chars().all(|c| c >= ' ' || matches!(c, '\t' | '\n' | '\r')));
        }
    }
}
