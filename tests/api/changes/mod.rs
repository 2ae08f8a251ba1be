//! `GET /changes`: what changed the public edition, for those who keep a copy.

mod copy;
mod list;
mod numbers;
mod retention;
mod tombstones;
mod wait;

use serde_json::Value;

use crate::support::{Client, Response, TestApp};

/// All of the log, page by page as it says itself, each with what it is about.
async fn whole(client: &Client, query: &str) -> Vec<Value> {
    let (mut all, mut after) = (Vec::new(), 0);
    loop {
        let page = client.get(&format!("/changes?after={after}&{query}")).expect(200).await;
        let meta = page.json()["meta"].clone();
        all.extend(page.data().as_array().unwrap().iter().cloned());
        let next = meta["next_after"].as_i64().unwrap();
        assert!(next >= after, "{meta}");
        after = next;
        if meta["has_more"] == false {
            assert_eq!(meta["seq"], after, "{meta}");
            return all;
        }
    }
}

fn types(changes: &[Value]) -> Vec<&str> {
    changes.iter().map(|change| change["type"].as_str().unwrap()).collect()
}

fn seqs(page: &Response) -> Vec<i64> {
    page.pluck("seq").iter().map(|seq| seq.as_i64().unwrap()).collect()
}

/// The last of them all.
async fn last(app: &TestApp, query: &str) -> Value {
    whole(&app.anonymous(), query).await.pop().expect("a change")
}
