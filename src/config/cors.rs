//! `[cors]`: the websites whose scripts may call this API with credentials of its users.
//!
//! Anonymous public reads need no entry here. What headers follow from it is the business of `http`.

use super::{error::ConfigError, kinds::list, public_url::web_url, reader::Reader};

/// Allowed origins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CorsConfig {
    /// Exact origins, as browsers send them in `Origin`: scheme, host, port unless it is the usual one.
    pub origins: Vec<String>,
}

impl CorsConfig {
    pub(super) fn read(from: &mut Reader<'_>) -> Result<Self, ConfigError> {
        Ok(Self { origins: from.setting("cors.origins", Self::default().origins, &list(origin))? })
    }

    /// Whether this `Origin` header names an allowed website; exact, byte for byte.
    #[must_use]
    pub fn allows(&self, origin: &str) -> bool {
        self.origins.iter().any(|allowed| allowed == origin)
    }
}

/// An origin in the only spelling a browser would send, or what that spelling is.
fn origin(text: &str) -> Result<String, String> {
    const EXPECTED: &str = "expected exact ones like https://www.example.org";
    if text == "*" || text.eq_ignore_ascii_case("null") {
        return Err(format!("is {text}, which would let any website act for your users; {EXPECTED}"));
    }
    let sent = web_url(text, EXPECTED)?.origin().ascii_serialization();
    if sent == text { Ok(sent) } else { Err(format!("is not what a browser sends; expected {sent}")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_spelling_of_browsers() {
        for text in [
            "https://www.example.org",
            "http://localhost:3000",
            "http://[::1]:3000",
            "http://xn--rdaction-b1a.example",
        ] {
            assert_eq!(origin(text), Ok(text.to_owned()));
        }
        for (text, sent) in [
            ("https://www.example.org/", "https://www.example.org"),
            ("https://www.example.org/news", "https://www.example.org"),
            ("https://www.example.org:443", "https://www.example.org"),
            ("https://WWW.example.org", "https://www.example.org"),
            ("https://rédaction.example", "https://xn--rdaction-b1a.example"),
            ("https://me@example.org", "https://example.org"),
        ] {
            assert_eq!(origin(text), Err(format!("is not what a browser sends; expected {sent}")));
        }
        for text in ["*", "null"] {
            assert!(origin(text).is_err_and(|problem| problem.contains("any website")));
        }
        assert_eq!(
            origin("www.example.org"),
            Err("is not an absolute URL; expected exact ones like https://www.example.org".to_owned())
        );
    }

    #[test]
    fn allows_exactly() {
        let cors = CorsConfig { origins: vec!["https://a.example".to_owned()] };
        assert!(cors.allows("https://a.example"));
        assert!(!cors.allows("https://a.example.evil") && !cors.allows("null"));
    }
}
