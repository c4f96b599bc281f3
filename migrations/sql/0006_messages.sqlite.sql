-- Messages that the hub sends itself, each to one contact. An id sorts by the time at which the
-- message was taken in.
CREATE TABLE parcel (
    project    INTEGER NOT NULL,
    id         BLOB NOT NULL,
    -- The first parcel of its message: one to a user may go to several contacts.
    message    BLOB NOT NULL,
    -- What makes its message count once; null behind the first, and where nothing was said.
    own        BLOB,
    source     INTEGER NOT NULL,
    channel    TEXT NOT NULL,
    contact    TEXT NOT NULL,
    user_id    TEXT,
    -- 0 queued, 1 sent, 2 expired, 3 superseded, 4 failed, 5 suppressed, 6 delivered. It only
    -- grows: of all that is said of a parcel the greatest holds, in whatever order it comes.
    state      INTEGER NOT NULL,
    -- JSON: what is sent, by its channel.
    body       TEXT NOT NULL,
    -- JSON.
    metadata   TEXT NOT NULL,
    -- It takes the place of what was sent to the contact under the same topic before.
    topic      TEXT,
    -- Whether it is an answer of the hub's own, of which no event tells.
    quiet      INTEGER NOT NULL,
    made_at    INTEGER NOT NULL,
    -- When it is no longer worth sending.
    ends_at    INTEGER NOT NULL,
    -- When it is to be sent, or when it may be taken from the run that is at it; null once it was
    -- sent or given up.
    due_at     INTEGER,
    attempts   INTEGER NOT NULL,
    sent_at    INTEGER,
    -- When it expires unless something is heard of it; null where nothing is waited for.
    expires_at INTEGER,
    -- What it is called by in reports.
    message_id TEXT,
    viewed_at  INTEGER,
    -- JSON: code and text of why it is as it is.
    reason     TEXT,
    PRIMARY KEY (project, id)
) STRICT;
CREATE UNIQUE INDEX parcel_own ON parcel (project, own) WHERE own IS NOT NULL;
CREATE INDEX parcel_reported ON parcel (project, message_id) WHERE message_id IS NOT NULL;
CREATE INDEX parcel_contact ON parcel (project, channel, contact, id);
CREATE INDEX parcel_message ON parcel (project, message);
-- What is due anywhere is looked for over all projects.
CREATE INDEX parcel_due ON parcel (due_at, project, source) WHERE due_at IS NOT NULL;
CREATE INDEX parcel_expires ON parcel (expires_at, project, source) WHERE expires_at IS NOT NULL;

-- Browsers that take web pushes.
CREATE TABLE browser (
    project     INTEGER NOT NULL,
    id          BLOB NOT NULL,
    source      INTEGER NOT NULL,
    -- HMAC of the endpoint, by which a browser is known again.
    endpoint    BLOB NOT NULL,
    -- Sealed JSON: the endpoint and its keys.
    keys        BLOB NOT NULL,
    -- `desktop` or `mobile`.
    form_factor TEXT NOT NULL,
    user_id     TEXT,
    -- The page's.
    origin      TEXT NOT NULL,
    made_at     INTEGER NOT NULL,
    PRIMARY KEY (project, id)
) STRICT;
CREATE UNIQUE INDEX browser_endpoint ON browser (project, source, endpoint);
CREATE INDEX browser_user ON browser (project, user_id) WHERE user_id IS NOT NULL;
