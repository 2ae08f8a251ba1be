//! All redirects at once, as a table.

use serde_json::json;

use crate::support::compare::at;
use crate::support::{Call, Client, TestApp};

fn send(editor: &Client, table: &str) -> Call {
    editor.post("/redirects.csv", json!(null)).raw(table).header("Content-Type", "text/csv; charset=UTF-8")
}

async fn text(editor: &Client) -> String {
    let table = editor.get("/redirects.csv").expect(200).await;
    assert_eq!(table.header("content-type"), Some("text/csv; charset=utf-8"));
    assert_eq!(table.header("cache-control"), Some("private, no-store"));
    String::from_utf8(table.body.clone()).unwrap()
}

/// As many as may come, each with its event and its entry in the audit log.
#[actix_web::test]
async fn five_thousand_lines() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let lines: String = (0..5_000).map(|number| format!("/ancien/{number},/nouveau/{number}\n")).collect();
    let done = send(&editor, &format!("from,to\n{lines}")).expect(200).await;
    assert_eq!(done.data(), json!({ "created": 5_000, "updated": 0, "unchanged": 0 }));
    crate::audit::expect_whole(&app.state).await;
}

#[actix_web::test]
async fn goes_out_and_comes_back() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    for (from, to, note) in [
        ("/b", Some("https://www.example.org/b?x=1"), Some("=1+1, \"au feu\"")),
        ("/a/été", Some("/fleuve"), Some("deux\nlignes")),
        ("/c", None, Some("'=x")),
    ] {
        let status = if to.is_some() { 302 } else { 410 };
        let body = json!({ "from": from, "to": to, "status": status, "note": note });
        editor.post("/redirects", body).expect(201).await;
    }
    let table = text(&editor).await;
    assert_eq!(
        table,
        "from,to,status,note\r\n/a/été,/fleuve,302,\"deux\nlignes\"\r\n\
         /b,https://www.example.org/b?x=1,302,\"'=1+1, \"\"au feu\"\"\"\r\n/c,,410,''=x\r\n"
    );
    let before = editor.get("/redirects").expect(200).await.data();
    let same = send(&editor, &table).expect(200).await;
    assert_eq!(same.data(), json!({ "created": 0, "updated": 0, "unchanged": 3 }));
    assert_eq!(editor.get("/redirects").expect(200).await.data(), before);
    let other = TestApp::new().await;
    let there = other.editor().await;
    let made = send(&there, &format!("\u{feff}{table}")).expect(200).await;
    assert_eq!(made.data(), json!({ "created": 3, "updated": 0, "unchanged": 0 }));
    assert_eq!(text(&there).await, table);
}

#[actix_web::test]
async fn changes_what_is_there_and_leaves_the_rest() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    for (from, to) in [("/a", "/x"), ("/z", "/y")] {
        editor.post("/redirects", json!({ "from": from, "to": to })).expect(201).await;
    }
    let done = send(&editor, "from;to;status\n/a/;/b;302\n/b;;410\n").expect(200).await;
    assert_eq!(done.data(), json!({ "created": 1, "updated": 1, "unchanged": 0 }));
    assert_eq!(text(&editor).await, "from,to,status,note\r\n/a,/b,302,\r\n/b,,410,\r\n/z,/y,301,\r\n");
    let gone = app.anonymous().get("/resolve?path=/b").send().await;
    gone.expect_problem(410, "gone", "imported");
}

#[actix_web::test]
async fn one_bad_line_refuses_all() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    editor.post("/redirects", json!({ "from": "/a", "to": "/b" })).expect(201).await;
    for (table, faults) in [
        ("from,to\n/c,/d\n/e,=1+1\n", at(&[("/3/to", "rule")])),
        ("from,to,note\n/c,/d,+33\n", at(&[("/2/note", "rule")])),
        ("from,to,status\nx,/d,301\n/e,,303", at(&[("/2/from", "format"), ("/3/status", "not-allowed")])),
        ("from,to\n/c,/d\n/c/,/e\n", at(&[("/3/from", "duplicate")])),
        // Loops: in the table alone, and with what is there.
        ("from,to\n/c,/d\n/d,/e\n/e,/c\n", at(&[("/2/to", "rule"), ("/3/to", "rule"), ("/4/to", "rule")])),
        ("from,to\n/c,/d\n/b,/a\n", at(&[("/3/to", "rule")])),
        ("from,to\n/c,/c/\n", at(&[("/2/to", "rule")])),
    ] {
        let refused = send(&editor, table).refused(422, "validation-failed").await;
        let sorted = |mut faults: Vec<(String, String)>| {
            faults.sort();
            faults
        };
        assert_eq!(sorted(refused.faults()), sorted(faults), "{table}");
        assert_eq!(editor.get("/redirects").expect(200).await.pluck("from"), ["/a"], "{table}");
    }
    let chain: String = (0..12).map(|n| format!("/s{n},/s{}\n", n + 1)).collect();
    let refused = send(&editor, &format!("from,to\n{chain}")).refused(422, "validation-failed").await;
    assert_eq!(refused.faults(), at(&[("/2/to", "rule"), ("/3/to", "rule")]));
    // The loop of before is gone with the redirect that the same table changes.
    send(&editor, "from,to\n/b,/a\n/a,/c\n").expect(200).await;
}

#[actix_web::test]
async fn only_tables_of_editors() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let table = "from,to\n/a,/b\n";
    editor.post("/redirects.csv", json!({})).refused(415, "unsupported-media-type").await;
    let latin = send(&editor, table).header("Content-Type", "text/csv; charset=iso-8859-1");
    latin.refused(415, "unsupported-media-type").await;
    let broken =
        editor.post("/redirects.csv", json!({})).raw(vec![0xff, 0xfe]).header("Content-Type", "text/csv");
    broken.refused(400, "bad-request").await;
    let long = format!("from,to\n{}", "/a,/b\n".repeat(400_000));
    send(&editor, &long).refused(413, "body-too-large").await;
    send(&app.author().await, table).refused(403, "forbidden").await;
    app.author().await.get("/redirects.csv").refused(403, "forbidden").await;
    app.anonymous().get("/redirects.csv").refused(401, "unauthenticated").await;
    assert_eq!(text(&editor).await, "from,to,status,note\r\n");
}

#[actix_web::test]
async fn a_long_table() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let line = |n: usize| format!("/archives/{n:05},/fleuve/{n}\n");
    let table: String = (0..2500).map(line).collect();
    let done = send(&editor, &format!("from,to\n{table}")).expect(200).await;
    assert_eq!(done.data()["created"], 2500);
    assert_eq!(text(&editor).await.lines().count(), 2501);
    assert_eq!(editor.get("/redirects?count=true&limit=1").expect(200).await.json()["meta"]["total"], 2500);
}
