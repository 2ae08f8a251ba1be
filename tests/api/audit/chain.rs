//! `griot audit verify`: whatever is changed behind our back shows.

use diesel::prelude::*;
use diesel::sql_query;
use griot::app::AppState;
use griot::audit::{Expected, Verdict, verify};
use griot::db::Conn;
use serde_json::json;

use super::{entries, expect_whole};
use crate::support::database::on_postgres;
use crate::support::{TestApp, fixtures};

/// Runs it as somebody who owns the database.
async fn tamper(state: &AppState, statements: &[String]) {
    let statements = statements.to_vec();
    state
        .db
        .write(move |tx| {
            let conn: &mut Conn = tx;
            for statement in &statements {
                let changed = match conn {
                    Conn::Sqlite(conn) => sql_query(statement).execute(conn),
                    Conn::Postgres(conn) => sql_query(statement).execute(conn),
                };
                changed?;
            }
            Ok(())
        })
        .await
        .unwrap();
}

async fn unlock(state: &AppState) {
    let drop: &[&str] = if on_postgres() {
        &["ALTER TABLE audit DISABLE TRIGGER ALL"]
    } else {
        &["DROP TRIGGER audit_never_updated", "DROP TRIGGER audit_never_deleted"]
    };
    tamper(state, &drop.iter().map(|statement| (*statement).to_owned()).collect::<Vec<_>>()).await;
}

async fn judge(state: &AppState) -> Verdict {
    verify(&state.db, &Expected::default(), |_| {}).await.unwrap()
}

async fn broken_at(state: &AppState) -> i64 {
    match judge(state).await {
        Verdict::Broken { seq, .. } => seq,
        verdict => panic!("{verdict:?}"),
    }
}

async fn five(app: &TestApp) {
    let (editor, contributor) = (app.editor().await, app.contributor().await);
    for name in ["Awa", "Binta", "Coumba", "Dado"] {
        fixtures::author(&editor, name).await;
    }
    contributor.post("/authors", json!({ "name": "Eva" })).expect(403).await;
}

#[actix_web::test]
async fn a_flipped_byte_in_any_column() {
    let app = TestApp::new().await;
    five(&app).await;
    unlock(&app.state).await;
    let texts = [
        "at",
        "actor",
        "actor_name",
        "action",
        "target_type",
        "target_id",
        "from_address",
        "request_id",
        "outcome",
        "detail",
        "previous_hash",
        "hash",
    ];
    for column in texts {
        let before: Vec<String> = entries(&app.state).await.iter().map(|row| format!("{row:?}")).collect();
        // The second letter, or digit, becomes another; the case of one is a byte, too.
        for change in [
            format!("substr({column}, 1, 1) || '~' || substr({column}, 3)"),
            format!("substr({column}, 1, 1) || upper(substr({column}, 2))"),
            format!("{column} || ' '"),
            "''".to_owned(),
        ] {
            tamper(&app.state, &["CREATE TABLE kept AS SELECT * FROM audit".to_owned()]).await;
            tamper(&app.state, &[format!("UPDATE audit SET {column} = {change} WHERE seq = 3")]).await;
            let after: Vec<String> = entries(&app.state).await.iter().map(|row| format!("{row:?}")).collect();
            if before == after {
                assert_eq!(judge(&app.state).await, whole(&app.state).await, "{column}: nothing was changed");
            } else {
                assert_eq!(broken_at(&app.state).await, 3, "{column} = {change}");
            }
            let back = format!(
                "UPDATE audit SET {column} = (SELECT {column} FROM kept WHERE seq = 3) WHERE seq = 3"
            );
            tamper(&app.state, &[back, "DROP TABLE kept".to_owned()]).await;
            assert_eq!(expect_whole(&app.state).await, 5);
        }
    }
    // What is not there becomes something, even nothing at all.
    for column in ["target_type", "target_id"] {
        for text in ["''", "'article'"] {
            tamper(&app.state, &[format!("UPDATE audit SET {column} = {text} WHERE seq = 5")]).await;
            assert_eq!(broken_at(&app.state).await, 5, "{column}");
            tamper(&app.state, &[format!("UPDATE audit SET {column} = NULL WHERE seq = 5")]).await;
        }
    }
    for (statement, first) in [
        ("UPDATE audit SET seq = 7 WHERE seq = 5", 5),
        ("UPDATE audit SET seq = 6 WHERE seq = 7", 5),
        ("UPDATE audit SET seq = 5 WHERE seq = 6", 0),
        ("UPDATE audit_head SET seq = 6", 6),
        ("UPDATE audit_head SET seq = 4", 6),
        ("UPDATE audit_head SET seq = 5, hash = previous_hash FROM audit WHERE audit.seq = 5", 6),
    ] {
        tamper(&app.state, &[statement.to_owned()]).await;
        match first {
            0 => assert_eq!(expect_whole(&app.state).await, 5),
            first => assert_eq!(broken_at(&app.state).await, first, "{statement}"),
        }
    }
}

async fn whole(state: &AppState) -> Verdict {
    let rows = entries(state).await;
    let last = rows.last().unwrap();
    Verdict::Whole { entries: last.seq, hash: last.hash.clone() }
}

#[actix_web::test]
async fn missing_swapped_and_invented_entries() {
    let app = TestApp::new().await;
    five(&app).await;
    unlock(&app.state).await;
    let state = &app.state;
    tamper(state, &["CREATE TABLE kept AS SELECT * FROM audit".to_owned()]).await;
    let restore = ["DELETE FROM audit".to_owned(), "INSERT INTO audit SELECT * FROM kept".to_owned()];
    for (statements, first) in [
        (vec!["DELETE FROM audit WHERE seq = 2"], 2),
        (vec!["DELETE FROM audit WHERE seq = 1"], 1),
        // What follows closes up.
        (vec!["DELETE FROM audit WHERE seq = 2", "UPDATE audit SET seq = 2 WHERE seq = 3"], 2),
        // The end.
        (vec!["DELETE FROM audit WHERE seq > 3"], 4),
        (vec!["DELETE FROM audit"], 1),
        // Two change places.
        (
            vec![
                "UPDATE audit SET seq = 99 WHERE seq = 2",
                "UPDATE audit SET seq = 2 WHERE seq = 3",
                "UPDATE audit SET seq = 3 WHERE seq = 99",
            ],
            2,
        ),
        // One more at the end.
        (
            vec![
                "INSERT INTO audit SELECT 6, at, actor, actor_name, action, target_type, target_id, from_address, \
                  request_id, outcome, detail, hash, hash FROM audit WHERE seq = 5",
            ],
            6,
        ),
    ] {
        tamper(state, &statements.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>()).await;
        assert_eq!(broken_at(state).await, first, "{statements:?}");
        tamper(state, &restore).await;
        assert_eq!(expect_whole(state).await, 5);
    }
}

/// Whoever cuts off the end and what is remembered of it is found out by what was noted elsewhere.
#[actix_web::test]
async fn what_was_noted_elsewhere() {
    let app = TestApp::new().await;
    five(&app).await;
    let state = &app.state;
    let rows = entries(state).await;
    let hash = |index: usize| rows[index].hash.clone();
    let judge = async |hash: Option<String>, count: Option<i64>| {
        let expected = Expected { hash, count };
        matches!(verify(&state.db, &expected, |_| {}).await.unwrap(), Verdict::Whole { .. })
    };
    assert!(judge(Some(hash(4)), Some(5)).await);
    assert!(judge(Some(hash(2)), None).await, "it has grown since");
    assert!(judge(Some(hash(2)), Some(3)).await);
    assert!(!judge(Some(hash(2)), Some(4)).await);
    assert!(!judge(None, Some(6)).await);
    assert!(!judge(Some("0".repeat(64)), None).await);
    unlock(state).await;
    let cut = [
        "DELETE FROM audit WHERE seq > 3".to_owned(),
        format!("UPDATE audit_head SET seq = 3, hash = '{}'", hash(2)),
    ];
    tamper(state, &cut).await;
    assert!(judge(None, None).await, "the chain itself cannot tell");
    assert!(!judge(None, Some(5)).await);
    assert!(!judge(Some(hash(4)), None).await);
}

#[actix_web::test]
async fn without_what_is_remembered_of_the_end() {
    let app = TestApp::new().await;
    five(&app).await;
    tamper(&app.state, &["DELETE FROM audit_head".to_owned()]).await;
    let verdict = judge(&app.state).await;
    assert!(
        matches!(&verdict, Verdict::Unexpected { because } if because.contains("missing")),
        "{verdict:?}"
    );
}

#[actix_web::test]
async fn nothing_of_ours_changes_it() {
    let app = TestApp::new().await;
    five(&app).await;
    for statement in ["UPDATE audit SET action = 'x' WHERE seq = 1", "DELETE FROM audit WHERE seq = 1"] {
        let refused = app.state.db.write(move |tx| {
            let conn: &mut Conn = tx;
            match conn {
                Conn::Sqlite(conn) => sql_query(statement).execute(conn),
                Conn::Postgres(conn) => sql_query(statement).execute(conn),
            }?;
            Ok(())
        });
        let fault = refused.await.unwrap_err().to_string();
        assert!(fault.contains("only appended to"), "{fault}");
    }
    assert_eq!(expect_whole(&app.state).await, 5);
}

/// In steps, and with a word on how far it is.
#[actix_web::test]
async fn a_long_chain() {
    let app = TestApp::new().await;
    let origin = griot::db::Origin { actor: None, action: "cli.test".into(), from: None, request_id: None };
    let write = app.state.db.write(|tx| {
        for number in 0..2_500 {
            tx.audit(griot::db::Deed::new(griot::db::Outcome::Done).with("number", number));
        }
        Ok(())
    });
    griot::db::acting(origin, write).await.unwrap();
    let mut told = Vec::new();
    let mut tell = |progress: griot::audit::Progress| told.push((progress.done, progress.all));
    let verdict = verify(&app.state.db, &Expected::default(), &mut tell).await;
    assert_eq!(verdict.unwrap(), whole(&app.state).await);
    assert_eq!(told, [(1_000, 2_500), (2_000, 2_500), (2_500, 2_500)]);
    unlock(&app.state).await;
    tamper(&app.state, &["UPDATE audit SET detail = '{\"number\":1}' WHERE seq = 2345".to_owned()]).await;
    assert_eq!(broken_at(&app.state).await, 2_345);
}

/// The bytes that are hashed, written down once and for all: whoever verifies from outside relies on them.
#[actix_web::test]
async fn the_form_of_what_is_hashed() {
    let row = griot::db::AuditRow {
        seq: 7,
        at: "2026-03-07T09:30:00.000001Z".into(),
        actor: Some("0198c0de-0000-7000-8000-000000000001".into()),
        actor_name: Some("Éva".into()),
        action: "articles_publish".into(),
        target_type: Some("article".into()),
        target_id: None,
        from_address: Some(String::new()),
        request_id: None,
        outcome: "done".into(),
        detail: "{}".into(),
        previous_hash: griot::db::BEGINNING.into(),
        hash: String::new(),
    };
    assert_eq!(row.computed_hash(), "0d865d6d5751f4e448059f104f196e7f2df21f7ca87c93d4176de02c711afc5b");
}
