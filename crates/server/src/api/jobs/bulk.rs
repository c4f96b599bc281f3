//! Retrying and cancelling deliveries in bulk.

use super::new::{begin, may_be_owed, state, times, webhook};
use super::wire::Job;
use crate::api::access::Writes;
use crate::api::describe::{InProject, OnceHeader};
use crate::api::input::Faults;
use crate::api::once::Create;
use crate::problem::Problem;
use axum::response::Response;
use serde::Deserialize;
use store::{DeliveryState, JobKind, JobScope, NewJob, No};
use utoipa::ToSchema;

/// What may be retried or cancelled.
const OPEN: [DeliveryState; 2] = [DeliveryState::Exhausted, DeliveryState::Pending];

/// Which deliveries are retried.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"state": "exhausted", "since": "2026-03-24T08:00:00.000Z"}))]
pub(super) struct RetryMany {
    /// Only those in this state: `exhausted`, as when nothing is said, or `pending`.
    state: Option<String>,
    /// Only those for this webhook.
    webhook: Option<String>,
    /// Only those of events received at that time or later.
    #[schema(format = DateTime)]
    since: Option<String>,
    /// Only those of events received before that time.
    #[schema(format = DateTime)]
    until: Option<String>,
}

/// Which deliveries are cancelled.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"state": "exhausted", "until": "2026-03-24T08:00:00.000Z"}))]
pub(super) struct CancelMany {
    /// Those in this state: `exhausted` or `pending`.
    state: Option<String>,
    /// Only those for this webhook.
    webhook: Option<String>,
    /// Only those of events received at that time or later.
    #[schema(format = DateTime)]
    since: Option<String>,
    /// Only those of events received before that time.
    #[schema(format = DateTime)]
    until: Option<String>,
}

/// Makes deliveries due: those whose schedule is used up, which begin anew, or those that wait.
///
/// It is a job: it goes on by itself, also after a restart. What is for a webhook that is disabled or
/// was deleted is left as it is.
#[utoipa::path(
    post,
    path = "/v1/projects/{project}/deliveries/retry",
    operation_id = "retryDeliveries",
    tag = "Jobs",
    params(InProject, OnceHeader),
    request_body = RetryMany,
    responses(
        (status = 202, description = "The job, which is on disk.", body = Job),
        (status = 409, description = "The webhook is disabled, or too many jobs are under way."),
    )
)]
pub(super) async fn retry(
    asked: Writes,
    Create { new, once }: Create<RetryMany>,
) -> Result<Response, Problem> {
    let mut faults = Faults::default();
    let name = new.state.as_deref().unwrap_or("exhausted");
    let chosen = (Some(name), new.webhook.as_deref());
    let scope = scope(chosen, (new.since, new.until), &asked, &mut faults);
    let (webhook, scope) = faults.or(scope)?;
    if let Some(webhook) = webhook.and_then(|no| asked.hub.store.registry().webhook_no(no).cloned())
    {
        may_be_owed(&webhook)?;
    }
    let project = asked.project.no;
    begin(&asked, NewJob { project, kind: JobKind::Retry, webhook, scope }, once).await
}

/// Cancels deliveries that are pending or exhausted.
///
/// It is a job: it goes on by itself, also after a restart. A request that is on its way, or about to
/// be sent, may still arrive.
#[utoipa::path(
    post,
    path = "/v1/projects/{project}/deliveries/cancel",
    operation_id = "cancelDeliveries",
    tag = "Jobs",
    params(InProject, OnceHeader),
    request_body = CancelMany,
    responses(
        (status = 202, description = "The job, which is on disk.", body = Job),
        (status = 409, description = "Too many jobs are under way."),
    )
)]
pub(super) async fn cancel(
    asked: Writes,
    Create { new, once }: Create<CancelMany>,
) -> Result<Response, Problem> {
    let mut faults = Faults::default();
    let chosen = (new.state.as_deref(), new.webhook.as_deref());
    let scope = scope(chosen, (new.since, new.until), &asked, &mut faults);
    let (webhook, scope) = faults.or(scope)?;
    let project = asked.project.no;
    begin(&asked, NewJob { project, kind: JobKind::Cancel, webhook, scope }, once).await
}

/// Which deliveries a body chooses; nothing where it has mistakes.
fn scope(
    (name, hook): (Option<&str>, Option<&str>),
    (since, until): (Option<String>, Option<String>),
    asked: &Writes,
    faults: &mut Faults,
) -> Option<(Option<No>, JobScope)> {
    let name = faults.need("/state", name);
    let state = name.and_then(|name| state(name, &OPEN, "/state", faults));
    let hook = hook.map(|text| webhook(asked, text, faults));
    let (since, until) = times(since.as_deref(), until.as_deref(), faults);
    let scope = JobScope { since, until, states: vec![state?], ..JobScope::default() };
    Some((hook.flatten(), scope))
}
