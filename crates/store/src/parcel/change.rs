//! What happens to parcels, beside what is reported of them.

use super::ParcelState;
use crate::No;
use event::{Channel, ParcelId};
use serde_json::{Map, Value};

/// A parcel to be kept.
#[derive(Clone, Debug)]
pub struct NewParcel {
    /// Its id.
    pub id: ParcelId,
    /// The first parcel of its message.
    pub message: ParcelId,
    /// What makes its message count once; of the first parcel only.
    pub own: Option<[u8; 32]>,
    /// The source that sends it.
    pub source: No,
    /// The channel.
    pub channel: Channel,
    /// Whom it is for, in canonical form.
    pub contact: String,
    /// The platform's own id of the person.
    pub user: Option<String>,
    /// Queued, suppressed, or failed at once.
    pub state: ParcelState,
    /// What is sent, as JSON.
    pub body: String,
    /// The platform's own ids.
    pub metadata: Map<String, Value>,
    /// What it replaces.
    pub topic: Option<String>,
    /// Whether it is an answer of the hub's own, of which no event tells.
    pub quiet: bool,
    /// When it was taken in, in milliseconds since 1970.
    pub made_at: i64,
    /// When it is no longer worth sending.
    pub ends_at: i64,
    /// What it is called by in reports, where that is known before it is sent.
    pub message_id: Option<String>,
    /// Why it is not sent, as JSON.
    pub reason: Option<String>,
}

/// What happens to a parcel of the project that it is kept with.
#[derive(Clone, Debug)]
pub enum ParcelChange {
    /// It is taken in.
    New(Box<NewParcel>),
    /// The service has it.
    Sent {
        /// The parcel.
        id: ParcelId,
        /// Sent, or delivered where nothing better will be known.
        state: ParcelState,
        /// What it is called by in reports, where the service says so.
        message_id: Option<String>,
        /// When that was asked of the service, in milliseconds since 1970.
        sent_at: i64,
        /// When it expires, where nothing is heard of it.
        expires_at: Option<i64>,
        /// Codes of links in it: what they are told by is what the message is called by.
        links: Vec<String>,
    },
    /// Nothing more is done for it.
    Ended {
        /// The parcel.
        id: ParcelId,
        /// How it ended.
        state: ParcelState,
        /// Why, as JSON.
        reason: Option<String>,
        /// Whether an attempt was made.
        attempted: bool,
    },
    /// It is to be sent at another time.
    Again {
        /// The parcel.
        id: ParcelId,
        /// When, in milliseconds since 1970.
        due_at: i64,
        /// Whether an attempt was made.
        attempted: bool,
        /// To whom, where that has changed.
        contact: Option<String>,
    },
}
