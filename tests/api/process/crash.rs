//! Killed in the middle of writing: whatever was acknowledged is there afterwards, whole.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use serde_json::json;

use super::harness::{Place, call};

const CLIENTS: u32 = 16;
/// Acknowledged articles after which the process is killed.
const ENOUGH: u32 = 40;

#[test]
fn what_was_acknowledged_survives_kill_9() {
    let place = Place::new();
    let mut server = place.serve();
    let token = server.login("admin@griot.local", &server.password());
    for round in 0..2 {
        let acknowledged = Arc::new(AtomicU32::new(0));
        let clients: Vec<_> = (0..CLIENTS)
            .map(|client| {
                let (address, token) = (server.address.clone(), token.clone());
                let acknowledged = Arc::clone(&acknowledged);
                std::thread::spawn(move || {
                    let mut found = Vec::new();
                    for number in 0.. {
                        let source = format!("Crue {round}-{client}-{number} : « l’eau monte ».");
                        let input =
                            json!({ "title": source, "body": { "format": "text", "source": source } });
                        match call(&address, "POST", "/api/v1/articles", Some(&token), Some(&input)) {
                            Ok((201, reply)) => found.push((reply["data"]["id"].clone(), source)),
                            Ok((status, reply)) => panic!("{status}: {reply}"),
                            Err(_) => break,
                        }
                        acknowledged.fetch_add(1, Ordering::SeqCst);
                    }
                    found
                })
            })
            .collect();
        let deadline = Instant::now() + Duration::from_secs(60);
        while acknowledged.load(Ordering::SeqCst) < ENOUGH {
            assert!(Instant::now() < deadline, "writing is too slow to be interrupted");
            std::thread::yield_now();
        }
        server.kill();
        let found: Vec<_> = clients.into_iter().flat_map(|client| client.join().unwrap()).collect();
        assert!(found.len() >= 40);

        server = place.serve();
        for (id, source) in found {
            let path = format!("/api/v1/articles/{}?edition=draft", id.as_str().unwrap());
            let (status, reply) = server.get(&path, Some(&token));
            assert_eq!(status, 200, "{source} is lost: {reply}");
            assert_eq!(
                (&reply["data"]["title"], &reply["data"]["body"]["source"]),
                (&json!(source), &json!(source))
            );
            assert_eq!(reply["data"]["revision"], 1, "{reply}");
            assert!(reply["data"]["body"]["html"].as_str().unwrap().contains("monte"), "{reply}");
        }
    }
}
