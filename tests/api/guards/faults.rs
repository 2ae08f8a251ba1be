//! What the server answers when something behind it is broken: a bug, a full pool, a slow handler.

use std::io::Write;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use actix_web::http::Method;
use actix_web::middleware::{Compress, from_fn};
use actix_web::web::{self, Data};
use actix_web::{App, HttpResponse, test};
use griot::http::middleware::{coding, cors, envelope};
use serde_json::json;

use crate::support::{Response, TestApp, fixtures};

async fn panics() -> HttpResponse {
    panic!("a secret of the handler")
}

/// Everything that was logged by this thread.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[actix_web::test]
async fn a_panic_is_a_problem_too() {
    let app = TestApp::new().await;
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt().with_ansi(false).with_writer(move || writer.clone()).finish();
    let _logged = tracing::subscriber::set_default(subscriber);
    let layers = App::new()
        .app_data(Data::new(app.state.clone()))
        .route("/panics", web::get().to(panics))
        .route("/works", web::get().to(HttpResponse::NoContent))
        .wrap(Compress::default())
        .wrap(from_fn(coding::coding))
        .wrap(from_fn(cors::cors))
        .wrap(from_fn(envelope::envelope));
    let service = test::init_service(layers).await;
    for round in 0..3 {
        let id = format!("panic-{round}");
        let request = test::TestRequest::get().uri("/panics").insert_header(("X-Request-Id", id.as_str()));
        let given_up = test::try_call_service(&service, request.to_request()).await.unwrap_err();
        let request = test::TestRequest::default().to_http_request();
        let reply = actix_web::dev::ServiceResponse::new(request, given_up.error_response());
        let reply = Response::read(&Method::GET, "/panics", reply).await;
        reply.expect_problem(500, "internal-error", "a panic");
        assert_eq!(reply.header("content-type"), Some("application/problem+json"));
        assert_eq!(reply.header("x-request-id"), Some(id.as_str()));
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(reply.json()["instance"], id);
        assert!(!reply.to_string().contains("secret"), "{reply}");
        let line = log.text().lines().find(|line| line.contains(&id)).map(ToOwned::to_owned).unwrap();
        assert!(line.contains("ERROR") && line.contains("a secret of the handler"), "{line}");
        let request = test::TestRequest::get().uri("/works").to_request();
        assert_eq!(test::call_service(&service, request).await.status(), 204);
    }
}

/// All connections that may read are taken until this is dropped.
struct Exhausted(Arc<AtomicBool>);

impl Drop for Exhausted {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

async fn exhaust(app: &TestApp) -> Exhausted {
    let (size, taken) = (app.state.config.database.pool_size, Arc::new(AtomicU32::new(0)));
    let open = Arc::new(AtomicBool::new(false));
    for _ in 0..size {
        let (db, taken, open) = (app.state.db.clone(), Arc::clone(&taken), Arc::clone(&open));
        let hold = move |_: &mut griot::db::Conn| {
            taken.fetch_add(1, Ordering::SeqCst);
            while !open.load(Ordering::SeqCst) {
                std::thread::sleep(Duration::from_millis(1));
            }
            Ok(())
        };
        // A new connection may take longer than the patience of this test's pool.
        actix_web::rt::spawn(async move { while db.read(hold.clone()).await.is_err() {} });
    }
    let deadline = Instant::now() + Duration::from_secs(20);
    while taken.load(Ordering::SeqCst) < size {
        assert!(Instant::now() < deadline, "the pool was never full");
        actix_web::rt::time::sleep(Duration::from_millis(1)).await;
    }
    Exhausted(open)
}

#[actix_web::test]
async fn what_needs_no_database_asks_for_none() {
    let app = TestApp::with(|config| config.database.pool_wait = Duration::from_secs(20)).await;
    let editor = app.editor().await;
    let _taken = exhaust(&app).await;
    for path in ["/healthz", "/docs", "/docs/", "/openapi.json", "/problems/stale", "//nowhere"] {
        let start = Instant::now();
        let reply = editor.get(path).send().await;
        assert!(reply.status < 500, "{reply}");
        assert!(start.elapsed() < Duration::from_secs(5), "{path} waited for a connection");
    }
}

#[actix_web::test]
async fn whoever_is_told_to_come_back_is_told_when() {
    let app = TestApp::with(|config| config.database.pool_wait = Duration::from_millis(100)).await;
    let editor = app.editor().await;
    let taken = exhaust(&app).await;
    for call in [app.anonymous().get("/articles"), editor.get("/articles"), app.anonymous().get("/readyz")] {
        let reply = call.refused(503, "unavailable").await;
        assert_eq!(reply.header("retry-after"), Some("1"), "{reply}");
    }
    drop(taken);
    let slow = TestApp::with(|config| {
        config.database.pool_wait = Duration::from_secs(20);
        config.server.handler_timeout = Duration::from_millis(50);
    });
    let slow = slow.await;
    let _taken = exhaust(&slow).await;
    let reply = slow.anonymous().get("/articles").refused(503, "unavailable").await;
    assert_eq!(reply.header("retry-after"), Some("1"), "{reply}");
}

#[actix_web::test]
async fn bodies_on_their_way_have_room_for_so_much_together() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let room = std::sync::Arc::clone(&app.state.body_room);
    let all = u32::try_from(room.available_permits()).unwrap();
    let taken = room.clone().try_acquire_many_owned(all).unwrap();
    let refused = editor.post("/articles", json!({ "title": "La crue" })).refused(503, "unavailable").await;
    assert_eq!(refused.header("retry-after"), Some("1"));
    drop(taken);
    editor.post("/articles", json!({ "title": "La crue" })).expect(201).await;
    assert_eq!(room.available_permits(), usize::try_from(all).unwrap(), "it was given back");
    // Nobody has to sign in to send these, so they are small.
    let long = json!({ "email": "a@example.org", "password": "x".repeat(33 * 1024) });
    app.anonymous().post("/auth/login", long).refused(413, "body-too-large").await;
}

#[actix_web::test]
async fn a_refusal_does_not_tell_how_much_work_it_was() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let live = fixtures::published(&editor, "La crue", json!({})).await;
    editor.post(&format!("/articles/{}/unpublish", live.id()), json!({})).if_match("*").expect(200).await;
    for slug in ["la-crue", "la-pluie"] {
        let absent = app.anonymous().get(&format!("/articles/{slug}")).refused(404, "not-found").await;
        assert_eq!(absent.header("server-timing"), None, "{slug}");
    }
}
