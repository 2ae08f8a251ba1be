//! Calls to other servers: the one client of this process, and what it refuses to call.
//!
//! Whoever may name an address could have the server call its own neighbours: a database, a cloud's metadata, the
//! machine itself. So the address is judged three times: as it is written ([`Target`]), when its name is looked up
//! (every address the name has, and the connection goes to one of those that were judged), and when it answers (the
//! peer). There are no redirects, no proxies from the environment, no unpacking, and what comes back is read up to a
//! limit. Faults are a closed list: what a neighbour said never reaches whoever asked.

mod address;
mod client;
mod names;
mod target;

pub use address::{Policy, refused};
pub use client::{Answer, Outbound};
pub use names::Lookup;
pub use target::{Target, TargetFault};

/// Why a call came to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// What the name stands for is not on the public internet.
    AddressNotAllowed,
    NameNotResolved,
    /// Nobody listens there.
    ConnectionFailed,
    /// Its certificate is not trusted or is another's, or there is no TLS.
    TlsFailed,
    Timeout,
    /// It ended before there was an answer.
    ConnectionBroken,
}

impl Fault {
    /// As it is shown to people and programs.
    pub fn code(self) -> &'static str {
        match self {
            Fault::AddressNotAllowed => "address-not-allowed",
            Fault::NameNotResolved => "name-not-resolved",
            Fault::ConnectionFailed => "connection-failed",
            Fault::TlsFailed => "tls-failed",
            Fault::Timeout => "timeout",
            Fault::ConnectionBroken => "connection-broken",
        }
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for Fault {}
