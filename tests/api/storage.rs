//! What the two doors of the database promise: groups, savepoints, order, snapshots, retries.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::Poll;
use std::time::{Duration, Instant};

use diesel::prelude::*;
use griot::clock::Clock;
use griot::config::{DatabaseConfig, DatabaseUrl};
use griot::db::schema::{event_sequence, events};
use griot::db::{Db, Tx};
use griot::error::{Error, ErrorKind, Result};
use griot::events::{Event, EventType};
use griot::ids::Ids;
use serde_json::json;

use crate::guards::{assert_dense, log};
use crate::support::database::on_postgres;
use crate::support::{Client, TestApp};

/// A write that does nothing but leave a row in the log.
fn note(tx: &mut Tx<'_>) -> Result<()> {
    let id = tx.next_id();
    Event::new(EventType::AuthorCreated, id, None).emit(tx);
    Ok(())
}

/// What two closures tell each other by, without a clock.
#[derive(Clone, Default)]
struct Count(Arc<AtomicU32>);

impl Count {
    fn raise(&self) -> u32 {
        self.0.fetch_add(1, Ordering::SeqCst) + 1
    }

    /// Waits until it was raised so often; gives up rather than hang.
    fn wait_for(&self, number: u32) {
        let deadline = Instant::now() + Duration::from_secs(20);
        while self.0.load(Ordering::SeqCst) < number {
            assert!(Instant::now() < deadline, "the other one never came");
            std::thread::yield_now();
        }
    }
}

async fn create_together(client: &Client, count: u32) {
    let calls: Vec<_> = (0..count)
        .map(|number| {
            let input =
                json!({ "title": format!("Crue {number}"), "body": { "format": "text", "source": "Eau." } });
            actix_web::rt::spawn(client.post("/articles", input).expect(201))
        })
        .collect();
    for call in calls {
        call.await.unwrap();
    }
}

#[actix_web::test]
async fn writes_that_come_together_share_their_commits() {
    if on_postgres() {
        return;
    }
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let before = app.state.db.commits().unwrap();
    let (rounds, clients) = (12_u32, 16_u32);
    for _ in 0..rounds {
        create_together(&editor, clients).await;
    }
    let commits = app.state.db.commits().unwrap() - before;
    let creates = u64::from(rounds * clients);
    assert!(commits * 10 <= creates * 3, "{commits} commits for {creates} creates");
    let log = log(&app.state).await;
    assert_eq!(log.iter().filter(|(_, _, kind)| kind == "article.created").count(), 192);
    assert_dense(&log);
}

#[actix_web::test]
async fn one_client_alone_waits_for_nobody() {
    if on_postgres() {
        return;
    }
    let app = TestApp::new().await;
    let before = app.state.db.commits().unwrap();
    for _ in 0..20 {
        app.state.db.write(note).await.unwrap();
    }
    assert_eq!(app.state.db.commits().unwrap() - before, 20);
}

type Write<T> = Box<dyn FnMut(&mut Tx<'_>) -> Result<T> + Send>;

/// Holds the writer until `held` others wait behind it, so that they form one group.
async fn behind_a_closed_door<T: Send + 'static>(db: &Db, writes: Vec<Write<T>>) -> Vec<Result<T>> {
    let (entered, door) = (Count::default(), Count::default());
    let first = {
        let (db, entered, door) = (db.clone(), entered.clone(), door.clone());
        actix_web::rt::spawn(async move {
            db.write(move |_| {
                entered.raise();
                door.wait_for(1);
                Ok(())
            })
            .await
        })
    };
    while entered.0.load(Ordering::SeqCst) == 0 {
        tokio::task::yield_now().await;
    }
    let mut waiting: Vec<_> = writes.into_iter().map(|write| Box::pin(db.write(write))).collect();
    for write in &mut waiting {
        let queued = std::future::poll_fn(|cx| Poll::Ready(write.as_mut().poll(cx).is_pending())).await;
        assert!(queued);
    }
    door.raise();
    first.await.unwrap().unwrap();
    let mut outcomes = Vec::new();
    for write in waiting {
        outcomes.push(write.await);
    }
    outcomes
}

#[actix_web::test]
async fn who_panics_or_fails_takes_back_only_its_own() {
    let app = TestApp::new().await;
    let before = log(&app.state).await.len();
    let commits = app.state.db.commits();
    let outcomes = behind_a_closed_door(
        &app.state.db,
        vec![
            Box::new(note),
            Box::new(|tx| {
                diesel::update(event_sequence::table).set(event_sequence::seq.eq(900)).execute(&mut **tx)?;
                panic!("on purpose")
            }),
            Box::new(|tx| {
                diesel::update(event_sequence::table).set(event_sequence::seq.eq(800)).execute(&mut **tx)?;
                note(tx)?;
                Err(Error::new(ErrorKind::InUse, "on purpose"))
            }),
            Box::new(note),
        ],
    )
    .await;
    let kinds: Vec<_> = outcomes.into_iter().map(|outcome| outcome.map_err(|fault| fault.kind())).collect();
    assert_eq!(kinds, [Ok(()), Err(ErrorKind::Internal), Err(ErrorKind::InUse), Ok(())]);
    let log = log(&app.state).await;
    assert_eq!(log.len(), before + 2);
    assert_dense(&log);
    if let (Some(before), Some(after)) = (commits, app.state.db.commits()) {
        assert!(after - before <= 2, "{} commits", after - before);
    }
}

#[actix_web::test]
async fn the_log_is_dense_under_parallel_writers() {
    let app = TestApp::new().await;
    let writes: Vec<_> = (0..64)
        .map(|number| {
            let db = app.state.db.clone();
            actix_web::rt::spawn(async move {
                db.write(move |tx| {
                    (0..number % 3).try_for_each(|_| note(tx))?;
                    if number % 5 == 0 { Err(Error::new(ErrorKind::InUse, "on purpose")) } else { note(tx) }
                })
                .await
                .is_ok()
            })
        })
        .collect();
    let mut expected = 0;
    for (number, write) in writes.into_iter().enumerate() {
        if write.await.unwrap() {
            expected += number % 3 + 1;
        }
    }
    let log = log(&app.state).await;
    assert_eq!(log.len(), expected);
    assert_dense(&log);
}

#[actix_web::test]
async fn a_read_is_one_snapshot() {
    let app = TestApp::new().await;
    let (looked, wrote) = (Count::default(), Count::default());
    let read = {
        let (db, looked, wrote) = (app.state.db.clone(), looked.clone(), wrote.clone());
        actix_web::rt::spawn(async move {
            db.read(move |conn| {
                let before: i64 = events::table.count().get_result(conn)?;
                looked.raise();
                wrote.wait_for(1);
                Ok((before, events::table.count().get_result::<i64>(conn)?))
            })
            .await
        })
    };
    while looked.0.load(Ordering::SeqCst) == 0 {
        tokio::task::yield_now().await;
    }
    app.state.db.write(note).await.unwrap();
    wrote.raise();
    let (before, after) = read.await.unwrap().unwrap();
    assert_eq!((before, after), (0, 0), "what came in between is not seen");
    assert_eq!(log(&app.state).await.len(), 1);
}

#[actix_web::test]
async fn a_read_cannot_write() {
    let app = TestApp::new().await;
    let written = app
        .state
        .db
        .read(|conn| {
            Ok(diesel::update(event_sequence::table).set(event_sequence::seq.eq(7)).execute(conn)?)
        })
        .await;
    assert!(written.is_err());
    assert!(log(&app.state).await.is_empty());
}

/// Two transactions that take two rows in opposite order, each holding its first until the other has
/// its own: PostgreSQL ends one of them (40P01), which must then simply be run again.
#[actix_web::test]
async fn a_lost_race_is_run_again() {
    if !on_postgres() {
        return;
    }
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let mut authors = Vec::new();
    for name in ["Awa", "Binta"] {
        authors.push(griot::authors::AuthorId(crate::support::fixtures::author(&editor, name).await));
    }
    let (runs, holding) = (Count::default(), Count::default());
    let swap = |order: [usize; 2]| {
        let (db, runs, holding) = (app.state.db.clone(), runs.clone(), holding.clone());
        let ids = order.map(|index| authors[index]);
        actix_web::rt::spawn(async move {
            db.write(move |tx| {
                use griot::db::schema::authors;
                runs.raise();
                for id in ids {
                    let row = authors::table.find(id);
                    diesel::update(row).set(authors::version.eq(authors::version + 1)).execute(&mut **tx)?;
                    // Only the first runs wait: the one run again finds the other gone.
                    holding.raise();
                    holding.wait_for(2);
                }
                Ok(())
            })
            .await
        })
    };
    let (one, other) = (swap([0, 1]), swap([1, 0]));
    one.await.unwrap().unwrap();
    other.await.unwrap().unwrap();
    assert!(runs.0.load(Ordering::SeqCst) >= 3, "a deadlock was provoked");
    for id in authors {
        let found = editor.get(&format!("/authors/{}", id.0)).expect(200).await;
        assert!(found.etag().starts_with("\"3."), "both were counted, once each: {}", found.etag());
    }
}

/// The wait for one's turn and the wait for a connection are one wait.
#[actix_web::test]
async fn nobody_waits_twice() {
    // It takes connections and never says a word.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("postgres://griot@{}/griot", silent.local_addr().unwrap());
    let mut config = DatabaseConfig::for_testing(DatabaseUrl::parse(&url).unwrap());
    (config.pool_size, config.pool_wait) = (1, Duration::from_secs(2));
    let clock = Clock::system();
    let db = Db::open(&config, clock.clone(), Ids::system(clock)).unwrap();
    let first = {
        let db = db.clone();
        actix_web::rt::spawn(async move { db.ping().await })
    };
    actix_web::rt::time::sleep(Duration::from_millis(600)).await;
    let start = Instant::now();
    assert_eq!(db.ping().await.unwrap_err().kind(), ErrorKind::Unavailable);
    // The first one gave up after 2 s; from there on only what is left of this one's own 2 s counts.
    let waited = start.elapsed();
    assert!(waited > Duration::from_secs(1) && waited < Duration::from_millis(2_700), "{waited:?}");
    assert_eq!(first.await.unwrap().unwrap_err().kind(), ErrorKind::Unavailable);
}
