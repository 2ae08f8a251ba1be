//! The figures at an address of their own.

use std::io::{Read, Write};
use std::net::TcpStream;

use super::harness::{Place, Server, finish};

/// Status line and headers, and the body.
fn get(address: &str, request: &str) -> (String, String) {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "{request} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").unwrap();
    let mut reply = String::new();
    stream.read_to_string(&mut reply).unwrap();
    let (head, body) = reply.split_once("\r\n\r\n").unwrap();
    (head.to_lowercase(), body.to_owned())
}

#[test]
fn an_address_of_their_own_needs_no_token_and_serves_nothing_else() {
    let place = Place::new();
    let mut command = place.command(&["serve"]);
    command.env("GRIOT_METRICS_BIND", "127.0.0.1:0");
    let server = Server::start(command);
    let said = server.greeting.lines().find_map(|line| line.strip_prefix("Figures are at http://"));
    let own = said.and_then(|rest| rest.strip_suffix("/metrics")).expect(&server.greeting).to_owned();
    assert_ne!(own, server.address);
    assert_eq!(server.get("/api/v1/articles", None).0, 200);
    assert_eq!(server.get("/metrics", None).0, 404, "it is there and nowhere else");

    let (head, body) = get(&own, "GET /metrics");
    assert!(head.starts_with("http/1.1 200") && head.contains("cache-control: no-store"), "{head}");
    assert!(
        head.contains("content-type: application/openmetrics-text; version=1.0.0; charset=utf-8"),
        "{head}"
    );
    assert!(!head.contains("content-encoding"), "{head}");
    let counted = "griot_http_requests_total{method=\"GET\",route=\"/api/v1/articles\",status=\"200\"} 1\n";
    assert!(body.contains(counted), "{body}");
    assert!(body.contains("griot_database_up 1\n") && body.ends_with("# EOF\n"), "{body}");
    // The server says who it is, and when it began.
    let start = body.lines().find_map(|line| line.strip_prefix("process_start_time_seconds ")).unwrap();
    assert!(start.parse::<u64>().unwrap() > 1_700_000_000, "{start}");

    assert!(get(&own, "HEAD /metrics").0.starts_with("http/1.1 200"));
    for other in ["GET /", "GET /api/v1/articles", "GET /healthz", "POST /metrics", "GET /metrics/"] {
        let (head, body) = get(&own, other);
        assert!(head.starts_with("http/1.1 404") && body.is_empty(), "{other}: {head}");
    }
    server.signal("-TERM");
    assert_eq!(server.ended().0.code(), Some(0));
}

#[test]
fn an_address_that_is_taken_is_said_before_anything_is_served() {
    let place = Place::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let mut command = place.command(&["serve"]);
    command.env("GRIOT_METRICS_BIND", taken.local_addr().unwrap().to_string());
    let refused = finish(command, "");
    assert_eq!(refused.status.code(), Some(1));
    assert!(refused.stderr.contains("cannot listen on GRIOT_METRICS_BIND"), "{}", refused.stderr);
    assert!(!refused.stdout.contains("Griot listens"), "{}", refused.stdout);
}
