//! What a client can send that is not acceptable: each gets the right problem, on both engines, and
//! nothing is written.

use serde_json::{Value, json};

use crate::guards::log;
use crate::support::{Client, TestApp, fixtures};

/// `(body, status, code, place, code of the fault)`; the last two are empty when the problem names none.
type Case = (String, u16, &'static str, &'static str, &'static str);

fn case(
    body: impl Into<String>,
    status: u16,
    code: &'static str,
    at: &'static str,
    fault: &'static str,
) -> Case {
    (body.into(), status, code, at, fault)
}

/// Bodies no operation accepts, whatever its members are called; `{name}` is the required one.
fn everywhere(name: &str) -> Vec<Case> {
    let bad = |body: &str, at: &'static str, fault: &'static str| {
        case(body.replace("NAME", name), 400, "invalid-json", at, fault)
    };
    let wrong = |body: &str, at: &'static str, fault: &'static str| {
        case(body.replace("NAME", name), 422, "validation-failed", at, fault)
    };
    let at: &'static str = if name == "name" { "/name" } else { "/title" };
    vec![
        bad("", "", "format"),
        bad("{", "", "format"),
        bad(r#"{"NAME":"x"} {}"#, "", "format"),
        bad(r#"{"NAME":"x",}"#, "", "format"),
        bad(r#"{'NAME':'x'}"#, "", "format"),
        bad(r#"{"NAME":NaN}"#, "", "format"),
        bad(r#"{"NAME":"x","NAME":"y"}"#, at, "duplicate"),
        bad(r#"{"NAME":"a\u0000b"}"#, at, "encoding"),
        bad(r#"{"NAME":"\ud800"}"#, "", "format"),
        bad(r#"{"NAME":"\udc00\ud800"}"#, "", "format"),
        bad(r#"{"NAME":9007199254740993}"#, at, "out-of-range"),
        bad(r#"{"NAME":1e400}"#, "", ""),
        bad(&"[".repeat(100_000), "", "too-long"),
        bad(&r#"{"a":"#.repeat(100_000), "", "too-long"),
        wrong("null", "", "wrong-type"),
        wrong("[]", "", "wrong-type"),
        wrong("\"NAME\"", "", "wrong-type"),
        wrong("{}", at, "required"),
        wrong(r#"{"NAME":null}"#, at, "wrong-type"),
        wrong(r#"{"NAME":7}"#, at, "wrong-type"),
        wrong(r#"{"NAME":["x"]}"#, at, "wrong-type"),
        wrong(r#"{"NAME":{"x":1}}"#, at, "wrong-type"),
        wrong(r#"{"NAME":""}"#, at, "too-short"),
        wrong(r#"{"NAME":"  \u00a0 "}"#, at, ""),
        wrong(&format!(r#"{{"NAME":"{}"}}"#, "é".repeat(400)), at, "too-long"),
        wrong(r#"{"NAME":"x","nope":1}"#, "/nope", "unknown-field"),
        wrong(r#"{"NAME":"x","id":"0198c0de-0000-7000-8000-000000000001"}"#, "/id", "unknown-field"),
        wrong(r#"{"NAME":"x","version":3}"#, "/version", "unknown-field"),
        wrong(r#"{"NAME":"x","slug":"Pas Un Slug"}"#, "/slug", "format"),
        wrong(r#"{"NAME":"x","slug":7}"#, "/slug", "wrong-type"),
        wrong(r#"{"NAME":"x","image":"x.png"}"#, "/image", "wrong-type"),
        wrong(
            r#"{"NAME":"x","image":{"url":"javascript:alert(1)","width":1,"height":1,"alt":""}}"#,
            "/image/url",
            "",
        ),
    ]
}

fn articles_only() -> Vec<Case> {
    let wrong = |more: Value, at: &'static str, fault: &'static str| {
        let mut body = json!({ "title": "x" });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        case(body.to_string(), 422, "validation-failed", at, fault)
    };
    let nobody = "0198c0de-0000-7000-8000-00000000dead";
    vec![
        wrong(json!({ "type": "essay" }), "/type", "not-allowed"),
        wrong(json!({ "locale": "français" }), "/locale", "format"),
        wrong(json!({ "featured": "yes" }), "/featured", "wrong-type"),
        wrong(json!({ "body": { "format": "docx", "source": "" } }), "/body/format", "not-allowed"),
        wrong(json!({ "body": { "source": "x" } }), "/body/format", "required"),
        wrong(
            json!({ "body": { "format": "text", "source": "x", "html": "x" } }),
            "/body/html",
            "unknown-field",
        ),
        wrong(json!({ "authors": [{ "id": "x" }] }), "/authors/0/id", "format"),
        wrong(json!({ "authors": [{ "id": nobody }] }), "/authors/0/id", ""),
        wrong(json!({ "authors": [{ "id": nobody, "name": "x" }] }), "/authors/0/name", "unknown-field"),
        wrong(json!({ "primary_category_id": nobody }), "/primary_category_id", ""),
        wrong(json!({ "category_ids": [nobody] }), "/category_ids/0", ""),
        wrong(json!({ "custom": [] }), "/custom", "wrong-type"),
        wrong(json!({ "published_at": "2025-02-30T00:00:00Z" }), "/published_at", "unknown-field"),
    ]
}

async fn refuse(client: &Client, path: &str, case: Case) {
    let (body, status, code, place, fault) = case;
    let shown: String = body.chars().take(90).collect();
    let reply = client.post(path, json!({})).raw(body).send().await;
    assert_eq!((reply.status, reply.code().as_str()), (status, code), "{shown}: {reply}");
    let faults = reply.faults();
    if !fault.is_empty() {
        assert!(
            faults.contains(&(place.to_owned(), fault.to_owned())) || place.is_empty(),
            "{shown}: {reply}"
        );
        assert!(faults.iter().any(|(_, code)| code == fault), "{shown}: {reply}");
    }
    assert!(place.is_empty() || faults.iter().any(|(at, _)| at == place), "{shown}: {reply}");
}

#[actix_web::test]
async fn bodies() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let before = log(&app.state).await.len();
    for case in everywhere("name") {
        refuse(&editor, "/authors", case).await;
    }
    for case in everywhere("title").into_iter().chain(articles_only()) {
        refuse(&editor, "/articles", case).await;
    }
    let article = crate::support::fixtures::article(&editor, "Crue", json!({})).await;
    for when in ["2025-02-30T00:00:00Z", "2025-01-01", "hier", "2025-01-01T25:00:00Z", "2025-01-01T00:00:00"]
    {
        let path = format!("/articles/{}/publish", article.id());
        let call = editor.post(&path, json!({ "published_at": when })).if_match("*");
        let reply = call.refused(422, "validation-failed").await;
        assert_eq!(reply.faults()[0].0, "/published_at", "{reply}");
    }
    assert_eq!(log(&app.state).await.len(), before + 1, "only the one article was written");
    assert_eq!(editor.get("/articles?edition=draft").expect(200).await.pluck("title"), [json!("Crue")]);
}

#[actix_web::test]
async fn sizes_and_kinds_of_bodies() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let before = log(&app.state).await.len();
    for path in ["/authors", "/articles"] {
        let member = if path == "/authors" { "bio" } else { "summary" };
        let huge = json!({ "title": "x", "name": "x", member: "x".repeat(10 * 1024 * 1024) });
        editor.post(path, huge).refused(413, "body-too-large").await;
        for kind in [
            "text/plain",
            "application/xml",
            "multipart/form-data; boundary=x",
            "application/json; charset=latin1",
            "x",
        ] {
            let call = editor.post(path, json!({ "title": "x" })).header("Content-Type", kind);
            call.refused(415, "unsupported-media-type").await;
        }
        editor.post(path, json!({})).without("Content-Type").refused(415, "unsupported-media-type").await;
        let call = editor.post(path, json!({})).header("Content-Encoding", "gzip");
        call.refused(415, "unsupported-media-type").await;
        editor.post(path, json!({})).raw([b'{', 0xff, b'}']).refused(400, "invalid-json").await;
        editor.post(path, json!({})).raw(*b"\xef\xbb\xbf{}").refused(400, "invalid-json").await;
        editor.post(&format!("{path}?essai=true"), json!({})).refused(400, "bad-parameter").await;
    }
    assert_eq!(log(&app.state).await.len(), before);
}

#[actix_web::test]
async fn query_strings() {
    let app = TestApp::new().await;
    let nobody = app.anonymous();
    for (query, place) in [
        ("limit=0", "limit"),
        ("limit=-1", "limit"),
        ("limit=101", "limit"),
        ("limit=1e9", "limit"),
        ("limit=99999999999999999999999", "limit"),
        ("limit=", "limit"),
        ("limit=5&limit=5", "limit"),
        ("nope=1", "nope"),
        ("Limit=5", "Limit"),
        ("sort=name;drop", "sort"),
        ("page=0", "page"),
        ("page=501", "page"),
        ("count=maybe", "count"),
    ] {
        for list in ["/articles", "/authors", "/categories"] {
            let reply = nobody.get(&format!("{list}?{query}")).refused(400, "bad-parameter").await;
            assert!(reply.faults().iter().any(|(at, _)| at == place), "{list}?{query}: {reply}");
        }
    }
    for query in [
        "type=essay",
        "featured=2",
        "published_after=2025-02-30T00:00:00Z",
        "published_before=hier",
        "updated_after=2025-13-01T00:00:00Z",
        "ids=X!",
        "include=secrets",
        "fields=password_hash",
        "sort=password_hash",
        "edition=secret",
        "category=%00",
        "author=%ff",
        "locale=%",
    ] {
        nobody.get(&format!("/articles?{query}")).refused(400, "bad-parameter").await;
    }
    // In words of the API, not of what it is made with.
    let admin = app.admin().await;
    let id = fixtures::article(&admin, "Une", json!({})).await.id();
    for (path, detail) in [
        ("/articles?as_of=2026-03-01T08:30:00+01:00".to_owned(), "Write the `+` before a zone as `%2B`."),
        ("/articles?as_of=hier".to_owned(), "not an RFC 3339 date-time such as 2026-03-01T08:30:00Z"),
        ("/audit?actor=x".to_owned(), "This is no id."),
        (format!("/articles/{id}/revisions/1/diff?against=x"), "This is no whole number."),
    ] {
        let refused = admin.get(&path).refused(400, "bad-parameter").await.json();
        assert_eq!(refused["errors"][0]["detail"], detail, "{path}");
    }
    for cursor in ["x", "AAAA", "%20", "eyJhIjoxfQ.AAAA"] {
        nobody.get(&format!("/articles?cursor={cursor}")).refused(400, "invalid-cursor").await;
    }
}

#[actix_web::test]
async fn tricks_with_paths_lead_nowhere() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    crate::support::fixtures::author(&editor, "Awa Diop").await;
    let before = log(&app.state).await.len();
    editor.get("/authors/awa-diop").expect(200).await;
    for path in [
        "//api/v1/authors",
        "/api//v1/authors",
        "/api/v1//authors",
        "/api/v1/authors/",
        "/api/v1/Authors",
        "/API/v1/authors",
        "/api/v1/authors;x=1",
        "/api/v1/authors.",
        "/api/v1/./authors",
        "/api/v1/x/../authors",
        "/api/v1%2fauthors",
        "/api/v1/authors%2f",
        "/api/v1/users/..%2fauthors",
        "/api/v1/authors/awa-diop/",
        "/api/v1/authors/awa-diop;x",
        "/api/v1/authors/%61wa%2fdiop",
    ] {
        let method =
            if path.contains("awa") { actix_web::http::Method::GET } else { actix_web::http::Method::POST };
        let reply = editor.request(method, path).json(json!({ "name": "Binta" })).send().await;
        assert!([404, 400, 405].contains(&reply.status), "{reply}");
        assert_eq!(reply.header("content-type"), Some("application/problem+json"), "{reply}");
    }
    for slug in ["AWA-DIOP", "awa%00diop", "%ff", "..", "null"] {
        let reply = editor.get(&format!("/authors/{slug}")).send().await;
        assert!([404, 400, 405].contains(&reply.status), "{reply}");
    }
    assert_eq!(log(&app.state).await.len(), before);
}

/// An answer is not many times as long as the question.
#[actix_web::test]
async fn a_hundred_faults_are_told() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let numbers = vec![json!(1); 20_000];
    let members: serde_json::Map<String, Value> = (0..5_000).map(|n| (format!("x{n}"), json!(1))).collect();
    for (path, body) in
        [("/articles", json!({ "title": "x", "tag_ids": numbers })), ("/tags", Value::Object(members))]
    {
        let refused = editor.post(path, body).refused(422, "validation-failed").await;
        assert_eq!(refused.faults().len(), 100, "{path}");
    }
    let unknown: String = (0..500).map(|n| format!("&x{n}=1")).collect();
    let refused = editor.get(&format!("/articles?{}", &unknown[1..])).refused(400, "bad-parameter").await;
    assert_eq!(refused.faults().len(), 100);
    for table in [format!("from,to{}\n", ",x".repeat(50_000)), "é".repeat(100_000)] {
        let call = editor.post("/redirects.csv", json!(null)).raw(table).header("Content-Type", "text/csv");
        let refused = call.refused(422, "validation-failed").await;
        assert!(refused.faults().len() <= 100 && refused.body.len() < 40_000, "{}", refused.body.len());
    }
}
