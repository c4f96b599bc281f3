//! Runs of hubs, as the store has them.

use tests::ask_postgres;

/// The runs that are known, by number.
pub(crate) fn known(database: &str) -> Vec<i32> {
    numbers(database, "SELECT no FROM hub ORDER BY no")
}

/// The newest run.
pub(crate) fn newest(database: &str) -> i32 {
    *known(database).last().expect("a hub runs")
}

/// Whether that run has been ended by another hub.
pub(crate) fn is_fenced(database: &str, run: i32) -> bool {
    let alive = format!("SELECT no FROM hub WHERE no = {run} AND fenced_at IS NULL");
    numbers(database, &alive).is_empty()
}

/// How many deliveries that run has made.
pub(crate) fn delivered(database: &str, run: i32) -> i32 {
    count(database, &format!("delivery WHERE owner = {run} AND state = 1"))
}

/// How many rows there are.
pub(crate) fn count(database: &str, of: &str) -> i32 {
    numbers(database, &format!("SELECT count(*) FROM {of}")).remove(0)
}

fn numbers(database: &str, question: &str) -> Vec<i32> {
    let rows = ask_postgres(database, question);
    rows.iter().map(|row| row[0].parse().expect("a number")).collect()
}
