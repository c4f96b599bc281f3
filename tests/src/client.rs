//! A client of the API, as small as can be.

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST, USER_AGENT};
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use std::net::SocketAddr;
use tokio::net::TcpStream;

/// What a browser that a person sits at says of itself.
pub const BROWSER: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0";

/// Somebody who asks the hub. Every request has a connection of its own.
#[derive(Clone, Debug)]
pub struct Client {
    address: SocketAddr,
    key: Option<String>,
}

/// What the hub answered.
#[derive(Debug)]
pub struct Reply {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
    asked: String,
}

impl Client {
    /// A client with a key, or without.
    #[must_use]
    pub fn new(address: SocketAddr, key: Option<&str>) -> Self {
        Self { address, key: key.map(ToOwned::to_owned) }
    }

    /// Somebody without a key, at the same hub.
    #[must_use]
    pub fn without_key(&self) -> Self {
        Self::new(self.address, None)
    }

    /// Asks for what is there.
    pub async fn get(&self, path: &str) -> Reply {
        self.ask(Method::GET, path, None).await
    }

    /// Opens what a person opens, with a browser.
    ///
    /// # Panics
    ///
    /// When the path is none, or the hub does not answer.
    pub async fn open(&self, path: &str) -> Reply {
        let request = Request::get(path).header(USER_AGENT, BROWSER).body("".into());
        self.send(request.expect("a request")).await
    }

    /// Sends a body.
    pub async fn post(&self, path: &str, body: Value) -> Reply {
        self.ask(Method::POST, path, Some(body)).await
    }

    /// Sends a request without a body.
    pub async fn act(&self, path: &str) -> Reply {
        self.ask(Method::POST, path, None).await
    }

    /// Changes what is there.
    pub async fn patch(&self, path: &str, body: Value) -> Reply {
        self.ask(Method::PATCH, path, Some(body)).await
    }

    /// Deletes what is there.
    pub async fn delete(&self, path: &str) -> Reply {
        self.ask(Method::DELETE, path, None).await
    }

    /// Asks with a body of JSON, where there is one.
    ///
    /// # Panics
    ///
    /// When the path is none, or the hub does not answer.
    pub async fn ask(&self, method: Method, path: &str, body: Option<Value>) -> Reply {
        let mut request = Request::builder().method(method).uri(path);
        if body.is_some() {
            request = request.header(CONTENT_TYPE, "application/json");
        }
        let body = body.map(|body| body.to_string()).unwrap_or_default();
        self.send(request.body(body.into()).expect("a request")).await
    }

    /// Sends any request, with the key where it has none.
    ///
    /// # Panics
    ///
    /// When the hub does not answer.
    pub async fn send(&self, request: Request<Bytes>) -> Reply {
        let asked = format!("{} {}", request.method(), request.uri());
        let mut request = request.map(Full::new);
        let headers = request.headers_mut();
        headers.insert(HOST, self.address.to_string().parse().expect("a host"));
        if let (Some(key), false) = (&self.key, headers.contains_key(AUTHORIZATION)) {
            headers.insert(AUTHORIZATION, format!("Bearer {key}").parse().expect("a key"));
        }
        let stream = TcpStream::connect(self.address).await.expect("the hub listens");
        let (mut sender, connection) =
            http1::handshake(TokioIo::new(stream)).await.expect("a connection");
        tokio::spawn(connection);
        let response = sender.send_request(request).await.expect("the hub answers");
        let (head, body) = response.into_parts();
        let body = body.collect().await.expect("a whole body").to_bytes();
        Reply { status: head.status, headers: head.headers, body, asked }
    }
}

impl Reply {
    /// The body as JSON; null where there is none.
    ///
    /// # Panics
    ///
    /// When it is something else.
    #[must_use]
    pub fn json(&self) -> Value {
        if self.body.is_empty() {
            return Value::Null;
        }
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The body of an answer that must have that status.
    ///
    /// # Panics
    ///
    /// When it has another.
    #[track_caller]
    pub fn is(&self, status: u16) -> Value {
        let body = String::from_utf8_lossy(&self.body);
        assert_eq!(self.status.as_u16(), status, "{}: {body}", self.asked);
        self.json()
    }

    /// The problem that an answer with that status must tell.
    ///
    /// # Panics
    ///
    /// When it is none, or has another status.
    #[track_caller]
    pub fn problem(&self, status: u16) -> Value {
        let problem = self.is(status);
        let content_type = self.headers.get(CONTENT_TYPE).expect("a content type");
        assert_eq!(content_type, "application/problem+json", "{}", self.asked);
        assert_eq!(problem["status"], status);
        let urn = problem["type"].as_str().expect("a type");
        assert!(urn.starts_with("urn:tidings:problem:"), "{urn}");
        problem
    }

    /// The mistakes that are told of a request: where, and what.
    ///
    /// # Panics
    ///
    /// When it is not refused for its mistakes.
    #[must_use]
    #[track_caller]
    pub fn faults(&self) -> Vec<(String, String)> {
        let problem = self.problem(422);
        let errors = problem["errors"].as_array().expect("errors").iter();
        let text = |value: &Value| value.as_str().map(ToOwned::to_owned);
        let place = |it: &Value| text(&it["pointer"]).or_else(|| text(&it["parameter"]));
        let fault = |it| Some((place(it)?, text(&it["detail"])?));
        errors.map(|it| fault(it).expect("a place and a detail")).collect()
    }

    /// The places of those mistakes.
    #[must_use]
    #[track_caller]
    pub fn places(&self) -> Vec<String> {
        self.faults().into_iter().map(|(place, _)| place).collect()
    }
}
