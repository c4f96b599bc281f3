//! Erasing a contact: what is about it goes, round by round, and nothing else. What stays is said in
//! `docs/recovery.md`.

use super::JobRow;
use super::mentions::Mentions;
use super::span::{Place, Seen, Span, listed};
use crate::contact::{Address, Contact};
use crate::entity::contact::{ActiveModel, Entity, Model};
use crate::writer::Turn;
use crate::{No, Store, StoreError, sql};
use event::{Channel, EventKind, Mark, contact};
use sea_orm::ActiveValue::Set;
use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, ModelTrait, QueryResult, Statement, Value};
use strum::IntoEnumIterator;
use uuid::Uuid;

/// The rounds: first what decides whether it is written to and what is to be sent to it, then the
/// tables that are gone through row by row, and how many rows of each one transaction looks at.
const TABLES: [(&str, i64); 3] = [("event", 500), ("callback", 50), ("link", 500)];

const LAST: &str = "SELECT id FROM {table} WHERE project = $1 AND id > $2 AND id < $3 \
                    ORDER BY id LIMIT 1 OFFSET $4";
const TOTAL: &str = "SELECT COUNT(*) FROM {table} WHERE project = $1 AND id < $2";
const SEEN: &str = "SELECT COUNT(*) FROM {table} WHERE project = $1 AND id > $2 AND id <= $3";

const PARCELS: &str = "DELETE FROM parcel WHERE project = $1 AND channel = $2 AND contact = $3";
const BROWSER: &str = "DELETE FROM browser WHERE project = $1 AND id = $2";

const ABOUT: &str = "(SELECT e.id FROM event e WHERE e.project = $1 AND e.id > $2 AND e.id <= $3 \
                     AND e.contact = $4 AND {wanted})";
/// A delivery that memory may still hold keeps its row, so that its outcome makes no new one.
const EVENTS: [&str; 5] = [
    "DELETE FROM delivery WHERE project = $1 AND event > $2 AND event <= $3 AND state <> 0 \
     AND event IN {about}",
    "UPDATE delivery SET state = 3, due_at = NULL, error = NULL, response = NULL \
     WHERE project = $1 AND event > $2 AND event <= $3 AND state = 0 AND event IN {about}",
    "DELETE FROM attempt WHERE project = $1 AND event > $2 AND event <= $3 AND event IN {about}",
    "DELETE FROM fanout WHERE project = $1 AND event > $2 AND event <= $3 AND event IN {about}",
    "DELETE FROM event WHERE project = $1 AND id > $2 AND id <= $3 AND id IN {about}",
];
const CALLBACKS: &str = "SELECT id, url, headers, body FROM callback \
                         WHERE project = $1 AND id > $2 AND id <= $3";
const LINKS: &str = "SELECT id, contact FROM link \
                     WHERE project = $1 AND id > $2 AND id <= $3 AND channel = $4";

impl JobRow {
    /// The contact that is erased.
    fn whom(&self) -> Result<Address, StoreError> {
        let unreadable = StoreError::Unreadable("job.scope");
        let Some([channel, text]) = self.scope.contact.clone() else { return Err(unreadable) };
        Ok(Address::kept(channel.parse().map_err(|_| unreadable)?, text))
    }

    fn table(&self) -> Option<(&'static str, i64)> {
        let before = usize::try_from(self.place.round).ok()?.checked_sub(1)?;
        TABLES.get(before).copied()
    }
}

/// How many rows a job looks at.
pub(super) async fn total(store: &Store, job: &JobRow) -> Result<i64, StoreError> {
    let mut total = 0;
    for (table, _) in TABLES {
        let sql = TOTAL.replace("{table}", table);
        let rows = store.rows(&sql, vec![job.project.into(), job.end().into()]).await?;
        total += rows.first().map_or(Ok(0), |row| row.try_get_by_index::<i64>(0))?;
    }
    Ok(total)
}

/// What is next.
pub(super) async fn next(store: &Store, job: &JobRow) -> Result<Span, StoreError> {
    let Place { round, event, .. } = job.place;
    let begin = |round| Place { round, event: Uuid::nil(), webhook: 0 };
    let Some((table, many)) = job.table() else {
        return Ok(Span { event, webhook: 0, next: Some(begin(1)) });
    };
    // What only memory knows of deliveries is in the tables by then.
    store.show(job.project).await?;
    let values = vec![job.project.into(), event.into(), job.end().into(), (many - 1).into()];
    let last = store.rows(&LAST.replace("{table}", table), values).await?;
    if let Some(row) = last.first() {
        let event = row.try_get_by_index(0)?;
        return Ok(Span { event, webhook: 0, next: Some(Place { event, ..job.place }) });
    }
    let more = usize::try_from(round).is_ok_and(|round| round < TABLES.len());
    Ok(Span { event: job.end(), webhook: 0, next: more.then(|| begin(round + 1)) })
}

/// Does it.
pub(super) async fn see_to(
    store: &Store,
    turn: &Turn,
    job: &JobRow,
    span: &Span,
) -> Result<Seen, StoreError> {
    let whom = job.whom()?;
    let Some((table, _)) = job.table() else {
        let made = first(store, turn, job.project, &whom).await?;
        return Ok(Seen { done: made, made, due: Vec::new() });
    };
    let range = [job.project.into(), job.place.event.into(), span.event.into()];
    let seen = query(turn, &SEEN.replace("{table}", table), range.to_vec()).await?;
    let done = seen.first().map_or(Ok(0), |row| row.try_get_by_index(0))?;
    let made = match table {
        "event" => events(turn, &whom, range).await?,
        "callback" => {
            let mentions = Mentions::of(whom.text());
            let told = |row: &QueryResult| -> Result<bool, StoreError> {
                let (url, headers): (String, String) =
                    (row.try_get_by_index(1)?, row.try_get_by_index(2)?);
                let body: Vec<u8> = row.try_get_by_index(3)?;
                let parts = [url.as_bytes(), headers.as_bytes(), &body];
                Ok(parts.into_iter().any(|part| mentions.are_in(part)))
            };
            let rows = query(turn, CALLBACKS, range.to_vec()).await?;
            erase(turn, (table, job.project), &rows, told).await?
        }
        _ => {
            let channel = whom.channel().name().into();
            let rows = query(turn, LINKS, range.into_iter().chain([channel]).collect()).await?;
            let its = |row: &QueryResult| -> Result<bool, StoreError> {
                let written: String = row.try_get_by_index(1)?;
                Ok(contact(whom.channel(), &written) == whom.text())
            };
            erase(turn, (table, job.project), &rows, its).await?
        }
    };
    Ok(Seen { done, made, due: Vec::new() })
}

/// What decides whether it is written to, and what was to be sent to it; gives how many rows went.
async fn first(store: &Store, turn: &Turn, project: No, whom: &Address) -> Result<i64, StoreError> {
    let list = store.registry().list(project);
    let mut made = i64::from(forget(store, turn, list, whom).await?);
    let parcels = vec![project.into(), whom.channel().name().into(), whom.text().into()];
    made += i64::try_from(sql::run(&turn.tx, PARCELS, parcels).await?).unwrap_or(0);
    let browser: Option<event::BrowserId> = whom.text().parse().ok();
    if let Some(browser) = browser.filter(|_| whom.channel() == Channel::WebPush) {
        let browser = vec![project.into(), browser.uuid().into()];
        made += i64::try_from(sql::run(&turn.tx, BROWSER, browser).await?).unwrap_or(0);
    }
    Ok(made)
}

/// Erases the contact's row; where it is blocked, its marks stay under a name that tells nothing.
/// Says whether there was one.
async fn forget(store: &Store, turn: &Turn, list: No, whom: &Address) -> Result<bool, StoreError> {
    let name = whom.expunged(list, &store.shared.key);
    let Some(row) = row(turn, list, whom).await? else { return Ok(false) };
    let stayed = self::row(turn, list, &name).await?;
    let known = Contact::read(row.clone())?;
    let before = stayed.clone().map_or(Ok(None), Contact::read)?;
    if let Some(stayed) = stayed {
        stayed.delete(&turn.tx).await?;
    }
    row.delete(&turn.tx).await?;
    let left = Contact::with_expunged(&name, known, before);
    if let Some(left) = left.filter(|it| !it.standing().reasons.is_empty()) {
        stay(turn, list, &name, &left).await?;
    }
    Ok(true)
}

async fn row(turn: &Turn, list: No, address: &Address) -> Result<Option<Model>, StoreError> {
    let key = (list, address.channel().name().to_owned(), address.text().to_owned());
    Ok(Entity::find_by_id(key).one(&turn.tx).await?)
}

/// Keeps the marks, and not which events made them.
async fn stay(turn: &Turn, list: No, name: &Address, contact: &Contact) -> Result<(), StoreError> {
    let said = |mark| Set(contact.marks.said(mark).at);
    let row = ActiveModel {
        project: Set(list),
        channel: Set(name.channel().name().to_owned()),
        address: Set(name.text().to_owned()),
        bounced_at: said(Mark::Bounced),
        complained_at: said(Mark::Complained),
        left_at: said(Mark::Left),
        deactivated_at: said(Mark::Deactivated),
        joined_at: said(Mark::Joined),
        activated_at: said(Mark::Activated),
        ..Default::default()
    };
    Entity::insert(row).exec_without_returning(&turn.tx).await?;
    Ok(())
}

/// Erases its events of a span, with all that is about these; gives how many there were.
async fn events(turn: &Turn, whom: &Address, range: [Value; 3]) -> Result<i64, StoreError> {
    let kinds = EventKind::iter().filter(|kind| kind.channel() == whom.channel());
    let kinds = listed(kinds.map(EventKind::number));
    let values = range.into_iter().chain([whom.text().into(), kinds.into()]);
    let values: Vec<Value> = values.collect();
    let is_shared = turn.tx.get_database_backend() == DbBackend::Postgres;
    let wanted = if is_shared { "strpos" } else { "instr" };
    let wanted = format!("{wanted}($5, ',' || e.kind || ',') > 0");
    let about = ABOUT.replace("{wanted}", &wanted);
    let mut erased = 0;
    for erase in EVENTS {
        erased = sql::run(&turn.tx, &erase.replace("{about}", &about), values.clone()).await?;
    }
    Ok(i64::try_from(erased).unwrap_or(i64::MAX))
}

/// Erases the rows of which that holds; gives how many there were.
async fn erase(
    turn: &Turn,
    (table, project): (&str, No),
    rows: &[QueryResult],
    holds: impl Fn(&QueryResult) -> Result<bool, StoreError>,
) -> Result<i64, StoreError> {
    let erase = format!("DELETE FROM {table} WHERE project = $1 AND id = $2");
    let mut erased = 0;
    for row in rows {
        if holds(row)? {
            let id: Uuid = row.try_get_by_index(0)?;
            sql::run(&turn.tx, &erase, vec![project.into(), id.into()]).await?;
            erased += 1;
        }
    }
    Ok(erased)
}

async fn query(turn: &Turn, sql: &str, values: Vec<Value>) -> Result<Vec<QueryResult>, StoreError> {
    let backend = turn.tx.get_database_backend();
    Ok(turn.tx.query_all_raw(Statement::from_sql_and_values(backend, sql, values)).await?)
}
