//! Somebody is told everything that happened, whatever happens to the server meanwhile.

use std::collections::{HashMap, HashSet};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::harness::{Place, Server, call};
use crate::support::database::on_postgres;

/// Longer than a dead server's work stays its own.
const PATIENCE: Duration = Duration::from_secs(90);

/// What came: the id of the message, and what it is about.
type Told = Arc<Mutex<Vec<(String, String)>>>;

/// A receiver in threads of its own; its address and what came.
fn receiver() -> (String, Told) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/hook", listener.local_addr().unwrap());
    let told = Told::default();
    let all = Arc::clone(&told);
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let told = Arc::clone(&all);
            std::thread::spawn(move || while take(&stream, &told).is_some() {});
        }
    });
    (address, told)
}

fn take(stream: &TcpStream, told: &Told) -> Option<()> {
    let mut reader = BufReader::new(stream);
    let (mut id, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let Some((name, value)) = line.trim().split_once(": ") else {
            if line.trim().is_empty() { break } else { continue }
        };
        match name {
            "webhook-id" => id = value.to_owned(),
            "content-length" => length = value.parse().ok()?,
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let body: Value = serde_json::from_slice(&body).ok()?;
    told.lock().unwrap().push((id, body["data"]["resource_id"].as_str()?.to_owned()));
    (&*stream).write_all(b"HTTP/1.1 204 X\r\n\r\n").ok()
}

fn serve(place: &Place) -> Server {
    let mut command = place.command(&["serve"]);
    command.env("GRIOT_OUTBOUND_ALLOW_LOOPBACK", "true");
    Server::start(command)
}

fn subscribe(server: &Server, token: &str, url: &str) {
    let body = json!({ "url": url, "types": ["tag.created"] });
    let (status, reply) =
        call(&server.address, "POST", "/api/v1/webhooks", Some(token), Some(&body)).unwrap();
    assert_eq!(status, 201, "{reply}");
}

/// Makes tags until told to stop or the server is gone; the ids of those that were acknowledged.
fn write(address: String, token: String, name: String, stop: Arc<AtomicBool>) -> Vec<String> {
    let mut made = Vec::new();
    for number in 0.. {
        let body = json!({ "name": format!("{name} {number}") });
        match call(&address, "POST", "/api/v1/tags", Some(&token), Some(&body)) {
            Ok((201, reply)) => made.push(reply["data"]["id"].as_str().unwrap().to_owned()),
            Ok((status, reply)) => panic!("{status}: {reply}"),
            Err(_) => break,
        }
        if stop.load(Ordering::SeqCst) {
            break;
        }
    }
    made
}

/// Waits until all of these were told.
fn expect_told(told: &Told, made: &HashSet<String>) {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let known: HashSet<String> = told.lock().unwrap().iter().map(|(_, about)| about.clone()).collect();
        if made.is_subset(&known) {
            return;
        }
        assert!(
            Instant::now() < deadline,
            "{} of {} were told",
            made.intersection(&known).count(),
            made.len()
        );
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn everything_is_told_across_kill_9() {
    let place = Place::new();
    let (url, told) = receiver();
    let mut server = serve(&place);
    let token = server.login("admin@griot.local", &server.password());
    subscribe(&server, &token, &url);
    let mut made = HashSet::new();
    for round in 0..2 {
        let stop = Arc::new(AtomicBool::new(false));
        let before = told.lock().unwrap().len();
        let writers: Vec<_> = (0..8)
            .map(|writer| {
                let (address, token, stop) = (server.address.clone(), token.clone(), Arc::clone(&stop));
                std::thread::spawn(move || write(address, token, format!("Mot {round} {writer}"), stop))
            })
            .collect();
        let deadline = Instant::now() + PATIENCE;
        // In the middle of telling.
        while told.lock().unwrap().len() < before + 10 {
            assert!(Instant::now() < deadline, "nobody is told anything");
            std::thread::yield_now();
        }
        server.kill();
        made.extend(writers.into_iter().flat_map(|writer| writer.join().unwrap()));
        server = serve(&place);
    }
    assert!(made.len() > 20);
    expect_told(&told, &made);
    // The same message has the same id, and nothing is told that is not there.
    let mut ids: HashMap<String, String> = HashMap::new();
    for (id, about) in told.lock().unwrap().clone() {
        assert_eq!(ids.entry(about).or_insert_with(|| id.clone()), &id);
    }
    for about in ids.keys() {
        assert_eq!(server.get(&format!("/api/v1/tags/{about}"), None).0, 200, "{about} was made up");
    }
}

/// Whoever knows the address of a webhook may be able to post there: it is their secret.
#[test]
fn no_address_of_a_webhook_is_in_the_log() {
    let place = Place::new();
    let (url, told) = receiver();
    // A port that was free a moment ago.
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let log = place.folder.join("log");
    let mut command = place.command(&["serve"]);
    command.env("GRIOT_OUTBOUND_ALLOW_LOOPBACK", "true").env("GRIOT_LOG", "debug");
    let server = Server::start_logging(command, std::fs::File::create(&log).unwrap().into());
    let token = server.login("admin@griot.local", &server.password());
    subscribe(&server, &token, &format!("http://{nobody}/jeton-secret"));
    subscribe(&server, &token, &format!("{url}/jeton-secret"));
    let body = json!({ "name": "Un" });
    let (_, made) = call(&server.address, "POST", "/api/v1/tags", Some(&token), Some(&body)).unwrap();
    expect_told(&told, &HashSet::from([made["data"]["id"].as_str().unwrap().to_owned()]));
    let deadline = Instant::now() + PATIENCE;
    let text = || std::fs::read_to_string(&log).unwrap();
    while !text().contains("a call came to nothing") {
        assert!(Instant::now() < deadline, "{}", text());
        std::thread::sleep(Duration::from_millis(20));
    }
    server.signal("-TERM");
    assert_eq!(server.ended().0.code(), Some(0));
    assert!(!text().contains("jeton-secret"), "{}", text());
}

/// A receiver that never answers holds up the end for a while, and a second signal does not wait for that.
#[test]
fn a_second_signal_does_not_wait_for_what_is_being_told() {
    let place = Place::new();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut command = place.command(&["serve"]);
    command.env("GRIOT_OUTBOUND_ALLOW_LOOPBACK", "true").env("GRIOT_OUTBOUND_TIMEOUT", "60s");
    command.env("GRIOT_SHUTDOWN_TIMEOUT", "60s");
    let server = Server::start(command);
    let token = server.login("admin@griot.local", &server.password());
    subscribe(&server, &token, &format!("http://{}/", listener.local_addr().unwrap()));
    let body = json!({ "name": "Un" });
    call(&server.address, "POST", "/api/v1/tags", Some(&token), Some(&body)).unwrap();
    let (mut called, _) = listener.accept().unwrap();
    called.read_exact(&mut [0; 1]).unwrap();
    server.signal("-TERM");
    // Until it takes nobody any more.
    while TcpStream::connect(&server.address).is_ok() {
        std::thread::sleep(Duration::from_millis(5));
    }
    std::thread::sleep(Duration::from_millis(200));
    server.signal("-TERM");
    // Within the patience of the test, which is shorter than a minute.
    assert_eq!(server.ended().0.code(), Some(0));
}

#[test]
fn two_servers_tell_everything_once() {
    if !on_postgres() {
        // SQLite has one server.
        return;
    }
    let place = Place::new();
    let (url, told) = receiver();
    let first = serve(&place);
    let token = first.login("admin@griot.local", &first.password());
    subscribe(&first, &token, &url);
    let mut command = place.command(&["serve"]);
    command.env("GRIOT_OUTBOUND_ALLOW_LOOPBACK", "true");
    let second = Server::start(command);
    let made = write_at([&first, &second], &token, "Mot", || {
        let deadline = Instant::now() + PATIENCE;
        while told.lock().unwrap().len() < 60 {
            assert!(Instant::now() < deadline, "nobody is told anything");
            std::thread::sleep(Duration::from_millis(5));
        }
    });
    expect_told(&told, &made);
    assert_eq!(told.lock().unwrap().len(), made.len(), "each is told once");
    // One of the two dies, and nobody knows whether it was the one that tells; then the other.
    let (mut servers, mut all) = ([first, second], made);
    for dying in 0..2 {
        let [first, second] = &servers;
        let before = told.lock().unwrap().len();
        let made = write_at([first, second], &token, &format!("Reste {dying}"), || {
            let deadline = Instant::now() + PATIENCE;
            while told.lock().unwrap().len() < before + 20 {
                assert!(Instant::now() < deadline, "nobody is told anything");
                std::thread::yield_now();
            }
            servers[dying].signal("-KILL");
        });
        all.extend(made);
        expect_told(&told, &all);
        servers[dying] = serve(&place);
    }
}

/// Writes at two servers until `enough` returns; what was acknowledged.
fn write_at(servers: [&Server; 2], token: &str, name: &str, enough: impl FnOnce()) -> HashSet<String> {
    let stop = Arc::new(AtomicBool::new(false));
    let writers: Vec<_> = servers
        .into_iter()
        .cycle()
        .take(4)
        .enumerate()
        .map(|(writer, server)| {
            let (address, token, stop) = (server.address.clone(), token.to_owned(), Arc::clone(&stop));
            let name = format!("{name} {writer}");
            std::thread::spawn(move || write(address, token, name, stop))
        })
        .collect();
    enough();
    stop.store(true, Ordering::SeqCst);
    writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect()
}
