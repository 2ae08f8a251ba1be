//! The key itself.

use actix_web::http::header::{HeaderMap, HeaderValue};

use super::{HEADER, NAME};
use crate::error::{Error, FieldCode, FieldError};

/// Characters of the longest key.
const LONGEST: usize = 255;

/// What the header looks like, for the specification: the same key with quotes around it and without. Neither `"` nor
/// `\` is in it, so that no reader has to know how a structured field escapes them (RFC 9651 §3.3.3).
pub const PATTERN: &str = r#"^([!#-\[\]-~]{1,255}|"[!#-\[\]-~]{1,255}")$"#;

/// The key of a request.
///
/// # Errors
/// 400 when there is more than one, or it is none.
pub fn key(headers: &HeaderMap) -> Result<Option<String>, Error> {
    let mut given = headers.get_all(HEADER);
    let Some(first) = given.next() else { return Ok(None) };
    let read = match given.next() {
        Some(_) => Err((FieldCode::Duplicate, "The header is given twice.")),
        None => read(first),
    };
    read.map(Some).map_err(|(code, detail)| {
        let expected =
            "1 to 255 visible ASCII characters other than \" and \\, as they are or in double quotes";
        Error::bad_parameters(vec![FieldError::parameter(NAME, code, detail).expected(expected)])
    })
}

fn read(value: &HeaderValue) -> Result<String, (FieldCode, &'static str)> {
    let bytes = value.as_bytes().trim_ascii();
    let key = bytes.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\"")).unwrap_or(bytes);
    if key.is_empty() {
        return Err((FieldCode::TooShort, "The key is empty."));
    }
    if !key.iter().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\\')) {
        return Err((FieldCode::Format, "The key has a character that no key has."));
    }
    if key.len() > LONGEST {
        return Err((FieldCode::TooLong, "The key is too long."));
    }
    Ok(key.iter().copied().map(char::from).collect())
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;
    use proptest::prelude::*;

    use super::*;

    fn of(value: &[u8]) -> Result<String, FieldCode> {
        read(&HeaderValue::from_bytes(value).unwrap()).map_err(|(code, _)| code)
    }

    #[test]
    fn quoted_and_bare_are_one_key() {
        assert_eq!(of(b"8e03978e-40d5"), Ok("8e03978e-40d5".into()));
        assert_eq!(of(b"\"8e03978e-40d5\""), Ok("8e03978e-40d5".into()));
        assert_eq!(of(&[b'x'; 255]).map(|key| key.len()), Ok(255));
        assert_eq!(of(format!("\"{}\"", "x".repeat(255)).as_bytes()).map(|key| key.len()), Ok(255));
    }

    #[test]
    fn what_is_no_key() {
        for (value, code) in [
            (&b""[..], FieldCode::TooShort),
            (b"\"\"", FieldCode::TooShort),
            (b"\"", FieldCode::Format),
            (b"\"x", FieldCode::Format),
            (b"x\"y", FieldCode::Format),
            (b"\"x\";a=1", FieldCode::Format),
            (b"x y", FieldCode::Format),
            (b"x\\y", FieldCode::Format),
            ("clé".as_bytes(), FieldCode::Format),
            (&[b'x'; 256], FieldCode::TooLong),
        ] {
            assert_eq!(of(value), Err(code), "{value:?}");
        }
    }

    proptest! {
        #[test]
        fn the_pattern_says_what_is_read(value in "[ -~]{0,4}|\"[!-~]{250,260}\"|[!-~]{250,260}") {
            prop_assume!(value.trim() == value);
            let schema = serde_json::json!({ "pattern": PATTERN });
            let told = jsonschema::is_valid(&schema, &serde_json::json!(value));
            prop_assert_eq!(of(value.as_bytes()).is_ok(), told);
        }
    }
}
