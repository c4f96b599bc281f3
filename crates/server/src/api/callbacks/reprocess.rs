//! Reading a callback again, once the hub knows more.

use super::find;
use crate::api::access::{At, Writes};
use crate::api::describe::{InProject, WithId};
use crate::door::take_in;
use crate::problem::{Kind, Problem};
use crate::{Hub, reading};
use adapter::{Callback, Parsed, Setup, Verified};
use axum::Json;
use event::{CallbackId, from_ms};
use http::{HeaderName, HeaderValue};
use serde::Serialize;
use store::{CallbackRow, CallbackState, Source};
use utoipa::ToSchema;

/// What a callback said when it was read again.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "events": ["evt_06ag2vpsl3r5v2q1k8f4d9c0mg"],
    "skipped": [{"word": "delivery_paused", "known": false}]
}))]
pub(super) struct Reread {
    /// The ids of its events, in their order; of those that were known already, too.
    events: Vec<String>,
    /// What in it is no event.
    skipped: Vec<Skipped>,
}

/// An entry of a callback that is no event.
#[derive(Debug, Serialize, ToSchema)]
struct Skipped {
    /// The provider's word, or what was wrong with the entry.
    word: String,
    /// Whether the word is known to be no event.
    known: bool,
}

/// Reads a callback again. Events that were taken in before are not taken in twice.
#[utoipa::path(
    post,
    path = "/v1/projects/{project}/callbacks/{id}/reprocess",
    operation_id = "reprocessCallback",
    tag = "Callbacks",
    params(InProject, WithId),
    responses(
        (status = 200, description = "What it said.", body = Reread),
        (status = 409, description = "It still cannot be read, or its source is gone."),
    )
)]
pub(super) async fn reprocess(
    asked: Writes,
    At(id): At<CallbackId>,
) -> Result<Json<Reread>, Problem> {
    let (hub, project) = (&asked.hub, &asked.project);
    let row = find(hub, project, id).await?;
    let registry = hub.store.registry();
    let source = registry.source_no(row.source);
    let source = source.ok_or_else(|| refused("its source was deleted"))?;
    let parsed = parse(hub, source, &row)?;
    let taken = take_in(hub, source, &parsed, from_ms(row.received_at), None, None).await?;
    let unknown = parsed.skipped.iter().filter(|it| !it.known).map(|it| it.word.as_str());
    let note = unknown.collect::<Vec<_>>().join(", ");
    let whole = note.is_empty();
    let state = if whole { CallbackState::Reprocessed } else { CallbackState::Unknown };
    hub.store.mark_callback(project.no, id, state, &note).await?;
    let skipped = parsed.skipped.into_iter();
    Ok(Json(Reread {
        events: taken.iter().map(|taken| taken.id.to_string()).collect(),
        skipped: skipped.map(|it| Skipped { word: it.word, known: it.known }).collect(),
    }))
}

fn parse(hub: &Hub, source: &Source, row: &CallbackRow) -> Result<Parsed, Problem> {
    let adapter = source.channel.and_then(|it| hub.adapters.find(it, &source.provider));
    let adapter = adapter.ok_or_else(|| refused("this hub does not know its provider"))?;
    let mut all = source.settings.clone();
    all.extend(source.secrets.clone());
    let setup = Setup::from_object(all, adapter.facts()).unwrap_or_default();
    let callback = rebuilt(row);
    // It was proven when it arrived: nothing else is kept.
    let verified = Verified::kept(&callback, &setup);
    let parsed = reading::read(adapter, &verified, hub.places.as_ref());
    parsed.map_err(|malformed| refused(malformed.to_string()))
}

/// The request as it arrived, but for what opens doors.
fn rebuilt(row: &CallbackRow) -> Callback {
    let headers = row.headers.iter().filter_map(|(name, value)| {
        Some((name.parse::<HeaderName>().ok()?, HeaderValue::from_str(value).ok()?))
    });
    Callback {
        method: row.method.parse().unwrap_or_default(),
        url: row.url.clone(),
        headers: headers.collect(),
        body: row.body.clone().into(),
        received_at: from_ms(row.received_at),
    }
}

fn refused(why: impl Into<String>) -> Problem {
    Problem::about(Kind::WrongState, why)
}
