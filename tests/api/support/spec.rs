//! Holds every reply of the suite against the spec the server publishes.
//!
//! A path of the spec: the status must be declared, the content type and the required headers must
//! be there and no header the spec knows may come undeclared, the body must be valid; and when the
//! reply is a success, so must the request have been. Any other path: a problem.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use griot::http::openapi::Spec;
use jsonschema::Validator;
use serde_json::Value;

use super::response::Response;

pub fn check(spec: &Spec, response: &Response, request: Option<&[u8]>) {
    let document = spec.document();
    let path = response.path.split('?').next().unwrap_or_default();
    let method = response.method.as_str().to_lowercase();
    let method = if method == "head" { "get".to_owned() } else { method };
    let Some((template, operation)) = operation(document, path, &method) else {
        if response.status >= 400 {
            problem(document, response);
        }
        return;
    };
    let status = response.status.to_string();
    let pointer = format!("/paths/{}/{method}/responses/{status}", escape(template));
    let declared = operation["responses"]
        .get(&status)
        .unwrap_or_else(|| panic!("{status} is not declared for {method} {template}: {response}"));
    let (pointer, declared) = match declared["$ref"].as_str() {
        Some(reference) => {
            let pointer = reference.trim_start_matches('#').to_owned();
            let target = document.pointer(&pointer).unwrap_or_else(|| panic!("{reference} leads nowhere"));
            (pointer, target)
        }
        None => (pointer, declared),
    };
    headers(document, declared, response);
    if response.method == actix_web::http::Method::HEAD {
        return;
    }
    let content = declared["content"].as_object();
    match content {
        None => assert!(response.body.is_empty(), "a body nobody declared: {response}"),
        Some(content) => {
            let kind = response.header("content-type").unwrap_or_default();
            let essence = kind.split(';').next().unwrap_or_default().trim();
            assert!(content.contains_key(essence), "{essence} is not declared: {response}");
            if essence.ends_with("json") && response.header("content-encoding").is_none() {
                let pointer = format!("{pointer}/content/{}/schema", escape(essence));
                validate(document, &pointer, &response.json(), &format!("{response}"));
            }
            if essence == "text/event-stream" {
                let data = "/components/schemas/EventStream/properties/data/contentSchema".to_owned();
                for event in super::stream::events(&String::from_utf8_lossy(&response.body)) {
                    validate(document, &data, &event.data, &format!("{response}"));
                }
            }
        }
    }
    if response.status < 300
        && let Some(body) = request.filter(|body| !body.is_empty())
        && operation.pointer("/requestBody/content/application~1json").is_some()
    {
        let body: Value = serde_json::from_slice(body).expect("an accepted body is JSON");
        let pointer =
            format!("/paths/{}/{method}/requestBody/content/application~1json/schema", escape(template));
        validate(document, &pointer, &body, &format!("the request of {response}"));
    }
}

/// What is always to be there is; and what the spec knows by name is not sent where it is not declared.
fn headers(document: &Value, declared: &Value, response: &Response) {
    let empty = serde_json::Map::new();
    let declared = declared["headers"].as_object().unwrap_or(&empty);
    assert!(declared.contains_key("X-Request-Id"), "every reply declares it: {response}");
    for (name, header) in declared {
        let reference = header["$ref"].as_str().expect("all headers are components");
        let header = document.pointer(reference.trim_start_matches('#')).expect("it leads somewhere");
        let value = response.header(name);
        assert!(value.is_some() || header["required"] != true, "no {name}: {response}");
        let is_number = value.is_none_or(|value| value.parse::<u32>().is_ok());
        assert!(is_number || header["schema"]["type"] == "string", "{name} is no number: {response}");
    }
    for known in document["components"]["headers"].as_object().unwrap().keys() {
        let name = known.trim_start_matches("Optional-");
        assert!(
            declared.contains_key(name) || response.header(name).is_none(),
            "{name} surprises: {response}"
        );
    }
}

fn problem(document: &Value, response: &Response) {
    if let Some(shared) = document.pointer(&format!("/components/responses/Problem{}", response.status)) {
        headers(document, shared, response);
    }
    assert!(response.status != 405 || response.header("allow").is_some(), "{response}");
    assert_eq!(response.header("content-type"), Some("application/problem+json"), "{response}");
    validate(document, "/components/schemas/Problem", &response.json(), &format!("{response}"));
}

fn operation<'d>(document: &'d Value, path: &str, method: &str) -> Option<(&'d str, &'d Value)> {
    let asked: Vec<&str> = path.split('/').collect();
    document["paths"].as_object()?.iter().find_map(|(template, item)| {
        let own: Vec<&str> = template.split('/').collect();
        let fits = own.len() == asked.len()
            && own.iter().zip(&asked).all(|(own, asked)| match own.strip_prefix('{') {
                // `{id}.rss` is one segment, too.
                Some(own) => {
                    let ending = own.split_once('}').expect("a closed brace").1;
                    asked.len() > ending.len() && asked.ends_with(ending)
                }
                None => own == asked,
            });
        fits.then(|| item.get(method).map(|operation| (template.as_str(), operation))).flatten()
    })
}

fn validate(document: &Value, pointer: &str, value: &Value, what: &str) {
    let validator = compiled(document, pointer);
    let faults: Vec<String> =
        validator.iter_errors(value).map(|fault| format!("{}: {fault}", fault.instance_path())).collect();
    assert!(faults.is_empty(), "the spec does not allow it ({pointer}): {faults:#?}\n{what}");
}

/// Once for all tests: each runs in a thread of its own, and compiling costs more than most of them.
fn compiled(document: &Value, pointer: &str) -> Arc<Validator> {
    static COMPILED: LazyLock<Mutex<HashMap<String, Arc<Validator>>>> = LazyLock::new(Mutex::default);
    let known = COMPILED.lock().unwrap_or_else(PoisonError::into_inner).get(pointer).map(Arc::clone);
    known.unwrap_or_else(|| {
        let mut schema =
            document.pointer(pointer).unwrap_or_else(|| panic!("{pointer} leads nowhere")).clone();
        schema["components"] = document["components"].clone();
        let validator = jsonschema::options()
            .should_validate_formats(true)
            .should_ignore_unknown_formats(true)
            .build(&schema)
            .unwrap_or_else(|fault| panic!("{pointer}: {fault}"));
        let validator = Arc::new(validator);
        COMPILED
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(pointer.to_owned(), Arc::clone(&validator));
        validator
    })
}

fn escape(segment: &str) -> String {
    segment.replace('~', "~0").replace('/', "~1")
}
