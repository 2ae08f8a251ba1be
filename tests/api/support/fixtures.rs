//! People and things a test begins with.

use diesel::prelude::*;
use griot::app::AppState;
use griot::auth::{Role, SessionId, UserId};
use griot::db::schema::{sessions, site};
use griot::users::{Email, NewUser};
use serde_json::{Value, json};
use uuid::Uuid;

use super::client::Client;
use super::response::Response;

pub const PASSWORD: &str = "pirogue tambour acacia";

/// Empties the lists of what is required before something is published, without the API.
pub async fn require_nothing(state: &AppState) {
    let types =
        ["news", "analysis", "interview", "opinion", "report", "brief", "live", "video", "audio", "page"];
    let none: serde_json::Map<String, Value> =
        types.map(|name| (name.to_owned(), json!([]))).into_iter().collect();
    let settings = json!({ "checklists": none }).to_string();
    let work = move |tx: &mut griot::db::Tx<'_>| {
        diesel::update(site::table.find(1)).set(site::settings.eq(settings.clone())).execute(&mut **tx)?;
        Ok(())
    };
    state.db.write(work).await.unwrap();
}

/// An account made without the API.
pub async fn user(state: &AppState, role: Role) -> (Uuid, String) {
    let email = format!("{role}-{}@example.org", state.ids.next());
    let password = griot::auth::password::Password::normalise(PASSWORD);
    let password_hash = state.auth.hasher.hash(password).await.unwrap();
    let input =
        NewUser { email: Email::parse(&email).unwrap(), name: format!("La {role}"), role, password_hash };
    let id = state.db.write(move |tx| griot::users::service::create(tx, None, &input)).await.unwrap();
    (id.0, email)
}

/// The same, with a session and an access token for it.
pub async fn signed_in(state: &AppState, role: Role) -> (Uuid, String) {
    let (user, _) = user(state, role).await;
    let token = session(state, user).await;
    (user, token)
}

/// An access token of a new session.
pub async fn session(state: &AppState, user: Uuid) -> String {
    let session = state.ids.next();
    let far = state.clock.now().plus(chrono::TimeDelta::days(3_000));
    state
        .db
        .write(move |tx| {
            let now = tx.now();
            diesel::insert_into(sessions::table)
                .values((
                    sessions::id.eq(SessionId(session)),
                    sessions::user_id.eq(UserId(user)),
                    sessions::created_at.eq(now),
                    sessions::last_used_at.eq(now),
                    sessions::idle_expires_at.eq(far),
                    sessions::expires_at.eq(far),
                ))
                .execute(&mut **tx)?;
            Ok(())
        })
        .await
        .unwrap();
    state.auth.access_tokens.issue(user, session, state.ids.next()).unwrap().token
}

pub async fn author(client: &Client, name: &str) -> Uuid {
    client.post("/authors", json!({ "name": name })).expect(201).await.id()
}

pub async fn category(client: &Client, name: &str, parent: Option<Uuid>) -> Uuid {
    client.post("/categories", json!({ "name": name, "parent_id": parent })).expect(201).await.id()
}

pub async fn tag(client: &Client, name: &str) -> Uuid {
    client.post("/tags", json!({ "name": name })).expect(201).await.id()
}

/// A draft with these members beside the title.
pub async fn article(client: &Client, title: &str, more: Value) -> Response {
    let mut input = json!({
        "title": title,
        "summary": "Un chapô.",
        "body": { "format": "markdown", "source": "Un **premier** paragraphe.\n\nUn second." },
    });
    for (name, value) in more.as_object().expect("an object") {
        input[name] = value.clone();
    }
    client.post("/articles", input).expect(201).await
}

/// The same, published.
pub async fn published(client: &Client, title: &str, more: Value) -> Response {
    let draft = article(client, title, more).await;
    publish(client, draft.id()).await
}

pub async fn publish(client: &Client, id: Uuid) -> Response {
    client.post(&format!("/articles/{id}/publish"), json!({})).if_match("*").expect(200).await
}
