//! The page of contents: one line per resource. What stands here is served and documented; nothing
//! else is either.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::http::{Method, header};
use actix_web::middleware::{Compress, from_fn};
use actix_web::web::{self, Data};
use actix_web::{App, Error, HttpRequest, HttpResponse};
use serde_json::Value;
use utoipa_actix_web::AppExt;
use utoipa_actix_web::scope::scope;
use utoipa_actix_web::service_config::ServiceConfig;

use super::middleware::{audit, authenticate, coding, cors, dry_run, envelope, idempotency};
use super::problem::{Code, Problem};
use super::{docs, health, openapi, problem};
use crate::app::AppState;
use crate::{
    articles, assignments, audit as audit_log, authors, batch, categories, changes, corrections, desk, feeds,
    history, locks, menus, metrics, notes, pages, previews, publications, redirects, related, search, series,
    sessions, site, sitemaps, tags, trash, users, webhooks, workflow,
};

/// What the specification says of messages to others.
pub fn messages() -> Value {
    webhooks::described()
}

/// What the specification says besides operations and shapes.
pub fn extensions() -> [(&'static str, Value); 1] {
    [("x-state-machine", workflow::state_machine())]
}

/// Every route of the service.
pub fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(
        scope("/api/v1")
            .configure(sessions::routes)
            .configure(users::routes)
            .configure(webhooks::routes)
            .configure(audit_log::routes)
            .configure(site::routes)
            .configure(publications::routes)
            .configure(articles::routes)
            .configure(workflow::routes)
            .configure(pages::routes)
            .configure(corrections::routes)
            .configure(history::routes)
            .configure(locks::routes)
            .configure(assignments::routes)
            .configure(previews::routes)
            .configure(notes::routes)
            .configure(desk::routes)
            .configure(related::routes)
            .configure(trash::routes)
            .configure(batch::routes)
            .configure(authors::routes)
            .configure(categories::routes)
            .configure(tags::routes)
            .configure(menus::routes)
            .configure(redirects::routes)
            .configure(series::routes)
            .configure(search::routes)
            .configure(changes::routes)
            .wrap(from_fn(idempotency::idempotency))
            .wrap(from_fn(dry_run::dry_run))
            // Where it is known who is asking; what is refused in a dry run leaves its trace all the same.
            .wrap(from_fn(audit::audit))
            // Here and not around everything: what needs no credential must not ask the database for it.
            .wrap(from_fn(authenticate::authenticate)),
    );
    cfg.configure(feeds::routes);
    cfg.configure(sitemaps::routes);
    cfg.service(health::live).service(health::ready).service(metrics::read);
    cfg.service(openapi::serve_json).service(openapi::serve_yaml).service(problem::page::explain);
}

/// The application with everything around the routes.
pub fn app(
    state: AppState,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody>,
        Error = Error,
        InitError = (),
    >,
> {
    let (app, _) = App::new().into_utoipa_app().configure(routes).split_for_parts();
    app.configure(docs::routes)
        .app_data(Data::new(state))
        .default_service(web::to(nowhere))
        .wrap(Compress::default())
        .wrap(from_fn(coding::coding))
        .wrap(from_fn(cors::cors))
        .wrap(from_fn(envelope::envelope))
}

/// A path nobody serves, or a method its path does not have.
async fn nowhere(req: HttpRequest, app: Data<AppState>) -> Result<HttpResponse, Problem> {
    let methods = match req.path() {
        path if docs::serves(path) => docs::METHODS.to_vec(),
        path if metrics::is_hidden(&app, path) => Vec::new(),
        path => app.spec.methods(path),
    };
    if methods.is_empty() {
        return Err(Problem::not_found());
    }
    let allow = methods.join(", ");
    if req.method() == Method::OPTIONS {
        return Ok(HttpResponse::NoContent().insert_header((header::ALLOW, allow)).finish());
    }
    let detail = format!("`{}` is not a method of this path. It has: {allow}.", req.method());
    Err(Problem::new(Code::MethodNotAllowed, detail).with_allow(allow))
}
