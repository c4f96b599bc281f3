-- How endpoints fare, and what the operator is to be told.

-- Those that are not well; one that is has no row.
CREATE TABLE health (
    webhook  INTEGER NOT NULL PRIMARY KEY,
    project  INTEGER NOT NULL,
    -- JSON: failures in a row and since when, the breaker, what the operator was told.
    health   TEXT NOT NULL,
    -- When another hub last noted that a request was taken; null where none did.
    taken_at INTEGER
) STRICT;
CREATE INDEX health_project ON health (project);

-- What the operator is to be told; gone once that was done, or given up.
CREATE TABLE notice (
    id     BLOB NOT NULL PRIMARY KEY,
    -- What is sent, byte for byte.
    body   BLOB NOT NULL,
    -- When it is to be sent, or when it may be taken from the run that is at it.
    due_at INTEGER NOT NULL,
    -- How many attempts were made.
    slot   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX notice_due ON notice (due_at);
