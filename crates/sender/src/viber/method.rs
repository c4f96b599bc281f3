//! Methods of the bot API.

use super::Message;
use crate::Call;
use http::{HeaderName, HeaderValue};
use serde_json::{Value, json};
use std::fmt;
use url::Url;

const TOKEN: HeaderName = HeaderName::from_static("x-viber-auth-token");

/// What a bot asks to be told; subscriptions and messages are told unasked.
const EVENTS: [&str; 4] = ["delivered", "seen", "failed", "conversation_started"];

/// A bot, as its methods are called.
#[derive(Clone)]
pub struct Bot {
    base: Url,
    token: HeaderValue,
}

/// A text that is no bot's token.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("is no token of a Viber bot")]
pub struct NotAToken;

impl Bot {
    /// A bot of that token, at an API whose URL ends in a slash.
    ///
    /// # Errors
    ///
    /// [`NotAToken`] where the text could not be one.
    pub fn new(api: &Url, token: &str) -> Result<Self, NotAToken> {
        let mut value = HeaderValue::from_str(token.trim()).map_err(|_| NotAToken)?;
        if value.is_empty() {
            return Err(NotAToken);
        }
        value.set_sensitive(true);
        Ok(Self { base: api.clone(), token: value })
    }

    /// Has events sent to that URL.
    #[must_use]
    pub fn set_webhook(&self, url: &Url) -> Call {
        let body = json!({"url": url.as_str(), "event_types": EVENTS});
        self.post("set_webhook", &body)
    }

    /// Sends a message to a user, under that name where the message has none.
    #[must_use]
    pub fn send(&self, to: &str, message: &Message, name: &str) -> Call {
        let mut body = message.wire(name);
        body["receiver"] = to.into();
        self.post("send_message", &body)
    }

    fn post(&self, name: &str, body: &Value) -> Call {
        let mut url = self.base.clone();
        url.set_path(&format!("{}/pa/{name}", self.base.path().trim_end_matches('/')));
        let mut call = Call::json(url, body.to_string().into_bytes());
        call.headers.insert(TOKEN, self.token.clone());
        call
    }
}

// By hand, because the token is secret.
impl fmt::Debug for Bot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bot").field("host", &self.base.host_str()).finish_non_exhaustive()
    }
}
