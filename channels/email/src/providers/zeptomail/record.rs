//! What an event of ZeptoMail says, in our words.

use crate::attached::beside;
use crate::known::known;
use crate::smtp;
use crate::told::{Told, lone};
use adapter::lenient::{as_text, entries};
use adapter::{Skipped, when};
use event::{BounceClass, Client, Event, EventKind, Geo, Message, Response};
use serde_json::{Map, Value};

/// One event for each of its details: a bounce names its recipient there.
pub(super) fn events(word: &str, message: &Value) -> Vec<Result<Event, Skipped>> {
    let data = entries(&message["event_data"]).iter();
    data.flat_map(|data| entries(&data["details"])).map(|it| event(word, message, it)).collect()
}

fn event(word: &str, message: &Value, details: &Value) -> Result<Event, Skipped> {
    let kind = meaning(word)?;
    let text = |name: &str| as_text(&details[name]);
    let info = &message["email_info"];
    let place = &details["location_info"];
    let (recipient, recipients) = lone(recipients(info));
    let bounced = text("bounced_recipient").map(|it| it.trim_matches([',', ' ']).to_owned());
    Told {
        recipient: bounced.or(recipient),
        // What the send call returns.
        message_id: as_text(&message["request_id"]).or_else(|| as_text(&info["email_reference"])),
        occurred_at: when::of(&details["time"]),
        verdict: Some(verdict(word)),
        said: said(details),
        client: Client {
            user_agent: text("user_agent"),
            name: named(&details["email_client"]).or_else(|| named(&details["browser"])),
            device: named(&details["device"]),
            os: named(&details["operating_system"]),
            ip: text("ip_address"),
            geo: known(Geo {
                continent: None,
                country: told(&place["country"]),
                city: told(&place["city"]),
            }),
            ..Client::default()
        },
        url: text("clicked_link").or_else(|| text("link")),
        message: Message {
            subject: as_text(&info["subject"]),
            from: as_text(&info["from"]["address"]),
            sent_at: when::of(&info["processed_time"]).map(event::rfc3339),
            recipients,
            ..Message::default()
        },
        metadata: beside(Map::new(), &[("client_reference", &info["client_reference"])]),
        ..Told::default()
    }
    .event(kind)
}

/// ZeptoMail's words, in ours, with and without what stands between their parts.
fn meaning(word: &str) -> Result<EventKind, Skipped> {
    Ok(match plain(word).as_str() {
        "delivered" | "emaildelivered" => EventKind::EmailDelivered,
        "softbounce" | "hardbounce" => EventKind::EmailBounced,
        "emailopen" => EventKind::EmailRead,
        "emaillinkclick" => EventKind::EmailClicked,
        "feedbackloop" | "fblcomplaint" => EventKind::EmailSpam,
        _ => return Err(Skipped::unknown(word)),
    })
}

fn plain(word: &str) -> String {
    word.to_lowercase().replace(['_', '-', ' '], "")
}

fn verdict(word: &str) -> BounceClass {
    if plain(word) == "hardbounce" { BounceClass::Hard } else { BounceClass::Soft }
}

/// What the server said, else what ZeptoMail makes of it.
fn said(details: &Value) -> Response {
    let words = ["diagnostic_message", "reason"].map(|name| as_text(&details[name]));
    smtp::reply(&words.into_iter().flatten().next().unwrap_or_default())
}

fn recipients(info: &Value) -> Vec<String> {
    let to = entries(&info["to"]).iter();
    let boxes = to.flat_map(|it| {
        entries(if it["email_address"].is_null() { it } else { &it["email_address"] })
    });
    boxes.filter_map(|it| as_text(&it["address"])).collect()
}

/// A thing by its name; a dash stands for what is not known.
fn named(thing: &Value) -> Option<String> {
    told(thing).or_else(|| told(&thing["name"]))
}

fn told(value: &Value) -> Option<String> {
    as_text(value).filter(|text| text != "-")
}
