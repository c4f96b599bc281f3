//! What the bot API answers, and what that means: always 200, and a status in the body.

use crate::outcome::{reason, said};
use crate::{Accepted, Outcome, Refusal, Reply};
use event::EventKind;
use serde::Deserialize;
use serde_json::Value;

/// What a status comes to.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Meaning {
    Accepted,
    /// The user takes nothing of the bot: it was not attempted.
    Rejected {
        ends: bool,
    },
    /// What is sent is at fault.
    Payload,
    /// The account is.
    Config,
    /// Too much at a time, or the fault is Viber's.
    Later,
}

/// The statuses of the bot API, with Viber's words for them. What is not listed is Viber's to know,
/// and is taken for a refusal.
const STATUSES: &[(i64, &str, Meaning)] = &[
    (0, "ok", Meaning::Accepted),
    (1, "invalidUrl", Meaning::Config),
    (2, "invalidAuthToken", Meaning::Config),
    (3, "badData", Meaning::Payload),
    (4, "missingData", Meaning::Payload),
    (5, "receiverNotRegistered", Meaning::Rejected { ends: false }),
    (6, "receiverNotSubscribed", Meaning::Rejected { ends: true }),
    // By some accounts it is the user who has blocked the bot. The documentation says the account
    // is, so that nobody is unsubscribed by it.
    (7, "publicAccountBlocked", Meaning::Config),
    (8, "publicAccountNotFound", Meaning::Config),
    (9, "publicAccountSuspended", Meaning::Config),
    (10, "webhookNotSet", Meaning::Config),
    (11, "receiverNoSuitableDevice", Meaning::Rejected { ends: false }),
    (12, "tooManyRequests", Meaning::Later),
    (13, "apiVersionNotSupported", Meaning::Rejected { ends: false }),
    (14, "incompatibleWithVersion", Meaning::Payload),
    (15, "publicAccountNotAuthorized", Meaning::Config),
    (23, "freeMessagesExceeded", Meaning::Config),
    (24, "noBalance", Meaning::Config),
];

#[derive(Deserialize)]
struct Answered {
    status: i64,
    #[serde(default)]
    status_message: String,
    #[serde(default)]
    message_token: Value,
}

/// Reads what was answered to a message.
#[must_use]
pub fn read(reply: &Reply<'_>) -> Outcome {
    let Ok(answered) = serde_json::from_slice::<Answered>(reply.body) else {
        return without_body(reply);
    };
    let known = STATUSES.iter().find(|(status, ..)| *status == answered.status);
    let meaning = known.map_or(Meaning::Payload, |(.., meaning)| *meaning);
    let words = Some(answered.status_message.clone()).filter(|text| !text.is_empty());
    let words = words.or_else(|| known.map(|(_, name, _)| (*name).to_owned()));
    let refused = |kind, code: &str, ends| {
        let response = said(answered.status, words.clone());
        Outcome::Refused(Refusal { kind, reason: reason(code, words.clone()), response, ends })
    };
    match meaning {
        Meaning::Accepted => {
            // Beyond 2^53; a number, and a text in old versions of the API.
            let message_id = match &answered.message_token {
                Value::String(text) => Some(text.clone()),
                Value::Number(number) => Some(number.to_string()),
                _ => None,
            };
            Outcome::Accepted(Accepted { message_id, ttl: None, delivered: false })
        }
        Meaning::Rejected { ends } => {
            let code = if ends { "not_subscribed" } else { "invalid" };
            refused(EventKind::ViberRejected, code, ends)
        }
        Meaning::Payload => refused(EventKind::ViberFailed, "payload", false),
        Meaning::Config => refused(EventKind::ViberFailed, "config", false),
        Meaning::Later => {
            let reason = reason(&answered.status.to_string(), words);
            Outcome::Later { after: reply.retry_after, reason }
        }
    }
}

/// Reads what was answered to any other method; says what is in the way where it was refused.
///
/// # Errors
///
/// The API's own words, or the status.
pub fn result(reply: &Reply<'_>) -> Result<(), String> {
    match serde_json::from_slice::<Answered>(reply.body) {
        Ok(answered) if answered.status == 0 => Ok(()),
        Ok(answered) => Err(format!("{} ({})", answered.status_message, answered.status)),
        Err(_) => Err(format!("HTTP {}", reply.status)),
    }
}

fn without_body(reply: &Reply<'_>) -> Outcome {
    let code = reply.status.to_string();
    match reply.status {
        400..=499 if !matches!(reply.status, 408 | 429) => {
            let reason = reason("config", reply.words());
            let response = said(reply.status, reply.words());
            let kind = EventKind::ViberFailed;
            Outcome::Refused(Refusal { kind, reason, response, ends: false })
        }
        _ => Outcome::Later { after: reply.retry_after, reason: reason(&code, reply.words()) },
    }
}
