//! What all that begins a job has in common.

use super::wire::Job;
use crate::api::access::Writes;
use crate::api::input::{Faults, moment};
use crate::api::once::{Once, accepted, create};
use crate::api::webhooks;
use crate::problem::{Kind, Problem};
use axum::response::Response;
use event::{WebhookId, ms};
use store::{DeliveryState, NewJob, Webhook, WebhookState};

/// How many jobs of a project may be under way.
const MOST: u64 = 20;

/// Begins a job.
///
/// # Errors
///
/// A problem where too many are under way.
pub(in crate::api) async fn begin(
    asked: &Writes,
    new: NewJob,
    once: Option<Once>,
) -> Result<Response, Problem> {
    let (hub, project) = (&asked.hub, asked.project.no);
    create(hub, &asked.key, once, async |remember| {
        if hub.store.open_jobs(project).await? >= MOST {
            let detail = format!("{MOST} jobs are under way: wait for one to end, or cancel it");
            return Err(Problem::about(Kind::WrongState, detail));
        }
        let registry = hub.store.registry();
        let answer = |job: &store::JobRow| accepted(&Job::show(&registry, job));
        Ok(hub.store.create_job(new, remember, answer).await?)
    })
    .await
}

/// Refuses where a webhook is owed nothing.
pub(super) fn may_be_owed(webhook: &Webhook) -> Result<(), Problem> {
    if webhook.state == WebhookState::Disabled {
        return Err(Problem::about(Kind::WrongState, "the webhook is disabled"));
    }
    Ok(())
}

/// A time between two of which events were received, in milliseconds since 1970.
pub(super) fn times(
    since: Option<&str>,
    until: Option<&str>,
    faults: &mut Faults,
) -> (Option<i64>, Option<i64>) {
    let since = since.and_then(|text| faults.take("/since", moment(text)).map(ms));
    let until = until.and_then(|text| faults.take("/until", moment(text)).map(ms));
    if since.zip(until).is_some_and(|(since, until)| until <= since) {
        faults.add("/until", "must be after `since`");
    }
    (since, until)
}

/// A state that deliveries can be chosen by.
pub(super) fn state(
    text: &str,
    among: &[DeliveryState],
    pointer: &str,
    faults: &mut Faults,
) -> Option<DeliveryState> {
    let found = text.parse().ok().filter(|it| among.contains(it));
    let names: Vec<_> = among.iter().map(|it| format!("`{it}`")).collect();
    faults.take(pointer, found.ok_or_else(|| format!("must be {}", names.join(" or "))))
}

/// The webhook that a body names.
pub(super) fn webhook(asked: &Writes, text: &str, faults: &mut Faults) -> Option<store::No> {
    let id: Option<WebhookId> = text.parse().ok();
    let found = id.and_then(|id| webhooks::find(&asked.hub, &asked.project, id).ok());
    let found = found.ok_or("there is no such webhook in this project");
    faults.take("/webhook", found).map(|webhook| webhook.no)
}
