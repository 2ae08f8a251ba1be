//! `/tags`, and what articles are about.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::compare::{at, holds, walk};
use crate::support::{Client, TestApp, fixtures};

async fn tag(client: &Client, name: &str) -> Uuid {
    client.post("/tags", json!({ "name": name })).expect(201).await.id()
}

fn names(article: &Value) -> Vec<&str> {
    article["tags"].as_array().unwrap().iter().map(|tag| tag["name"].as_str().unwrap()).collect()
}

#[actix_web::test]
async fn made_read_changed_and_removed() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let input = json!({ "name": "Crue du fleuve", "description": "La montée des eaux." });
    let made = editor.post("/tags", input.clone()).expect(201).await;
    holds(&made.data(), &input);
    holds(&made.data(), &json!({ "slug": "crue-du-fleuve", "articles_count": 0 }));
    let path = format!("/tags/{}", made.id());
    assert_eq!(made.header("location"), Some(format!("/api/v1{path}").as_str()));
    assert_eq!(app.anonymous().get("/tags/crue-du-fleuve").expect(200).await.data(), made.data());
    editor.put(&path, json!({ "name": "Crue" })).refused(428, "precondition-required").await;
    let put = editor.put(&path, json!({ "name": "Crue" })).if_match(&made.etag()).expect(200).await;
    holds(&put.data(), &json!({ "name": "Crue", "slug": "crue-du-fleuve", "description": null }));
    editor.patch(&path, json!({ "slug": "crue" })).if_match(&made.etag()).refused(412, "stale").await;
    editor.patch(&path, json!({ "slug": "crue" })).if_match(&put.etag()).expect(200).await;
    app.anonymous().get("/tags/crue-du-fleuve?pretty").expect(301).await;
    editor.post("/tags", json!({ "name": "Autre", "slug": "crue" })).refused(409, "slug-taken").await;
    let refused = editor.post("/tags", json!({ "name": " ", "slug": "É", "id": 1 })).expect(422).await;
    let mut faults = refused.faults();
    faults.sort();
    assert_eq!(faults, at(&[("/id", "unknown-field"), ("/name", "format"), ("/slug", "format")]));
    editor.delete("/tags/crue").if_match("*").expect(204).await;
    app.anonymous().get(&path).refused(404, "not-found").await;
    app.author().await.post("/tags", json!({ "name": "x" })).refused(403, "forbidden").await;
}

#[actix_web::test]
async fn listed_in_alphabetical_order() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    for name in ["Zone", "Eau", "École", "Éclipse", "arbre"] {
        tag(&editor, name).await;
    }
    let anonymous = app.anonymous();
    walk(&anonymous, "/tags", 2).await;
    assert_eq!(
        anonymous.get("/tags").expect(200).await.pluck("name"),
        ["arbre", "Eau", "Éclipse", "École", "Zone"]
    );
    let some = anonymous.get("/tags?ids=eau,zone&sort=-name&count=true").expect(200).await;
    assert_eq!(some.pluck("name"), ["Zone", "Eau"]);
    assert_eq!(some.json()["meta"]["total"], 2);
    assert!(some.statements() <= 5, "{}", some.statements());
}

#[actix_web::test]
async fn articles_have_them_in_order_and_are_found_by_them() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let (eau, ville) = (tag(&editor, "Eau").await, tag(&editor, "Ville").await);
    let both = fixtures::published(&editor, "Un", json!({ "tag_ids": [ville, eau] })).await;
    let one = fixtures::published(&editor, "Deux", json!({ "tag_ids": [eau] })).await;
    fixtures::article(&editor, "Brouillon", json!({ "tag_ids": [eau] })).await;
    fixtures::published(&editor, "Sans", json!({})).await;
    assert_eq!(names(&both.data()), ["Ville", "Eau"]);
    let anonymous = app.anonymous();
    let read = anonymous.get("/articles/un?include=tags").expect(200).await;
    assert_eq!(names(&read.data()), ["Ville", "Eau"]);
    assert_eq!(read.data()["tags"][0].get("description"), Some(&Value::Null));
    assert!(read.statements() <= 6, "{}", read.statements());
    let ids = async |query: &str| {
        let list = anonymous.get(&format!("/articles?{query}")).expect(200).await;
        assert!(list.statements() <= 7, "{}", list.statements());
        (list.pluck("id"), list.json()["meta"]["total"].clone())
    };
    let (un, deux) = (json!(both.id()), json!(one.id()));
    assert_eq!(ids("tag=eau&count=true").await, (vec![deux.clone(), un.clone()], json!(2)));
    assert_eq!(ids(&format!("tag={ville}&count=true")).await, (vec![un.clone()], json!(1)));
    assert_eq!(ids("tag=ville,eau&sort=title&count=true").await, (vec![deux.clone(), un.clone()], json!(2)));
    assert_eq!(ids("tag=rien&count=true").await, (vec![], json!(0)));
    assert_eq!(ids("tag=eau&ids=un&count=true").await, (vec![un.clone()], json!(1)));
    let drafts = editor.get("/articles?edition=draft&tag=eau&count=true").expect(200).await;
    assert_eq!(drafts.json()["meta"]["total"], 3);
    // The count is that of what is public.
    assert_eq!(anonymous.get("/tags/eau").expect(200).await.data()["articles_count"], 2);
    editor.patch("/articles/un", json!({ "tag_ids": [eau] })).if_match("*").expect(200).await;
    assert_eq!(ids("tag=ville&count=true").await.0, [un], "what is public changes by publishing");
    fixtures::publish(&editor, both.id()).await;
    assert_eq!(ids("tag=ville&count=true").await.0, Vec::<Value>::new());
    let refused = editor.post("/articles", json!({ "title": "T", "tag_ids": [eau, eau] })).expect(422).await;
    assert_eq!(refused.faults(), at(&[("/tag_ids/1", "duplicate")]));
    let nowhere = json!({ "title": "T", "tag_ids": [eau, app.state.ids.next()] });
    let refused = editor.post("/articles", nowhere).expect(422).await;
    assert_eq!(refused.faults(), at(&[("/tag_ids/1", "unknown-reference")]));
    let used = editor.delete("/tags/eau").if_match("*").refused(409, "in-use").await;
    assert_eq!(used.json()["used_by"], json!({ "articles": 3, "published_articles": 2, "menus": 0 }));
}

#[actix_web::test]
async fn one_takes_the_place_of_another_in_both_editions() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let (old, new) = (tag(&editor, "Inondations").await, tag(&editor, "Crue").await);
    let only = fixtures::published(&editor, "Un", json!({ "tag_ids": [old] })).await;
    let both = fixtures::published(&editor, "Deux", json!({ "tag_ids": [old, new] })).await;
    editor.patch("/tags/inondations", json!({ "slug": "les-inondations" })).if_match("*").expect(200).await;
    let merge = |body: Value| editor.post("/tags/les-inondations/merge", body).if_match("*");
    for (into, code) in [(old, "rule"), (app.state.ids.next(), "unknown-reference")] {
        let refused = merge(json!({ "into": into })).refused(422, "validation-failed").await;
        assert_eq!(refused.faults(), at(&[("/into", code)]));
    }
    merge(json!({})).refused(422, "validation-failed").await;
    editor
        .post("/tags/les-inondations/merge", json!({ "into": new }))
        .refused(428, "precondition-required")
        .await;
    let kept = merge(json!({ "into": new })).expect(200).await;
    assert_eq!((kept.id(), &kept.data()["articles_count"]), (new, &json!(2)));
    let anonymous = app.anonymous();
    for (article, slug) in [(only, "un"), (both, "deux")] {
        assert_eq!(names(&anonymous.get(&format!("/articles/{slug}")).expect(200).await.data()), ["Crue"]);
        let draft = editor.get(&format!("/articles/{slug}?edition=draft")).expect(200).await;
        assert_eq!(names(&draft.data()), ["Crue"]);
        assert_eq!(draft.etag().split('.').next(), article.etag().split('.').next(), "no version is raised");
        // What was handed over counts as the article's own from now on.
        let patch = json!({ "kicker": "k" });
        let saved = editor.patch(&format!("/articles/{slug}"), patch).if_match("*").expect(200).await;
        assert_eq!(names(&saved.data()), ["Crue"]);
    }
    for former in ["inondations", "les-inondations"] {
        let moved = anonymous.get(&format!("/tags/{former}")).expect(301).await;
        assert_eq!(moved.header("location"), Some("/api/v1/tags/crue"));
    }
    anonymous.get(&format!("/tags/{old}")).refused(404, "not-found").await;
    editor.post("/tags", json!({ "name": "Inondations" })).expect(201).await;
}

#[actix_web::test]
async fn merged_while_articles_are_saved() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let (old, new) = (tag(&editor, "Vieux").await, tag(&editor, "Neuf").await);
    let saves = (0..12).map(|number| {
        let title = format!("T{number}");
        editor.post("/articles", json!({ "title": title, "tag_ids": [old] })).send()
    });
    let merge = editor.post("/tags/vieux/merge", json!({ "into": new })).if_match("*").send();
    let (replies, merged) = futures_util::future::join(futures_util::future::join_all(saves), merge).await;
    assert_eq!(merged.status, 200, "{merged}");
    assert!(replies.iter().all(|reply| [201, 422].contains(&reply.status)), "{}", replies[0]);
    for reply in replies.iter().filter(|reply| reply.status == 201) {
        let draft = editor.get(&format!("/articles/{}?edition=draft", reply.id())).expect(200).await;
        assert_eq!(names(&draft.data()), ["Neuf"]);
    }
}

/// Each into the one before it, the last into the first: some lose, nothing breaks and no address is lost.
#[actix_web::test]
async fn merged_in_a_ring_at_the_same_time() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    for round in 0..4 {
        let mut ids = Vec::new();
        for number in 0..6 {
            ids.push(tag(&editor, &format!("T{round}-{number}")).await);
        }
        fixtures::published(&editor, &format!("A{round}"), json!({ "tag_ids": ids })).await;
        let merges = (0..6).map(|number| {
            let into = json!({ "into": ids[(number + 5) % 6] });
            editor.post(&format!("/tags/{}/merge", ids[number]), into).if_match("*").send()
        });
        for reply in futures_util::future::join_all(merges).await {
            assert!([200, 404, 412, 422].contains(&reply.status), "{reply}");
        }
        for number in 0..6 {
            let reply = app.anonymous().get(&format!("/tags/t{round}-{number}")).send().await;
            assert!([200, 301].contains(&reply.status), "{reply}");
        }
    }
}
