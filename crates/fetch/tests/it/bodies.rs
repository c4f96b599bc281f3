//! Responses that are too long, too large or packed.

use crate::caller::{BODY, By, by_each, client, post};
use crate::server::{Seen, Server, header, read};
use bytes::Bytes;
use fetch::{Client, Options, Request};
use http::HeaderMap;
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::watch;

by_each! {
    an_endless_body_is_cut_and_given_up
    the_cap_cuts_what_is_above_it_only
    nothing_is_unpacked
    endless_heads_fail
    the_request_arrives_as_it_was_given
    cookies_are_not_kept
    an_answer_may_come_before_all_is_sent
}

const CAP: usize = 16 << 10;

/// Writes a head, and one chunk until nobody listens.
async fn endless(mut stream: TcpStream, head: &str, chunk: &[u8]) {
    read(&mut stream).await;
    let mut written = stream.write_all(head.as_bytes()).await;
    while written.is_ok() {
        written = stream.write_all(chunk).await;
    }
}

async fn an_endless_body_is_cut_and_given_up(by: By) {
    let (done, mut given_up) = watch::channel(0);
    let done = Arc::new(done);
    let server = Server::start(move |stream, _: Seen| {
        let done = Arc::clone(&done);
        async move {
            endless(stream, "HTTP/1.1 500 Oh\r\n\r\n", &[b'x'; 4096]).await;
            done.send_modify(|done| *done += 1);
        }
    });
    let server = server.await;
    let client = client(by);
    let sent: Vec<_> = (0..100)
        .map(|_| {
            let (client, url) = (client.clone(), server.url("/"));
            tokio::spawn(async move { post(&client, url).await })
        })
        .collect();
    for sent in sent {
        let answer = sent.await.expect("no panic").expect("judged by its status");
        assert_eq!((answer.status, answer.body.len(), answer.truncated), (500, CAP, true));
    }
    given_up.wait_for(|&done| done == 100).await.expect("a server");
}

async fn the_cap_cuts_what_is_above_it_only(by: By) {
    let client = client(by);
    for length in [0, 1, CAP - 1, CAP, CAP + 1, 3 * CAP] {
        let body = "b".repeat(length);
        for response in [
            format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n{body}"),
            format!(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{}0\r\n\r\n",
                if length == 0 { String::new() } else { format!("{length:x}\r\n{body}\r\n") }
            ),
        ] {
            let server = Server::saying(response).await;
            let answer = post(&client, server.url("/")).await.expect("an answer");
            assert_eq!(answer.body, body.as_bytes()[..length.min(CAP)], "{length}");
            assert_eq!(answer.truncated, length > CAP, "{length}");
        }
    }
}

async fn nothing_is_unpacked(by: By) {
    // The first bytes of a bomb, and a body that is no gzip at all.
    for body in [&b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff\xed\xc1\x01"[..], b"plain"] {
        let head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length:";
        let head = format!("{head} {}\r\n\r\n", body.len());
        let server = Server::saying([head.as_bytes(), body].concat()).await;
        let answer = post(&client(by), server.url("/")).await.expect("an answer");
        assert_eq!(&answer.body[..], body);
        assert_eq!(header(&server.seen.all()[0], "accept-encoding"), None);
    }
}

async fn endless_heads_fail(by: By) {
    for chunk in [vec![b'x'; 4096], b"x\r\nx-more: ".to_vec()] {
        let chunk = Arc::new(chunk);
        let server = Server::start(move |stream, _: Seen| {
            let chunk = Arc::clone(&chunk);
            async move { endless(stream, "HTTP/1.1 200 OK\r\nx-long: ", &chunk).await }
        });
        let failure =
            post(&client(by), server.await.url("/")).await.expect_err("no head ever ends");
        assert_eq!(failure.reason(), "response_head_too_large");
    }
    let head = format!("HTTP/1.1 200 OK\r\nx: {}\r\n\r\n", "x".repeat(10 << 20));
    let server = Server::saying(head).await;
    let failure = post(&client(by), server.url("/")).await.expect_err("10 MiB of headers");
    assert_eq!(failure.reason(), "response_head_too_large");
}

async fn the_request_arrives_as_it_was_given(by: By) {
    let server = Server::saying("HTTP/1.1 204 No Content\r\n\r\n").await;
    let answer = post(&client(by), server.url("/hook?a=%20b")).await.expect("an answer");
    assert_eq!(answer.peer, Some(server.address));
    assert!(!answer.duration.is_zero());
    let request = &server.seen.all()[0];
    assert!(request.starts_with("POST /hook?a=%20b HTTP/1.1\r\n"), "{request}");
    assert!(request.as_bytes().ends_with(&[b"\r\n\r\n", BODY].concat()), "{request}");
    assert_eq!(header(request, "content-length"), Some(BODY.len().to_string().as_str()));
    assert_eq!(header(request, "host"), Some(server.address.to_string().as_str()));
    let agent = header(request, "user-agent").expect("a user agent");
    assert_eq!(agent, concat!("Tidings/", env!("CARGO_PKG_VERSION")));
    for absent in ["cookie", "referer", "connection", "transfer-encoding"] {
        assert_eq!(header(request, absent), None);
    }
}

async fn cookies_are_not_kept(by: By) {
    let response = "HTTP/1.1 204 No Content\r\nSet-Cookie: a=b\r\n\r\n";
    let server = Server::saying(response).await;
    let client = client(by);
    for _ in 0..2 {
        post(&client, server.url("/")).await.expect("an answer");
    }
    assert!(server.seen.all().iter().all(|request| header(request, "cookie").is_none()));
}

async fn an_answer_may_come_before_all_is_sent(by: By) {
    let script = |mut stream: TcpStream, _: Seen| async move {
        let mut some = [0; 1000];
        stream.read_exact(&mut some).await.expect("a client");
        let response = b"HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno";
        stream.write_all(response).await.expect("a client");
        std::future::pending::<()>().await;
    };
    let (server, client) = (Server::start(script).await, client(by));
    // More than the sockets between the two take in.
    let body = Bytes::from(vec![b'b'; 64 << 20]);
    let to = client.to(server.url("/")).expect("a target");
    let answer = client.client.send(Request::post(to, HeaderMap::new(), body)).await;
    let answer = answer.expect("an answer");
    assert_eq!((answer.status, &answer.body[..]), (413, &b"no"[..]));
}

#[test]
fn the_defaults_make_a_client() {
    assert!(Client::new(Options::default()).is_ok());
}
