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
        Column("body", Bytes, false),
    ];
    Template::new(COLUMNS, "INSERT INTO event ({columns}) {rows}")
});

/// Deliveries that no attempt was made for.
pub(super) static DELIVERIES: LazyLock<Template> = LazyLock::new(|| {
    const COLUMNS: &[Column] = &[
        Column("project", Int, false),
        Column("event", Uuid, false),
        Column("webhook", Int, false),
        Column("format", Small, false),
        Column("due_at", Big, true),
        Column("owner", Int, false),
    ];
    Template::new(COLUMNS, "INSERT INTO delivery ({columns}) {rows} ON CONFLICT DO NOTHING")
});

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

/// How attempts ended, for deliveries that are still pending and still whose they were.
pub(super) static SETTLE: LazyLock<Template> = LazyLock::new(|| {
    const COLUMNS: &[Column] = &[
        Column("project", Int, false),
        Column("event", Uuid, false),
        Column("webhook", Int, false),
        Column("held_by", Int, false),
        Column("owner", Int, false),
        Column("state", Small, false),
        Column("attempts", Small, false),
        Column("slot", Small, false),
        Column("due_at", Big, true),
        Column("started_at", Big, false),
        Column("duration_ms", Int, false),
        Column("status", Small, true),
        Column("error", Text, true),
        Column("response", Bytes, true),
    ];
    Template::new(
        COLUMNS,
        "WITH v ({columns}) AS ({rows}) UPDATE delivery SET owner = v.owner, state = v.state, \
         attempts = v.attempts, slot = v.slot, due_at = v.due_at, started_at = v.started_at, \
         duration_ms = v.duration_ms, status = v.status, error = v.error, response = v.response \
         FROM v WHERE delivery.project = v.project AND delivery.event = v.event \
         AND delivery.webhook = v.webhook AND delivery.state = 0 \
         AND delivery.owner = v.held_by AND delivery.attempts < v.attempts",
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

/// Takes deliveries that were held for long out of memory's care: due in the store.
pub(super) static PARK: LazyLock<Template> = LazyLock::new(|| {
    const COLUMNS: &[Column] = &[
        Column("project", Int, false),
        Column("event", Uuid, false),
        Column("webhook", Int, false),
        Column("due_at", Big, false),
    ];
    Template::new(
        COLUMNS,
        "WITH v ({columns}) AS ({rows}) UPDATE delivery SET due_at = v.due_at FROM v \
         WHERE delivery.project = v.project AND delivery.event = v.event \
         AND delivery.webhook = v.webhook AND delivery.state = 0 AND delivery.due_at IS NULL",
    )
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
