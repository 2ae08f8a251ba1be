//! Who may, and what it takes.

use serde_json::json;

use super::{once_public, purge, trash};
use crate::support::compare::at;
use crate::support::{TestApp, fixtures};

#[actix_web::test]
async fn only_an_administrator_and_only_from_the_trash() {
    let app = TestApp::new().await;
    let (editor, admin) = (app.editor().await, app.admin().await);
    let id = fixtures::article(&editor, "La crue", json!({})).await.id();
    let path = format!("/articles/{id}");
    let told = purge(&admin, &path, "la-crue").refused(409, "illegal-transition").await.json();
    assert_eq!(
        told["detail"],
        "An article that is not in the trash cannot purge. Trash it first. It allows: submit, publish, schedule, trash."
    );
    trash(&editor, &path).await;
    let told = purge(&editor, &path, "la-crue").refused(403, "forbidden").await.json();
    assert_eq!(told["permission"], "articles:purge");
    let trash = admin.get("/trash").expect(200).await;
    assert_eq!(trash.pluck("allowed_transitions"), [json!(["restore", "purge"])]);
    assert_eq!(trash.pluck("slug"), [json!("la-crue")]);
    assert_eq!(editor.get("/trash").expect(200).await.pluck("allowed_transitions"), [json!(["restore"])]);
    // By its slug, as well.
    purge(&admin, "/articles/la-crue", "la-crue").expect(204).await;
    assert_eq!(admin.get("/trash").expect(200).await.data(), json!([]));
    purge(&admin, &path, "la-crue").refused(412, "stale").await;
    purge(&admin, &path, "la-crue").if_match("\"2.x\"").refused(404, "not-found").await;
    admin.post(&format!("{path}/restore"), json!({})).if_match("\"2.x\"").refused(404, "not-found").await;
}

#[actix_web::test]
async fn it_must_be_confirmed() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let draft = fixtures::article(&admin, "La crue", json!({})).await;
    let path = format!("/articles/{}", draft.id());
    let wrong = async |query: &str, status: u16, code: &str| {
        admin.delete(&format!("{path}?{query}")).if_match("*").refused(status, code).await
    };
    // Before anything is looked for.
    for (query, fault) in [
        ("permanently=true", "required"),
        ("confirm=la-crue", "rule"),
        ("permanently=false&confirm=x", "rule"),
    ] {
        let told = wrong(query, 422, "conflicting-parameters").await;
        assert_eq!(told.faults(), at(&[("confirm", fault)]), "{query}");
    }
    for query in [
        "permanently=yes",
        "permanently",
        "permanently=true&confirm=",
        "permanently=true&confirm=a&confirm=b",
    ] {
        wrong(query, 400, "bad-parameter").await;
    }
    trash(&admin, &path).await;
    for slug in ["autre", &draft.id().to_string(), "LA-CRUE"] {
        let told = wrong(&format!("permanently=true&confirm={slug}"), 422, "conflicting-parameters").await;
        assert_eq!(told.faults(), at(&[("confirm", "not-allowed")]));
    }
    let confirmed = || admin.delete(&format!("{path}?permanently=true&confirm=la-crue"));
    confirmed().refused(428, "precondition-required").await;
    confirmed().if_match(&draft.etag()).refused(412, "stale").await;
    let in_trash = admin.get("/trash").expect(200).await.data()[0]["version"].as_i64().unwrap();
    confirmed().if_match(&format!("\"{in_trash}.x\"")).expect(204).await;
}

/// A plain DELETE of what lies in the trash is none of what was asked for.
#[actix_web::test]
async fn once_is_not_twice() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let path = format!("/articles/{}", fixtures::article(&admin, "La crue", json!({})).await.id());
    trash(&admin, &path).await;
    admin.delete(&path).if_match("*").refused(412, "stale").await;
    admin.delete(&format!("{path}?permanently=false")).if_match("*").refused(412, "stale").await;
    admin.post(&format!("{path}/restore"), json!({})).if_match("*").expect(200).await;
}

#[actix_web::test]
async fn a_menu_keeps_it() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let path = format!("/articles/{}", fixtures::article(&admin, "La crue", json!({})).await.id());
    let id = &path["/articles/".len()..];
    let menu = json!({ "slug": "main", "name": "M", "items": [{ "label": "Un", "article_id": id }] });
    admin.post("/menus", menu).expect(201).await;
    trash(&admin, &path).await;
    let told = purge(&admin, &path, "la-crue").refused(409, "in-use").await.json();
    assert_eq!(told["used_by"], json!({ "menus": 1 }));
    admin.patch("/menus/main", json!({ "items": [] })).if_match("*").expect(200).await;
    purge(&admin, &path, "la-crue").expect(204).await;
}

#[actix_web::test]
async fn pages_alike() {
    let app = TestApp::new().await;
    let (editor, admin) = (app.editor().await, app.admin().await);
    let path =
        format!("/pages/{}", editor.post("/pages", json!({ "title": "À propos" })).expect(201).await.id());
    once_public(&editor, &path).await;
    purge(&editor, &path, "a-propos").refused(403, "forbidden").await;
    // An address is of one kind.
    let elsewhere = path.replace("pages", "articles");
    purge(&admin, &elsewhere, "a-propos").refused(412, "stale").await;
    purge(&admin, &path, "a-propos").expect(204).await;
    let reader = app.anonymous();
    reader.get("/pages/a-propos").refused(410, "gone").await;
    reader.get(&path).refused(410, "gone").await;
    reader.get(&elsewhere).refused(404, "not-found").await;
    reader.get("/articles/a-propos").refused(404, "not-found").await;
}

/// Several at once: one does it.
#[actix_web::test]
async fn at_once() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    for round in 0..4 {
        let path =
            format!("/articles/{}", fixtures::article(&admin, &format!("N {round}"), json!({})).await.id());
        let slug = format!("n-{round}");
        trash(&admin, &path).await;
        let purges = (0..6).map(|_| purge(&admin, &path, &slug).send());
        let restore = admin.post(&format!("{path}/restore"), json!({})).if_match("*").send();
        let (purged, restored) =
            futures_util::future::join(futures_util::future::join_all(purges), restore).await;
        let done = purged.iter().filter(|reply| reply.status == 204).count();
        assert!(done + usize::from(restored.status == 200) == 1, "{done} {restored}");
        assert!(
            purged.iter().all(|reply| matches!(reply.status, 204 | 409 | 412)),
            "{purged:?}",
            purged = purged.iter().map(|reply| reply.status).collect::<Vec<_>>()
        );
    }
}
