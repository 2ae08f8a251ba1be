//! A policy that rose: nothing an older one let through is served.

use diesel::prelude::*;
use griot::articles::rerender_outdated;
use griot::db::schema::renderings;
use serde_json::json;

use crate::support::{TestApp, fixtures};

#[actix_web::test]
async fn what_an_older_policy_made_is_made_again() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let source = "Le fleuve est **monté**.";
    let body = json!({ "body": { "format": "markdown", "source": source } });
    let mut ids = Vec::new();
    // More than are done at a time.
    for number in 0..51 {
        ids.push(fixtures::published(&editor, &format!("La crue {number}"), body.clone()).await.id());
    }
    let db = &app.state.db;
    assert_eq!(rerender_outdated(db).await.unwrap(), 0, "nothing is outdated");
    db.write(|tx| {
        diesel::update(renderings::table)
            .set((
                renderings::policy_version.eq(0),
                renderings::html.eq("<script>alert(1)</script>"),
                renderings::text.eq(""),
                renderings::words.eq(0),
            ))
            .execute(&mut **tx)?;
        Ok(())
    })
    .await
    .unwrap();
    assert_eq!(rerender_outdated(db).await.unwrap(), ids.len());
    for id in [ids[0], ids[50]] {
        let read = app.anonymous().get(&format!("/articles/{id}")).expect(200).await.data();
        assert_eq!(read["body"]["html"], "<p>Le fleuve est <strong>monté</strong>.</p>\n");
        assert_eq!(read["body"]["source"], source);
        assert_eq!(read["word_count"], 4);
    }
    assert_eq!(rerender_outdated(db).await.unwrap(), 0);
}
