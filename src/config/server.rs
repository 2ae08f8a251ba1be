//! `[server]`: the socket, its workers and its patience.
//!
//! TLS is not here: it ends at the proxy in front. Sizes of requests are in `limits`.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    thread::available_parallelism,
    time::Duration,
};

use super::{
    error::ConfigError,
    kinds::{address, count, duration, list},
    network::{Network, TrustedProxies},
    public_url::PublicUrl,
    reader::Reader,
};

/// How the process meets its clients.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerConfig {
    /// Where to listen. Port 0 takes a free port.
    pub bind: SocketAddr,
    /// The API's address as clients see it. `None`: [`PublicUrl::for_address`] of the bound address.
    pub public_url: Option<PublicUrl>,
    /// Threads that answer requests, 1 to 64; default one per core.
    pub workers: usize,
    /// Longest time to send a request's head, 1 s to 1 min.
    pub head_timeout: Duration,
    /// Longest time to send a request's body, 1 s to 10 min.
    pub body_timeout: Duration,
    /// Longest time for one answer, 1 s to 10 min.
    pub handler_timeout: Duration,
    /// Longest wait for running requests at shutdown, 1 s to 10 min. Supervisors often kill after 30 s.
    pub shutdown_timeout: Duration,
    /// Life of an idle connection, 1 s to 10 min. Longer than the idle time of common load balancers
    /// (60 s), so that they close first and never write into a closed connection.
    pub keep_alive: Duration,
    /// Peers whose `X-Forwarded-For` counts.
    pub trusted_proxies: TrustedProxies,
}

impl Default for ServerConfig {
    fn default() -> Self {
        Self {
            bind: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8080),
            public_url: None,
            workers: cores().min(64),
            head_timeout: Duration::from_secs(10),
            body_timeout: Duration::from_secs(30),
            handler_timeout: Duration::from_secs(30),
            shutdown_timeout: Duration::from_secs(25),
            keep_alive: Duration::from_secs(75),
            trusted_proxies: TrustedProxies::default(),
        }
    }
}

impl ServerConfig {
    pub(super) fn read(from: &mut Reader<'_>) -> Result<Self, ConfigError> {
        let default = Self::default();
        let patience = |longest| duration(Duration::from_secs(1)..=Duration::from_secs(longest));
        Ok(Self {
            bind: from.setting("server.bind", default.bind, &address())?,
            public_url: from.optional("server.public_url", &PublicUrl::kind())?,
            workers: from.setting("server.workers", default.workers, &count(1..=64))?,
            head_timeout: from.setting("server.head_timeout", default.head_timeout, &patience(60))?,
            body_timeout: from.setting("server.body_timeout", default.body_timeout, &patience(600))?,
            handler_timeout: from.setting(
                "server.handler_timeout",
                default.handler_timeout,
                &patience(600),
            )?,
            shutdown_timeout: from.setting(
                "server.shutdown_timeout",
                default.shutdown_timeout,
                &patience(600),
            )?,
            keep_alive: from.setting("server.keep_alive", default.keep_alive, &patience(600))?,
            trusted_proxies: from
                .setting("server.trusted_proxies", Vec::new(), &list(str::parse::<Network>))?
                .into(),
        })
    }

    /// A free port, two workers, and no waiting at shutdown.
    #[must_use]
    pub fn for_testing() -> Self {
        Self {
            bind: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0),
            workers: 2,
            shutdown_timeout: Duration::from_secs(1),
            ..Self::default()
        }
    }
}

/// Cores this process may use; 1 when the system does not say.
pub(super) fn cores() -> usize {
    available_parallelism().map_or(1, usize::from)
}
