//! `/batch`: many writes, all of them or none.

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::guards::events::{assert_dense, log};
use crate::support::compare::at;
use crate::support::{Client, Response, TestApp, fixtures};

async fn send(client: &Client, operations: Value) -> Response {
    client.post("/batch", json!({ "operations": operations })).send().await
}

/// The problems of a batch that was refused, by the index of their operation.
fn problems(refused: &Response) -> Vec<(u64, String, Vec<String>)> {
    refused.expect_problem(422, "batch-failed", "a batch");
    let all = refused.json()["operations"].as_array().unwrap().clone();
    let pointers = |problem: &Value| {
        let errors = problem["errors"].as_array().unwrap().clone();
        errors.iter().map(|one| one["pointer"].as_str().unwrap().to_owned()).collect()
    };
    all.iter()
        .map(|one| (one["index"].as_u64().unwrap(), one["code"].as_str().unwrap().to_owned(), pointers(one)))
        .collect()
}

#[actix_web::test]
async fn a_whole_front_page_in_one_request() {
    let app = TestApp::as_installed(|_| {}).await;
    let (editor, reader) = (app.editor().await, app.anonymous());
    let before = log(&app.state).await.len();
    // What is needed stands last: the order is found.
    let done = send(
        &editor,
        json!([
            { "verb": "publish", "resource": "articles", "id": "@une" },
            { "verb": "create", "resource": "articles", "temp_id": "@une", "body": {
                "title": "La crue", "summary": "Deux mètres.", "body": { "format": "markdown", "source": "Le **fleuve**." },
                "authors": [{ "id": "@awa" }], "primary_category_id": "@fleuve", "tag_ids": ["@crue"],
            } },
            { "verb": "create", "resource": "categories", "temp_id": "@fleuve", "body": { "name": "Fleuve", "parent_id": "@region" } },
            { "verb": "create", "resource": "categories", "temp_id": "@region", "body": { "name": "Région" } },
            { "verb": "create", "resource": "authors", "temp_id": "@awa", "body": { "name": "Awa Diop" } },
            { "verb": "create", "resource": "tags", "temp_id": "@crue", "body": { "name": "Crue" } },
        ]),
    )
    .await;
    assert_eq!(done.status, 200, "{done}");
    let results = done.data();
    let of = |index: usize| results[index].clone();
    assert_eq!((&of(0)["status"], &of(1)["status"], &of(0)["id"]), (&json!(200), &json!(201), &of(1)["id"]));
    assert_eq!((&of(1)["temp_id"], &of(0)["temp_id"]), (&json!("@une"), &json!(null)));
    let article = reader.get("/articles/la-crue").expect(200).await.data();
    assert_eq!(article["body"]["html"], "<p>Le <strong>fleuve</strong>.</p>\n");
    assert_eq!(article["authors"][0]["name"], "Awa Diop");
    assert_eq!(article["primary_category"]["slug"], "fleuve");
    assert_eq!(reader.get("/categories/fleuve").expect(200).await.data()["path"], "region/fleuve");
    let events = log(&app.state).await;
    assert_dense(&events);
    let told: Vec<&str> = events[before..].iter().map(|row| &*row.2).collect();
    let expected = [
        "category.created",
        "category.created",
        "author.created",
        "tag.created",
        "article.created",
        "article.published",
    ];
    assert_eq!(told.len(), expected.len());
    assert!(expected.iter().all(|one| told.contains(one)), "{told:?}");
    // The tag of the last word serves for the next.
    let id = of(0)["id"].as_str().unwrap().to_owned();
    let path = format!("/articles/{id}");
    editor
        .patch(&path, json!({ "kicker": "Crue" }))
        .if_match(of(0)["etag"].as_str().unwrap())
        .expect(200)
        .await;
    editor
        .patch(&path, json!({ "kicker": "X" }))
        .if_match(of(1)["etag"].as_str().unwrap())
        .refused(412, "stale")
        .await;
    assert_eq!(of(1)["location"], format!("/api/v1{path}?edition=draft"));
}

#[actix_web::test]
async fn what_is_there_is_changed_under_its_conditions() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let body = json!({ "body": { "format": "text", "source": "Le fleuve monte." } });
    let article = fixtures::published(&editor, "La crue", body).await;
    let author = editor.post("/authors", json!({ "name": "Awa" })).expect(201).await;
    let tag = fixtures::tag(&editor, "Crue").await;
    let done = send(
        &editor,
        json!([
            { "verb": "update", "resource": "articles", "id": "la-crue", "if_match": article.etag(), "body": {
                "kicker": "Crue", "body": { "source": "Le fleuve baisse." }, "authors": [{ "id": author.id() }] } },
            { "verb": "publish", "resource": "articles", "id": article.id(), "if_match": "*" },
            { "verb": "replace", "resource": "authors", "id": "awa", "if_match": author.etag(), "body": { "name": "Awa Diop" } },
            { "verb": "delete", "resource": "tags", "id": tag, "if_match": "*" },
        ]),
    )
    .await;
    assert_eq!(done.status, 200, "{done}");
    assert_eq!(done.data()[3]["etag"], Value::Null);
    let shown = app.anonymous().get("/articles/la-crue").expect(200).await.data();
    assert_eq!((&shown["kicker"], &shown["body"]["text"]), (&json!("Crue"), &json!("Le fleuve baisse.")));
    assert_eq!(shown["authors"][0]["name"], "Awa Diop");
    app.anonymous().get(&format!("/tags/{tag}")).expect(404).await;
}

/// Whatever has to be rendered first, what follows it is judged after it.
#[actix_web::test]
async fn what_is_changed_is_what_the_next_one_finds() {
    let app = TestApp::as_installed(|_| {}).await;
    let editor = app.editor().await;
    let (author, section) =
        (fixtures::author(&editor, "Awa").await, fixtures::category(&editor, "Fleuve", None).await);
    let filed = json!({ "summary": null, "authors": [{ "id": author }], "primary_category_id": section, "slug": "une" });
    let id = fixtures::article(&editor, "La crue", filed).await.id();
    let done = send(
        &editor,
        json!([
            { "verb": "update", "resource": "articles", "id": id, "if_match": "*", "body": { "summary": "Deux mètres.", "slug": "deux" } },
            { "verb": "publish", "resource": "articles", "id": "deux", "if_match": "*" },
            { "verb": "create", "resource": "articles", "body": { "title": "X", "slug": "une" } },
        ]),
    )
    .await;
    assert_eq!(done.status, 200, "{done}");
    app.anonymous().get("/articles/deux").expect(200).await;
}

#[actix_web::test]
async fn one_that_fails_takes_all_with_it_and_each_is_told() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let id = fixtures::article(&editor, "La crue", json!({})).await.id();
    let before = log(&app.state).await;
    let refused = send(
        &editor,
        json!([
            { "verb": "create", "resource": "tags", "body": { "name": "Bon" } },
            { "verb": "create", "resource": "articles", "temp_id": "@sans", "body": { "summary": "Sans titre", "nom": 1 } },
            { "verb": "publish", "resource": "articles", "id": "@sans" },
            { "verb": "unpublish", "resource": "articles", "id": id, "if_match": "*" },
            { "verb": "update", "resource": "articles", "id": id, "body": { "kicker": "X" } },
            { "verb": "update", "resource": "articles", "id": id, "if_match": "\"9.x\"", "body": { "kicker": "X" } },
            { "verb": "update", "resource": "articles", "id": "personne", "if_match": "*", "body": {} },
            { "verb": "create", "resource": "articles", "body": { "title": "X", "tag_ids": [uuid::Uuid::nil()] } },
            { "verb": "publish", "resource": "tags", "id": "bon", "if_match": "*" },
            { "verb": "create", "resource": "authors", "body": { "name": "Awa", "links": [{ "label": "x", "url": "ftp://x" }] } },
            { "verb": "update", "resource": "articles", "id": id, "if_match": "pas une étiquette", "body": {} },
        ]),
    )
    .await;
    let told = problems(&refused);
    let brief: Vec<(u64, &str)> = told.iter().map(|(index, code, _)| (*index, code.as_str())).collect();
    assert_eq!(
        brief,
        [
            (1, "validation-failed"),
            (3, "illegal-transition"),
            (4, "precondition-required"),
            (5, "stale"),
            (6, "stale"),
            (7, "validation-failed"),
            (8, "validation-failed"),
            (9, "validation-failed"),
            (10, "validation-failed"),
        ]
    );
    let pointers = |index: u64| told.iter().find(|one| one.0 == index).unwrap().2.clone();
    let mut first = pointers(1);
    first.sort();
    assert_eq!(first, ["/operations/1/body/nom", "/operations/1/body/title"]);
    assert_eq!(pointers(7), ["/operations/7/body/tag_ids/0"]);
    assert_eq!(pointers(8), ["/operations/8/verb"]);
    assert!(pointers(9).iter().all(|pointer| pointer == "/operations/9/body/links/0/url"));
    assert_eq!(pointers(10), ["/operations/10/if_match"]);
    assert!(refused.json()["detail"].as_str().unwrap().contains("1 more were not tried"), "{refused}");
    assert_eq!(log(&app.state).await, before);
    app.anonymous().get("/tags/bon").expect(404).await;
}

#[actix_web::test]
async fn each_operation_asks_its_permission() {
    let app = TestApp::new().await;
    let (editor, contributor) = (app.editor().await, app.contributor().await);
    let others = fixtures::article(&editor, "D’un autre", json!({})).await.id();
    let refused = send(
        &contributor,
        json!([
            { "verb": "create", "resource": "articles", "temp_id": "@mien", "body": { "title": "Le mien" } },
            { "verb": "submit", "resource": "articles", "id": "@mien" },
            { "verb": "publish", "resource": "articles", "id": "@mien" },
            { "verb": "create", "resource": "tags", "body": { "name": "X" } },
            { "verb": "update", "resource": "articles", "id": others, "if_match": "*", "body": { "kicker": "X" } },
        ]),
    )
    .await;
    let brief: Vec<(u64, String)> =
        problems(&refused).into_iter().map(|(index, code, _)| (index, code)).collect();
    assert_eq!(brief, [(2, "forbidden".into()), (3, "forbidden".into()), (4, "stale".into())]);
    let allowed = json!([
        { "verb": "create", "resource": "articles", "temp_id": "@mien", "body": { "title": "Le mien" } },
        { "verb": "submit", "resource": "articles", "id": "@mien", "body": { "message": "Relire." } },
    ]);
    assert_eq!(send(&contributor, allowed).await.status, 200);
}

#[actix_web::test]
async fn rules_of_the_newsroom_hold_in_a_batch_too() {
    let app = TestApp::new().await;
    let (one, other, admin) = (app.editor().await, app.editor().await, app.admin().await);
    admin.patch("/site", json!({ "four_eyes": true })).if_match("*").expect(200).await;
    let until = json!({ "embargo_until": "2026-03-08T00:00:00Z" });
    let (own, held) = (
        fixtures::article(&one, "Le mien", json!({})).await.id(),
        fixtures::article(&other, "Tenu", until).await.id(),
    );
    let at_work = fixtures::article(&other, "Au travail", json!({})).await.id();
    other.put(&format!("/articles/{at_work}/lock"), json!({})).expect(200).await;
    let publish = |id: uuid::Uuid, more: Value| {
        let mut operation = json!({ "verb": "publish", "resource": "articles", "id": id, "if_match": "*" });
        operation.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        operation
    };
    let refused = send(&one, json!([publish(own, json!({})), publish(at_work, json!({}))])).await;
    let brief: Vec<(u64, String)> =
        problems(&refused).into_iter().map(|(index, code, _)| (index, code)).collect();
    assert_eq!(brief, [(0, "four-eyes".into()), (1, "locked".into())]);
    let done =
        send(&one, json!([publish(held, json!({})), publish(at_work, json!({ "override_lock": true }))]))
            .await;
    assert_eq!(done.status, 200, "{done}");
    app.anonymous().get("/articles/tenu").expect(404).await;
    app.anonymous().get("/articles/au-travail").expect(200).await;
    // What the server took out of a text is told.
    let lossy = json!([{ "verb": "create", "resource": "articles", "body": {
        "title": "X", "body": { "format": "html", "source": "<p>Oui<script>non</script></p>" } } }]);
    let done = send(&one, lossy).await;
    assert_eq!(done.data()[0]["warnings"][0]["code"], "content-removed");
    // Who may not do it leaves a trace, as alone.
    let writer = app.contributor().await;
    send(&writer, json!([{ "verb": "create", "resource": "tags", "body": { "name": "X" } }])).await;
    let kept = admin.get("/audit?outcome=refused").expect(200).await.data();
    assert_eq!((&kept[0]["action"], &kept[0]["detail"]["operations"]), (&json!("batch_write"), &json!(1)));
}

#[actix_web::test]
async fn names_that_lead_nowhere_or_round() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let refused = send(
        &editor,
        json!([
            { "verb": "create", "resource": "categories", "temp_id": "@a", "body": { "name": "A", "parent_id": "@b" } },
            { "verb": "create", "resource": "categories", "temp_id": "@b", "body": { "name": "B", "parent_id": "@c" } },
            { "verb": "create", "resource": "categories", "temp_id": "@c", "body": { "name": "C", "parent_id": "@a" } },
            { "verb": "create", "resource": "tags", "temp_id": "@d", "body": { "name": "D" } },
        ]),
    )
    .await;
    refused.expect_problem(422, "validation-failed", "a circle");
    assert_eq!(
        refused.faults(),
        at(&["/operations/0", "/operations/1", "/operations/2"].map(|one| (one, "rule")))
    );
    let refused = send(
        &editor,
        json!([
            { "verb": "create", "resource": "tags", "temp_id": "@d", "body": { "name": "D" } },
            { "verb": "create", "resource": "tags", "temp_id": "@d", "body": { "name": "E" } },
            { "verb": "delete", "resource": "tags", "temp_id": "@f", "id": "x", "if_match": "*" },
            { "verb": "publish", "resource": "articles", "id": "@g" },
            { "verb": "create", "resource": "articles", "body": { "title": "X", "series": { "id": "@h" } } },
            { "verb": "update", "resource": "articles" },
            { "verb": "create", "resource": "tags", "id": "x" },
            { "verb": "create", "resource": "articles", "if_match": "*", "override_lock": true, "body": { "title": "Y" } },
            { "verb": "delete", "resource": "tags", "id": "x", "if_match": "*", "override_lock": true },
        ]),
    )
    .await;
    let mut faults = refused.faults();
    faults.sort();
    let mut expected = at(&[
        ("/operations/1/temp_id", "duplicate"),
        ("/operations/2/temp_id", "rule"),
        ("/operations/3/id", "unknown-reference"),
        ("/operations/4/body/series/id", "unknown-reference"),
        ("/operations/5/id", "required"),
        ("/operations/6/id", "rule"),
        ("/operations/7/if_match", "rule"),
        ("/operations/7/override_lock", "rule"),
        ("/operations/8/override_lock", "rule"),
    ]);
    expected.sort();
    assert_eq!(faults, expected);
    for wrong in [
        json!([]),
        json!(vec![json!({ "verb": "delete", "resource": "tags" }); 101]),
        json!([{ "verb": "merge" }]),
    ] {
        assert_eq!(send(&editor, wrong).await.status, 422);
    }
    app.anonymous().post("/batch", json!({ "operations": [] })).refused(401, "unauthenticated").await;
}

/// A hundred drafts whose bodies change: all is rendered before the writer is kept waiting.
#[actix_web::test]
async fn a_hundred_at_once() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let create = |number: usize| {
        json!({ "verb": "create", "resource": "articles", "temp_id": format!("@{number}"), "body": {
            "title": format!("Article {number}"), "body": { "format": "markdown", "source": format!("Texte *{number}*.") } } })
    };
    let done = send(&editor, json!((0..100).map(create).collect::<Vec<_>>())).await;
    assert_eq!(done.status, 200, "{done}");
    let ids: Vec<Value> = done.data().as_array().unwrap().iter().map(|one| one["id"].clone()).collect();
    let update = |id: &Value| json!({ "verb": "update", "resource": "articles", "id": id, "if_match": "*", "body": { "body": { "format": "text" } } });
    let done = send(&editor, json!(ids.iter().map(update).collect::<Vec<_>>())).await;
    assert_eq!(done.status, 200, "{done}");
    let last =
        editor.get(&format!("/articles/{}?edition=draft", ids[99].as_str().unwrap())).expect(200).await;
    assert_eq!(last.data()["body"]["html"], "<p>Texte *99*.</p>");
}

/// Each would wait for the other if they were written side by side.
#[actix_web::test]
async fn many_in_opposite_orders() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let mut ids = Vec::new();
    for number in 0..5 {
        ids.push(fixtures::article(&editor, &format!("Article {number}"), json!({})).await.id());
    }
    let replies = join_all((0..12).map(|number| {
        let update = |id: &uuid::Uuid| json!({ "verb": "update", "resource": "articles", "id": id, "if_match": "*", "body": { "kicker": format!("Crue {number}") } });
        let mut operations: Vec<Value> = ids.iter().map(update).collect();
        if number % 2 == 1 {
            operations.reverse();
        }
        send(&editor, json!(operations))
    }))
    .await;
    replies.iter().for_each(|reply| assert_eq!(reply.status, 200, "{reply}"));
    for id in ids {
        let last = editor.get(&format!("/articles/{id}?edition=draft")).expect(200).await;
        assert_eq!(last.data()["version"], 13);
    }
}
