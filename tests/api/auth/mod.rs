//! `/auth`: signing in, staying so, and one's own account.

mod access_token;
mod login;
mod logout;
mod me;
mod password;
mod races;
mod refresh;
mod sessions;
mod throttle;

use serde_json::{Value, json};

use crate::support::client::Call;
use crate::support::fixtures::PASSWORD;
use crate::support::{Client, Response, TestApp};

/// What a sign-in or a refresh hands out.
#[derive(Clone)]
pub struct Grant {
    pub access: String,
    pub refresh: String,
}

impl Grant {
    pub fn of(reply: &Response) -> Self {
        let data = reply.data();
        let token =
            |name: &str| data[name].as_str().unwrap_or_else(|| panic!("no {name}: {reply}")).to_owned();
        Grant { access: token("access_token"), refresh: token("refresh_token") }
    }

    pub fn client(&self, app: &TestApp) -> Client {
        app.with_token(&self.access)
    }

    /// Whether the access token counts.
    pub async fn counts(&self, app: &TestApp) -> bool {
        let reply = self.client(app).get("/auth/me").send().await;
        match (reply.status, reply.code().as_str()) {
            (200, _) => true,
            (401, "unauthenticated") => false,
            _ => panic!("neither accepted nor refused: {reply}"),
        }
    }
}

pub fn login(app: &TestApp, email: &str, password: &str) -> Call {
    app.anonymous().post("/auth/login", json!({ "email": email, "password": password }))
}

pub fn refresh(app: &TestApp, token: &str) -> Call {
    app.anonymous().post("/auth/refresh", json!({ "refresh_token": token }))
}

/// With the password all fixtures have.
pub async fn sign_in(app: &TestApp, email: &str) -> Grant {
    Grant::of(&login(app, email, PASSWORD).expect(200).await)
}

/// All of a reply that a client can tell from another, but the id of its request.
fn comparable(reply: &Response) -> (u16, Vec<(String, String)>, Value) {
    let headers = reply.headers.iter().filter(|(name, _)| name.as_str() != "x-request-id");
    let mut headers: Vec<_> =
        headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect();
    headers.sort();
    let mut body = reply.json();
    body.as_object_mut().unwrap().remove("instance");
    (reply.status, headers, body)
}
