//! What an event of SendGrid says, in our words.

use crate::attached::own;
use crate::rfc_id::rfc_id;
use crate::smtp;
use crate::told::Told;
use adapter::lenient::{as_flag, as_text};
use adapter::{Skipped, when};
use event::{BounceClass, Client, Event, EventKind, Message, Reason, Response};
use serde_json::{Map, Value};

pub(super) fn event(entry: &Value) -> Result<Event, Skipped> {
    let text = |name: &str| as_text(&entry[name]);
    let kind = meaning(entry)?;
    if text("email").is_none() {
        let word = text("event").unwrap_or_default();
        return Err(Skipped::unknown(format!("{word} without recipient")));
    }
    Told {
        recipient: text("email"),
        message_id: text("sg_message_id").map(|id| sent_id(&id).to_owned()),
        event_id: text("sg_event_id"),
        occurred_at: when::of(&entry["timestamp"]),
        verdict: Some(verdict(entry)),
        said: said(entry),
        reason: Reason { code: None, text: text("reason") },
        client: Client {
            user_agent: text("useragent"),
            ip: text("ip"),
            machine: as_flag(&entry["sg_machine_open"]),
            ..Client::default()
        },
        url: text("url"),
        message: Message { rfc_id: rfc_id(&entry["smtp-id"]), ..Message::default() },
        again: true,
        metadata: arguments(entry),
        ..Told::default()
    }
    .event(kind)
}

/// SendGrid's words, in ours.
fn meaning(entry: &Value) -> Result<EventKind, Skipped> {
    let [word, reason] = ["event", "reason"].map(|name| entry[name].as_str().unwrap_or_default());
    Ok(match word {
        "processed" => EventKind::EmailProcessed,
        "delivered" => EventKind::EmailDelivered,
        "deferred" => EventKind::EmailDeferred,
        "bounce" => EventKind::EmailBounced,
        // The sender's own fault says nothing about the address.
        "dropped" if reason.contains("SMTPAPI") || reason.contains("Quota") => {
            EventKind::EmailFailed
        }
        "dropped" => EventKind::EmailRejected,
        "open" => EventKind::EmailRead,
        "click" => EventKind::EmailClicked,
        "spamreport" => EventKind::EmailSpam,
        // Both by a link and by the List-Unsubscribe header: it does not say which.
        "unsubscribe" | "group_unsubscribe" => EventKind::EmailUnsubscribed,
        "group_resubscribe" => EventKind::EmailSubscribed,
        // About the account, not about a message.
        "account_status_change" => return Err(Skipped::known(word)),
        "" if !entry.is_object() => return Err(Skipped::unknown("no object")),
        "" => return Err(Skipped::unknown("no event")),
        _ => return Err(Skipped::unknown(word)),
    })
}

/// The id that the send call returned: up to `.filter` or `.recvd`, behind which the servers that
/// handled the message add theirs.
fn sent_id(id: &str) -> &str {
    let ends = [".filter", ".recvd"].map(|mark| id.find(mark));
    let end = ends.into_iter().flatten().min().unwrap_or(id.len());
    &id[..end]
}

/// What the receiving server said, the status code beside its words or among them.
fn said(entry: &Value) -> Response {
    let text = as_text(&entry["response"]).or_else(|| as_text(&entry["reason"]));
    let mut said = smtp::reply(&text.unwrap_or_default());
    let status = entry["status"].as_str().and_then(smtp::enhanced);
    said.enhanced = said.enhanced.or_else(|| status.map(ToOwned::to_owned));
    said
}

/// `blocked` and `expired` are soft; a class that is about the message or the sender is soft,
/// too. What has no type was called a bounce before there were types.
fn verdict(entry: &Value) -> BounceClass {
    let class = entry["bounce_classification"].as_str().unwrap_or_default();
    let innocent = ["Content", "Reputation", "Frequency", "Mailbox Unavailable"];
    let soft = matches!(entry["type"].as_str(), Some("blocked" | "expired"))
        || innocent.iter().any(|it| class.starts_with(it));
    if soft { BounceClass::Soft } else { BounceClass::Hard }
}

/// Custom arguments, categories and the unsubscribe group: the sender's among SendGrid's own.
fn arguments(entry: &Value) -> Map<String, Value> {
    let mut arguments = own(entry);
    arguments.retain(|key, _| !FIELDS.contains(&key.as_str()));
    arguments
}

/// SendGrid's own names; what is not listed is a custom argument.
const FIELDS: [&str; 39] = [
    "attempt",
    "bounce_classification",
    "cert_err",
    "email",
    "event",
    "ip",
    "marketing_campaign_id",
    "marketing_campaign_name",
    "marketing_campaign_split_id",
    "marketing_campaign_version",
    "mc_auto_id",
    "mc_auto_name",
    "mc_auto_step_id",
    "mc_pod_id",
    "mc_stats",
    "newsletter",
    "phase_id",
    "pool",
    "post_type",
    "reason",
    "response",
    "send_at",
    "sg_content_type",
    "sg_event_id",
    "sg_machine_open",
    "sg_message_id",
    "sg_template_id",
    "sg_template_name",
    "singlesend_id",
    "singlesend_name",
    "smtp-id",
    "status",
    "template_id",
    "timestamp",
    "tls",
    "type",
    "url",
    "url_offset",
    "useragent",
];
