//! Working on jobs: each by one hub at a time. What a hub had in hand when it ended is taken over by
//! the next that looks.

use super::pace::{May, Steps, rest};
use super::step::{fail, step, stops};
use super::{JobKind, JobRow, JobState, deliveries, events, expunge};
use crate::cluster::alive;
use crate::entity::job::Model;
use crate::{Store, StoreError, sql};
use sea_orm::FromQueryResult;
use std::time::Duration;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep};

/// How often it is asked what there is to do, when nobody says that there is something.
const LOOK: Duration = Duration::from_secs(1);

/// How often it is asked whether what a job made was sent.
const SOON: Duration = Duration::from_millis(50);

/// How many jobs are looked at at a time.
const MOST: i64 = 100;

/// Those of this hub, and those of nobody who lives.
const OPEN: &str = "SELECT * FROM job WHERE ended_at IS NULL AND (owner IS NULL OR owner = $1 \
                    OR {left}) ORDER BY id LIMIT $2";
const TAKE: &str = "UPDATE job SET owner = $1, state = $2, total = $3, \
                    started_at = COALESCE(started_at, $4) WHERE project = $5 AND id = $6 \
                    AND ended_at IS NULL AND (owner IS NULL OR owner = $1 OR {left})";
/// Where hubs share the store, others may live.
const LEFT: &str = "NOT EXISTS (SELECT 1 FROM hub h WHERE h.no = job.owner \
                    AND h.fenced_at IS NULL AND h.stopped_at IS NULL)";

/// Works on jobs until the store is closed.
pub(crate) async fn work(store: Store) {
    let mut tick = interval(LOOK);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut steps = Steps::default();
    loop {
        let woken = async {
            tokio::select! {
                _ = tick.tick() => {}
                () = store.shared.work.notified() => {}
            }
        };
        if !store.is_open(woken).await {
            return;
        }
        match go_on(&store, &mut steps).await {
            Ok(()) | Err(StoreError::Closed) => {}
            Err(error) => tracing::debug!(error.cause = ?error, "jobs wait for the store"),
        }
    }
}

/// Goes round and round the jobs that there are, a step each, until none may go on.
async fn go_on(store: &Store, steps: &mut Steps) -> Result<(), StoreError> {
    loop {
        let open = open(store).await?;
        steps.keep(&open);
        let mut again = false;
        for job in open {
            match one(store, steps, job).await? {
                May::GoOn => again = true,
                May::Soon => {
                    again = true;
                    if !store.is_open(sleep(SOON)).await {
                        return Ok(());
                    }
                }
                May::Later => {}
            }
        }
        if !again {
            return Ok(());
        }
    }
}

/// Does a step of a job, where it may go on.
async fn one(store: &Store, steps: &mut Steps, job: JobRow) -> Result<May, StoreError> {
    let may = steps.may(store, &job).await?;
    // One that cannot go on at all is not kept waiting.
    if may != May::GoOn && store.see(|registry| stops(registry, &job)).is_none() {
        return Ok(may);
    }
    let Some(job) = take(store, job).await? else { return Ok(May::Later) };
    let began = Instant::now();
    let stepped = match step(store, &job).await {
        Ok(stepped) => stepped,
        Err(error) if error.is_passing() => return Err(error),
        Err(error) => {
            tracing::error!(job.id = %job.id, error.cause = ?error, "The store refused a job");
            fail(store, &job, "the store refused it").await?;
            None
        }
    };
    let Some(stepped) = stepped else { return Ok(May::Later) };
    if stepped.made > 0 {
        steps.note(&job, stepped.webhooks);
    }
    if store.is_open(sleep(rest(began.elapsed(), stepped.made))).await {
        return Ok(May::GoOn);
    }
    Err(StoreError::Closed)
}

async fn open(store: &Store) -> Result<Vec<JobRow>, StoreError> {
    let rows = store.rows(&filled(store, OPEN), vec![store.hub().into(), MOST.into()]).await?;
    rows.iter().map(|row| JobRow::read(Model::from_query_result(row, "")?)).collect()
}

/// Makes a job this hub's own; gives nothing where another was faster.
async fn take(store: &Store, job: JobRow) -> Result<Option<JobRow>, StoreError> {
    let me = store.hub();
    if job.owner == Some(me) && job.total.is_some() {
        return Ok(Some(job));
    }
    let total = match (job.total, job.kind) {
        (Some(total), _) => total,
        (None, JobKind::Replay) => events::total(store, &job).await?,
        (None, JobKind::Expunge) => expunge::total(store, &job).await?,
        (None, _) => deliveries::total(store, &job).await?,
    };
    let turn = store.turn().await?;
    if store.shared.is_shared() {
        alive(&turn.tx, me).await?;
    }
    let values = vec![
        me.into(),
        JobState::Running.to_string().into(),
        total.into(),
        store.shared.now().into(),
        job.project.into(),
        job.id.uuid().into(),
    ];
    let taken = sql::run(&turn.tx, &filled(store, TAKE), values).await? > 0;
    turn.commit().await?;
    Ok(taken.then_some(JobRow { owner: Some(me), total: Some(total), ..job }))
}

/// On SQLite one process has the store, and whoever else owns a job has ended.
fn filled(store: &Store, sql: &str) -> String {
    sql.replace("{left}", if store.shared.is_shared() { LEFT } else { "TRUE" })
}
