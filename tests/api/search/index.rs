//! The index follows what it is made from, and can be made again.

use diesel::prelude::*;
use griot::db::AnyId;
use griot::db::schema::{
    articles, publications, search_documents, search_index, search_state, search_titles,
};
use griot::search::{Reindex, index_publications, reindex};
use serde_json::json;

use super::articles::found;
use crate::support::{TestApp, fixtures};

#[actix_web::test]
async fn another_analyser_makes_it_again() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let reader = app.anonymous();
    let author = fixtures::author(&editor, "Binta").await;
    for number in 0..12 {
        fixtures::published(&editor, &format!("La crue {number}"), json!({ "authors": [{ "id": author }] }))
            .await;
    }
    let db = &app.state.db;
    let made = reindex(db, Reindex::Outdated, |_| {}).await.unwrap();
    assert_eq!(made, 0, "publishing indexed them all");
    db.write(|tx| {
        diesel::update(search_state::table).set(search_state::analyser_version.eq(0)).execute(&mut **tx)?;
        // Some were made by another, some are not there at all.
        let numbers: Vec<i64> = search_documents::table
            .select(search_documents::number)
            .order(search_documents::number)
            .load(&mut **tx)?;
        diesel::delete(search_documents::table.filter(search_documents::number.eq_any(&numbers[..4])))
            .execute(&mut **tx)?;
        diesel::update(search_documents::table.filter(search_documents::number.eq_any(&numbers[4..8])))
            .set((search_documents::analyser_version.eq(1), search_documents::title.eq(" | ")))
            .execute(&mut **tx)?;
        diesel::delete(griot::db::schema::search_names::table).execute(&mut **tx)?;
        Ok(())
    })
    .await
    .unwrap();
    assert_eq!(found(&reader, "crue").await.len(), 8);
    assert!(found(&reader, "binta").await.is_empty());
    let mut steps = Vec::new();
    assert_eq!(reindex(db, Reindex::Outdated, |progress| steps.push(progress)).await.unwrap(), 8);
    assert_eq!((steps.last().unwrap().done, steps.last().unwrap().all), (8, 12));
    assert_eq!(found(&reader, "crue").await.len(), 12);
    assert_eq!(found(&reader, "binta").await.len(), 12);
    assert_eq!(reindex(db, Reindex::Outdated, |_| {}).await.unwrap(), 0, "it is up to date");
    assert_eq!(reindex(db, Reindex::Everything, |_| {}).await.unwrap(), 12);
    assert_eq!(found(&reader, "crues").await.len(), 12);
}

#[actix_web::test]
async fn what_is_deleted_leaves_nothing_behind() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let mut ids = Vec::new();
    for number in 0..3 {
        ids.push(fixtures::published(&editor, &format!("La crue {number}"), json!({})).await.id());
    }
    let db = &app.state.db;
    let left = async || {
        let count = |conn: &mut griot::db::Conn| {
            Ok((
                search_documents::table.count().get_result::<i64>(conn)?,
                search_index::table.select(diesel::dsl::count_star()).first::<i64>(conn)?,
                search_titles::table.select(diesel::dsl::count_star()).first::<i64>(conn)?,
            ))
        };
        db.read(count).await.unwrap()
    };
    assert_eq!(left().await, (3, 3, 3));
    let (first, second) = (griot::articles::ArticleId(ids[0]), griot::articles::ArticleId(ids[1]));
    db.write(move |tx| {
        diesel::delete(publications::table.filter(publications::article_id.eq(first))).execute(&mut **tx)?;
        diesel::delete(publications::table.filter(publications::article_id.eq(second))).execute(&mut **tx)?;
        diesel::delete(articles::table.filter(articles::id.eq(second))).execute(&mut **tx)?;
        Ok(())
    })
    .await
    .unwrap();
    assert_eq!(left().await, (1, 1, 1));
    assert_eq!(found(&app.anonymous(), "crue").await, ["La crue 2"]);
}

#[actix_web::test]
async fn a_place_that_is_taken_is_passed_over() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    for number in 0..2 {
        fixtures::published(&editor, &format!("La crue {number}"), json!({})).await;
    }
    let db = &app.state.db;
    // As if both had been published in the same millisecond, with ids that end alike.
    db.write(|tx| {
        let columns = (search_documents::number, search_documents::publication_id);
        let both: Vec<(i64, AnyId)> =
            search_documents::table.select(columns).order(search_documents::number).load(&mut **tx)?;
        diesel::delete(search_documents::table).execute(&mut **tx)?;
        diesel::insert_into(search_documents::table)
            .values((
                search_documents::number.eq(both[0].0),
                search_documents::publication_id.eq(both[1].1),
                search_documents::year.eq(2026),
                search_documents::analyser_version.eq(0),
                (
                    search_documents::title.eq(""),
                    search_documents::lead.eq(""),
                    search_documents::folded.eq(""),
                ),
            ))
            .execute(&mut **tx)?;
        index_publications(tx, &[both[0].1.0])?;
        let places: Vec<i64> = search_documents::table
            .select(search_documents::number)
            .order(search_documents::number)
            .load(&mut **tx)?;
        assert_eq!(places, [both[0].0, both[0].0 + 1]);
        Ok(())
    })
    .await
    .unwrap();
    assert_eq!(found(&app.anonymous(), "crue").await, ["La crue 0"]);
}
