//! What a Viber bot makes of what it hears.

use crate::Hub;
use crate::post::Account;
use adapter::{Answer, Parsed, lenient};
use event::{Channel, Details, Event, EventKind, Mark, ms};
use sender::viber::Message;
use serde_json::Value;
use store::{Address, Source, StoreError};

/// How many messages one look at a conversation shows as seen, at most.
const MOST: u16 = 1000;

/// Hears what a callback says beside what its adapter reads in it.
pub(super) async fn hear(
    hub: &Hub,
    source: &Source,
    body: &[u8],
    parsed: &mut Parsed,
) -> Result<(), StoreError> {
    let Ok(told) = serde_json::from_slice::<Value>(body) else { return Ok(()) };
    match told["event"].as_str() {
        Some("conversation_started") => parsed.answer = welcome(hub, source).unwrap_or_default(),
        Some("message") => parsed.events.extend(joined(hub, source, &told).await?),
        Some("seen") => see(hub, source, parsed).await?,
        _ => {}
    }
    Ok(())
}

/// What is said to who opens a conversation: as the answer to the callback that tells of it.
fn welcome(hub: &Hub, source: &Source) -> Option<Answer> {
    let Ok(Account::Viber(_, name)) = Account::of(hub, source) else { return None };
    let message = match source.settings.get("welcome")? {
        Value::String(text) => Message { text: text.clone(), ..Message::default() },
        body => serde_json::from_value(body.clone()).ok()?,
    };
    let body = message.wire(&name).to_string();
    Some(Answer { content_type: "application/json", body })
}

/// Who writes to a bot has subscribed by that, which Viber tells by nothing else.
async fn joined(hub: &Hub, source: &Source, told: &Value) -> Result<Option<Event>, StoreError> {
    let user = lenient::text_at(&told["sender"], "id");
    let address = user.as_deref().and_then(|user| Address::new(Channel::Viber, user));
    let Some(address) = address else { return Ok(None) };
    let list = hub.store.registry().list(source.project);
    let marks = hub.store.contact(list, &address).await?.map(|it| it.marks).unwrap_or_default();
    let left = marks.said(Mark::Left).at;
    if marks.said(Mark::Joined).at > left {
        return Ok(None);
    }
    Ok(Some(Event {
        recipient: user,
        occurred_at: lenient::time_at(told, "timestamp"),
        // Two messages at a time tell it once.
        event_id: Some(format!("first message since {left}")),
        details: Details { again: (left > 0).then_some(true), ..Details::default() },
        ..Event::new(EventKind::ViberSubscribed)
    }))
}

/// Viber tells once that a conversation was looked at: all that had arrived in it by then is seen.
async fn see(hub: &Hub, source: &Source, parsed: &mut Parsed) -> Result<(), StoreError> {
    let seen = parsed.events.iter().find(|event| event.kind == EventKind::ViberViewed).cloned();
    let Some(seen) = seen else { return Ok(()) };
    let user = seen.recipient.as_deref();
    let address = user.and_then(|user| Address::new(Channel::Viber, user));
    let (Some(address), Some(token)) = (address, &seen.message_id) else { return Ok(()) };
    // The clock that the message was sent by is ours; that of the report is Viber's.
    let named = hub.store.parcels_called(source.project, std::slice::from_ref(token)).await?;
    let sent_at = named.get(token).and_then(|parcel| parcel.sent_at);
    let Some(until) = sent_at.or_else(|| seen.occurred_at.map(ms)) else { return Ok(()) };
    let unseen = hub.store.parcels_unseen(source.project, source.no, &address, until, MOST).await?;
    for parcel in unseen {
        let Some(message) = parcel.message_id.filter(|message| message != token) else { continue };
        let event_id = Some(message.clone());
        parsed.events.push(Event { message_id: Some(message), event_id, ..seen.clone() });
    }
    Ok(())
}
