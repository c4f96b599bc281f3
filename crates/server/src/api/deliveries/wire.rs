//! Deliveries and attempts on the wire.

use crate::api::wire::time;
use serde::Serialize;
use store::{AttemptRow, DeliveryRow, DeliveryState, Registry};
use utoipa::ToSchema;
use webhook::Format;

/// A delivery: one event owed to one webhook.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "dlv_06ag2vpsl3r5v2q1k8f4d9c0mg000003",
    "event": "evt_06ag2vpsl3r5v2q1k8f4d9c0mg",
    "webhook": "whk_06ag2vpsl3r5v2q1k8f4d9c0mg",
    "state": "pending",
    "format": "standard",
    "attempts": 2,
    "next_attempt_at": "2026-03-24T08:25:02.331Z"
}))]
pub(in crate::api) struct Delivery {
    /// Its id.
    id: String,
    /// The event.
    event: String,
    /// The webhook; `null` where it was deleted.
    webhook: Option<String>,
    /// How far it is.
    state: State,
    /// The form that it was sent in last; `null` where it was not sent yet.
    format: Option<String>,
    /// How many requests were made for it.
    attempts: u16,
    /// When the next one is due; `null` where none is, or one is being made.
    #[schema(format = DateTime)]
    next_attempt_at: Option<String>,
}

/// How far a delivery is.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = DeliveryState)]
enum State {
    /// It is still to be made.
    Pending,
    /// The endpoint took it.
    Delivered,
    /// Its schedule is used up.
    Exhausted,
    /// Nobody wants it any more.
    Cancelled,
}

impl From<DeliveryState> for State {
    fn from(state: DeliveryState) -> Self {
        match state {
            DeliveryState::Pending => Self::Pending,
            DeliveryState::Delivered => Self::Delivered,
            DeliveryState::Exhausted => Self::Exhausted,
            DeliveryState::Cancelled => Self::Cancelled,
        }
    }
}

impl Delivery {
    pub(in crate::api) fn show(registry: &Registry, row: &DeliveryRow) -> Self {
        Self {
            id: row.id.to_string(),
            event: row.id.event.to_string(),
            webhook: registry.webhook_no(row.id.webhook).map(|webhook| webhook.id.to_string()),
            state: row.state.into(),
            format: Format::of_number(row.format)
                .filter(|_| row.attempts > 0)
                .map(|it| it.to_string()),
            attempts: row.attempts,
            next_attempt_at: row.due_at.map(time),
        }
    }
}

/// An attempt: one request made for a delivery.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "att_06ag2vpsl3r5v2q1k8f4d9c0mg0000030001",
    "number": 1,
    "started_at": "2026-03-24T08:23:20.000Z",
    "duration_ms": 84,
    "status": 500,
    "error": null,
    "response": "out of order"
}))]
pub(super) struct Attempt {
    /// Its id.
    id: String,
    /// Which of the delivery's requests it was, from 1.
    number: u16,
    /// When it started.
    #[schema(format = DateTime)]
    started_at: String,
    /// How long it took, in milliseconds.
    duration_ms: u32,
    /// What the endpoint answered with, where it did.
    status: Option<u16>,
    /// Why it failed, where it did.
    error: Option<String>,
    /// The beginning of the answer's body. What is no UTF-8 in it is replaced.
    response: String,
}

impl Attempt {
    pub(super) fn show(row: &AttemptRow) -> Self {
        Self {
            id: row.id.to_string(),
            number: row.id.number,
            started_at: time(row.started_at),
            duration_ms: row.duration_ms,
            status: row.status,
            error: row.error.clone(),
            response: String::from_utf8_lossy(&row.response).into_owned(),
        }
    }
}
