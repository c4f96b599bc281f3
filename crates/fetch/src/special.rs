//! Addresses that are not of the public internet.
//!
//! From IANA's registries of special-purpose addresses: every block that is not globally
//! reachable, with multicast and what is deprecated. Two blocks are taken whole although they
//! hold a few reachable protocol anycast addresses: `192.0.0.0/24` and `2001::/23`.
//! <https://www.iana.org/assignments/iana-ipv4-special-registry>
//! <https://www.iana.org/assignments/iana-ipv6-special-registry>

use ipnet::{Ipv4Net, Ipv6Net};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Why an address is not public.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Special {
    /// What it is, as the end of a sentence.
    pub(crate) what: &'static str,
    /// The IPv4 address inside, where that one is not public.
    pub(crate) inside: Option<Ipv4Addr>,
}

const fn v4(a: u8, b: u8, c: u8, bits: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, 0), bits)
}

const fn v6(a: u16, b: u16, c: u16, bits: u8) -> Ipv6Net {
    Ipv6Net::new_assert(Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0), bits)
}

const V4: [(Ipv4Net, &str); 16] = [
    (v4(0, 0, 0, 8), "an address of this network"),
    (v4(10, 0, 0, 8), "a private address"),
    (v4(100, 64, 0, 10), "a carrier's shared address"),
    (v4(127, 0, 0, 8), "a loopback address"),
    (v4(169, 254, 0, 16), "a link-local address"),
    (v4(172, 16, 0, 12), "a private address"),
    (v4(192, 0, 0, 24), "an address of a protocol"),
    (v4(192, 0, 2, 24), "a documentation address"),
    (v4(192, 88, 99, 24), "a 6to4 relay's address"),
    (v4(192, 168, 0, 16), "a private address"),
    (v4(198, 18, 0, 15), "a benchmarking address"),
    (v4(198, 51, 100, 24), "a documentation address"),
    (v4(203, 0, 113, 24), "a documentation address"),
    (v4(224, 0, 0, 4), "a multicast address"),
    (Ipv4Net::new_assert(Ipv4Addr::BROADCAST, 32), "the broadcast address"),
    (v4(240, 0, 0, 4), "a reserved address"),
];

const V6: [(Ipv6Net, &str); 14] = [
    (Ipv6Net::new_assert(Ipv6Addr::UNSPECIFIED, 128), "the unspecified address"),
    (Ipv6Net::new_assert(Ipv6Addr::LOCALHOST, 128), "a loopback address"),
    (v6(0, 0, 0, 96), "a deprecated IPv4-compatible address"),
    (v6(0x64, 0xff9b, 1, 48), "a local translation address"),
    (v6(0x100, 0, 0, 64), "a discard-only address"),
    (v6(0x2001, 0, 0, 23), "an address of a protocol"),
    (v6(0x2001, 0xdb8, 0, 32), "a documentation address"),
    (v6(0x3fff, 0, 0, 20), "a documentation address"),
    (v6(0x5f00, 0, 0, 16), "a segment routing address"),
    (v6(0xfc00, 0, 0, 7), "a private address"),
    (v6(0xfe80, 0, 0, 10), "a link-local address"),
    (v6(0xfec0, 0, 0, 10), "a site-local address"),
    (v6(0xff00, 0, 0, 8), "a multicast address"),
    // Last: what was handed out lies in one eighth of the space (RFC 4291).
    (v6(0, 0, 0, 0), "an unassigned address"),
];

const GLOBAL_UNICAST: Ipv6Net = v6(0x2000, 0, 0, 3);

/// Why that address is not public; none where it is.
pub(crate) fn special(ip: IpAddr) -> Option<Special> {
    match ip.to_canonical() {
        IpAddr::V4(ip) => special_v4(ip).map(|what| Special { what, inside: None }),
        IpAddr::V6(ip) => special_v6(ip),
    }
}

fn special_v4(ip: Ipv4Addr) -> Option<&'static str> {
    V4.iter().find(|(net, _)| net.contains(&ip)).map(|(_, what)| *what)
}

fn special_v6(ip: Ipv6Addr) -> Option<Special> {
    let ends = [translated(ip), tunnelled(ip), site_tunnelled(ip)];
    for inside in ends.into_iter().flatten() {
        if let Some(what) = special_v4(inside) {
            return Some(Special { what, inside: Some(inside) });
        }
    }
    let (net, what) = V6.iter().find(|(net, _)| net.contains(&ip))?;
    let public = net.prefix_len() == 0 && GLOBAL_UNICAST.contains(&ip);
    (!public && translated(ip).is_none()).then_some(Special { what, inside: None })
}

/// The IPv4 address to which NAT64 translates (RFC 6052).
fn translated(ip: Ipv6Addr) -> Option<Ipv4Addr> {
    match ip.segments() {
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => Some(join(high, low)),
        _ => None,
    }
}

/// The IPv4 address to which a 6to4 tunnel leads (RFC 3056).
fn tunnelled(ip: Ipv6Addr) -> Option<Ipv4Addr> {
    match ip.segments() {
        [0x2002, high, low, ..] => Some(join(high, low)),
        _ => None,
    }
}

/// The IPv4 address to which an ISATAP tunnel leads, whatever stands before it (RFC 5214).
fn site_tunnelled(ip: Ipv6Addr) -> Option<Ipv4Addr> {
    match ip.segments() {
        [_, _, _, _, 0 | 0x200, 0x5efe, high, low] => Some(join(high, low)),
        _ => None,
    }
}

fn join(high: u16, low: u16) -> Ipv4Addr {
    Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low))
}
