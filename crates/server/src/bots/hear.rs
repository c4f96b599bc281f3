//! What a callback of a source that sends asks of the hub, beside being kept.

use super::{telegram, viber};
use crate::Hub;
use crate::post::sends;
use crate::sdk;
use adapter::{Callback, Parsed};
use event::{Channel, Mark, from_ms};
use sender::Call;
use store::{Address, No, ParcelChange, Source, StoreError};

/// What a callback asks of the hub, beside being kept.
#[derive(Debug, Default)]
pub(crate) struct Heard {
    /// What the bot answers: kept with the callback, and sent then.
    pub(crate) answers: Vec<ParcelChange>,
    /// What is called once the callback is kept. Where that fails nothing is lost.
    pub(super) call: Option<Call>,
}

/// Hears what a proven callback asks, and adds what it says of messages without naming them.
///
/// # Errors
///
/// [`StoreError`] when the store fails.
pub(crate) async fn hear(
    hub: &Hub,
    source: &Source,
    callback: &Callback,
    parsed: &mut Parsed,
) -> Result<Heard, StoreError> {
    if !sends(source) {
        return Ok(Heard::default());
    }
    let body = &callback.body;
    let heard = match source.channel {
        Some(Channel::Telegram) => {
            note_returns(hub, source.project, parsed).await?;
            telegram::hear(hub, source, body).await?
        }
        Some(Channel::Viber) => {
            viber::hear(hub, source, body, parsed).await?;
            Heard::default()
        }
        _ => Heard::default(),
    };
    complete(hub, source.project, parsed).await?;
    if source.channel == Some(Channel::WebPush) {
        sdk::hear(hub, source, callback.received_at, parsed).await?;
    }
    Ok(heard)
}

impl Heard {
    /// Does what is left to be done once the callback is kept.
    pub(crate) fn go_on(self, hub: &Hub) {
        if let Some(call) = self.call {
            hub.post.call_by_the_way(call);
        }
    }
}

/// Says of contacts who had left that they have come back: Telegram tells only that they are there.
async fn note_returns(hub: &Hub, project: No, parsed: &mut Parsed) -> Result<(), StoreError> {
    let list = hub.store.registry().list(project);
    for event in &mut parsed.events {
        let address = event.recipient.as_deref();
        let address = address.and_then(|text| Address::new(Channel::Telegram, text));
        let Some(address) = address.filter(|_| event.kind.mark() == Some(Mark::Joined)) else {
            continue;
        };
        let known = hub.store.contact(list, &address).await?;
        let left = known.is_some_and(|it| it.marks.stands(Mark::Left));
        event.details.again = left.then_some(true);
    }
    Ok(())
}

/// Has reports on the hub's own messages tell what the platform said of these.
async fn complete(hub: &Hub, project: No, parsed: &mut Parsed) -> Result<(), StoreError> {
    let named = |event: &event::Event| event.message_id.clone();
    let messages: Vec<_> = parsed.events.iter().filter_map(named).collect();
    let known = hub.store.parcels_called(project, &messages).await?;
    for event in &mut parsed.events {
        let parcel = event.message_id.as_deref().and_then(|message| known.get(message));
        let Some(parcel) = parcel.filter(|parcel| parcel.channel == event.kind.channel()) else {
            continue;
        };
        if parcel.channel == Channel::WebPush {
            // By the browser's clock, which may be slow.
            let sent_at = from_ms(parcel.sent_at.unwrap_or(parcel.made_at));
            event.occurred_at = event.occurred_at.map(|at| at.max(sent_at));
        }
        let details = &mut event.details;
        for (name, value) in &parcel.metadata {
            details.metadata.entry(name).or_insert_with(|| value.clone());
        }
        details.user = details.user.take().or_else(|| parcel.user.clone());
    }
    Ok(())
}
