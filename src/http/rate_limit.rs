//! Throttles as HTTP tells of them: 429 with `Retry-After`, `RateLimit` and `RateLimit-Policy`
//! (draft-ietf-httpapi-ratelimit-headers-10). Only a refusal carries them. How the attempts are
//! counted is [`crate::auth::throttle`].

use std::net::{IpAddr, Ipv6Addr};

use actix_web::http::header::HeaderName;

use super::problem::Problem;
use crate::auth::Throttle;
use crate::auth::throttle::Denied;
use crate::config::ATTEMPT_WINDOW;
use crate::error::{Error, ErrorKind};

const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// Counts one attempt under `key` against the policy of that name.
///
/// # Errors
/// 429 when it comes too early.
pub fn check(throttle: &Throttle, policy: &str, key: &str) -> Result<(), Problem> {
    throttle.check(key).map_err(|denied| refuse(policy, denied))
}

fn refuse(policy: &str, denied: Denied) -> Problem {
    let Denied { retry_after_seconds: seconds, limit } = denied;
    let error = Error::new(
        ErrorKind::Throttled,
        format!("Too many attempts. The next one counts in {seconds} s; those until then do not."),
    )
    .retry_after(u32::try_from(seconds).unwrap_or(u32::MAX));
    Problem::from(error)
        .with_header(RATE_LIMIT_POLICY, format!("\"{policy}\";q={limit};w={}", ATTEMPT_WINDOW.as_secs()))
        .with_header(RATE_LIMIT, format!("\"{policy}\";r=0;t={seconds}"))
}

/// Under which key a client is counted. Whoever has one IPv6 address commonly has a /64 of them, so
/// all of it is one client.
pub fn client_key(address: Option<IpAddr>) -> String {
    match address.map(|address| address.to_canonical()) {
        None => "unknown".to_owned(),
        Some(IpAddr::V4(address)) => address.to_string(),
        Some(IpAddr::V6(address)) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{}/64", Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_which_limit_and_when_it_is_over() {
        let reply = refuse("login", Denied { retry_after_seconds: 60, limit: 10 }).respond("", "");
        let header = |name: &str| reply.headers().get(name).unwrap().to_str().unwrap().to_owned();
        assert_eq!(reply.status(), 429);
        assert_eq!(header("retry-after"), "60");
        assert_eq!(header("ratelimit-policy"), "\"login\";q=10;w=900");
        assert_eq!(header("ratelimit"), "\"login\";r=0;t=60");
    }

    #[test]
    fn one_network_is_one_client() {
        let key = |text: &str| client_key(Some(text.parse().unwrap()));
        assert_eq!(key("2001:db8:1:2::1"), key("2001:db8:1:2:ffff::9"));
        assert_ne!(key("2001:db8:1:2::1"), key("2001:db8:1:3::1"));
        assert_eq!(key("::ffff:192.0.2.1"), key("192.0.2.1"));
        assert_ne!(key("192.0.2.1"), key("192.0.2.2"));
        assert_eq!(client_key(None), "unknown");
    }
}
