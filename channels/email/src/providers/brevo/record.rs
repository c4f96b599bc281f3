//! What an event of Brevo says, in our words.

use crate::attached::{attached, beside};
use crate::rfc_id::rfc_id;
use crate::smtp;
use crate::told::Told;
use adapter::lenient::{as_text, entries};
use adapter::{Skipped, when};
use event::{BounceClass, Client, Event, EventKind, Message, Reason, Response};
use serde_json::{Map, Value};

/// Changes of contacts name their addresses in a list. An entry has no id: `id` is that of the
/// webhook.
pub(super) fn events(entry: &Value) -> Result<Vec<Event>, Skipped> {
    let text = |name: &str| as_text(&entry[name]);
    let word = plain(entry);
    let words = text("reason").filter(|words| words != "sent");
    let said = smtp::reply(words.as_deref().unwrap_or_default());
    let kind = kind(meaning(entry, &word)?, &said);
    // All others are local to the account, and none says where that is.
    let times = ["ts_epoch", "s_epoch", "ts_event", "ts"];
    Told {
        message_id: rfc_id(&entry["message-id"]),
        occurred_at: times.iter().find_map(|name| when::of(&entry[name])),
        verdict: verdict(&word),
        said,
        reason: Reason {
            code: word.starts_with("invalid").then(|| "invalid".to_owned()),
            text: words,
        },
        client: Client {
            user_agent: text("user_agent"),
            device: text("device_used"),
            ip: text("ip"),
            // Proxies open what nobody has read.
            machine: word.contains("proxy").then_some(true),
            ..Client::default()
        },
        url: ["link", "url", "URL"].into_iter().find_map(text),
        message: Message {
            subject: text("subject"),
            from: text("sender_email"),
            ..Message::default()
        },
        metadata: metadata(entry),
        ..Told::default()
    }
    .events(kind, entries(&entry["email"]).iter().filter_map(as_text))
}

/// A bounce that Brevo still calls deferred, although the address is unknown.
fn kind(kind: EventKind, said: &Response) -> EventKind {
    let unknown = said.enhanced.as_ref().is_some_and(|it| it.starts_with("5.1."));
    if kind == EventKind::EmailDeferred && unknown { EventKind::EmailBounced } else { kind }
}

/// The event's name without what differs between the webhooks: `hard_bounce`, `hardBounce`.
fn plain(entry: &Value) -> String {
    let word = entry["event"].as_str().unwrap_or_default();
    word.to_lowercase().replace(['_', '-', ' '], "")
}

/// Brevo's words, in ours.
fn meaning(entry: &Value, word: &str) -> Result<EventKind, Skipped> {
    Ok(match word {
        "request" | "requests" | "sent" => EventKind::EmailProcessed,
        "delivered" => EventKind::EmailDelivered,
        "deferred" => EventKind::EmailDeferred,
        "softbounce" | "softbounced" | "hardbounce" | "hardbounced" => EventKind::EmailBounced,
        "invalidemail" | "invalid" | "blocked" => EventKind::EmailRejected,
        "error" => EventKind::EmailFailed,
        "opened" | "uniqueopened" | "firstopening" | "proxyopen" | "uniqueproxyopen"
        | "loadedbyproxy" => EventKind::EmailRead,
        "click" | "clicked" | "clicks" => EventKind::EmailClicked,
        "spam" | "complaint" => EventKind::EmailSpam,
        // Both by the link and by the List-Unsubscribe header: it does not say which.
        "unsubscribe" | "unsubscribed" => EventKind::EmailUnsubscribed,
        "listaddition" => EventKind::EmailSubscribed,
        "contactdeleted" => EventKind::EmailDeactivated,
        // A contact's other data, coupons, mail that came in, text messages.
        "contactupdated" | "uniquecouponsent" | "inboundemailprocessed" | "reply" => {
            return Err(Skipped::known(entry["event"].as_str().unwrap_or_default()));
        }
        "" if entry["items"].is_array() => return Err(Skipped::known("inbound")),
        "" if entry["msg_status"].is_string() => return Err(Skipped::known("text message")),
        "" => return Err(Skipped::unknown("no event")),
        _ => return Err(Skipped::unknown(entry["event"].as_str().unwrap_or_default())),
    })
}

/// What Brevo still called deferred is judged by the reply alone.
fn verdict(word: &str) -> Option<BounceClass> {
    if word.starts_with("hard") {
        Some(BounceClass::Hard)
    } else {
        word.starts_with("soft").then_some(BounceClass::Soft)
    }
}

/// What the sender attached, and the tags: a list, a text, or a list in a text.
fn metadata(entry: &Value) -> Map<String, Value> {
    const CUSTOM: &str = "X-Mailin-custom";
    let written = entry["tag"].as_str().and_then(|tag| serde_json::from_str(tag).ok());
    let tags = [entry["tags"].clone(), written.unwrap_or_default(), entry["tag"].clone()];
    let tag = |tag: &&Value| tag.as_str().is_none_or(|tag| !tag.starts_with('['));
    let tags: Vec<_> = tags.iter().filter(tag).map(|tags| ("tags", tags)).collect();
    beside(attached(CUSTOM, entry[CUSTOM].as_str()), &tags)
}
