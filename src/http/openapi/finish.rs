//! What every operation has in common, added to the collected document.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::{examples, headers, permissions};
use crate::error::Result;
use crate::http::extract::takes_dry_run;
use crate::http::idempotency::{self, takes_key};
use crate::http::problem::{Code, FieldProblem, ProblemDocument};
use utoipa::{PartialSchema, ToSchema};

/// Completes the document, with what is said of `messages` to others.
///
/// # Errors
/// When an operation does not say who may call it.
pub(super) fn finish(mut document: Value, messages: Value) -> Result<Value> {
    let mut judged = Ok(());
    add_components(&mut document);
    merge(&mut document, messages);
    describe_stream(&mut document);
    each_operation(&mut document, |path, method, operation| {
        if judged.is_ok() {
            judged = permissions::check(path, method, operation);
        }
        let api = path.starts_with("/api/v1/");
        if (api || path.starts_with("/feeds/")) && method != "delete" {
            push(operation, "parameters", json!({ "$ref": "#/components/parameters/pretty" }));
        }
        if takes_dry_run(method != "get", path) {
            push(operation, "parameters", json!({ "$ref": "#/components/parameters/dry_run" }));
        }
        if takes_key(method != "get", path) {
            push(operation, "parameters", json!({ "$ref": "#/components/parameters/idempotency_key" }));
        }
        name_parameters(operation);
        leave_optional_empty(operation);
        unwrap_optional_body(operation);
        let codes = problems(path, method, operation);
        add_problems(operation, &codes);
        headers::add(operation, path, method);
    });
    judged?;
    forbid_nul(&mut document);
    loosen_choices(&mut document);
    prune(&mut document);
    examples::add(&mut document);
    Ok(document)
}

/// What the generator's types have no member for: what is in the data of a stream's events.
fn describe_stream(document: &mut Value) {
    let stream = document
        .pointer_mut("/components/schemas/EventStream/properties/data")
        .and_then(Value::as_object_mut);
    let Some(stream) = stream else { return };
    stream.insert("contentMediaType".into(), json!("application/json"));
    stream.insert(
        "contentSchema".into(),
        json!({
            "anyOf": [{ "$ref": "#/components/schemas/Change" }, { "$ref": "#/components/schemas/LogEntry" }],
        }),
    );
}

/// Puts members beside those that are there.
fn merge(into: &mut Value, more: Value) {
    match (into, more) {
        (Value::Object(own), Value::Object(more)) => {
            for (name, value) in more {
                merge(own.entry(name).or_insert(Value::Null), value);
            }
        }
        (own, more) => *own = more,
    }
}

/// No text of an input may hold NUL; the reader of JSON refuses it everywhere, so the spec says it
/// where a field has no pattern of its own.
fn forbid_nul(document: &mut Value) {
    let Some(schemas) = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut) else {
        return;
    };
    let closed = |schema: &&mut Value| schema.get("additionalProperties").is_some_and(|more| *more == false);
    for schema in schemas.values_mut().filter(closed) {
        let Some(members) = schema.get_mut("properties").and_then(Value::as_object_mut) else { continue };
        for member in members.values_mut().filter_map(Value::as_object_mut) {
            let is_text = match member.get("type") {
                Some(Value::String(kind)) => kind == "string",
                Some(Value::Array(kinds)) => kinds.iter().any(|kind| kind == "string"),
                _ => false,
            };
            let exact = member.get("format").is_some_and(|format| format == "uuid" || format == "date-time");
            let bound = exact || member.contains_key("pattern") || member.contains_key("enum");
            if is_text && !bound {
                member.insert("pattern".into(), json!("^[^\\u0000]*$"));
            }
        }
    }
}

/// A reply in one of several forms: the generator writes `oneOf`, but a full article is also a
/// valid sparse one, so what holds is `anyOf`.
fn loosen_choices(document: &mut Value) {
    for name in [
        "FoundArticle",
        "ListedArticles",
        "FoundPage",
        "ListedPages",
        "FoundMenu",
        "Trash",
        "Thing",
        "CategoryListing",
    ] {
        let pointer = format!("/components/schemas/{name}");
        if let Some(schema) = document.pointer_mut(&pointer).and_then(Value::as_object_mut)
            && let Some(forms) = schema.remove("oneOf")
        {
            schema.insert("anyOf".into(), forms);
        }
    }
}

/// Drops the components nothing refers to, until none is left.
fn prune(document: &mut Value) {
    loop {
        let mut used = HashSet::new();
        references(document, &mut used);
        let mut dropped = false;
        for section in ["schemas", "responses", "headers", "parameters"] {
            let pointer = format!("/components/{section}");
            let Some(components) = document.pointer_mut(&pointer).and_then(Value::as_object_mut) else {
                continue;
            };
            let before = components.len();
            components.retain(|name, _| used.contains(&format!("#/components/{section}/{name}")));
            dropped |= components.len() < before;
        }
        if !dropped {
            return;
        }
    }
}

fn references(value: &Value, used: &mut HashSet<String>) {
    match value {
        Value::Object(members) => {
            if let Some(target) = members.get("$ref").and_then(Value::as_str) {
                used.insert(target.to_owned());
            }
            members.values().for_each(|member| references(member, used));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, used)),
        _ => {}
    }
}

fn each_operation(document: &mut Value, mut visit: impl FnMut(&str, &str, &mut Map<String, Value>)) {
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else { return };
    for (path, item) in paths.iter_mut() {
        let Some(item) = item.as_object_mut() else { continue };
        for (method, operation) in item.iter_mut() {
            if let Some(operation) = operation.as_object_mut() {
                visit(path, method, operation);
            }
        }
    }
}

fn push(operation: &mut Map<String, Value>, list: &str, item: Value) {
    if let Some(items) = operation.entry(list).or_insert_with(|| json!([])).as_array_mut() {
        items.push(item);
    }
}

fn add_components(document: &mut Value) {
    let Some(root) = document.as_object_mut() else { return };
    let components = root.entry("components").or_insert_with(|| json!({}));
    let Some(components) = components.as_object_mut() else { return };
    components.insert(
        "securitySchemes".into(),
        json!({ "bearer": {
            "type": "http", "scheme": "bearer", "bearerFormat": "JWT",
            "description": "The access token of `POST /api/v1/auth/login`. It lives for 15 minutes and is checked against the session on every request."
        }, permissions::METRICS_TOKEN: {
            "type": "http", "scheme": "bearer",
            "description": "The token of the setting `GRIOT_METRICS_TOKEN`. It opens `/metrics` and nothing else."
        }}),
    );
    components.insert(
        "parameters".into(),
        json!({ "pretty": {
            "name": "pretty", "in": "query", "required": false, "allowEmptyValue": true,
            "description": "A flag: indents the reply for people.", "schema": { "type": "boolean", "default": false }
        }, "dry_run": {
            "name": "dry_run", "in": "query", "required": false,
            "description": "`true` answers what the write would have come to, with all that is wrong with it, and leaves everything as it is: nothing is stored, and ids in the reply are nobody's.",
            "schema": { "type": "boolean", "default": false }
        }, "idempotency_key": {
            "name": idempotency::NAME, "in": "header", "required": false,
            "description": "A text of the caller's own choice, such as a UUID, that no other request of theirs has; with quotes around it or without. The same request with the same key within 24 hours is answered with the reply of the first time and has no second effect, whatever has happened since. Only a success is kept. Not looked at in a dry run.",
            "schema": { "type": "string", "pattern": idempotency::PATTERN }
        }}),
    );
    components.insert("headers".into(), headers::components());
    let schemas = components.entry("schemas").or_insert_with(|| json!({}));
    if let Some(schemas) = schemas.as_object_mut() {
        let mut own = vec![
            ("Problem".to_owned(), ProblemDocument::schema()),
            (FieldProblem::name().into(), FieldProblem::schema()),
        ];
        ProblemDocument::schemas(&mut own);
        for (name, schema) in own {
            schemas.entry(name).or_insert_with(|| serde_json::to_value(schema).unwrap_or_default());
        }
    }
    let responses: Map<String, Value> = Code::ALL
        .iter()
        .map(|code| (component(code.status().as_u16()), response(code.status().as_u16())))
        .collect();
    components.insert("responses".into(), Value::Object(responses));
}

/// Name of the shared response of one status.
fn component(status: u16) -> String {
    format!("Problem{status}")
}

/// One response for all codes of a status.
fn response(status: u16) -> Value {
    let codes: Vec<&Code> = Code::ALL.iter().filter(|code| code.status().as_u16() == status).collect();
    let description: Vec<String> = codes.iter().map(|code| format!("`{code}`: {}.", code.title())).collect();
    let mut response = json!({
        "description": description.join(" "),
        "headers": headers::of_problem(status),
        "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } },
    });
    let first = codes.first().map(|code| Value::Object(example(code))).unwrap_or_default();
    if let Some(content) =
        response.pointer_mut("/content/application~1problem+json").and_then(Value::as_object_mut)
    {
        content.insert("example".into(), first);
    }
    response
}

fn example(code: &Code) -> Map<String, Value> {
    let body = json!({
        "type": format!("http://127.0.0.1:8080/problems/{code}"), "title": code.title(), "status": code.status().as_u16(),
        "detail": code.explanation().trim(), "instance": "0198c0de-0000-7000-8000-000000000001", "code": code, "errors": [],
    });
    body.as_object().cloned().unwrap_or_default()
}

/// The documentation page fills a form with the examples it finds, and sends all of it: what may be
/// left out has none, so that the first click asks for what most people ask for.
fn leave_optional_empty(operation: &mut Map<String, Value>) {
    let Some(parameters) = operation.get_mut("parameters").and_then(Value::as_array_mut) else { return };
    let optional = |one: &&mut Map<String, Value>| one.get("required") != Some(&Value::Bool(true));
    for parameter in parameters.iter_mut().filter_map(Value::as_object_mut).filter(optional) {
        parameter.remove("example");
        if let Some(schema) = parameter.get_mut("schema").and_then(Value::as_object_mut) {
            schema.remove("example");
        }
    }
}

/// Parameters keep their description; a schema's own would be said twice.
fn name_parameters(operation: &mut Map<String, Value>) {
    let Some(parameters) = operation.get_mut("parameters").and_then(Value::as_array_mut) else { return };
    for parameter in parameters {
        let queried = parameter.get("in").and_then(Value::as_str) == Some("query");
        let Some(schema) = parameter.get_mut("schema") else { continue };
        if queried {
            merge_default(schema);
        }
        let Some(schema) = schema.as_object_mut() else { continue };
        // null is not something an address or a header can say.
        let kinds = schema.get("type").and_then(Value::as_array);
        if let Some(first) = kinds.and_then(|kinds| kinds.iter().find(|kind| *kind != "null").cloned()) {
            schema.insert("type".into(), first);
        }
        let free = !["enum", "format", "pattern", "minLength"].iter().any(|said| schema.contains_key(*said));
        if queried && free && schema.get("type").and_then(Value::as_str) == Some("string") {
            // A name without a value is refused, whatever the parameter.
            schema.insert("minLength".into(), json!(1));
        }
    }
}

/// The generator writes an inlined enum with a default as `allOf` of the enum and an object, which
/// nothing satisfies.
fn merge_default(schema: &mut Value) {
    let Some([kind, extra]) = schema.get("allOf").and_then(Value::as_array).map(Vec::as_slice) else {
        return;
    };
    let Some(default) = extra.get("default") else { return };
    let mut merged = kind.clone();
    if let Some(merged) = merged.as_object_mut() {
        merged.insert("default".into(), default.clone());
    }
    *schema = merged;
}

/// A body that may be left out is left out; it is not `null`.
fn unwrap_optional_body(operation: &mut Map<String, Value>) {
    let contents = operation.get_mut("requestBody").and_then(|body| body.get_mut("content"));
    let Some(contents) = contents.and_then(Value::as_object_mut) else { return };
    for schema in contents.values_mut().filter_map(|media| media.get_mut("schema")) {
        let Some([meant, null]) = schema.get("oneOf").and_then(Value::as_array).map(Vec::as_slice) else {
            continue;
        };
        if null.get("type").and_then(Value::as_str) == Some("null") {
            *schema = meant.clone();
        }
    }
}

/// The statuses an operation can fail with, told from its own declarations.
fn problems(path: &str, method: &str, operation: &Map<String, Value>) -> Vec<u16> {
    let mut codes = vec![400, 500, 503];
    let api = path.starts_with("/api/v1/");
    let signed_in = permissions::needs_account(operation);
    let writes = method != "get";
    if api {
        codes.push(401);
    }
    if signed_in && !path.starts_with("/api/v1/auth/") {
        codes.push(403);
    }
    if path.contains('{') {
        codes.push(404);
    }
    if operation.contains_key("requestBody") {
        codes.extend([408, 413, 415, 422]);
    }
    if writes && api {
        codes.push(507);
    }
    if takes_key(writes, path) {
        codes.extend([409, 422]);
    }
    let parameters = operation.get("parameters").and_then(Value::as_array);
    let parameter = |name: &str| {
        parameters
            .and_then(|all| all.iter().find(|one| one.get("name").and_then(Value::as_str) == Some(name)))
    };
    let has_parameter = |name: &str| parameter(name).is_some();
    if let Some(header) = parameter("If-Match") {
        codes.push(412);
        // A PUT that may also make the thing needs one of two headers; a merge names its base instead.
        let needed = header.get("required") == Some(&Value::Bool(true)) || method == "put";
        codes.extend(needed.then_some(428));
    }
    if has_parameter("page") || has_parameter("reassign_to") {
        codes.push(422);
    }
    codes.push(414);
    codes
}

fn add_problems(operation: &mut Map<String, Value>, codes: &[u16]) {
    let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) else { return };
    for code in codes {
        responses
            .entry(code.to_string())
            .or_insert_with(|| json!({ "$ref": format!("#/components/responses/{}", component(*code)) }));
    }
    // Handlers name further problems by status alone.
    for (status, response) in responses.iter_mut() {
        let failure = status.parse::<u16>().ok().filter(|status| *status >= 400);
        if let Some(failure) =
            failure.filter(|_| response.get("content").is_none() && response.get("$ref").is_none())
        {
            *response = json!({ "$ref": format!("#/components/responses/{}", component(failure)) });
        }
    }
    responses.sort_keys();
}
