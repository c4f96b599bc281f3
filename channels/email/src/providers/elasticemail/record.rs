//! What a notification of Elastic Email says, in our words.

use crate::known::known;
use crate::smtp;
use crate::told::Told;
use adapter::{Fields, Skipped, when};
use event::{BounceClass, Client, Event, EventKind, Geo, Message, Reason};
use time::OffsetDateTime;

pub(super) fn event(fields: &Fields) -> Result<Event, Skipped> {
    let text = |name: &str| fields.first(name).map(ToOwned::to_owned);
    let kind = meaning(fields)?;
    let category = text("category").filter(|_| kind != EventKind::EmailDelivered);
    Told {
        recipient: text("to"),
        // Of the two ids that the send call returns, that of this message.
        message_id: text("messageid").or_else(|| text("transaction")),
        occurred_at: fields
            .first("date")
            .and_then(|date| when::iso(date).or_else(|| american(date))),
        verdict: verdict(fields),
        said: smtp::reply(fields.first("error").or(category.as_deref()).unwrap_or_default()),
        reason: Reason { code: code(kind), text: category },
        client: Client {
            user_agent: text("useragent"),
            ip: text("ip"),
            geo: known(Geo { continent: None, country: text("country"), city: text("city") }),
            ..Client::default()
        },
        url: text("target"),
        message: Message { subject: text("subject"), from: text("from"), ..Message::default() },
        metadata: ["postback", "channel"]
            .into_iter()
            .filter_map(|name| Some((name.to_owned(), text(name)?.into())))
            .collect(),
        ..Told::default()
    }
    .event(kind)
}

/// Elastic Email's words, in ours; those of an error are its categories.
fn meaning(fields: &Fields) -> Result<EventKind, Skipped> {
    let word = fields.first("status").unwrap_or("no status");
    Ok(match (word.to_lowercase().as_str(), fields.first("category").unwrap_or_default()) {
        // The receiving server took it; there is no other word for that.
        ("sent" | "delivered", _) => EventKind::EmailDelivered,
        ("opened", _) => EventKind::EmailRead,
        ("clicked", _) => EventKind::EmailClicked,
        ("abusereport" | "complaint" | "complained", _) => EventKind::EmailSpam,
        // Both by the link and by the List-Unsubscribe header: it does not say which.
        ("unsubscribed", _) => EventKind::EmailUnsubscribed,
        // Kept back for what had come of earlier messages.
        ("error" | "bounced", "NotDelivered" | "Suppressed") => EventKind::EmailRejected,
        ("error" | "bounced", "ManualCancel" | "CodeError") => EventKind::EmailFailed,
        ("error" | "bounced", _) => EventKind::EmailBounced,
        _ => return Err(Skipped::unknown(word)),
    })
}

/// Of all categories one is about the address.
fn verdict(fields: &Fields) -> Option<BounceClass> {
    match fields.first("category")? {
        "NoMailbox" => Some(BounceClass::Hard),
        "Unknown" | "Ignore" => None,
        _ => Some(BounceClass::Soft),
    }
}

fn code(kind: EventKind) -> Option<String> {
    (kind == EventKind::EmailRejected).then(|| "suppressed".to_owned())
}

/// A time as Elastic Email's older servers write it, in UTC: `9/30/2026 1:05:09 PM`.
fn american(text: &str) -> Option<OffsetDateTime> {
    let mut parts = text.split_whitespace();
    let (date, clock, half) = (parts.next()?, parts.next()?, parts.next()?);
    let [month, day, year]: [u16; 3] = numbers(date, '/')?;
    let [hour, minute, second]: [u16; 3] = numbers(clock, ':')?;
    let hour = hour % 12 + if half.eq_ignore_ascii_case("PM") { 12 } else { 0 };
    when::iso(&format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"))
}

fn numbers<const N: usize>(text: &str, between: char) -> Option<[u16; N]> {
    let numbers: Option<Vec<_>> = text.split(between).map(|it| it.parse().ok()).collect();
    numbers?.try_into().ok()
}
