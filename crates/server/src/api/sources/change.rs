//! Changing sources.

use super::wire::{PatchSource, Source};
use super::{check, find};
use crate::Hub;
use crate::api::access::{At, Writes};
use crate::api::describe::{InProject, WithId};
use crate::api::input::{Body, Faults, title};
use crate::problem::Problem;
use adapter::Adapter;
use axum::Json;
use event::SourceId;
use http::StatusCode;
use serde_json::{Map, Value};

/// Changes a source.
#[utoipa::path(
    patch,
    path = "/v1/projects/{project}/sources/{id}",
    operation_id = "updateSource",
    tag = "Sources",
    params(InProject, WithId),
    request_body = PatchSource,
    responses((status = 200, description = "The source as it is now.", body = Source))
)]
pub(super) async fn update(
    asked: Writes,
    At(id): At<SourceId>,
    Body(patch): Body<PatchSource>,
) -> Result<Json<Source>, Problem> {
    let hub = &asked.hub;
    let source = find(hub, &asked.project, id)?;
    let patch = check(hub, &source, patch)?;
    let source = hub.store.update_source(id, |old| apply(patch, old)).await?;
    Ok(Json(Source::show_url(hub, &source)))
}

fn check(hub: &Hub, source: &store::Source, patch: PatchSource) -> Result<PatchSource, Problem> {
    let mut faults = Faults::default();
    let title = patch.title.and_then(|text| faults.take("/title", title(&text)));
    let adapter = source.channel.and_then(|it| hub.adapters.find(it, &source.provider));
    match adapter.map(Adapter::facts) {
        Some(facts) => {
            patch.secrets.iter().for_each(|it| check::secrets(facts, it, &mut faults));
            if let Some(settings) = &patch.settings {
                check::settings(facts, settings, &mut faults);
                check::file(hub, Some(source), settings, &mut faults);
            }
        }
        None if patch.secrets.is_some() || patch.settings.is_some() => {
            faults.add("", "this version of the hub does not know the provider");
        }
        None => {}
    }
    faults.none()?;
    Ok(PatchSource { title, ..patch })
}

fn apply(patch: PatchSource, old: &store::Source) -> store::PatchSource {
    store::PatchSource {
        title: patch.title,
        secrets: patch.secrets.map(|new| merged(&old.secrets, new)),
        settings: patch.settings.map(|new| merged(&old.settings, new)),
        tokens: None,
        paused: patch.paused,
    }
}

/// The old values with the new ones over them; `null` takes one away.
fn merged(old: &Map<String, Value>, new: Map<String, Value>) -> Map<String, Value> {
    let mut all = old.clone();
    all.extend(new);
    all.retain(|_, value| !value.is_null());
    all
}

/// Deletes a source: its callback URL is no more, its events stay.
#[utoipa::path(
    delete,
    path = "/v1/projects/{project}/sources/{id}",
    operation_id = "deleteSource",
    tag = "Sources",
    params(InProject, WithId),
    responses((status = 204, description = "It is deleted."))
)]
pub(super) async fn delete(asked: Writes, At(id): At<SourceId>) -> Result<StatusCode, Problem> {
    let source = find(&asked.hub, &asked.project, id)?;
    asked.hub.store.delete_source(source.id).await?;
    Ok(StatusCode::NO_CONTENT)
}
