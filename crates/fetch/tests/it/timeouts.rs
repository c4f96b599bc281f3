//! One deadline over all of an exchange, and a word for what it waited for.

use crate::caller::{BODY, By, Caller, by_each, client, options, post};
use crate::server::{Names, Seen, Server, read, say, url};
use bytes::Bytes;
use fetch::{Failure, Looking, Lookup, Options, Request, Stage};
use http::HeaderMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use url::Url;

by_each! {
    the_deadline_holds_and_says_for_what_it_waited
    the_limit_on_connecting_says_so_too
    a_request_without_a_body_waits_for_its_response_as_well
    a_request_on_a_kept_connection_waits_for_its_response_as_well
    a_dead_address_leaves_time_for_the_next
    a_dead_family_holds_nothing_up
}

const DEADLINE: Duration = Duration::from_secs(2);

const ANY: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

/// A server that says this, then one byte more every 20 ms.
async fn drip(said: &'static str) -> Server {
    let script = move |mut stream: TcpStream, _: Seen| async move {
        read(&mut stream).await;
        let mut written = stream.write_all(said.as_bytes()).await;
        let mut beat = tokio::time::interval(Duration::from_millis(20));
        while written.is_ok() {
            beat.tick().await;
            written = stream.write_all(b"x").await;
        }
    };
    Server::start(script).await
}

/// A server that says this, then that again and again without a pause.
async fn flood(said: &'static str, again: &'static str) -> Server {
    let script = move |mut stream: TcpStream, _: Seen| async move {
        read(&mut stream).await;
        let mut written = stream.write_all(said.as_bytes()).await;
        let again = again.repeat(1000);
        while written.is_ok() {
            written = stream.write_all(again.as_bytes()).await;
        }
    };
    Server::start(script).await
}

/// A server that takes a request and keeps still.
async fn silent() -> Server {
    let script =
        |mut stream: TcpStream, _: Seen| async move { while read(&mut stream).await.is_some() {} };
    Server::start(script).await
}

async fn late(client: &Caller, url: Url, wanted: Stage) {
    let mut request = Request::post(
        client.to(url).expect("a target"),
        HeaderMap::new(),
        Bytes::from_static(BODY),
    );
    request.deadline = Some(DEADLINE);
    let started = Instant::now();
    let failure = client.client.send(request).await.expect_err("it takes too long");
    let took = started.elapsed();
    match failure {
        Failure::Timeout { stage, after } => assert_eq!((stage, after), (wanted, DEADLINE)),
        other => panic!("{other}"),
    }
    assert!(took >= DEADLINE && took <= DEADLINE.mul_f64(1.1), "{wanted:?} took {took:?}");
}

async fn the_deadline_holds_and_says_for_what_it_waited(by: By) {
    let client = client(by);
    let head = drip("HTTP/1.1 200 OK\r\nx-slow: ").await;
    let status = drip("HTT").await;
    let body = drip("HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n").await;
    let open = drip("HTTP/1.1 200 OK\r\n\r\n").await;
    let (quiet, tls) = (silent().await, silent().await);
    let unaccepted = unaccepting(ANY).await;
    tokio::join!(
        late(&client, head.url("/"), Stage::Waiting),
        late(&client, status.url("/"), Stage::Waiting),
        late(&client, body.url("/"), Stage::Reading),
        late(&client, open.url("/"), Stage::Reading),
        late(&client, quiet.url("/"), Stage::Waiting),
        late(&client, url(&format!("https://{}/", tls.address)), Stage::Securing),
        late(&client, url(&format!("http://{}/", unaccepted.0)), Stage::Connecting),
    );
}

/// An address whose queue of connections is full: the kernel drops who else comes.
async fn unaccepting(at: SocketAddr) -> (SocketAddr, Vec<TcpStream>, TcpListener) {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.bind(at).expect("a free port");
    let listener = socket.listen(1).expect("a listener");
    let address = listener.local_addr().expect("an address");
    let mut queue = Vec::new();
    for _ in 0..2 {
        queue.push(TcpStream::connect(address).await.expect("room in the queue"));
    }
    (address, queue, listener)
}

/// Names that are never found.
struct Never;

impl Lookup for Never {
    fn lookup<'a>(&'a self, _: &'a str) -> Looking<'a> {
        Box::pin(std::future::pending())
    }
}

async fn the_limit_on_connecting_says_so_too(by: By) {
    let connect_timeout = Duration::from_millis(200);
    let named = Arc::new(Names(|_: &str| vec![Ipv4Addr::LOCALHOST.into()]));
    let options = Options { connect_timeout, lookup: named, ..options(&["127.0.0.0/8"]) };
    let unresolving = Options { lookup: Arc::new(Never), ..options.clone() };
    let client = by.client(options);
    let unresolving = by.client(unresolving);
    let tls = silent().await;
    let unaccepted = unaccepting(ANY).await;
    for (client, url, reason, said) in [
        (
            &unresolving,
            url("http://hooks.example/"),
            "timeout_name",
            "the name was not resolved within 200ms",
        ),
        (
            &client,
            url(&format!("http://hooks.example:{}/", unaccepted.0.port())),
            "timeout_connection",
            "there was no connection within 200ms",
        ),
        (
            &client,
            url(&format!("https://{}/", tls.address)),
            "timeout_tls",
            "the TLS handshake was not done within 200ms",
        ),
    ] {
        let request = Request::post(
            client.to(url).expect("a target"),
            HeaderMap::new(),
            Bytes::from_static(BODY),
        );
        let failure = client.client.send(request).await.expect_err("it takes too long");
        assert_eq!((failure.reason(), failure.to_string().as_str()), (reason, said));
    }
    assert!(tls.seen.all().is_empty());
}

async fn a_request_without_a_body_waits_for_its_response_as_well(by: By) {
    let quiet = silent().await;
    let client = client(by);
    let mut request = Request::get(client.to(quiet.url("/")).expect("a target"));
    request.deadline = Some(Duration::from_millis(200));
    let failure = client.client.send(request).await.expect_err("it takes too long");
    assert_eq!(failure.reason(), "timeout_response");
}

async fn a_request_on_a_kept_connection_waits_for_its_response_as_well(by: By) {
    let script = |mut stream: TcpStream, _: Seen| async move {
        read(&mut stream).await;
        stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await.expect("a client");
        while read(&mut stream).await.is_some() {}
    };
    let once = Server::start(script).await;
    let client = client(by);
    post(&client, once.url("/")).await.expect("an answer");
    late(&client, once.url("/"), Stage::Waiting).await;
    assert_eq!(once.connections().await, 1);
}

async fn a_dead_address_leaves_time_for_the_next(by: By) {
    let response = Arc::new(b"HTTP/1.1 204 No Content\r\n\r\n".to_vec());
    let (dead, _queue, _listener) = unaccepting(ANY).await;
    // No other test listens at this address, so that the port is free there.
    let address = (Ipv4Addr::new(127, 0, 0, 3), dead.port());
    let script = move |stream, seen| say(stream, seen, Arc::clone(&response));
    let alive = Server::at(address, script).await.expect("a free port");
    let lookup = Names(move |_: &str| vec![dead.ip(), alive.address.ip()]);
    let connect_timeout = Duration::from_secs(1);
    let options =
        Options { connect_timeout, lookup: Arc::new(lookup), ..options(&["127.0.0.0/8"]) };
    let client = by.client(options);
    let sent = post(&client, url(&format!("http://hooks.example:{}/", dead.port()))).await;
    assert_eq!(sent.expect("an answer").peer, Some(alive.address));
}

async fn a_dead_family_holds_nothing_up(by: By) {
    let response = Arc::new(b"HTTP/1.1 204 No Content\r\n\r\n".to_vec());
    let (dead, _queue, _listener) = unaccepting(ANY).await;
    let script = move |stream, seen| say(stream, seen, Arc::clone(&response));
    let address = (Ipv6Addr::LOCALHOST, dead.port());
    let alive = Server::at(address, script).await.expect("a free port");
    let lookup = Names(move |_: &str| vec![dead.ip(), alive.address.ip()]);
    let allowed = options(&["127.0.0.0/8", "::1/128"]);
    let client = by.client(Options { lookup: Arc::new(lookup), ..allowed });
    let started = Instant::now();
    let sent = post(&client, url(&format!("http://hooks.example:{}/", dead.port()))).await;
    assert_eq!(sent.expect("an answer").peer, Some(alive.address));
    // Half of the limit on connecting would be the first address's own.
    assert!(started.elapsed() < Duration::from_secs(2), "{:?}", started.elapsed());
}

/// The other transport looks at the time once it has looked at all that came.
#[tokio::test]
async fn who_announces_an_answer_without_end_gives_none() {
    let early = flood("", "HTTP/1.1 103 Early Hints\r\n\r\n").await;
    late(&client(By::Direct), early.url("/"), Stage::Waiting).await;
}

/// The other transport counts the bytes behind a body.
#[tokio::test]
async fn what_follows_a_body_without_end_does_not_end_it() {
    let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n";
    let trailing = flood(head, "x-more: 1\r\n").await;
    late(&client(By::Direct), trailing.url("/"), Stage::Reading).await;
}
