//! Answers to requests that are not whole yet.

use crate::caller::{By, client};
use crate::server::{Seen, Server};
use bytes::Bytes;
use fetch::Request;
use http::HeaderMap;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc;

/// Longer than what the buffers between two sockets hold, in bytes.
const LONG: usize = 32 << 20;

const OK: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

/// A long request to a server that answers as soon as it is asked, and may read the rest. What came
/// of it, and how much was read.
async fn asked(answer: &'static [u8], reads: bool) -> (Result<u16, &'static str>, usize) {
    let (read, mut reports) = mpsc::unbounded_channel();
    let script = move |mut stream: TcpStream, _: Seen| {
        let read = read.clone();
        async move {
            let mut piece = vec![0; 64 << 10];
            let mut got = stream.read(&mut piece).await.expect("a request");
            stream.write_all(answer).await.expect("a client");
            while reads && got < LONG {
                match stream.read(&mut piece).await {
                    Ok(more @ 1..) => got += more,
                    _ => break,
                }
            }
            read.send(got).expect("a test");
        }
    };
    let (server, client) = (Server::start(script).await, client(By::Direct));
    let to = client.to(server.url("/")).expect("a target");
    let request = Request::post(to, HeaderMap::new(), Bytes::from(vec![b'b'; LONG]));
    let outcome = client.client.send(request).await;
    let outcome = outcome.map(|answer| answer.status).map_err(|failure| failure.reason());
    (outcome, reports.recv().await.expect("a server"))
}

#[tokio::test]
async fn who_says_yes_at_once_still_gets_all_of_it() {
    let (outcome, got) = asked(OK, true).await;
    assert_eq!(outcome, Ok(200));
    assert!(got >= LONG, "{got}");
}

#[tokio::test]
async fn who_says_yes_and_hangs_up_has_not_got_it() {
    let (outcome, _) = asked(OK, false).await;
    let reason = outcome.expect_err("a part is no delivery");
    assert!(["connection_reset", "connection_closed"].contains(&reason), "{reason}");
}

#[tokio::test]
async fn who_says_no_need_not_read_the_rest() {
    let (outcome, _) = asked(b"HTTP/1.1 413 No\r\nContent-Length: 0\r\n\r\n", false).await;
    assert_eq!(outcome, Ok(413));
}
