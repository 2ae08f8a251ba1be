//! Keeping the redirects.

use serde_json::{Value, json};

use crate::support::compare::{at, holds, walk};
use crate::support::{Client, TestApp};

fn input(from: &str, to: &str) -> Value {
    json!({ "from": from, "to": to })
}

async fn refused(editor: &Client, body: Value) -> Vec<(String, String)> {
    editor.post("/redirects", body).refused(422, "validation-failed").await.faults()
}

#[actix_web::test]
async fn made_read_changed_and_removed() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let made =
        editor.post("/redirects", input("/archives/%C3%A9t%C3%A9/", "/fleuve?a=b#c")).expect(201).await;
    holds(
        &made.data(),
        &json!({ "from": "/archives/été", "to": "/fleuve?a=b#c", "status": 301, "note": null }),
    );
    let path = format!("/redirects/{}", made.id());
    assert_eq!(made.header("location"), Some(format!("/api/v1{path}").as_str()));
    assert_eq!(editor.get(&path).expect(200).await.data(), made.data());
    editor.patch(&path, json!({ "note": "x" })).refused(428, "precondition-required").await;
    let noted = editor.patch(&path, json!({ "note": "Été 2019" })).if_match(&made.etag()).expect(200).await;
    holds(&noted.data(), &json!({ "from": "/archives/été", "note": "Été 2019" }));
    editor.patch(&path, json!({ "status": 302 })).if_match(&made.etag()).refused(412, "stale").await;
    let gone = json!({ "from": "/archives/été", "status": 410 });
    let gone = editor.put(&path, gone).if_match(&noted.etag()).expect(200).await;
    holds(&gone.data(), &json!({ "to": null, "status": 410, "note": null }));
    editor.delete(&path).if_match(&gone.etag()).expect(204).await;
    editor.get(&path).refused(404, "not-found").await;
    app.anonymous().get("/redirects").refused(401, "unauthenticated").await;
    app.author().await.get("/redirects").refused(403, "forbidden").await;
}

#[actix_web::test]
async fn listed_by_path() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    for (from, status) in [("/c", 301), ("/a", 302), ("/b", 410)] {
        let to = (status != 410).then_some("/ailleurs");
        editor.post("/redirects", json!({ "from": from, "to": to, "status": status })).expect(201).await;
        app.advance(1);
    }
    walk(&editor, "/redirects", 2).await;
    walk(&editor, "/redirects?sort=-created_at", 2).await;
    let all = editor.get("/redirects?count=true").expect(200).await;
    assert_eq!(
        (all.pluck("from"), &all.json()["meta"]["total"]),
        (vec![json!("/a"), json!("/b"), json!("/c")], &json!(3))
    );
    assert_eq!(editor.get("/redirects?sort=-created_at").expect(200).await.pluck("from"), ["/b", "/a", "/c"]);
    assert_eq!(editor.get("/redirects?status=410,302").expect(200).await.pluck("from"), ["/a", "/b"]);
    assert_eq!(editor.get("/redirects?from=/c/").expect(200).await.pluck("from"), ["/c"]);
    assert_eq!(editor.get("/redirects?from=c").expect(200).await.pluck("from"), [Value::Null; 0]);
}

#[actix_web::test]
async fn what_leads_nowhere_is_refused() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    for from in ["//a", "/a//b", "/a/../b", "/%2e%2e/a", "/a%2Fb", "/a%00", "/%zz", "/a%20b"] {
        assert_eq!(refused(&editor, input(from, "/b")).await, at(&[("/from", "format")]), "{from}");
    }
    for to in ["//ailleurs.example", "https://u:p@example.org/", "javascript:alert(1)", "=cmd"] {
        assert_eq!(refused(&editor, input("/a", to)).await, at(&[("/to", "format")]), "{to}");
    }
    for (body, place, code) in [
        (json!({ "from": "/a" }), "/to", "required"),
        (json!({ "from": "/a", "to": "/b", "status": 410 }), "/to", "rule"),
        (json!({ "from": "/a", "to": "/b", "status": 307 }), "/status", "not-allowed"),
        (json!({ "from": "/a", "to": "/b", "status": 200 }), "/status", "out-of-range"),
    ] {
        assert_eq!(refused(&editor, body).await, at(&[(place, code)]));
    }
    editor.post("/redirects", input("/a/", "/b")).expect(201).await;
    assert_eq!(refused(&editor, input("/a", "/c")).await, at(&[("/from", "duplicate")]));
    assert_eq!(editor.get("/redirects?count=true").expect(200).await.json()["meta"]["total"], 1);
}

#[actix_web::test]
async fn no_way_leads_back_to_where_it_begins() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let web = json!({ "public_url": "https://www.example.org" });
    admin.patch("/site", web).if_match("*").expect(200).await;
    assert_eq!(refused(&admin, input("/a", "/a/?x=1")).await, at(&[("/to", "rule")]));
    let first = admin.post("/redirects", input("/a", "/b")).expect(201).await.id();
    admin.post("/redirects", input("/b", "https://www.example.org/c")).expect(201).await;
    for back in ["/a", "/b", "https://www.example.org/a?x=1"] {
        assert_eq!(refused(&admin, input("/c", back)).await, at(&[("/to", "rule")]), "{back}");
    }
    // Another site's path of the same name is no loop, and neither is one's own old target.
    admin.post("/redirects", input("/c", "https://elsewhere.example/a")).expect(201).await;
    let path = format!("/redirects/{first}");
    admin.patch(&path, json!({ "to": "/c" })).if_match("*").expect(200).await;
    let turned = admin.patch(&path, json!({ "from": "/d", "to": "/a" })).if_match("*");
    turned.expect(200).await;
    // Ten may follow one another, and not so many that nobody can look.
    for number in 0..11 {
        let step = input(&format!("/x{number}"), &format!("/x{}", number + 1));
        admin.post("/redirects", step).expect(201).await;
    }
    assert_eq!(refused(&admin, input("/x11", "/x0")).await, at(&[("/to", "rule")]));
}

#[actix_web::test]
async fn two_at_once_cannot_close_a_loop() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    for round in 0..8 {
        let (one, other) = (format!("/a{round}"), format!("/b{round}"));
        let calls = [(&one, &other), (&other, &one)]
            .map(|(from, to)| editor.post("/redirects", input(from, to)).send());
        let mut statuses: Vec<u16> =
            futures_util::future::join_all(calls).await.iter().map(|reply| reply.status).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 422]);
    }
}

/// Where a browser arrives, however the address is written.
#[actix_web::test]
async fn no_other_spelling_leads_back() {
    let app = TestApp::new().await;
    let (editor, admin) = (app.editor().await, app.admin().await);
    for dots in ["/./p", "/x/../p", "/p/."] {
        assert_eq!(refused(&editor, input("/p", dots)).await, at(&[("/to", "rule")]), "{dots}");
    }
    let site = json!({ "public_url": "https://journal.example" });
    admin.patch("/site", site).if_match("*").expect(200).await;
    for to in [
        "https://journal.example/p",
        "https://journal.example:443/p/",
        "https://JOURNAL.example/p?x=1",
        "https://journal.example./p#y",
        "http://journal.example/a/../p",
    ] {
        assert_eq!(refused(&editor, input("/p", to)).await, at(&[("/to", "rule")]), "{to}");
    }
    for (from, to) in [("/p", "https://journal.example:8443/p"), ("/q", "https://www.journal.example/q")] {
        editor.post("/redirects", input(from, to)).expect(201).await;
    }
}
