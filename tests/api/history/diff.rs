//! `GET /articles/{id}/revisions/{number}/diff`

use std::time::Instant;

use serde_json::{Value, json};

use super::{saved, without};
use crate::support::compare::at;
use crate::support::{Client, TestApp, fixtures};

async fn diff(client: &Client, id: uuid::Uuid, rest: &str) -> Value {
    client.get(&format!("/articles/{id}/revisions/{rest}")).expect(200).await.data()
}

fn change<'a>(diff: &'a Value, pointer: &str) -> &'a Value {
    let all = diff["changes"].as_array().unwrap();
    all.iter().find(|one| one["pointer"] == pointer).unwrap_or_else(|| panic!("{pointer} in {diff}"))
}

#[actix_web::test]
async fn texts_word_by_word_and_all_else_before_and_after() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let tag = fixtures::tag(&editor, "Crue").await;
    let old = "Le fleuve est **monté** de [deux mètres](https://example.org/a).\n\nFin.\n";
    let new = "Le fleuve est *monté* de [deux mètres](https://example.org/b).\n\nFin.\n";
    let more = json!({ "body": { "format": "markdown", "source": old }, "kicker": null });
    let id = fixtures::article(&editor, "Il pleut à Sor", more).await.id();
    let patch = json!({
        "title": "Il neige à Sor", "body": { "source": new }, "tag_ids": [tag], "kicker": "Météo", "featured": true,
    });
    editor.patch(&format!("/articles/{id}"), patch).if_match("*").expect(200).await;
    let told = diff(&editor, id, "2/diff").await;
    assert_eq!((&told["number"], &told["against"]), (&json!(2), &json!(1)));
    let pointers: Vec<&str> =
        told["changes"].as_array().unwrap().iter().map(|one| one["pointer"].as_str().unwrap()).collect();
    assert_eq!(pointers, ["/title", "/kicker", "/body/source", "/tag_ids", "/featured"]);
    let op = |op: &str, text: &str| json!({ "op": op, "text": text });
    assert_eq!(
        change(&told, "/title"),
        &json!({
            "pointer": "/title", "granularity": "word", "before": null, "after": null,
            "operations": [op("equal", "Il "), op("delete", "pleut"), op("insert", "neige"), op("equal", " à Sor")],
        })
    );
    let body = &change(&told, "/body/source")["operations"];
    assert_eq!((without(body, "insert"), without(body, "delete")), (old.to_owned(), new.to_owned()));
    // A mark and the target of a link are each one piece.
    for piece in [
        op("delete", "**"),
        op("insert", "*"),
        op("delete", "](https://example.org/a)"),
        op("insert", "](https://example.org/b)"),
    ] {
        assert!(body.as_array().unwrap().contains(&piece), "{piece} in {body}");
    }
    let told_of = |pointer| {
        let one = change(&told, pointer);
        (one["operations"].clone(), one["before"].clone(), one["after"].clone())
    };
    assert_eq!(told_of("/kicker"), (Value::Null, Value::Null, json!("Météo")));
    assert_eq!(told_of("/tag_ids"), (Value::Null, json!([]), json!([tag])));
    assert_eq!(told_of("/featured"), (Value::Null, json!(false), json!(true)));
}

#[actix_web::test]
async fn against_any_other_or_nothing() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let id = saved(&editor, &["Un", "Deux", "Trois"]).await;
    let first = diff(&editor, id, "1/diff").await;
    assert_eq!(first["against"], Value::Null);
    let title = change(&first, "/title");
    assert_eq!((&title["before"], &title["after"]), (&Value::Null, &json!("Un")));
    // What is empty did not come.
    let pointers: Vec<&str> =
        first["changes"].as_array().unwrap().iter().map(|one| one["pointer"].as_str().unwrap()).collect();
    assert_eq!(pointers, ["/title", "/locale", "/type", "/slug", "/summary", "/body", "/seo"]);
    let words = |told: &Value| change(told, "/title")["operations"].clone();
    let replaced =
        |old: &str, new: &str| json!([{ "op": "delete", "text": old }, { "op": "insert", "text": new }]);
    assert_eq!(words(&diff(&editor, id, "3/diff?against=1").await), replaced("Un", "Trois"));
    assert_eq!(words(&diff(&editor, id, "1/diff?against=3").await), replaced("Trois", "Un"));
    assert_eq!(words(&diff(&editor, id, "3/diff").await), replaced("Deux", "Trois"));
    assert_eq!(
        diff(&editor, id, "2/diff?against=2").await,
        json!({ "number": 2, "against": 2, "changes": [] })
    );
}

#[actix_web::test]
async fn what_is_not_there_is_told_by_its_name() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let id = saved(&editor, &["Un", "Deux"]).await;
    let path = format!("/articles/{id}/revisions");
    let refused =
        editor.get(&format!("{path}/2/diff?against=7")).refused(422, "conflicting-parameters").await;
    assert_eq!(refused.faults(), at(&[("against", "unknown-reference")]));
    editor.get(&format!("{path}/7/diff?against=1")).refused(404, "not-found").await;
    for against in ["0", "-1", "2147483648"] {
        let refused =
            editor.get(&format!("{path}/2/diff?against={against}")).refused(400, "bad-parameter").await;
        assert_eq!(refused.faults(), at(&[("against", "out-of-range")]));
    }
    for query in ["against=x", "against=", "against=1&against=1", "against=1.0", "depuis=1"] {
        editor.get(&format!("{path}/2/diff?{query}")).refused(400, "bad-parameter").await;
    }
}

#[actix_web::test]
async fn a_megabyte_is_compared_in_bounded_time() {
    let app = TestApp::with(|config| config.limits.body_bytes = 4 * 1024 * 1024).await;
    let editor = app.editor().await;
    let text = |salt: u32| -> String {
        (0..100_000_u32)
            .map(|word| format!("mot{} ", word.wrapping_mul(2_654_435_761).rotate_left(salt) % 5_000))
            .collect()
    };
    let long: [String; 2] = [text(3), text(11)];
    let short: String = "x\n".repeat(400_000);
    let body = |source: &str| json!({ "body": { "format": "text", "source": source } });
    let id = fixtures::article(&editor, "Long", body(&long[0])).await.id();
    let path = format!("/articles/{id}");
    editor.patch(&path, body(&long[1])).if_match("*").expect(200).await;
    editor.patch(&path, body(&short)).if_match("*").expect(200).await;
    editor.patch(&path, body(&format!("{short}Fin"))).if_match("*").expect(200).await;
    let begun = Instant::now();
    for (rest, granularity) in [("2/diff", "line"), ("3/diff", "whole"), ("4/diff", "word")] {
        let told = diff(&editor, id, rest).await;
        assert_eq!(change(&told, "/body/source")["granularity"], granularity, "{rest}");
    }
    // Without any optimisation, and beside other tests.
    assert!(begun.elapsed().as_secs() < 60, "{:?}", begun.elapsed());
}
