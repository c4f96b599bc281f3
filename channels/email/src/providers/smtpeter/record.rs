//! What an event of SMTPeter or Copernica says, in our words.

use super::returned;
use crate::known::known;
use crate::{bounce, smtp};
use adapter::lenient::as_text;
use adapter::{Skipped, when};
use event::{Click, Client, Event, EventKind, Profile, Response};
use serde_json::{Map, Value};

pub(super) fn event(record: &Value) -> Result<Event, Skipped> {
    let text = |name: &str| as_text(&record[name]);
    let mut event = Event::new(meaning(record)?);
    event.recipient = text("recipient");
    event.message_id = text("id");
    // `timestamp` is the same by a clock that nobody names.
    event.occurred_at = when::of(&record["time"]);
    match event.kind {
        EventKind::EmailRead | EventKind::EmailClicked => {
            let (ip, user_agent) = (text("ip"), text("useragent"));
            event.details.client = known(Client { ip, user_agent, ..Client::default() });
        }
        EventKind::EmailSpam => {
            let mail = text("mime").unwrap_or_default();
            event.recipient = event.recipient.or_else(|| returned::complained(&mail));
        }
        EventKind::EmailProfileCreated
        | EventKind::EmailProfileUpdated
        | EventKind::EmailProfileDeleted
        | EventKind::EmailUnsubscribed => {
            event.details.profile = known(profile(record));
            event.recipient = event.recipient.or_else(|| address(&record["fields"]));
        }
        _ => bounce::tell(&mut event, None, said(record)),
    }
    if event.kind == EventKind::EmailClicked {
        event.details.click = text("original").map(|url| Click { url });
    }
    event.details.metadata = metadata(record);
    Ok(event)
}

/// SMTPeter's words, in ours.
fn meaning(record: &Value) -> Result<EventKind, Skipped> {
    let word = record["type"].as_str().unwrap_or("no type");
    Ok(match word {
        "delivery" => EventKind::EmailDelivered,
        "failure" if record["action"] == "delayed" => EventKind::EmailDeferred,
        "failure" => EventKind::EmailBounced,
        "bounce" => returned::meaning(record["mime"].as_str().unwrap_or_default())?,
        "open" => EventKind::EmailRead,
        "click" => EventKind::EmailClicked,
        "abuse" => EventKind::EmailSpam,
        "unsubscribe" => EventKind::EmailUnsubscribed,
        "create" => EventKind::EmailProfileCreated,
        "update" => EventKind::EmailProfileUpdated,
        "delete" => EventKind::EmailProfileDeleted,
        _ => return Err(Skipped::unknown(word)),
    })
}

fn said(record: &Value) -> Response {
    let [code, status] = ["code", "extended"].map(|name| as_text(&record[name]));
    let words = as_text(&record["description"]).unwrap_or_default();
    let said = smtp::reply_with(&[code.as_deref(), status.as_deref()], &words);
    // The state is the step of the exchange, unless it came back later.
    let stage = record["state"].as_str().map(str::to_lowercase);
    let stage = stage.filter(|it| ["helo", "mail", "rcpt", "data"].contains(&it.as_str()));
    Response { stage, ..said }
}

fn profile(record: &Value) -> Profile {
    let interests = record["interests"].as_array().into_iter().flatten();
    Profile {
        id: as_text(&record["profile"]),
        sub_id: as_text(&record["subprofile"]),
        fields: record["fields"].as_object().cloned().unwrap_or_default(),
        interests: interests.filter_map(as_text).collect(),
    }
}

/// The field of a profile that holds the address; its name is the sender's choice.
fn address(fields: &Value) -> Option<String> {
    const NAMES: [&str; 4] = ["email", "e-mail", "emailaddress", "mail"];
    let fits = |name: &str| NAMES.contains(&name.to_lowercase().as_str());
    let mut fields = fields.as_object()?.iter().filter(|(name, _)| fits(name));
    fields.find_map(|(_, value)| as_text(value).filter(|it| it.contains('@')))
}

/// The sender's tags, and where a profile stands.
fn metadata(record: &Value) -> Map<String, Value> {
    let mut metadata = Map::new();
    for name in ["tags", "database", "collection", "mailing"] {
        let value = &record[name];
        let says = value.as_array().map_or(as_text(value).is_some(), |list| !list.is_empty());
        if says {
            metadata.insert(name.to_owned(), value.clone());
        }
    }
    metadata
}
