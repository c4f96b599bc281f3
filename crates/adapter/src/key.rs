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

    /// A key in the text record of a name, as DKIM has it. Its address is of the scheme `dns`, as
    /// RFC 4501 writes it: `dns:name?type=TXT`. What is handed in is the record's text, in one piece.
    ///
    /// # Errors
    ///
    /// [`Refusal::Mismatch`] when the name does not pass the test, or is none.
    pub fn txt(name: &str, allowed: fn(name: &str) -> bool) -> Result<Self, Refusal> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
        let label = |it: &str| (1..=63).contains(&it.len()) && it.bytes().all(plain);
        let named = name.len() < 254 && name.split('.').all(label) && allowed(name);
        let url = Url::parse(&format!("dns:{name}?type=TXT")).ok().filter(|_| named);
        url.map(|url| Self { url }).ok_or(Refusal::Mismatch("key address"))
    }

    /// The name that has it in its text record, where it is in the DNS.
    #[must_use]
    pub fn record(&self) -> Option<&str> {
        (self.url.scheme() == "dns").then(|| self.url.path())
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
        let key = KeyRequest::https("https://keys.example.com/a.pem", allowed).expect("a place");
        assert_eq!(key.record(), None);
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

    #[test]
    fn only_the_allowed_name_that_is_one() {
        let allowed = |name: &str| name.ends_with(".keys.example.com");
        let key = KeyRequest::txt("one._domainkey.keys.example.com", allowed).expect("a name");
        assert_eq!(key.url().as_str(), "dns:one._domainkey.keys.example.com?type=TXT");
        assert_eq!(key.record(), Some("one._domainkey.keys.example.com"));
        for name in [
            "keys.example.com",
            "one.keys.example.com.evil.example",
            "evil.example/.keys.example.com",
            "evil.example?.keys.example.com",
            "one two.keys.example.com",
            "one..keys.example.com",
            ".keys.example.com",
        ] {
            assert!(KeyRequest::txt(name, allowed).is_err(), "{name}");
        }
    }
}
