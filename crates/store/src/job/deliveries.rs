//! What jobs do to deliveries that there are: make them due, or cancel them. They go round by
//! state, as each state that may hold many has an index of its own.

use super::span::{Place, Seen, Span, listed};
use super::{JobKind, JobRow};
use crate::writer::Turn;
use crate::{DeliveryState, No, Store, StoreError, sql};
use sea_orm::{ConnectionTrait, DbBackend, Statement, Value};
use std::collections::{BTreeMap, BTreeSet};

/// How many deliveries of a state one transaction sees to. Of those that are pending no index tells:
/// so many are looked at, whatever their state.
const CHUNK: i64 = 128;
const LOOKED_AT: i64 = 1000;

/// Behind `$2` and `$3`, up to `$4` and `$5`. The plain comparisons are what an engine finds a range
/// by.
const SPAN: &str = "project = $1 AND event >= $2 AND event <= $4 \
                    AND (event > $2 OR webhook > $3) AND (event < $4 OR webhook <= $5)";

const LAST: &str = "SELECT event, webhook FROM delivery WHERE project = $1 AND event >= $2 \
                    AND event < $4 AND (event > $2 OR webhook > $3) AND {state} \
                    ORDER BY event, webhook LIMIT 1 OFFSET $5";
const TOTAL: &str = "SELECT COUNT(*) FROM delivery WHERE project = $1 AND event >= $2 \
                     AND event < $3 AND {state} AND ($4 = 0 OR webhook = $4)";
const WHOSE: &str = "SELECT webhook, COUNT(*) FROM delivery WHERE {span} AND {state} \
                     AND ($6 = 0 OR webhook = $6) GROUP BY webhook ORDER BY webhook";
/// One that is pending becomes due if it is not yet; its place in the schedule stays.
const RETRY: &str = "UPDATE delivery SET state = 0, slot = CASE WHEN state = 0 THEN slot ELSE 0 END, \
                     due_at = $7, owner = CASE WHEN state = 0{lives} THEN owner ELSE $8 END \
                     WHERE {span} AND {state} AND {listed} AND (state > 0 OR due_at > $7) \
                     RETURNING owner, webhook";
const CANCEL: &str = "UPDATE delivery SET state = 3, due_at = NULL \
                      WHERE {span} AND {state} AND {listed}";
/// Where hubs share the store, who sees to it may have ended.
const LIVES: &str = " AND owner IN (SELECT no FROM hub WHERE dispatches AND fenced_at IS NULL \
                     AND stopped_at IS NULL)";

impl JobRow {
    /// The state that it goes round in now.
    fn state(&self) -> Result<DeliveryState, StoreError> {
        let round = usize::try_from(self.place.round).unwrap_or(usize::MAX);
        self.scope.states.get(round).copied().ok_or(StoreError::Unreadable("job.round"))
    }

    fn one(&self) -> No {
        self.webhook.unwrap_or(0)
    }

    /// The span up to that delivery, as parameters 1 to 5.
    fn span(&self, to: &Span) -> Vec<Value> {
        let Place { event, webhook, .. } = self.place;
        vec![self.project.into(), event.into(), webhook.into(), to.event.into(), to.webhook.into()]
    }
}

/// How many deliveries a job is about.
pub(super) async fn total(store: &Store, job: &JobRow) -> Result<i64, StoreError> {
    let mut total = 0;
    for state in &job.scope.states {
        let sql = TOTAL.replace("{state}", is(*state));
        let values =
            vec![job.project.into(), job.first().into(), job.end().into(), job.one().into()];
        let rows = store.rows(&sql, values).await?;
        total += rows.first().map_or(Ok(0), |row| row.try_get_by_index::<i64>(0))?;
    }
    Ok(total)
}

/// What is next.
pub(super) async fn next(store: &Store, job: &JobRow) -> Result<Span, StoreError> {
    let state = job.state()?;
    let (many, which) = match state {
        DeliveryState::Pending => (LOOKED_AT, "state >= 0"),
        state => (CHUNK, is(state)),
    };
    let Place { round, event, webhook } = job.place;
    let values =
        vec![job.project.into(), event.into(), webhook.into(), job.end().into(), (many - 1).into()];
    let last = store.rows(&LAST.replace("{state}", which), values).await?;
    if let Some(row) = last.first() {
        let (event, webhook) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        return Ok(Span { event, webhook, next: Some(Place { round, event, webhook }) });
    }
    let more = usize::try_from(round).is_ok_and(|round| round + 1 < job.scope.states.len());
    let next = Place { round: round + 1, event: job.first(), webhook: 0 };
    Ok(Span { event: job.end(), webhook: 0, next: more.then_some(next) })
}

/// Does it.
pub(super) async fn see_to(
    store: &Store,
    turn: &Turn,
    job: &JobRow,
    span: &Span,
) -> Result<Seen, StoreError> {
    let backend = turn.tx.get_database_backend();
    let whose = filled(WHOSE, job.state()?, backend);
    let values = job.span(span).into_iter().chain([job.one().into()]);
    let whose = Statement::from_sql_and_values(backend, whose, values);
    let mut seen = Seen::default();
    let mut webhooks = Vec::new();
    for row in turn.tx.query_all_raw(whose).await? {
        seen.done += row.try_get_by_index::<i64>(1)?;
        webhooks.push(row.try_get_by_index::<No>(0)?);
    }
    if job.kind == JobKind::Cancel {
        seen.made = cancel(turn, job, span, &webhooks).await?;
        return Ok(seen);
    }
    let mut due = BTreeSet::new();
    for (owner, webhooks) in by_owner(store, job.project, &webhooks) {
        let mut values = job.span(span);
        let now = store.shared.now();
        values.extend([listed(webhooks).into(), now.into(), owner.into()]);
        let sql = filled(RETRY, job.state()?, backend);
        let retry = Statement::from_sql_and_values(backend, sql, values);
        for row in turn.tx.query_all_raw(retry).await? {
            seen.made += 1;
            due.insert((row.try_get_by_index(0)?, row.try_get_by_index(1)?));
        }
    }
    seen.due = due.into_iter().collect();
    Ok(seen)
}

async fn cancel(
    turn: &Turn,
    job: &JobRow,
    span: &Span,
    webhooks: &[No],
) -> Result<i64, StoreError> {
    let mut values = job.span(span);
    values.push(listed(webhooks).into());
    let sql = filled(CANCEL, job.state()?, turn.tx.get_database_backend());
    let changed = sql::run(&turn.tx, &sql, values).await?;
    Ok(i64::try_from(changed).unwrap_or(i64::MAX))
}

/// The webhooks that may be owed something, by the run that sees to each.
fn by_owner(store: &Store, project: No, webhooks: &[No]) -> BTreeMap<No, Vec<No>> {
    let registry = store.registry();
    let mut owners: BTreeMap<No, Vec<No>> = BTreeMap::new();
    for &webhook in webhooks {
        // One that is gone or disabled is owed nothing.
        if registry.subscription(project, webhook).is_some_and(|it| it.mask != 0) {
            owners.entry(store.shared.sees_to(project, webhook)).or_default().push(webhook);
        }
    }
    owners
}

fn filled(sql: &str, state: DeliveryState, backend: DbBackend) -> String {
    let is_shared = backend == DbBackend::Postgres;
    let listed = if is_shared { "strpos" } else { "instr" };
    sql.replace("{span}", SPAN)
        .replace("{state}", is(state))
        .replace("{listed}", &format!("{listed}($6, ',' || webhook || ',') > 0"))
        .replace("{lives}", if is_shared { LIVES } else { "" })
}

/// What finds deliveries in that state. What has an index says so by the index's own words.
const fn is(state: DeliveryState) -> &'static str {
    match state {
        DeliveryState::Pending => "state = 0",
        DeliveryState::Delivered => "state = 1",
        DeliveryState::Exhausted => "state = 2 AND state > 1",
        DeliveryState::Cancelled => "state = 3 AND state > 1",
    }
}
