//! Request bodies are checked against the very schema the spec publishes.
//!
//! Each input type's OpenAPI schema is compiled once into a validator, so a rule stands in one
//! place, and all faults of a body are told at once. What a schema cannot say (a reference that
//! must exist, a slug's grammar) is left to the domain.

use std::any::TypeId;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use jsonschema::error::ValidationErrorKind as Kind;
use jsonschema::{ValidationError, Validator};
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use crate::error::{Error, FAULTS, FieldCode, FieldError, Result};

/// The compiled schemas, by input type.
#[derive(Clone)]
pub struct InputSchemas(&'static RwLock<HashMap<TypeId, Arc<Validator>>>);

impl InputSchemas {
    /// Those of this process: a type has one schema, whoever asks.
    pub fn shared() -> Self {
        static COMPILED: LazyLock<RwLock<HashMap<TypeId, Arc<Validator>>>> = LazyLock::new(RwLock::default);
        InputSchemas(&COMPILED)
    }

    /// Checks `body` against the schema of `T`.
    ///
    /// # Errors
    /// With every fault.
    pub fn check<T: ToSchema + 'static>(&self, body: &Value) -> Result<()> {
        let validator = self.validator::<T>()?;
        let mut found = validator.iter_errors(body).peekable();
        // Of an input without members, the validator says only that there are some, once for each.
        let mut faults: Vec<FieldError> =
            if found.peek().is_some_and(|fault| matches!(fault.kind(), Kind::FalseSchema)) {
                let members = body.as_object();
                members
                    .into_iter()
                    .flat_map(Map::keys)
                    .take(FAULTS)
                    .map(|name| unknown_member("", name))
                    .collect()
            } else {
                found.take(FAULTS).flat_map(|fault| explain(&fault)).collect()
            };
        if faults.is_empty() {
            return Ok(());
        }
        faults.dedup();
        Err(Error::invalid(faults))
    }

    fn validator<T: ToSchema + 'static>(&self) -> Result<Arc<Validator>> {
        let key = TypeId::of::<T>();
        if let Some(validator) = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Ok(Arc::clone(validator));
        }
        let validator = Arc::new(compile::<T>()?);
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(key, Arc::clone(&validator));
        Ok(validator)
    }
}

/// Compiles the schema of `T` together with everything it refers to.
///
/// # Errors
/// When the schema is not one: a mistake in our own code, found by the test that compiles all.
pub fn compile<T: ToSchema>() -> Result<Validator> {
    let mut components = Vec::new();
    T::schemas(&mut components);
    let mut document = serde_json::to_value(T::schema()).map_err(Error::internal)?;
    let schemas =
        serde_json::to_value(components.into_iter().collect::<HashMap<_, _>>()).map_err(Error::internal)?;
    if let Some(document) = document.as_object_mut() {
        document.insert("components".into(), json!({ "schemas": schemas }));
    }
    jsonschema::options()
        .should_validate_formats(true)
        .should_ignore_unknown_formats(true)
        .build(&document)
        .map_err(|fault| Error::internal(fault.to_string()))
}

/// One finding of the validator in our words. A choice (`oneOf`) reports the branch that was meant.
fn explain(fault: &ValidationError<'_>) -> Vec<FieldError> {
    let at = fault.instance_path().as_str().to_owned();
    let one = |code, detail: String| vec![FieldError::pointer(at.clone(), code, detail)];
    match fault.kind() {
        Kind::AdditionalProperties { unexpected } => {
            unexpected.iter().map(|name| unknown_member(&at, name)).collect()
        }
        Kind::Required { property } => {
            let name = property.as_str().unwrap_or_default();
            let pointer = format!("{at}/{}", super::strict_json::escape(name));
            vec![FieldError::pointer(pointer, FieldCode::Required, format!("`{name}` is required."))]
        }
        Kind::Type { .. } => wrong_type(at, fault, expected_type(fault)),
        Kind::MaxLength { limit } => {
            limited(at, FieldCode::TooLong, "The text is too long.", at_most(*limit, "character"))
        }
        Kind::MinLength { limit } => {
            limited(at, FieldCode::TooShort, "The text is too short.", at_least(*limit, "character"))
        }
        Kind::MaxItems { limit } => {
            limited(at, FieldCode::TooLong, "The list is too long.", at_most(*limit, "item"))
        }
        Kind::MinItems { limit } => {
            limited(at, FieldCode::TooShort, "The list is too short.", at_least(*limit, "item"))
        }
        Kind::MaxProperties { limit } => {
            limited(at, FieldCode::TooLong, "The object has too many members.", at_most(*limit, "member"))
        }
        Kind::MinProperties { limit } => {
            limited(at, FieldCode::TooShort, "The object has too few members.", at_least(*limit, "member"))
        }
        Kind::Maximum { limit } => {
            limited(at, FieldCode::OutOfRange, "The number is too large.", format!("at most {limit}"))
        }
        Kind::Minimum { limit } => {
            limited(at, FieldCode::OutOfRange, "The number is too small.", format!("at least {limit}"))
        }
        Kind::Enum { options } => {
            limited(at, FieldCode::NotAllowed, "This value is not one of the allowed ones.", one_of(options))
        }
        Kind::Pattern { pattern } => limited(
            at,
            FieldCode::Format,
            "The text does not have the expected form.",
            format!("a text matching {pattern}"),
        ),
        Kind::Format { format } => {
            limited(at, FieldCode::Format, "The text does not have the expected format.", format_name(format))
        }
        Kind::UniqueItems => one(FieldCode::Duplicate, "The list holds the same item twice.".into()),
        Kind::OneOfNotValid { context } | Kind::AnyOf { context } => {
            // The branch that was meant is the one of the type that was sent.
            let other_type = |branch: &[ValidationError<'_>]| {
                branch.iter().any(|inner| {
                    inner.instance_path() == fault.instance_path()
                        && matches!(inner.kind(), Kind::Type { .. })
                })
            };
            match context.iter().find(|branch| !other_type(branch)) {
                Some(branch) => branch.iter().flat_map(explain).collect(),
                None => {
                    let types: Vec<_> =
                        context.iter().flatten().map(expected_type).filter(|kind| !kind.is_empty()).collect();
                    wrong_type(at, fault, types.join(" or "))
                }
            }
        }
        other => one(FieldCode::Rule, format!("The value breaks the rule `{}`.", other.keyword())),
    }
}

fn unknown_member(at: &str, name: &str) -> FieldError {
    let pointer = format!("{at}/{}", super::strict_json::escape(name));
    FieldError::pointer(pointer, FieldCode::UnknownField, format!("`{name}` is not a member of this input."))
}

fn at_least(limit: u64, unit: &str) -> String {
    format!("at least {limit} {unit}{}", if limit == 1 { "" } else { "s" })
}

fn at_most(limit: u64, unit: &str) -> String {
    format!("at most {limit} {unit}{}", if limit == 1 { "" } else { "s" })
}

fn limited(at: String, code: FieldCode, detail: &str, expected: String) -> Vec<FieldError> {
    vec![FieldError::pointer(at, code, detail).expected(expected)]
}

fn wrong_type(at: String, fault: &ValidationError<'_>, expected: String) -> Vec<FieldError> {
    let detail = format!("This is {}.", type_name(fault.instance()));
    vec![FieldError::pointer(at, FieldCode::WrongType, detail).expected(expected)]
}

fn expected_type(fault: &ValidationError<'_>) -> String {
    use jsonschema::error::TypeKind;
    match fault.kind() {
        Kind::Type { kind: TypeKind::Single(kind) } => kind.to_string(),
        Kind::Type { kind: TypeKind::Multiple(kinds) } => {
            kinds.iter().map(|kind| kind.to_string()).collect::<Vec<_>>().join(" or ")
        }
        _ => String::new(),
    }
}

fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

fn one_of(options: &Value) -> String {
    let names: Vec<String> = options
        .as_array()
        .map(|options| {
            options
                .iter()
                .map(|option| option.as_str().map_or_else(|| option.to_string(), Into::into))
                .collect()
        })
        .unwrap_or_default();
    format!("one of {}", names.join(", "))
}

fn format_name(format: &str) -> String {
    match format {
        "uuid" => "a UUID".into(),
        "date-time" => "an RFC 3339 date-time such as 2026-03-01T08:30:00Z".into(),
        "uri" => "an absolute URL".into(),
        "email" => "an e-mail address".into(),
        other => other.into(),
    }
}
