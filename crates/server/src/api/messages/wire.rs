//! Messages on the wire.

use super::body::{NewPush, NewTelegram, NewViber};
use crate::api::wire::time;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use store::Parcel;
use utoipa::ToSchema;

/// A message to be sent.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "channel": "telegram",
    "to": "123456789",
    "body": {"text": "Your order is on its way: https://shop.example.com/o/1009"},
    "metadata": {"order": "A-1009"},
    "id": "order-1009-shipped"
}))]
pub(super) struct NewMessage {
    /// `webpush`, `telegram` or `viber`.
    #[schema(required = true, nullable = false)]
    pub(super) channel: Option<String>,
    /// The id of the source that sends it; the project's only one on that channel, where it is left
    /// out.
    pub(super) source: Option<String>,
    /// Whom it is for: the id of a push subscription, a Telegram chat's, a Viber user's. This or
    /// `user`.
    pub(super) to: Option<String>,
    /// Your own id of a person: it goes to all of that person's contacts on the channel that may be
    /// written to.
    pub(super) user: Option<String>,
    /// What it says, by its channel.
    #[schema(required = true, nullable = false, value_type = MessageBody)]
    pub(super) body: Option<Value>,
    /// For how long it is worth delivering, in seconds: a day, and 14 days on Viber, where it is
    /// left out.
    #[schema(maximum = 2_419_200)]
    pub(super) ttl_seconds: Option<u32>,
    /// Whether its links become the project's tracked links: yes, where it is left out. A web push
    /// tells its clicks by itself.
    pub(super) track: Option<bool>,
    /// Your own ids, passed through to its events.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub(super) metadata: Map<String, Value>,
    /// Your id of the message: one that is sent again with the same is the same.
    #[schema(max_length = 255)]
    pub(super) id: Option<String>,
}

/// What a message says.
#[derive(Debug, ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "only describes what is read by channel")]
pub(super) enum MessageBody {
    /// Of a web push.
    Push(NewPush),
    /// Of a Telegram bot.
    Telegram(NewTelegram),
    /// Of a Viber bot.
    Viber(NewViber),
}

/// What became of the messages, in their order.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MessagesTaken)]
pub(super) struct AllTaken {
    /// What became of each.
    pub(super) data: Vec<Taken>,
}

/// What became of a message.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MessageTaken, example = json!({
    "id": "pcl_06ag2vpsl3r5v2q1k8f4d9c0mg",
    "duplicate": false,
    "parcels": [
        {"id": "pcl_06ag2vpsl3r5v2q1k8f4d9c0mg", "contact": "123456789", "state": "queued"}
    ]
}))]
pub(super) struct Taken {
    /// Its id; that of the first parcel, where it goes to several contacts, and none where it goes
    /// to nobody.
    pub(super) id: Option<String>,
    /// Whether it was taken in before.
    pub(super) duplicate: bool,
    /// One to each contact.
    pub(super) parcels: Vec<ParcelTaken>,
}

/// A message to one contact.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct ParcelTaken {
    /// Its id.
    pub(super) id: String,
    /// The contact, in canonical form.
    pub(super) contact: String,
    /// How far it is.
    pub(super) state: &'static str,
}

impl ParcelTaken {
    pub(super) fn show(parcel: &Parcel) -> Self {
        let (id, contact) = (parcel.id.to_string(), parcel.contact.clone());
        Self { id, contact, state: parcel.state.name() }
    }
}

/// A message to one contact, and how far it is.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Message, example = json!({
    "id": "pcl_06ag2vpsl3r5v2q1k8f4d9c0mg",
    "channel": "telegram",
    "source": "src_06ag2vpsl3r5v2q1k8f4d9c0mg",
    "contact": "123456789",
    "state": "delivered",
    "message_id": "123456789:42",
    "attempts": 1,
    "made_at": "2026-03-24T08:23:20.000Z",
    "sent_at": "2026-03-24T08:23:20.114Z",
    "metadata": {"order": "A-1009"}
}))]
pub(super) struct Message {
    /// Its id.
    id: String,
    /// The channel.
    channel: &'static str,
    /// The source that sends it, while it is there.
    source: Option<String>,
    /// The contact, in canonical form.
    contact: String,
    /// Your own id of the person.
    user: Option<String>,
    /// `queued`, `sent`, `delivered`, `failed`, `expired`, `superseded` or `suppressed`.
    state: &'static str,
    /// Why, where there is something to tell: `code` and `text`.
    #[schema(value_type = Option<Object>)]
    reason: Option<Value>,
    /// What its events are told by.
    #[serde(rename = "message_id")]
    told_by: Option<String>,
    /// How often it was sent.
    attempts: u16,
    /// When it was taken in.
    #[schema(format = DateTime)]
    made_at: String,
    /// When the service took it.
    #[schema(format = DateTime)]
    sent_at: Option<String>,
    /// When it expires unless something is heard of it.
    #[schema(format = DateTime)]
    expires_at: Option<String>,
    /// When it was first known to be seen.
    #[schema(format = DateTime)]
    viewed_at: Option<String>,
    /// Your own ids.
    #[schema(value_type = Object)]
    metadata: Map<String, Value>,
}

impl Message {
    pub(super) fn show(parcel: Parcel, source: Option<String>) -> Self {
        let reason = parcel.reason.as_deref().and_then(|text| serde_json::from_str(text).ok());
        Self {
            id: parcel.id.to_string(),
            channel: parcel.channel.name(),
            source,
            contact: parcel.contact,
            user: parcel.user,
            state: parcel.state.name(),
            reason,
            told_by: parcel.message_id,
            attempts: parcel.attempts,
            made_at: time(parcel.made_at),
            sent_at: parcel.sent_at.map(time),
            expires_at: parcel.expires_at.map(time),
            viewed_at: parcel.viewed_at.map(time),
            metadata: parcel.metadata,
        }
    }
}
