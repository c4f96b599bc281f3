//! Where messages go that the hub sends itself.

use super::broken::BadValue;
use super::list::words;
use super::text::text;
use sender::webpush::Hosts;
use serde::de::Error;
use serde::{Deserialize, Deserializer};
use std::fmt;
use std::str::FromStr;
use url::Url;

/// What the hub calls to send messages.
#[derive(Clone, Debug, Deserialize)]
#[serde(default)]
pub struct Messages {
    /// Push services beside those of the browsers: none, as an endpoint is what a visitor says.
    pub push_hosts: PushHosts,
    /// Telegram's Bot API: `https://api.telegram.org/`, or a server of one's own.
    #[serde(deserialize_with = "text")]
    pub telegram_url: ApiUrl,
    /// Viber's bot API: `https://chatapi.viber.com/`.
    #[serde(deserialize_with = "text")]
    pub viber_url: ApiUrl,
}

impl Default for Messages {
    fn default() -> Self {
        let url = |text| ApiUrl(Url::parse(text).expect("it is written here, and is a URL"));
        Self {
            push_hosts: PushHosts::default(),
            telegram_url: url("https://api.telegram.org/"),
            viber_url: url("https://chatapi.viber.com/"),
        }
    }
}

/// The URL of an API: `http` or `https`, without query.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ApiUrl(pub Url);

impl FromStr for ApiUrl {
    type Err = BadValue;

    fn from_str(text: &str) -> Result<Self, BadValue> {
        let url = Url::parse(text).ok().filter(|url| {
            let web = matches!(url.scheme(), "http" | "https") && url.has_host();
            let nobody = url.username().is_empty() && url.password().is_none();
            web && nobody && url.query().is_none() && url.fragment().is_none()
        });
        url.map(Self).ok_or_else(|| BadValue::new("must be like `https://api.telegram.org`"))
    }
}

impl fmt::Display for ApiUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str())
    }
}

/// Push services: a text with commas, or a list.
#[derive(Clone, Debug, Default)]
pub struct PushHosts {
    /// Those of the browsers, and these.
    pub hosts: Hosts,
    named: Vec<String>,
}

impl fmt::Display for PushHosts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.named.join(","))
    }
}

impl<'de> Deserialize<'de> for PushHosts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let named = words(deserializer)?;
        for word in &named {
            let wrong = |error| D::Error::custom(format!("`{word}` {error}"));
            Hosts::and([word.as_str()]).map_err(wrong)?;
        }
        let hosts = Hosts::and(named.iter().map(String::as_str)).map_err(D::Error::custom)?;
        Ok(Self { hosts, named })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_api_has_a_url_and_nothing_behind() {
        for (text, right) in [
            ("https://api.telegram.org", true),
            ("http://127.0.0.1:8081/bots", true),
            ("api.telegram.org", false),
            ("ftp://api.telegram.org", false),
            ("https://me@api.telegram.org", false),
            ("https://api.telegram.org/?a", false),
        ] {
            assert_eq!(text.parse::<ApiUrl>().is_ok(), right, "{text}");
        }
    }

    #[test]
    fn what_is_no_push_service_is_named() {
        let read = |text: &str| toml(&format!("push_hosts = {text}"));
        let hosts = read("'push.example.org, http://127.0.0.1:9000'").expect("hosts");
        assert_eq!(hosts.push_hosts.to_string(), "push.example.org,http://127.0.0.1:9000");
        assert!(read("['*.example.org']").is_ok());
        let wrong = read("['push.example.org', 'a b']").expect_err("no host");
        assert!(wrong.contains("`a b` must be a host"), "{wrong}");
    }

    fn toml(text: &str) -> Result<Messages, String> {
        use figment::providers::{Format, Toml};
        let read = figment::Figment::from(Toml::string(text)).extract();
        read.map_err(|error| error.to_string())
    }
}
