-- Links that contacts follow. An id sorts by the time at which the link was made.
CREATE TABLE link (
    project    INTEGER NOT NULL,
    id         BLOB NOT NULL,
    -- Ten letters and digits. Whoever follows the link names no project.
    code       TEXT NOT NULL UNIQUE,
    channel    TEXT NOT NULL,
    -- As its maker wrote it; empty, and so are those below, once it is deleted.
    contact    TEXT NOT NULL,
    message_id TEXT,
    url        TEXT NOT NULL,
    -- JSON.
    metadata   TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    deleted_at INTEGER,
    PRIMARY KEY (project, id)
) STRICT;
CREATE INDEX link_expires ON link (project, expires_at);
