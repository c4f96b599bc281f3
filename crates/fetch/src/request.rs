//! What is sent.

use bytes::Bytes;
use http::{HeaderMap, Method};
use std::time::Duration;
use url::Url;

/// One request, ready to be sent.
///
/// Framing is the client's: it writes `Host`, `Content-Length`, `User-Agent` and `Accept` where
/// the headers do not hold them. Who lets others name headers keeps these out before.
#[derive(Clone, Debug)]
pub struct Request {
    /// How.
    pub method: Method,
    /// Where to.
    pub url: Url,
    /// The headers, sent as they are.
    pub headers: HeaderMap,
    /// The body, sent as it is; empty for none.
    pub body: Bytes,
    /// The limit on the whole exchange, in place of the client's own.
    pub deadline: Option<Duration>,
}

impl Request {
    /// A GET without headers of its own.
    #[must_use]
    pub fn get(url: Url) -> Self {
        let (headers, body) = (HeaderMap::new(), Bytes::new());
        Self { method: Method::GET, url, headers, body, deadline: None }
    }

    /// A POST.
    #[must_use]
    pub fn post(url: Url, headers: HeaderMap, body: Bytes) -> Self {
        Self { method: Method::POST, url, headers, body, deadline: None }
    }
}
