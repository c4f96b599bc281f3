//! Keys that must be fetched before a callback can be proven.

use crate::Refusal;
use url::Url;

/// A key at an address that the adapter vouches for. The server fetches it, keeps it for a while
/// and hands it in as [`Setup::key`](crate::Setup::key).
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct KeyRequest {
    url: Url,
}

impl KeyRequest {
    /// A key that is served by HTTPS on its usual port, from a host that passes the test.
    ///
    /// # Errors
    ///
    /// [`Refusal::Mismatch`] when the address is anything else: nothing is fetched then.
    pub fn https(address: &str, allowed: fn(host: &str) -> bool) -> Result<Self, Refusal> {
        let url = Url::parse(address).map_err(|_| Refusal::Mismatch("key address"))?;
        let plain = url.username().is_empty() && url.password().is_none() && url.port().is_none();
        let host = url.domain().is_some_and(allowed);
        if url.scheme() == "https" && plain && host {
            Ok(Self { url })
        } else {
            Err(Refusal::Mismatch("key address"))
        }
    }

    /// Where it is.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.url
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_allowed_host_by_https_on_its_usual_port() {
        let allowed = |host: &str| host == "keys.example.com";
        assert!(KeyRequest::https("https://keys.example.com/a.pem", allowed).is_ok());
        for address in [
            "http://keys.example.com/a.pem",
            "https://keys.example.com.evil.example/a.pem",
            "https://keys.example.com:8443/a.pem",
            "https://keys.example.com@evil.example/a.pem",
            "https://user@keys.example.com/a.pem",
            "https://127.0.0.1/a.pem",
            "file:///a.pem",
            "keys.example.com",
        ] {
            assert!(KeyRequest::https(address, allowed).is_err(), "{address}");
        }
    }
}
