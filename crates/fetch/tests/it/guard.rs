//! Which addresses are public.

use fetch::AddressGuard;
use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use proptest::prelude::*;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// As the registries of IANA write them, multicast and deprecated blocks included.
const NOT_PUBLIC: &str = "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 \
    172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 \
    198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4 255.255.255.255/32 \
    ::/128 ::1/128 ::/96 ::ffff:0:0:0/96 64:ff9b:1::/48 100::/64 100:0:0:1::/64 2001::/32 \
    2001::/23 2001:2::/48 2001:10::/28 2001:20::/28 2001:db8::/32 3fff::/20 4000::/3 5f00::/16 \
    6000::/3 8000::/1 fc00::/7 fe80::/10 fec0::/10 ff00::/8";

/// Neighbours of what is not public, and well-known public servers.
const PUBLIC: &str = "1.0.0.0 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 \
    128.0.0.0 169.253.255.255 169.255.0.0 172.15.255.255 172.32.0.0 191.255.255.255 192.0.1.0 \
    192.0.3.0 192.31.196.1 192.88.98.255 192.88.100.0 192.167.255.255 192.169.0.0 198.17.255.255 \
    198.20.0.0 198.51.99.255 198.51.101.0 203.0.112.255 203.0.114.0 223.255.255.255 8.8.8.8 \
    2000:: 2001:200:: 2001:4860:4860::8888 2001:db7:ffff:: 2001:db9:: 2003:: 2606:4700::1111 \
    2a00:1450:4001:: 3ffe:ffff:: 3fff:1000:: ";

fn nets() -> Vec<IpNet> {
    NOT_PUBLIC.split_whitespace().map(|net| net.parse().expect("a network")).collect()
}

/// Every way to write an IPv4 address as an IPv6 one that somebody on the way may undo.
fn disguises(ip: Ipv4Addr) -> [Ipv6Addr; 6] {
    let low = u128::from(ip.to_bits());
    let with = |text: &str| text.parse::<Ipv6Addr>().expect("an address").to_bits();
    [
        with("::ffff:0:0") | low,
        with("64:ff9b::") | low,
        with("2002::1") | low << 80,
        with("2606:4700::5efe:0:0") | low,
        with("2606:4700::200:5efe:0:0") | low,
        with("2002:0808:0808::5efe:0:0") | low,
    ]
    .map(Ipv6Addr::from_bits)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn nothing_in_the_tables_passes(pick in any::<prop::sample::Index>(), bits in any::<u128>()) {
        let guard = AddressGuard::default();
        match nets()[pick.index(nets().len())] {
            IpNet::V4(net) => {
                let host = u32::try_from(bits & u128::from(net.hostmask().to_bits()));
                let host = host.expect("32 bits are left");
                let ip = Ipv4Addr::from_bits(net.network().to_bits() | host);
                prop_assert!(!guard.allows(ip.into()), "{}", ip);
                for ip in disguises(ip) {
                    prop_assert!(!guard.allows(ip.into()), "{}", ip);
                }
            }
            IpNet::V6(net) => {
                let host = bits & net.hostmask().to_bits();
                let ip = Ipv6Addr::from_bits(net.network().to_bits() | host);
                prop_assert!(!guard.allows(ip.into()), "{}", ip);
            }
        }
    }

    #[test]
    fn everything_outside_of_the_tables_passes(v4 in any::<u32>(), v6 in any::<u128>()) {
        let guard = AddressGuard::default();
        let listed = |ip: IpAddr| nets().iter().any(|net| net.contains(&ip));
        let v4 = Ipv4Addr::from_bits(v4);
        if !listed(v4.into()) {
            prop_assert!(guard.allows(v4.into()), "{}", v4);
            for ip in disguises(v4) {
                prop_assert!(guard.allows(ip.into()), "{}", ip);
            }
        }
        // One in eight of all addresses is handed out: the draw is put there.
        let v6 = Ipv6Addr::from_bits(v6 >> 3 | 0x2000_u128 << 112);
        let tunnel = v6.segments()[0] == 0x2002 || v6.segments()[5] == 0x5efe;
        prop_assert!(listed(v6.into()) || tunnel || guard.allows(v6.into()), "{}", v6);
    }

    #[test]
    fn an_allowed_network_passes_and_no_more(bits in any::<u32>(), length in 8..=32_u8) {
        let private = Ipv4Addr::from_bits(0x0a00_0000 | bits & 0x00ff_ffff);
        let net = Ipv4Net::new(private, length).expect("a length").trunc();
        let guard = AddressGuard::new([net.into()]);
        prop_assert!(guard.allows(private.into()));
        prop_assert!(guard.allows(private.to_ipv6_mapped().into()));
        prop_assert_eq!(guard.exception(private.into()), Some(net.into()));
        for ip in &disguises(private)[1..] {
            prop_assert!(!guard.allows((*ip).into()), "{}", ip);
        }
        let after = Ipv4Addr::from_bits(net.broadcast().to_bits() + 1);
        prop_assert_eq!(guard.allows(after.into()), after.octets()[0] == 11);
        prop_assert!(!guard.allows(Ipv4Addr::LOCALHOST.into()));
    }
}

#[test]
fn the_edges_of_each_block() {
    let guard = AddressGuard::default();
    for net in nets() {
        for ip in [net.network(), net.broadcast()] {
            assert!(!guard.allows(ip), "{ip}");
        }
    }
    for ip in PUBLIC.split_whitespace() {
        let ip: IpAddr = ip.parse().expect("an address");
        assert!(guard.allows(ip), "{ip}");
        assert_eq!(guard.exception(ip), None);
    }
}

#[test]
fn an_allowed_ipv6_network_passes() {
    let net: Ipv6Net = "fd12:3456::/32".parse().expect("a network");
    let guard = AddressGuard::new([net.into()]);
    assert!(guard.allows("fd12:3456::1".parse().expect("an address")));
    assert!(!guard.allows("fd12:3457::1".parse().expect("an address")));
}

#[test]
fn what_is_wrong_is_said() {
    let guard = AddressGuard::default();
    for (url, said) in [
        ("http://127.1/", "127.0.0.1 is a loopback address"),
        ("http://169.254.169.254/", "169.254.169.254 is a link-local address"),
        ("http://[::ffff:10.0.0.1]/", "::ffff:10.0.0.1 is a private address"),
        ("http://[64:ff9b::7f00:1]/", "64:ff9b::7f00:1 leads to 127.0.0.1, a loopback address"),
        ("http://[fd00::1]/", "fd00::1 is a private address"),
        ("http://x.LocalHost./", "x.localhost. names the machine itself"),
        ("http://u:p@example.com/", "the URL holds a user name or password"),
        ("ftp://example.com/", "ftp is neither http nor https"),
    ] {
        let blocked = guard.check_url(&super::server::url(url)).expect_err(url);
        assert_eq!(blocked.to_string(), said);
    }
}
