//! Every status is an answer.

use crate::server::{Seen, Server, client, post, read};
use fetch::RetryAfter;
use std::time::{Duration, SystemTime};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

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

#[tokio::test]
async fn each_is_answered_as_such() {
    let server = Server::start(by_path).await;
    let client = client();
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

#[tokio::test]
async fn retry_after_is_read_in_both_forms() {
    let at = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
    for (written, wanted) in [
        ("120", Some(RetryAfter::Seconds(120))),
        ("Sun, 06 Nov 1994 08:49:37 GMT", Some(RetryAfter::At(at))),
        ("soon", None),
    ] {
        let server = Server::saying(format!(
            "HTTP/1.1 503 Busy\r\nRetry-After: {written}\r\nContent-Length: 0\r\n\r\n"
        ));
        let answer = post(&client(), server.await.url("/")).await.expect("an answer");
        assert_eq!(answer.retry_after, wanted, "{written}");
    }
}
