//! What is sent and what comes back, for any client.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue};
use std::fmt;
use std::time::Duration;
use url::Url;

/// A POST, ready to be made.
#[derive(Clone)]
pub struct Call {
    /// Where to. It may hold a bot's token, and the endpoint of a subscription is a secret.
    pub url: Url,
    /// What goes with it.
    pub headers: HeaderMap,
    /// What is sent.
    pub body: Bytes,
}

impl Call {
    /// A call with a JSON body.
    pub(crate) fn json(url: Url, body: Vec<u8>) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(http::header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        Self { url, headers, body: body.into() }
    }
}

// By hand, because the URL and the headers hold secrets.
impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").field("host", &self.url.host_str()).finish_non_exhaustive()
    }
}

/// What was answered.
#[derive(Clone, Copy, Debug)]
pub struct Reply<'a> {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: &'a HeaderMap,
    /// The body, or its beginning.
    pub body: &'a [u8],
    /// For how long to wait, where the answer says so.
    pub retry_after: Option<Duration>,
}

impl Reply<'_> {
    /// A header as text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The words of the body, as far as they are worth telling.
    pub(crate) fn words(&self) -> Option<String> {
        const MOST: usize = 300;
        let text = String::from_utf8_lossy(self.body);
        let text: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
        (!text.is_empty()).then(|| text.chars().take(MOST).collect())
    }
}
