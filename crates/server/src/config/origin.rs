//! What others call the hub by.

use super::broken::BadValue;
use std::fmt;
use std::str::FromStr;
use url::Url;

/// An `http` or `https` URL of nothing but a host and perhaps a port: the hub's routes begin at
/// its root, and callbacks are proven by the URL they were sent to.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Origin(Url);

impl Origin {
    /// The URL; its path is a slash.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.0
    }
}

impl FromStr for Origin {
    type Err = BadValue;

    fn from_str(text: &str) -> Result<Self, BadValue> {
        let wrong = || BadValue::new("must be like `https://hub.example.com`, with nothing behind");
        let url = Url::parse(text).map_err(|_| wrong())?;
        let web = matches!(url.scheme(), "http" | "https") && url.has_host();
        let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        let nobody = url.username().is_empty() && url.password().is_none();
        if web && bare && nobody { Ok(Self(url)) } else { Err(wrong()) }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_bare_origin_counts() {
        for right in ["https://hub.example.com", "http://127.0.0.1:8420/"] {
            let origin: Origin = right.parse().expect(right);
            assert_eq!(origin.to_string(), format!("{}/", right.trim_end_matches('/')));
        }
        for wrong in [
            "hub.example.com",
            "ftp://hub.example.com",
            "https://hub.example.com/tidings",
            "https://hub.example.com/?a",
            "https://hub.example.com/#a",
            "https://me@hub.example.com",
            "https://me:it@hub.example.com",
        ] {
            assert!(wrong.parse::<Origin>().is_err(), "{wrong}");
        }
    }
}
