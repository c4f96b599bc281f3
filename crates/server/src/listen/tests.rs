//! Connections from outside.

use super::Listening;
use axum::Router;
use axum::routing::{get, post};
use bytes::Bytes;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::time::timeout;

/// Long enough for a busy machine to do what it is asked.
const LONG: Duration = Duration::from_secs(30);
const SHORT: Duration = Duration::from_millis(100);

async fn listen(router: Router, allowance: Duration) -> (Listening, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let addr = listener.local_addr().expect("an address");
    (Listening::begin(listener, router, allowance), addr)
}

/// Sends that much of a request, and gives all that comes back until the connection closes.
async fn ask(addr: SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(addr).await.expect("it listens");
    stream.write_all(request.as_bytes()).await.expect("it reads");
    let mut answer = String::new();
    // A connection that is reset has said what it had to say.
    _ = timeout(LONG, stream.read_to_string(&mut answer)).await.expect("it closes");
    answer
}

fn router() -> Router {
    Router::new()
        .route("/", get(async || "hello"))
        .route("/length", post(async |body: Bytes| body.len().to_string()))
        .route("/panic", get(async || -> &'static str { panic!("on purpose") }))
}

#[tokio::test]
async fn a_panic_costs_one_request_and_no_more() {
    let (listening, addr) = listen(router(), LONG).await;
    let two = "GET /panic HTTP/1.1\r\nHost: a\r\n\r\n\
               GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    let answer = ask(addr, two).await;
    assert!(answer.starts_with("HTTP/1.1 500 "), "{answer}");
    assert!(answer.contains("application/problem+json") && !answer.contains("on purpose"));
    assert!(answer.ends_with("hello"), "{answer}");
    assert!(listening.stop(LONG).await);
}

#[tokio::test]
async fn a_head_or_a_body_that_does_not_come_is_not_waited_for() {
    let (_listening, addr) = listen(router(), SHORT).await;
    let began = Instant::now();
    assert_eq!(ask(addr, "").await, "");
    assert_eq!(ask(addr, "GET / HTTP/1.1\r\nHost: a\r\n").await, "");
    let drip = "POST /length HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\na";
    let answer = ask(addr, drip).await;
    assert!(answer.starts_with("HTTP/1.1 4"), "{answer}");
    assert!(began.elapsed() >= 3 * SHORT && began.elapsed() < LONG);
}

#[tokio::test]
async fn a_stop_lets_what_is_on_its_way_end_and_takes_nothing_new() {
    let (entered, leave) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (inside, told) = (entered.clone(), leave.clone());
    let slow = async move || {
        inside.notify_one();
        told.notified().await;
        "done"
    };
    let (listening, addr) = listen(Router::new().route("/", get(slow)), LONG).await;
    let asked = tokio::spawn(async move { ask(addr, "GET / HTTP/1.1\r\nHost: a\r\n\r\n").await });
    entered.notified().await;
    let stopped = tokio::spawn(listening.stop(LONG));
    while TcpStream::connect(addr).await.is_ok() {
        tokio::task::yield_now().await;
    }
    assert!(!stopped.is_finished(), "one request is still being answered");
    leave.notify_one();
    let answer = asked.await.expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.ends_with("done"), "{answer}");
    assert!(stopped.await.expect("no panic"));
}

#[tokio::test]
async fn a_stop_does_not_wait_for_ever() {
    let entered = Arc::new(Notify::new());
    let inside = entered.clone();
    let stuck = async move || {
        inside.notify_one();
        std::future::pending::<&'static str>().await
    };
    let (listening, addr) = listen(Router::new().route("/", get(stuck)), LONG).await;
    let asked = tokio::spawn(async move { ask(addr, "GET / HTTP/1.1\r\nHost: a\r\n\r\n").await });
    entered.notified().await;
    assert!(!listening.stop(SHORT).await, "it gave up");
    assert_eq!(asked.await.expect("no panic"), "", "and closed the connection");
}
