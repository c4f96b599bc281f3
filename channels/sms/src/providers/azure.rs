//! Azure Communication Services, through Event Grid: delivery reports, messages that came in.
//! Auth: nothing is signed; the callback's address is the proof, with `basic` or `bearer` beside it.
//! Shape: JSON, events in a list, in Event Grid's schema or as CloudEvents; first a code to send back.
//! See <https://learn.microsoft.com/en-us/azure/event-grid/communication-services-telephony-sms-events>.

use crate::keyword;
use adapter::lenient::{text_at, time_at};
use adapter::proof;
use adapter::{
    Answer, Covers, Facts, Fields, Malformed, Parsed, Report, Setup, Skipped, Unsigned, Verified,
    lenient,
};
use event::{Channel, Event, EventKind};
use serde_json::{Map, Value, json};

pub(super) static ADAPTER: Unsigned = Unsigned { facts: &FACTS, read };

static FACTS: Facts = Facts {
    channel: Channel::Sms,
    name: "azure",
    title: "Azure Communication Services SMS",
    proof: proof::BY_ADDRESS,
    covers: Covers::Nothing,
    docs: "https://learn.microsoft.com/en-us/azure/event-grid/communication-services-telephony-sms-events",
    steps: "Under Events of the resource add an event subscription in the Event Grid schema for SMS Received and SMS Delivery Report Received, with the callback URL as its web hook. The tag of a message comes back as metadata.",
    secrets: &[],
    settings: keyword::SETTINGS,
    kinds: &[
        EventKind::SmsProcessed,
        EventKind::SmsDelivered,
        EventKind::SmsFailed,
        EventKind::SmsExpired,
        EventKind::SmsRejected,
        EventKind::SmsSubscribed,
        EventKind::SmsUnsubscribed,
    ],
};

fn read(verified: &Verified<'_>) -> Result<Parsed, Malformed> {
    let body: Value = serde_json::from_slice(verified.body())?;
    let entries = lenient::entries(&body);
    if let Some(code) = entries.iter().find_map(validation) {
        let body = json!({ "validationResponse": code }).to_string();
        let answer = Answer { content_type: "application/json", body };
        return Ok(Parsed { answer, ..Parsed::default() });
    }
    Ok(entries.iter().map(|entry| tell(entry, verified.setup())).collect())
}

/// The code that Event Grid wants to see again before it sends anything.
fn validation(entry: &Value) -> Option<String> {
    let of_validation = word(entry)? == "Microsoft.EventGrid.SubscriptionValidationEvent";
    text_at(&entry["data"], "validationCode").filter(|_| of_validation)
}

fn word(entry: &Value) -> Option<String> {
    text_at(entry, "eventType").or(text_at(entry, "type"))
}

fn tell(entry: &Value, setup: &Setup) -> Result<Event, Skipped> {
    let word = word(entry).unwrap_or_else(|| "no eventType".to_owned());
    // Names begin with a capital in the recordings of the documentation, and with none in its
    // libraries: fields do not mind.
    let none = Map::new();
    let data = Fields::of_object(entry["data"].as_object().unwrap_or(&none));
    let mut report = Report {
        message_id: data.text("messageId"),
        at: data.time("receivedTimestamp").or(time_at(entry, "eventTime")),
        ..Report::default()
    };
    report.at = report.at.or(time_at(entry, "time"));
    let kind = match word.as_str() {
        "Microsoft.Communication.SMSDeliveryReportReceived" => {
            let status = data.text("deliveryStatus").unwrap_or_else(|| "no status".to_owned());
            report.recipient = data.text("to");
            report.text = data.text("deliveryStatusDetails");
            report = report.with("tag", data.text("tag"));
            meaning(&status.to_lowercase(), report.text.as_deref())?
        }
        "Microsoft.Communication.SMSReceived" => {
            report.recipient = data.text("from");
            keyword::decision(setup, data.first("message").unwrap_or_default())?
        }
        _ => return Err(Skipped::unknown(word)),
    };
    let mut event = report.event(kind, &word)?;
    event.event_id = text_at(entry, "id");
    Ok(event)
}

/// Azure's words, in ours. Whoever said STOP has blocked the sender.
fn meaning(word: &str, details: Option<&str>) -> Result<EventKind, Skipped> {
    let details = details.unwrap_or_default().to_lowercase();
    let says = |stems: &[&str]| stems.iter().any(|stem| details.contains(stem));
    Ok(match word {
        "queued" | "sent" | "pending" => EventKind::SmsProcessed,
        "delivered" => EventKind::SmsDelivered,
        "failed" if says(&["sender blocked", "opted out", "opt out"]) => EventKind::SmsRejected,
        "failed" if says(&["expired"]) => EventKind::SmsExpired,
        "failed" => EventKind::SmsFailed,
        "expired" => EventKind::SmsExpired,
        "rejected" => EventKind::SmsRejected,
        "unknown" => return Err(Skipped::known(word)),
        _ => return Err(Skipped::unknown(word)),
    })
}
