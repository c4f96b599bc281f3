//! What an event of SparkPost says, in our words.

use crate::attached::{beside, own};
use crate::known::known;
use crate::smtp;
use crate::told::Told;
use adapter::lenient::{as_flag, as_text};
use adapter::{Skipped, when};
use event::{BounceClass, Client, Event, EventKind, Geo, Message, Reason};
use serde_json::Value;

pub(super) fn event(class: &str, entry: &Value) -> Result<Event, Skipped> {
    let text = |name: &str| as_text(&entry[name]);
    let words = text("raw_reason").or_else(|| text("reason"));
    let said =
        smtp::reply_with(&[text("error_code").as_deref()], words.as_deref().unwrap_or_default());
    Told {
        // The address as it was given; the other is in lower case.
        recipient: text("raw_rcpt_to").or_else(|| text("rcpt_to")),
        // The send call returns the id of a transmission, which has many messages.
        message_id: text("message_id").or_else(|| text("transmission_id")),
        event_id: text("event_id"),
        occurred_at: when::of(&entry["timestamp"]),
        verdict: verdict(entry),
        said,
        reason: Reason { code: None, text: words },
        client: client(entry),
        url: text("target_link_url"),
        message: Message {
            subject: text("subject"),
            from: text("friendly_from"),
            sender: text("msg_from"),
            ..Message::default()
        },
        metadata: beside(
            own(&entry["rcpt_meta"]),
            &[("campaign_id", &entry["campaign_id"]), ("rcpt_tags", &entry["rcpt_tags"])],
        ),
        ..Told::default()
    }
    .event(meaning(class, entry)?)
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

fn client(entry: &Value) -> Client {
    let (place, agent) = (&entry["geo_ip"], &entry["user_agent_parsed"]);
    Client {
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
    }
}
