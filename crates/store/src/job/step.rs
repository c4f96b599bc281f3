//! One step of a job: a chunk of its work and how far it is then, in one transaction. Who does not
//! own the job any more, or does not live, changes nothing.

use super::span::{Place, Seen, Span};
use super::{JobKind, JobRow, JobState, deliveries, events, expunge};
use crate::cluster::alive;
use crate::registry::Registry;
use crate::writer::{Turn, Waits};
use crate::{No, Store, StoreError, sql};
use std::collections::BTreeSet;

const MOVE: &str = "UPDATE job SET done = done + $1, made = made + $2, skipped = skipped + $3, \
                    round = $4, at_event = $5, at_webhook = $6, state = $7, ended_at = $8, \
                    scope = CASE WHEN kind = 'expunge' AND $7 = 'done' THEN '{}' ELSE scope END \
                    WHERE project = $9 AND id = $10 AND owner = $11 AND ended_at IS NULL \
                    AND round = $12 AND at_event = $13 AND at_webhook = $14";
const FAIL: &str = "UPDATE job SET state = 'failed', error = $1, ended_at = $2, \
                    scope = CASE WHEN kind = 'expunge' THEN '{}' ELSE scope END \
                    WHERE project = $3 AND id = $4 AND ended_at IS NULL";

/// What came of a step.
#[derive(Debug)]
pub(super) struct Stepped {
    /// How many deliveries were changed or made.
    pub made: i64,
    /// Whose.
    pub webhooks: Vec<No>,
}

/// Does the next chunk; gives nothing where the job is no longer this hub's to do.
pub(super) async fn step(store: &Store, job: &JobRow) -> Result<Option<Stepped>, StoreError> {
    let span = match job.kind {
        JobKind::Replay => events::next(store, job).await?,
        JobKind::Expunge => expunge::next(store, job).await?,
        _ => deliveries::next(store, job).await?,
    };
    let turn = store.turn().await?;
    let me = store.hub();
    if store.shared.is_shared() {
        let version = alive(&turn.tx, me).await?;
        store.shared.learn(&turn.tx, version).await?;
    }
    if let Some(why) = stops(&store.registry(), job) {
        drop(turn);
        fail(store, job, why).await?;
        return Ok(None);
    }
    let seen = match job.kind {
        JobKind::Replay => events::see_to(store, &turn, job, &span).await?,
        JobKind::Expunge => expunge::see_to(store, &turn, job, &span).await?,
        _ => deliveries::see_to(store, &turn, job, &span).await?,
    };
    if !moved(&turn, (job, me), &span, &seen, store.shared.now()).await? {
        return Ok(None);
    }
    turn.commit().await?;
    tell(store, job, &seen);
    if span.next.is_none() {
        let (kind, done) = (job.kind, job.done + seen.done);
        tracing::info!(job.id = %job.id, job.kind = %kind, job.done = done, "A job is done");
    }
    let webhooks: BTreeSet<No> = seen.due.iter().map(|(_, webhook)| *webhook).collect();
    Ok(Some(Stepped { made: seen.made, webhooks: webhooks.into_iter().collect() }))
}

/// Why a job cannot go on, where it cannot.
pub(super) fn stops(registry: &Registry, job: &JobRow) -> Option<&'static str> {
    if registry.project_no(job.project).is_none() {
        return Some("the project was deleted");
    }
    let webhook = job.webhook.filter(|_| job.kind != JobKind::Cancel)?;
    match registry.subscription(job.project, webhook) {
        None => Some("the webhook was deleted"),
        Some(subscription) if subscription.mask == 0 => Some("the webhook is disabled"),
        Some(_) => None,
    }
}

/// Writes down how far the job is now; says whether it is still this hub's to do, and where it was.
async fn moved(
    turn: &Turn,
    (job, me): (&JobRow, No),
    span: &Span,
    seen: &Seen,
    now: i64,
) -> Result<bool, StoreError> {
    let Place { round, event, webhook } = job.place;
    let to = span.next.unwrap_or(Place { round, event: span.event, webhook: span.webhook });
    let state = if span.next.is_some() { JobState::Running } else { JobState::Done };
    let ended_at = span.next.is_none().then_some(now);
    let values = vec![
        seen.done.into(),
        seen.made.into(),
        (seen.done - seen.made).max(0).into(),
        to.round.into(),
        to.event.into(),
        to.webhook.into(),
        state.to_string().into(),
        ended_at.into(),
        job.project.into(),
        job.id.uuid().into(),
        me.into(),
        round.into(),
        event.into(),
        webhook.into(),
    ];
    Ok(sql::run(&turn.tx, MOVE, values).await? > 0)
}

/// Tells whoever sees to them what is due now.
fn tell(store: &Store, job: &JobRow, seen: &Seen) {
    let (project, due_at) = (job.project, store.shared.now());
    for &(owner, webhook) in &seen.due {
        store.shared.wait(Waits { owner, project, webhook, due_at });
    }
}

/// Ends a job that cannot go on.
pub(super) async fn fail(store: &Store, job: &JobRow, why: &str) -> Result<(), StoreError> {
    let turn = store.turn().await?;
    let now = store.shared.now();
    let values = vec![why.into(), now.into(), job.project.into(), job.id.uuid().into()];
    sql::run(&turn.tx, FAIL, values).await?;
    turn.commit().await?;
    tracing::warn!(job.id = %job.id, job.error = why, "A job failed");
    Ok(())
}
