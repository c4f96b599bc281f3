//! Jobs on the wire.

use crate::api::wire::time;
use serde::Serialize;
use store::{JobKind, JobRow, JobScope, JobState, Registry};
use utoipa::ToSchema;

/// A job: work on many deliveries that goes on by itself.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "job_06ag2vpsl3r5v2q1k8f4d9c0mg",
    "kind": "recover",
    "state": "running",
    "webhook": "whk_06ag2vpsl3r5v2q1k8f4d9c0mg",
    "filter": {
        "since": "2026-03-24T08:00:00.000Z",
        "until": null,
        "states": ["exhausted"],
        "kinds": [],
        "missing": null
    },
    "total": 100_000,
    "done": 51_200,
    "made": 51_200,
    "skipped": 0,
    "error": null,
    "created_at": "2026-03-24T12:00:00.000Z",
    "started_at": "2026-03-24T12:00:00.004Z",
    "finished_at": null
}))]
pub(in crate::api) struct Job {
    /// Its id.
    id: String,
    /// What it does.
    kind: Kind,
    /// How far it is.
    state: State,
    /// The webhook it is about; `null` for all of the project, or where it was deleted.
    webhook: Option<String>,
    /// Which deliveries, or events, it is about.
    filter: Filter,
    /// How many there are, counted when it began; `null` before.
    total: Option<i64>,
    /// How many of them it has seen to. What ceased to be there since it began is none of them.
    done: i64,
    /// Of those, how many it made due, cancelled or erased.
    made: i64,
    /// Of those, how many it left as they were: of events that are replayed, those that the webhook
    /// does not want or has a delivery for; of deliveries, those of a webhook that is disabled or
    /// was deleted, and those that are due or under way already; of what is looked at to erase a
    /// contact, what is not about it.
    skipped: i64,
    /// Why it failed; `null` where it did not.
    error: Option<String>,
    /// When it was asked for.
    #[schema(format = DateTime)]
    created_at: String,
    /// When it began; `null` before.
    #[schema(format = DateTime)]
    started_at: Option<String>,
    /// When it ended, in whatever way; `null` before.
    #[schema(format = DateTime)]
    finished_at: Option<String>,
}

/// What a job does.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = JobKind)]
enum Kind {
    /// It makes deliveries of a webhook that have failed for good due again.
    Recover,
    /// It has events owed to a webhook that wants them and has no delivery for them.
    Replay,
    /// It makes deliveries due.
    Retry,
    /// It cancels deliveries.
    Cancel,
    /// It erases a contact.
    Expunge,
}

/// How far a job is.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = JobState)]
enum State {
    /// It has not begun.
    Queued,
    /// It is being worked on.
    Running,
    /// All of it is done.
    Done,
    /// It cannot go on.
    Failed,
    /// It was cancelled: what it had done stays done.
    Cancelled,
}

/// Which deliveries, or events, a job is about, as it was asked for.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = JobFilter)]
struct Filter {
    /// Of events received at that time or later.
    #[schema(format = DateTime)]
    since: Option<String>,
    /// Of events received before that time; before the job was asked for in any case.
    #[schema(format = DateTime)]
    until: Option<String>,
    /// Deliveries in these states.
    states: Vec<String>,
    /// Events of these kinds; empty for all.
    kinds: Vec<String>,
    /// Of events that are replayed, whether only those without a delivery; `null` for other jobs.
    missing: Option<bool>,
}

impl Job {
    pub(super) fn show(registry: &Registry, row: &JobRow) -> Self {
        let webhook = row.webhook.and_then(|no| registry.webhook_no(no));
        Self {
            id: row.id.to_string(),
            kind: row.kind.into(),
            state: row.state.into(),
            webhook: webhook.map(|webhook| webhook.id.to_string()),
            filter: Filter::show(row.kind, &row.scope),
            total: row.total,
            done: row.done,
            made: row.made,
            skipped: row.skipped,
            error: row.error.clone(),
            created_at: time(row.created_at),
            started_at: row.started_at.map(time),
            finished_at: row.ended_at.map(time),
        }
    }
}

impl Filter {
    fn show(kind: JobKind, scope: &JobScope) -> Self {
        Self {
            since: scope.since.map(time),
            until: scope.until.map(time),
            states: scope.states.iter().map(ToString::to_string).collect(),
            kinds: scope.kinds.clone(),
            missing: (kind == JobKind::Replay).then_some(!scope.again),
        }
    }
}

impl From<JobKind> for Kind {
    fn from(kind: JobKind) -> Self {
        match kind {
            JobKind::Recover => Self::Recover,
            JobKind::Replay => Self::Replay,
            JobKind::Retry => Self::Retry,
            JobKind::Cancel => Self::Cancel,
            JobKind::Expunge => Self::Expunge,
        }
    }
}

impl From<JobState> for State {
    fn from(state: JobState) -> Self {
        match state {
            JobState::Queued => Self::Queued,
            JobState::Running => Self::Running,
            JobState::Done => Self::Done,
            JobState::Failed => Self::Failed,
            JobState::Cancelled => Self::Cancelled,
        }
    }
}
