//! How often one may try, under `/auth`.

use griot::auth::Role;
use griot::config::{Config, TrustedProxies};
use serde_json::json;
use uuid::Uuid;

use super::{comparable, login, refresh, sign_in};
use crate::support::fixtures::{self, PASSWORD};
use crate::support::{Response, TestApp};

const WRONG: &str = "pirogue tambour baobab";

#[track_caller]
fn says(refused: &Response, policy: &str, quota: u32, seconds: u32) {
    assert_eq!(refused.header("retry-after"), Some(seconds.to_string().as_str()), "{refused}");
    assert_eq!(refused.header("ratelimit-policy"), Some(format!("\"{policy}\";q={quota};w=900").as_str()));
    assert_eq!(refused.header("ratelimit"), Some(format!("\"{policy}\";r=0;t={seconds}").as_str()));
    assert_eq!(refused.header("cache-control"), Some("no-store"));
}

#[actix_web::test]
async fn ten_attempts_at_an_account_then_one_every_ninety_seconds() {
    let app = TestApp::new().await;
    let (_, email) = fixtures::user(&app.state, Role::Author).await;
    let (_, other) = fixtures::user(&app.state, Role::Author).await;
    for _ in 0..10 {
        let wrong = login(&app, &email, WRONG).refused(401, "invalid-credentials").await;
        assert!(wrong.header("retry-after").is_none(), "{wrong}");
    }
    // The right password is not even looked at, however the address is spelled.
    for spelling in [email.clone(), email.to_uppercase()] {
        says(&login(&app, &spelling, PASSWORD).refused(429, "too-many-requests").await, "login", 10, 90);
    }
    login(&app, &other, PASSWORD).expect(200).await;
    app.advance(89);
    for _ in 0..20 {
        says(&login(&app, &email, WRONG).refused(429, "too-many-requests").await, "login", 10, 1);
    }
    // Hammering put nothing off; and signing in gives no attempts back.
    app.advance(1);
    login(&app, &email, PASSWORD).expect(200).await;
    login(&app, &email, PASSWORD).refused(429, "too-many-requests").await;
    app.advance(900);
    for _ in 0..10 {
        login(&app, &email, PASSWORD).expect(200).await;
    }
    login(&app, &email, PASSWORD).refused(429, "too-many-requests").await;
}

#[actix_web::test]
async fn an_unknown_address_is_throttled_in_the_same_words() {
    let app = TestApp::new().await;
    let (_, known) = fixtures::user(&app.state, Role::Author).await;
    let mut last = Vec::new();
    for email in [known.as_str(), "personne@example.org"] {
        for _ in 0..10 {
            login(&app, email, WRONG).refused(401, "invalid-credentials").await;
        }
        last.push(comparable(&login(&app, email, WRONG).refused(429, "too-many-requests").await));
    }
    assert_eq!(last[0], last[1]);
}

#[actix_web::test]
async fn attempts_from_one_place_count_together() {
    let app = TestApp::with(|config| config.auth.login_attempts_per_address = 3).await;
    let (_, email) = fixtures::user(&app.state, Role::Author).await;
    for number in 0..3 {
        login(&app, &format!("personne-{number}@example.org"), WRONG)
            .refused(401, "invalid-credentials")
            .await;
    }
    let refused = login(&app, &email, PASSWORD).refused(429, "too-many-requests").await;
    says(&refused, "login-address", 3, 300);
    // Nobody is trusted, so nobody can say that they come from elsewhere.
    let forged = login(&app, &email, PASSWORD).header("X-Forwarded-For", "198.51.100.1");
    forged.refused(429, "too-many-requests").await;
    app.advance(300);
    login(&app, &email, PASSWORD).expect(200).await;
}

#[actix_web::test]
async fn behind_a_trusted_proxy_the_place_is_what_the_proxy_says() {
    let adjust = |config: &mut Config| {
        config.auth.login_attempts_per_address = 2;
        config.server.trusted_proxies = TrustedProxies::from(vec!["192.0.2.0/24".parse().unwrap()]);
    };
    let app = TestApp::with(adjust).await;
    let attempt = |number: u32, from: &str| {
        login(&app, &format!("personne-{number}@example.org"), WRONG).header("X-Forwarded-For", from)
    };
    for (first, second, over, other) in [
        ("198.51.100.1", "203.0.113.9, 198.51.100.1", "10.0.0.1, 198.51.100.1, 192.0.2.80", "198.51.100.2"),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:2::3", "2001:db8:1:3::1"),
    ] {
        attempt(1, first).refused(401, "invalid-credentials").await;
        attempt(2, second).refused(401, "invalid-credentials").await;
        says(&attempt(3, over).refused(429, "too-many-requests").await, "login-address", 2, 450);
        attempt(4, other).refused(401, "invalid-credentials").await;
    }
}

#[actix_web::test]
async fn refreshing_is_throttled_by_place_and_costs_no_token() {
    let app = TestApp::with(|config| config.auth.refresh_attempts_per_address = 2).await;
    let (_, email) = fixtures::user(&app.state, Role::Author).await;
    let grant = sign_in(&app, &email).await;
    for _ in 0..2 {
        refresh(&app, "grr_x").refused(401, "unauthenticated").await;
    }
    says(&refresh(&app, &grant.refresh).refused(429, "too-many-requests").await, "refresh", 2, 450);
    assert!(grant.counts(&app).await);
    app.advance(450);
    refresh(&app, &grant.refresh).expect(200).await;
}

#[actix_web::test]
async fn a_stolen_access_token_does_not_serve_to_guess_the_password() {
    let app = TestApp::new().await;
    let (id, email) = fixtures::user(&app.state, Role::Author).await;
    let client = app.with_token(&fixtures::session(&app.state, id).await);
    let change = |current: &str| {
        client.post(
            "/auth/password",
            json!({ "current_password": current, "new_password": "quatre tambours sous la pluie" }),
        )
    };
    let rename =
        |current: &str| client.patch("/auth/me", json!({ "name": "Awa", "current_password": current }));
    for _ in 0..5 {
        change(WRONG).refused(422, "validation-failed").await;
        rename(WRONG).refused(422, "validation-failed").await;
    }
    says(&change(PASSWORD).refused(429, "too-many-requests").await, "password", 10, 90);
    says(&rename(PASSWORD).refused(429, "too-many-requests").await, "password", 10, 90);
    // The owner, elsewhere, is not shut out by the thief.
    login(&app, &email, PASSWORD).expect(200).await;
    let own = app.with_token(&fixtures::session(&app.state, id).await);
    own.patch("/auth/me", json!({ "name": "Awa", "current_password": PASSWORD })).expect(200).await;
    // What needs no password goes on, and so do other accounts.
    client.patch("/auth/me", json!({ "name": "Binta" })).expect(200).await;
    let (other, _): (Uuid, String) = fixtures::user(&app.state, Role::Author).await;
    let colleague = app.with_token(&fixtures::session(&app.state, other).await);
    let body = json!({ "name": "Awa", "current_password": PASSWORD });
    colleague.patch("/auth/me", body).expect(200).await;
    app.advance(90);
    change(PASSWORD).expect(204).await;
}

#[actix_web::test]
async fn nobody_shuts_the_owner_out_from_one_place() {
    let adjust = |config: &mut Config| {
        config.auth.login_attempts_per_account = 2;
        config.server.trusted_proxies = TrustedProxies::from(vec!["192.0.2.0/24".parse().unwrap()]);
    };
    let app = TestApp::with(adjust).await;
    let (_, email) = fixtures::user(&app.state, Role::Author).await;
    let attempt = |from: String| login(&app, &email, WRONG).header("X-Forwarded-For", &from);
    for _ in 0..2 {
        attempt("198.51.100.1".into()).refused(401, "invalid-credentials").await;
    }
    let refused = attempt("198.51.100.1".into()).refused(429, "too-many-requests").await;
    says(&refused, "login", 2, 450);
    let owner = || login(&app, &email, PASSWORD).header("X-Forwarded-For", "203.0.113.9");
    owner().expect(200).await;
    // From many places at once there is an end, ten times further.
    for place in 2..19 {
        attempt(format!("198.51.100.{place}")).refused(401, "invalid-credentials").await;
    }
    says(&attempt("198.51.100.99".into()).refused(429, "too-many-requests").await, "login-account", 20, 45);
    app.advance(45);
    owner().expect(200).await;
}

#[actix_web::test]
async fn one_place_does_not_shut_the_owner_out_and_many_are_limited_together() {
    let adjust = |config: &mut Config| {
        config.auth.login_attempts_per_account = 2;
        config.server.trusted_proxies = TrustedProxies::from(vec!["192.0.2.0/24".parse().unwrap()]);
    };
    let app = TestApp::with(adjust).await;
    let (_, email) = fixtures::user(&app.state, Role::Author).await;
    let from = |place: u32, password: &str| {
        login(&app, &email, password).header("X-Forwarded-For", &format!("198.51.100.{place}"))
    };
    for place in 1..10 {
        for _ in 0..2 {
            from(place, WRONG).refused(401, "invalid-credentials").await;
        }
        says(&from(place, PASSWORD).refused(429, "too-many-requests").await, "login", 2, 450);
    }
    // Twenty in all: what was refused above did not count.
    from(10, PASSWORD).expect(200).await;
    from(10, WRONG).refused(401, "invalid-credentials").await;
    says(&from(11, PASSWORD).refused(429, "too-many-requests").await, "login-account", 20, 45);
    app.advance(45);
    from(12, PASSWORD).expect(200).await;
}

#[actix_web::test]
async fn who_is_signed_in_from_a_place_is_not_shut_out_by_strangers() {
    let adjust = |config: &mut Config| {
        config.auth.login_attempts_per_account = 1;
        config.server.trusted_proxies = TrustedProxies::from(vec!["192.0.2.0/24".parse().unwrap()]);
    };
    let app = TestApp::with(adjust).await;
    let (_, email) = fixtures::user(&app.state, Role::Author).await;
    let from = |password, place: &str| login(&app, &email, password).header("X-Forwarded-For", place);
    from(PASSWORD, "203.0.113.9").expect(200).await;
    app.advance(900);
    for place in 1..=10 {
        from(WRONG, &format!("198.51.100.{place}")).refused(401, "invalid-credentials").await;
    }
    says(&from(PASSWORD, "203.0.113.8").refused(429, "too-many-requests").await, "login-account", 10, 90);
    from(PASSWORD, "203.0.113.9").expect(200).await;
    // Not without end there either.
    says(&from(WRONG, "203.0.113.9").refused(429, "too-many-requests").await, "login", 1, 900);
}
