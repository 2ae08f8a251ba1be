//! A request that is sent again while the first waits for the writer may find that one's effect, and fail by it.

use actix_web::dev::Service;
use actix_web::middleware::from_fn;
use actix_web::test::{TestRequest, call_service, init_service, read_body};
use actix_web::web::{self, Data};
use actix_web::{App, HttpMessage, HttpRequest, HttpResponse};
use griot::app::AppState;
use griot::auth::{Principal, Role, SessionId, UserId};
use griot::error::{Error, ErrorKind};
use griot::http::extract::Identity;
use griot::http::middleware::idempotency::idempotency;
use griot::http::problem::Problem;
use griot::idempotency::{Kept, Repeat};

use crate::support::TestApp;

/// While it looks at what is there, the first is written; then it finds another version than the one it names.
async fn overtaken(req: HttpRequest, app: Data<AppState>) -> Result<HttpResponse, Problem> {
    let repeat = req.extensions().get::<Repeat>().cloned().expect("a key that was not found");
    let first =
        Kept { status: 200, headers: vec![("etag".into(), "\"2.a\"".into())], body: Some("{}".into()) };
    if req.query_string().is_empty() {
        app.db.write(move |tx| repeat.keep(tx, &first)).await.unwrap();
    }
    Err(Error::new(ErrorKind::Stale, "").into())
}

#[actix_web::test]
async fn it_is_answered_like_the_first_all_the_same() {
    let app = TestApp::new().await;
    let caller = Principal {
        user: UserId(app.state.ids.next()),
        session: SessionId(app.state.ids.next()),
        name: "Awa".into(),
        role: Role::Editor,
    };
    let scope = web::scope("/api/v1").route("/tags", web::post().to(overtaken));
    let scope = scope.wrap(from_fn(idempotency)).wrap_fn(move |req, next| {
        req.extensions_mut().insert(Identity::SignedIn(caller.clone()));
        next.call(req)
    });
    let service = init_service(App::new().app_data(Data::new(app.state.clone())).service(scope)).await;
    let send = async |uri, key| {
        let request = TestRequest::post().uri(uri).insert_header(("Idempotency-Key", key));
        call_service(&service, request.to_request()).await
    };
    // Nobody was faster: a failure is a failure.
    assert_eq!(send("/api/v1/tags?alone", "a").await.status(), 412);
    let reply = send("/api/v1/tags", "b").await;
    assert_eq!(reply.status(), 200);
    assert_eq!(reply.headers().get("etag").unwrap(), "\"2.a\"");
    assert_eq!(reply.headers().get("idempotency-replayed").unwrap(), "true");
    assert_eq!(read_body(reply).await, "{}");
}
