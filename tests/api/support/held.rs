//! A transaction of somebody else that stays open while the test does something.

use std::time::Duration;

use actix_web::rt::task::JoinHandle;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use griot::db::{Conn, Db, Tx};
use griot::error::Result;

/// Begins a transaction and comes back when `work` is done in it; `stay` is the rest of it, and it ends with that.
pub async fn hold<T: Send + 'static>(
    db: &Db,
    work: impl Fn(&mut Tx<'_>) -> Result<()> + Send + 'static,
    stay: impl Fn(&mut Tx<'_>) -> Result<T> + Send + 'static,
) -> JoinHandle<Result<T>> {
    let (ready, door) = std::sync::mpsc::channel();
    let db = db.clone();
    let other = actix_web::rt::spawn(async move {
        db.write(move |tx| {
            work(tx)?;
            let _ = ready.send(());
            stay(tx)
        })
        .await
    });
    while door.try_recv().is_err() {
        actix_web::rt::time::sleep(Duration::from_millis(1)).await;
    }
    other
}

#[derive(QueryableByName)]
struct Waiting {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// Waits until somebody waits for what this transaction holds. On SQLite everybody does.
pub fn until_waited_for(tx: &mut Tx<'_>) -> Result<()> {
    let Conn::Postgres(conn) = &mut **tx else { return Ok(()) };
    let ask = "SELECT count(*) AS count FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))";
    for _ in 0..50_000 {
        if diesel::sql_query(ask).get_result::<Waiting>(conn)?.count > 0 {
            return Ok(());
        }
        std::thread::yield_now();
    }
    panic!("nobody waits");
}
