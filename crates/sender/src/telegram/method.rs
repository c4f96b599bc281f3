//! Methods of the Bot API.

use crate::Call;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::fmt;
use teloxide::payloads::{
    AnswerCallbackQuery, AnswerCallbackQuerySetters, DeleteWebhook, GetUpdates, GetUpdatesSetters,
    SetWebhook, SetWebhookSetters,
};
use teloxide::requests::Payload;
use teloxide::types::{AllowedUpdate, CallbackQueryId};
use url::Url;

/// What a bot asks to be told: members and reactions are not told unasked.
pub const ALLOWED: [AllowedUpdate; 5] = [
    AllowedUpdate::Message,
    AllowedUpdate::CallbackQuery,
    AllowedUpdate::MyChatMember,
    AllowedUpdate::ChatMember,
    AllowedUpdate::MessageReaction,
];

/// How many updates one poll brings at most.
const MOST: u8 = 100;

/// A bot, as its methods are called.
#[derive(Clone)]
pub struct Bot {
    /// Up to its token and behind it.
    base: Url,
}

/// A text that is no bot's token.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("is no token of a Telegram bot, such as `123456:ABC-DEF`")]
pub struct NotAToken;

/// An update that was polled for.
#[derive(Debug, Deserialize)]
pub struct Update<'a> {
    /// Its number: to ask for the next is to say that this one was taken in.
    pub id: i64,
    /// All of it, as a webhook would have got it.
    pub body: &'a [u8],
}

impl Bot {
    /// A bot of that token, at an API whose URL ends in a slash.
    ///
    /// # Errors
    ///
    /// [`NotAToken`] where the text could not be one.
    pub fn new(api: &Url, token: &str) -> Result<Self, NotAToken> {
        let (number, secret) = token.trim().split_once(':').ok_or(NotAToken)?;
        let digits = !number.is_empty() && number.bytes().all(|it| it.is_ascii_digit());
        let fits = |it: u8| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'_');
        if !digits || secret.is_empty() || !secret.bytes().all(fits) {
            return Err(NotAToken);
        }
        let base = format!("{}/bot{number}:{secret}/", api.as_str().trim_end_matches('/'));
        Ok(Self { base: Url::parse(&base).map_err(|_| NotAToken)? })
    }

    /// Has updates sent to that URL, with the secret by which they are known.
    #[must_use]
    pub fn set_webhook(&self, url: Url, secret: &str) -> Call {
        self.call(&SetWebhook::new(url).allowed_updates(ALLOWED).secret_token(secret))
    }

    /// Has updates wait to be polled for.
    #[must_use]
    pub fn delete_webhook(&self) -> Call {
        self.call(&DeleteWebhook::new())
    }

    /// Asks for updates from that number on; the answer may take so many seconds.
    #[must_use]
    pub fn get_updates(&self, from: Option<i64>, seconds: u32) -> Call {
        // The library's numbers have 32 bits, which the API does not promise.
        let mut body = serde_json::to_value(
            GetUpdates::new().limit(MOST).timeout(seconds).allowed_updates(ALLOWED),
        )
        .unwrap_or_default();
        if let Some(from) = from {
            body["offset"] = from.into();
        }
        self.post(GetUpdates::NAME, &body)
    }

    /// Ends the waiting of a button that was pressed, with a text shown for a moment.
    #[must_use]
    pub fn answer_press(&self, query: &str, text: &str) -> Call {
        self.call(&AnswerCallbackQuery::new(CallbackQueryId(query.to_owned())).text(text))
    }

    pub(super) fn call<P: Payload + Serialize>(&self, payload: &P) -> Call {
        self.post(P::NAME, payload)
    }

    fn post(&self, name: &str, body: &impl Serialize) -> Call {
        let mut url = self.base.clone();
        url.set_path(&format!("{}{name}", self.base.path()));
        // Nothing in it can fail: keys are text and no number is beyond JSON.
        Call::json(url, serde_json::to_vec(body).unwrap_or_default())
    }
}

impl<'a> Update<'a> {
    /// The updates of an answer to a poll, each as it stands there. One that names no number, or
    /// is none, is left out.
    #[must_use]
    pub fn all(body: &'a [u8]) -> Option<Vec<Self>> {
        #[derive(Deserialize)]
        struct Polled<'a> {
            #[serde(borrow)]
            result: Vec<&'a RawValue>,
        }
        #[derive(Deserialize)]
        struct Numbered {
            update_id: i64,
        }
        let polled: Polled<'a> = serde_json::from_slice(body).ok()?;
        let read = |raw: &'a RawValue| {
            let id = serde_json::from_str::<Numbered>(raw.get()).ok()?.update_id;
            Some(Self { id, body: raw.get().as_bytes() })
        };
        Some(polled.result.into_iter().filter_map(read).collect())
    }
}

// By hand, because the token is secret.
impl fmt::Debug for Bot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bot").field("host", &self.base.host_str()).finish_non_exhaustive()
    }
}
