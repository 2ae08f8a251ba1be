//! IP networks, for the list of trusted proxies.
//!
//! A dozen lines of bit arithmetic instead of a dependency. Who reads `X-Forwarded-For` and how is
//! the business of `http`.

use std::{fmt, net::IpAddr, str::FromStr};

/// An address block: `10.0.0.0/8`, `2001:db8::/32`, or one address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    /// Leading bits that count, 0 to 32 or 128.
    prefix: u8,
}

impl Network {
    /// Whether the address lies in this block. An IPv4 client of an IPv6 socket (`::ffff:10.0.0.1`)
    /// counts as the IPv4 address it is.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        address.is_ipv4() == self.address.is_ipv4() && first_of(address, self.prefix) == self.address
    }
}

/// The address with all bits after `prefix` cleared.
fn first_of(address: IpAddr, prefix: u8) -> IpAddr {
    // Shifting out everything is not a shift: prefix 0 has the mask 0.
    match address {
        IpAddr::V4(v4) => {
            let mask = u32::MAX.checked_shl(32_u32.saturating_sub(prefix.into())).unwrap_or(0);
            IpAddr::V4((v4.to_bits() & mask).into())
        }
        IpAddr::V6(v6) => {
            let mask = u128::MAX.checked_shl(128_u32.saturating_sub(prefix.into())).unwrap_or(0);
            IpAddr::V6((v6.to_bits() & mask).into())
        }
    }
}

impl FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let refused = || {
            "is not an address or network; expected one like 10.0.0.1, 10.0.0.0/8 or 2001:db8::/32".to_owned()
        };
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| refused())?;
        if address.to_canonical() != address {
            return Err(format!("is IPv4 in IPv6 clothes; expected {}", address.to_canonical()));
        }
        let longest: u8 = if address.is_ipv4() { 32 } else { 128 };
        let prefix = match prefix {
            None => longest,
            Some(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
                digits.parse().ok().filter(|bits| *bits <= longest).ok_or_else(refused)?
            }
            Some(_) => return Err(refused()),
        };
        let first = first_of(address, prefix);
        if first != address {
            return Err(format!("has bits beyond its prefix; expected {first}/{prefix} or {address}"));
        }
        Ok(Self { address, prefix })
    }
}

impl fmt::Display for Network {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.address, self.prefix) {
            (IpAddr::V4(address), 32) => address.fmt(out),
            (IpAddr::V6(address), 128) => address.fmt(out),
            (address, prefix) => write!(out, "{address}/{prefix}"),
        }
    }
}

/// The proxies whose `X-Forwarded-For` counts; none by default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<Network>);

impl TrustedProxies {
    /// Whether this peer is one of them.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(address))
    }

    /// Whether nobody is trusted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<Vec<Network>> for TrustedProxies {
    fn from(networks: Vec<Network>) -> Self {
        Self(networks)
    }
}

#[cfg(test)]
mod tests {
    use std::net::AddrParseError;

    use super::*;

    #[test]
    fn blocks_contain_their_addresses() -> Result<(), Box<dyn std::error::Error>> {
        for (network, inside, outside) in [
            ("10.0.0.0/8", "10.255.0.1", "11.0.0.0"),
            ("10.0.0.0/8", "::ffff:10.1.2.3", "::10.1.2.3"),
            ("192.168.1.7", "192.168.1.7", "192.168.1.6"),
            ("0.0.0.0/0", "203.0.113.9", "::1"),
            ("::/0", "2001:db8::1", "127.0.0.1"),
            ("2001:db8::/33", "2001:db8:7fff::1", "2001:db8:8000::1"),
            ("::1", "::1", "::2"),
        ] {
            let parsed = Network::from_str(network)?;
            let check = |text: &str| -> Result<bool, AddrParseError> { Ok(parsed.contains(text.parse()?)) };
            assert_eq!((check(inside)?, check(outside)?), (true, false), "{network}");
            assert_eq!(parsed.to_string(), network);
        }
        Ok(())
    }

    #[test]
    fn sloppy_networks_are_refused() {
        let shape = "is not an address or network; expected one like 10.0.0.1, 10.0.0.0/8 or 2001:db8::/32";
        for text in
            ["", "*", "proxy", "10.0.0", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/+8", "::/129", "1.2.3.4:80"]
        {
            assert_eq!(Network::from_str(text), Err(shape.to_owned()), "{text}");
        }
        assert_eq!(
            Network::from_str("10.0.0.5/8"),
            Err("has bits beyond its prefix; expected 10.0.0.0/8 or 10.0.0.5".to_owned())
        );
        assert_eq!(
            Network::from_str("::ffff:10.0.0.1"),
            Err("is IPv4 in IPv6 clothes; expected 10.0.0.1".to_owned())
        );
    }
}
