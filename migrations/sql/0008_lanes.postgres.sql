-- How endpoints fare, and what the operator is to be told.

CREATE TABLE health (
    webhook  INTEGER NOT NULL PRIMARY KEY,
    project  INTEGER NOT NULL,
    health   TEXT NOT NULL,
    taken_at BIGINT
);
CREATE INDEX health_project ON health (project);

CREATE TABLE notice (
    id     UUID NOT NULL PRIMARY KEY,
    body   BYTEA NOT NULL,
    due_at BIGINT NOT NULL,
    slot   INTEGER NOT NULL
);
CREATE INDEX notice_due ON notice (due_at);
