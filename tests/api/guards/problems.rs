//! The closed table of problems, its pages, and the committed list of settings.

use std::collections::BTreeSet;

use griot::http::problem::Code;
use serde_json::json;

use crate::support::TestApp;

#[actix_web::test]
async fn every_code_has_a_page() {
    let app = TestApp::new().await;
    for code in Code::ALL {
        let page = app.anonymous().get(&format!("/problems/{code}")).expect(200).await;
        assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
        let text = String::from_utf8(page.body).unwrap();
        assert!(text.contains(code.title()) && text.contains(code.explanation().trim()), "{code}");
    }
    app.anonymous().get("/problems/no-such-code").refused(404, "not-found").await;
}

#[actix_web::test]
async fn the_spec_lists_exactly_the_codes_of_the_table() {
    let app = TestApp::new().await;
    let listed = app.state.spec.document()["components"]["schemas"]["Code"]["enum"].clone();
    let listed: BTreeSet<&str> =
        listed.as_array().unwrap().iter().map(|code| code.as_str().unwrap()).collect();
    assert_eq!(listed, Code::ALL.iter().map(|code| code.as_str()).collect());
    assert_eq!(listed.len(), Code::ALL.len(), "no code occurs twice");
}

#[actix_web::test]
async fn the_type_of_every_kind_of_problem_resolves() {
    let app = TestApp::new().await;
    let (nobody, editor, writer) = (app.anonymous(), app.editor().await, app.contributor().await);
    let author = editor.post("/authors", json!({ "name": "Awa Diop" })).expect(201).await;
    let path = format!("/authors/{}", author.id());
    let problems = [
        nobody.get("/nowhere").refused(404, "not-found").await,
        nobody.delete("/authors").refused(405, "method-not-allowed").await,
        nobody.post("/authors", json!({})).refused(401, "unauthenticated").await,
        writer.post("/authors", json!({ "name": "X" })).refused(403, "forbidden").await,
        editor.post("/authors", json!({})).refused(422, "validation-failed").await,
        editor.get("/authors?limit=0").refused(400, "bad-parameter").await,
        editor.get("/authors?cursor=x").refused(400, "invalid-cursor").await,
        editor.post("/authors", json!({})).raw("{").refused(400, "invalid-json").await,
        editor.patch(&path, json!({})).refused(428, "precondition-required").await,
        editor.patch(&path, json!({ "name": "B" })).if_match("\"9.x\"").refused(412, "stale").await,
        editor.post("/authors", json!({ "name": "C", "slug": "awa-diop" })).refused(409, "slug-taken").await,
    ];
    for problem in problems {
        let document = problem.json();
        assert_eq!(document["status"], problem.status);
        assert_eq!(document["instance"], problem.header("x-request-id").unwrap());
        let page = document["type"].as_str().unwrap().strip_prefix("http://griot.test").unwrap().to_owned();
        assert_eq!(page, format!("/problems/{}", problem.code()));
        nobody.get(&page).expect(200).await;
        assert_eq!(problem.status == 401, problem.header("www-authenticate").is_some(), "{problem}");
    }
}

#[test]
fn the_committed_settings_are_those_of_the_code() {
    let committed = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/.env.example")).unwrap();
    assert!(committed == griot::config::env_example(), ".env.example is not what config::env_example() says");
}
