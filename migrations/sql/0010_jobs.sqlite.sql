-- Work on many deliveries that goes on by itself, a chunk a transaction.

CREATE TABLE job (
    project    INTEGER NOT NULL,
    id         BLOB NOT NULL,
    -- `recover`, `replay`, `retry`, `cancel`.
    kind       TEXT NOT NULL,
    -- `queued`, `running`, `done`, `failed`, `cancelled`.
    state      TEXT NOT NULL,
    -- The one that it is about; null for all of the project.
    webhook    INTEGER,
    -- JSON: which deliveries or events it is about.
    scope      TEXT NOT NULL,
    -- The run of the hub that works on it; null until one does.
    owner      INTEGER,
    -- How far it is: the round, and in it the last delivery that was seen to. It moves in the
    -- transaction that sees to them.
    round      INTEGER NOT NULL,
    at_event   BLOB NOT NULL,
    at_webhook INTEGER NOT NULL,
    -- How much there is to see to, counted when it begins; how much was, and what came of it.
    total      INTEGER,
    done       INTEGER NOT NULL,
    made       INTEGER NOT NULL,
    skipped    INTEGER NOT NULL,
    -- Why it failed.
    error      TEXT,
    created_at INTEGER NOT NULL,
    started_at INTEGER,
    ended_at   INTEGER,
    PRIMARY KEY (project, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX job_open ON job (id) WHERE ended_at IS NULL;
