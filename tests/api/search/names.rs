//! Articles are found by the names they are filed under, and a new name counts at once.

use diesel::prelude::*;
use griot::db::Tx;
use griot::db::schema::search_names;
use griot::search::{Reindex, reindex};
use serde_json::json;

use super::articles::{found, titles};
use crate::support::{TestApp, fixtures};

#[actix_web::test]
async fn by_author_section_and_tag() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let reader = app.anonymous();
    let author = fixtures::author(&editor, "Aïssatou Ndiaye").await;
    let section = fixtures::category(&editor, "Économie", None).await;
    let tag = editor.post("/tags", json!({ "name": "Pêche artisanale" })).expect(201).await.id();
    let filed = json!({ "authors": [{ "id": author }], "primary_category_id": section, "tag_ids": [tag] });
    fixtures::published(&editor, "Le port", filed).await;
    fixtures::published(&editor, "Le pont", json!({})).await;
    for q in ["aissatou", "ndiaye aïssatou", "economie", "peche artisanale", "port pêche ndiaye", "aïss"] {
        assert_eq!(found(&reader, q).await, ["Le port"], "{q}");
    }
    assert!(found(&reader, "pont ndiaye").await.is_empty());
    assert_eq!(found(&reader, "port -le").await, ["Le port"], "a common word leaves out nothing");
    for unwanted in ["pêches", "economie", "ndiaye"] {
        assert!(found(&reader, &format!("port -{unwanted}")).await.is_empty(), "{unwanted}");
    }
    let names = reader.get("/search?q=artisanale%20-peche&types=tag").expect(200).await;
    assert!(titles(&names).is_empty(), "{names}");

    let rename = async |path: String, name: &str| {
        editor.patch(&path, json!({ "name": name })).if_match("*").expect(200).await;
    };
    rename(format!("/tags/{tag}"), "Piroguiers").await;
    rename(format!("/authors/{author}"), "Awa Sarr").await;
    rename(format!("/categories/{section}"), "Affaires").await;
    for old in ["aissatou", "economie", "artisanale"] {
        assert!(found(&reader, old).await.is_empty(), "{old}");
    }
    for new in ["sarr", "affaire", "piroguier"] {
        assert_eq!(found(&reader, new).await, ["Le port"], "{new}");
    }

    let heir = editor.post("/tags", json!({ "name": "Mer" })).expect(201).await.id();
    editor.post(&format!("/tags/{tag}/merge"), json!({ "into": heir })).if_match("*").expect(200).await;
    assert!(found(&reader, "piroguier").await.is_empty());
    assert_eq!(found(&reader, "mer").await, ["Le port"]);
    rename(format!("/tags/{heir}"), "Océan").await;
    assert_eq!(found(&reader, "ocean").await, ["Le port"]);

    let other = fixtures::category(&editor, "Finances", None).await;
    editor.delete(&format!("/categories/{section}?reassign_to={other}")).if_match("*").expect(204).await;
    assert!(found(&reader, "affaires").await.is_empty());
    assert_eq!(found(&reader, "finance").await, ["Le port"]);
}

#[actix_web::test]
async fn names_are_read_in_their_own_language() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let locales = json!({ "locales": ["fr", "en"] });
    admin.patch("/site", locales).if_match("*").expect(200).await;
    let reader = app.anonymous();
    let mut ids = Vec::new();
    for folder in ["tags", "categories"] {
        let named = json!({ "name": "Voting", "locale": "en" });
        ids.push((folder, admin.post(&format!("/{folder}"), named).expect(201).await.id()));
    }
    let marked = "<mark>Voting</mark>";
    let check = async || {
        let list = reader.get("/search?q=votes").expect(200).await;
        assert_eq!(list.pluck("highlighted_title"), [marked, marked], "{list}");
        assert_eq!(list.pluck("locale"), ["en", "en"], "{list}");
        let list = reader.get("/search/suggest?q=votes").expect(200).await;
        assert_eq!(list.pluck("highlighted_title"), [marked, marked], "{list}");
    };
    check().await;
    let db = &app.state.db;
    let forget = |tx: &mut Tx<'_>| Ok(diesel::delete(search_names::table).execute(&mut **tx).map(|_| ())?);
    db.write(forget).await.unwrap();
    reindex(db, Reindex::Everything, |_| {}).await.unwrap();
    check().await;
    for (folder, id) in ids {
        let french = json!({ "locale": "fr" });
        admin.patch(&format!("/{folder}/{id}"), french).if_match("*").expect(200).await;
    }
    assert!(titles(&reader.get("/search?q=votes").expect(200).await).is_empty());
}

#[actix_web::test]
async fn the_best_names_are_kept() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let reader = app.anonymous();
    // The names that count most come last, by every other order.
    for number in 0..65 {
        let name = json!({ "name": format!("Aaa sportivement {number}") });
        editor.post("/tags", name).expect(201).await;
    }
    let tag = editor.post("/tags", json!({ "name": "Zz sport" })).expect(201).await.id();
    for number in 0..8 {
        fixtures::author(&editor, &format!("Sportive Auteure {number}")).await;
    }
    fixtures::category(&editor, "Sports", None).await;
    fixtures::published(&editor, "Le stade", json!({ "tag_ids": [tag] })).await;
    assert_eq!(found(&reader, "sport").await, ["Le stade"], "among 64 names of a word");
    let tags = reader.get("/search?q=sport&types=tag&limit=100").expect(200).await;
    let shown = titles(&tags);
    assert_eq!((shown.len(), shown.first().map(String::as_str)), (50, Some("Zz sport")), "{tags}");
    let list = reader.get("/search/suggest?q=sport&limit=4").expect(200).await;
    let shown = titles(&list);
    assert_eq!(shown[..2], ["Sports", "Zz sport"], "{list}");
    assert_eq!(list.pluck("locale")[..2], ["fr", "fr"], "{list}");
}
