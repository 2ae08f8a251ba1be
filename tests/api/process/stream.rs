//! The log, followed from outside: over the end of a server, beside other processes, and to the end of its own.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use diesel::prelude::*;
use griot::clock::{Clock, Timestamp};
use griot::config::{DatabaseConfig, DatabaseUrl};
use griot::db::Db;
use griot::db::schema::events;
use griot::ids::Ids;
use serde_json::json;

use super::harness::{Listener, Place, Server, call, finish};
use crate::support::database::on_postgres;

const PATIENCE: Duration = Duration::from_secs(60);
const WRITERS: u32 = 4;
/// Events after which the process is killed.
const ENOUGH: usize = 60;

/// Follows the log and comes back, with the last number, wherever the server is then.
struct Follower {
    address: Arc<Mutex<String>>,
    heard: Arc<Mutex<Vec<i64>>>,
    done: Arc<AtomicBool>,
    thread: std::thread::JoinHandle<()>,
}

impl Follower {
    fn start(server: &Server) -> Self {
        let address = Arc::new(Mutex::new(server.address.clone()));
        let (heard, done) = (Arc::default(), Arc::default());
        let (place, told, over) = (Arc::clone(&address), Arc::clone(&heard), Arc::clone(&done));
        let thread = std::thread::spawn(move || {
            while !AtomicBool::load(&over, Ordering::SeqCst) {
                let told: &Mutex<Vec<i64>> = &told;
                let last = told.lock().unwrap().last().copied().unwrap_or(0);
                let at = place.lock().unwrap().clone();
                let Ok(listener) = Listener::connect(&at, Some(last), None) else {
                    std::thread::park_timeout(Duration::from_millis(20));
                    continue;
                };
                for (number, _) in listener {
                    told.lock().unwrap().push(number);
                }
            }
        });
        Follower { address, heard, done, thread }
    }

    fn count(&self) -> usize {
        self.heard.lock().unwrap().len()
    }

    fn wait_for(&self, count: usize) {
        let deadline = Instant::now() + PATIENCE;
        while self.count() < count {
            assert!(Instant::now() < deadline, "{} of {count} were heard", self.count());
            std::thread::park_timeout(Duration::from_millis(2));
        }
    }
}

fn write_until_it_ends(address: &str, token: &str, word: &str) {
    for number in 0.. {
        let input = json!({ "name": format!("{word} {number}") });
        match call(address, "POST", "/api/v1/authors", Some(token), Some(&input)) {
            Ok((201, _)) => {}
            Ok((status, reply)) => panic!("{status}: {reply}"),
            Err(_) => return,
        }
    }
}

#[test]
fn nothing_is_lost_or_told_twice_across_kill_9() {
    let place = Place::new();
    let mut server = place.serve();
    let token = server.login("admin@griot.local", &server.password());
    let follower = Follower::start(&server);
    for round in 0..3 {
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                let (address, token) = (server.address.clone(), token.clone());
                std::thread::spawn(move || {
                    write_until_it_ends(&address, &token, &format!("Autrice {round}-{writer}"));
                })
            })
            .collect();
        follower.wait_for(follower.count() + ENOUGH);
        server.kill();
        for writer in writers {
            writer.join().unwrap();
        }
        server = place.serve();
        follower.address.lock().unwrap().clone_from(&server.address);
    }
    let newest = server.get("/api/v1/changes?limit=1", None).1["meta"]["seq"].as_i64().unwrap();
    follower.wait_for(usize::try_from(newest).unwrap());
    follower.done.store(true, Ordering::SeqCst);
    let begun = Instant::now();
    server.signal("-TERM");
    let (status, rest) = server.ended();
    // Nobody waits for those who only listen.
    let took = begun.elapsed();
    assert!(status.success() && took < Duration::from_secs(10), "{status} {took:?} {rest}");
    follower.thread.join().unwrap();
    let heard = follower.heard.lock().unwrap().clone();
    assert_eq!(heard, (1..=newest).collect::<Vec<_>>());
}

#[test]
fn what_other_processes_write_is_heard() {
    let place = Place::new();
    let server = place.serve();
    let token = server.login("admin@griot.local", &server.password());
    let mut mine = Listener::connect(&server.address, None, Some(&token)).unwrap().live();
    let mut add = place.command(&["users", "add", "awa@example.org", "--name", "Awa", "--role", "editor"]);
    add.arg("--password-stdin");
    let added = finish(add, "un fleuve qui déborde\n");
    assert!(added.status.success(), "{}", added.stderr);
    assert_eq!(mine.next().unwrap().1, "user.created");
    // Another node tells the same, in the same order.
    let other = place.serve();
    let mut theirs = Listener::connect(&other.address, None, Some(&token)).unwrap().live();
    let waiting = {
        let address = other.address.clone();
        std::thread::spawn(move || {
            call(&address, "GET", "/api/v1/changes?after=0&wait=30", None, None).unwrap()
        })
    };
    for (number, at) in [&server, &other, &server, &other].into_iter().enumerate() {
        let input = json!({ "name": format!("Sujet {number}") });
        let made = call(&at.address, "POST", "/api/v1/tags", Some(&token), Some(&input)).unwrap();
        assert_eq!(made.0, 201, "{}", made.1);
    }
    let here: Vec<_> = mine.by_ref().take(4).collect();
    assert_eq!(here, theirs.by_ref().take(4).collect::<Vec<_>>());
    assert!(here.windows(2).all(|pair| pair[1].0 == pair[0].0 + 1), "{here:?}");
    let (status, told) = waiting.join().unwrap();
    assert_eq!((status, &told["data"][0]["seq"]), (200, &json!(1)), "{told}");
}

#[test]
fn old_entries_are_pruned_when_somebody_says_so() {
    let place = Place::new();
    let server = place.serve();
    let token = server.login("admin@griot.local", &server.password());
    for name in ["Un", "Deux"] {
        let made =
            call(&server.address, "POST", "/api/v1/tags", Some(&token), Some(&json!({ "name": name })));
        assert_eq!(made.unwrap().0, 201);
    }
    let young = place.run(&["events", "prune", "--older-than", "1h", "--yes"]);
    assert!(young.status.success() && young.stdout.contains("nothing to prune"), "{}", young.stderr);
    for answer in ["no\n", "\n", ""] {
        let refused = finish(place.command(&["events", "prune", "--older-than", "0s"]), answer);
        assert_eq!(refused.status.code(), Some(1), "{answer}");
        assert!(refused.stderr.contains("nothing was pruned"), "{}", refused.stderr);
    }
    for wrong in [&["events", "prune"][..], &["events", "prune", "--older-than", "90"]] {
        assert_eq!(place.run(wrong).status.code(), Some(2), "{wrong:?}");
    }
    assert_eq!(server.get("/api/v1/changes", None).0, 200, "so far all of it is there");
    let done = finish(place.command(&["events", "prune", "--older-than", "0s"]), "yes\n");
    assert!(
        done.status.success() && done.stdout.contains("entries of the content log"),
        "{}{}",
        done.stdout,
        done.stderr
    );
    let (status, gone) = server.get("/api/v1/changes", None);
    assert_eq!((status, &gone["code"], &gone["oldest"]), (410, &json!("log-pruned"), &json!(3)));
    let audit = server.get("/api/v1/audit?action=cli.events_prune", Some(&token)).1;
    assert_eq!(audit["data"].as_array().unwrap().len(), 1, "{audit}");
    assert!(audit["data"][0]["detail"]["events_pruned"].as_i64().unwrap() >= 2, "{audit}");
    assert!(place.run(&["audit", "verify"]).status.success());
}

/// All that happened did so long ago.
async fn make_old(place: &Place) {
    let url = match on_postgres() {
        true => DatabaseUrl::parse(&place.address()).unwrap(),
        false => DatabaseUrl::Sqlite { path: place.folder.join("data/griot.db") },
    };
    let clock = Clock::system();
    let db = Db::open(&DatabaseConfig::for_testing(url), clock.clone(), Ids::seeded(clock)).unwrap();
    let old: Timestamp = "2020-01-01T00:00:00Z".parse().unwrap();
    let all =
        db.write(move |tx| Ok(diesel::update(events::table).set(events::at.eq(old)).execute(&mut **tx)?));
    assert!(all.await.unwrap() > 0);
}

#[test]
fn a_server_prunes_by_itself_what_it_was_told_to() {
    let place = Place::new();
    let server = place.serve();
    let token = server.login("admin@griot.local", &server.password());
    let made = call(&server.address, "POST", "/api/v1/tags", Some(&token), Some(&json!({ "name": "Un" })));
    assert_eq!(made.unwrap().0, 201);
    server.kill();
    let mut refused = place.command(&["serve"]);
    refused.env("GRIOT_EVENTS_RETENTION", "1s");
    let refused = finish(refused, "");
    assert!(
        !refused.status.success() && refused.stderr.contains("GRIOT_EVENTS_RETENTION"),
        "{}",
        refused.stderr
    );
    actix_web::rt::System::new().block_on(make_old(&place));
    let mut command = place.command(&["serve"]);
    command.env("GRIOT_EVENTS_RETENTION", "1h");
    let server = Server::start(command);
    let deadline = Instant::now() + PATIENCE;
    while server.get("/api/v1/changes", None).0 == 200 {
        assert!(Instant::now() < deadline, "nothing was pruned");
        std::thread::park_timeout(Duration::from_millis(20));
    }
    assert_eq!(server.get("/api/v1/changes?after=1", None).1["meta"]["seq"], 1);
}
