//! Which of the last events a selection would get.

use super::filter::Filter;
use super::{check, find};
use crate::Hub;
use crate::api::access::{At, Reads};
use crate::api::describe::{InProject, WithId};
use crate::api::input::{Body, Change, Faults, MaybeBody, Object};
use crate::api::wire::time;
use crate::problem::Problem;
use axum::Json;
use event::{Selection, WebhookId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::{EventFilter, No};
use utoipa::ToSchema;
use webhook::Read;

/// How many events are looked at.
const LAST: u16 = 1000;

/// A selection to be tried.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TriedSelection, example = json!({"events": ["email.bounced", "sms.*"]}))]
pub(super) struct Asked {
    /// What it wants; what the webhook wants, where there is one and nothing is said.
    #[schema(min_items = 1)]
    events: Option<Vec<String>>,
    /// Which events of those kinds it wants; as the webhook does, where there is one and nothing is
    /// said; `null` for all.
    #[serde(default)]
    #[schema(value_type = Option<Filter>)]
    filter: Change<Object<Filter>>,
}

/// What a selection would get of a project's last 1,000 events.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "looked_at": 1000,
    "matched": 2,
    "since": "2026-03-24T07:01:12.000Z",
    "by_kind": {"email.bounced": 2},
    "events": ["evt_06ag2vpsl3r5v2q1k8f4d9c0mg", "evt_06ag2vpsl3r5v2q1k8f4d9c0m0"]
}))]
pub(super) struct DryRun {
    /// How many events were looked at: 1,000, or all where there are fewer.
    looked_at: usize,
    /// How many of them it would get.
    matched: usize,
    /// When the first of those looked at was received; `null` where there are none.
    #[schema(format = DateTime)]
    since: Option<String>,
    /// How many of each kind.
    by_kind: BTreeMap<&'static str, usize>,
    /// Their ids, the newest first.
    events: Vec<String>,
}

/// Says which of the project's last events a webhook would get, as it is or with another selection.
#[utoipa::path(
    post,
    path = "/v1/projects/{project}/webhooks/{id}/dry-run",
    operation_id = "dryRunWebhook",
    tag = "Webhooks",
    params(InProject, WithId),
    request_body = Option<Asked>,
    responses((status = 200, description = "What it would get.", body = DryRun))
)]
pub(super) async fn of_webhook(
    asked: Reads,
    At(id): At<WebhookId>,
    MaybeBody(body): MaybeBody<Asked>,
) -> Result<Json<DryRun>, Problem> {
    let webhook = find(&asked.hub, &asked.project, id)?;
    let mut faults = Faults::default();
    let events = body.events.map(|names| check::events(&names, &mut faults));
    let filter = match body.filter {
        Change::Keep => webhook.options.filter.clone(),
        given => checked(given, &mut faults),
    };
    let events = faults.or(events.unwrap_or_else(|| Some(webhook.events.clone())))?;
    run(&asked.hub, asked.project.no, (&events, filter.as_ref())).await
}

/// The filter that is given, where it is one.
fn checked(given: Change<Object<Filter>>, faults: &mut Faults) -> Option<webhook::Filter> {
    let Change::Set(Object(filter)) = given else { return None };
    filter.check(faults);
    filter.taken()
}

/// Says which of the project's last events a selection would get.
#[utoipa::path(
    post,
    path = "/v1/projects/{project}/webhooks/dry-run",
    operation_id = "dryRun",
    tag = "Webhooks",
    params(InProject),
    request_body = Asked,
    responses((status = 200, description = "What it would get.", body = DryRun))
)]
pub(super) async fn of_selection(
    asked: Reads,
    Body(body): Body<Asked>,
) -> Result<Json<DryRun>, Problem> {
    let mut faults = Faults::default();
    let events = faults.need("/events", body.events);
    let events = events.and_then(|names| check::events(&names, &mut faults));
    let filter = checked(body.filter, &mut faults);
    let events = faults.or(events)?;
    run(&asked.hub, asked.project.no, (&events, filter.as_ref())).await
}

async fn run(
    hub: &Hub,
    project: No,
    (events, wanted): (&Selection, Option<&webhook::Filter>),
) -> Result<Json<DryRun>, Problem> {
    let filter = EventFilter { limit: LAST, ..EventFilter::default() };
    let last = hub.store.events(project, &filter).await?.rows;
    let mut by_kind = BTreeMap::new();
    let passes = |body: &[u8]| {
        wanted.is_none_or(|filter| Read::new(body).map_or(true, |it| filter.passes(&it)))
    };
    let matched = last.iter().filter(|it| events.has(it.kind) && passes(&it.body));
    let matched: Vec<_> = matched
        .map(|it| {
            *by_kind.entry(it.kind.name()).or_default() += 1;
            it.id.to_string()
        })
        .collect();
    Ok(Json(DryRun {
        looked_at: last.len(),
        matched: matched.len(),
        since: last.last().map(|it| time(it.received_at)),
        by_kind,
        events: matched,
    }))
}
