//! Every way to write what must not be called: nothing connects.

use crate::caller::{By, by_each, client, options, post};
use crate::server::{Names, Seen, Server, read, url};
use fetch::Failure;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::Arc;
use tokio::net::TcpStream;
use url::Url;

by_each! {
    none_of_them_connects
    where_loopback_is_allowed_they_connect
}

/// Hosts, each called by HTTP and by HTTPS at the port where somebody listens.
const HOSTS: &str = "127.0.0.1 127.0.0.1. 127.1 127.0.1 127.000.000.001 127.0.0.01 127.00.0.1 \
    127.255.255.254 127.1.2.3 127.127 2130706433 2130706433. 017700000001 0177.0.0.1 0177.1 \
    0177.0.1 00000177.0.0.1 0x7f000001 0x7F000001 0X7f.0.0.1 0x7f.1 0x7f.0x0.0x0.0x1 0x7f.0.1 \
    0x000000007f.1 0x7f.0.0x1 0177.0x0.0.1 127.0x1 127.0.0x1 127.0.0.0x1 0x0 0 0. 00 0.0 0.0.0.0 \
    0x0.0x0 0.0.0.1 000.000.000.000 1 256 65535 \
    １２７.０.０.１ 127。0。0。1 127．0．0．1 127｡0｡0｡1 ①②⑦.⓪.⓪.① ①②⑦.0.0.1 １２７。１ 𝟏𝟐𝟕.𝟎.𝟎.𝟏 \
    127.0.0.¹ ₁₂₇.0.0.1 0ˣ7f.1 ２１３０７０６４３３ %31%32%37.0.0.1 127%2e0%2E0%2e1 %30x7f.1 \
    %EF%BC%91%EF%BC%92%EF%BC%97.0.0.1 127%E3%80%820%E3%80%820%E3%80%821 \
    localhost LOCALHOST LocalHost localhost. localhost.. .localhost a.localhost a.b.localhost. \
    ｌｏｃａｌｈｏｓｔ ⓛⓞⓒⓐⓛⓗⓞⓢⓣ locaⅼhost localho\u{ad}st loc\u{200b}alhost %6c%6f%63alhost \
    localhost%2e localhost。 ſ.localhost localhoſt \
    [::1] [0:0:0:0:0:0:0:1] [0000:0000:0000:0000:0000:0000:0000:0001] [::0001] [0::1] [::0.0.0.1] \
    [::] [0::0] [::0] [::0.0.0.0] [0:0:0:0:0:0:0:0] \
    [::ffff:127.0.0.1] [::FFFF:127.0.0.1] [::ffff:7f00:1] [0:0:0:0:0:ffff:7f00:0001] \
    [::ffff:0.0.0.0] [::ffff:0:0] [::ffff:169.254.169.254] [::ffff:10.0.0.1] \
    [::127.0.0.1] [::7f00:1] [::169.254.169.254] [::8.8.8.8] \
    [::ffff:0:127.0.0.1] [::ffff:0:7f00:1] [64:ff9b::127.0.0.1] [64:ff9b::7f00:1] \
    [64:ff9b::a9fe:a9fe] [64:ff9b:1::7f00:1] [64:ff9b:1:ffff::8.8.8.8] \
    [2002:7f00:1::] [2002:7f00:0001::1] [2002:a9fe:a9fe::1] [2002:a00:1::] [2002:c0a8:101::1] \
    [fe80::5efe:127.0.0.1] [fe80::200:5efe:7f00:1] [2606:4700::5efe:127.0.0.1] \
    [2606:4700::200:5efe:169.254.169.254] [2001:0:7f00:1::] [2001:0:4136:e378:8000:63bf:80ff:fffe] \
    [2001:db8::1] [3fff::1] [100::1] [fc00::1] [fd00::1] [fdff:ffff::1] [fe80::1] [febf::1] \
    [fec0::1] [ff02::1] [ff0e::1] [5f00::1] [4000::1] [::2] [1::1] [fd00:ec2::254] \
    [fe80::1%25eth0] [fe80::1%eth0] [::1%251] [::1%lo] [::%251] \
    169.254.169.254 0xa9fea9fe 2852039166 0251.0376.0251.0376 169.254.43518 0xa9.254.0251.254 \
    169.254.169.254. 100.100.100.200 192.168.0.1 192.168.1 10.1 10.255.255.255 172.16.0.1 172.31.1 \
    100.64.0.1 198.18.0.1 192.0.0.192 192.0.2.1 198.51.100.1 203.0.113.9 192.88.99.1 224.0.0.1 \
    239.255.255.255 240.0.0.1 255.255.255.255 4294967295 0xffffffff \
    127.0.0.1.example.com 127-0-0-1.example.com 7f000001.example.com metadata.google.internal \
    instance-data ip6-localhost localhost.localdomain xn--lcalhost-n4a.example router.local \
    user@127.0.0.1 user:pw@127.0.0.1 :pw@127.0.0.1 example.com@127.0.0.1 @127.0.0.1 @@127.0.0.1 \
    example.com:80@127.0.0.1 8.8.8.8:80@[::1] a@b@127.0.0.1 example.com%40127.0.0.1 \
    example.com%2f@127.0.0.1 example.com\\@127.0.0.1 127.0.0.1\\@example.com \
    127.0.0.1%00.example.com 127.0.0.1%09 127.0.0.1%20 256.0.0.1 127.0.0.1.1 0x7f.0.0.0.1 127..0.1 \
    [127.0.0.1] [::1 ::1] [::1]] [[::1]] [::ffff:127.1] [::ffff:0x7f.0.0.1] [:::1]";

/// Whole URLs; PORT is where somebody listens.
const URLS: &str = "http:127.0.0.1:PORT http:/127.0.0.1:PORT http:///127.0.0.1:PORT \
    http:\\\\127.0.0.1:PORT\\ http:/\\127.0.0.1:PORT hTTp://127.0.0.1:PORT http://127.0.0.1:0PORT \
    http://127.0.0.1:PORT#@example.com/ http://127.0.0.1:PORT?@example.com/ \
    http://127.0.0.1:PORT\\@example.com/ http://example.com@127.0.0.1:PORT/ \
    http://127.0.0.1:PORT/@example.com http://127.0.0.1:PORT/../.. http://127.0.0.1:PORT;@x/ \
    ftp://127.0.0.1:PORT/ ws://127.0.0.1:PORT/ wss://127.0.0.1:PORT/ gopher://127.0.0.1:PORT/_x \
    file:///etc/passwd file://127.0.0.1/etc data:text/plain,x unix:/run/x.sock dict://127.0.0.1:PORT \
    http+unix://%2Frun%2Fx.sock/ blob:http://127.0.0.1:PORT/ javascript:1 ldap://127.0.0.1:PORT/";

fn spellings(port: u16) -> Vec<String> {
    let hosts = HOSTS.split_whitespace();
    let hosts = hosts.flat_map(|host| ["http", "https"].map(|it| format!("{it}://{host}:{port}/")));
    let urls = URLS.split_whitespace().map(|url| url.replace("PORT", &port.to_string()));
    hosts.chain(urls).collect()
}

async fn hang_up(mut stream: TcpStream, _: Seen) {
    read(&mut stream).await;
}

/// A server on both loopback addresses, at one port.
async fn both() -> (Server, Server) {
    loop {
        let v4 = Server::start(hang_up).await;
        if let Ok(v6) = Server::at((Ipv6Addr::LOCALHOST, v4.address.port()), hang_up).await {
            return (v4, v6);
        }
    }
}

async fn none_of_them_connects(by: By) {
    let (v4, v6) = both().await;
    // Whatever is taken for a name leads to loopback: then the resolver has to stop it.
    let lookup = Names(|_: &str| vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()]);
    let guarded = by.client(fetch::Options { lookup: Arc::new(lookup), ..options(&[]) });
    let spellings = spellings(v4.address.port());
    let mut judged = 0;
    for text in &spellings {
        let Ok(url) = Url::parse(text) else { continue };
        match post(&guarded, url).await {
            Err(Failure::Blocked(_)) => judged += 1,
            other => panic!("{text}: {other:?}"),
        }
    }
    assert!(judged >= 240, "{judged} of {} are URLs", spellings.len());
    assert_eq!((v4.connections().await, v6.connections().await), (0, 0));
}

async fn where_loopback_is_allowed_they_connect(by: By) {
    let (v4, v6) = both().await;
    let port = v4.address.port();
    for host in ["127.1", "0x7f000001", "[::ffff:7f00:1]", "１２７.０.０.１", "[::1]"] {
        let failure = post(&client(by), url(&format!("http://{host}:{port}/"))).await;
        assert_eq!(failure.expect_err("it hangs up").reason(), "connection_closed", "{host}");
    }
    assert_eq!((v4.connections().await, v6.connections().await), (4, 1));
}
