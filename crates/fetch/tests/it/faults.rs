//! Connections that break, and what is not HTTP.

use crate::caller::{By, by_each, client, options, post};
use crate::server::{Seen, Server, read, url};
use std::sync::Arc;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};

by_each! {
    who_hangs_up_has_not_answered
    what_is_not_http_is_said_to_be_none
    a_reset_is_a_reset
    nobody_listens
    plain_http_where_tls_is_expected
    an_error_tells_no_url
}

/// Sends one request to a server that says this and hangs up.
async fn reason(by: By, said: &'static [u8]) -> &'static str {
    let script = move |mut stream: TcpStream, _: Seen| async move {
        read(&mut stream).await;
        stream.write_all(said).await.expect("a client");
    };
    let server = Server::start(script).await;
    post(&client(by), server.url("/")).await.map_or_else(|it| it.reason(), |_| "answered")
}

async fn who_hangs_up_has_not_answered(by: By) {
    for said in [
        &b""[..],
        b"HTTP/1.1",
        b"HTTP/1.1 200 OK\r\nContent-Le",
        b"HTTP/1.1 100 Continue\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfive!",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfive!\r\n",
    ] {
        assert_eq!(reason(by, said).await, "connection_closed", "{}", said.escape_ascii());
    }
    assert_eq!(reason(by, b"HTTP/1.1 200 OK\r\n\r\nto the end").await, "answered");
    assert_eq!(reason(by, b"HTTP/1.0 200 OK\r\n\r\nto the end").await, "answered");
}

async fn what_is_not_http_is_said_to_be_none(by: By) {
    for said in [
        &b"SSH-2.0-OpenSSH_9.2p1\r\n"[..],
        b"\x15\x03\x01\x00\x02\x02\x46",
        b"220 mail.example ESMTP\r\n",
        b"HTTP/1.1 20 OK\r\n\r\n",
        b"HTTP/1.1 2000 OK\r\n\r\n",
        b"HTTP/1.1 -20 OK\r\n\r\n",
        b"HTTP/3.0 200 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nna me: x\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nnul: \0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nfive!\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nfive!\r\n",
    ] {
        assert_eq!(reason(by, said).await, "response_malformed", "{}", said.escape_ascii());
    }
}

async fn a_reset_is_a_reset(by: By) {
    for said in ["", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"] {
        let script = move |mut stream: TcpStream, _: Seen| async move {
            read(&mut stream).await;
            stream.write_all(said.as_bytes()).await.expect("a client");
            stream.set_zero_linger().expect("a socket");
        };
        let server = Server::start(script).await;
        let failure = post(&client(by), server.url("/")).await.expect_err("a reset");
        assert_eq!(failure.reason(), "connection_reset", "{said}");
    }
}

async fn nobody_listens(by: By) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    drop(listener);
    let failure = post(&client(by), url(&format!("http://{address}/"))).await.expect_err("refused");
    assert_eq!(failure.reason(), "connection_refused");
}

async fn plain_http_where_tls_is_expected(by: By) {
    let said = Arc::new(b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec());
    let script = move |mut stream: TcpStream, _: Seen| {
        let said = Arc::clone(&said);
        async move {
            let mut some = [0; 64];
            tokio::io::AsyncReadExt::read(&mut stream, &mut some).await.expect("a hello");
            stream.write_all(&said).await.expect("a client");
        }
    };
    let server = Server::start(script).await;
    let https = url(&format!("https://{}/", server.address));
    let failure = post(&client(by), https).await.expect_err("no TLS");
    assert_eq!(failure.reason(), "tls_failed");
}

async fn an_error_tells_no_url(by: By) {
    let secret = url("http://127.0.0.1:1/hook/secret-token?key=secret-token");
    let client = by.client(options(&["127.0.0.0/8"]));
    let failure = post(&client, secret).await.expect_err("nobody listens there");
    assert!(!format!("{failure} {failure:?}").contains("secret-token"));
}
