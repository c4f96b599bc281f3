-- The project whose block list it uses; null for its own.
ALTER TABLE project ADD COLUMN block_list INTEGER REFERENCES project (no);

-- What is known of an address. `project` is the one whose list it is on.
CREATE TABLE contact (
    project        INTEGER NOT NULL,
    channel        TEXT NOT NULL,
    address        TEXT NOT NULL,
    -- Marks: when that was said last, 0 for never, and the event that said it; null where it was
    -- imported.
    bounced_at     INTEGER NOT NULL DEFAULT 0,
    bounced_by     BLOB,
    complained_at  INTEGER NOT NULL DEFAULT 0,
    complained_by  BLOB,
    left_at        INTEGER NOT NULL DEFAULT 0,
    left_by        BLOB,
    deactivated_at INTEGER NOT NULL DEFAULT 0,
    deactivated_by BLOB,
    joined_at      INTEGER NOT NULL DEFAULT 0,
    joined_by      BLOB,
    activated_at   INTEGER NOT NULL DEFAULT 0,
    activated_by   BLOB,
    -- The platform's own id of the person, with when it was said and by which event.
    user_id        TEXT,
    user_at        INTEGER NOT NULL DEFAULT 0,
    user_by        BLOB,
    -- JSON: the fields of its profile; null where it has none.
    fields         TEXT,
    -- JSON: when each field was said, those that were taken away included, so that what comes late
    -- does not undo what is later.
    stamps         TEXT,
    -- What the marks come to, as `event::Standing` has it: the reasons as bits (1 unsubscribed,
    -- 2 bounced, 4 complained, 8 deactivated), and since when.
    blocked        INTEGER NOT NULL GENERATED ALWAYS AS (
        CASE WHEN left_at > 0 AND left_at >= joined_at THEN 1 ELSE 0 END
        + CASE WHEN bounced_at > 0 AND bounced_at >= activated_at THEN 2 ELSE 0 END
        + CASE WHEN complained_at > 0 AND complained_at >= activated_at
            AND complained_at >= joined_at THEN 4 ELSE 0 END
        + CASE WHEN deactivated_at > 0 AND deactivated_at >= activated_at THEN 8 ELSE 0 END
    ) STORED,
    since          INTEGER GENERATED ALWAYS AS (COALESCE(
        NULLIF(max(
            CASE WHEN left_at > 0 AND left_at >= joined_at THEN left_at ELSE 0 END,
            CASE WHEN bounced_at > 0 AND bounced_at >= activated_at THEN bounced_at ELSE 0 END,
            CASE WHEN complained_at > 0 AND complained_at >= activated_at
            AND complained_at >= joined_at THEN complained_at ELSE 0 END,
            CASE WHEN deactivated_at > 0 AND deactivated_at >= activated_at THEN deactivated_at ELSE 0 END
        ), 0),
        NULLIF(max(joined_at, activated_at), 0)
    )) STORED,
    PRIMARY KEY (project, channel, address)
) STRICT, WITHOUT ROWID;
CREATE INDEX contact_blocked ON contact (project, channel, address) WHERE blocked > 0;
CREATE INDEX contact_user ON contact (project, user_id) WHERE user_id IS NOT NULL;
