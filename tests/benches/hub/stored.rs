//! What a store of some age holds: events of the days before, delivered at the first attempt.

use tests::{ask_postgres, run_on_postgres};

/// How many days they are spread over. A part of a table can be made for days to come only, so
/// these are days to come: what they weigh is the same.
pub const DAYS: u64 = 30;

const DAY: u64 = 86_400_000;

/// How many rows a statement writes.
const CHUNK: u64 = 250_000;

/// Stores so many events with their fingerprints and deliveries, of the first project there is.
pub fn fill(url: &str, events: u64) {
    for day in 1..=DAYS {
        make_parts(url, day);
        let most = events / DAYS;
        for from in (0..most).step_by(usize::try_from(CHUNK).expect("it is small")) {
            run_on_postgres(url, &rows(day, from, most.min(from + CHUNK)));
        }
    }
    for table in ["event", "delivery", "seen"] {
        run_on_postgres(url, &format!("VACUUM (ANALYZE) {table}"));
    }
    run_on_postgres(url, "CHECKPOINT");
}

/// As the hub makes them, for the days that it has not come to.
fn make_parts(url: &str, day: u64) {
    for (table, options) in
        [("attempt", ""), ("delivery", " WITH (fillfactor = 80)"), ("event", "")]
    {
        let number = today(url) + day;
        let part = format!("{table}_{number}");
        if ask_postgres(url, &format!("SELECT to_regclass('{part}')"))[0][0].is_empty() {
            let (first, next) = (number * DAY, (number + 1) * DAY);
            let make = format!("CREATE TABLE {part} (LIKE {table} INCLUDING ALL){options}");
            run_on_postgres(url, &make);
            let attach = format!(
                "ALTER TABLE {table} ATTACH PARTITION {part} \
                 FOR VALUES FROM ('{first:012x}{:020}') TO ('{next:012x}{:020}')",
                0, 0
            );
            run_on_postgres(url, &attach);
        }
    }
}

fn today(url: &str) -> u64 {
    let now = ask_postgres(url, "SELECT floor(extract(epoch FROM now()) / 86400)");
    now[0][0].parse().expect("a number")
}

/// One statement that writes all three rows of each event, some seven hundred bytes.
fn rows(day: u64, from: u64, to: u64) -> String {
    format!(
        "WITH place AS (SELECT p.no AS project, s.no AS source, w.no AS webhook FROM project p \
         JOIN source s ON s.project = p.no AND NOT s.built_in JOIN webhook w ON w.project = p.no \
         ORDER BY p.no, w.no LIMIT 1), new AS (SELECT place.*, i, (floor(extract(epoch FROM now()) \
         / 86400) + {day})::bigint * {DAY} + i % {DAY} AS ms FROM place, \
         generate_series({from}, {to} - 1) i), made AS (SELECT new.*, CAST(lpad(to_hex(ms), 12, '0') \
         || '8' || lpad(to_hex(i), 7, '0') || substr(md5(i::text), 1, 12) AS uuid) AS id FROM new), \
         told AS (INSERT INTO seen SELECT project, source, ms / 3600000 * 3600000, \
         sha256(uuid_send(id)), id FROM made), owed AS (INSERT INTO delivery (project, event, \
         webhook, state, format, attempts, owner, started_at, duration_ms, status) SELECT project, \
         id, webhook, 1, 1, 1, 1, ms, 12, 200 FROM made) INSERT INTO event (project, id, source, \
         kind, contact, message_id, occurred_at, received_at, matched, owner, body) SELECT project, \
         id, source, 3, 'user' || i % 100000 || '@example.org', 'message-' || i, ms, ms, 1, 1, \
         convert_to('{{\"type\":\"email.delivered\",\"data\":{{\"text\":\"' || repeat('.', 420) \
         || '\"}}}}', 'UTF8') FROM made"
    )
}
