//! What is refused before anybody asks who sent it.

use crate::LARGEST;
use serde_json::json;
use std::time::Duration;
use tests::{Answer, Hub, Stage, Wire, on_both};
use tokio::time::timeout;

on_both!(
    crate::SMALL;
    a_token_that_nobody_has_is_not_found,
    a_length_that_is_too_large_is_refused_unread,
    a_body_that_grows_too_large_is_refused_when_it_does,
    a_form_without_end_is_refused,
    a_body_of_the_largest_size_is_taken,
    broken_framing_is_refused_and_the_connection_closed,
    a_probe_gets_an_answer_without_a_body,
);

const FORM: &str = "Content-Type: application/x-www-form-urlencoded\r\n";

/// What a healthy hub has answered by then, on a busy machine too.
const SOON: Duration = Duration::from_secs(10);

async fn answer(wire: &mut Wire) -> Answer {
    timeout(SOON, wire.answer()).await.expect("soon").expect("an answer")
}

async fn wire(hub: &Hub) -> Wire {
    Wire::connect(hub.running.addr).await.expect("it listens")
}

async fn smtp2go(hub: &Hub) -> (Stage, String) {
    let stage = Stage::new(&hub.admin).await;
    let path = stage.source("email/smtp2go", json!({})).await;
    (stage, path)
}

async fn a_token_that_nobody_has_is_not_found(hub: &Hub) {
    let (stage, path) = smtp2go(hub).await;
    let mut other = path.clone();
    let last = other.pop();
    other.push(if last == Some('a') { 'b' } else { 'a' });
    let longer = format!("{path}a");
    for token in
        [&*other, &longer, "/in/a", "/in/%00", &path.to_uppercase().replace("/IN/", "/in/")]
    {
        for method in ["POST", "GET"] {
            let mut wire = wire(hub).await;
            let request =
                format!("{method} {token} HTTP/1.1\r\nHost: hub\r\nContent-Length: 0\r\n\r\n");
            wire.send(request).await.expect("it reads");
            let answer = answer(&mut wire).await;
            assert_eq!(answer.status, 404, "{method} {token}");
            assert_eq!(answer.header("content-type"), Some("application/problem+json"));
        }
    }
    let mut wire = wire(hub).await;
    let request = format!("PUT {path} HTTP/1.1\r\nHost: hub\r\nContent-Length: 0\r\n\r\n");
    wire.send(request).await.expect("it reads");
    assert_eq!(answer(&mut wire).await.status, 405, "no provider puts");
    assert_eq!(stage.get("callbacks").await["data"], json!([]));
}

async fn a_length_that_is_too_large_is_refused_unread(hub: &Hub) {
    let (stage, path) = smtp2go(hub).await;
    for length in ["65537", "1099511627776", "9223372036854775807"] {
        let mut wire = wire(hub).await;
        let head = format!("POST {path} HTTP/1.1\r\nHost: hub\r\nContent-Length: {length}\r\n\r\n");
        wire.send(head).await.expect("it reads");
        let answer = answer(&mut wire).await;
        assert_eq!(answer.status, 413, "{length}");
        assert!(answer.body.contains("callback-too-large"), "{}", answer.body);
    }
    assert_eq!(stage.get("callbacks").await["data"], json!([]));
}

async fn a_body_that_grows_too_large_is_refused_when_it_does(hub: &Hub) {
    let (stage, path) = smtp2go(hub).await;
    let mut wire = wire(hub).await;
    let head = format!("POST {path} HTTP/1.1\r\nHost: hub\r\nTransfer-Encoding: chunked\r\n\r\n");
    wire.send(head).await.expect("it reads");
    let chunk = format!("2000\r\n{}\r\n", "a".repeat(0x2000));
    for _ in 0..LARGEST / 0x2000 {
        wire.send(&chunk).await.expect("it reads on");
    }
    // No byte more than that is sent: it does not wait for the end.
    wire.send("1\r\na\r\n").await.expect("it reads on");
    assert_eq!(answer(&mut wire).await.status, 413);
    assert_eq!(stage.get("callbacks").await["data"], json!([]));
}

async fn a_form_without_end_is_refused(hub: &Hub) {
    let (stage, path) = smtp2go(hub).await;
    let event = "event=delivered&id=1&email_id=1&rcpt=ann%40example.org";
    for (more, status) in [(10_000, 413), (9_000, 200)] {
        let body = event.to_owned() + &"&a=".repeat(more);
        let mut wire = wire(hub).await;
        let length = body.len();
        let head =
            format!("POST {path} HTTP/1.1\r\nHost: hub\r\n{FORM}Content-Length: {length}\r\n\r\n");
        wire.send(head + &body).await.expect("it reads");
        assert_eq!(answer(&mut wire).await.status, status, "{more}");
    }
    assert_eq!(stage.all("events").await.len(), 1);
}

async fn a_body_of_the_largest_size_is_taken(hub: &Hub) {
    let (stage, path) = smtp2go(hub).await;
    let body = "event=delivered&id=1&email_id=1&rcpt=ann%40example.org&Subject=";
    let body = format!("{body}{}", "a".repeat(LARGEST - body.len()));
    let mut wire = wire(hub).await;
    let head =
        format!("POST {path} HTTP/1.1\r\nHost: hub\r\n{FORM}Content-Length: {LARGEST}\r\n\r\n");
    wire.send(head + &body).await.expect("it reads");
    assert_eq!(answer(&mut wire).await.status, 200);
    let subject = stage.get("events").await["data"][0]["message"]["subject"].clone();
    assert!(
        subject.as_str().is_some_and(|it| it.len() > LARGEST - 100 && !it.contains("\u{fffd}"))
    );
}

async fn broken_framing_is_refused_and_the_connection_closed(hub: &Hub) {
    let (stage, path) = smtp2go(hub).await;
    let chunked = "Transfer-Encoding: chunked\r\n\r\n";
    for rest in [
        &*format!("{FORM}{chunked}zz\r\nevent=delivered\r\n0\r\n\r\n"),
        &format!("{FORM}{chunked}5\r\neventXX0\r\n\r\n"),
        &format!("{FORM}{chunked}-1\r\n\r\n"),
        &format!("{FORM}{chunked}ffffffffffffffffff\r\na"),
        "Content-Length: 1\r\nContent-Length: 2\r\n\r\na",
        "Content-Length: -1\r\n\r\n",
        "Content-Length: one\r\n\r\n",
        "Transfer-Encoding: gzip, chunked, identity\r\n\r\n",
        "Bad Header: a\r\n\r\n",
    ] {
        let mut wire = wire(hub).await;
        let request = format!("POST {path} HTTP/1.1\r\nHost: hub\r\n{rest}");
        wire.send(request).await.expect("it reads");
        assert_eq!(answer(&mut wire).await.status, 400, "{rest}");
        assert!(timeout(SOON, wire.ends()).await.expect("soon"), "{rest}");
    }
    assert_eq!(stage.get("callbacks").await["data"], json!([]));
    assert_eq!(stage.get("events").await["data"], json!([]));
}

async fn a_probe_gets_an_answer_without_a_body(hub: &Hub) {
    let (_, path) = smtp2go(hub).await;
    let mut wire = wire(hub).await;
    for request in ["HEAD", "GET"] {
        let request = format!("{request} {path} HTTP/1.1\r\nHost: hub\r\n\r\n");
        wire.send(request).await.expect("it reads");
        let answer = answer(&mut wire).await;
        assert_eq!((answer.status, &*answer.body), (200, ""));
    }
}
