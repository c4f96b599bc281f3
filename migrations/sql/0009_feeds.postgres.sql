-- Feeds: events in the order in which they were committed. As the SQLite file, which says what the
-- columns mean.

-- Hubs of the version before name no number while an upgrade rolls: they get one that grows as well.
CREATE SEQUENCE event_seq;
ALTER TABLE event ADD COLUMN seq BIGINT;
ALTER TABLE event ALTER COLUMN seq SET DEFAULT nextval('event_seq');
CREATE INDEX event_feed ON event (project, owner, seq) WHERE seq IS NOT NULL;

-- How often the run did not hear what became of a commit. One that was made in the belief of a
-- smaller number writes nothing: no commit comes behind a later one.
ALTER TABLE hub ADD COLUMN doubts BIGINT NOT NULL DEFAULT 0;

CREATE TABLE erased (
    project INTEGER NOT NULL,
    run     INTEGER NOT NULL,
    seq     BIGINT NOT NULL,
    at      BIGINT NOT NULL,
    PRIMARY KEY (project, run)
);
