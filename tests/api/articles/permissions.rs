//! Who may do what with whose article.

use serde_json::json;
use uuid::Uuid;

use crate::support::{Client, TestApp, fixtures};

/// What somebody is told at every verb: read, patch, put, publish, unpublish, delete.
async fn tries(client: &Client, id: Uuid) -> [u16; 6] {
    let path = format!("/articles/{id}");
    [
        client.get(&format!("{path}?edition=draft")).send().await.status,
        client.patch(&path, json!({ "kicker": "k" })).if_match("*").send().await.status,
        client.put(&path, json!({ "title": "T" })).if_match("*").send().await.status,
        client.post(&format!("{path}/publish"), json!({})).if_match("*").send().await.status,
        client.post(&format!("{path}/unpublish"), json!({})).if_match("*").send().await.status,
        client.delete(&path).if_match("*").send().await.status,
    ]
}

#[actix_web::test]
async fn the_table() {
    let app = TestApp::new().await;
    let (contributor, author, editor) = (app.contributor().await, app.author().await, app.editor().await);
    let own = fixtures::article(&contributor, "Un", json!({})).await.id();
    let authors = fixtures::article(&author, "Deux", json!({})).await.id();
    let editors = fixtures::article(&editor, "Trois", json!({})).await.id();
    assert_eq!(tries(&app.anonymous(), own).await, [401; 6]);
    assert_eq!(tries(&author, editors).await, [200, 403, 403, 403, 403, 403]);
    // The permission of the verb comes first, then whether there is anything: `*` matches nothing then.
    assert_eq!(tries(&contributor, authors).await, [404, 412, 412, 403, 403, 412]);
    assert_eq!(tries(&contributor, own).await, [200, 200, 200, 403, 403, 204]);
    assert_eq!(tries(&author, authors).await, [200, 200, 200, 200, 403, 409]);
    assert_eq!(tries(&editor, authors).await, [200, 200, 200, 200, 200, 204]);
}

#[actix_web::test]
async fn contributors_do_not_touch_what_is_public() {
    let app = TestApp::new().await;
    let (contributor, editor) = (app.contributor().await, app.editor().await);
    let own = fixtures::article(&contributor, "Un", json!({})).await.id();
    fixtures::publish(&editor, own).await;
    let path = format!("/articles/{own}");
    contributor.patch(&path, json!({ "kicker": "k" })).if_match("*").refused(403, "forbidden").await;
    contributor.get(&format!("{path}?edition=draft")).expect(200).await;
    contributor.get(&path).expect(200).await;
}

#[actix_web::test]
async fn lists_hold_what_one_may_read() {
    let app = TestApp::new().await;
    let (contributor, author) = (app.contributor().await, app.author().await);
    let own = fixtures::article(&contributor, "Un", json!({})).await.id();
    let other = fixtures::article(&author, "Deux", json!({})).await.id();
    let seen = contributor.get("/articles?edition=draft&count=true").expect(200).await;
    assert_eq!((seen.pluck("id"), &seen.json()["meta"]["total"]), (vec![json!(own)], &json!(1)));
    for filter in [format!("ids={other}"), "ids=deux".into(), format!("created_by={}", author.user_id())] {
        let none = contributor.get(&format!("/articles?edition=draft&count=true&{filter}")).expect(200).await;
        assert_eq!((none.data(), &none.json()["meta"]["total"]), (json!([]), &json!(0)), "{filter}");
    }
    contributor.get("/articles/deux?edition=draft").refused(404, "not-found").await;
    assert_eq!(author.get("/articles?edition=draft").expect(200).await.pluck("id").len(), 2);
    assert_eq!(
        author.get("/articles?edition=draft&created_by=me").expect(200).await.pluck("id"),
        [json!(other)]
    );
}
