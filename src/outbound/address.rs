//! Which addresses are nobody's business to have called: all that are not globally reachable (IANA's registries of
//! special-purpose addresses), and every IPv6 spelling of them.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// What may be called besides the public internet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    pub allow_loopback: bool,
    /// Besides 80 and 443.
    pub ports: Vec<u16>,
}

impl Policy {
    pub fn allows(&self, address: IpAddr) -> bool {
        !refused(address) || self.is_own(address)
    }

    /// A loopback address that may be called, on any port.
    pub fn is_own(&self, address: IpAddr) -> bool {
        self.allow_loopback && address.to_canonical().is_loopback()
    }

    pub fn allows_port(&self, port: u16) -> bool {
        matches!(port, 80 | 443) || self.ports.contains(&port)
    }
}

/// Whether the address lies in a special-purpose block.
pub fn refused(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(v4) => V4.iter().any(|block| block.contains(v4)),
        IpAddr::V6(v6) => {
            V6.iter().any(|block| block.contains(v6)) || embedded(v6).is_some_and(|v4| refused(v4.into()))
        }
    }
}

struct Block<A> {
    first: A,
    prefix: u32,
}

impl Block<Ipv4Addr> {
    fn contains(&self, address: Ipv4Addr) -> bool {
        let mask = u32::MAX.checked_shl(32_u32.saturating_sub(self.prefix)).unwrap_or(0);
        address.to_bits() & mask == self.first.to_bits()
    }
}

impl Block<Ipv6Addr> {
    fn contains(&self, address: Ipv6Addr) -> bool {
        let mask = u128::MAX.checked_shl(128_u32.saturating_sub(self.prefix)).unwrap_or(0);
        address.to_bits() & mask == self.first.to_bits()
    }
}

const fn v4(a: u8, b: u8, c: u8, d: u8, prefix: u32) -> Block<Ipv4Addr> {
    Block { first: Ipv4Addr::new(a, b, c, d), prefix }
}

const fn v6(first: [u16; 8], prefix: u32) -> Block<Ipv6Addr> {
    let [a, b, c, d, e, f, g, h] = first;
    Block { first: Ipv6Addr::new(a, b, c, d, e, f, g, h), prefix }
}

/// IANA IPv4 Special-Purpose Address Registry (RFC 6890), multicast and what is reserved.
const V4: [Block<Ipv4Addr>; 18] = [
    v4(0, 0, 0, 0, 8),
    v4(10, 0, 0, 0, 8),
    v4(100, 64, 0, 0, 10),
    v4(127, 0, 0, 0, 8),
    // Link-local; the metadata of clouds.
    v4(169, 254, 0, 0, 16),
    v4(172, 16, 0, 0, 12),
    v4(192, 0, 0, 0, 24),
    v4(192, 0, 2, 0, 24),
    v4(192, 31, 196, 0, 24),
    v4(192, 52, 193, 0, 24),
    v4(192, 88, 99, 0, 24),
    v4(192, 168, 0, 0, 16),
    v4(192, 175, 48, 0, 24),
    v4(198, 18, 0, 0, 15),
    v4(198, 51, 100, 0, 24),
    v4(203, 0, 113, 0, 24),
    v4(224, 0, 0, 0, 4),
    v4(240, 0, 0, 0, 4),
];

/// IANA IPv6 Special-Purpose Address Registry, multicast, site-local, and Azure's and Alibaba's metadata by way of
/// unique-local ones. NAT64 and 6to4 stand here whole: what they lead to is not ours to find out.
const V6: [Block<Ipv6Addr>; 14] = [
    // Unspecified, loopback, and the obsolete spelling of IPv4 (`::a.b.c.d`).
    v6([0, 0, 0, 0, 0, 0, 0, 0], 96),
    v6([0, 0, 0, 0, 0xffff, 0, 0, 0], 96),
    v6([0x64, 0xff9b, 0, 0, 0, 0, 0, 0], 96),
    v6([0x64, 0xff9b, 1, 0, 0, 0, 0, 0], 48),
    v6([0x100, 0, 0, 0, 0, 0, 0, 0], 64),
    v6([0x100, 0, 0, 1, 0, 0, 0, 0], 64),
    v6([0x2001, 0, 0, 0, 0, 0, 0, 0], 23),
    v6([0x2001, 0xdb8, 0, 0, 0, 0, 0, 0], 32),
    v6([0x2002, 0, 0, 0, 0, 0, 0, 0], 16),
    v6([0x3fff, 0, 0, 0, 0, 0, 0, 0], 20),
    v6([0x5f00, 0, 0, 0, 0, 0, 0, 0], 16),
    v6([0xfc00, 0, 0, 0, 0, 0, 0, 0], 7),
    // Link-local and the obsolete site-local.
    v6([0xfe80, 0, 0, 0, 0, 0, 0, 0], 9),
    v6([0xff00, 0, 0, 0, 0, 0, 0, 0], 8),
];

/// The IPv4 address at the end of an interface identifier made by ISATAP (RFC 5214).
fn embedded(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let [.., e, f, g, h] = address.segments();
    let [a, b] = g.to_be_bytes();
    let [c, d] = h.to_be_bytes();
    (matches!(e, 0 | 0x200) && f == 0x5efe).then(|| Ipv4Addr::new(a, b, c, d))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_not_the_public_internet() {
        for text in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "100.64.0.1",
            "127.0.0.1",
            "127.255.255.254",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.1",
            "239.1.2.3",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::127.0.0.1",
            "::ffff:127.0.0.1",
            "::ffff:169.254.169.254",
            "::ffff:a00:1",
            "::ffff:0:127.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "2002:a9fe:a9fe::1",
            "3fff::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "2606:4700::200:5efe:127.0.0.1",
        ] {
            assert!(refused(text.parse().unwrap()), "{text}");
        }
    }

    #[test]
    fn what_is() {
        for text in [
            "1.1.1.1",
            "8.8.8.8",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.255.255.255",
            "128.0.0.0",
            "169.253.255.255",
            "172.15.255.255",
            "172.32.0.0",
            "192.167.255.255",
            "198.17.255.255",
            "198.20.0.0",
            "223.255.255.255",
            "2606:4700:4700::1111",
            "2a00:1450:4007::200e",
            "2001:4860:4860::8888",
            "::ffff:8.8.8.8",
        ] {
            assert!(!refused(text.parse().unwrap()), "{text}");
        }
    }

    #[test]
    fn loopback_is_the_only_exception() {
        let own = Policy { allow_loopback: true, ports: Vec::new() };
        for text in ["127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1"] {
            assert!(own.allows(text.parse().unwrap()), "{text}");
            assert!(!Policy::default().allows(text.parse().unwrap()), "{text}");
        }
        for text in ["10.0.0.1", "169.254.169.254", "::", "0.0.0.0", "64:ff9b::7f00:1", "fe80::1"] {
            assert!(!own.allows(text.parse().unwrap()), "{text}");
        }
    }

    proptest! {
        /// No spelling of an IPv4 address is treated better than the address.
        #[test]
        fn no_clothes_help(bits: u32) {
            let plain = Ipv4Addr::from_bits(bits);
            let mapped = plain.to_ipv6_mapped();
            prop_assert_eq!(refused(plain.into()), refused(mapped.into()));
            let [a, b, c, d] = plain.octets();
            let (high, low) = (u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d]));
            for dressed in [
                Ipv6Addr::new(0, 0, 0, 0, 0, 0, high, low),
                Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, high, low),
                Ipv6Addr::new(0x2002, high, low, 0, 0, 0, 0, 1),
            ] {
                prop_assert!(refused(dressed.into()));
            }
        }
    }
}
