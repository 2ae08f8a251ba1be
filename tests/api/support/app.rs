//! A newsroom in this process: the whole application on a database of its own, with a clock that
//! stands still and ids that are the same in every run.

use std::rc::Rc;

use actix_http::Request;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{Service, ServiceResponse};
use actix_web::test;
use futures_util::future::LocalBoxFuture;
use griot::app::AppState;
use griot::auth::keys::{Keys, MasterKey};
use griot::auth::{Auth, Hasher, Role};
use griot::clock::Clock;
use griot::config::Config;
use griot::db::Db;
use griot::http::router;
use griot::ids::Ids;
use griot::outbound::{Lookup, Outbound};

use super::client::Client;
use super::database::Database;
use super::fixtures;

/// No name means anything.
fn nobody() -> Lookup {
    std::sync::Arc::new(|_| Box::pin(std::future::ready(Err(std::io::ErrorKind::NotFound.into()))))
}

type Call = Rc<dyn Fn(Request) -> LocalBoxFuture<'static, ServiceResponse<BoxBody>>>;

/// 2026-03-07T09:30:00Z, a Saturday.
pub const START: &str = "2026-03-07T09:30:00Z";

#[derive(Clone)]
pub struct TestApp {
    pub state: AppState,
    pub clock: Clock,
    call: Call,
    // Dropped last: the database goes when the application has gone.
    database: Rc<Database>,
}

impl TestApp {
    pub async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// With a newsroom that requires nothing before it publishes: most tests are not about that.
    pub async fn with(adjust: impl FnOnce(&mut Config)) -> Self {
        let app = Self::as_installed(adjust).await;
        fixtures::require_nothing(&app.state).await;
        app
    }

    /// As nobody has set it up yet.
    pub async fn as_installed(adjust: impl FnOnce(&mut Config)) -> Self {
        Self::built(adjust, |_| {}).await
    }

    /// As [`TestApp::with`], with other parts.
    pub async fn customised(adjust: impl FnOnce(&mut Config), replace: impl FnOnce(&mut AppState)) -> Self {
        let app = Self::built(adjust, replace).await;
        fixtures::require_nothing(&app.state).await;
        app
    }

    async fn built(adjust: impl FnOnce(&mut Config), replace: impl FnOnce(&mut AppState)) -> Self {
        let database = Database::fresh();
        let mut config = Config::for_testing(database.url.clone());
        config.server.public_url = Some(griot::config::PublicUrl::parse("http://griot.test").unwrap());
        // Tests move the clock by hours; those of tokens set what they are about.
        config.auth.access_token_ttl = std::time::Duration::from_secs(24 * 3_600);
        // A busy machine is no reason for a 503.
        config.database.pool_wait = std::time::Duration::from_secs(20);
        adjust(&mut config);
        let clock = Clock::mock(START.parse().unwrap());
        let ids = Ids::seeded(clock.clone());
        Self::on(Rc::new(database), config, clock, ids, replace).await
    }

    /// Another server before the same database.
    pub async fn another_node(&self) -> Self {
        let config = Config::clone(&self.state.config);
        let (clock, ids) = (self.clock.clone(), self.state.ids.clone());
        Self::on(Rc::clone(&self.database), config, clock, ids, |_| {}).await
    }

    async fn on(
        database: Rc<Database>,
        config: Config,
        clock: Clock,
        ids: Ids,
        replace: impl FnOnce(&mut AppState),
    ) -> Self {
        let db = Db::open(&config.database, clock.clone(), ids.clone()).unwrap();
        let keys = Keys { current: MasterKey::new(&[7; 32]), previous: None };
        let auth = Auth::new(keys, "griot".into(), &config.auth, Hasher::for_testing(), &clock);
        let mut state = AppState::new(config, db, auth, clock.clone(), ids).unwrap();
        // The suite asks nobody outside what a name means.
        state.outbound = Outbound::with_names(&state.config.outbound, nobody()).unwrap();
        replace(&mut state);
        let service = Rc::new(test::init_service(router::app(state.clone())).await);
        let call: Call = Rc::new(move |request| {
            let service = Rc::clone(&service);
            Box::pin(async move {
                match service.call(request).await {
                    Ok(response) => response.map_body(|_, body| body.boxed()),
                    // What a real server would send: the reply the error carries.
                    Err(error) => {
                        let request = test::TestRequest::default().to_http_request();
                        ServiceResponse::new(request, error.error_response())
                    }
                }
            })
        });
        TestApp { state, clock, call, database }
    }

    pub async fn call(&self, request: Request) -> ServiceResponse<BoxBody> {
        (self.call)(request).await
    }

    pub fn anonymous(&self) -> Client {
        Client::new(self.clone(), None)
    }

    pub async fn admin(&self) -> Client {
        self.somebody(Role::Admin).await
    }

    pub async fn editor(&self) -> Client {
        self.somebody(Role::Editor).await
    }

    pub async fn author(&self) -> Client {
        self.somebody(Role::Author).await
    }

    pub async fn contributor(&self) -> Client {
        self.somebody(Role::Contributor).await
    }

    /// A new user of this role, signed in.
    pub async fn somebody(&self, role: Role) -> Client {
        let (user, token) = fixtures::signed_in(&self.state, role).await;
        Client::new(self.clone(), Some((user, token)))
    }

    pub fn with_token(&self, token: &str) -> Client {
        Client::new(self.clone(), Some((uuid::Uuid::nil(), token.to_owned())))
    }

    /// Lets those who listen know what is new, as a server does all the time.
    pub async fn hear(&self) {
        self.state.tail.catch_up(&self.state.db, &self.clock).await.unwrap();
    }

    pub fn advance(&self, seconds: i64) {
        self.clock.advance(chrono::TimeDelta::seconds(seconds));
    }
}
