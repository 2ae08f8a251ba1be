//! Query strings: typed, closed, and never forgiving.
//!
//! The parameters a type documents (`IntoParams`) are the ones it accepts, so the spec and the
//! server cannot differ. Unknown or repeated ones, broken percent signs and values out of range
//! are 400 and name the parameter.

use std::future::{Ready, ready};
use std::marker::PhantomData;
use std::str::FromStr;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, SeqAccess, Visitor};
use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{KnownFormat, SchemaFormat, SchemaType, Type};
use utoipa::openapi::{ObjectBuilder, RefOr, Required, Schema};

use crate::clock::Timestamp;
use crate::error::{At, FAULTS, FieldCode, FieldError};
use crate::http::pagination::PageParams;
use crate::http::problem::{Code, Problem};

/// Indents the reply; every operation takes it.
const PRETTY: &str = "pretty";
/// Leaves everything as it is; every write takes it but those of `/auth`.
const DRY_RUN: &str = "dry_run";
/// Parameters that change how a list is cut or shown, not what is in it.
const NOT_BINDING: [&str; 8] = [PRETTY, "cursor", "page", "limit", "count", "fields", "include", "profile"];

/// Parsed parameters, and what a cursor of this list is bound to.
pub struct Query<T> {
    pub params: T,
    /// The filters and the order in one canonical text.
    pub binding: String,
}

impl<T: DeserializeOwned + IntoParams> FromRequest for Query<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(parse(req.query_string(), &known(req, T::into_params(|| Some(ParameterIn::Query))), read))
    }
}

/// The parameters of a list: its own, and those every list has.
pub struct ListQuery<T> {
    pub params: T,
    pub page: PageParams,
    /// The filters and the order in one canonical text.
    pub binding: String,
}

impl<T: DeserializeOwned + IntoParams> FromRequest for ListQuery<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let mut own = T::into_params(|| Some(ParameterIn::Query));
        own.extend(PageParams::into_params(|| Some(ParameterIn::Query)));
        let both = |query: &str| Ok((read(query)?, read(query)?));
        ready(parse(req.query_string(), &known(req, own), both).map(|query| {
            let (params, page) = query.params;
            ListQuery { params, page, binding: query.binding }
        }))
    }
}

/// For operations without parameters of their own.
pub struct NoQuery;

impl FromRequest for NoQuery {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(parse(req.query_string(), &known(req, Vec::new()), |_| Ok(())).map(|_| NoQuery))
    }
}

/// The typed form of parameters whose names are known to be good. What `T` does not know is left
/// to another reader of the same string.
fn read<T: DeserializeOwned>(encoded: &str) -> Result<T, FieldError> {
    let form = serde_html_form::Deserializer::new(url::form_urlencoded::parse(encoded.as_bytes()));
    serde_path_to_error::deserialize(form).map_err(|fault| {
        let name = fault.path().iter().next().map(ToString::to_string).unwrap_or_default();
        FieldError::parameter(name, FieldCode::Format, fault.inner().to_string())
    })
}

fn parse<T>(
    query: &str,
    known: &[Parameter],
    read: impl FnOnce(&str) -> Result<T, FieldError>,
) -> Result<Query<T>, Problem> {
    let mut faults = Vec::new();
    let mut pairs: Vec<(String, String)> = Vec::new();
    for part in query.split('&').filter(|part| !part.is_empty()) {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        match (decode(name), decode(value)) {
            (Some(name), Some(value)) => pairs.push((name, value)),
            (name, _) => faults.push(FieldError::parameter(
                name.unwrap_or_else(|| name_of(part)),
                FieldCode::Encoding,
                "This is not percent-encoded UTF-8 without NUL.",
            )),
        }
    }
    faults.extend(pretty_faults(&pairs));
    pairs.retain(|(name, _)| name != PRETTY);
    for (index, (name, value)) in pairs.iter().enumerate() {
        match known.iter().find(|parameter| &parameter.name == name) {
            None => faults.push(unknown(name, known)),
            // The form decoder would take it for absent.
            Some(_) if value.is_empty() => {
                faults.push(FieldError::parameter(name, FieldCode::Format, "This parameter has no value."));
            }
            Some(parameter) if is_flag(parameter) && !matches!(value.as_str(), "true" | "false") => {
                faults.push(FieldError::parameter(
                    name,
                    FieldCode::Format,
                    "This is neither true nor false.",
                ));
            }
            Some(parameter) if !takes_many(parameter) => {
                if pairs.iter().take(index).any(|(earlier, _)| earlier == name) {
                    faults.push(FieldError::parameter(
                        name,
                        FieldCode::Duplicate,
                        "This parameter takes one value and was given twice.",
                    ));
                }
            }
            Some(_) => {}
        }
    }
    let required = known.iter().filter(|parameter| matches!(parameter.required, Required::True));
    for parameter in required.filter(|parameter| !pairs.iter().any(|(name, _)| *name == parameter.name)) {
        let detail = "This parameter is required.";
        faults.push(FieldError::parameter(&parameter.name, FieldCode::Required, detail));
    }
    if faults.is_empty() {
        let encoded = form_encode(&pairs);
        match read(&encoded) {
            Ok(params) => return Ok(Query { params, binding: binding(&pairs) }),
            Err(fault) => faults.push(plainly(fault, known, &pairs)),
        }
    }
    faults.dedup();
    faults.truncate(FAULTS);
    Err(Problem::new(Code::BadParameter, "The query string has parameters this operation cannot accept.")
        .with_fields(faults))
}

/// In words of this API where a library found the fault, which speaks of its own types.
fn plainly(fault: FieldError, known: &[Parameter], pairs: &[(String, String)]) -> FieldError {
    let At::Parameter(name) = &fault.at else { return fault };
    let values = || pairs.iter().filter(|(given, _)| given == name).map(|(_, value)| value);
    // What stands for a space in a form stands before the zone of an instant.
    if values().any(|value| value.contains(' ') && value.replace(' ', "+").parse::<Timestamp>().is_ok()) {
        return FieldError::parameter(name, FieldCode::Format, "Write the `+` before a zone as `%2B`.");
    }
    let schema = known.iter().find(|parameter| &parameter.name == name).map(|parameter| &parameter.schema);
    let Some(Some(RefOr::T(Schema::Object(schema)))) = schema else { return fault };
    let detail = match (&schema.schema_type, &schema.format) {
        (_, Some(SchemaFormat::KnownFormat(KnownFormat::Uuid))) => "This is no id.",
        (kind, _) if is_of(kind, &Type::Integer) => "This is no whole number.",
        _ => return fault,
    };
    FieldError::parameter(name, FieldCode::Format, detail)
}

fn form_encode(pairs: &[(String, String)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

fn name_of(part: &str) -> String {
    part.split('=').next().unwrap_or_default().chars().take(80).collect()
}

fn unknown(name: &str, known: &[Parameter]) -> FieldError {
    let names: Vec<&str> = known.iter().map(|parameter| parameter.name.as_str()).collect();
    let expected =
        if names.is_empty() { "no parameters".to_owned() } else { format!("one of {}", names.join(", ")) };
    FieldError::parameter(
        name.chars().take(80).collect::<String>(),
        FieldCode::UnknownParameter,
        "This operation has no such parameter.",
    )
    .expected(expected)
}

fn pretty_faults(pairs: &[(String, String)]) -> Option<FieldError> {
    let mut given = pairs.iter().filter(|(name, _)| name == PRETTY);
    let value = &given.next()?.1;
    if given.next().is_some() {
        return Some(FieldError::parameter(
            PRETTY,
            FieldCode::Duplicate,
            "This parameter takes one value and was given twice.",
        ));
    }
    (!matches!(value.as_str(), "" | "true" | "false")).then(|| {
        FieldError::parameter(PRETTY, FieldCode::NotAllowed, "This is a flag.")
            .expected("`pretty`, `pretty=true` or `pretty=false`")
    })
}

/// The parameters of an operation, and the one that writes have.
fn known(req: &HttpRequest, mut own: Vec<Parameter>) -> Vec<Parameter> {
    if takes_dry_run(!req.method().is_safe(), req.path()) {
        let flag = ObjectBuilder::new().schema_type(Type::Boolean);
        own.push(
            ParameterBuilder::new().name(DRY_RUN).parameter_in(ParameterIn::Query).schema(Some(flag)).build(),
        );
    }
    own
}

/// Whether such a request can be rehearsed: all that write, but for signing in and what belongs to it, and what is
/// there to call somebody else.
pub fn takes_dry_run(writes: bool, path: &str) -> bool {
    writes && path.starts_with("/api/v1/") && !path.starts_with("/api/v1/auth/") && !path.ends_with("/ping")
}

/// Whether it is to be.
pub fn wants_dry_run(query: &str) -> bool {
    url::form_urlencoded::parse(query.as_bytes()).any(|(name, value)| name == DRY_RUN && value == "true")
}

/// Whether the reply is to be indented.
pub fn wants_pretty(query: &str) -> bool {
    query.split('&').any(|part| matches!(part, "pretty" | "pretty=" | "pretty=true"))
}

fn is_of(kind: &SchemaType, wanted: &Type) -> bool {
    match kind {
        SchemaType::Type(kind) => kind == wanted,
        SchemaType::Array(kinds) => kinds.contains(wanted),
        SchemaType::AnyValue => false,
    }
}

fn is_flag(parameter: &Parameter) -> bool {
    matches!(
        &parameter.schema,
        Some(RefOr::T(Schema::Object(object))) if is_of(&object.schema_type, &Type::Boolean)
    )
}

fn takes_many(parameter: &Parameter) -> bool {
    matches!(&parameter.schema, Some(RefOr::T(Schema::Array(_))))
}

fn binding(pairs: &[(String, String)]) -> String {
    let mut bound: Vec<String> = pairs
        .iter()
        .filter(|(name, _)| !NOT_BINDING.contains(&name.as_str()))
        .flat_map(|(name, value)| {
            value.split(',').map(move |value| form_encode(&[(name.clone(), value.to_owned())]))
        })
        .collect();
    bound.sort();
    bound.dedup();
    bound.join("&")
}

/// Strict form decoding. None for a stray percent sign, bytes that are not UTF-8, or NUL.
fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let high = char::from(rest.next()?).to_digit(16)?;
                let low = char::from(rest.next()?).to_digit(16)?;
                u8::try_from(high * 16 + low).ok()?
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes).ok().filter(|text| !text.contains('\0'))
}

/// A parameter that takes several values, repeated or separated by commas; either means "or".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Many<T>(pub Vec<T>);

/// Not derived: that would ask it of `T`.
impl<T> Default for Many<T> {
    fn default() -> Self {
        Many(Vec::new())
    }
}

/// The most values one parameter takes.
const MANY: usize = 100;

impl<'de, T: FromStr<Err: std::fmt::Display>> Deserialize<'de> for Many<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Values<T>(PhantomData<T>);
        impl<'de, T: FromStr<Err: std::fmt::Display>> Visitor<'de> for Values<T> {
            type Value = Many<T>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("one or more values")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Many<T>, A::Error> {
                let mut values = Vec::new();
                while let Some(text) = seq.next_element::<String>()? {
                    for value in text.split(',') {
                        if values.len() == MANY {
                            return Err(serde::de::Error::custom(format!(
                                "At most {MANY} values are allowed."
                            )));
                        }
                        values.push(value.parse().map_err(serde::de::Error::custom)?);
                    }
                }
                Ok(Many(values))
            }
        }
        deserializer.deserialize_seq(Values(PhantomData))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[derive(Debug, Deserialize, IntoParams)]
    struct Example {
        limit: Option<u8>,
        #[serde(default)]
        #[param(value_type = Vec<u32>)]
        ids: Many<u32>,
    }

    fn read(query: &str) -> Result<(Option<u8>, Vec<u32>, String), String> {
        parse(query, &Example::into_params(|| Some(ParameterIn::Query)), super::read::<Example>)
            .map(|query| (query.params.limit, query.params.ids.0, query.binding))
            .map_err(|problem| {
                let document = serde_json::to_value(problem.document("", "")).unwrap();
                document["errors"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|e| format!("{} {}", e["parameter"], e["code"]))
                    .collect::<Vec<_>>()
                    .join("; ")
            })
    }

    #[test]
    fn repeated_and_comma_separated_mean_the_same() {
        assert_eq!(
            read("ids=1,2&ids=3").unwrap(),
            read("ids=3&ids=2&ids=1").map(|(l, _, b)| (l, vec![1, 2, 3], b)).unwrap()
        );
        assert_eq!(read("limit=5&pretty").unwrap(), (Some(5), vec![], String::new()));
    }

    #[test]
    fn names_what_it_refuses() {
        assert_eq!(read("limt=5").unwrap_err(), "\"limt\" \"unknown-parameter\"");
        assert_eq!(read("limit=5&limit=6").unwrap_err(), "\"limit\" \"duplicate\"");
        assert_eq!(read("limit=many").unwrap_err(), "\"limit\" \"format\"");
        assert_eq!(read("limit=").unwrap_err(), "\"limit\" \"format\"");
        assert_eq!(read("ids=1,x").unwrap_err(), "\"ids\" \"format\"");
        assert_eq!(read("ids=%zz").unwrap_err(), "\"ids\" \"encoding\"");
        assert_eq!(read("ids=%00").unwrap_err(), "\"ids\" \"encoding\"");
        assert_eq!(read("ids=%ff").unwrap_err(), "\"ids\" \"encoding\"");
        assert_eq!(read("pretty=1").unwrap_err(), "\"pretty\" \"not-allowed\"");
        assert_eq!(read("a=1&b=2").unwrap_err(), "\"a\" \"unknown-parameter\"; \"b\" \"unknown-parameter\"");
    }

    proptest! {
        #[test]
        fn never_panics(query in "\\PC*") {
            let _ = read(&query);
        }
    }
}
