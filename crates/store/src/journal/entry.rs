//! What a record holds: callbacks, as far as their events go.

use crate::{Ingest, NewEvent, No};
use bytes::Bytes;
use event::{EventId, EventKind, Fingerprint};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;

#[derive(Deserialize, Serialize)]
struct Callback<'a> {
    project: No,
    source: No,
    #[serde(borrow)]
    events: Vec<Event<'a>>,
}

#[derive(Deserialize, Serialize)]
struct Event<'a> {
    id: Raw<16>,
    kind: u8,
    #[serde(borrow)]
    contact: Option<Cow<'a, str>>,
    #[serde(borrow)]
    message_id: Option<Cow<'a, str>>,
    occurred_at: Option<i64>,
    received_at: i64,
    fingerprint: Option<Raw<32>>,
    seen_by: i64,
    body: Bytes,
}

/// Bytes that go over as a whole, not one by one.
struct Raw<const N: usize>([u8; N]);

impl<const N: usize> Serialize for Raw<N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de, const N: usize> Deserialize<'de> for Raw<N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let bytes = <&[u8]>::deserialize(deserializer)?;
        bytes.try_into().map(Self).map_err(|_| D::Error::invalid_length(bytes.len(), &"as many"))
    }
}

/// Adds callbacks to a buffer: their events, and nothing else that came with them.
pub(super) fn write(ingests: &[&Ingest], buffer: &mut Vec<u8>) {
    let all: Vec<_> = ingests.iter().map(|ingest| Callback::of(ingest)).collect();
    *buffer = postcard::to_extend(&all, std::mem::take(buffer))
        .expect("lists of known length go into a buffer that grows");
}

/// Reads them again; none where they are no callbacks.
pub(super) fn read(payload: &[u8]) -> Option<Vec<Ingest>> {
    let all: Vec<Callback<'_>> = postcard::from_bytes(payload).ok()?;
    all.into_iter().map(Callback::into_ingest).collect()
}

impl<'a> Callback<'a> {
    fn of(ingest: &'a Ingest) -> Self {
        let events = ingest.events.iter().map(Event::of).collect();
        Self { project: ingest.project, source: ingest.source, events }
    }

    fn into_ingest(self) -> Option<Ingest> {
        let events = self.events.into_iter().map(Event::into_new).collect::<Option<_>>()?;
        let parcels = Vec::new();
        Some(Ingest {
            project: self.project,
            source: self.source,
            events,
            once: None,
            kept: None,
            parcels,
        })
    }
}

impl<'a> Event<'a> {
    fn of(event: &'a NewEvent) -> Self {
        Self {
            id: Raw(event.id.uuid().into_bytes()),
            kind: event.kind.number(),
            contact: event.contact.as_deref().map(Cow::Borrowed),
            message_id: event.message_id.as_deref().map(Cow::Borrowed),
            occurred_at: event.occurred_at,
            received_at: event.received_at,
            fingerprint: event.fingerprint.map(|fingerprint| Raw(fingerprint.0)),
            seen_by: event.seen_by,
            body: event.body.clone(),
        }
    }

    fn into_new(self) -> Option<NewEvent> {
        Some(NewEvent {
            id: EventId::from(uuid::Uuid::from_bytes(self.id.0)),
            kind: EventKind::from_number(self.kind)?,
            contact: self.contact.map(Cow::into_owned),
            message_id: self.message_id.map(Cow::into_owned),
            occurred_at: self.occurred_at,
            received_at: self.received_at,
            fingerprint: self.fingerprint.map(|raw| Fingerprint(raw.0)),
            seen_by: self.seen_by,
            body: self.body,
        })
    }
}
