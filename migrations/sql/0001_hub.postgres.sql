-- As the SQLite file, which says what the columns mean.
-- Rows of deliveries change in place, so their pages keep room.

CREATE TABLE meta (
    name  TEXT NOT NULL PRIMARY KEY,
    value BYTEA NOT NULL
);

CREATE TABLE registry (
    version BIGINT NOT NULL
);
INSERT INTO registry (version) VALUES (0);

CREATE TABLE hub (
    no         INTEGER GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    started_at BIGINT NOT NULL,
    beat_at    BIGINT NOT NULL,
    low_water  BIGINT NOT NULL,
    stopped_at BIGINT
);

CREATE TABLE project (
    no                   INTEGER GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id                   UUID NOT NULL UNIQUE,
    version              BIGINT NOT NULL,
    domain               TEXT UNIQUE,
    title                TEXT NOT NULL,
    require_verification BOOLEAN NOT NULL,
    created_at           BIGINT NOT NULL,
    deleted_at           BIGINT
);
CREATE INDEX project_version ON project (version);

CREATE TABLE source (
    no         INTEGER GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id         UUID NOT NULL UNIQUE,
    version    BIGINT NOT NULL,
    project    INTEGER NOT NULL REFERENCES project (no),
    built_in   BOOLEAN NOT NULL,
    channel    TEXT NOT NULL,
    provider   TEXT NOT NULL,
    title      TEXT NOT NULL,
    paused     BOOLEAN NOT NULL,
    secrets    BYTEA NOT NULL,
    tokens     BYTEA NOT NULL,
    settings   TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    deleted_at BIGINT
);
CREATE INDEX source_version ON source (version);

CREATE TABLE webhook (
    no            INTEGER GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id            UUID NOT NULL UNIQUE,
    version       BIGINT NOT NULL,
    project       INTEGER NOT NULL REFERENCES project (no),
    title         TEXT NOT NULL,
    url           BYTEA NOT NULL,
    headers       BYTEA NOT NULL,
    secrets       BYTEA NOT NULL,
    events        TEXT NOT NULL,
    schedule      TEXT,
    success       TEXT NOT NULL,
    concurrency   SMALLINT,
    format        SMALLINT NOT NULL,
    state         TEXT NOT NULL,
    paused_reason TEXT,
    verification  TEXT NOT NULL,
    created_at    BIGINT NOT NULL,
    deleted_at    BIGINT
);
CREATE INDEX webhook_version ON webhook (version);

CREATE TABLE api_key (
    no         INTEGER GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id         UUID NOT NULL UNIQUE,
    version    BIGINT NOT NULL,
    project    INTEGER REFERENCES project (no),
    role       TEXT NOT NULL,
    title      TEXT NOT NULL,
    hash       BYTEA NOT NULL UNIQUE,
    hint       TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    deleted_at BIGINT
);
CREATE INDEX api_key_version ON api_key (version);

CREATE TABLE event (
    project     INTEGER NOT NULL,
    id          UUID NOT NULL,
    source      INTEGER NOT NULL,
    kind        SMALLINT NOT NULL,
    contact     TEXT,
    message_id  TEXT,
    occurred_at BIGINT,
    received_at BIGINT NOT NULL,
    matched     INTEGER NOT NULL,
    owed        BYTEA,
    owner       INTEGER NOT NULL,
    body        BYTEA NOT NULL,
    PRIMARY KEY (project, id)
);

CREATE TABLE seen (
    project     INTEGER NOT NULL,
    source      INTEGER NOT NULL,
    occurred_at BIGINT NOT NULL,
    fingerprint BYTEA NOT NULL,
    event       UUID NOT NULL,
    PRIMARY KEY (project, source, occurred_at, fingerprint)
);

CREATE TABLE once (
    project INTEGER NOT NULL,
    source  INTEGER NOT NULL,
    token   BYTEA NOT NULL,
    body    BYTEA NOT NULL,
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (project, source, token)
);

CREATE TABLE delivery (
    project     INTEGER NOT NULL,
    event       UUID NOT NULL,
    webhook     INTEGER NOT NULL,
    state       SMALLINT NOT NULL DEFAULT 0,
    format      SMALLINT NOT NULL,
    attempts    SMALLINT NOT NULL DEFAULT 0,
    slot        SMALLINT NOT NULL DEFAULT 0,
    due_at      BIGINT,
    owner       INTEGER NOT NULL,
    started_at  BIGINT,
    duration_ms INTEGER,
    status      SMALLINT,
    error       TEXT,
    response    BYTEA,
    PRIMARY KEY (project, event, webhook)
) WITH (fillfactor = 80);
CREATE INDEX delivery_due ON delivery (project, webhook, due_at, event) WHERE due_at IS NOT NULL;
CREATE INDEX delivery_undelivered ON delivery (project, state, event) WHERE state > 1;

CREATE TABLE attempt (
    project     INTEGER NOT NULL,
    event       UUID NOT NULL,
    webhook     INTEGER NOT NULL,
    number      SMALLINT NOT NULL,
    started_at  BIGINT NOT NULL,
    duration_ms INTEGER NOT NULL,
    status      SMALLINT,
    error       TEXT,
    response    BYTEA,
    PRIMARY KEY (project, event, webhook, number)
);

CREATE TABLE fanout (
    project INTEGER NOT NULL,
    event   UUID NOT NULL,
    kind    SMALLINT NOT NULL,
    after   INTEGER NOT NULL,
    last    INTEGER NOT NULL,
    owner   INTEGER NOT NULL,
    PRIMARY KEY (project, event)
);

CREATE TABLE callback (
    project     INTEGER NOT NULL,
    id          UUID NOT NULL,
    source      INTEGER NOT NULL,
    received_at BIGINT NOT NULL,
    state       TEXT NOT NULL,
    note        TEXT NOT NULL,
    method      TEXT NOT NULL,
    url         TEXT NOT NULL,
    headers     TEXT NOT NULL,
    body        BYTEA NOT NULL,
    PRIMARY KEY (project, id)
);
CREATE INDEX callback_source ON callback (project, source, id);

CREATE TABLE answered (
    api_key    INTEGER NOT NULL,
    name       BYTEA NOT NULL,
    request    BYTEA NOT NULL,
    status     SMALLINT NOT NULL,
    body       BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (api_key, name)
);
