//! An event as lists show it: the members of its body side by side.

use crate::envelope::Told;
use event::{Event, contact, rfc3339};
use serde_json::{Map, Value, json};
use time::OffsetDateTime;

/// The flat form of an event that an adapter told and nobody took in yet.
#[must_use]
pub fn flat_event(event: &Event) -> Map<String, Value> {
    let channel = event.kind.channel();
    let contact = event.recipient.as_deref().map(|recipient| contact(channel, recipient));
    let told = serde_json::to_value(Told::new(event, contact.as_deref())).unwrap_or_default();
    lay_out(event.kind.name().into(), event.occurred_at, told)
}

/// The flat form of an event that was taken in, out of its body as it was kept.
///
/// The body alone cannot tell `occurred_at`: its `timestamp` falls back to the time of arrival.
///
/// # Errors
///
/// The parser's error where the bytes are no body.
pub fn flat(
    body: &[u8],
    occurred_at: Option<OffsetDateTime>,
) -> Result<Map<String, Value>, serde_json::Error> {
    let mut body: Value = serde_json::from_slice(body)?;
    Ok(lay_out(body["type"].take(), occurred_at, body["data"].take()))
}

fn lay_out(kind: Value, occurred_at: Option<OffsetDateTime>, told: Value) -> Map<String, Value> {
    let mut flat = Map::new();
    let mut told = match told {
        Value::Object(told) => told,
        _ => Map::new(),
    };
    if let Some(id) = told.remove("id") {
        flat.insert("id".to_owned(), id);
    }
    flat.insert("kind".to_owned(), kind);
    flat.insert("occurred_at".to_owned(), json!(occurred_at.map(rfc3339)));
    let url = told.get("click").and_then(|click| click.get("url")).cloned();
    let machine = told.get("client").and_then(|client| client.get("machine")).cloned();
    flat.append(&mut told);
    let short = [("url", url), ("machine", machine)];
    flat.extend(short.into_iter().filter_map(|(name, it)| Some((name.to_owned(), it?))));
    flat
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Envelope, Origin};
    use event::{Click, Client, Details, EventId, EventKind, SourceId, from_ms};

    fn click() -> Event {
        let details = Details {
            click: Some(Click { url: "https://shop.example/".into() }),
            client: Some(Client { machine: Some(true), ..Client::default() }),
            ..Details::default()
        };
        Event {
            recipient: Some("A@B.example".into()),
            details,
            ..Event::new(EventKind::EmailClicked)
        }
    }

    #[test]
    fn the_members_of_the_body_stand_side_by_side() {
        let event = click();
        let flat = flat_event(&event);
        assert_eq!(flat["kind"], "email.clicked");
        assert_eq!(flat["contact"], "A@b.example");
        assert_eq!(flat["url"], "https://shop.example/");
        assert_eq!(flat["machine"], true);
        assert_eq!(flat["occurred_at"], Value::Null);
    }

    #[test]
    fn before_and_after_it_was_taken_in_it_tells_the_same() {
        let event = click();
        let before = flat_event(&event);
        let origin = Origin { project: "b.example", provider: "x", source: SourceId::first_at(0) };
        let envelope = Envelope {
            id: EventId::first_at(1),
            event: &event,
            contact: Some("A@b.example"),
            received_at: from_ms(0),
            origin,
        };
        let after = flat(&envelope.body(), None).expect("a body");
        for (name, value) in before {
            assert_eq!(after[&name], value, "{name}");
        }
        assert_eq!(after["id"], EventId::first_at(1).to_string());
    }
}
