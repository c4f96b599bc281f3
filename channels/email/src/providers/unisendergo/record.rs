//! What an event of Unisender Go says, in our words.

use crate::attached::own;
use crate::known::known;
use crate::smtp;
use crate::told::Told;
use adapter::lenient::as_text;
use adapter::{Skipped, when};
use event::{BounceClass, Client, Event, EventKind, Geo, Reason};
use serde_json::Value;

pub(super) fn event(entry: &Value, data: &Value) -> Result<Event, Skipped> {
    let info = &data["delivery_info"];
    let words = as_text(&info["destination_response"]).or_else(|| as_text(&data["comment"]));
    let status = as_text(&info["delivery_status"]);
    Told {
        recipient: as_text(&data["email"]),
        message_id: as_text(&data["job_id"]),
        // Without a zone, and in UTC.
        occurred_at: when::of(&data["event_time"]),
        verdict: verdict(status.as_deref()),
        said: smtp::reply(words.as_deref().unwrap_or_default()),
        reason: Reason {
            code: status.as_deref().and_then(code).map(ToOwned::to_owned),
            text: words.or(status),
        },
        client: Client {
            user_agent: as_text(&info["user_agent"]),
            ip: as_text(&info["ip"]),
            geo: known(Geo {
                continent: None,
                country: as_text(&info["country_code"]).or_else(|| as_text(&info["country"])),
                city: as_text(&info["city"]),
            }),
            ..Client::default()
        },
        again: true,
        url: as_text(&data["url"]),
        metadata: own(&data["metadata"]),
        ..Told::default()
    }
    .event(meaning(entry, data)?)
}

/// Unisender Go's words, in ours. What it calls a hard bounce is whatever came to nothing.
fn meaning(entry: &Value, data: &Value) -> Result<EventKind, Skipped> {
    let word = data["status"].as_str().unwrap_or("no status");
    let name = entry["event_name"].as_str().unwrap_or("no event_name");
    match name {
        "transactional_email_status" => {}
        // A domain that refuses the sender's mail.
        "transactional_spam_block" => return Err(Skipped::known(name)),
        _ => return Err(Skipped::unknown(name)),
    }
    Ok(match word {
        "accepted" | "sent" => EventKind::EmailProcessed,
        "delivered" => EventKind::EmailDelivered,
        "soft_bounced" => EventKind::EmailDeferred,
        "hard_bounced" => bounced(data["delivery_info"]["delivery_status"].as_str()),
        "opened" => EventKind::EmailRead,
        "clicked" => EventKind::EmailClicked,
        // Both by the link and by the List-Unsubscribe header: it does not say which.
        "unsubscribed" => EventKind::EmailUnsubscribed,
        "subscribed" => EventKind::EmailSubscribed,
        "spam" => EventKind::EmailSpam,
        _ => return Err(Skipped::unknown(word)),
    })
}

fn bounced(status: Option<&str>) -> EventKind {
    match status.unwrap_or_default() {
        "err_unreachable" | "err_unsubscribed" | "err_skip_letter" | "err_spam_skipped"
        | "err_spam_removed" | "err_dest_invalid" => EventKind::EmailRejected,
        status if status.starts_with("skip_dup_") => EventKind::EmailRejected,
        "err_lost" | "err_internal" | "err_src_invalid" | "not_sent" => EventKind::EmailFailed,
        _ => EventKind::EmailBounced,
    }
}

fn verdict(status: Option<&str>) -> Option<BounceClass> {
    match status {
        None
        | Some(
            "err_user_unknown"
            | "err_user_inactive"
            | "err_mailbox_discarded"
            | "err_domain_inactive"
            | "err_no_dns",
        ) => Some(BounceClass::Hard),
        Some("err_delivery_failed" | "err_unknown") => None,
        Some(_) => Some(BounceClass::Soft),
    }
}

/// Why it was not tried: the recipient's wish, earlier bounces, or no address at all.
fn code(status: &str) -> Option<&'static str> {
    Some(match status {
        "err_unsubscribed" => "suppressed_unsubscribe",
        "err_unreachable" | "err_skip_letter" => "suppressed_bounce",
        "err_dest_invalid" => "invalid",
        _ if status.starts_with("skip_dup_") => "suppressed_bounce",
        _ => return None,
    })
}
