//! Parts of tables by days of UTC, on PostgreSQL. An id begins with its time, so that a day is a
//! range of ids, and what is old goes by dropping its part.

use crate::{StoreError, feed};
use event::EventId;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, Statement,
    TransactionTrait,
};

/// The tables, and what their parts are made with.
const TABLES: [(&str, &str); 3] =
    [("attempt", ""), ("delivery", " WITH (fillfactor = 80)"), ("event", "")];

/// A day, in milliseconds, and for how many to come there are parts.
const DAY: i64 = 86_400_000;
const AHEAD: i64 = 3;

/// Parts come and go in a moment. Who waits for longer lets others go first, and before the server
/// looks for deadlocks, after a second: it might end a commit for one.
const BRIEFLY: &str = "SET LOCAL lock_timeout = '500ms'";

/// Hubs that start together make the same days: "day" in bytes.
const ONE_AT_A_TIME: &str = "SELECT pg_advisory_xact_lock(6578553)";

const PARTS: &str = "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid \
                     WHERE i.inhparent = CAST('event' AS regclass) ORDER BY c.relname";
/// Asked of the table itself: what a session remembers of names may be older than a lock that it
/// has just got.
const THERE: &str = "SELECT EXISTS (SELECT 1 FROM pg_class WHERE relname = $1 \
                     AND pg_table_is_visible(oid))";
const FANS_OUT: &str = "SELECT EXISTS (SELECT 1 FROM fanout WHERE event >= $1 AND event < $2)";

/// A day of UTC, by its number from 1970 on.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
struct Day(i64);

impl Day {
    const fn of(ms: i64) -> Self {
        Self(ms.div_euclid(DAY))
    }

    /// The first id of that day.
    fn first_id(self) -> uuid::Uuid {
        EventId::first_at(self.0 * DAY).uuid()
    }

    /// What the part of a table for that day is called: `event_20780` for the first days of 2027.
    fn part(self, table: &str) -> String {
        format!("{table}_{}", self.0)
    }

    /// The day of a part of the table of events.
    fn of_part(name: &str) -> Option<Self> {
        name.strip_prefix("event_")?.parse().ok().map(Self)
    }
}

/// Makes the parts for the days to come, where they are missing.
pub(crate) async fn make(db: &DatabaseConnection, now: i64) -> Result<(), StoreError> {
    let today = Day::of(now).0;
    for day in (today + 1..=today + AHEAD).map(Day) {
        for (table, options) in TABLES {
            if !is_true(db, THERE, [day.part(table).into()]).await? {
                make_part(db, table, options, day).await?;
            }
        }
    }
    Ok(())
}

/// Beside its table at first: to be taken in costs the table a moment, to be made in it would lock
/// others out.
async fn make_part(
    db: &DatabaseConnection,
    table: &str,
    options: &str,
    day: Day,
) -> Result<(), StoreError> {
    let part = day.part(table);
    let tx = db.begin().await?;
    tx.execute_unprepared(BRIEFLY).await?;
    tx.execute_unprepared(ONE_AT_A_TIME).await?;
    if is_true(&tx, THERE, [part.clone().into()]).await? {
        return Ok(());
    }
    let make = format!("CREATE TABLE {part} (LIKE {table} INCLUDING ALL){options}");
    tx.execute_unprepared(&make).await?;
    let (first, next) = (day.first_id(), Day(day.0 + 1).first_id());
    let attach = format!(
        "ALTER TABLE {table} ATTACH PARTITION {part} FOR VALUES FROM ('{first}') TO ('{next}')"
    );
    tx.execute_unprepared(&attach).await?;
    tx.commit().await?;
    Ok(())
}

/// Drops the parts of days that ended before that time, unless something of theirs is still to be
/// delivered; gives how many days that were.
pub(super) async fn drop_before(
    db: &DatabaseConnection,
    before: i64,
    now: i64,
) -> Result<u64, StoreError> {
    let parts = db.query_all_raw(Statement::from_string(DbBackend::Postgres, PARTS)).await?;
    let mut dropped = 0;
    for row in parts {
        let name: String = row.try_get_by_index(0)?;
        let old = Day::of_part(&name).filter(|day| *day < Day::of(before));
        if let Some(day) = old
            && !is_wanted(db, day).await?
        {
            // Before anybody is locked out: it takes a look at every event of the day.
            feed::note_part(db, &day.part("event"), now).await?;
            dropped += u64::from(drop_day(db, day).await?);
        }
    }
    Ok(dropped)
}

async fn drop_day(db: &DatabaseConnection, day: Day) -> Result<bool, StoreError> {
    let tx = db.begin().await?;
    tx.execute_unprepared(BRIEFLY).await?;
    let deliveries = day.part("delivery");
    tx.execute_unprepared(&format!("LOCK TABLE {deliveries} IN ACCESS EXCLUSIVE MODE")).await?;
    if is_wanted(&tx, day).await? {
        return Ok(false);
    }
    drop_parts(&tx, day).await?;
    tx.commit().await?;
    Ok(true)
}

/// Whether something of that day is still to be delivered.
async fn is_wanted(db: &impl ConnectionTrait, day: Day) -> Result<bool, StoreError> {
    let deliveries = day.part("delivery");
    let waits = format!("SELECT EXISTS (SELECT 1 FROM {deliveries} WHERE due_at IS NOT NULL)");
    let range = [day.first_id().into(), Day(day.0 + 1).first_id().into()];
    Ok(is_true(db, &waits, []).await? || is_true(db, FANS_OUT, range).await?)
}

async fn drop_parts(tx: &DatabaseTransaction, day: Day) -> Result<(), StoreError> {
    let parts: Vec<String> = TABLES.iter().map(|(table, _)| day.part(table)).collect();
    tx.execute_unprepared(&format!("DROP TABLE {}", parts.join(", "))).await?;
    Ok(())
}

async fn is_true<const N: usize>(
    db: &impl ConnectionTrait,
    sql: &str,
    values: [sea_orm::Value; N],
) -> Result<bool, StoreError> {
    let question = Statement::from_sql_and_values(DbBackend::Postgres, sql, values);
    let row = db.query_one_raw(question).await?.ok_or(StoreError::Unreadable("pg_class"))?;
    Ok(row.try_get_by_index(0)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_named_by_its_day_and_holds_the_ids_of_that_day() {
        let day = Day::of(1_700_000_000_000);
        assert_eq!(Day::of_part(&day.part("event")), Some(day));
        for name in ["event_first", "event_other", "delivery_19675"] {
            assert_eq!(Day::of_part(name), None);
        }
        let id = EventId::at(1_700_000_000_000).uuid();
        assert!(day.first_id() < id && id < Day(day.0 + 1).first_id());
    }
}
