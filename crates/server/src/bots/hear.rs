//! What a callback of a source that sends asks of the hub, beside being kept.

use super::{telegram, viber};
use crate::Hub;
use crate::post::sends;
use adapter::Parsed;
use event::Channel;
use sender::Call;
use store::{No, ParcelChange, Source, StoreError};

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
    body: &[u8],
    parsed: &mut Parsed,
) -> Result<Heard, StoreError> {
    if !sends(source) {
        return Ok(Heard::default());
    }
    let heard = match source.channel {
        Some(Channel::Telegram) => telegram::hear(hub, source, body).await?,
        Some(Channel::Viber) => {
            viber::hear(hub, source, body, parsed).await?;
            Heard::default()
        }
        _ => Heard::default(),
    };
    complete(hub, source.project, parsed).await?;
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
        let details = &mut event.details;
        for (name, value) in &parcel.metadata {
            details.metadata.entry(name).or_insert_with(|| value.clone());
        }
        details.user = details.user.take().or_else(|| parcel.user.clone());
    }
    Ok(())
}
