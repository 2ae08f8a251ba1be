//! The figures at an address of their own (`GRIOT_METRICS_BIND`), and nothing else there: no token, no API. One
//! thread of its own answers, so that a busy API does not keep anybody from seeing how busy it is.

use std::io;
use std::net::SocketAddr;

use actix_web::dev::{Server, ServerHandle};
use actix_web::http::header;
use actix_web::middleware::DefaultHeaders;
use actix_web::web::{self, Data};
use actix_web::{App, HttpResponse, HttpServer, guard};

use super::encode;
use crate::app::AppState;

/// A server that is bound and about to run.
pub struct OwnAddress {
    pub address: SocketAddr,
    server: Server,
}

/// Binds the configured address, if there is one.
///
/// # Errors
/// When the address is taken or not ours.
pub fn bind(state: &AppState) -> io::Result<Option<OwnAddress>> {
    let Some(configured) = state.config.metrics.bind else { return Ok(None) };
    let (shared, config) = (state.clone(), &state.config.server);
    let server = HttpServer::new(move || {
        let readers = guard::Any(guard::Get()).or(guard::Head());
        App::new()
            .app_data(Data::new(shared.clone()))
            .wrap(
                DefaultHeaders::new()
                    .add((header::CACHE_CONTROL, "no-store"))
                    .add((header::X_CONTENT_TYPE_OPTIONS, "nosniff")),
            )
            .service(web::resource("/metrics").guard(readers).to(read))
            .default_service(web::to(HttpResponse::NotFound))
    })
    .workers(1)
    .client_request_timeout(config.head_timeout)
    .client_disconnect_timeout(config.head_timeout)
    .keep_alive(config.keep_alive)
    .shutdown_timeout(1)
    .disable_signals()
    .bind(configured)?;
    let address = server.addrs().first().copied().unwrap_or(configured);
    Ok(Some(OwnAddress { address, server: server.run() }))
}

impl OwnAddress {
    /// Serves beside everything else, until it is told to stop.
    pub fn begin(self) -> ServerHandle {
        let handle = self.server.handle();
        actix_web::rt::spawn(async move {
            if let Err(fault) = self.server.await {
                tracing::error!(%fault, "the figures are no longer served");
            }
        });
        handle
    }
}

async fn read(state: Data<AppState>) -> HttpResponse {
    match encode::text(&state).await {
        Ok(text) => HttpResponse::Ok().insert_header((header::CONTENT_TYPE, encode::CONTENT_TYPE)).body(text),
        Err(fault) => {
            tracing::error!(%fault, "the figures could not be written down");
            HttpResponse::InternalServerError().finish()
        }
    }
}
