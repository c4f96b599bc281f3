//! Redirects are answers.

use crate::caller::{By, by_each, client, post};
use crate::server::Server;

by_each! {
    none_is_followed
    elsewhere_a_location_means_nothing
}

async fn none_is_followed(by: By) {
    let elsewhere = Server::saying("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").await;
    let there = elsewhere.address;
    let client = client(by);
    for status in [301, 302, 303, 307, 308] {
        for location in [
            &format!("http://{there}/secret"),
            &format!("//{there}/secret"),
            "http://169.254.169.254/latest/meta-data/",
            "/secret",
            "secret",
            "?secret",
        ] {
            let here = Server::saying(format!(
                "HTTP/1.1 {status} Moved\r\nLocation: {location}\r\nContent-Length: 2\r\n\r\nno"
            ));
            let here = here.await;
            let answer = post(&client, here.url("/hook")).await.expect("an answer");
            assert_eq!(answer.status, status);
            assert_eq!(answer.location.as_deref(), Some(location));
            let said = answer.not_followed().expect("it is a redirect");
            assert_eq!(said, format!("the redirect to {location} is not followed"));
            assert_eq!(&answer.body[..], b"no");
            assert_eq!(here.seen.all().len(), 1, "{status} {location}");
        }
    }
    assert_eq!(elsewhere.connections().await, 0);
}

async fn elsewhere_a_location_means_nothing(by: By) {
    let response = "HTTP/1.1 201 Created\r\nLocation: /made\r\nContent-Length: 0\r\n\r\n";
    let server = Server::saying(response).await;
    let answer = post(&client(by), server.url("/")).await.expect("an answer");
    assert_eq!((answer.location.clone(), answer.not_followed()), (None, None));
    let long = "x".repeat(5000);
    let response = format!("HTTP/1.1 302 Found\r\nLocation: {long}\r\nContent-Length: 0\r\n\r\n");
    let server = Server::saying(response).await;
    let answer = post(&client(by), server.url("/")).await.expect("an answer");
    assert_eq!(answer.location.expect("a location").len(), 2048);
}
