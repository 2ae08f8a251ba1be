//! `/users`

mod access;
mod create;
mod delete;
mod last_admin;
mod list;
mod meanwhile;
mod own;
mod permissions;
mod preconditions;
mod secrets;
mod write;

use diesel::prelude::*;
use griot::auth::{Role, UserId};
use griot::db::schema::events;
use griot::users::{Email, NewUser};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::TestApp;
use crate::support::fixtures::PASSWORD;

/// An account with this address, made without the API. Its password is that of the fixtures.
async fn account(app: &TestApp, email: &str, role: Role) -> Uuid {
    let password = griot::auth::password::Password::normalise(PASSWORD);
    let password_hash = app.state.auth.hasher.hash(password).await.unwrap();
    let email = Email::parse(email).unwrap();
    let input = NewUser { email, name: "Awa Diop".into(), role, password_hash };
    app.state.db.write(move |tx| griot::users::service::create(tx, None, &input)).await.unwrap().0
}

fn input(email: &str) -> Value {
    json!({ "email": email, "name": "Awa Diop", "role": "author", "password": PASSWORD })
}

/// What the content log says of an account: the event, who did it, and its data.
async fn history(app: &TestApp, user: Uuid) -> Vec<(String, Option<Uuid>, Value)> {
    let rows = app.state.db.read(move |conn| {
        let rows: Vec<(String, Option<UserId>, String)> = events::table
            .filter(events::resource_id.eq(UserId(user)))
            .select((events::type_, events::actor, events::data))
            .order(events::seq)
            .load(conn)?;
        Ok(rows)
    });
    let told = |(kind, actor, data): (String, Option<UserId>, String)| {
        (kind, actor.map(|actor| actor.0), serde_json::from_str(&data).unwrap())
    };
    rows.await.unwrap().into_iter().map(told).collect()
}
