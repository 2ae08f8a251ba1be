//! A reply, read to its end.

use std::fmt;

use actix_web::body::{BoxBody, to_bytes};
use actix_web::dev::ServiceResponse;
use actix_web::http::{Method, header::HeaderMap};
use serde_json::Value;
use uuid::Uuid;

use super::stream::Stream;

#[derive(Clone)]
pub struct Response {
    pub method: Method,
    pub path: String,
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Response {
    pub async fn read(method: &Method, path: &str, reply: ServiceResponse<BoxBody>) -> Self {
        let status = reply.status().as_u16();
        let headers = reply.headers().clone();
        let is_stream = method != Method::HEAD
            && headers.get("content-type").is_some_and(|kind| kind == "text/event-stream");
        let body = if is_stream {
            Stream::new(reply.into_body()).until_live().await.into_bytes()
        } else {
            to_bytes(reply.into_body()).await.expect("the body arrives").to_vec()
        };
        Response { method: method.clone(), path: path.to_owned(), status, headers, body }
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    pub fn etag(&self) -> String {
        self.header("etag").unwrap_or_else(|| panic!("no ETag: {self}")).to_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no JSON: {self}"))
    }

    pub fn data(&self) -> Value {
        self.json()["data"].clone()
    }

    pub fn id(&self) -> Uuid {
        self.data()["id"].as_str().and_then(|id| id.parse().ok()).unwrap_or_else(|| panic!("no id: {self}"))
    }

    /// The code of a problem; empty when it is none.
    pub fn code(&self) -> String {
        serde_json::from_slice::<Value>(&self.body)
            .ok()
            .and_then(|body| body["code"].as_str().map(Into::into))
            .unwrap_or_default()
    }

    pub fn expect_problem(&self, status: u16, code: &str, what: &str) {
        assert_eq!((self.status, self.code().as_str()), (status, code), "{what}: {self}");
    }

    /// `(where, code)` of each fault a problem lists.
    pub fn faults(&self) -> Vec<(String, String)> {
        let body = self.json();
        let errors = body["errors"].as_array().cloned().unwrap_or_default();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        errors
            .iter()
            .map(|fault| {
                let place =
                    if fault["pointer"].is_string() { &fault["pointer"] } else { &fault["parameter"] };
                (text(place), text(&fault["code"]))
            })
            .collect()
    }

    /// SQL statements the reply cost.
    pub fn statements(&self) -> u32 {
        let timing = self.header("server-timing").unwrap_or_default();
        let digits: String = timing.chars().filter(char::is_ascii_digit).collect();
        digits.parse().unwrap_or_else(|_| panic!("no statement count: {self}"))
    }

    /// The `member` of every item of a list.
    pub fn pluck(&self, member: &str) -> Vec<Value> {
        self.data().as_array().expect("a list").iter().map(|item| item[member].clone()).collect()
    }
}

impl fmt::Display for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} -> {}\n{}", self.method, self.path, self.status, String::from_utf8_lossy(&self.body))
    }
}
