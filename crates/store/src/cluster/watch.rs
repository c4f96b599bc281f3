//! Twice a second: who lives, who ended, and what is set up.

use super::Members;
use super::inherit::{Ended, inherit};
use super::news::LOOK;
use super::run::LOCK_CLASS;
use super::verdict::{Seen, Verdict};
use crate::shared::Shared;
use crate::{No, Store, StoreError, sql};
use sea_orm::{ConnectionTrait, QueryResult, Statement};
use std::sync::Arc;
use std::time::{Duration, Instant};

const EVERY: Duration = Duration::from_millis(500);

const RUNS: &str = "SELECT h.no, h.beat_at, h.low_water, h.stopped_at IS NOT NULL AS stopped, \
                    h.fenced_at IS NOT NULL AS fenced, h.taken_at IS NOT NULL AS taken, \
                    h.dispatches, r.version FROM hub h CROSS JOIN registry r ORDER BY h.no";
/// Waits for the commit of that run that may be under way. Nobody who was fenced fences others.
const FENCE: &str = "UPDATE hub SET fenced_at = $1 WHERE no = $2 AND beat_at = $3 \
                     AND fenced_at IS NULL AND stopped_at IS NULL \
                     AND EXISTS (SELECT 1 FROM hub m WHERE m.no = $4 AND m.fenced_at IS NULL) \
                     AND ($5 OR pg_try_advisory_xact_lock($6, no))";

/// A row of the table of runs.
struct Run {
    no: No,
    beat_at: i64,
    low_water: i64,
    end: End,
    dispatches: bool,
    version: i64,
}

/// Whether a run has ended, and how.
#[derive(Clone, Copy, Eq, PartialEq)]
enum End {
    Lives,
    /// In good order: it has made all due itself.
    Stopped,
    /// By another's hand.
    Fenced,
    /// Either, and what it held is due.
    Taken,
}

/// Keeps looking until the store is closed.
pub(crate) async fn watch(store: Store) {
    let mut tick = tokio::time::interval(EVERY);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut seen = Seen::default();
    while store.is_open(tick.tick()).await {
        if let Err(error) = look(&store.shared, &mut seen).await {
            tracing::debug!(error.cause = ?error, "could not look at the runs");
            seen.forget();
        }
    }
}

async fn look(shared: &Arc<Shared>, seen: &mut Seen) -> Result<(), StoreError> {
    let mut runs = Run::all(shared).await?;
    let now = Instant::now();
    seen.look(now);
    let me = shared.hub();
    for run in runs.iter_mut().filter(|run| run.no != me && !run.has_ended()) {
        let silent = match seen.judge(run.no, run.beat_at, now) {
            Verdict::Lives => continue,
            Verdict::PerhapsGone => false,
            Verdict::Silent => true,
        };
        if fence(shared, run, silent).await? {
            run.end = End::Fenced;
        }
    }
    for run in runs.iter_mut().filter(|run| run.no != me && run.is_to_be_taken()) {
        if inherit(shared, run.ended()).await? {
            run.end = End::Taken;
        }
    }
    let all: Vec<No> = runs.iter().map(|run| run.no).collect();
    seen.keep(&all);
    if meet(shared, &runs) && !shared.cluster.dispatches {
        // What it took in while it knew nobody who sends has been told to nobody.
        sql::run(&shared.read, LOOK, Vec::new()).await?;
    }
    if let Some(run) = runs.first()
        && run.version > shared.registry.load().version
    {
        shared.renew().await?;
    }
    Ok(())
}

/// Ends a run whose beat stands still; says whether it did.
async fn fence(shared: &Shared, run: &Run, silent: bool) -> Result<bool, StoreError> {
    let values = vec![
        shared.now().into(),
        run.no.into(),
        run.beat_at.into(),
        shared.hub().into(),
        silent.into(),
        LOCK_CLASS.into(),
    ];
    let fenced = sql::run(&shared.read, FENCE, values).await? > 0;
    if fenced {
        tracing::warn!(hub.run = run.no, silent, "Took a run for dead, and fenced it");
    }
    Ok(fenced)
}

/// Knows these runs from now on; says whether they are others than before.
fn meet(shared: &Shared, runs: &[Run]) -> bool {
    let senders = runs.iter().filter(|run| !run.has_ended() && run.dispatches);
    let left = runs.iter().filter(|run| run.end == End::Taken);
    let members = Members {
        senders: senders.map(|run| run.no).collect(),
        left: left.map(|run| run.no).collect(),
    };
    let changed = **shared.cluster.members.load() != members;
    if changed {
        shared.cluster.members.store(Arc::new(members));
        shared.handover.look_again();
    }
    changed
}

impl Run {
    async fn all(shared: &Shared) -> Result<Vec<Self>, StoreError> {
        let db = &shared.read;
        let rows = Statement::from_string(db.get_database_backend(), RUNS);
        db.query_all_raw(rows).await?.iter().map(Self::read).collect()
    }

    fn read(row: &QueryResult) -> Result<Self, StoreError> {
        let end = match (row.try_get("", "taken")?, row.try_get("", "stopped")?) {
            (true, _) => End::Taken,
            (_, true) => End::Stopped,
            _ if row.try_get("", "fenced")? => End::Fenced,
            _ => End::Lives,
        };
        Ok(Self {
            no: row.try_get("", "no")?,
            beat_at: row.try_get("", "beat_at")?,
            low_water: row.try_get("", "low_water")?,
            end,
            dispatches: row.try_get("", "dispatches")?,
            version: row.try_get("", "version")?,
        })
    }

    fn has_ended(&self) -> bool {
        self.end != End::Lives
    }

    const fn is_to_be_taken(&self) -> bool {
        matches!(self.end, End::Stopped | End::Fenced)
    }

    fn ended(&self) -> Ended {
        // What a run left that stopped in good order is looked for in one go.
        let beat_at = if self.end == End::Stopped { i64::MIN / 2 } else { self.beat_at };
        Ended { no: self.no, low_water: self.low_water, beat_at }
    }
}
