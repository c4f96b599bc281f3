//! What jobs do with events: have them owed to a webhook.

use super::JobRow;
use super::span::{Place, Seen, Span, listed};
use crate::writer::Turn;
use crate::{No, Store, StoreError, sql};
use event::EventKind;
use sea_orm::{ConnectionTrait, DbBackend, Statement, Value};
use strum::IntoEnumIterator;
use webhook::FORMAT;

/// How many events one transaction sees to.
const CHUNK: i64 = 128;

const TOTAL: &str = "SELECT COUNT(*) FROM event WHERE project = $1 AND id > $2 AND id < $3";
const LAST: &str = "SELECT id FROM event WHERE project = $1 AND id > $2 AND id < $3 \
                    ORDER BY id LIMIT 1 OFFSET $4";
const SEEN: &str = "SELECT COUNT(*) FROM event WHERE project = $1 AND id > $2 AND id <= $3";

/// What memory holds is no row, but stands in the event's; nor has a fan-out made all of its rows.
const MISSING: &str = "INSERT INTO delivery (project, event, webhook, format, due_at, owner) \
                       SELECT e.project, e.id, CAST($4 AS INTEGER), CAST($5 AS SMALLINT), \
                       CAST($6 AS BIGINT), CAST($7 AS INTEGER) FROM event e \
                       WHERE e.project = $1 AND e.id > $2 AND e.id <= $3 AND {wanted} \
                       AND (e.owed IS NULL OR {held} = 0) AND NOT EXISTS (SELECT 1 FROM fanout f \
                       WHERE f.project = e.project AND f.event = e.id AND f.after < $4 \
                       AND f.last >= $4) ON CONFLICT DO NOTHING";

/// A folded attempt gets its own row before another overwrites it.
const UNFOLD: &str = "INSERT INTO attempt (project, event, webhook, number, started_at, \
                      duration_ms, status, error, response) SELECT d.project, d.event, d.webhook, \
                      d.attempts, d.started_at, COALESCE(d.duration_ms, 0), d.status, d.error, \
                      d.response FROM delivery d JOIN event e ON e.project = d.project \
                      AND e.id = d.event WHERE d.project = $1 AND d.event > $2 AND d.event <= $3 \
                      AND d.webhook = $4 AND d.state > 0 AND d.attempts > 0 \
                      AND d.started_at IS NOT NULL AND {wanted} ON CONFLICT DO NOTHING";
const AGAIN: &str = "UPDATE delivery SET state = 0, slot = 0, due_at = $6, owner = $7 \
                     WHERE project = $1 AND event > $2 AND event <= $3 AND webhook = $4 \
                     AND state > 0 AND EXISTS (SELECT 1 FROM event e \
                     WHERE e.project = delivery.project AND e.id = delivery.event AND {wanted})";

/// How many events a job looks at.
pub(super) async fn total(store: &Store, job: &JobRow) -> Result<i64, StoreError> {
    let values = vec![job.project.into(), job.first().into(), job.end().into()];
    let rows = store.rows(TOTAL, values).await?;
    Ok(rows.first().map_or(Ok(0), |row| row.try_get_by_index(0))?)
}

/// What is next.
pub(super) async fn next(store: &Store, job: &JobRow) -> Result<Span, StoreError> {
    let (project, after) = (job.project, job.place.event);
    let values = vec![project.into(), after.into(), job.end().into(), (CHUNK - 1).into()];
    let last = store.rows(LAST, values).await?;
    let last = last.first().map(|row| row.try_get_by_index(0)).transpose()?;
    Ok(match last {
        Some(event) => {
            Span { event, webhook: 0, next: Some(Place { round: 0, event, webhook: 0 }) }
        }
        None => Span { event: job.end(), webhook: 0, next: None },
    })
}

/// Does it.
pub(super) async fn see_to(
    store: &Store,
    turn: &Turn,
    job: &JobRow,
    span: &Span,
) -> Result<Seen, StoreError> {
    let webhook = job.webhook.ok_or(StoreError::Unreadable("job.webhook"))?;
    let registry = store.registry();
    let wants = registry.subscription(job.project, webhook).map_or(0, |it| it.mask);
    let wanted = listed_kinds(wants & job.scope.mask()?);
    let owner = store.shared.sees_to(job.project, webhook);
    let span: [Value; 3] = [job.project.into(), job.place.event.into(), span.event.into()];
    let counted =
        Statement::from_sql_and_values(turn.tx.get_database_backend(), SEEN, span.clone());
    let counted = turn.tx.query_one_raw(counted).await?;
    let done = counted.ok_or(StoreError::Unreadable("event"))?.try_get_by_index(0)?;
    let now: Value = store.shared.now().into();
    let mut made = 0;
    if job.scope.again {
        let span = span.iter().cloned();
        let unfold = span.clone().chain([webhook.into(), wanted.clone().into()]).collect();
        run(turn, UNFOLD, "$5", unfold).await?;
        let rest = [webhook.into(), wanted.clone().into(), now.clone(), owner.into()];
        made += run(turn, AGAIN, "$5", span.chain(rest).collect()).await?;
    }
    let rest = [webhook.into(), FORMAT.into(), now, owner.into(), wanted.into(), held(webhook)];
    made += run(turn, MISSING, "$8", span.into_iter().chain(rest).collect()).await?;
    let due = if made > 0 { vec![(owner, webhook)] } else { Vec::new() };
    Ok(Seen { done, made, due })
}

async fn run(turn: &Turn, sql: &str, kinds: &str, values: Vec<Value>) -> Result<i64, StoreError> {
    let (has, held) = match turn.tx.get_database_backend() {
        DbBackend::Postgres => ("strpos", "position($9 IN e.owed)"),
        _ => ("instr", "instr(e.owed, $9)"),
    };
    let wanted = format!("{has}({kinds}, ',' || e.kind || ',') > 0");
    let sql = sql.replace("{wanted}", &wanted).replace("{held}", held);
    Ok(i64::try_from(sql::run(&turn.tx, &sql, values).await?).unwrap_or(i64::MAX))
}

/// The numbers of those kinds.
fn listed_kinds(mask: u128) -> String {
    listed(EventKind::iter().filter(|kind| mask & kind.bit() != 0).map(EventKind::number))
}

/// A webhook as the events' rows name it. It is found at the beginning of a name only: no other has
/// a digit and so many spaces in it.
fn held(webhook: No) -> Value {
    format!("{webhook:<width$}", width = crate::writer::OWED_WIDTH).into_bytes().into()
}
