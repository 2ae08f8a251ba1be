//! `[traces]`: where spans are sent. Only a griot that was built with the feature `otel` sends any.

use super::{error::ConfigError, kinds::Kind, reader::Reader};

/// The collector of spans.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TracesConfig {
    /// Where OTLP over HTTP is spoken, without `/v1/traces`.
    pub otlp_endpoint: Option<String>,
}

impl TracesConfig {
    pub(super) fn read(from: &mut Reader<'_>) -> Result<Self, ConfigError> {
        Ok(Self { otlp_endpoint: from.optional("traces.otlp_endpoint", &Kind::displayed(endpoint))? })
    }
}

fn endpoint(text: &str) -> Result<String, String> {
    const EXPECTED: &str = "expected one like http://127.0.0.1:4318";
    if !cfg!(feature = "otel") {
        return Err(
            "cannot be honoured: this griot was built without the feature otel; expected nothing, or a \
             griot built with `cargo build --release --features otel`"
                .to_owned(),
        );
    }
    let url = url::Url::parse(text).map_err(|_| format!("is not an absolute URL; {EXPECTED}"))?;
    if !["http", "https"].contains(&url.scheme()) {
        return Err(format!("is neither http nor https; {EXPECTED}"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(format!(
            "holds a user name or password; expected OTEL_EXPORTER_OTLP_HEADERS for that, and {EXPECTED}"
        ));
    }
    if url.query().is_some() || url.fragment().is_some() || url.path().ends_with("/v1/traces") {
        return Err(format!("has more than the address; {EXPECTED}"));
    }
    Ok(text.trim_end_matches('/').to_owned())
}
