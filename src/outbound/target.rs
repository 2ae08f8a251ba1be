//! An address as somebody wrote it, judged before anything is looked up.

use std::net::IpAddr;

use url::{Host, Url};

use super::address::Policy;

/// An address that may be called, as far as its text tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target(Url);

/// Why an address is not called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TargetFault {
    #[error("This is no absolute address.")]
    NoUrl,
    #[error("Only http and https are spoken here.")]
    Scheme,
    #[error("A user name or password does not belong into an address.")]
    Credentials,
    #[error("A fragment is never sent.")]
    Fragment,
    #[error("This port is not called.")]
    Port,
    #[error("This address is not on the public internet.")]
    Address,
}

impl Target {
    /// Whatever spelling a host has (`0x7f.1`, `2130706433`, `[::ffff:127.0.0.1]`), the parser of the URL standard
    /// makes one of it, and that is judged and called.
    ///
    /// # Errors
    /// Says what is wrong with it.
    pub fn parse(text: &str, policy: &Policy) -> Result<Self, TargetFault> {
        let url = Url::parse(text).map_err(|_| TargetFault::NoUrl)?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(TargetFault::Scheme);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(TargetFault::Credentials);
        }
        if url.fragment().is_some() {
            return Err(TargetFault::Fragment);
        }
        let (allowed, is_own) = match url.host().ok_or(TargetFault::NoUrl)? {
            Host::Ipv4(v4) => judge(v4.into(), policy),
            Host::Ipv6(v6) => judge(v6.into(), policy),
            Host::Domain(name) if is_localhost(name) => (policy.allow_loopback, policy.allow_loopback),
            // What it stands for is judged when it is called.
            Host::Domain(_) => (true, false),
        };
        if !allowed {
            return Err(TargetFault::Address);
        }
        let port = url.port_or_known_default().ok_or(TargetFault::Port)?;
        if !is_own && !policy.allows_port(port) {
            return Err(TargetFault::Port);
        }
        Ok(Target(url))
    }

    pub fn url(&self) -> &Url {
        &self.0
    }
}

/// Whether it may be called, and whether it is this machine.
fn judge(address: IpAddr, policy: &Policy) -> (bool, bool) {
    (policy.allows(address), policy.is_own(address))
}

/// RFC 6761: these names are this machine, and nobody else is asked for them.
fn is_localhost(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    name == "localhost" || name.ends_with(".localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(text: &str) -> Result<(), TargetFault> {
        Target::parse(text, &Policy::default()).map(|_| ())
    }

    #[test]
    fn every_spelling_of_this_machine() {
        for host in [
            "127.0.0.1",
            "127.1",
            "0x7f.1",
            "0x7f000001",
            "2130706433",
            "017700000001",
            "0177.0.0.1",
            "127.0.0.1.",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "[::ffff:7f00:1]",
            "[0:0:0:0:0:ffff:7f00:1]",
            "[64:ff9b::127.0.0.1]",
            "[2002:7f00:1::]",
            "0",
            "0.0.0.0",
            "[::]",
            "169.254.169.254",
            "0xa9fea9fe",
            "%31%32%37.0.0.1",
            "127。0。0。1",
            "①②⑦.0.0.1",
            "localhost",
            "LOCALHOST.",
            "hooks.localhost",
        ] {
            assert_eq!(judged(&format!("http://{host}/")), Err(TargetFault::Address), "{host}");
        }
    }

    #[test]
    fn what_else_is_refused() {
        for (text, fault) in [
            ("", TargetFault::NoUrl),
            ("/hook", TargetFault::NoUrl),
            ("http://", TargetFault::NoUrl),
            ("ftp://example.org/", TargetFault::Scheme),
            ("file:///etc/passwd", TargetFault::Scheme),
            ("https://me@example.org/", TargetFault::Credentials),
            ("https://me:pw@example.org/", TargetFault::Credentials),
            ("https://example.org/#x", TargetFault::Fragment),
            ("https://example.org:22/", TargetFault::Port),
            ("http://example.org:8080/", TargetFault::Port),
            ("http://8.8.8.8:53/", TargetFault::Port),
        ] {
            assert_eq!(judged(text), Err(fault), "{text}");
        }
        for text in [
            "https://example.org/hook?x=1",
            "http://example.org",
            "https://example.org:80/",
            "http://8.8.8.8/",
        ] {
            assert_eq!(judged(text), Ok(()), "{text}");
        }
    }

    #[test]
    fn for_development() {
        let own = Policy { allow_loopback: true, ports: vec![8443] };
        for (text, fault) in [
            ("http://127.0.0.1:4711/", None),
            ("http://[::1]:4711/", None),
            ("http://localhost:4711/", None),
            ("http://hooks.localhost.:4711/", None),
            ("https://example.org:8443/", None),
            ("http://10.0.0.1/", Some(TargetFault::Address)),
            ("http://169.254.169.254:4711/", Some(TargetFault::Address)),
            ("http://example.org:4711/", Some(TargetFault::Port)),
        ] {
            assert_eq!(Target::parse(text, &own).err(), fault, "{text}");
        }
    }
}
