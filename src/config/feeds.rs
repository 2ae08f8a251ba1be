//! `[feeds]`: what feeds say beyond the newsroom's own words.

use super::{error::ConfigError, kinds::Kind, public_url::web_url, reader::Reader};

/// Settings of feeds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FeedsConfig {
    /// The WebSub hub every feed names. Nothing is sent there.
    pub hub: Option<String>,
}

impl FeedsConfig {
    pub(super) fn read(from: &mut Reader<'_>) -> Result<Self, ConfigError> {
        Ok(Self { hub: from.optional("feeds.websub_hub", &Kind::displayed(hub))? })
    }
}

/// As it goes into a header: a URL's own spelling holds no character that could end it.
fn hub(text: &str) -> Result<String, String> {
    const EXPECTED: &str = "expected one like https://hub.example.org/";
    let url = web_url(text, EXPECTED)?;
    if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
        return Err(format!("holds a user name, a password or a fragment; {EXPECTED}"));
    }
    Ok(url.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_fits_into_a_header() {
        assert_eq!(hub("https://hub.example.org"), Ok("https://hub.example.org/".to_owned()));
        assert_eq!(hub("https://a.example/é?x=<1>"), Ok("https://a.example/%C3%A9?x=%3C1%3E".to_owned()));
        for text in [
            "hub.example.org",
            "ftp://a.example",
            "https://me:pw@a.example",
            "https://a.example/#x",
            "https://a .example",
        ] {
            assert!(hub(text).is_err(), "{text}");
        }
    }
}
