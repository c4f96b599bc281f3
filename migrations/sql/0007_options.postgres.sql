-- What webhooks ask for besides the usual, the keys of projects that sign, and what is known of the
-- owners of endpoints.

ALTER TABLE webhook ADD COLUMN options TEXT NOT NULL DEFAULT '{}';
ALTER TABLE webhook ADD COLUMN secrets_until TEXT NOT NULL DEFAULT '[]';
ALTER TABLE project ADD COLUMN domains TEXT NOT NULL DEFAULT '{}';

CREATE TABLE signing_key (
    no         INTEGER GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    version    BIGINT NOT NULL,
    project    INTEGER NOT NULL REFERENCES project (no),
    name       TEXT NOT NULL,
    algorithm  TEXT NOT NULL,
    secret     BYTEA NOT NULL,
    active     BOOLEAN NOT NULL,
    until      BIGINT,
    created_at BIGINT NOT NULL,
    deleted_at BIGINT,
    UNIQUE (project, name)
);
CREATE INDEX signing_key_version ON signing_key (version);
