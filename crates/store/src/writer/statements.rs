//! The statements of the commit.

use super::column::Changes::{Between, Often, Seldom};
use super::column::Column;
use super::column::Kind::{Big, Bytes, Int, Small, Text, Uuid};
use super::template::Template;
use std::sync::LazyLock;

/// Claims fingerprints; those that are there already stay as they are.
pub(super) static SEEN: LazyLock<Template> = LazyLock::new(|| {
    Template::new(SEEN_COLUMNS, "INSERT INTO seen ({columns}) {rows} ON CONFLICT DO NOTHING")
});

/// Claims fingerprints; fails where one of them is there already.
pub(super) static SEEN_ONCE: LazyLock<Template> =
    LazyLock::new(|| Template::new(SEEN_COLUMNS, "INSERT INTO seen ({columns}) {rows}"));

/// Finds whose fingerprints they are.
pub(super) static SEEN_BEFORE: LazyLock<Template> = LazyLock::new(|| {
    Template::new(
        SEEN_COLUMNS,
        "WITH v ({columns}) AS ({rows}) \
         SELECT v.event AS asked, s.event AS first FROM v JOIN seen s \
         ON s.project = v.project AND s.source = v.source AND s.occurred_at = v.occurred_at \
         AND s.fingerprint = v.fingerprint WHERE s.event <> v.event",
    )
});

const SEEN_COLUMNS: &[Column] = &[
    Column("project", Int, false, Between),
    Column("source", Int, false, Between),
    Column("occurred_at", Big, false, Often),
    Column("fingerprint", Bytes, false, Often),
    Column("event", Uuid, false, Often),
];

pub(super) static EVENTS: LazyLock<Template> = LazyLock::new(|| {
    const COLUMNS: &[Column] = &[
        Column("project", Int, false, Between),
        Column("id", Uuid, false, Often),
        Column("source", Int, false, Between),
        Column("kind", Small, false, Often),
        Column("contact", Text, true, Often),
        Column("message_id", Text, true, Often),
        Column("occurred_at", Big, true, Often),
        Column("received_at", Big, false, Often),
        Column("matched", Int, false, Between),
        Column("owed", Bytes, true, Between),
        Column("owner", Int, false, Seldom),
        Column("body", Bytes, false, Often),
        Column("seq", Big, false, Often),
    ];
    Template::new(COLUMNS, "INSERT INTO event ({columns}) {rows}")
});

/// Deliveries that no attempt was made for.
pub(super) static DELIVERIES: LazyLock<Template> = LazyLock::new(|| {
    Template::new(
        DELIVERY_COLUMNS,
        "INSERT INTO delivery ({columns}) {rows} ON CONFLICT DO NOTHING",
    )
});

/// Takes deliveries that were held for long out of memory's care: due in the store.
pub(super) static PARK: LazyLock<Template> = LazyLock::new(|| {
    Template::new(
        DELIVERY_COLUMNS,
        "INSERT INTO delivery ({columns}) {rows} ON CONFLICT (project, event, webhook) \
         DO UPDATE SET due_at = excluded.due_at, owner = excluded.owner \
         WHERE delivery.state = 0 AND delivery.due_at IS NULL",
    )
});

const DELIVERY_COLUMNS: &[Column] = &[
    Column("project", Int, false, Between),
    Column("event", Uuid, false, Often),
    Column("webhook", Int, false, Between),
    Column("format", Small, false, Seldom),
    Column("due_at", Big, true, Often),
    Column("owner", Int, false, Seldom),
];

pub(super) static FANOUTS: LazyLock<Template> = LazyLock::new(|| {
    const COLUMNS: &[Column] = &[
        Column("project", Int, false, Often),
        Column("event", Uuid, false, Often),
        Column("kind", Small, false, Often),
        Column("after", Int, false, Often),
        Column("last", Int, false, Often),
        Column("owner", Int, false, Often),
    ];
    Template::new(COLUMNS, "INSERT INTO fanout ({columns}) {rows}")
});

/// How attempts ended. A delivery that memory held gets its row now; one that has a row changes
/// where it is still pending, where this is news, and where nobody has taken it over.
pub(super) static SETTLE: LazyLock<Template> = LazyLock::new(|| {
    const COLUMNS: &[Column] = &[
        Column("project", Int, false, Between),
        Column("event", Uuid, false, Often),
        Column("webhook", Int, false, Between),
        Column("state", Small, false, Seldom),
        Column("format", Small, false, Seldom),
        Column("attempts", Small, false, Seldom),
        Column("slot", Small, false, Seldom),
        Column("due_at", Big, true, Seldom),
        Column("owner", Int, false, Seldom),
        Column("started_at", Big, false, Often),
        Column("duration_ms", Int, false, Often),
        Column("status", Small, true, Between),
        Column("error", Text, true, Seldom),
        Column("response", Bytes, true, Between),
    ];
    Template::new(
        COLUMNS,
        "INSERT INTO delivery ({columns}) {rows} ON CONFLICT (project, event, webhook) \
         DO UPDATE SET state = excluded.state, format = excluded.format, \
         attempts = excluded.attempts, slot = excluded.slot, due_at = excluded.due_at, owner = excluded.owner, \
         started_at = excluded.started_at, duration_ms = excluded.duration_ms, \
         status = excluded.status, error = excluded.error, response = excluded.response \
         WHERE delivery.state = 0 AND delivery.attempts < excluded.attempts{mine}",
    )
});

/// Attempts that are more than their delivery's row can tell. A repeat after a lost answer of the
/// engine changes nothing.
pub(super) static ATTEMPTS: LazyLock<Template> = LazyLock::new(|| {
    const COLUMNS: &[Column] = &[
        Column("project", Int, false, Often),
        Column("event", Uuid, false, Often),
        Column("webhook", Int, false, Often),
        Column("number", Small, false, Often),
        Column("started_at", Big, false, Often),
        Column("duration_ms", Int, false, Often),
        Column("status", Small, true, Often),
        Column("error", Text, true, Often),
        Column("response", Bytes, true, Often),
    ];
    Template::new(COLUMNS, "INSERT INTO attempt ({columns}) {rows} ON CONFLICT DO NOTHING")
});

pub(super) static CALLBACKS: LazyLock<Template> = LazyLock::new(|| {
    const COLUMNS: &[Column] = &[
        Column("project", Int, false, Often),
        Column("id", Uuid, false, Often),
        Column("source", Int, false, Often),
        Column("received_at", Big, false, Often),
        Column("state", Text, false, Often),
        Column("note", Text, false, Often),
        Column("method", Text, false, Often),
        Column("url", Text, false, Often),
        Column("headers", Text, false, Often),
        Column("body", Bytes, false, Often),
    ];
    Template::new(COLUMNS, "INSERT INTO callback ({columns}) {rows}")
});
