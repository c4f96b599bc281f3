//! The usual commit in one go: one message to the engine, where statement by statement would take
//! a dozen, each with its own wait.
//!
//! On SQLite that is a list of statements from BEGIN to COMMIT, on PostgreSQL one statement whose
//! parts write to one table each. It is for batches in which nothing is out of the ordinary; any
//! repeat in it makes it fail as a whole, and the commit is then made step by step.

use super::column::Common;
use super::plan::Plan;
use super::rows::{Chunk, Rows};
use super::statements::{ATTEMPTS, DELIVERIES, EVENTS, SEEN_ONCE, SETTLE};
use super::template::Template;
use crate::contact::CONTACTS;
use crate::journal::Mark;
use crate::parcel::REPORTS;
use crate::{No, StoreError};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement, Value};
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::Instant;

/// The parts, in the order in which they are written, each with a name. Each has its own table, or
/// its own rows.
static PARTS: [(&str, &LazyLock<Template>); 7] = [
    ("s", &SEEN_ONCE),
    ("c", &CONTACTS),
    ("p", &REPORTS),
    ("e", &EVENTS),
    ("d", &DELIVERIES),
    ("u", &SETTLE),
    ("a", &ATTEMPTS),
];

/// Of each part, what its rows have in common; none where it has none.
type Shape = [Option<Common>; 7];

/// By whether they are PostgreSQL's, and by shape.
type Texts = HashMap<(bool, Shape), Arc<str>>;

/// The texts that were needed so far: a handful.
static TEXTS: LazyLock<Mutex<Texts>> = LazyLock::new(Mutex::default);

fn text(backend: DbBackend, shape: Shape) -> Arc<str> {
    let shared = backend == DbBackend::Postgres;
    let mut texts = TEXTS.lock().unwrap_or_else(PoisonError::into_inner);
    let make = || if shared { postgres(shape) } else { sqlite(shape) }.into();
    texts.entry((shared, shape)).or_insert_with(make).clone()
}

/// The parts that there are, their parameters numbered from 1 on; gives the number of the next.
/// `only` says of each the condition on all of its rows.
fn parts<'a>(
    shape: Shape,
    backend: DbBackend,
    only: impl Fn(&str) -> &'a str,
) -> (Vec<(&'static str, String)>, usize) {
    let mut next = 1;
    let parts = PARTS.iter().zip(shape).filter_map(|((name, part), common)| {
        Some((*name, part.part(backend, common?, &mut next, only(name))))
    });
    (parts.collect(), next)
}

fn sqlite(shape: Shape) -> String {
    let (parts, next) = parts(shape, DbBackend::Sqlite, |_| "");
    let parts: String = parts.into_iter().map(|(_, part)| part + "; ").collect();
    let beat = format!(
        "UPDATE hub SET beat_at = ${}, low_water = ${} WHERE no = ${} AND ${}",
        next,
        next + 1,
        next + 2,
        next + 3
    );
    let mark = format!(
        "UPDATE meta SET value = ${0} WHERE name = 'journal' AND ${0} IS NOT NULL",
        next + 4
    );
    format!("BEGIN IMMEDIATE; {parts}{beat}; {mark}; COMMIT")
}

fn postgres(shape: Shape) -> String {
    // Nothing is written where something was set up meanwhile, as the batch has to be matched anew,
    // nor where this run was ended by another.
    let only = " WHERE (SELECT version FROM newest) = $VERSION";
    // The engine runs the parts in any order unless one asks for another. Fingerprints are claimed
    // before contacts are locked, and these before parcels, in every commit: two hubs never wait for
    // each other.
    let there = |place: usize| shape[place].is_some();
    let behind = |name: &str| format!("{only} AND (SELECT COUNT(*) FROM {name}) >= 0");
    let (behind_s, behind_c) = (behind("s"), behind("c"));
    let (parts, next) = parts(shape, DbBackend::Postgres, |name| match name {
        "c" | "p" if name == "p" && there(1) => &behind_c,
        "c" | "p" if there(0) => &behind_s,
        _ => only,
    });
    let parts = parts.into_iter().map(|(name, part)| match name {
        "s" if there(1) || there(2) => format!("s AS ({part} RETURNING project), "),
        "c" if there(2) => format!("c AS ({part} RETURNING project), "),
        _ => format!("{name} AS ({part}), "),
    });
    let beat = format!(
        "h AS (UPDATE hub SET beat_at = ${}, low_water = ${} WHERE no = ${} AND ${} \
         AND EXISTS (SELECT 1 FROM newest))",
        next,
        next + 1,
        next + 2,
        next + 3
    );
    let text = format!(
        "WITH newest AS (SELECT registry AS version FROM hub WHERE no = ${} \
         AND fenced_at IS NULL AND doubts = ${} FOR SHARE), {}{beat} SELECT version FROM newest",
        next + 2,
        next + 5,
        parts.collect::<String>()
    );
    text.replace("$VERSION", &format!("${}", next + 4))
}

/// What is said of the hub along with a commit.
#[derive(Clone, Copy)]
pub(super) struct Beat {
    pub now: i64,
    pub low_water: i64,
    pub hub: No,
    /// Whether it is said at all.
    pub said: bool,
    /// When it was made, by the monotonic clock.
    pub begun: Instant,
}

/// What a commit takes for true on PostgreSQL; where it is not, nothing is written.
#[derive(Clone, Copy, Default)]
pub(super) struct Known {
    /// The version of what is set up.
    pub version: i64,
    /// How often this run did not hear what became of a commit.
    pub doubts: i64,
}

/// Everything one commit writes.
pub(super) struct Shot {
    parts: [Option<Chunk>; 7],
    beat: Beat,
    known: Known,
    /// Up to where the tables then hold what the journal holds.
    mark: Option<Mark>,
}

impl Shot {
    /// A commit of these rows; none where it has to be made step by step.
    pub(super) fn new(
        plan: &mut Plan,
        settled: (Rows, Rows),
        beat: Beat,
        known: Known,
    ) -> Option<Self> {
        let usual = plan.fanouts.is_empty() && plan.callbacks.is_empty();
        let usual = usual && !plan.contacts.has_profiles();
        let (ended, attempts) = settled;
        let backend = plan.backend;
        let (contacts, parcels) = (plan.contacts.rows(backend), plan.parcels.rows(backend));
        let take = |rows: &mut Rows| std::mem::replace(rows, Rows::new(&[], backend));
        let (seen, events) = (take(&mut plan.seen), take(&mut plan.events));
        let deliveries = take(&mut plan.deliveries);
        let parts = [seen, contacts, parcels, events, deliveries, ended, attempts];
        let fits = parts.iter().all(Rows::fit_one_chunk);
        let parts = parts.map(Rows::into_chunk);
        (usual && fits).then_some(Self { parts, beat, known, mark: None })
    }

    /// Says along with it up to where the journal is taken over.
    pub(super) fn up_to(self, mark: Option<Mark>) -> Self {
        Self { mark, ..self }
    }

    /// Commits it. Gives the registry's version where it is another than the batch was matched by:
    /// nothing was written then. Fails where another hub has ended this run.
    pub(super) async fn fire(self, db: &DatabaseConnection) -> Result<Option<i64>, StoreError> {
        let backend = db.get_database_backend();
        let Known { version, .. } = self.known;
        let text = text(backend, self.shape());
        let values = self.values(backend);
        if backend == DbBackend::Postgres {
            let shot = Statement::from_sql_and_values(backend, &*text, values);
            let row = db.query_one_raw(shot).await?.ok_or(StoreError::Fenced)?;
            let newest: i64 = row.try_get_by_index(0)?;
            return Ok((newest != version).then_some(newest));
        }
        let shot = Statement::from_sql_and_values(backend, &*text, values);
        if let Err(error) = db.execute_raw(shot).await {
            // Some errors have ended the transaction already; then this has nothing to do.
            _ = db.execute_unprepared("ROLLBACK").await;
            return Err(error.into());
        }
        Ok(None)
    }

    fn shape(&self) -> Shape {
        let mut parts = self.parts.iter().zip(PARTS);
        std::array::from_fn(|_| {
            let (chunk, (_, template)) = parts.next()?;
            Some(chunk.as_ref()?.common(template.columns))
        })
    }

    fn values(self, backend: DbBackend) -> Vec<Value> {
        let mut values = Vec::with_capacity(64);
        for (chunk, (_, template)) in self.parts.into_iter().zip(PARTS) {
            if let Some(chunk) = chunk {
                chunk.values(template.columns, backend, &mut values);
            }
        }
        let Beat { now, low_water, hub, said, .. } = self.beat;
        values.extend([now.into(), low_water.into(), hub.into(), said.into()]);
        match backend {
            DbBackend::Postgres => {
                values.extend([self.known.version.into(), self.known.doubts.into()]);
            }
            _ => values.push(self.mark.map(|mark| mark.to_bytes().to_vec()).into()),
        }
        values
    }
}
