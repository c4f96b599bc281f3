//! The statements of the commit.

use super::rows::Column;
use super::rows::Kind::{Big, Bytes, Int, Small, Text, Uuid};
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
    Column("project", Int, false),
    Column("source", Int, false),
    Column("occurred_at", Big, false),
    Column("fingerprint", Bytes, false),
    Column("event", Uuid, false),
];

pub(super) static EVENTS: LazyLock<Template> = LazyLock::new(|| {
    const COLUMNS: &[Column] = &[
        Column("project", Int, false),
        Column("id", Uuid, false),
        Column("source", Int, false),
        Column("kind", Small, false),
        Column("contact", Text, true),
        Column("message_id", Text, true),
        Column("occurred_at", Big, true),
        Column("received_at", Big, false),
        Column("matched", Int, false),
        Column("owed", Bytes, true),
        Column("owner", Int, false),
        Column("body", Bytes, false),
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
    Column("project", Int, false),
    Column("event", Uuid, false),
    Column("webhook", Int, false),
    Column("format", Small, false),
    Column("due_at", Big, true),
    Column("owner", Int, false),
];

pub(super) static FANOUTS: LazyLock<Template> = LazyLock::new(|| {
    const COLUMNS: &[Column] = &[
        Column("project", Int, false),
        Column("event", Uuid, false),
        Column("kind", Small, false),
        Column("after", Int, false),
        Column("last", Int, false),
        Column("owner", Int, false),
    ];
    Template::new(COLUMNS, "INSERT INTO fanout ({columns}) {rows}")
});

/// How attempts ended. A delivery that memory held gets its row now; one that has a row changes
/// where it is still pending, where this is news, and where nobody has taken it over.
pub(super) static SETTLE: LazyLock<Template> = LazyLock::new(|| {
    const COLUMNS: &[Column] = &[
        Column("project", Int, false),
        Column("event", Uuid, false),
        Column("webhook", Int, false),
        Column("state", Small, false),
        Column("format", Small, false),
        Column("attempts", Small, false),
        Column("slot", Small, false),
        Column("due_at", Big, true),
        Column("owner", Int, false),
        Column("started_at", Big, false),
        Column("duration_ms", Int, false),
        Column("status", Small, true),
        Column("error", Text, true),
        Column("response", Bytes, true),
    ];
    Template::new(
        COLUMNS,
        "INSERT INTO delivery ({columns}) {rows} ON CONFLICT (project, event, webhook) \
         DO UPDATE SET state = excluded.state, attempts = excluded.attempts, \
         slot = excluded.slot, due_at = excluded.due_at, owner = excluded.owner, \
         started_at = excluded.started_at, duration_ms = excluded.duration_ms, \
         status = excluded.status, error = excluded.error, response = excluded.response \
         WHERE delivery.state = 0 AND delivery.attempts < excluded.attempts{mine}",
    )
});

/// Attempts that are more than their delivery's row can tell. A repeat after a lost answer of the
/// engine changes nothing.
pub(super) static ATTEMPTS: LazyLock<Template> = LazyLock::new(|| {
    const COLUMNS: &[Column] = &[
        Column("project", Int, false),
        Column("event", Uuid, false),
        Column("webhook", Int, false),
        Column("number", Small, false),
        Column("started_at", Big, false),
        Column("duration_ms", Int, false),
        Column("status", Small, true),
        Column("error", Text, true),
        Column("response", Bytes, true),
    ];
    Template::new(COLUMNS, "INSERT INTO attempt ({columns}) {rows} ON CONFLICT DO NOTHING")
});

pub(super) static CALLBACKS: LazyLock<Template> = LazyLock::new(|| {
    const COLUMNS: &[Column] = &[
        Column("project", Int, false),
        Column("id", Uuid, false),
        Column("source", Int, false),
        Column("received_at", Big, false),
        Column("state", Text, false),
        Column("note", Text, false),
        Column("method", Text, false),
        Column("url", Text, false),
        Column("headers", Text, false),
        Column("body", Bytes, false),
    ];
    Template::new(COLUMNS, "INSERT INTO callback ({columns}) {rows}")
});
