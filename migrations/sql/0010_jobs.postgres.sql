-- Work on many deliveries that goes on by itself, a chunk a transaction.

CREATE TABLE job (
    project    INTEGER NOT NULL,
    id         UUID NOT NULL,
    kind       TEXT NOT NULL,
    state      TEXT NOT NULL,
    webhook    INTEGER,
    scope      TEXT NOT NULL,
    owner      INTEGER,
    round      SMALLINT NOT NULL,
    at_event   UUID NOT NULL,
    at_webhook INTEGER NOT NULL,
    total      BIGINT,
    done       BIGINT NOT NULL,
    made       BIGINT NOT NULL,
    skipped    BIGINT NOT NULL,
    error      TEXT,
    created_at BIGINT NOT NULL,
    started_at BIGINT,
    ended_at   BIGINT,
    PRIMARY KEY (project, id)
);
CREATE INDEX job_open ON job (id) WHERE ended_at IS NULL;
