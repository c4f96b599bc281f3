//! Callbacks on the wire.

use crate::api::wire::time;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use store::{CallbackRow, CallbackState, Registry};
use utoipa::ToSchema;

/// A callback: one request of a provider, kept as it came.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "cbk_06ag2vpsl3r5v2q1k8f4d9c0mg",
    "source": "src_06ag2vpsl3r5v2q1k8f4d9c0mg",
    "received_at": "2026-03-24T08:23:20.000Z",
    "state": "unknown",
    "note": "delivery_paused",
    "method": "POST",
    "url": "https://hub.example/in/{token}",
    "size": 311
}))]
pub(super) struct Callback {
    /// Its id.
    id: String,
    /// The source it came to; `null` where that was deleted.
    source: Option<String>,
    /// When it arrived.
    #[schema(format = DateTime)]
    received_at: String,
    /// Why it is kept.
    state: State,
    /// What could not be read, in words.
    note: String,
    /// How it was sent.
    method: String,
    /// What was called, without the token.
    url: String,
    /// How many bytes its body has.
    size: usize,
}

/// Why a callback is kept.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = CallbackState)]
enum State {
    /// It could not be read at all.
    Malformed,
    /// It holds a word that the hub has never heard of.
    Unknown,
    /// Its source keeps all.
    Kept,
    /// It was read after all, later.
    Reprocessed,
}

impl From<CallbackState> for State {
    fn from(state: CallbackState) -> Self {
        match state {
            CallbackState::Malformed => Self::Malformed,
            CallbackState::Unknown => Self::Unknown,
            CallbackState::Kept => Self::Kept,
            CallbackState::Reprocessed => Self::Reprocessed,
        }
    }
}

impl Callback {
    pub(super) fn show(registry: &Registry, row: &CallbackRow) -> Self {
        Self {
            id: row.id.to_string(),
            source: registry.source_no(row.source).map(|source| source.id.to_string()),
            received_at: time(row.received_at),
            state: row.state.into(),
            note: row.note.clone(),
            method: row.method.clone(),
            url: row.url.clone(),
            size: row.body.len(),
        }
    }
}

/// A callback with all that was kept of it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WholeCallback {
    #[serde(flatten)]
    callback: Callback,
    /// Its headers without credentials, in their order.
    headers: Vec<Header>,
    /// Its body, where that is text.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    body: Option<String>,
    /// Its body, where that is no text.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    body_base64: Option<String>,
}

/// A header of a callback.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"name": "content-type", "value": "application/json"}))]
struct Header {
    /// Its name.
    name: String,
    /// Its value.
    value: String,
}

impl WholeCallback {
    pub(super) fn show(registry: &Registry, row: CallbackRow) -> Self {
        let callback = Callback::show(registry, &row);
        let headers = row.headers.into_iter().map(|(name, value)| Header { name, value });
        let (body, body_base64) = match String::from_utf8(row.body) {
            Ok(text) => (Some(text), None),
            Err(error) => (None, Some(STANDARD.encode(error.as_bytes()))),
        };
        Self { callback, headers: headers.collect(), body, body_base64 }
    }
}
