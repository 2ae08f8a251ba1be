//! Reading JSON without forgiving anything.
//!
//! serde_json keeps the last of two equal keys, takes any depth up to 128 and lets NUL through;
//! this builds the same `Value` but refuses all three, and integers a JavaScript client could not
//! read back, each with the JSON Pointer of the place.

use std::cell::RefCell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::error::{FieldCode, FieldError};

/// The largest integer every JSON reader keeps exactly, 2^53 - 1.
const MAX_SAFE_INTEGER: i64 = 9_007_199_254_740_991;

/// Parses one document of at most `max_depth` nested arrays and objects.
///
/// # Errors
/// With the first fault, in the order of the text.
pub fn parse(bytes: &[u8], max_depth: usize) -> Result<Value, FieldError> {
    let place = Place { path: RefCell::default(), fault: RefCell::default(), max_depth };
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let parsed = Node { place: &place }.deserialize(&mut deserializer).and_then(|value| {
        deserializer.end()?;
        Ok(value)
    });
    parsed.map_err(|error| {
        place.fault.take().unwrap_or_else(|| {
            FieldError::pointer(place.pointer(), FieldCode::Format, format!("Not JSON: {error}."))
                .expected("one JSON document in UTF-8")
        })
    })
}

/// RFC 6901 spelling of one step.
pub fn escape(segment: &str) -> String {
    segment.replace('~', "~0").replace('/', "~1")
}

struct Place {
    path: RefCell<Vec<String>>,
    /// Our own finding, which says more than the parser's message.
    fault: RefCell<Option<FieldError>>,
    max_depth: usize,
}

impl Place {
    fn pointer(&self) -> String {
        self.path.borrow().iter().map(|segment| format!("/{}", escape(segment))).collect()
    }

    fn refuse<E: serde::de::Error>(&self, code: FieldCode, detail: &str) -> E {
        *self.fault.borrow_mut() = Some(FieldError::pointer(self.pointer(), code, detail));
        E::custom(detail)
    }

    fn text<E: serde::de::Error>(&self, text: &str) -> Result<(), E> {
        if text.contains('\0') {
            return Err(self.refuse(FieldCode::Encoding, "A text may not contain NUL (U+0000)."));
        }
        Ok(())
    }
}

#[derive(Clone, Copy)]
struct Node<'p> {
    place: &'p Place,
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<Value, E> {
        if value.checked_abs().is_none_or(|size| size > MAX_SAFE_INTEGER) {
            return Err(self
                .place
                .refuse(FieldCode::OutOfRange, "A number beyond 2^53 - 1 cannot be kept exactly."));
        }
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Value, E> {
        let value = i64::try_from(value).unwrap_or(i64::MAX);
        self.visit_i64(value)
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        if value.abs() > 9_007_199_254_740_991.0 {
            return Err(self
                .place
                .refuse(FieldCode::OutOfRange, "A number beyond 2^53 - 1 cannot be kept exactly."));
        }
        Number::from_f64(value)
            .map(Value::Number)
            .ok_or_else(|| self.place.refuse(FieldCode::OutOfRange, "The number is too large."))
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<Value, E> {
        self.place.text(value)?;
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E: serde::de::Error>(self, value: String) -> Result<Value, E> {
        self.place.text(&value)?;
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        self.descend::<A::Error>()?;
        let mut items = Vec::new();
        self.place.path.borrow_mut().push("0".into());
        while let Some(item) = seq.next_element_seed(self)? {
            items.push(item);
            if let Some(last) = self.place.path.borrow_mut().last_mut() {
                *last = items.len().to_string();
            }
        }
        self.place.path.borrow_mut().pop();
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        self.descend::<A::Error>()?;
        let mut members = Map::new();
        while let Some(key) = map.next_key::<String>()? {
            self.place.path.borrow_mut().push(key.clone());
            self.place.text::<A::Error>(&key)?;
            if members.contains_key(&key) {
                return Err(self.place.refuse(FieldCode::Duplicate, "This member occurs twice."));
            }
            let value = map.next_value_seed(self)?;
            members.insert(key, value);
            self.place.path.borrow_mut().pop();
        }
        Ok(Value::Object(members))
    }
}

impl Node<'_> {
    /// The path is as long as the nesting is deep.
    fn descend<E: serde::de::Error>(self) -> Result<(), E> {
        if self.place.path.borrow().len() >= self.place.max_depth {
            let detail = format!("Nested deeper than {} levels.", self.place.max_depth);
            *self.place.fault.borrow_mut() = Some(FieldError::pointer("", FieldCode::TooLong, detail));
            return Err(E::custom("too deep"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn refused(text: &str) -> (String, FieldCode) {
        let fault = parse(text.as_bytes(), 64).unwrap_err();
        let crate::error::At::Pointer(at) = fault.at else { panic!("a body has pointers") };
        (at, fault.code)
    }

    #[test]
    fn refuses_what_serde_json_forgives() {
        assert_eq!(refused(r#"{"a":{"b":1,"b":2}}"#), ("/a/b".into(), FieldCode::Duplicate));
        assert_eq!(refused(r#"{"a":["x","\u0000"]}"#), ("/a/1".into(), FieldCode::Encoding));
        assert_eq!(refused(r#"{"a/b":"\u0000"}"#), ("/a~1b".into(), FieldCode::Encoding));
        assert_eq!(refused(r#"{"n":9007199254740993}"#), ("/n".into(), FieldCode::OutOfRange));
        assert_eq!(refused(r#"{"n":18446744073709551616}"#), ("/n".into(), FieldCode::OutOfRange));
        assert_eq!(refused(r#"{"a":"\ud800"}"#).1, FieldCode::Format);
        assert_eq!(refused("{\"a\":1}x").1, FieldCode::Format);
        assert_eq!(refused("").1, FieldCode::Format);
        assert_eq!(refused("[NaN]").1, FieldCode::Format);
    }

    #[test]
    fn depth_is_counted_and_never_overflows() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(parse(nested(64).as_bytes(), 64).is_ok());
        assert_eq!(refused(&nested(65)), (String::new(), FieldCode::TooLong));
        assert_eq!(refused(&"[".repeat(100_000)), (String::new(), FieldCode::TooLong));
        assert_eq!(refused(&"{\"a\":".repeat(100_000)), (String::new(), FieldCode::TooLong));
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::Bool),
            (-9_007_199_254_740_991i64..9_007_199_254_740_991).prop_map(|n| json!(n)),
            "[^\u{0}]*".prop_map(Value::String),
        ];
        leaf.prop_recursive(4, 40, 6, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::Array),
                proptest::collection::btree_map("[^\u{0}]{0,8}", inner, 0..6)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn reads_everything_else_as_serde_json_does(value in any_json()) {
            let text = serde_json::to_vec(&value).unwrap();
            prop_assert_eq!(parse(&text, 64).unwrap(), value);
        }

        #[test]
        fn never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = parse(&bytes, 64);
        }
    }
}
