//! What the Bot API answers, and what that means.

use crate::outcome::{reason, said};
use crate::{Accepted, Outcome, Refusal, Reply};
use event::EventKind;
use serde::Deserialize;
use serde_json::Value;
use std::time::Duration;
use teloxide::ApiError;

/// What a refusal comes to.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Meaning {
    /// The contact has shut the bot out, or is no more.
    Ends(&'static str),
    /// There is no such chat, or none that the bot may write to.
    Address(&'static str),
    /// What is sent is at fault.
    Payload,
    /// The bot's own set-up is.
    Config,
}

/// How the description of a refusal begins, where teloxide does not name it, or names it by words
/// that the API has changed since. The first line that fits counts. As told by the server's source
/// (tdlib/telegram-bot-api) and by what users report.
const DESCRIPTIONS: &[(&str, Meaning)] = &[
    ("forbidden: bot was blocked by the user", Meaning::Ends("blocked")),
    ("forbidden: user is deactivated", Meaning::Ends("deactivated")),
    ("forbidden: bot was kicked", Meaning::Ends("kicked")),
    // Teloxide waits for `Unauthorized: bot can't initiate …`.
    ("forbidden: bot can't initiate conversation", Meaning::Address("no_conversation")),
    ("forbidden: bot can't send messages to bots", Meaning::Address("invalid")),
    ("forbidden: bot is not a member", Meaning::Address("not_a_member")),
    ("forbidden", Meaning::Address("forbidden")),
    ("bad request: chat not found", Meaning::Address("invalid")),
    ("bad request: user not found", Meaning::Address("invalid")),
    ("bad request: peer_id_invalid", Meaning::Address("invalid")),
    ("bad request: chat_id is empty", Meaning::Address("invalid")),
    ("bad request: group chat was deactivated", Meaning::Ends("deactivated")),
    ("bad request: not enough rights", Meaning::Address("forbidden")),
    ("bad request: have no rights", Meaning::Address("forbidden")),
    ("bad request", Meaning::Payload),
    ("unauthorized", Meaning::Config),
    ("not found", Meaning::Config),
];

/// Answers of the Bot API have this around them.
#[derive(Deserialize)]
struct Answered {
    ok: bool,
    #[serde(default)]
    result: Value,
    #[serde(default)]
    error_code: u16,
    #[serde(default)]
    description: String,
    #[serde(default)]
    parameters: Parameters,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Parameters {
    retry_after: Option<u64>,
    migrate_to_chat_id: Option<i64>,
}

/// Reads what was answered to a message for a chat.
#[must_use]
pub fn read(reply: &Reply<'_>) -> Outcome {
    let Some(answered) = Answered::of(reply) else {
        let status = reply.status.to_string();
        return Outcome::Later { after: reply.retry_after, reason: reason(&status, reply.words()) };
    };
    if answered.ok {
        let number = |value: &Value| value.as_i64().map(|number| number.to_string());
        let chat = number(&answered.result["chat"]["id"]);
        let message = number(&answered.result["message_id"]);
        let message_id = chat.zip(message).map(|(chat, message)| format!("{chat}:{message}"));
        // The API has no receipts: what stands in the chat is all that will be known.
        return Outcome::Accepted(Accepted { message_id, ttl: None, delivered: true });
    }
    answered.refusal(reply)
}

/// Reads what was answered to any other method; says what is in the way where it was refused.
///
/// # Errors
///
/// The API's own words, or the status.
pub fn result(reply: &Reply<'_>) -> Result<Value, String> {
    match Answered::of(reply) {
        Some(answered) if answered.ok => Ok(answered.result),
        Some(answered) => Err(answered.description),
        None => Err(format!("HTTP {}", reply.status)),
    }
}

impl Answered {
    fn of(reply: &Reply<'_>) -> Option<Self> {
        serde_json::from_slice(reply.body).ok()
    }

    fn refusal(self, reply: &Reply<'_>) -> Outcome {
        if let Some(chat) = self.parameters.migrate_to_chat_id {
            return Outcome::Moved { to: chat.to_string() };
        }
        let code = if self.error_code == 0 { reply.status } else { self.error_code };
        let text = Some(self.description.clone()).filter(|text| !text.is_empty());
        if code == 429 || code >= 500 || self.parameters.retry_after.is_some() {
            let after = self.parameters.retry_after.map(Duration::from_secs);
            let after = after.or(reply.retry_after);
            return Outcome::Later { after, reason: reason(&code.to_string(), text) };
        }
        let response = said(code, text.clone());
        let (code, ends) = match self.meaning() {
            Meaning::Ends(code) => (code, true),
            Meaning::Address(code) => (code, false),
            Meaning::Payload => ("payload", false),
            Meaning::Config => ("config", false),
        };
        let reason = reason(code, text);
        Outcome::Refused(Refusal { kind: EventKind::TelegramFailed, reason, response, ends })
    }

    fn meaning(&self) -> Meaning {
        let named = ApiError::deserialize(Value::String(self.description.clone()));
        match named {
            Ok(ApiError::BotBlocked) => Meaning::Ends("blocked"),
            Ok(ApiError::UserDeactivated) => Meaning::Ends("deactivated"),
            Ok(ApiError::ChatNotFound | ApiError::UserNotFound) => Meaning::Address("invalid"),
            Ok(ApiError::InvalidToken) => Meaning::Config,
            _ => {
                let words = self.description.to_lowercase();
                let found = DESCRIPTIONS.iter().find(|(begin, _)| words.starts_with(begin));
                found.map_or(Meaning::Payload, |(_, meaning)| *meaning)
            }
        }
    }
}
