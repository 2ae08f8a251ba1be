//! Listening, and stopping without dropping anybody.

use std::any::Any;
use std::io;
use std::net::SocketAddr;
#[cfg(target_os = "linux")]
use std::time::Duration;
use std::time::Instant;

use actix_web::HttpServer;
use actix_web::dev::ServerHandle;
#[cfg(target_os = "linux")]
use actix_web::rt::net::TcpStream;
#[cfg(target_os = "linux")]
use socket2::SockRef;

use super::router;
use crate::app::AppState;
use crate::config::PublicUrl;

/// A server that is bound and about to run.
pub struct Running {
    pub address: SocketAddr,
    server: actix_web::dev::Server,
    signals: Signals,
    state: AppState,
}

/// Threads of each worker that may wait for the database. The pools are smaller: this only keeps
/// one worker from hoarding.
const BLOCKING_THREADS: usize = 64;

/// Binds the configured address. From here on signals are heard, if not yet obeyed: whoever learns the address may
/// send one.
///
/// # Errors
/// When the address is taken or not ours.
pub fn bind(state: AppState) -> io::Result<Running> {
    let signals = Signals::listen()?;
    let config = state.config.server.clone();
    let shared = state.clone();
    let server = HttpServer::new(move || router::app(shared.clone()))
        .workers(config.workers)
        .worker_max_blocking_threads(BLOCKING_THREADS)
        .client_request_timeout(config.head_timeout)
        .client_disconnect_timeout(config.head_timeout)
        .keep_alive(config.keep_alive)
        // A compressed reply leaves in pieces, and the last would wait until the reader has confirmed the first.
        .tcp_nodelay(true)
        .shutdown_timeout(config.shutdown_timeout.as_secs())
        .on_connect(|socket, _| give_up_on_the_deaf(socket))
        .disable_signals()
        .bind(config.bind)?;
    let address = server.addrs().first().copied().unwrap_or(config.bind);
    state.bound_to(PublicUrl::for_address(address).as_str().to_owned());
    Ok(Running { address, server: server.run(), signals, state })
}

/// How long a client may leave what was sent to it unread, or unconfirmed.
#[cfg(target_os = "linux")]
const UNREAD: Duration = Duration::from_secs(30);

/// A client that no longer takes anything keeps its connection, and whatever waits behind it, for no longer than
/// that. A stream has no other limit: its replies never end.
fn give_up_on_the_deaf(socket: &dyn Any) {
    #[cfg(target_os = "linux")]
    if let Some(socket) = socket.downcast_ref::<TcpStream>()
        && let Err(fault) = SockRef::from(socket).set_tcp_user_timeout(Some(UNREAD))
    {
        tracing::debug!(%fault, "a connection has no limit for what is unread");
    }
    #[cfg(not(target_os = "linux"))]
    let _ = socket;
}

impl Running {
    /// Serves until SIGTERM or Ctrl-C, then finishes what is in flight. A second signal does not
    /// wait.
    ///
    /// # Errors
    /// When the server breaks down.
    pub async fn serve(self) -> io::Result<Stopping> {
        let Running { server, signals, state, .. } = self;
        let handle = server.handle();
        let stopping = actix_web::rt::spawn(stop_on_signal(handle, signals, state));
        server.await?;
        stopping.await.map_err(io::Error::other)
    }
}

/// The rest of the time there is to come to an end.
pub struct Stopping {
    until: Instant,
    /// A second signal came.
    is_hurried: bool,
    signals: Signals,
}

impl Stopping {
    /// Whether `work` ended in time: before there is none left, and before somebody asks for the end at once.
    pub async fn wait_for(&mut self, work: impl Future) -> bool {
        if self.is_hurried {
            return false;
        }
        tokio::select! {
            _ = work => true,
            () = tokio::time::sleep_until(self.until.into()) => false,
            () = self.signals.next() => false,
        }
    }
}

async fn stop_on_signal(handle: ServerHandle, mut signals: Signals, state: AppState) -> Stopping {
    signals.next().await;
    tracing::info!("stopping: no longer ready, finishing the requests in flight");
    let until = Instant::now() + state.config.server.shutdown_timeout;
    state.readiness.stop();
    state.jobs.stop();
    let graceful = handle.stop(true);
    let is_hurried = tokio::select! {
        () = graceful => false,
        () = signals.next() => {
            handle.stop(false).await;
            true
        }
    };
    Stopping { until, is_hurried, signals }
}

/// SIGTERM and Ctrl-C.
#[cfg(unix)]
struct Signals {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Signals {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

/// Ctrl-C.
#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn listen() -> io::Result<Self> {
        Ok(Signals)
    }

    async fn next(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
