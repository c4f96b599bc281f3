//! A parcel as it was found.

use super::ParcelState;
use crate::entity::parcel::Model;
use crate::{No, StoreError};
use event::{Channel, ParcelId};
use serde_json::{Map, Value};

/// A message to a contact.
#[derive(Clone, Debug)]
pub struct Parcel {
    /// The project.
    pub project: No,
    /// Its id.
    pub id: ParcelId,
    /// The first parcel of its message.
    pub message: ParcelId,
    /// The source that sends it.
    pub source: No,
    /// The channel.
    pub channel: Channel,
    /// Whom it is for, in canonical form.
    pub contact: String,
    /// The platform's own id of the person.
    pub user: Option<String>,
    /// How far it is.
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
    /// When it is to be sent.
    pub due_at: Option<i64>,
    /// How often it was sent.
    pub attempts: u16,
    /// When the service took it.
    pub sent_at: Option<i64>,
    /// When it expires unless something is heard of it.
    pub expires_at: Option<i64>,
    /// What it is called by in reports.
    pub message_id: Option<String>,
    /// When it was first known to be seen.
    pub viewed_at: Option<i64>,
    /// Why it is as it is, as JSON.
    pub reason: Option<String>,
}

impl Parcel {
    pub(super) fn read(row: Model) -> Result<Self, StoreError> {
        Ok(Self {
            project: row.project,
            id: row.id.into(),
            message: row.message.into(),
            source: row.source,
            channel: row.channel.parse().map_err(|_| StoreError::Unreadable("parcel.channel"))?,
            contact: row.contact,
            user: row.user_id,
            state: ParcelState::of(row.state).ok_or(StoreError::Unreadable("parcel.state"))?,
            body: row.body,
            metadata: serde_json::from_str(&row.metadata)?,
            topic: row.topic,
            quiet: row.quiet != 0,
            made_at: row.made_at,
            ends_at: row.ends_at,
            due_at: row.due_at,
            attempts: u16::try_from(row.attempts).unwrap_or(0),
            sent_at: row.sent_at,
            expires_at: row.expires_at,
            message_id: row.message_id,
            viewed_at: row.viewed_at,
            reason: row.reason,
        })
    }
}
