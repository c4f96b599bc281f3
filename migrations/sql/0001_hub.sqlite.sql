-- Times are milliseconds since 1970. Ids are UUIDv7, 16 bytes. `no` is the short name of a row
-- within the store; what users see is its id. The project comes first in every key, so that tables
-- can be spread by project.

-- Numbers, along which a statement cuts its parameters into rows: SQLite has no arrays.
CREATE TABLE ordinal (
    i INTEGER NOT NULL PRIMARY KEY
) STRICT;
WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 4095)
INSERT INTO ordinal (i) SELECT i FROM n;

CREATE TABLE meta (
    name  TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- One row: grows with every change of projects, sources, webhooks or keys.
CREATE TABLE registry (
    version INTEGER NOT NULL
) STRICT;
INSERT INTO registry (version) VALUES (0);

-- One row a run of a hub: `no` is its name and its epoch in one.
CREATE TABLE hub (
    no         INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    started_at INTEGER NOT NULL,
    beat_at    INTEGER NOT NULL,
    -- No delivery that this run held in memory is of an event older than this.
    low_water  INTEGER NOT NULL,
    stopped_at INTEGER
) STRICT;

CREATE TABLE project (
    no                   INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    id                   BLOB NOT NULL UNIQUE,
    version              INTEGER NOT NULL,
    -- Null once it is deleted, so that the domain is free again.
    domain               TEXT UNIQUE,
    title                TEXT NOT NULL,
    require_verification INTEGER NOT NULL,
    created_at           INTEGER NOT NULL,
    deleted_at           INTEGER
) STRICT;
CREATE INDEX project_version ON project (version);

CREATE TABLE source (
    no         INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    id         BLOB NOT NULL UNIQUE,
    version    INTEGER NOT NULL,
    project    INTEGER NOT NULL REFERENCES project (no),
    -- The project's own source, for events that the hub makes or an API caller publishes.
    built_in   INTEGER NOT NULL,
    channel    TEXT NOT NULL,
    provider   TEXT NOT NULL,
    title      TEXT NOT NULL,
    paused     INTEGER NOT NULL,
    -- Sealed JSON: the secrets, and the tokens of the callback URL with the time each ends.
    secrets    BLOB NOT NULL,
    tokens     BLOB NOT NULL,
    settings   TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    deleted_at INTEGER
) STRICT;
CREATE INDEX source_version ON source (version);

CREATE TABLE webhook (
    no            INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    id            BLOB NOT NULL UNIQUE,
    version       INTEGER NOT NULL,
    project       INTEGER NOT NULL REFERENCES project (no),
    title         TEXT NOT NULL,
    -- Sealed: it may hold a password or a token.
    url           BLOB NOT NULL,
    headers       BLOB NOT NULL,
    secrets       BLOB NOT NULL,
    -- JSON: the names as chosen.
    events        TEXT NOT NULL,
    -- JSON, null for the default.
    schedule      TEXT,
    success       TEXT NOT NULL,
    -- How many requests at a time at most, over all hubs; null where the endpoint shows it.
    concurrency   INTEGER,
    format        INTEGER NOT NULL,
    state         TEXT NOT NULL,
    paused_reason TEXT,
    -- JSON: state, method, at.
    verification  TEXT NOT NULL,
    created_at    INTEGER NOT NULL,
    deleted_at    INTEGER
) STRICT;
CREATE INDEX webhook_version ON webhook (version);

CREATE TABLE api_key (
    no         INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    id         BLOB NOT NULL UNIQUE,
    version    INTEGER NOT NULL,
    -- Null for an admin key.
    project    INTEGER REFERENCES project (no),
    role       TEXT NOT NULL,
    title      TEXT NOT NULL,
    -- SHA-256; the key itself is nowhere.
    hash       BLOB NOT NULL UNIQUE,
    hint       TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    deleted_at INTEGER
) STRICT;
CREATE INDEX api_key_version ON api_key (version);

-- Written once and never changed.
CREATE TABLE event (
    project     INTEGER NOT NULL,
    id          BLOB NOT NULL,
    source      INTEGER NOT NULL,
    kind        INTEGER NOT NULL,
    contact     TEXT,
    message_id  TEXT,
    occurred_at INTEGER,
    received_at INTEGER NOT NULL,
    -- How many webhooks wanted it.
    matched     INTEGER NOT NULL,
    -- The debt, as far as memory holds it: the webhooks whose deliveries got no row with the event,
    -- 11 characters each, and the run of the hub that holds them. A row follows with the outcome, or
    -- when somebody asks; where it is missing after a crash it is made from this.
    owed        BLOB,
    owner       INTEGER NOT NULL,
    -- What is sent, byte for byte.
    body        BLOB NOT NULL,
    PRIMARY KEY (project, id)
) STRICT;

-- What makes two reports of a source one event. Keyed by when it happened first, so that new rows
-- land beside each other; 0 where that is not what tells reports apart.
CREATE TABLE seen (
    project     INTEGER NOT NULL,
    source      INTEGER NOT NULL,
    occurred_at INTEGER NOT NULL,
    fingerprint BLOB NOT NULL,
    event       BLOB NOT NULL,
    PRIMARY KEY (project, source, occurred_at, fingerprint)
) STRICT, WITHOUT ROWID;

-- Proofs that count once.
CREATE TABLE once (
    project INTEGER NOT NULL,
    source  INTEGER NOT NULL,
    token   BLOB NOT NULL,
    body    BLOB NOT NULL,
    seen_at INTEGER NOT NULL,
    PRIMARY KEY (project, source, token)
) STRICT, WITHOUT ROWID;

CREATE TABLE delivery (
    project     INTEGER NOT NULL,
    event       BLOB NOT NULL,
    webhook     INTEGER NOT NULL,
    -- 0 pending, 1 delivered, 2 exhausted, 3 cancelled.
    state       INTEGER NOT NULL DEFAULT 0,
    format      INTEGER NOT NULL,
    -- Requests made, and how many of the schedule's slots they used.
    attempts    INTEGER NOT NULL DEFAULT 0,
    slot        INTEGER NOT NULL DEFAULT 0,
    -- When the next attempt is due; null while none is, or while the owner holds it in memory.
    due_at      INTEGER,
    -- The run of the hub that looks after it.
    owner       INTEGER NOT NULL,
    -- The last attempt.
    started_at  INTEGER,
    duration_ms INTEGER,
    status      INTEGER,
    error       TEXT,
    response    BLOB,
    PRIMARY KEY (project, event, webhook)
) STRICT, WITHOUT ROWID;
CREATE INDEX delivery_due ON delivery (project, webhook, due_at, event) WHERE due_at IS NOT NULL;
CREATE INDEX delivery_undelivered ON delivery (project, state, event) WHERE state > 1;

-- Every attempt but one: a first that succeeded, with a short response, is only in its delivery.
CREATE TABLE attempt (
    project     INTEGER NOT NULL,
    event       BLOB NOT NULL,
    webhook     INTEGER NOT NULL,
    number      INTEGER NOT NULL,
    started_at  INTEGER NOT NULL,
    duration_ms INTEGER NOT NULL,
    status      INTEGER,
    error       TEXT,
    response    BLOB,
    PRIMARY KEY (project, event, webhook, number)
) STRICT;

-- An event that more webhooks want than one commit should write: expanded in chunks.
CREATE TABLE fanout (
    project INTEGER NOT NULL,
    event   BLOB NOT NULL,
    kind    INTEGER NOT NULL,
    -- Webhooks numbered above `after` and up to `last` are still to be given their deliveries.
    after   INTEGER NOT NULL,
    last    INTEGER NOT NULL,
    owner   INTEGER NOT NULL,
    PRIMARY KEY (project, event)
) STRICT, WITHOUT ROWID;

CREATE TABLE callback (
    project     INTEGER NOT NULL,
    id          BLOB NOT NULL,
    source      INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    -- `malformed`, `unknown`, `kept`; `reprocessed` once it has been read after all.
    state       TEXT NOT NULL,
    note        TEXT NOT NULL,
    method      TEXT NOT NULL,
    url         TEXT NOT NULL,
    headers     TEXT NOT NULL,
    body        BLOB NOT NULL,
    PRIMARY KEY (project, id)
) STRICT;
CREATE INDEX callback_source ON callback (project, source, id);

-- Answers to requests that were sent with an Idempotency-Key.
CREATE TABLE answered (
    api_key    INTEGER NOT NULL,
    name       BLOB NOT NULL,
    request    BLOB NOT NULL,
    status     INTEGER NOT NULL,
    -- Sealed: it may hold a secret that is shown once.
    body       BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (api_key, name)
) STRICT, WITHOUT ROWID;
