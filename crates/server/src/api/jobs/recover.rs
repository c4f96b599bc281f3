//! "Recover failed since".

use super::new::{begin, may_be_owed, state, times};
use super::wire::Job;
use crate::api::access::{At, Writes};
use crate::api::describe::{InProject, OnceHeader, WithId};
use crate::api::input::Faults;
use crate::api::once::Create;
use crate::api::webhooks;
use crate::problem::Problem;
use axum::response::Response;
use event::WebhookId;
use serde::Deserialize;
use store::{DeliveryState, JobKind, JobScope, NewJob};
use utoipa::ToSchema;

/// What may be recovered.
const LOST: [DeliveryState; 2] = [DeliveryState::Exhausted, DeliveryState::Cancelled];

/// Which deliveries of a webhook are made due again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"since": "2026-03-24T08:00:00.000Z"}))]
pub(super) struct Recover {
    /// Those of events received at that time or later.
    #[schema(format = DateTime)]
    since: Option<String>,
    /// Those of events received before that time.
    #[schema(format = DateTime)]
    until: Option<String>,
    /// Those in these states: `exhausted`, `cancelled`, or both; `exhausted` where nothing is said.
    #[schema(min_items = 1)]
    states: Option<Vec<String>>,
}

/// Makes deliveries of a webhook that have failed for good due again, each by a schedule of its own.
///
/// It is a job: it goes on by itself, also after a restart, and as fast as the endpoint takes what it
/// makes due. While the webhook is paused it waits.
#[utoipa::path(
    post,
    path = "/v1/projects/{project}/webhooks/{id}/recover",
    operation_id = "recoverWebhook",
    tag = "Jobs",
    params(InProject, WithId, OnceHeader),
    request_body = Recover,
    responses(
        (status = 202, description = "The job, which is on disk.", body = Job),
        (status = 409, description = "The webhook is disabled, or too many jobs are under way."),
    )
)]
pub(super) async fn recover(
    asked: Writes,
    At(id): At<WebhookId>,
    Create { new, once }: Create<Recover>,
) -> Result<Response, Problem> {
    let webhook = webhooks::find(&asked.hub, &asked.project, id)?;
    let mut faults = Faults::default();
    faults.need("/since", new.since.as_ref());
    let (since, until) = times(new.since.as_deref(), new.until.as_deref(), &mut faults);
    let states = states(new.states, &mut faults);
    faults.none()?;
    may_be_owed(&webhook)?;
    let job = NewJob {
        project: asked.project.no,
        kind: JobKind::Recover,
        webhook: Some(webhook.no),
        scope: JobScope { since, until, states, ..JobScope::default() },
    };
    begin(&asked, job, once).await
}

fn states(names: Option<Vec<String>>, faults: &mut Faults) -> Vec<DeliveryState> {
    let Some(names) = names else { return vec![DeliveryState::Exhausted] };
    if names.is_empty() {
        faults.add("/states", "must name one at least");
    }
    let mut states = Vec::new();
    for (place, name) in names.iter().enumerate() {
        let found = state(name, &LOST, &format!("/states/{place}"), faults);
        states.extend(found.filter(|it| !states.contains(it)));
    }
    states
}
