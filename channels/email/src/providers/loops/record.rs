//! What an event of Loops says, in our words.

use crate::attached::{beside, own};
use crate::told::Told;
use adapter::lenient::as_text;
use adapter::{Skipped, when};
use event::{BounceClass, Event, EventKind, Message, Profile};
use serde_json::{Map, Value};

pub(super) fn event(body: &Value, id: Option<&str>) -> Result<Event, Skipped> {
    let (contact, email) = (&body["contactIdentity"], &body["email"]);
    let word = body["eventName"].as_str().unwrap_or_default();
    let chosen = ["campaignId", "loopId", "transactionalId", "mailingList", "mailingLists"];
    Told {
        recipient: as_text(&contact["email"]),
        message_id: as_text(&email["id"]),
        event_id: id.map(ToOwned::to_owned),
        occurred_at: when::of(&body["eventTime"]),
        verdict: Some(BounceClass::Hard),
        // Else it is a form, or a list, that somebody joined.
        again: word == "email.resubscribed",
        profile: Profile {
            id: as_text(&contact["id"]),
            fields: own(&body["contact"]),
            ..Profile::default()
        },
        message: Message { subject: as_text(&email["subject"]), ..Message::default() },
        metadata: beside(
            beside(Map::new(), &chosen.map(|name| (name, &body[name]))),
            &[("userId", &contact["userId"])],
        ),
        ..Told::default()
    }
    .event(meaning(body)?)
}

/// Loops' words, in ours.
fn meaning(body: &Value) -> Result<EventKind, Skipped> {
    let word = body["eventName"].as_str().unwrap_or("no eventName");
    Ok(match word {
        "transactional.email.sent" | "campaign.email.sent" | "loop.email.sent" => {
            EventKind::EmailProcessed
        }
        "email.delivered" => EventKind::EmailDelivered,
        // It is tried again.
        "email.softBounced" => EventKind::EmailDeferred,
        "email.hardBounced" => EventKind::EmailBounced,
        "email.opened" => EventKind::EmailRead,
        "email.clicked" => EventKind::EmailClicked,
        // The same is told of the contact, or of the list.
        "email.unsubscribed" | "contact.unsubscribed" | "contact.mailingList.unsubscribed" => {
            EventKind::EmailUnsubscribed
        }
        "email.resubscribed" | "contact.mailingList.subscribed" => EventKind::EmailSubscribed,
        "email.spamReported" => EventKind::EmailSpam,
        "contact.created" => EventKind::EmailProfileCreated,
        "contact.deleted" => EventKind::EmailProfileDeleted,
        _ => return Err(Skipped::unknown(word)),
    })
}
