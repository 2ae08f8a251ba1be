//! `Idempotency-Key`: a write that is sent again is answered again, and done once.

mod everywhere;
mod keys;
mod overtaken;
mod parallel;
mod refused;
mod replay;

use diesel::prelude::*;
use griot::db::schema::idempotency_keys;
use serde_json::Value;

use crate::support::{Response, TestApp};

/// The same reply, but that it says that it is one.
fn is_replay_of(again: &Response, first: &Response) {
    assert_eq!(first.header("idempotency-replayed"), None, "{first}");
    assert_eq!(again.header("idempotency-replayed"), Some("true"), "{again}");
    assert_eq!(again.status, first.status, "{again}");
    for name in ["etag", "location", "content-type", "cache-control"] {
        assert_eq!(again.header(name), first.header(name), "{name}: {again}");
    }
    assert_eq!(String::from_utf8_lossy(&again.body), String::from_utf8_lossy(&first.body));
}

/// The bodies that are kept.
async fn kept(app: &TestApp) -> Vec<Option<String>> {
    let read = |conn: &mut griot::db::Conn| {
        let bodies = idempotency_keys::table.order(idempotency_keys::key).select(idempotency_keys::body);
        Ok(bodies.load(conn)?)
    };
    app.state.db.read(read).await.unwrap()
}

async fn total(app: &TestApp, path: &str) -> Value {
    let editor = app.editor().await;
    let list = editor.get(&format!("{path}{}count=true", if path.contains('?') { '&' } else { '?' }));
    list.expect(200).await.json()["meta"]["total"].clone()
}
