//! What a collector is sent. Only a binary with the feature `otel` sends anything.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};

use super::harness::{Place, Server, call_with};

/// Of somebody else's trace: version, trace, span, sampled.
const PARENT: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
const TRACE: [u8; 16] =
    [0x4b, 0xf9, 0x2f, 0x35, 0x77, 0xb3, 0x4d, 0xa6, 0xa3, 0xce, 0x92, 0x9d, 0x0e, 0x0e, 0x47, 0x36];
const CALLER: [u8; 8] = [0x00, 0xf0, 0x67, 0xaa, 0x0b, 0xa9, 0x02, 0xb7];

/// A collector that takes everything: request lines with bodies.
fn collector() -> (String, Receiver<(String, Vec<u8>)>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (taken, all) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let mut stream = BufReader::new(stream);
            loop {
                let (mut line, mut length) = (String::new(), 0);
                if stream.read_line(&mut line).unwrap_or(0) == 0 {
                    break;
                }
                loop {
                    let mut header = String::new();
                    stream.read_line(&mut header).unwrap();
                    if header.trim().is_empty() {
                        break;
                    }
                    if let Some(bytes) = header.to_lowercase().strip_prefix("content-length:") {
                        length = bytes.trim().parse().unwrap();
                    }
                }
                let mut body = vec![0; length];
                stream.read_exact(&mut body).unwrap();
                let reply =
                    "HTTP/1.1 200 OK\r\ncontent-type: application/x-protobuf\r\ncontent-length: 0\r\n\r\n";
                stream.get_mut().write_all(reply.as_bytes()).unwrap();
                if taken.send((line.trim().to_owned(), body)).is_err() {
                    return;
                }
            }
        }
    });
    (format!("http://{address}"), all)
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[test]
fn spans_reach_the_collector_as_part_of_the_callers_trace() {
    let (address, taken) = collector();
    let place = Place::new();
    let mut command = place.command(&["serve"]);
    command.env("GRIOT_OTLP_ENDPOINT", address);
    let server = Server::start(command);
    let path = "/api/v1/articles/nobody-may-read-this";
    let parent = Some(("traceparent", PARENT));
    let (status, problem) = call_with(&server.address, "GET", path, None, parent, None).unwrap();
    assert_eq!(status, 404, "{problem}");
    let id = problem["instance"].as_str().unwrap();
    server.signal("-TERM");
    assert_eq!(server.ended().0.code(), Some(0));

    // What was not sent before the end is sent then.
    let all: Vec<(String, Vec<u8>)> = taken.try_iter().collect();
    assert!(!all.is_empty());
    assert!(all.iter().all(|(line, _)| line == "POST /v1/traces HTTP/1.1"), "{all:?}");
    let sent: Vec<u8> = all.into_iter().flat_map(|(_, body)| body).collect();
    for part in ["griot", "GET /api/v1/articles/{id}", id, "db.read", "http.response.status_code"] {
        assert!(holds(&sent, part.as_bytes()), "{part} is missing");
    }
    assert!(holds(&sent, &TRACE) && holds(&sent, &CALLER), "not of the caller's trace");
    assert!(!holds(&sent, b"nobody-may-read-this"), "a path was told");
}

#[test]
fn a_collector_that_is_away_is_nobodys_trouble() {
    let place = Place::new();
    let mut command = place.command(&["serve"]);
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    command.env("GRIOT_OTLP_ENDPOINT", format!("http://{closed}"));
    let server = Server::start(command);
    assert_eq!(server.get("/api/v1/articles", None).0, 200);
    server.signal("-TERM");
    assert_eq!(server.ended().0.code(), Some(0));
}
