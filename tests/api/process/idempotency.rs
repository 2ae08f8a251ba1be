//! Killed while it answers writes with keys: sent again afterwards, each is found done, or is done now, and never twice.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::harness::{Place, Server, call_with};

const CLIENTS: u32 = 16;
/// Acknowledged articles after which the process is killed.
const ENOUGH: u32 = 40;

fn post(address: &str, token: &str, key: &str) -> std::io::Result<(u16, Value)> {
    let body = json!({ "title": format!("Crue {key}") });
    let header = Some(("Idempotency-Key", key));
    call_with(address, "POST", "/api/v1/articles", Some(token), header, Some(&body))
}

fn articles(server: &Server, token: &str) -> Value {
    let (status, list) = server.get("/api/v1/articles?edition=draft&count=true&limit=1", Some(token));
    assert_eq!(status, 200, "{list}");
    list["meta"]["total"].clone()
}

/// Waits until enough was acknowledged, for the moment in which to kill.
fn wait_for(acknowledged: &AtomicU32, enough: u32) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while acknowledged.load(Ordering::SeqCst) < enough {
        assert!(Instant::now() < deadline, "writing is too slow to be interrupted");
        std::thread::yield_now();
    }
}

#[test]
fn nothing_is_done_twice_though_killed_in_between() {
    let place = Place::new();
    let mut server = place.serve();
    let token = server.login("admin@griot.local", &server.password());
    let mut keys = BTreeSet::new();
    for round in 0..2 {
        let acknowledged = Arc::new(AtomicU32::new(0));
        // Two of them always send the same.
        let clients: Vec<_> = (0..CLIENTS)
            .map(|client| {
                let (address, token) = (server.address.clone(), token.clone());
                let acknowledged = Arc::clone(&acknowledged);
                std::thread::spawn(move || {
                    let mut sent = Vec::new();
                    for number in 0.. {
                        let key = format!("{round}-{}-{number}", client / 2);
                        match post(&address, &token, &key) {
                            Ok((201, reply)) => sent.push((key, Some(reply))),
                            Ok((status, reply)) => panic!("{status}: {reply}"),
                            Err(_) => {
                                sent.push((key, None));
                                break;
                            }
                        }
                        acknowledged.fetch_add(1, Ordering::SeqCst);
                    }
                    sent
                })
            })
            .collect();
        wait_for(&acknowledged, ENOUGH);
        server.kill();
        let mut sent: BTreeMap<String, Option<Value>> = BTreeMap::new();
        for (key, reply) in clients.into_iter().flat_map(|client| client.join().unwrap()) {
            let known = sent.entry(key).or_default();
            assert!(known.is_none() || reply.is_none() || *known == reply, "{known:?} and {reply:?}");
            *known = known.take().or(reply);
        }
        assert!(sent.values().flatten().count() >= 20 && sent.values().any(Option::is_none));

        server = place.serve();
        for (key, before) in sent {
            let (status, reply) = post(&server.address, &token, &key).unwrap();
            assert_eq!(status, 201, "{key}: {reply}");
            assert!(before.is_none_or(|before| before == reply), "{key} is answered in another way: {reply}");
            assert_eq!(post(&server.address, &token, &key).unwrap(), (201, reply));
            keys.insert(key);
        }
        assert_eq!(articles(&server, &token), keys.len(), "an article for each key");
    }
}

#[test]
fn fifty_at_once_and_fifty_more_after_a_kill() {
    let place = Place::new();
    let mut server = place.serve();
    let token = server.login("admin@griot.local", &server.password());
    for round in 0..3_u32 {
        let key = format!("k{round}");
        let fifty = |server: &Server, acknowledged: &Arc<AtomicU32>| -> Vec<_> {
            (0..50)
                .map(|_| {
                    let (address, token, key) = (server.address.clone(), token.clone(), key.clone());
                    let acknowledged = Arc::clone(acknowledged);
                    std::thread::spawn(move || {
                        let reply = post(&address, &token, &key).ok();
                        acknowledged.fetch_add(1, Ordering::SeqCst);
                        reply
                    })
                })
                .collect()
        };
        let acknowledged = Arc::new(AtomicU32::new(0));
        let first = fifty(&server, &acknowledged);
        // Before the first answer, in the middle, and after all of them.
        wait_for(&acknowledged, round * 25);
        server.kill();
        let mut replies: Vec<_> = first.into_iter().filter_map(|client| client.join().unwrap()).collect();
        server = place.serve();
        let again = fifty(&server, &acknowledged);
        let again: Vec<_> =
            again.into_iter().map(|client| client.join().unwrap().expect("an answer")).collect();
        replies.extend(again);
        assert!(replies.iter().all(|reply| *reply == replies[0] && reply.0 == 201), "{replies:#?}");
        assert_eq!(articles(&server, &token), round + 1);
    }
}
