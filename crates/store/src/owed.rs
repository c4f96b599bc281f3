//! Debts that only the rows of events tell of.

use sea_orm::DbBackend;

/// The deliveries that the events of one run owe by their own rows: `project`, `event`, `webhook`.
/// `$1` is the first event looked at, `$2` the run, `$3` the first event behind those looked at.
pub(crate) fn owed_sql(backend: DbBackend) -> &'static str {
    if backend == DbBackend::Postgres {
        "SELECT e.project, e.id AS event, \
         CAST(convert_from(substr(e.owed, o.i * 11 + 1, 11), 'UTF8') AS INTEGER) AS webhook \
         FROM project p JOIN event e ON e.project = p.no AND e.id >= $1 AND e.id < $3 \
         CROSS JOIN LATERAL generate_series(0, length(e.owed) / 11 - 1) AS o(i) \
         WHERE e.owner = $2 AND e.owed IS NOT NULL"
    } else {
        // CROSS JOIN keeps the order of the loops: SQLite would begin with the numbers.
        "SELECT e.project, e.id AS event, \
         CAST(substr(e.owed, o.i * 11 + 1, 11) AS INTEGER) AS webhook \
         FROM project p CROSS JOIN event e ON e.project = p.no AND e.id >= $1 \
         AND e.id < $3 \
         CROSS JOIN ordinal o ON o.i < length(e.owed) / 11 \
         WHERE e.owner = $2 AND e.owed IS NOT NULL"
    }
}
