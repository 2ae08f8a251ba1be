//! A stop comes to its end though the database says nothing any more.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::harness::{Place, Server};
use crate::support::database::on_postgres;

/// Passes everything on to a server and back, but for the time that it says nothing.
fn between(server: String) -> (u16, Arc<AtomicBool>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let silent = Arc::new(AtomicBool::new(false));
    let shared = Arc::clone(&silent);
    std::thread::spawn(move || {
        for client in listener.incoming().map_while(Result::ok) {
            let Ok(server) = TcpStream::connect(&server) else { return };
            for (from, to) in [(&client, &server), (&server, &client)] {
                let (from, to, silent) =
                    (from.try_clone().unwrap(), to.try_clone().unwrap(), Arc::clone(&shared));
                std::thread::spawn(move || pass_on(from, to, &silent));
            }
        }
    });
    (port, silent)
}

fn pass_on(mut from: TcpStream, mut to: TcpStream, silent: &AtomicBool) -> Option<()> {
    let mut part = [0; 16_384];
    loop {
        let read = from.read(&mut part).ok()?;
        while silent.load(Ordering::SeqCst) {
            std::thread::sleep(Duration::from_millis(5));
        }
        to.write_all(&part[..read]).ok()?;
        if read == 0 {
            return to.shutdown(std::net::Shutdown::Write).ok();
        }
    }
}

#[test]
fn a_database_that_says_nothing_does_not_keep_it() {
    if !on_postgres() {
        // SQLite is no server.
        return;
    }
    let place = Place::new();
    let address = place.address();
    let server = address.split('@').next_back().unwrap().split('/').next().unwrap().to_owned();
    let server = server.rsplit("//").next().unwrap().to_owned();
    let (port, silent) = between(server.clone());
    let host = server.rsplit_once(':').map_or(server.as_str(), |(host, _)| host);
    let mut command = place.command(&["serve"]);
    command.env("DATABASE_URL", address.replacen(&server, &format!("{host}:{port}"), 1));
    command.env("GRIOT_SHUTDOWN_TIMEOUT", "1s");
    let running = Server::start(command);
    assert_eq!(running.get("/readyz", None).0, 200);
    silent.store(true, Ordering::SeqCst);
    // Several times as long as between two looks at the queue and the log.
    std::thread::sleep(Duration::from_secs(2));
    running.signal("-TERM");
    assert_eq!(running.ended().0.code(), Some(0));
    // The server is told who is gone: it has to end them before it drops the database.
    silent.store(false, Ordering::SeqCst);
}
