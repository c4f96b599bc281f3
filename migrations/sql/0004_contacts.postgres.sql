-- As the SQLite file, which says what the columns mean.

ALTER TABLE project ADD COLUMN block_list INTEGER REFERENCES project (no);

CREATE TABLE contact (
    project        INTEGER NOT NULL,
    channel        TEXT COLLATE "C" NOT NULL,
    address        TEXT COLLATE "C" NOT NULL,
    bounced_at     BIGINT NOT NULL DEFAULT 0,
    bounced_by     UUID,
    complained_at  BIGINT NOT NULL DEFAULT 0,
    complained_by  UUID,
    left_at        BIGINT NOT NULL DEFAULT 0,
    left_by        UUID,
    deactivated_at BIGINT NOT NULL DEFAULT 0,
    deactivated_by UUID,
    joined_at      BIGINT NOT NULL DEFAULT 0,
    joined_by      UUID,
    activated_at   BIGINT NOT NULL DEFAULT 0,
    activated_by   UUID,
    user_id        TEXT,
    user_at        BIGINT NOT NULL DEFAULT 0,
    user_by        UUID,
    fields         TEXT,
    stamps         TEXT,
    blocked        SMALLINT NOT NULL GENERATED ALWAYS AS ((
        CASE WHEN left_at > 0 AND left_at >= joined_at THEN 1 ELSE 0 END
        + CASE WHEN bounced_at > 0 AND bounced_at >= activated_at THEN 2 ELSE 0 END
        + CASE WHEN complained_at > 0 AND complained_at >= activated_at
            AND complained_at >= joined_at THEN 4 ELSE 0 END
        + CASE WHEN deactivated_at > 0 AND deactivated_at >= activated_at THEN 8 ELSE 0 END
    )::smallint) STORED,
    since          BIGINT GENERATED ALWAYS AS (COALESCE(
        NULLIF(GREATEST(
            CASE WHEN left_at > 0 AND left_at >= joined_at THEN left_at ELSE 0 END,
            CASE WHEN bounced_at > 0 AND bounced_at >= activated_at THEN bounced_at ELSE 0 END,
            CASE WHEN complained_at > 0 AND complained_at >= activated_at
            AND complained_at >= joined_at THEN complained_at ELSE 0 END,
            CASE WHEN deactivated_at > 0 AND deactivated_at >= activated_at THEN deactivated_at ELSE 0 END
        ), 0),
        NULLIF(GREATEST(joined_at, activated_at), 0)
    )) STORED,
    PRIMARY KEY (project, channel, address)
);
CREATE INDEX contact_blocked ON contact (project, channel, address) WHERE blocked > 0;
CREATE INDEX contact_user ON contact (project, user_id) WHERE user_id IS NOT NULL;
