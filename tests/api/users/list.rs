//! `GET /users` and `GET /users/{id}`

use griot::auth::Role;
use serde_json::{Value, json};
use uuid::Uuid;

use super::account;
use crate::support::compare::{holds, walk};
use crate::support::{Client, TestApp};

/// In the order of the bytes of their keys, whatever the server's locale thinks of it.
const ADDRESSES: [&str; 7] = [
    "awa-b@exemple.sn",
    "awa.b@exemple.sn",
    "AWA_b@exemple.sn",
    "awab@exemple.sn",
    "Moussa@exemple.sn",
    "zeynab@exemple.sn",
    "Élodie@exemple.sn",
];

/// The administrator who asks was first; the others came in another order than that of their addresses.
async fn newsroom(app: &TestApp) -> (Client, Vec<Uuid>) {
    let admin = app.admin().await;
    let mut ids = vec![Uuid::nil(); 7];
    for index in [3, 6, 0, 5, 1, 4, 2] {
        app.advance(60);
        let role = [Role::Contributor, Role::Author, Role::Editor][index % 3];
        ids[index] = account(app, ADDRESSES[index], role).await;
    }
    (admin, ids)
}

#[actix_web::test]
async fn every_order_forward_and_back() {
    let app = TestApp::new().await;
    let (admin, ids) = newsroom(&app).await;
    let emails = async |query: &str| {
        let all = admin.get(&format!("/users?role=contributor,author,editor{query}")).expect(200).await;
        all.pluck("email")
    };
    assert_eq!(emails("&sort=email").await, ADDRESSES);
    assert_eq!(emails("&sort=-email").await, ADDRESSES.iter().rev().copied().collect::<Vec<_>>());
    let made = [3, 6, 0, 5, 1, 4, 2].map(|index: usize| ADDRESSES[index]);
    for oldest_first in ["", "&sort=created_at"] {
        assert_eq!(emails(oldest_first).await, made);
    }
    assert_eq!(emails("&sort=-created_at").await, made.iter().rev().copied().collect::<Vec<_>>());
    for sort in ["email", "-email", "created_at", "-created_at"] {
        for limit in [1, 3, 8] {
            assert_eq!(walk(&admin, &format!("/users?sort={sort}"), limit).await.len(), ids.len() + 1);
        }
    }
}

#[actix_web::test]
async fn filters() {
    let app = TestApp::new().await;
    let (admin, ids) = newsroom(&app).await;
    let suspend = format!("/users/{}/suspend", ids[1]);
    admin.post(&suspend, json!({})).if_match("*").expect(200).await;
    let emails = async |query: &str| {
        let list = admin.get(&format!("/users?sort=email&count=true&{query}")).expect(200).await;
        assert_eq!(list.json()["meta"]["total"], list.pluck("id").len(), "{query}");
        list.pluck("email")
    };
    let some =
        |indices: &[usize]| indices.iter().map(|index| json!(ADDRESSES[*index])).collect::<Vec<Value>>();
    assert_eq!(emails("role=contributor").await, some(&[0, 3, 6]));
    assert_eq!(emails("role=author,editor").await, some(&[1, 2, 4, 5]));
    assert_eq!(emails("role=author&role=editor").await, some(&[1, 2, 4, 5]));
    assert_eq!(emails("suspended=true").await, some(&[1]));
    assert_eq!(emails("role=author&suspended=false").await, some(&[4]));
    assert_eq!(emails(&format!("ids={},{}", ids[5], ids[2])).await, some(&[2, 5]));
    assert_eq!(emails(&format!("ids={}&role=editor", ids[0])).await, some(&[]));
    assert_eq!(emails(&format!("ids={}", app.state.ids.next())).await, some(&[]));
    for limit in [1, 2] {
        assert_eq!(walk(&admin, "/users?role=contributor&sort=email", limit).await.len(), 3);
    }
}

#[actix_web::test]
async fn numbered_pages_and_their_meta() {
    let app = TestApp::new().await;
    let (admin, _) = newsroom(&app).await;
    let list = admin.get("/users").expect(200).await;
    assert_eq!(list.header("cache-control"), Some("private, no-store"));
    assert_eq!(list.json()["meta"], json!({ "limit": 20, "next_cursor": null, "prev_cursor": null }));
    let whole = list.pluck("id");
    for (number, slice) in (1..).zip(whole.chunks(3)) {
        let page = admin.get(&format!("/users?limit=3&page={number}&count=true")).expect(200).await;
        assert_eq!(page.pluck("id"), slice);
        holds(&page.json()["meta"], &json!({ "page": number, "pages": 3, "total": 8, "limit": 3 }));
    }
    let first = admin.get("/users?limit=3&sort=-email").expect(200).await;
    let link = first.header("link").unwrap();
    let target = link.strip_prefix('<').and_then(|link| link.split_once(">; rel=\"next\"")).unwrap().0;
    assert_eq!(admin.get(target).expect(200).await.pluck("email")[0], ADDRESSES[3]);
    assert!(list.statements() <= 2, "{}", list.statements());
}

#[actix_web::test]
async fn refused_parameters() {
    let app = TestApp::new().await;
    let (admin, _) = newsroom(&app).await;
    let many = vec![Uuid::nil().to_string(); 101].join(",");
    for query in [
        "email=awa@exemple.sn",
        "q=awa",
        "name=Awa",
        "password_hash=x",
        "fields=email",
        "include=sessions",
        "sort=password_hash",
        "sort=role",
        "sort=email,-created_at",
        "sort=email&sort=email",
        "role=root",
        "role=",
        "role=ADMIN",
        "suspended=yes",
        "suspended=true&suspended=false",
        "ids=awa",
        "limit=0",
        "limit=101",
        "limit=-1",
        "page=0",
        "page=501",
        "created_at=2026",
        "edition=draft",
        &format!("ids={many}"),
    ] {
        admin.get(&format!("/users?{query}")).refused(400, "bad-parameter").await;
    }
    let cursor = admin.get("/users?limit=2").expect(200).await.json()["meta"]["next_cursor"].clone();
    let cursor = cursor.as_str().unwrap();
    admin.get(&format!("/users?limit=5&cursor={cursor}")).expect(200).await;
    for query in [
        format!("cursor={cursor}A"),
        format!("sort=email&cursor={cursor}"),
        format!("role=author&cursor={cursor}"),
        format!("suspended=false&cursor={cursor}"),
    ] {
        admin.get(&format!("/users?{query}")).refused(400, "invalid-cursor").await;
    }
    admin.get(&format!("/authors?cursor={cursor}")).refused(400, "invalid-cursor").await;
    let both = format!("/users?page=1&cursor={cursor}");
    admin.get(&both).refused(422, "conflicting-parameters").await;
}

#[actix_web::test]
async fn one_by_its_id() {
    let app = TestApp::new().await;
    let (admin, ids) = newsroom(&app).await;
    let path = format!("/users/{}", ids[6]);
    let found = admin.get(&path).expect(200).await;
    holds(&found.data(), &json!({ "email": "Élodie@exemple.sn", "name": "Awa Diop", "role": "contributor" }));
    assert_eq!(found.header("cache-control"), Some("private, no-store"));
    for held in [found.etag(), format!("W/{}", found.etag()), "*".into()] {
        let same = admin.get(&path).header("If-None-Match", &held).expect(304).await;
        assert_eq!((same.etag(), same.body.len()), (found.etag(), 0));
    }
    admin.get(&path).header("If-None-Match", "\"1.other\"").expect(200).await;
    admin.get(&format!("/users/{}", ids[6].to_string().to_uppercase())).expect(200).await;
    for nowhere in [app.state.ids.next().to_string(), "me".into(), "awa".into(), ids[6].simple().to_string()]
    {
        admin.get(&format!("/users/{nowhere}")).refused(404, "not-found").await;
    }
    admin.get(&format!("{path}?fields=email")).refused(400, "bad-parameter").await;
    admin.get(&format!("{path}/")).refused(404, "not-found").await;
}
