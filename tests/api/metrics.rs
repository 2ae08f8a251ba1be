//! The figures of the process, as a scraper reads them.

use std::sync::Mutex;
use std::sync::mpsc::channel;
use std::time::Duration;

use actix_web::http::Method;
use actix_web::test;
use diesel::prelude::*;
use griot::config::{DatabaseConfig, DatabaseUrl, Secret};
use griot::db::schema::{jobs, webhook_deliveries};
use griot::db::{AnyId, Db, Tx};
use griot::error::Error;
use griot::http::router;
use serde_json::json;

use crate::support::database::on_postgres;
use crate::support::held::hold;
use crate::support::{Response, TestApp, fixtures};

const TOKEN: &str = "5f0e9c1d7b3a48e6925f0e9c1d7b3a48e692";

async fn newsroom() -> TestApp {
    TestApp::with(|config| config.metrics.token = Some(Secret::new(TOKEN))).await
}

async fn scrape(app: &TestApp) -> String {
    let reply = app.anonymous().get("/metrics").header("Authorization", &format!("Bearer {TOKEN}"));
    String::from_utf8(reply.expect(200).await.body).unwrap()
}

/// What the text says of one sample, by its name and its labels as they are written.
fn value(text: &str, sample: &str) -> Option<f64> {
    let found = text.lines().find_map(|line| line.strip_prefix(sample)?.strip_prefix(' '))?;
    Some(found.parse().unwrap())
}

/// The same, of something that is counted in whole.
fn count(text: &str, sample: &str) -> Option<u64> {
    let found = text.lines().find_map(|line| line.strip_prefix(sample)?.strip_prefix(' '))?;
    Some(found.parse().unwrap())
}

fn requests(text: &str, method: &str, route: &str, status: u16) -> Option<f64> {
    let labels = format!("{{method=\"{method}\",route=\"{route}\",status=\"{status}\"}}");
    value(text, &format!("griot_http_requests_total{labels}"))
}

#[actix_web::test]
async fn without_a_token_there_is_nothing() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    for method in [Method::GET, Method::HEAD, Method::POST, Method::OPTIONS, "PURGE".parse().unwrap()] {
        for path in ["/metrics", "/metrics?surprise=1"] {
            let reply = app.anonymous().request(method.clone(), path).expect(404).await;
            let elsewhere = app.anonymous().request(method.clone(), "//nowhere").expect(404).await;
            assert_eq!(reply.header("allow"), elsewhere.header("allow"), "{reply}");
        }
    }
    admin.get("/metrics").refused(404, "not-found").await;
    // An address of their own is not this one.
    let elsewhere = TestApp::with(|config| config.metrics.bind = Some("127.0.0.1:9100".parse().unwrap()));
    elsewhere.await.anonymous().get("/metrics").refused(404, "not-found").await;
}

#[actix_web::test]
async fn the_token_opens_and_nothing_else_does() {
    let app = newsroom().await;
    let nobody = app.anonymous();
    let refused = nobody.get("/metrics").refused(401, "unauthenticated").await;
    assert_eq!(refused.header("www-authenticate"), Some("Bearer realm=\"griot\""));
    for wrong in [
        "Bearer".to_owned(),
        "Bearer ".to_owned(),
        format!("Bearer {}", &TOKEN[..TOKEN.len() - 1]),
        format!("Bearer {TOKEN}0"),
        format!("Bearer {}", TOKEN.to_uppercase()),
        format!("Basic {TOKEN}"),
        TOKEN.to_owned(),
    ] {
        nobody.get("/metrics").header("Authorization", &wrong).refused(401, "unauthenticated").await;
    }
    app.admin().await.get("/metrics").refused(401, "unauthenticated").await;
    // Nor does it open anything but the figures.
    app.with_token(TOKEN).get("/articles").refused(401, "unauthenticated").await;
    let opened = nobody.get("/metrics").header("Authorization", &format!("bearer {TOKEN}")).expect(200).await;
    assert_eq!(
        opened.header("content-type"),
        Some("application/openmetrics-text; version=1.0.0; charset=utf-8")
    );
    assert_eq!(opened.header("cache-control"), Some("no-store"));
    assert!(!String::from_utf8_lossy(&opened.body).contains(TOKEN));
    let unknown = app.with_token(TOKEN).get("/metrics?surprise=1").refused(400, "bad-parameter").await;
    assert_eq!(unknown.faults(), [("surprise".to_owned(), "unknown-parameter".to_owned())]);
    let posted = app.with_token(TOKEN).post("/metrics", json!({})).refused(405, "method-not-allowed").await;
    assert_eq!(posted.header("allow"), Some("GET, HEAD, OPTIONS"));
}

#[actix_web::test]
async fn the_form_is_that_of_openmetrics() {
    let app = newsroom().await;
    app.anonymous().get("/articles").expect(200).await;
    let text = scrape(&app).await;
    assert!(text.ends_with("\n# EOF\n"), "{text}");
    assert_eq!(text.matches("# EOF").count(), 1);
    let mut kinds = std::collections::HashMap::new();
    for line in text.lines() {
        if let Some(family) = line.strip_prefix("# TYPE ") {
            let (name, kind) = family.split_once(' ').unwrap();
            assert!(name.starts_with("griot_") || name.starts_with("process_"), "{line}");
            assert_eq!(kinds.insert(name, kind), None, "{name} twice");
            assert!(text.contains(&format!("# HELP {name} ")), "{name} does not say what it is");
        } else if !line.starts_with('#') {
            let (sample, number) = line.rsplit_once(' ').unwrap();
            number.parse::<f64>().unwrap();
            let name = sample.split('{').next().unwrap();
            let ends = |kind: &str| -> &[&str] {
                match kind {
                    "counter" => &["_total"],
                    "histogram" => &["_bucket", "_sum", "_count"],
                    "info" => &["_info"],
                    _ => &[""],
                }
            };
            let declared = kinds
                .iter()
                .any(|(family, kind)| ends(kind).iter().any(|end| name == format!("{family}{end}")));
            assert!(declared, "{line}");
        }
    }
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(value(&text, &format!("griot_build_info{{version=\"{version}\"}}")), Some(1.0));
    assert_eq!(value(&text, "process_start_time_seconds"), Some(1_772_875_800.0));
    if cfg!(target_os = "linux") {
        assert!(value(&text, "process_resident_memory_bytes").unwrap() > 1_000_000.0);
    }
}

#[actix_web::test]
async fn requests_are_counted_by_pattern_and_status() {
    let app = newsroom().await;
    let (nobody, editor) = (app.anonymous(), app.editor().await);
    let article = fixtures::published(&editor, "La crue", json!({})).await.id();
    nobody.get(&format!("/articles/{article}")).expect(200).await;
    nobody.get("/articles/la-crue").expect(200).await;
    nobody.request(Method::HEAD, "/articles/la-crue").expect(200).await;
    nobody.get("/articles/top-secret-segment").expect(404).await;
    nobody.get("/articles?category=top-secret-segment").expect(200).await;
    nobody.get("/articles/related-top-secret-segment/related").expect(404).await;
    nobody.get("//top-secret-segment/wp-login.php").expect(404).await;
    nobody.get("/feeds/tags/top-secret-segment.rss").expect(404).await;
    nobody.get("/docs/top-secret-segment.js").expect(404).await;
    nobody.get("/problems/stale").expect(200).await;
    nobody.delete("/articles").expect(405).await;
    nobody.request("TOPSECRET".parse().unwrap(), "/articles").expect(405).await;
    nobody.post("/authors", json!({})).expect(401).await;
    nobody.get("/healthz").expect(200).await;
    let text = scrape(&app).await;
    for (method, route, status, count) in [
        ("GET", "/api/v1/articles/{id}", 200, 2),
        ("HEAD", "/api/v1/articles/{id}", 200, 1),
        ("GET", "/api/v1/articles/{id}", 404, 1),
        ("GET", "/api/v1/articles", 200, 1),
        ("GET", "/api/v1/articles/{id}/related", 404, 1),
        ("GET", "unmatched", 404, 1),
        ("GET", "/feeds/tags/{id}.rss", 404, 1),
        ("GET", "/docs/{file}", 404, 1),
        ("GET", "/problems/{code}", 200, 1),
        ("DELETE", "/api/v1/articles", 405, 1),
        ("other", "/api/v1/articles", 405, 1),
        ("POST", "/api/v1/articles", 201, 1),
        ("POST", "/api/v1/articles/{id}/publish", 200, 1),
        ("POST", "/api/v1/authors", 401, 1),
        ("GET", "/healthz", 200, 1),
    ] {
        assert_eq!(
            requests(&text, method, route, status),
            Some(f64::from(count)),
            "{method} {route} {status}: {text}"
        );
    }
    let duration = "griot_http_request_duration_seconds";
    let labels = "method=\"GET\",route=\"/api/v1/articles/{id}\"";
    assert_eq!(value(&text, &format!("{duration}_count{{{labels}}}")), Some(3.0), "{text}");
    assert_eq!(value(&text, &format!("{duration}_bucket{{le=\"+Inf\",{labels}}}")), Some(3.0), "{text}");
    assert!(value(&text, &format!("{duration}_sum{{{labels}}}")).unwrap() > 0.0);
    let lower = text.to_lowercase();
    assert!(!lower.contains("secret-segment") && !lower.contains("topsecret"), "{text}");
    assert!(!text.contains(&article.to_string()), "{text}");
    // The second reader sees the first.
    assert_eq!(requests(&scrape(&app).await, "GET", "/metrics", 200), Some(1.0));
}

#[actix_web::test]
async fn what_the_database_does_is_counted() {
    let app = newsroom().await;
    let editor = app.editor().await;
    let meter = app.state.db.meter().clone();
    let before = meter.statements.get();
    let list = app.anonymous().get("/articles").expect(200).await;
    assert!(list.statements() > 0);
    assert_eq!(meter.statements.get() - before, u64::from(list.statements()), "{list}");
    let (before, commits) = (meter.statements.get(), meter.commits.get());
    let made = editor.post("/authors", json!({ "name": "Awa Diop" })).expect(201).await;
    assert!(meter.statements.get() - before > u64::from(made.statements()), "and the check of the session");
    assert_eq!(meter.commits.get() - commits, 1);
    let text = scrape(&app).await;
    // The figures themselves cost a few.
    assert!(count(&text, "griot_sql_statements_total").unwrap() > before);
    assert_eq!(count(&text, "griot_db_commits_total"), Some(meter.commits.get()));
    for work in ["read", "write"] {
        let waits = format!("griot_db_pool_wait_seconds_count{{work=\"{work}\"}}");
        assert!(value(&text, &waits).unwrap() >= 1.0, "{text}");
    }
    let pool =
        |state: &str| value(&text, &format!("griot_db_pool_connections{{state=\"{state}\"}}")).unwrap();
    assert!(pool("idle") >= 1.0 && pool("idle") + pool("used") <= 4.0, "{text}");
    assert_eq!(value(&text, "griot_db_pool_connections_max"), Some(4.0));
    let wal = value(&text, "griot_sqlite_wal_bytes");
    assert_eq!(wal.is_some_and(|bytes| bytes > 0.0), !on_postgres(), "{wal:?}");
    // Nothing of a rehearsal stays.
    let commits = meter.commits.get();
    editor.post("/authors?dry_run=true", json!({ "name": "Binta" })).expect(201).await;
    assert_eq!(meter.commits.get(), commits);
}

#[actix_web::test]
async fn queues_are_looked_at_once_a_second() {
    let app = newsroom().await;
    let (admin, editor) = (app.admin().await, app.editor().await);
    let at_first = scrape(&app).await;
    assert_eq!(value(&at_first, "griot_database_up"), Some(1.0));
    let dead = "griot_jobs{kind=\"reindex\",state=\"dead\"}";
    assert_eq!(value(&at_first, dead), Some(0.0), "{at_first}");
    assert_eq!(value(&at_first, "griot_webhook_lag_events"), Some(0.0));

    let hook = json!({ "url": "https://hooks.example.org/griot" });
    let hook = admin.post("/webhooks", hook).expect(201).await.id();
    editor.post("/authors", json!({ "name": "Awa Diop" })).expect(201).await;
    editor.post("/authors", json!({ "name": "Binta Sow" })).expect(201).await;
    app.state.db.write(move |tx| lay_things_about(tx, hook)).await.unwrap();
    let sequence = app.state.db.read(|conn| {
        use griot::db::schema::event_sequence::dsl::{event_sequence, seq};
        Ok(event_sequence.select(seq).first::<i64>(conn)?)
    });
    let sequence = u64::try_from(sequence.await.unwrap()).unwrap();

    let soon = scrape(&app).await;
    assert_eq!(value(&soon, dead), Some(0.0), "that was not asked again");
    app.advance(1);
    let later = scrape(&app).await;
    for (state, count) in [("due", 1.0), ("waiting", 2.0), ("running", 1.0), ("dead", 1.0)] {
        let sample = format!("griot_jobs{{kind=\"reindex\",state=\"{state}\"}}");
        assert_eq!(value(&later, &sample), Some(count), "{sample}: {later}");
    }
    assert_eq!(value(&later, "griot_webhook_deliveries{state=\"dead\"}"), Some(2.0));
    assert_eq!(value(&later, "griot_webhook_deliveries{state=\"pending\"}"), Some(1.0));
    assert_eq!(count(&later, "griot_log_sequence"), Some(sequence));
    // Its own creation, and the two authors.
    assert_eq!(value(&later, "griot_webhook_lag_events"), Some(3.0));
    // One that is switched off is not behind: nobody waits for it.
    admin.patch(&format!("/webhooks/{hook}"), json!({ "active": false })).if_match("*").expect(200).await;
    app.advance(1);
    assert_eq!(value(&scrape(&app).await, "griot_webhook_lag_events"), Some(0.0));
}

/// Jobs in every state, and messages.
fn lay_things_about(tx: &mut Tx<'_>, hook: uuid::Uuid) -> griot::error::Result<()> {
    let now = tx.now();
    let hour = chrono::TimeDelta::hours(1);
    let (past, future) = (now.minus(hour), now.plus(hour));
    for (key, run_at, leased_until, dead_at) in [
        ("due", past, None, None),
        ("waiting", future, None, None),
        ("waiting too", future, Some(past), None),
        ("running", past, Some(future), None),
        ("dead", past, None, Some(now)),
    ] {
        let id = AnyId(tx.next_id());
        diesel::insert_into(jobs::table)
            .values((
                jobs::id.eq(id),
                jobs::kind.eq("reindex"),
                jobs::key.eq(key),
                jobs::run_at.eq(run_at),
                jobs::attempts.eq(0),
                jobs::asked.eq(1_i64),
                jobs::leased_until.eq(leased_until),
                jobs::dead_at.eq(dead_at),
                jobs::created_at.eq(past),
            ))
            .execute(&mut **tx)?;
    }
    let about = "author.created";
    for (state, type_) in
        [("dead", about), ("dead", about), ("dead", "webhook.ping"), ("pending", about), ("delivered", about)]
    {
        let (id, event) = (AnyId(tx.next_id()), AnyId(tx.next_id()));
        diesel::insert_into(webhook_deliveries::table)
            .values((
                webhook_deliveries::id.eq(id),
                webhook_deliveries::webhook_id.eq(AnyId(hook)),
                webhook_deliveries::event_id.eq(event),
                webhook_deliveries::type_.eq(type_),
                webhook_deliveries::state.eq(state),
                webhook_deliveries::attempts.eq(1),
                webhook_deliveries::last_attempt_at.eq(past),
                webhook_deliveries::duration_ms.eq(1),
                webhook_deliveries::created_at.eq(past),
            ))
            .execute(&mut **tx)?;
    }
    Ok(())
}

#[actix_web::test]
async fn a_database_that_is_down_is_a_figure() {
    let app = newsroom().await;
    // A port that was free a moment ago.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let url = DatabaseUrl::parse(&format!("postgres://griot@127.0.0.1:{port}/griot")).unwrap();
    let mut config = DatabaseConfig::for_testing(url);
    config.pool_wait = Duration::from_millis(50);
    let mut state = app.state.clone();
    state.db = Db::open(&config, app.clock.clone(), state.ids.clone()).unwrap();
    let service = test::init_service(router::app(state)).await;
    let request =
        test::TestRequest::get().uri("/metrics").insert_header(("Authorization", format!("Bearer {TOKEN}")));
    let reply = test::call_service(&service, request.to_request()).await.map_into_boxed_body();
    let reply = Response::read(&Method::GET, "/metrics", reply).await;
    assert_eq!(reply.status, 200, "{reply}");
    let text = String::from_utf8(reply.body).unwrap();
    assert_eq!(value(&text, "griot_database_up"), Some(0.0), "{text}");
    for missing in ["griot_jobs", "griot_webhook", "griot_log_sequence"] {
        assert!(!text.contains(missing), "nobody knows: {text}");
    }
    assert!(text.contains("griot_build_info") && text.ends_with("# EOF\n"), "{text}");
}

/// It is there and says nothing: somebody holds what is asked for.
#[actix_web::test]
async fn what_does_not_answer_in_time_is_down() {
    if !on_postgres() {
        // Readers of SQLite wait for nobody.
        return;
    }
    let app = TestApp::with(|config| {
        config.metrics.token = Some(Secret::new(TOKEN));
        config.database.pool_wait = Duration::from_millis(200);
        // Longer than a request may take.
        config.database.lock_timeout = Duration::from_secs(60);
        config.database.statement_timeout = Duration::from_secs(60);
        config.server.handler_timeout = Duration::from_secs(3);
    });
    let app = app.await;
    let lock = |tx: &mut Tx<'_>| {
        diesel::sql_query("LOCK TABLE jobs IN ACCESS EXCLUSIVE MODE").execute(&mut **tx)?;
        Ok(())
    };
    let (end, ends) = channel();
    let ends = Mutex::new(ends);
    let holding =
        hold(&app.state.db, lock, move |_| ends.lock().unwrap().recv().map_err(Error::internal)).await;
    for _ in 0..2 {
        let text = scrape(&app).await;
        assert_eq!(value(&text, "griot_database_up"), Some(0.0), "{text}");
        assert!(!text.contains("griot_jobs") && text.contains("griot_build_info"), "{text}");
        app.advance(2);
    }
    end.send(()).unwrap();
    holding.await.unwrap().unwrap();
    for _ in 0..100 {
        if value(&scrape(&app).await, "griot_database_up") == Some(1.0) {
            return;
        }
        app.advance(2);
    }
    panic!("it answers, and is not up");
}
