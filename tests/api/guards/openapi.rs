//! The committed spec is the served one, and it is as complete as it claims.

use griot::config::env_example;
use griot::http::openapi::Spec;
use serde_json::{Value, json};

use crate::support::TestApp;

fn document() -> Value {
    Spec::build().unwrap().document().clone()
}

fn committed(path: &str) -> String {
    std::fs::read_to_string(format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

#[test]
fn the_committed_spec_is_up_to_date() {
    let spec = Spec::build().unwrap();
    let same = committed("openapi/openapi.json").as_bytes() == spec.json();
    assert!(same, "run: cargo run -- openapi > openapi/openapi.json");
}

#[test]
fn the_example_of_the_environment_is_up_to_date() {
    assert_eq!(committed(".env.example"), env_example());
}

#[test]
fn operations_are_documented() {
    let document = document();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let what = format!("{method} {path}");
            for member in ["summary", "description", "operationId"] {
                assert!(
                    operation[member].as_str().is_some_and(|text| !text.is_empty()),
                    "{what} has no {member}"
                );
            }
            assert_eq!(operation["tags"].as_array().map(Vec::len), Some(1), "{what}");
            assert!(operation["security"].is_array(), "{what} says nothing of security");
            let id = operation["operationId"].as_str().unwrap();
            assert!(id.contains('_') && id.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'), "{id}");
            for (status, reply) in operation["responses"].as_object().unwrap() {
                let target = match reply["$ref"].as_str() {
                    Some(reference) => document.pointer(reference.trim_start_matches('#')).unwrap(),
                    None => reply,
                };
                assert!(
                    target["description"].as_str().is_some_and(|text| !text.is_empty()),
                    "{what} {status}"
                );
            }
        }
    }
}

#[test]
fn inputs_are_closed() {
    let document = document();
    let schemas = document["components"]["schemas"].as_object().unwrap();
    for (name, schema) in
        schemas.iter().filter(|(name, _)| name.starts_with("Create") || name.starts_with("Update"))
    {
        assert_eq!(schema["additionalProperties"], json!(false), "{name}");
    }
}

#[test]
fn examples_are_valid() {
    let document = document();
    let mut found = 0;
    visit(&document["paths"], &mut |media| {
        if let (Some(schema), Some(example)) = (media.get("schema"), media.get("example")) {
            let mut schema = schema.clone();
            schema["components"] = document["components"].clone();
            let validator = jsonschema::options().should_ignore_unknown_formats(true).build(&schema).unwrap();
            let faults: Vec<String> = validator.iter_errors(example).map(|fault| fault.to_string()).collect();
            assert!(faults.is_empty(), "{faults:?}: {example}");
            found += 1;
        }
    });
    assert!(found > 60, "only {found} examples");
}

fn visit(value: &Value, check: &mut impl FnMut(&Value)) {
    match value {
        Value::Object(members) => {
            check(value);
            members.values().for_each(|member| visit(member, check));
        }
        Value::Array(items) => items.iter().for_each(|item| visit(item, check)),
        _ => {}
    }
}

#[actix_web::test]
async fn served_with_a_tag() {
    let app = TestApp::new().await;
    let json = app.anonymous().get("/openapi.json").expect(200).await;
    assert_eq!(json.body, app.state.spec.json());
    app.anonymous().get("/openapi.json").header("If-None-Match", &json.etag()).expect(304).await;
    let yaml = app.anonymous().get("/openapi.yaml").expect(200).await;
    assert!(yaml.body.starts_with(b"openapi: 3.1.0"));
    let same: Value = yaml_serde::from_slice(&yaml.body).unwrap();
    assert_eq!(&same, app.state.spec.document(), "one document in two forms");
    assert_eq!(app.state.spec.document()["servers"], json!([{ "url": "/", "description": "This server." }]));
}

#[actix_web::test]
async fn every_problem_has_its_page() {
    let app = TestApp::new().await;
    let document = document();
    let codes = document["components"]["schemas"]["Code"]["enum"].as_array().unwrap().clone();
    assert!(codes.len() > 25);
    for code in codes {
        let page = app.anonymous().get(&format!("/problems/{}", code.as_str().unwrap())).expect(200).await;
        assert!(page.header("content-type").unwrap().starts_with("text/html"));
    }
    app.anonymous().get("/problems/unheard-of").refused(404, "not-found").await;
}

#[actix_web::test]
async fn the_docs_page_is_our_own() {
    let app = TestApp::new().await;
    let moved = app.anonymous().get("/docs").send().await;
    assert_eq!((moved.status, moved.header("location")), (308, Some("/docs/")));
    let page = app.anonymous().get("/docs/").send().await;
    assert_eq!(page.status, 200);
    assert!(page.header("content-security-policy").unwrap().contains("script-src 'self'"));
    assert!(!String::from_utf8_lossy(&page.body).contains("https://"));
    app.anonymous().get("/docs/nothing.js").refused(404, "not-found").await;
}
