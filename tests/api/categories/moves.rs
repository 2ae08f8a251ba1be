//! Moving what holds others.

use futures_util::future::join_all;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Client, TestApp, fixtures};

async fn move_to(editor: &Client, id: Uuid, parent: Option<Uuid>) -> u16 {
    let patch = json!({ "parent_id": parent });
    editor.patch(&format!("/categories/{id}"), patch).if_match("*").send().await.status
}

#[actix_web::test]
async fn articles_move_along() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let here = fixtures::category(&editor, "Ici", None).await;
    let there = fixtures::category(&editor, "Là-bas", None).await;
    let branch = fixtures::category(&editor, "Branche", Some(here)).await;
    let leaf = fixtures::category(&editor, "Feuille", Some(branch)).await;
    let article = fixtures::published(&editor, "Un", json!({ "primary_category_id": leaf })).await;
    let ids = async |section: &str| {
        let list = app.anonymous().get(&format!("/articles?category={section}")).expect(200).await;
        let count = app.anonymous().get(&format!("/categories/{section}")).expect(200).await;
        assert_eq!(count.data()["articles_count"], list.pluck("id").len(), "{section}");
        list.pluck("id")
    };
    let own = json!(article.id());
    assert_eq!((ids("ici").await, ids("la-bas").await), (vec![own.clone()], vec![]));
    assert_eq!(move_to(&editor, branch, Some(there)).await, 200);
    assert_eq!((ids("ici").await, ids("la-bas").await), (vec![], vec![own.clone()]));
    assert_eq!(move_to(&editor, branch, None).await, 200);
    assert_eq!((ids("ici").await, ids("la-bas").await), (vec![], vec![]));
    assert_eq!((ids("branche").await, ids("feuille").await), (vec![own.clone()], vec![own]));
    assert_eq!(editor.get("/categories/feuille").expect(200).await.data()["path"], "branche/feuille");
}

#[actix_web::test]
async fn never_beneath_itself() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let root = fixtures::category(&editor, "Racine", None).await;
    let branch = fixtures::category(&editor, "Branche", Some(root)).await;
    let leaf = fixtures::category(&editor, "Feuille", Some(branch)).await;
    for under in [root, branch, leaf] {
        let call = editor.patch(&format!("/categories/{root}"), json!({ "parent_id": under })).if_match("*");
        call.refused(409, "would-loop").await;
    }
    let call = editor.patch(&format!("/categories/{root}"), json!({ "parent_id": app.state.ids.next() }));
    call.if_match("*").refused(422, "validation-failed").await;
}

/// Nodes of a tree, counted.
fn size(nodes: &Value) -> usize {
    nodes.as_array().unwrap().iter().map(|node| 1 + size(&node["children"])).sum()
}

#[actix_web::test]
async fn opposite_moves_at_once_never_loop() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    for round in 0..8 {
        let a = fixtures::category(&editor, &format!("A{round}"), None).await;
        let b = fixtures::category(&editor, &format!("B{round}"), None).await;
        let mut both = join_all([move_to(&editor, a, Some(b)), move_to(&editor, b, Some(a))]).await;
        both.sort_unstable();
        assert_eq!(both, [200, 409]);
        let tree = app.anonymous().get("/categories?tree=true").expect(200).await;
        assert_eq!(size(&tree.data()), 2 * (round + 1), "{tree}");
        assert!(tree.statements() <= 2, "{}", tree.statements());
    }
}
