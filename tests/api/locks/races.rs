//! What many do to one lock at the same moment.

use futures_util::future::join_all;
use griot::articles::ArticleId;
use griot::db::{NamedLock, Tx};
use serde_json::json;
use uuid::Uuid;

use super::{desk, draft, lock, shown};
use crate::support::database::on_postgres;
use crate::support::{Client, TestApp};

#[actix_web::test]
async fn of_many_at_once_one_sits_down() {
    let app = TestApp::new().await;
    let mut all: Vec<Client> = Vec::new();
    for _ in 0..8 {
        all.push(app.editor().await);
    }
    for _ in 0..6 {
        let path = draft(&all[0]).await;
        let replies = join_all(all.iter().map(|client| lock(client, &path).send())).await;
        let (won, lost): (Vec<_>, Vec<_>) = replies.iter().partition(|reply| reply.status == 200);
        assert_eq!(won.len(), 1);
        lost.iter().for_each(|reply| reply.expect_problem(409, "locked", "the others"));
        let held = shown(&all[0], &path).await.data()["lock"].clone();
        assert_eq!(held, won[0].data());
        lost.iter().for_each(|reply| assert_eq!(reply.json()["lock"], held));
    }
}

/// Everybody who saves or sits down at the same moment: whoever sat down was not saved over after that.
#[actix_web::test]
async fn nobody_saves_behind_the_back_of_who_sat_down() {
    let (_app, one, two) = desk().await;
    for _ in 0..8 {
        let path = draft(&one).await;
        let id: Uuid = path.rsplit('/').next().unwrap().parse().unwrap();
        let sit = async {
            let reply = lock(&one, &path).expect(200).await;
            (reply, shown(&one, &path).await.data()["version"].clone())
        };
        let saves = join_all((0..6).map(|number| {
            two.patch(&format!("/articles/{id}"), json!({ "kicker": format!("Crue {number}") }))
                .if_match("*")
                .send()
        }));
        let ((_, seen), saves) = futures_util::future::join(sit, saves).await;
        for reply in &saves {
            assert!(reply.status == 200 || reply.code() == "locked", "{reply}");
        }
        assert_eq!(shown(&one, &path).await.data()["version"], seen);
    }
}

/// On PostgreSQL transactions run side by side: who sits down waits for a save on its way, and is waited for.
#[actix_web::test]
async fn a_save_on_its_way_is_waited_for() {
    if !on_postgres() {
        return;
    }
    let (app, one, two) = desk().await;
    let path = draft(&one).await;
    let id = ArticleId(path.rsplit('/').next().unwrap().parse().unwrap());
    let (begun, has_begun) = std::sync::mpsc::channel::<()>();
    let (go, may_go) = std::sync::mpsc::channel::<()>();
    let (may_go, begun) = (std::sync::Mutex::new(may_go), std::sync::Mutex::new(begun));
    let db = app.state.db.clone();
    let holding = tokio::spawn(async move {
        let work = move |tx: &mut Tx<'_>| {
            tx.share_lock(NamedLock::WorkingCopy(id.0))?;
            begun.lock().unwrap().send(()).unwrap();
            may_go.lock().unwrap().recv().unwrap();
            Ok(())
        };
        db.write(work).await.unwrap();
    });
    tokio::task::spawn_blocking(move || has_begun.recv().unwrap()).await.unwrap();
    // Others who change it do not wait for each other.
    two.patch(&path, json!({ "kicker": "Crue" })).if_match("*").expect(200).await;
    let mut sitting = std::pin::pin!(lock(&one, &path).send());
    let waited = tokio::time::timeout(std::time::Duration::from_millis(300), &mut sitting).await;
    assert!(waited.is_err(), "it did not wait");
    go.send(()).unwrap();
    holding.await.unwrap();
    assert_eq!(sitting.await.status, 200);
}
