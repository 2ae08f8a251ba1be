//! An example for every body, put together from the examples of its members, so that each is
//! written once, beside the field it belongs to.

use serde_json::{Map, Value, json};

/// Adds an example to every JSON body that has none.
pub(super) fn add(document: &mut Value) {
    let schemas = document.pointer("/components/schemas").cloned().unwrap_or_default();
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else { return };
    for item in paths.values_mut().filter_map(Value::as_object_mut) {
        for operation in item.values_mut() {
            if let Some(content) = operation.pointer_mut("/requestBody/content") {
                complete(content, &schemas);
            }
            let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) else {
                continue;
            };
            for response in responses.values_mut() {
                if let Some(content) = response.get_mut("content") {
                    complete(content, &schemas);
                }
            }
        }
    }
}

fn complete(content: &mut Value, schemas: &Value) {
    let Some(content) = content.as_object_mut() else { return };
    for (kind, media) in content.iter_mut() {
        let Some(media) = media.as_object_mut() else { continue };
        if !kind.contains("json") || media.contains_key("example") || media.contains_key("examples") {
            continue;
        }
        let example = media.get("schema").map(|schema| build(schema, schemas, 0)).unwrap_or_default();
        media.insert("example".into(), example);
    }
}

/// Follows references no deeper than any tree of ours is declared.
const DEEPEST: u8 = 16;

fn build(schema: &Value, schemas: &Value, depth: u8) -> Value {
    if depth > DEEPEST {
        return Value::Null;
    }
    if let Some(example) = schema.get("example") {
        return example.clone();
    }
    if let Some(first) = schema.get("examples").and_then(Value::as_array).and_then(|all| all.first()) {
        return first.clone();
    }
    if let Some(name) = schema.get("$ref").and_then(Value::as_str).and_then(|path| path.rsplit('/').next()) {
        return schemas.get(name).map(|schema| build(schema, schemas, depth + 1)).unwrap_or_default();
    }
    if let Some(default) = schema.get("default") {
        return default.clone();
    }
    if let Some(first) = schema.get("enum").and_then(Value::as_array).and_then(|all| all.first()) {
        return first.clone();
    }
    for choice in ["oneOf", "anyOf"] {
        if let Some(choices) = schema.get(choice).and_then(Value::as_array) {
            let meant = choices.iter().find(|one| one.get("type").and_then(Value::as_str) != Some("null"));
            return meant.map(|schema| build(schema, schemas, depth + 1)).unwrap_or_default();
        }
    }
    if let Some(parts) = schema.get("allOf").and_then(Value::as_array) {
        let merged: Map<String, Value> = parts
            .iter()
            .filter_map(|part| build(part, schemas, depth + 1).as_object().cloned())
            .flatten()
            .collect();
        return Value::Object(merged);
    }
    let kind = match schema.get("type") {
        Some(Value::String(kind)) => kind.as_str(),
        // An optional member without an example is shown empty.
        Some(Value::Array(_)) => "null",
        _ => "object",
    };
    match kind {
        "object" => object(schema, schemas, depth),
        "array" => {
            let least = schema.get("minItems").and_then(Value::as_u64).unwrap_or(0);
            let item = schema.get("items").map(|items| build(items, schemas, depth + 1)).unwrap_or_default();
            if depth < 4 || least > 0 { json!([item]) } else { json!([]) }
        }
        "string" => text(schema),
        "integer" | "number" => schema.get("minimum").cloned().unwrap_or_else(|| json!(1)),
        "boolean" => json!(false),
        _ => Value::Null,
    }
}

fn object(schema: &Value, schemas: &Value, depth: u8) -> Value {
    let Some(members) = schema.get("properties").and_then(Value::as_object) else { return json!({}) };
    let built: Map<String, Value> =
        members.iter().map(|(name, member)| (name.clone(), build(member, schemas, depth + 1))).collect();
    Value::Object(built)
}

fn text(schema: &Value) -> Value {
    match schema.get("format").and_then(Value::as_str) {
        Some("uuid") => json!("0198c0de-0000-7000-8000-000000000001"),
        Some("date-time") => json!("2026-03-07T09:30:00Z"),
        Some("uri") => json!("https://example.org/"),
        Some("email") => json!("redaction@example.org"),
        _ => json!("text"),
    }
}
