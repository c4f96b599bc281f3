//! What an event of SparkPost says, in our words.

use crate::known::known;
use crate::{bounce, refusal, smtp};
use adapter::lenient::{as_flag, as_text};
use adapter::{Skipped, when};
use event::{BounceClass, Click, Client, Event, EventKind, Geo, Message, Reason};
use serde_json::{Map, Value};

pub(super) fn event(class: &str, entry: &Value) -> Result<Event, Skipped> {
    let mut event = Event::new(meaning(class, entry)?);
    let text = |name: &str| as_text(&entry[name]);
    // The address as it was given; the other is in lower case.
    event.recipient = text("raw_rcpt_to").or_else(|| text("rcpt_to"));
    // The send call returns the id of a transmission, which has many messages.
    event.message_id = text("message_id").or_else(|| text("transmission_id"));
    event.event_id = text("event_id");
    event.occurred_at = when::of(&entry["timestamp"]);
    let words = text("raw_reason").or_else(|| text("reason")).unwrap_or_default();
    match event.kind {
        EventKind::EmailRejected => event.details.reason = known(refusal::reason(&words)),
        EventKind::EmailFailed => {
            event.details.reason = known(Reason { code: None, text: known(words) });
        }
        EventKind::EmailRead | EventKind::EmailClicked => event.details.client = client(entry),
        _ => {
            let said = smtp::reply_with(&[text("error_code").as_deref()], &words);
            bounce::tell(&mut event, verdict(entry), said);
        }
    }
    if event.kind == EventKind::EmailClicked {
        event.details.click = text("target_link_url").map(|url| Click { url });
    }
    event.details.message = known(Message {
        subject: text("subject"),
        from: text("friendly_from"),
        sender: text("msg_from"),
        ..Message::default()
    });
    event.details.metadata = metadata(entry);
    Ok(event)
}

/// SparkPost's words, in ours.
fn meaning(class: &str, entry: &Value) -> Result<EventKind, Skipped> {
    let word = entry["type"].as_str().unwrap_or(class);
    Ok(match word {
        "injection" => EventKind::EmailProcessed,
        "delivery" => EventKind::EmailDelivered,
        "delay" => EventKind::EmailDeferred,
        "bounce" | "out_of_band" => bounced(entry),
        "policy_rejection" | "generation_rejection" => EventKind::EmailRejected,
        "generation_failure" => EventKind::EmailFailed,
        "spam_complaint" if entry["fbtype"] == "not-spam" => {
            return Err(Skipped::known("not-spam"));
        }
        "spam_complaint" => EventKind::EmailSpam,
        // The first one comes under both names where both were chosen.
        "open" | "initial_open" | "amp_open" | "amp_initial_open" => EventKind::EmailRead,
        "click" | "amp_click" => EventKind::EmailClicked,
        "list_unsubscribe" => EventKind::EmailListUnsubscribed,
        "link_unsubscribe" => EventKind::EmailUnsubscribed,
        // Mail that came in, tests of subject lines, imports, text messages.
        "relay_message" | "relay_injection" | "relay_rejection" | "relay_delivery"
        | "relay_tempfail" | "relay_permfail" | "ab_test_completed" | "ab_test_cancelled"
        | "success" | "error" | "sms_status" => return Err(Skipped::known(word)),
        _ => return Err(Skipped::unknown(word)),
    })
}

/// What came back, by its class: of the messages that came back some are no bounces.
/// See <https://support.sparkpost.com/docs/deliverability/bounce-classification-codes>.
fn bounced(entry: &Value) -> EventKind {
    match class(entry).as_deref() {
        Some("25") => EventKind::EmailRejected,
        Some("60") => EventKind::EmailAutoReplied,
        Some("80") => EventKind::EmailSubscribed,
        Some("90") => EventKind::EmailUnsubscribed,
        _ => EventKind::EmailBounced,
    }
}

/// 10 is an invalid recipient, 30 none at all; all other bounces are about something else.
fn verdict(entry: &Value) -> Option<BounceClass> {
    let hard = matches!(class(entry)?.as_str(), "10" | "30");
    Some(if hard { BounceClass::Hard } else { BounceClass::Soft })
}

fn class(entry: &Value) -> Option<String> {
    as_text(&entry["bounce_class"])
}

fn client(entry: &Value) -> Option<Client> {
    let (place, agent) = (&entry["geo_ip"], &entry["user_agent_parsed"]);
    known(Client {
        user_agent: as_text(&entry["user_agent"]),
        name: as_text(&agent["agent_family"]),
        device: as_text(&agent["device_family"]),
        os: as_text(&agent["os_family"]),
        ip: as_text(&entry["ip_address"]),
        geo: known(Geo {
            continent: as_text(&place["continent"]),
            country: as_text(&place["country"]),
            city: as_text(&place["city"]),
        }),
        machine: as_flag(&agent["is_prefetched"]).filter(|machine| *machine),
        read_seconds: None,
    })
}

/// The metadata of the recipient; campaign and tags unless the sender's own keys have their names.
fn metadata(entry: &Value) -> Map<String, Value> {
    let mut metadata = entry["rcpt_meta"].as_object().cloned().unwrap_or_default();
    if let Some(campaign) = as_text(&entry["campaign_id"]) {
        metadata.entry("campaign_id").or_insert(campaign.into());
    }
    if let Some(tags) = entry["rcpt_tags"].as_array().filter(|tags| !tags.is_empty()) {
        metadata.entry("rcpt_tags").or_insert_with(|| tags.clone().into());
    }
    metadata
}
