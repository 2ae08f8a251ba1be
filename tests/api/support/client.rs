//! Requests as a client would send them. Every reply is held against the spec before a test sees it.

use std::cell::RefCell;
use std::rc::Rc;

use actix_web::body::BoxBody;
use actix_web::dev::ServiceResponse;
use actix_web::http::{Method, header};
use actix_web::test::TestRequest;
use serde_json::Value;
use uuid::Uuid;

use super::app::TestApp;
use super::response::Response;
use super::spec;
use super::stream::Stream;

/// Somebody, or nobody in particular.
#[derive(Clone)]
pub struct Client {
    pub app: TestApp,
    identity: Option<(Uuid, String)>,
    repeats: Option<Repeats>,
}

/// What was sent twice under one key: the operation, and both replies.
pub type Repeats = Rc<RefCell<Vec<(String, Response, Response)>>>;

impl Client {
    pub fn new(app: TestApp, identity: Option<(Uuid, String)>) -> Self {
        Client { app, identity, repeats: None }
    }

    /// The same client, which sends every write that succeeds once more, under a key of its own.
    pub fn repeating(&self, repeats: &Repeats) -> Self {
        Client { repeats: Some(Rc::clone(repeats)), ..self.clone() }
    }

    /// The same person at another node.
    pub fn at(&self, app: &TestApp) -> Self {
        Client { app: app.clone(), ..self.clone() }
    }

    pub fn user_id(&self) -> Uuid {
        self.identity.as_ref().expect("signed in").0
    }

    pub fn request(&self, method: Method, path: &str) -> Call {
        let mut call = Call {
            app: self.app.clone(),
            method,
            path: path.to_owned(),
            headers: Vec::new(),
            body: None,
            repeats: self.repeats.clone(),
        };
        if let Some((_, token)) = &self.identity {
            call.headers.push((header::AUTHORIZATION.to_string(), format!("Bearer {token}")));
        }
        call
    }

    /// `path` begins with a slash; `/api/v1` is put before it unless it says otherwise.
    pub fn get(&self, path: &str) -> Call {
        self.request(Method::GET, path)
    }

    pub fn post(&self, path: &str, body: Value) -> Call {
        self.request(Method::POST, path).json(body)
    }

    pub fn put(&self, path: &str, body: Value) -> Call {
        self.request(Method::PUT, path).json(body)
    }

    pub fn patch(&self, path: &str, body: Value) -> Call {
        self.request(Method::PATCH, path).json(body)
    }

    pub fn delete(&self, path: &str) -> Call {
        self.request(Method::DELETE, path)
    }
}

/// One request.
#[derive(Clone)]
pub struct Call {
    app: TestApp,
    method: Method,
    path: String,
    headers: Vec<(String, String)>,
    body: Option<Vec<u8>>,
    repeats: Option<Repeats>,
}

impl Call {
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same header once more.
    pub fn also(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn key(self, key: &str) -> Self {
        self.header("Idempotency-Key", key)
    }

    pub fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self
    }

    pub fn if_match(self, tag: &str) -> Self {
        self.header("If-Match", tag)
    }

    pub fn json(self, body: Value) -> Self {
        let mut call = self.header("Content-Type", "application/json");
        call.body = Some(serde_json::to_vec(&body).unwrap());
        call
    }

    /// Bytes as they are, sent as `application/json`.
    pub fn raw(self, body: impl Into<Vec<u8>>) -> Self {
        let mut call = self.header("Content-Type", "application/json");
        call.body = Some(body.into());
        call
    }

    pub async fn send(self) -> Response {
        let Some(repeats) = self.repeats.clone().filter(|_| !self.method.is_safe()) else {
            return self.send_once().await;
        };
        let call = self.key(&format!("key-{}", repeats.borrow().len()));
        let first = call.clone().send_once().await;
        if first.status < 300 {
            let path = first.path.split('?').next().unwrap();
            let operation = call.app.state.spec.operation(call.method.as_str(), path).unwrap().id.clone();
            let second = call.send_once().await;
            repeats.borrow_mut().push((operation, first.clone(), second));
        }
        first
    }

    /// The whole address, and what the application answers.
    async fn answer(&self) -> (String, ServiceResponse<BoxBody>) {
        let inside = [
            "/healthz",
            "/metrics",
            "/readyz",
            "/openapi",
            "/docs",
            "/problems",
            "/feeds/",
            "/sitemap",
            "/robots.txt",
            "//",
        ];
        let path =
            if self.path.starts_with("/api/") || inside.iter().any(|prefix| self.path.starts_with(prefix)) {
                self.path.clone()
            } else {
                format!("/api/v1{}", self.path)
            };
        let mut request = TestRequest::with_uri(&path).method(self.method.clone());
        request = request.peer_addr("192.0.2.7:4711".parse().unwrap());
        for (name, value) in &self.headers {
            request = request.append_header((name.as_str(), value.as_str()));
        }
        if let Some(body) = &self.body {
            request = request.append_header((header::CONTENT_LENGTH, body.len())).set_payload(body.clone());
        }
        let reply = self.app.call(request.to_request()).await;
        (path, reply)
    }

    async fn send_once(self) -> Response {
        let (path, reply) = self.answer().await;
        let response = Response::read(&self.method, &path, reply).await;
        spec::check(&self.app.state.spec, &response, self.body.as_deref());
        response
    }

    /// Sends it and expects a stream that goes on.
    pub async fn stream(self) -> Stream {
        let (path, reply) = self.answer().await;
        assert_eq!(reply.status(), 200, "{path}");
        assert_eq!(reply.headers().get(header::CONTENT_TYPE).unwrap(), "text/event-stream", "{path}");
        Stream::new(reply.into_body())
    }

    /// Sends it and expects this status.
    pub async fn expect(self, status: u16) -> Response {
        let response = self.send().await;
        assert_eq!(response.status, status, "{response}");
        response
    }

    /// Sends it and expects this problem.
    pub async fn refused(self, status: u16, code: &str) -> Response {
        let response = self.send().await;
        assert_eq!((response.status, response.code().as_str()), (status, code), "{response}");
        response
    }
}
