//! Text records, as name servers tell them.

use fetch::{Client, Failure, Options};
use std::net::SocketAddr;
use std::time::Duration;
use tests::{Dns, Told};

const NAME: &str = "one._domainkey.keys.example";

fn asking(servers: Vec<SocketAddr>) -> Client {
    Client::new(Options { name_servers: Some(servers), ..Options::default() }).expect("a client")
}

#[tokio::test]
async fn a_record_is_one_text_and_has_its_time() {
    let long = "p=".to_owned() + &"a".repeat(300);
    let texts = vec![long.clone(), "other".to_owned()];
    let dns = Dns::start(move |_| Told::Texts(texts.clone(), 77)).await;
    let found = asking(vec![dns.addr]).text_records(NAME).await.expect("an answer");
    assert_eq!(found.texts, [long, "other".to_owned()]);
    assert_eq!(found.good_for, Duration::from_secs(77));
    assert_eq!(dns.asked(), [NAME], "once, and no other name is tried");
}

#[tokio::test]
async fn what_fits_no_packet_comes_over_tcp() {
    let long = "p=".to_owned() + &"a".repeat(1500);
    let told = vec![long.clone()];
    let dns = Dns::start(move |_| Told::Texts(told.clone(), 1)).await;
    let found = asking(vec![dns.addr]).text_records(NAME).await.expect("an answer");
    assert_eq!(found.texts, [long]);
    assert!(dns.asked().contains(&format!("{NAME} by TCP")), "{:?}", dns.asked());
}

#[tokio::test]
async fn that_there_is_none_is_an_answer() {
    for told in [Told::Nothing, Told::NoName] {
        let dns = Dns::start(move |_| told.clone()).await;
        let found = asking(vec![dns.addr]).text_records(NAME).await.expect("an answer");
        assert_eq!(found.texts, [""; 0]);
    }
}

#[tokio::test]
async fn that_nobody_knows_is_none() {
    let dns = Dns::start(|_| Told::Failure).await;
    let failure = asking(vec![dns.addr]).text_records(NAME).await.expect_err("no answer");
    assert_eq!(failure.reason(), "name_not_resolved");
    let closed = std::net::UdpSocket::bind(("127.0.0.1", 0)).expect("a port");
    let addr = closed.local_addr().expect("an address");
    drop(closed);
    let failure = asking(vec![addr]).text_records(NAME).await.expect_err("no answer");
    assert!(matches!(failure, Failure::Unresolved(_) | Failure::Timeout { .. }), "{failure}");
}

#[tokio::test]
async fn the_next_one_is_asked_where_one_is_silent() {
    let silent = Dns::start(|_| Told::Silence).await;
    let other = Dns::start(|_| Told::Texts(vec!["p=b".to_owned()], 60)).await;
    let client = asking(vec![silent.addr, other.addr]);
    assert_eq!(client.text_records(NAME).await.expect("an answer").texts, ["p=b"]);
    let failure = asking(vec![silent.addr]).text_records(NAME).await.expect_err("no answer");
    assert_eq!(failure.reason(), "timeout_name");
}
