//! The API's address as clients type it: the base of problem types, `Location` and links in mail.
//!
//! Not the newsroom's website: that is the site setting `site.public_url`, in the database.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
};

use url::Url;

use super::{kinds::Kind, nearest::nearest};

/// An absolute http or https URL without userinfo, query, fragment or slash at the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl(String);

impl PublicUrl {
    /// Reads one. A slash at the end is dropped; host and scheme are written in lower case.
    ///
    /// # Errors
    /// A sentence without a subject: what is wrong and what is expected.
    pub fn parse(text: &str) -> Result<Self, String> {
        const EXPECTED: &str = "expected one like https://api.example.org";
        let url = web_url(text, EXPECTED)?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(format!("holds a user name or password; {EXPECTED}"));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(format!("holds a query or fragment; {EXPECTED}"));
        }
        Ok(Self(url.as_str().trim_end_matches('/').to_owned()))
    }

    /// The address of a server that was given none: `http://` and where it listens. A server that
    /// listens on all addresses (`0.0.0.0`) is named by its loopback address, which a client can use.
    #[must_use]
    pub fn for_address(bound: SocketAddr) -> Self {
        let ip = match bound.ip() {
            IpAddr::V4(all) if all.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
            IpAddr::V6(all) if all.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
            ip => ip,
        };
        Self(format!("http://{}", SocketAddr::new(ip, bound.port())))
    }

    /// The URL, without a slash at the end, ready to take a path: `{}/api/v1`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether clients come over TLS (HSTS makes sense then).
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https:")
    }

    pub(super) fn kind() -> Kind<Self> {
        Kind::displayed(Self::parse)
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// An http or https URL with a host; `expected` ends each refusal.
pub(super) fn web_url(text: &str, expected: &str) -> Result<Url, String> {
    let Some((scheme, _)) = text.split_once("://") else {
        return Err(format!("is not an absolute URL; {expected}"));
    };
    if !["http", "https"].contains(&scheme.to_ascii_lowercase().as_str()) {
        return Err(match nearest(scheme, ["https", "http"]) {
            Some(near) => format!("has the scheme {scheme}://; did you mean {near}://?"),
            None => format!("has the scheme {scheme}://; {expected}"),
        });
    }
    // `Url` forgives white space and backslashes; whoever typed them meant something else.
    if text.contains(|letter: char| letter.is_whitespace() || letter.is_control() || letter == '\\') {
        return Err(format!("holds white space or a backslash; {expected}"));
    }
    Url::parse(text).map_err(|error| format!("is not a URL ({error}); {expected}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_and_loses_the_last_slash() {
        for (text, url) in [
            ("https://api.example.org", "https://api.example.org"),
            ("https://api.example.org/", "https://api.example.org"),
            ("HTTP://Localhost:8080/cms/", "http://localhost:8080/cms"),
            ("https://rédaction.example", "https://xn--rdaction-b1a.example"),
        ] {
            assert_eq!(PublicUrl::parse(text).map(|parsed| parsed.to_string()), Ok(url.to_owned()));
        }
    }

    #[test]
    fn refuses_what_is_no_base() {
        let expected = "expected one like https://api.example.org";
        for (text, problem) in [
            ("api.example.org", format!("is not an absolute URL; {expected}")),
            ("htps://a.example", "has the scheme htps://; did you mean https://?".to_owned()),
            ("ftp://a.example", "has the scheme ftp://; did you mean http://?".to_owned()),
            ("gopher://a.example", format!("has the scheme gopher://; {expected}")),
            ("https://", format!("is not a URL (empty host); {expected}")),
            ("https://a.example:port", format!("is not a URL (invalid port number); {expected}")),
            ("https:// a.example", format!("holds white space or a backslash; {expected}")),
            ("https://me:pw@a.example", format!("holds a user name or password; {expected}")),
            ("https://a.example/?x=1", format!("holds a query or fragment; {expected}")),
            ("https://a.example/#x", format!("holds a query or fragment; {expected}")),
        ] {
            assert_eq!(PublicUrl::parse(text), Err(problem), "{text}");
        }
    }

    #[test]
    fn an_address_that_means_all_becomes_one_a_client_can_use() {
        for (bound, url) in [
            ("127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("0.0.0.0:80", "http://127.0.0.1:80"),
            ("[::]:8080", "http://[::1]:8080"),
        ] {
            assert_eq!(
                bound.parse().map(PublicUrl::for_address).map(|found| found.to_string()),
                Ok(url.to_owned())
            );
        }
    }
}
