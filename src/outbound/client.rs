//! One POST, and what came of it.

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{HeaderMap, HeaderValue, RETRY_AFTER};
use url::Host;

use super::Fault;
use super::address::Policy;
use super::names::{Guard, Lookup, system};
use super::target::{Target, TargetFault};
use crate::config::OutboundConfig;
use crate::error::{Error, Result as Outcome};

/// Longest wait for a connection.
const CONNECT: Duration = Duration::from_secs(5);

/// Of what is answered, so much is read to keep the connection; the rest is not waited for.
const ANSWER_BYTES: usize = 64 * 1024;
/// And for so long.
const REST: Duration = Duration::from_secs(1);

/// Connections kept open to one receiver, and for how long.
const KEPT_OPEN: usize = 2;
const KEPT_FOR: Duration = Duration::from_secs(30);

/// Calls other servers. Cheap to clone; one for the process.
#[derive(Clone, Debug)]
pub struct Outbound {
    client: reqwest::Client,
    guard: Guard,
}

/// What a receiver answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    /// As it was sent: seconds or a date.
    pub retry_after: Option<String>,
}

impl Outbound {
    /// # Errors
    /// When the TLS of this system cannot be used.
    pub fn new(config: &OutboundConfig) -> Outcome<Self> {
        Self::with_names(config, system())
    }

    /// With names of one's own, for tests.
    ///
    /// # Errors
    /// As [`Outbound::new`].
    pub fn with_names(config: &OutboundConfig, lookup: Lookup) -> Outcome<Self> {
        let policy = Policy { allow_loopback: config.allow_loopback, ports: config.ports.clone() };
        let guard = Guard { policy: Arc::new(policy), lookup };
        let client = reqwest::Client::builder()
            .user_agent(concat!("griot/", env!("CARGO_PKG_VERSION")))
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .referer(false)
            .dns_resolver(Arc::new(guard.clone()))
            .connect_timeout(CONNECT.min(config.timeout))
            .timeout(config.timeout)
            .pool_max_idle_per_host(KEPT_OPEN)
            .pool_idle_timeout(KEPT_FOR)
            .tcp_nodelay(true)
            .build()
            .map_err(Error::internal)?;
        Ok(Outbound { client, guard })
    }

    /// # Errors
    /// Says what is wrong with the address.
    pub fn target(&self, text: &str) -> Result<Target, TargetFault> {
        Target::parse(text, &self.guard.policy)
    }

    /// Whether the name of a target leads anywhere it may not lead. One that leads nowhere yet does not.
    ///
    /// # Errors
    /// As for its text.
    pub async fn look_up(&self, target: &Target) -> Result<(), TargetFault> {
        let Some(Host::Domain(name)) = target.url().host() else { return Ok(()) };
        let found = tokio::time::timeout(CONNECT, self.guard.addresses(name)).await;
        match found {
            Ok(Err(Fault::AddressNotAllowed)) => Err(TargetFault::Address),
            _ => Ok(()),
        }
    }

    /// Sends `body` and reads the answer, up to a limit.
    ///
    /// # Errors
    /// When there was no answer; what is no address to call is not called.
    pub async fn post(&self, url: &str, headers: HeaderMap, body: Vec<u8>) -> Result<Answer, Fault> {
        // Judged anew: the rules may have changed since it was stored.
        let target = self.target(url).map_err(|_| Fault::AddressNotAllowed)?;
        let sent = self.client.post(target.url().clone()).headers(headers).body(body).send().await;
        let mut answer = sent.map_err(said)?;
        // The connection goes to an address that was judged; should it ever not, nothing it says counts.
        if answer.remote_addr().is_none_or(|peer| !self.guard.policy.allows(peer.ip())) {
            return Err(Fault::AddressNotAllowed);
        }
        let status = answer.status().as_u16();
        let retry_after = answer.headers().get(RETRY_AFTER).and_then(readable);
        // The status has come; how the rest ends changes nothing.
        let _ = tokio::time::timeout(REST, read_some(&mut answer)).await;
        Ok(Answer { status, retry_after })
    }
}

/// So that the connection can be used again.
async fn read_some(answer: &mut reqwest::Response) {
    let mut read = 0;
    while let Ok(Some(chunk)) = answer.chunk().await {
        read += chunk.len();
        if read >= ANSWER_BYTES {
            return;
        }
    }
}

fn readable(value: &HeaderValue) -> Option<String> {
    value.to_str().ok().map(ToOwned::to_owned)
}

/// The words of the libraries beneath stay in the log, without the address: it may hold a secret.
fn said(fault: reqwest::Error) -> Fault {
    let fault = fault.without_url();
    tracing::debug!(?fault, "a call came to nothing");
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(&fault);
    while let Some(one) = cause {
        if let Some(own) = one.downcast_ref::<Fault>() {
            return *own;
        }
        if one.is::<native_tls::Error>() {
            return Fault::TlsFailed;
        }
        cause = one.source();
    }
    if fault.is_timeout() {
        Fault::Timeout
    } else if fault.is_connect() {
        Fault::ConnectionFailed
    } else {
        Fault::ConnectionBroken
    }
}
