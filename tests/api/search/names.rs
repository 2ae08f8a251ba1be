//! Articles are found by the names they are filed under, and a new name counts at once.

use serde_json::json;

use super::articles::found;
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
    assert!(found(&reader, "port -pêche").await.len() == 1, "what is not wanted are words of the text");

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
