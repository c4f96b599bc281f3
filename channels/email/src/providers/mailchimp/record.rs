//! What a change of a Mailchimp audience says, in our words.

use crate::told::Told;
use adapter::{Fields, Skipped, when};
use event::{Client, Event, EventKind, Profile, Reason};
use serde_json::{Map, Value};

pub(super) fn event(form: &Fields) -> Result<Event, Skipped> {
    let kind = meaning(form)?;
    let text = |name: &str| form.first(name).map(ToOwned::to_owned);
    let code = match form.first("data[reason]") {
        Some("hard") => Some("hard_bounce".to_owned()),
        Some("abuse") => Some("spam".to_owned()),
        _ => text("data[reason]"),
    };
    let fields = merges(form);
    Told {
        // A change of the address has two; the mail goes to the new one.
        recipient: text("data[email]").or_else(|| text("data[new_email]")),
        // Without a zone, and in UTC.
        occurred_at: form.first("fired_at").and_then(when::iso),
        reason: Reason { code, text: None },
        client: Client { ip: text("data[ip_opt]"), ..Client::default() },
        profile: Profile {
            id: text("data[id]").or_else(|| text("data[new_id]")),
            interests: interests(&fields),
            fields,
            ..Profile::default()
        },
        metadata: ["list_id", "campaign_id"]
            .into_iter()
            .filter_map(|name| Some((name.to_owned(), text(&format!("data[{name}]"))?.into())))
            .collect(),
        ..Told::default()
    }
    .event(kind)
}

/// Mailchimp's words, in ours.
fn meaning(form: &Fields) -> Result<EventKind, Skipped> {
    let word = form.first("type").unwrap_or("no type");
    Ok(match (word, form.first("data[reason]")) {
        ("subscribe", _) => EventKind::EmailSubscribed,
        ("unsubscribe", Some("abuse")) => EventKind::EmailSpam,
        // Also by somebody else in their name, and with the profile deleted: `action` tells, but
        // not whose wish it was.
        ("unsubscribe", _) => EventKind::EmailUnsubscribed,
        ("cleaned", _) => EventKind::EmailDeactivated,
        ("profile" | "upemail", _) => EventKind::EmailProfileUpdated,
        // That a campaign was sent.
        ("campaign", _) => return Err(Skipped::known(word)),
        _ => return Err(Skipped::unknown(word)),
    })
}

/// The fields of a profile; of a change of the address, both addresses.
fn merges(form: &Fields) -> Map<String, Value> {
    let named = |key: &str| match key.strip_prefix("data[merges][") {
        Some(rest) => rest.split(']').next().map(ToOwned::to_owned),
        None => ["old_email", "new_email"]
            .into_iter()
            .find(|name| {
                key.strip_prefix("data[").and_then(|it| it.strip_suffix(']')) == Some(name)
            })
            .map(ToOwned::to_owned),
    };
    let mut merges = Map::new();
    for (name, value) in form.pairs().filter_map(|(key, value)| Some((named(key)?, value))) {
        // Groupings nest further; the first that is said of a name stands for it.
        merges.entry(name).or_insert_with(|| value.into());
    }
    merges
}

fn interests(fields: &Map<String, Value>) -> Vec<String> {
    let interests = fields.get("INTERESTS").and_then(Value::as_str).unwrap_or_default();
    let interests = interests.split(',').map(str::trim).filter(|it| !it.is_empty());
    interests.map(ToOwned::to_owned).collect()
}
