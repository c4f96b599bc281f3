//! Every status is an answer.

use crate::caller::{By, by_each, client, post};
use crate::server::{Seen, Server, read};
use fetch::{Request, RetryAfter};
use http::Method;
use std::time::{Duration, SystemTime};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

by_each! {
    each_is_answered_as_such
    a_head_has_no_body_whatever_it_says
    retry_after_is_read_in_both_forms
}

/// Answers with the status that the path names.
async fn by_path(mut stream: TcpStream, _: Seen) {
    while let Some(request) = read(&mut stream).await {
        let path = request.split(' ').nth(1).unwrap_or_default();
        let response = match path.trim_start_matches('/').parse().unwrap_or(0_u16) {
            101 => "HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n".to_owned(),
            early @ 100..200 => {
                format!(
                    "HTTP/1.1 {early} Early\r\n\r\nHTTP/1.1 299 Late\r\nContent-Length: 0\r\n\r\n"
                )
            }
            bare @ (204 | 304) => format!("HTTP/1.1 {bare} Bare\r\n\r\n"),
            status => format!("HTTP/1.1 {status} Some\r\nContent-Length: 3\r\n\r\n{status}"),
        };
        if stream.write_all(response.as_bytes()).await.is_err() {
            return;
        }
    }
}

async fn each_is_answered_as_such(by: By) {
    let server = Server::start(by_path).await;
    let client = client(by);
    for status in 100..=599 {
        let answer = post(&client, server.url(&format!("/{status}"))).await.expect("an answer");
        let (wanted, body) = match status {
            101 | 204 | 304 => (status, String::new()),
            // What only announces an answer is none.
            100..200 => (299, String::new()),
            _ => (status, status.to_string()),
        };
        assert_eq!(answer.status, wanted);
        assert_eq!(answer.body, body);
        assert!(!answer.truncated);
    }
}

async fn retry_after_is_read_in_both_forms(by: By) {
    let at = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
    for (written, wanted) in [
        ("120", Some(RetryAfter::Seconds(120))),
        ("Sun, 06 Nov 1994 08:49:37 GMT", Some(RetryAfter::At(at))),
        ("soon", None),
    ] {
        let server = Server::saying(format!(
            "HTTP/1.1 503 Busy\r\nRetry-After: {written}\r\nContent-Length: 0\r\n\r\n"
        ));
        let answer = post(&client(by), server.await.url("/")).await.expect("an answer");
        assert_eq!(answer.retry_after, wanted, "{written}");
    }
}

async fn a_head_has_no_body_whatever_it_says(by: By) {
    let server = Server::saying("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n").await;
    let client = client(by);
    for _ in 0..3 {
        let mut request = Request::get(client.to(server.url("/")).expect("a target"));
        request.method = Method::HEAD;
        let answer = client.client.send(request).await.expect("an answer");
        assert_eq!((answer.status, answer.body.len()), (200, 0));
    }
    assert_eq!((server.seen.all().len(), server.connections().await), (3, 1));
}
