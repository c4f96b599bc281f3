-- As the SQLite file, which says what the columns mean.
CREATE TABLE parcel (
    project    INTEGER NOT NULL,
    id         UUID NOT NULL,
    message    UUID NOT NULL,
    own        BYTEA,
    source     INTEGER NOT NULL,
    channel    TEXT NOT NULL,
    contact    TEXT NOT NULL,
    user_id    TEXT,
    state      SMALLINT NOT NULL,
    body       TEXT NOT NULL,
    metadata   TEXT NOT NULL,
    topic      TEXT,
    quiet      SMALLINT NOT NULL,
    made_at    BIGINT NOT NULL,
    ends_at    BIGINT NOT NULL,
    due_at     BIGINT,
    attempts   SMALLINT NOT NULL,
    sent_at    BIGINT,
    expires_at BIGINT,
    message_id TEXT,
    viewed_at  BIGINT,
    reason     TEXT,
    PRIMARY KEY (project, id)
);
CREATE UNIQUE INDEX parcel_own ON parcel (project, own) WHERE own IS NOT NULL;
CREATE INDEX parcel_reported ON parcel (project, message_id) WHERE message_id IS NOT NULL;
CREATE INDEX parcel_contact ON parcel (project, channel, contact, id);
CREATE INDEX parcel_message ON parcel (project, message);
CREATE INDEX parcel_due ON parcel (due_at, project, source) WHERE due_at IS NOT NULL;
CREATE INDEX parcel_expires ON parcel (expires_at, project, source) WHERE expires_at IS NOT NULL;

CREATE TABLE browser (
    project     INTEGER NOT NULL,
    id          UUID NOT NULL,
    source      INTEGER NOT NULL,
    endpoint    BYTEA NOT NULL,
    keys        BYTEA NOT NULL,
    form_factor TEXT NOT NULL,
    user_id     TEXT,
    origin      TEXT NOT NULL,
    made_at     BIGINT NOT NULL,
    PRIMARY KEY (project, id)
);
CREATE UNIQUE INDEX browser_endpoint ON browser (project, source, endpoint);
CREATE INDEX browser_user ON browser (project, user_id) WHERE user_id IS NOT NULL;
