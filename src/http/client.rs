//! Where a request really comes from.

use std::net::IpAddr;

use actix_web::HttpRequest;

use crate::config::TrustedProxies;

/// The peer, or, when the peer is a trusted proxy, the nearest address in `X-Forwarded-For` that
/// is not one. What stands further left was written by the client and proves nothing.
pub fn address(req: &HttpRequest, trusted: &TrustedProxies) -> Option<IpAddr> {
    let peer = req.peer_addr()?.ip();
    let forwarded: Vec<&str> =
        req.headers().get_all("x-forwarded-for").filter_map(|value| value.to_str().ok()).collect();
    Some(nearest(peer, &forwarded.join(","), trusted))
}

fn nearest(peer: IpAddr, forwarded: &str, trusted: &TrustedProxies) -> IpAddr {
    let mut nearest = peer;
    let mut hops = forwarded.rsplit(',').map(str::trim);
    while trusted.contains(nearest) {
        match hops.next().and_then(|hop| hop.parse().ok()) {
            Some(hop) => nearest = hop,
            None => break,
        }
    }
    nearest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_trusted_proxies_are_believed() {
        let trusted = TrustedProxies::from(vec!["10.0.0.0/8".parse().unwrap()]);
        let ip = |text: &str| text.parse::<IpAddr>().unwrap();
        assert_eq!(nearest(ip("192.0.2.1"), "198.51.100.7", &trusted), ip("192.0.2.1"));
        assert_eq!(nearest(ip("10.0.0.1"), "203.0.113.9, 198.51.100.7", &trusted), ip("198.51.100.7"));
        assert_eq!(nearest(ip("10.0.0.1"), "198.51.100.7, 10.0.0.2", &trusted), ip("198.51.100.7"));
        assert_eq!(nearest(ip("10.0.0.1"), "unknown", &trusted), ip("10.0.0.1"));
        assert_eq!(nearest(ip("10.0.0.1"), "", &trusted), ip("10.0.0.1"));
    }
}
