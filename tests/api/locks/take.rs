//! Taking a lock, renewing it, leaving, and breaking in.

use actix_web::http::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{desk, draft, lock, shown, unlock};
use crate::support::{TestApp, fixtures};

#[actix_web::test]
async fn taken_shown_renewed_and_left() {
    let (app, one, two) = desk().await;
    let path = draft(&one).await;
    assert_eq!(shown(&one, &path).await.data()["lock"], Value::Null);
    // Without a body, too.
    let taken = one.request(Method::PUT, &format!("{path}/lock")).expect(200).await;
    let owner = json!({ "id": one.user_id(), "name": "La editor" });
    assert_eq!(taken.data()["owner"], owner);
    assert_eq!(taken.header("etag"), None);
    let expected = taken.data();
    for reader in [&one, &two, &app.author().await] {
        assert_eq!(shown(reader, &path).await.data()["lock"], expected);
        let list = reader.get("/articles?edition=draft").expect(200).await;
        assert_eq!(list.data()[0]["lock"], expected);
        let sparse = reader.get(&format!("{path}?edition=draft&fields=lock")).expect(200).await;
        assert_eq!(sparse.data(), json!({ "lock": expected }));
    }
    app.advance(60);
    let renewed = lock(&one, &path).expect(200).await.data();
    assert_eq!(renewed["since"], expected["since"], "it goes on");
    assert!(renewed["expires_at"].as_str() > expected["expires_at"].as_str());
    unlock(&one, &path).expect(204).await;
    assert_eq!(shown(&two, &path).await.data()["lock"], Value::Null);
    // Nothing to leave is no mistake.
    unlock(&one, &path).expect(204).await;
    let next = lock(&two, &path).expect(200).await.data();
    assert_eq!(next["owner"]["id"], json!(two.user_id()));
}

#[actix_web::test]
async fn the_second_is_told_who_has_it() {
    let (app, one, two) = desk().await;
    let path = draft(&one).await;
    let held = lock(&one, &path).expect(200).await.data();
    let refused = lock(&two, &path).refused(409, "locked").await.json();
    assert_eq!(refused["lock"], held);
    let detail = refused["detail"].as_str().unwrap();
    assert!(
        detail.contains("La editor") && detail.contains(held["expires_at"].as_str().unwrap()),
        "{detail}"
    );
    let author = app.author().await;
    let own = draft(&author).await;
    lock(&one, &own).expect(200).await;
    lock(&author, &own).refused(409, "locked").await;
    // Only editors break in or break one.
    let over = format!("{own}/lock?override_lock=true");
    let forbidden = author.put(&over, json!({})).refused(403, "forbidden").await;
    assert_eq!(forbidden.json()["permission"], "articles:edit");
    unlock(&author, &own).refused(403, "forbidden").await;
    let taken = two.put(&over, json!({})).expect(200).await.data();
    assert_eq!(taken["owner"]["id"], json!(two.user_id()));
    assert_eq!(shown(&author, &own).await.data()["lock"], taken);
    // From nobody it is taken as well; a takeover begins anew.
    unlock(&one, &own).expect(204).await;
    assert_eq!(shown(&author, &own).await.data()["lock"], Value::Null);
    lock(&author, &own).expect(200).await;
    // Who may not break in may not ask for it, held or not.
    author.put(&over, json!({})).refused(403, "forbidden").await;
}

#[actix_web::test]
async fn who_may_save_may_lock() {
    let app = TestApp::new().await;
    let (editor, author, contributor) = (app.editor().await, app.author().await, app.contributor().await);
    let own = draft(&contributor).await;
    lock(&contributor, &own).expect(200).await;
    let others = draft(&author).await;
    lock(&contributor, &others).refused(404, "not-found").await;
    unlock(&contributor, &others).refused(404, "not-found").await;
    let by_contributor = draft(&contributor).await;
    lock(&author, &by_contributor).refused(403, "forbidden").await;
    lock(&editor, &by_contributor).expect(200).await;
    // Public, it is no longer the contributor's to write.
    let public = draft(&contributor).await;
    let at_it = lock(&contributor, &public).expect(200).await.data();
    unlock(&contributor, &public).expect(204).await;
    editor.post(&format!("{public}/publish"), json!({})).if_match("*").expect(200).await;
    lock(&contributor, &public).refused(403, "forbidden").await;
    assert!(at_it["since"].is_string());
    // By slug, and nothing where there is nothing.
    lock(&contributor, "/articles/la-crue").expect(200).await;
    lock(&editor, &format!("/articles/{}", Uuid::nil())).refused(404, "not-found").await;
    editor.delete(&by_contributor).if_match("*").expect(204).await;
    lock(&editor, &by_contributor).refused(404, "not-found").await;
    app.anonymous().put(&format!("{own}/lock"), json!({})).refused(401, "unauthenticated").await;
}

#[actix_web::test]
async fn pages_too_for_those_who_keep_them() {
    let (app, one, two) = desk().await;
    let page =
        format!("/pages/{}", one.post("/pages", json!({ "title": "À propos" })).expect(201).await.id());
    lock(&app.author().await, &page).refused(403, "forbidden").await;
    let held = lock(&one, &page).expect(200).await.data();
    assert_eq!(shown(&two, &page).await.data()["lock"], held);
    two.patch(&page, json!({ "title": "Autre" })).if_match("*").refused(409, "locked").await;
    two.post(&format!("{page}/publish"), json!({})).if_match("*").refused(409, "locked").await;
    two.delete(&page).if_match("*").refused(409, "locked").await;
    let over = format!("{page}?override_lock=true");
    two.patch(&over, json!({ "title": "Autre" })).if_match("*").expect(200).await;
    two.put(&over, json!({ "title": "Encore" })).if_match("*").expect(200).await;
    unlock(&two, &page).expect(204).await;
    two.post(&format!("{page}/publish"), json!({})).if_match("*").expect(200).await;
    // An article's address is not a page's.
    lock(&one, &page.replace("pages", "articles")).refused(404, "not-found").await;
}

#[actix_web::test]
async fn it_is_no_change() {
    let (app, one, two) = desk().await;
    let path = draft(&one).await;
    let before = shown(&one, &path).await;
    let log = crate::guards::events::log(&app.state).await;
    lock(&one, &path).expect(200).await;
    let locked = shown(&one, &path).await;
    assert_eq!(locked.data()["version"], 1);
    // The tag tells the bytes apart, and not the versions: no 304 for what looks different, no 412 for what was not saved.
    assert_ne!(locked.etag(), before.etag());
    let draft = format!("{path}?edition=draft");
    one.get(&draft).header("If-None-Match", &before.etag()).expect(200).await;
    one.get(&draft).header("If-None-Match", &locked.etag()).expect(304).await;
    let saved = one.patch(&path, json!({ "kicker": "Crue" })).if_match(&before.etag()).expect(200).await;
    assert_eq!(saved.etag(), shown(&one, &path).await.etag());
    let held = shown(&two, &path).await;
    unlock(&one, &path).expect(204).await;
    let free = shown(&two, &path).await;
    assert_ne!(free.etag(), held.etag());
    lock(&one, &path).expect(200).await;
    unlock(&one, &path).expect(204).await;
    two.get(&draft).header("If-None-Match", &free.etag()).expect(304).await;
    // Nobody hears of it, and readers see nothing.
    let left = crate::guards::events::log(&app.state).await;
    assert_eq!(left.len(), log.len() + 1, "the save");
    fixtures::publish(&one, path[10..].parse().unwrap()).await;
    let reader = app.anonymous();
    let public = reader.get(&path).expect(200).await;
    lock(&one, &path).expect(200).await;
    assert_eq!(reader.get(&path).expect(200).await.body, public.body);
    reader.get(&format!("{path}?fields=lock")).refused(401, "unauthenticated").await;
    two.get(&format!("{path}?fields=lock")).refused(422, "conflicting-parameters").await;
}
