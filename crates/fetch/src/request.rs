//! What is sent.

use crate::Target;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// Where a request goes. The rules are the same, the cost is not: what is called again and again
/// is prepared once, as a [`Target`].
#[derive(Clone, Debug)]
pub enum To {
    /// What is called now and then.
    Url(Url),
    /// What was prepared.
    Target(Arc<Target>),
}

/// One request, ready to be sent.
///
/// Framing is the client's: it writes `Host`, `Content-Length`, `User-Agent` and `Accept` where
/// the headers do not hold them. Who lets others name headers keeps these out before.
#[derive(Clone, Debug)]
pub struct Request {
    /// How.
    pub method: Method,
    /// Where to.
    pub to: To,
    /// The headers, sent as they are; each takes the place of the target's own of that name.
    pub headers: HeaderMap,
    /// The body, sent as it is; empty for none.
    pub body: Bytes,
    /// The limit on the whole exchange, in place of the client's own.
    pub deadline: Option<Duration>,
    /// What is kept of the response's body at most, in bytes, in place of the client's own cap.
    pub cap: Option<usize>,
}

impl Request {
    /// A GET without headers of its own.
    #[must_use]
    pub fn get(to: impl Into<To>) -> Self {
        let (headers, body) = (HeaderMap::new(), Bytes::new());
        Self { method: Method::GET, to: to.into(), headers, body, deadline: None, cap: None }
    }

    /// A POST.
    #[must_use]
    pub fn post(to: impl Into<To>, headers: HeaderMap, body: Bytes) -> Self {
        Self { method: Method::POST, to: to.into(), headers, body, deadline: None, cap: None }
    }

    /// The target's headers and the request's own.
    pub(crate) fn all_headers<'a>(
        &'a self,
        target: &'a Target,
    ) -> impl Iterator<Item = (&'a HeaderName, &'a HeaderValue)> {
        let common = target.headers.iter().filter(|(name, _)| !self.headers.contains_key(*name));
        common.chain(&self.headers)
    }
}

impl To {
    pub(crate) fn url(&self) -> &Url {
        match self {
            Self::Url(url) => url,
            Self::Target(target) => &target.url,
        }
    }
}

impl From<Url> for To {
    fn from(url: Url) -> Self {
        Self::Url(url)
    }
}

impl From<Arc<Target>> for To {
    fn from(target: Arc<Target>) -> Self {
        Self::Target(target)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::header::{ACCEPT, HOST, VIA};

    #[test]
    fn own_headers_take_the_place_of_the_targets() {
        let headers = |all: &[(HeaderName, &'static str)]| {
            let mut map = HeaderMap::new();
            for (name, value) in all {
                map.append(name, value.parse().expect("a value"));
            }
            map
        };
        let url = Url::parse("https://hooks.example:444/?a").expect("a URL");
        let common = headers(&[(ACCEPT, "text/plain"), (VIA, "common"), (VIA, "too")]);
        let target = Arc::new(Target::new(url, common).expect("a target"));
        let own = headers(&[(VIA, "one"), (ACCEPT, "text/html"), (VIA, "two")]);
        let request = Request::post(Arc::clone(&target), own, Bytes::new());
        let mut all = HeaderMap::new();
        for (name, value) in request.all_headers(&target) {
            all.append(name, value.clone());
        }
        let host = (HOST, "hooks.example:444");
        let wanted = [(ACCEPT, "text/html"), (VIA, "one"), (VIA, "two"), host];
        assert_eq!(all, headers(&wanted));
    }
}
