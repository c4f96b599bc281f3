//! Names whose addresses change: the address that was judged is the one that is dialled.

use crate::caller::{By, Caller, by_each, options, post};
use crate::server::{Names, Server, say, url};
use fetch::{Failure, Options};
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

by_each! {
    a_name_that_flips_is_judged_each_time
    of_mixed_addresses_only_the_allowed_are_dialled
    a_kept_connection_stays_where_it_was_dialled
    a_name_is_looked_up_once_in_its_time
    a_name_without_an_address_is_said
}

const CLOSE: &str = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
const KEEP: &str = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

const BLOCKED: Ipv4Addr = Ipv4Addr::LOCALHOST;
const ALLOWED: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);

/// One port at both addresses: where the client may go, and where it may not.
async fn both(response: &'static str) -> (Server, Server) {
    let response = Arc::new(response.as_bytes().to_vec());
    loop {
        let said = Arc::clone(&response);
        let forbidden = Server::saying(KEEP).await;
        let address = (ALLOWED, forbidden.address.port());
        let script = move |stream, seen| say(stream, seen, Arc::clone(&said));
        if let Ok(allowed) = Server::at(address, script).await {
            return (allowed, forbidden);
        }
    }
}

/// A client that asks for the name each time and may only call 127.0.0.2.
fn rebound(
    by: By,
    name_memory: Duration,
    answer: impl Fn(usize) -> Vec<IpAddr> + Send + Sync + 'static,
) -> Caller {
    let asked = AtomicUsize::new(0);
    let lookup = Names(move |_: &str| answer(asked.fetch_add(1, Ordering::Relaxed)));
    let options = Options { lookup: Arc::new(lookup), name_memory, ..options(&["127.0.0.2/32"]) };
    by.client(options)
}

fn flip(nth: usize) -> Vec<IpAddr> {
    vec![if nth.is_multiple_of(2) { ALLOWED.into() } else { BLOCKED.into() }]
}

async fn a_name_that_flips_is_judged_each_time(by: By) {
    let (allowed, forbidden) = both(CLOSE).await;
    let client = rebound(by, Duration::ZERO, flip);
    let port = allowed.address.port();
    for nth in 0..20 {
        match post(&client, url(&format!("http://hooks.example:{port}/"))).await {
            Ok(answer) => {
                assert_eq!(nth % 2, 0);
                assert_eq!(answer.peer, Some(allowed.address));
            }
            Err(Failure::Blocked(blocked)) => {
                assert_eq!(nth % 2, 1);
                let said = "hooks.example has no public address: 127.0.0.1 is a loopback address";
                assert_eq!(blocked.to_string(), said);
            }
            Err(other) => panic!("{other}"),
        }
    }
    assert_eq!((allowed.connections().await, forbidden.connections().await), (10, 0));
}

async fn of_mixed_addresses_only_the_allowed_are_dialled(by: By) {
    let (allowed, forbidden) = both(CLOSE).await;
    let client =
        rebound(by, Duration::ZERO, |_| vec![BLOCKED.into(), ALLOWED.into(), BLOCKED.into()]);
    let port = allowed.address.port();
    for _ in 0..10 {
        let sent = post(&client, url(&format!("http://hooks.example:{port}/"))).await;
        assert_eq!(sent.expect("an answer").peer, Some(allowed.address));
    }
    assert_eq!((allowed.connections().await, forbidden.connections().await), (10, 0));
}

async fn a_kept_connection_stays_where_it_was_dialled(by: By) {
    let (allowed, forbidden) = both(KEEP).await;
    let client = rebound(by, Duration::ZERO, flip);
    let port = allowed.address.port();
    for _ in 0..20 {
        match post(&client, url(&format!("http://hooks.example:{port}/"))).await {
            Ok(answer) => assert_eq!(answer.peer, Some(allowed.address)),
            Err(failure) => assert_eq!(failure.reason(), "blocked_address"),
        }
    }
    assert_eq!(forbidden.connections().await, 0);
}

async fn a_name_is_looked_up_once_in_its_time(by: By) {
    let (allowed, _forbidden) = both(CLOSE).await;
    let client = rebound(by, Duration::from_secs(30), flip);
    let port = allowed.address.port();
    for _ in 0..5 {
        let sent = post(&client, url(&format!("http://hooks.example:{port}/"))).await;
        assert_eq!(sent.expect("the first lookup is remembered").status, 200);
    }
    assert_eq!(allowed.connections().await, 5);
}

async fn a_name_without_an_address_is_said(by: By) {
    let client = rebound(by, Duration::ZERO, |_| Vec::new());
    let failure = post(&client, url("http://hooks.example/")).await.expect_err("no address");
    assert_eq!(failure.reason(), "name_not_resolved");
    let said = "hooks.example cannot be resolved: the name has no address";
    assert_eq!(failure.to_string(), said);
    // Reserved to never exist (RFC 6761), so that no lookup of a machine that is online finds it.
    let client = by.client(Options::default());
    let failure = post(&client, url("http://nobody.invalid/")).await.expect_err("no address");
    assert_eq!(failure.reason(), "name_not_resolved");
}
