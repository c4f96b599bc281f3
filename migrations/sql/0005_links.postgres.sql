-- As the SQLite file, which says what the columns mean.
CREATE TABLE link (
    project    INTEGER NOT NULL,
    id         UUID NOT NULL,
    code       TEXT NOT NULL UNIQUE,
    channel    TEXT NOT NULL,
    contact    TEXT NOT NULL,
    message_id TEXT,
    url        TEXT NOT NULL,
    metadata   TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    deleted_at BIGINT,
    PRIMARY KEY (project, id)
);
CREATE INDEX link_expires ON link (project, expires_at);
