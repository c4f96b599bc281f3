-- Feeds: events in the order in which they were committed.

-- The event's number within its run (`owner`), which commits one batch after the other: who sees a
-- number sees all below it that there will ever be. Null for what was there before this step.
ALTER TABLE event ADD COLUMN seq INTEGER;
CREATE INDEX event_feed ON event (project, owner, seq) WHERE seq IS NOT NULL;

-- Of each run, the last number that housekeeping has erased: whoever stands before it has missed
-- something.
CREATE TABLE erased (
    project INTEGER NOT NULL,
    run     INTEGER NOT NULL,
    seq     INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (project, run)
) STRICT, WITHOUT ROWID;
