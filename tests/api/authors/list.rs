//! `GET /authors`

use serde_json::json;

use crate::support::compare::walk;
use crate::support::{Client, TestApp, fixtures};

async fn seven(app: &TestApp) -> Client {
    let editor = app.editor().await;
    for name in ["Zeynab", "Élodie", "Awa", "Moussa", "Awa", "Eva", "Œdipe"] {
        app.advance(1);
        fixtures::author(&editor, name).await;
    }
    app.anonymous()
}

#[actix_web::test]
async fn every_order_forward_and_back() {
    let app = TestApp::new().await;
    let reader = seven(&app).await;
    let names = async |query: &str| reader.get(&format!("/authors{query}")).expect(200).await.pluck("name");
    let sorted = ["Awa", "Awa", "Élodie", "Eva", "Moussa", "Œdipe", "Zeynab"];
    assert_eq!(names("").await, sorted);
    assert_eq!(names("?sort=-name").await, sorted.iter().rev().copied().collect::<Vec<_>>());
    assert_eq!(names("?sort=created_at").await[0], "Zeynab");
    assert_eq!(names("?sort=-created_at").await[0], "Œdipe");
    for sort in ["name", "-name", "created_at", "-created_at"] {
        for limit in [1, 2, 3, 7] {
            assert_eq!(walk(&reader, &format!("/authors?sort={sort}"), limit).await.len(), 7);
        }
    }
}

#[actix_web::test]
async fn numbered_pages() {
    let app = TestApp::new().await;
    let reader = seven(&app).await;
    let whole = reader.get("/authors").expect(200).await.pluck("id");
    for (number, slice) in (1..).zip(whole.chunks(3)) {
        let page = reader.get(&format!("/authors?limit=3&page={number}&count=true")).expect(200).await;
        assert_eq!(page.pluck("id"), slice);
        let meta = page.json()["meta"].clone();
        assert_eq!((&meta["page"], &meta["pages"], &meta["total"]), (&json!(number), &json!(3), &json!(7)));
    }
    let beyond = reader.get("/authors?limit=3&page=9").expect(200).await;
    assert_eq!(beyond.data(), json!([]));
    let meta = reader.get("/authors").expect(200).await.json()["meta"].clone();
    assert_eq!(meta, json!({ "limit": 20, "next_cursor": null, "prev_cursor": null, "seq": 7 }));
}

#[actix_web::test]
async fn the_link_header_leads_on() {
    let app = TestApp::new().await;
    let reader = seven(&app).await;
    let first = reader.get("/authors?limit=2&sort=-name").expect(200).await;
    let link = first.header("link").unwrap().to_owned();
    let target =
        link.strip_prefix('<').and_then(|link| link.split_once(">; rel=\"next\"")).unwrap().0.to_owned();
    assert!(target.starts_with("/api/v1/authors?"), "{link}");
    assert_eq!(reader.get(&target).expect(200).await.pluck("name"), ["Moussa", "Eva"]);
    let second = reader.get(&target).expect(200).await;
    assert!(second.header("link").unwrap().contains("rel=\"prev\""));
    assert!(reader.get("/authors").expect(200).await.header("link").is_none());
    let same =
        reader.get("/authors?limit=2&sort=-name").header("If-None-Match", &first.etag()).expect(304).await;
    assert_eq!(same.etag(), first.etag());
}

#[actix_web::test]
async fn by_id_and_slug() {
    let app = TestApp::new().await;
    let reader = seven(&app).await;
    let id = reader.get("/authors/eva").expect(200).await.id();
    for query in [format!("ids={id},awa"), format!("ids=awa&ids={id}"), format!("ids={id}&ids=awa,personne")]
    {
        assert_eq!(reader.get(&format!("/authors?{query}")).expect(200).await.pluck("slug"), ["awa", "eva"]);
    }
    assert_eq!(reader.get("/authors?ids=personne").expect(200).await.data(), json!([]));
}

#[actix_web::test]
async fn refused_parameters() {
    let app = TestApp::new().await;
    let reader = seven(&app).await;
    for query in [
        "limit=0",
        "limit=-1",
        "limit=101",
        "limit=1e9",
        "limit=1000000000",
        "limit=",
        "limit=2&limit=3",
        "page=0",
        "page=501",
        "sort=bio",
        "nom=x",
        "count=oui",
        "ids=A%20B",
    ] {
        let refused = reader.get(&format!("/authors?{query}")).expect(400).await;
        assert_eq!(refused.code(), "bad-parameter", "{refused}");
    }
    let cursor = reader.get("/authors?limit=2").expect(200).await.json()["meta"]["next_cursor"].clone();
    let cursor = cursor.as_str().unwrap();
    reader.get(&format!("/authors?cursor={cursor}&limit=3")).expect(200).await;
    for query in [
        format!("sort=-name&cursor={cursor}"),
        format!("ids=awa&cursor={cursor}"),
        format!("cursor={cursor}A"),
    ] {
        reader.get(&format!("/authors?{query}")).refused(400, "invalid-cursor").await;
    }
    reader.get(&format!("/categories?cursor={cursor}")).refused(400, "invalid-cursor").await;
}

#[actix_web::test]
async fn a_constant_number_of_statements() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    fixtures::author(&editor, "Awa").await;
    let one = app.anonymous().get("/authors?count=true").expect(200).await.statements();
    seven(&app).await;
    let eight = app.anonymous().get("/authors?count=true").expect(200).await.statements();
    assert_eq!(one, eight);
    assert!(eight <= 5, "{eight}");
}
