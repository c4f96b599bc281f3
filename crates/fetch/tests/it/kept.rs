//! Connections that are kept for the next request.

use crate::caller::{By, by_each, client, options, post};
use crate::server::{Seen, Server, read};
use fetch::Options;
use std::sync::Arc;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::sync::{Barrier, watch};

by_each! {
    whatever_ends_a_response_the_next_goes_over_the_same_connection
    a_connection_that_is_to_be_closed_is_not_kept
    what_was_closed_while_idle_fails_nothing
    what_was_said_unasked_is_no_answer
    what_was_seen_is_never_sent_again
    no_more_are_kept_than_may_be
    who_gives_a_call_up_closes_its_connection
}

const OK: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

async fn whatever_ends_a_response_the_next_goes_over_the_same_connection(by: By) {
    const RESPONSES: [&str; 7] = [
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nx-end: 1\r\n\r\n",
        "HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n",
        "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
    ];
    let script = |mut stream: TcpStream, seen: Seen| async move {
        while let Some(request) = read(&mut stream).await {
            let response = RESPONSES[seen.all().len() % RESPONSES.len()];
            seen.push(request);
            stream.write_all(response.as_bytes()).await.expect("a client");
        }
    };
    let (server, client) = (Server::start(script).await, client(by));
    for _ in 0..3 * RESPONSES.len() {
        post(&client, server.url("/")).await.expect("an answer");
    }
    assert_eq!(server.seen.all().len(), 3 * RESPONSES.len());
    assert_eq!(server.connections().await, 1);
}

async fn a_connection_that_is_to_be_closed_is_not_kept(by: By) {
    let client = client(by);
    for head in ["HTTP/1.1 200 OK\r\nConnection: close", "HTTP/1.0 200 OK"] {
        let server = Server::saying(format!("{head}\r\nContent-Length: 2\r\n\r\nok")).await;
        for _ in 0..3 {
            post(&client, server.url("/")).await.expect("an answer");
        }
        assert_eq!(server.connections().await, 3, "{head}");
    }
}

/// A server that answers one request of a connection, says more, and hangs up.
async fn once(more: &'static [u8]) -> (Server, watch::Receiver<usize>) {
    let (closed, hung_up) = watch::channel(0);
    let closed = Arc::new(closed);
    let server = Server::start(move |mut stream: TcpStream, seen: Seen| {
        let closed = Arc::clone(&closed);
        async move {
            let Some(request) = read(&mut stream).await else { return };
            seen.push(request);
            stream.write_all(&[OK, more].concat()).await.expect("a client");
            drop(stream);
            closed.send_modify(|closed| *closed += 1);
        }
    });
    (server.await, hung_up)
}

async fn what_was_closed_while_idle_fails_nothing(by: By) {
    let (server, mut hung_up) = once(b"").await;
    let client = client(by);
    for nth in 1..=10 {
        post(&client, server.url("/")).await.expect("an answer");
        hung_up.wait_for(|&closed| closed == nth).await.expect("a server");
        // Whoever sees this connection made has seen the other one closed before.
        server.connections().await;
    }
    assert_eq!(server.seen.all().len(), 10);
}

async fn what_was_said_unasked_is_no_answer(by: By) {
    let (server, mut hung_up) = once(b"HTTP/1.1 408 Too Late\r\nContent-Length: 0\r\n\r\n").await;
    let client = client(by);
    for nth in 1..=10 {
        let answer = post(&client, server.url("/")).await.expect("an answer");
        assert_eq!(answer.status, 200);
        hung_up.wait_for(|&closed| closed == nth).await.expect("a server");
        server.connections().await;
    }
    assert_eq!(server.seen.all().len(), 10);
}

async fn what_was_seen_is_never_sent_again(by: By) {
    let script = |mut stream: TcpStream, seen: Seen| async move {
        while let Some(request) = read(&mut stream).await {
            seen.push(request);
            if seen.all().len().is_multiple_of(2) {
                return;
            }
            stream.write_all(OK).await.expect("a client");
        }
    };
    let (server, client) = (Server::start(script).await, client(by));
    for nth in 1..=10 {
        post(&client, server.url("/")).await.expect("an answer");
        let failure = post(&client, server.url("/")).await.expect_err("it hangs up");
        assert_eq!(failure.reason(), "connection_closed");
        assert_eq!(server.seen.all().len(), 2 * nth);
    }
}

async fn no_more_are_kept_than_may_be(by: By) {
    let together = Arc::new(Barrier::new(8));
    let server = Server::start(move |mut stream: TcpStream, _: Seen| {
        let together = Arc::clone(&together);
        async move {
            while read(&mut stream).await.is_some() {
                together.wait().await;
                stream.write_all(OK).await.expect("a client");
            }
        }
    });
    let server = server.await;
    let client = by.client(Options { idle_per_host: 2, ..options(&["127.0.0.0/8"]) });
    // Two are kept, six are new, and one more is the knock of the count before.
    for connections in [8, 15, 22] {
        let sent: Vec<_> = (0..8)
            .map(|_| {
                let (client, url) = (client.clone(), server.url("/"));
                tokio::spawn(async move { post(&client, url).await })
            })
            .collect();
        for sent in sent {
            sent.await.expect("no panic").expect("an answer");
        }
        assert_eq!(server.connections().await, connections);
    }
}

/// The other transport reads on where little is left.
#[tokio::test]
async fn what_is_cut_is_given_up() {
    let body = "b".repeat(20 << 10);
    let head = "HTTP/1.1 200 OK\r\nContent-Length: 20480\r\n\r\n";
    let server = Server::saying(format!("{head}{body}")).await;
    let client = client(By::Direct);
    for _ in 0..3 {
        assert!(post(&client, server.url("/")).await.expect("an answer").truncated);
    }
    assert_eq!(server.connections().await, 3);
}

async fn who_gives_a_call_up_closes_its_connection(by: By) {
    let (step, mut steps) = watch::channel("");
    let step = Arc::new(step);
    let server = Server::start(move |mut stream: TcpStream, _: Seen| {
        let step = Arc::clone(&step);
        async move {
            read(&mut stream).await;
            step.send_replace("asked");
            assert_eq!(read(&mut stream).await, None);
            step.send_replace("closed");
        }
    });
    let (server, client) = (server.await, client(by));
    let url = server.url("/");
    let call = tokio::spawn(async move { post(&client, url).await });
    steps.wait_for(|&step| step == "asked").await.expect("a server");
    call.abort();
    steps.wait_for(|&step| step == "closed").await.expect("a server");
}
