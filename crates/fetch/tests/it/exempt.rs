//! The one exemption, by exact origin.

use crate::caller::{By, Caller, by_each, options, post};
use crate::server::{Names, Server, header, url};
use fetch::{Exempt, Failure, Options};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

by_each! {
    the_own_sandbox_is_called_where_the_hub_listens
    what_is_only_like_it_is_judged_like_anything
}

const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

fn exempting(by: By, origin: &str, dial: SocketAddr) -> Caller {
    let lookup = Names(|_: &str| vec![Ipv4Addr::LOCALHOST.into()]);
    let exempt = Some(Exempt::new(url(origin), "/sandbox/", dial));
    let options = Options { exempt, lookup: Arc::new(lookup), ..options(&[]) };
    by.client(options)
}

async fn the_own_sandbox_is_called_where_the_hub_listens(by: By) {
    let server = Server::saying(OK).await;
    let port = server.address.port();
    for (origin, dial) in [
        ("https://hub.example", server.address),
        ("https://hub.example:443/", ([0, 0, 0, 0], port).into()),
        ("https://HUB.example", server.address),
    ] {
        let client = exempting(by, origin, dial);
        let own = url("https://hub.example/sandbox/bin?a=1#x");
        assert_eq!(client.client.check_url(&own), Ok(()));
        let answer = post(&client, own).await.expect("an answer");
        assert_eq!((answer.status, answer.peer), (200, Some(server.address)));
    }
    for request in server.seen.all() {
        assert!(request.starts_with("POST /sandbox/bin?a=1 HTTP/1.1\r\n"), "{request}");
        assert_eq!(header(&request, "host"), Some("hub.example"));
    }
    let local = exempting(by, &format!("http://localhost:{port}"), server.address);
    post(&local, url(&format!("http://localhost:{port}/sandbox/x"))).await.expect("an answer");
    let request = server.seen.all().pop().expect("a request");
    assert_eq!(header(&request, "host"), Some(format!("localhost:{port}").as_str()));
}

async fn what_is_only_like_it_is_judged_like_anything(by: By) {
    let server = Server::saying(OK).await;
    let client = exempting(by, "https://hub.example", server.address);
    // The connection that is kept now must serve no other.
    post(&client, url("https://hub.example/sandbox/x")).await.expect("an answer");
    for text in [
        "https://hub.example/",
        "https://hub.example/sandbox",
        "https://hub.example/sandboxes/x",
        "https://hub.example/Sandbox/x",
        "https://hub.example/v1/keys",
        "https://hub.example/sandbox/../v1/keys",
        "https://hub.example/sandbox/%2e%2e/v1/keys",
        "https://hub.example/sandbox/..\\v1/keys",
        "https://hub.example//sandbox/x",
        "https://hub.example/?/sandbox/",
        "http://hub.example/sandbox/x",
        "http://hub.example:443/sandbox/x",
        "https://hub.example:8443/sandbox/x",
        "https://hub.example./sandbox/x",
        "https://a.hub.example/sandbox/x",
        "https://hub.example@other.example/sandbox/x",
        "https://user@hub.example/sandbox/x",
        "https://:pw@hub.example/sandbox/x",
    ] {
        match post(&client, url(text)).await {
            Err(Failure::Blocked(_)) => {}
            other => panic!("{text}: {other:?}"),
        }
    }
    assert_eq!((server.connections().await, server.seen.all().len()), (1, 1));
}
