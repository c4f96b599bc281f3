//! What an event of Brevo says, in our words.

use crate::attached::attached;
use crate::known::known;
use crate::{bounce, refusal, smtp};
use adapter::lenient::as_text;
use adapter::{Skipped, when};
use event::{BounceClass, Click, Client, Event, EventKind, Message, Reason};
use serde_json::{Map, Value};

/// Changes of contacts name their addresses in a list.
pub(super) fn events(entry: &Value) -> Result<Vec<Event>, Skipped> {
    let event = event(entry)?;
    let emails = &entry["email"];
    let emails = emails.as_array().map_or(std::slice::from_ref(emails), Vec::as_slice);
    let recipients: Vec<_> = emails.iter().filter_map(as_text).collect();
    if recipients.is_empty() {
        return Ok(vec![event]);
    }
    let about = |recipient| Event { recipient: Some(recipient), ..event.clone() };
    Ok(recipients.into_iter().map(about).collect())
}

/// An entry without whom it is about. It has no id: `id` is that of the webhook.
fn event(entry: &Value) -> Result<Event, Skipped> {
    let said = as_text(&entry["reason"]).filter(|words| words != "sent").unwrap_or_default();
    let word = plain(entry);
    let mut event = Event::new(meaning(entry, &word)?);
    // A bounce that Brevo still calls deferred, although the address is unknown.
    let reply = smtp::reply(&said);
    let unknown = reply.enhanced.as_ref().is_some_and(|it| it.starts_with("5.1."));
    if event.kind == EventKind::EmailDeferred && unknown {
        event.kind = EventKind::EmailBounced;
    }
    let message_id = as_text(&entry["message-id"]);
    event.message_id = message_id.map(|id| id.trim_matches(['<', '>']).to_owned());
    // All others are local to the account, and none says where that is.
    let times = ["ts_epoch", "s_epoch", "ts_event", "ts"];
    event.occurred_at = times.iter().find_map(|name| when::of(&entry[name]));
    match event.kind {
        EventKind::EmailRejected => {
            let Reason { code, text } = refusal::reason(&said);
            let code = if word.starts_with("invalid") { Some("invalid".to_owned()) } else { code };
            event.details.reason = known(Reason { code, text });
        }
        EventKind::EmailFailed => {
            event.details.reason = known(Reason { code: None, text: known(said) });
        }
        EventKind::EmailRead | EventKind::EmailClicked => {
            event.details.client = client(entry, &word);
        }
        _ => bounce::tell(&mut event, verdict(&word), reply),
    }
    if event.kind == EventKind::EmailClicked {
        let url = ["link", "url", "URL"].iter().find_map(|name| as_text(&entry[name]));
        event.details.click = url.map(|url| Click { url });
    }
    let (subject, from) = (as_text(&entry["subject"]), as_text(&entry["sender_email"]));
    event.details.message = known(Message { subject, from, ..Message::default() });
    event.details.metadata = metadata(entry);
    Ok(event)
}

/// Proxies open what nobody has read.
fn client(entry: &Value, word: &str) -> Option<Client> {
    known(Client {
        user_agent: as_text(&entry["user_agent"]),
        device: as_text(&entry["device_used"]),
        ip: as_text(&entry["ip"]),
        machine: word.contains("proxy").then_some(true),
        ..Client::default()
    })
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
        "opened" | "uniqueopened" | "firstopening" | "proxyopen" | "uniqueproxyopen" => {
            EventKind::EmailRead
        }
        "click" | "clicked" | "clicks" => EventKind::EmailClicked,
        "spam" | "complaint" => EventKind::EmailSpam,
        // Both by the link and by the List-Unsubscribe header: it does not say which.
        "unsubscribe" | "unsubscribed" => EventKind::EmailUnsubscribed,
        "listaddition" => EventKind::EmailSubscribed,
        "contactdeleted" => EventKind::EmailDeactivated,
        // A contact's other data, coupons, mail that came in, text messages.
        "contactupdated" | "uniquecouponsent" | "inboundemailprocessed" => {
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
    let mut metadata = attached(CUSTOM, entry[CUSTOM].as_str());
    let written = entry["tag"].as_str().and_then(|tag| serde_json::from_str(tag).ok());
    let tags = [entry["tags"].clone(), written.unwrap_or_default(), entry["tag"].clone()];
    let says = |tags: &Value| match tags {
        Value::Array(tags) => !tags.is_empty(),
        Value::String(tag) => !tag.is_empty() && !tag.starts_with('['),
        _ => false,
    };
    if let Some(tags) = tags.into_iter().find(says) {
        metadata.entry("tags").or_insert(tags);
    }
    metadata
}
