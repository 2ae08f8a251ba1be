//! The access token, at every operation that asks for one.

use std::time::Duration;

use actix_web::test::TestRequest;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use diesel::prelude::*;
use griot::auth::keys::{Keys, MasterKey, Purpose};
use griot::auth::{AccessTokens, Role, UserId};
use griot::db::schema::users;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use uuid::Uuid;

use super::{comparable, sign_in};
use crate::support::fixtures;
use crate::support::{Response, TestApp};

const REFUSED: &str = "The access token is not valid, or its session has ended.";

fn part(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

/// What an issued token says: header and claims.
fn read(token: &str) -> [Value; 2] {
    let parts: Vec<&str> = token.split('.').collect();
    [0, 1].map(|index| serde_json::from_slice(&URL_SAFE_NO_PAD.decode(parts[index]).unwrap()).unwrap())
}

/// Signs anything with the key the server signs with.
fn sign(header: &Value, claims: &Value) -> String {
    let message = format!("{}.{}", part(header), part(claims));
    let key = MasterKey::new(&[7; 32]).derive(Purpose::AccessToken);
    let mac = Hmac::<Sha256>::new_from_slice(&key).unwrap().chain_update(&message).finalize().into_bytes();
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(mac))
}

fn with(value: &Value, change: &Value) -> Value {
    let mut changed = value.clone();
    let members = changed.as_object_mut().unwrap();
    members.extend(change.as_object().unwrap().clone());
    members.retain(|_, member| !member.is_null());
    changed
}

async fn refused(app: &TestApp, token: &str) -> Response {
    let reply = app.with_token(token).get("/auth/me").refused(401, "unauthenticated").await;
    assert_eq!(reply.header("www-authenticate"), Some("Bearer realm=\"griot\""));
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    reply
}

#[actix_web::test]
async fn expires_after_a_quarter_of_an_hour_and_thirty_seconds_of_leeway() {
    let app = TestApp::with(|config| config.auth.access_token_ttl = Duration::from_secs(900)).await;
    let (_, email) = fixtures::user(&app.state, Role::Author).await;
    let grant = sign_in(&app, &email).await;
    app.advance(929);
    assert!(grant.counts(&app).await);
    app.advance(1);
    let expired = refused(&app, &grant.access).await;
    assert_eq!(expired.json()["detail"], "The access token has expired. Refresh it.");
    // Where anybody may read, an expired credential is no credential either: it is said, not ignored.
    grant.client(&app).get("/articles").refused(401, "unauthenticated").await;
    super::refresh(&app, &grant.refresh).expect(200).await;
}

#[actix_web::test]
async fn forged_tokens_are_refused_in_the_same_words() {
    let app = TestApp::new().await;
    let (author, admin) = (app.author().await, app.admin().await);
    let good = fixtures::session(&app.state, author.user_id()).await;
    let [header, claims] = read(&good);
    assert_eq!(header["alg"], "HS256");
    app.with_token(&sign(&header, &claims)).get("/auth/me").expect(200).await;
    let message = good.rsplit_once('.').unwrap().0;
    let signature = good.rsplit_once('.').unwrap().1;
    let unsigned = format!("{}.{}.", part(&json!({ "alg": "none", "typ": "at+jwt" })), part(&claims));
    let kept_kid =
        format!("{}.{}.{signature}", part(&with(&header, &json!({ "alg": "none" }))), part(&claims));
    let other_claims = with(&claims, &json!({ "sub": admin.user_id() }));
    let swapped = format!("{}.{}.{signature}", part(&header), part(&other_claims));
    let mut bytes = URL_SAFE_NO_PAD.decode(signature).unwrap();
    bytes[0] ^= 1;
    let flipped = format!("{message}.{}", URL_SAFE_NO_PAD.encode(&bytes));
    let key = |byte: u8| Keys { current: MasterKey::new(&[byte; 32]), previous: None };
    let (id, session) = (author.user_id(), claims["sid"].as_str().unwrap().parse::<Uuid>().unwrap());
    let day = Duration::from_secs(86_400);
    let issued = |keys: &Keys, issuer: &str| {
        let tokens = AccessTokens::new(keys, issuer.into(), app.clock.clone(), day);
        tokens.issue(id, session, app.state.ids.next()).unwrap().token
    };
    let own = issued(&key(7), "griot");
    app.with_token(&own).get("/auth/me").expect(200).await;
    let mut tokens = vec![
        unsigned,
        kept_kid,
        swapped,
        flipped,
        format!("{message}."),
        message.to_owned(),
        format!("{good}A"),
        issued(&key(8), "griot"),
        issued(&key(7), "https://elsewhere.example"),
        "x".repeat(5_000),
        "..".into(),
        "é".into(),
    ];
    for change in [
        json!({ "alg": "HS512" }),
        json!({ "alg": "none" }),
        json!({ "typ": "JWT" }),
        json!({ "typ": null }),
        json!({ "kid": "0000000000000000" }),
        json!({ "jku": "https://evil.example/keys" }),
        json!({ "crit": ["exp"] }),
    ] {
        tokens.push(sign(&with(&header, &change), &claims));
    }
    for change in [
        json!({ "sub": null }),
        json!({ "sid": null }),
        json!({ "jti": null }),
        json!({ "nbf": null }),
        json!({ "exp": "9999999999" }),
        json!({ "aud": "another-api" }),
        json!({ "iat": claims["iat"].as_i64().unwrap() - 1_000_000 }),
        json!({ "nbf": claims["nbf"].as_i64().unwrap() + 31 }),
        json!({ "sub": "admin" }),
    ] {
        tokens.push(sign(&header, &with(&claims, &change)));
    }
    let plain = comparable(&refused(&app, "garbage").await);
    assert_eq!(plain.2["detail"], REFUSED);
    for token in tokens {
        // A header of other than visible ASCII is no bearer credential at all.
        let reply = refused(&app, &token).await;
        if token.is_ascii() {
            assert_eq!(comparable(&reply), plain, "{token}");
        }
    }
}

#[actix_web::test]
async fn a_well_signed_token_is_held_against_the_servers_state() {
    let app = TestApp::new().await;
    let (author, admin) = (app.author().await, app.admin().await);
    let token = fixtures::session(&app.state, author.user_id()).await;
    let session = read(&token)[1]["sid"].as_str().unwrap().parse().unwrap();
    let issue = |user: Uuid, session: Uuid| {
        app.state.auth.access_tokens.issue(user, session, app.state.ids.next()).unwrap().token
    };
    app.with_token(&issue(author.user_id(), session)).get("/auth/me").expect(200).await;
    refused(&app, &issue(admin.user_id(), session)).await;
    refused(&app, &issue(author.user_id(), app.state.ids.next())).await;
    refused(&app, &issue(app.state.ids.next(), session)).await;
    app.with_token(&token).post("/auth/logout", json!({})).expect(204).await;
    refused(&app, &token).await;
}

#[actix_web::test]
async fn suspension_and_deletion_count_at_once() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let (id, email) = fixtures::user(&app.state, Role::Editor).await;
    let path = format!("/users/{id}");
    let grant = sign_in(&app, &email).await;
    grant.client(&app).get("/articles?edition=draft").expect(200).await;
    admin.post(&format!("{path}/suspend"), json!({})).if_match("*").expect(200).await;
    let reply = refused(&app, &grant.access).await;
    assert_eq!(reply.json()["detail"], REFUSED);
    grant.client(&app).get("/articles?edition=draft").refused(401, "unauthenticated").await;
    admin.post(&format!("{path}/restore"), json!({})).if_match("*").expect(200).await;
    refused(&app, &grant.access).await;
    let grant = sign_in(&app, &email).await;
    assert!(grant.counts(&app).await);
    admin.delete(&path).if_match("*").expect(204).await;
    refused(&app, &grant.access).await;
}

#[actix_web::test]
async fn another_role_counts_at_once() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let (id, email) = fixtures::user(&app.state, Role::Author).await;
    let before = sign_in(&app, &email).await;
    before.client(&app).get("/users").refused(403, "forbidden").await;
    admin.patch(&format!("/users/{id}"), json!({ "role": "admin" })).if_match("*").expect(200).await;
    refused(&app, &before.access).await;
    let after = sign_in(&app, &email).await.client(&app);
    after.get("/users").expect(200).await;
    // Even for a session that lives on: the role is the account's, not the token's.
    for (role, status) in [("editor", 403), ("contributor", 403), ("admin", 200)] {
        app.state
            .db
            .write(move |tx| {
                diesel::update(users::table.find(UserId(id))).set(users::role.eq(role)).execute(&mut **tx)?;
                Ok(())
            })
            .await
            .unwrap();
        after.get("/users").expect(status).await;
    }
}

#[actix_web::test]
async fn one_bearer_header_and_nothing_else() {
    let app = TestApp::new().await;
    let (id, email) = fixtures::user(&app.state, Role::Author).await;
    let grant = sign_in(&app, &email).await;
    let (good, refresh) = (&grant.access, &grant.refresh);
    let me = |value: &str| app.anonymous().get("/auth/me").header("Authorization", value);
    for value in [
        format!("Bearer {good}"),
        format!("bearer {good}"),
        format!("BEARER {good}"),
        format!("Bearer  {good}"),
    ] {
        me(&value).expect(200).await;
    }
    for value in [
        String::new(),
        good.clone(),
        "Bearer".into(),
        "Bearer ".into(),
        format!("Bearer{good}"),
        format!("Bearer:{good}"),
        format!("Basic {good}"),
        format!("Token {good}"),
        format!("DPoP {good}"),
        format!("Bearer \"{good}\""),
        format!("Bearer {good} {good}"),
        format!("Bearer {good}, Bearer {good}"),
        // One kind of token does not pass for the other.
        format!("Bearer {refresh}"),
    ] {
        me(&value).refused(401, "unauthenticated").await;
    }
    for path in [format!("/auth/me?access_token={good}"), format!("/auth/me?token={good}")] {
        app.anonymous().get(&path).refused(401, "unauthenticated").await;
    }
    for name in ["Cookie", "X-Access-Token", "Proxy-Authorization"] {
        let call = app.anonymous().get("/auth/me").header(name, &format!("Bearer {good}"));
        call.refused(401, "unauthenticated").await;
    }
    let other = fixtures::session(&app.state, id).await;
    let twice =
        TestRequest::get().uri("/api/v1/auth/me").append_header(("Authorization", format!("Bearer {good}")));
    let twice = twice.append_header(("Authorization", format!("Bearer {other}"))).to_request();
    assert_eq!(app.call(twice).await.status(), 401);
}
