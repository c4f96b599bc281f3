//! Clients that may call the servers of these tests, over each transport.

use bytes::Bytes;
use fetch::{AddressGuard, Answer, Client, Failure, Options, Request, Target, To};
use http::HeaderMap;
use std::sync::Arc;
use url::Url;

/// What every request of these tests sends.
pub const BODY: &[u8] = b"the-body-of-the-request";

/// What a client is made of that may call these networks.
pub fn options(allowed: &[&str]) -> Options {
    let networks = allowed.iter().map(|net| net.parse().expect("a network"));
    Options { guard: AddressGuard::new(networks), ..Options::default() }
}

/// A client that may call loopback.
pub fn client(by: By) -> Caller {
    by.client(options(&["127.0.0.0/8", "::1/128"]))
}

/// What carries requests out: the same is expected of both.
#[derive(Clone, Copy, Debug)]
pub enum By {
    General,
    Direct,
}

impl By {
    pub fn client(self, options: Options) -> Caller {
        Caller { client: Client::new(options).expect("a client"), by: self }
    }
}

/// A client that calls in one of the ways.
#[derive(Clone)]
pub struct Caller {
    pub client: Client,
    by: By,
}

impl Caller {
    /// Names an endpoint so that the request goes this way.
    pub fn to(&self, url: Url) -> Result<To, Failure> {
        Ok(match self.by {
            By::General => url.into(),
            By::Direct => Arc::new(Target::new(url, HeaderMap::new())?).into(),
        })
    }
}

pub async fn post(caller: &Caller, url: Url) -> Result<Answer, Failure> {
    let request = Request::post(caller.to(url)?, HeaderMap::new(), Bytes::from_static(BODY));
    caller.client.send(request).await
}

/// Runs tests over each transport.
macro_rules! by_each {
    ($($test:ident)*) => {
        mod general {
            $(#[tokio::test]
            async fn $test() {
                super::$test(crate::caller::By::General).await;
            })*
        }
        mod direct {
            $(#[tokio::test]
            async fn $test() {
                super::$test(crate::caller::By::Direct).await;
            })*
        }
    };
}
pub(crate) use by_each;
