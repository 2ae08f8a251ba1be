//! A picture by reference.

use serde::{Deserialize, Serialize};
use url::Url;
use utoipa::ToSchema;

use crate::error::{Faults, FieldCode};

/// A picture, where it is and what to say of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Image {
    /// Absolute `http` or `https` address.
    #[schema(
        format = "uri",
        min_length = 8,
        max_length = 2000,
        pattern = "^https?://",
        example = "https://example.org/images/port.jpg"
    )]
    pub url: String,
    /// Pixels.
    #[serde(default)]
    #[schema(required = false, minimum = 1, maximum = 65535, example = 1600)]
    pub width: Option<i32>,
    /// Pixels.
    #[serde(default)]
    #[schema(required = false, minimum = 1, maximum = 65535, example = 900)]
    pub height: Option<i32>,
    /// What it shows, for those who cannot see it.
    #[serde(default)]
    #[schema(required = false, max_length = 500, example = "Des pirogues au petit matin")]
    pub alt: Option<String>,
    #[serde(default)]
    #[schema(required = false, max_length = 1000, example = "Le port, à l’aube.")]
    pub caption: Option<String>,
    /// Who made it, and under which rights.
    #[serde(default)]
    #[schema(required = false, max_length = 300, example = "A. Diop / La Rédaction")]
    pub credit: Option<String>,
}

impl Image {
    /// Notes what the schema cannot say.
    pub fn check(&self, pointer: &str, faults: &mut Faults) {
        check_url(&self.url, &format!("{pointer}/url"), faults);
    }
}

/// An address a frontend may put into a page: absolute, `http` or `https`, without credentials.
pub fn check_url(url: &str, pointer: &str, faults: &mut Faults) {
    if !is_web_address(url) {
        faults.add(
            pointer,
            FieldCode::Format,
            "This is not an absolute http or https address without credentials.",
        );
    }
}

fn is_web_address(text: &str) -> bool {
    let plain = !text.contains(|c: char| c.is_whitespace() || c.is_control());
    plain
        && Url::parse(text).is_ok_and(|url| {
            matches!(url.scheme(), "http" | "https")
                && url.has_host()
                && url.username().is_empty()
                && url.password().is_none()
        })
}

/// What a browser takes for an address of the web or a path of the website it is on, and for nothing
/// else: two slashes, or one and a backslash, would lead to another site.
pub fn is_link(url: &str) -> bool {
    let plain = !url.contains(|c: char| c.is_whitespace() || c.is_control() || c == '\\');
    plain && (is_web_address(url) || (url.starts_with('/') && !url.starts_with("//")))
}

#[cfg(test)]
mod tests {
    use super::{is_link, is_web_address};

    #[test]
    fn only_plain_web_addresses() {
        for good in ["https://example.org/a?b=c#d", "http://example.org", "https://exemple.org/é"] {
            assert!(is_web_address(good), "{good}");
        }
        for bad in [
            "",
            "example.org",
            "javascript:alert(1)",
            "https://",
            "https://u:p@example.org",
            "ftp://example.org",
            "https://a b",
            "/images/a.jpg",
        ] {
            assert!(!is_web_address(bad), "{bad}");
        }
    }

    #[test]
    fn a_link_leads_where_it_says() {
        for good in ["/", "/contact", "/a?b=c#d", "/é", "https://example.org/a", "http://example.org"] {
            assert!(is_link(good), "{good}");
        }
        for bad in [
            "",
            "contact",
            "//evil.example",
            "/\\evil.example",
            "javascript:alert(1)",
            "/a b",
            "/a\u{a0}b",
            "mailto:a@example.org",
            "https://u:p@example.org",
            "data:text/html,x",
            "/a\tb",
            "https:\\\\evil.example",
        ] {
            assert!(!is_link(bad), "{bad:?}");
        }
    }
}
