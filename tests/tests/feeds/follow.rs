//! Somebody who follows a stream.

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use http::{Request, StatusCode};
use http_body_util::{BodyExt, Empty};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use std::net::SocketAddr;
use std::time::Duration;
use tests::text;
use tokio::net::TcpStream;
use tokio::time::timeout;

/// How long a healthy hub may take for what it does at once.
const PATIENCE: Duration = Duration::from_secs(20);

const ADMIN: &str = "the-admin-key-of-all-hubs-in-tests";

/// A stream that is open.
pub(crate) struct Stream {
    body: Incoming,
    gathered: String,
    /// The last `id` that was told.
    pub(crate) last: String,
}

/// One event of a stream, by the words of the HTML standard.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) event: String,
    pub(crate) data: Value,
}

impl Stream {
    /// Follows a path, as the admin, from where it stood.
    pub(crate) async fn open(hub: SocketAddr, path: &str, last: Option<&str>) -> Self {
        Self::open_by(hub, path, last, ADMIN).await
    }

    /// The same with that key.
    pub(crate) async fn open_by(
        hub: SocketAddr,
        path: &str,
        last: Option<&str>,
        key: &str,
    ) -> Self {
        let mut request = Request::get(path)
            .header(HOST, hub.to_string())
            .header(AUTHORIZATION, format!("Bearer {key}"));
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        let stream = TcpStream::connect(hub).await.expect("the hub listens");
        let (mut sender, connection) =
            http1::handshake(TokioIo::new(stream)).await.expect("a connection");
        tokio::spawn(connection);
        let request = request.body(Empty::<Bytes>::new()).expect("a request");
        let response = sender.send_request(request).await.expect("the hub answers");
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()[CONTENT_TYPE], "text/event-stream");
        Self { body: response.into_body(), gathered: String::new(), last: String::new() }
    }

    /// The next event; none at the stream's end.
    pub(crate) async fn next(&mut self) -> Option<Told> {
        loop {
            while let Some((block, rest)) = self.gathered.split_once("\n\n") {
                let (block, rest) = (block.to_owned(), rest.to_owned());
                self.gathered = rest;
                if let Some(told) = self.read(&block) {
                    return Some(told);
                }
            }
            let frame = timeout(PATIENCE, self.body.frame()).await.expect("something comes")?;
            let Ok(data) = frame.expect("a whole body").into_data() else { continue };
            self.gathered.push_str(std::str::from_utf8(&data).expect("a text"));
        }
    }

    /// The ids of the next so many events.
    pub(crate) async fn ids(&mut self, count: usize) -> Vec<String> {
        let mut ids = Vec::new();
        while ids.len() < count {
            let told = self.next().await.expect("it goes on");
            assert_eq!(told.event, "message", "{told:?}");
            ids.push(text(&told.data, "id"));
        }
        ids
    }

    /// Waits until it is told where it begins: what happens from then on comes.
    pub(crate) async fn begun(mut self) -> Self {
        while !self.gathered.contains("\n\n") {
            let frame = timeout(PATIENCE, self.body.frame()).await.expect("in time");
            let data = frame.expect("it goes on").expect("a body").into_data().expect("data");
            self.gathered.push_str(std::str::from_utf8(&data).expect("a text"));
        }
        self
    }

    /// Why it ends, all that is still told read before.
    pub(crate) async fn reason(&mut self) -> String {
        while let Some(told) = self.next().await {
            if told.event == "closed" {
                return text(&told.data, "reason");
            }
        }
        panic!("it ended without a reason");
    }

    fn read(&mut self, block: &str) -> Option<Told> {
        let (mut event, mut data) = ("message".to_owned(), None);
        for line in block.lines() {
            match line.split_once(": ") {
                Some(("id", id)) => id.clone_into(&mut self.last),
                Some(("event", name)) => name.clone_into(&mut event),
                Some(("data", text)) => data = Some(text.to_owned()),
                _ => {}
            }
        }
        let data = serde_json::from_str(&data?).expect("JSON");
        Some(Told { event, data })
    }
}
