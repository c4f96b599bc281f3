-- What webhooks ask for besides the usual, the keys of projects that sign, and what is known of the
-- owners of endpoints.

-- JSON: form, shape, signatures, deadline; what is left out is as usual.
ALTER TABLE webhook ADD COLUMN options TEXT NOT NULL DEFAULT '{}';
-- JSON: for each of its secrets, in their order, until when it signs; null for good. Where one is
-- missing it is for good.
ALTER TABLE webhook ADD COLUMN secrets_until TEXT NOT NULL DEFAULT '[]';
-- JSON: the token for the DNS, and the domains that it was found at.
ALTER TABLE project ADD COLUMN domains TEXT NOT NULL DEFAULT '{}';

CREATE TABLE signing_key (
    no         INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    version    INTEGER NOT NULL,
    project    INTEGER NOT NULL REFERENCES project (no),
    -- What receivers find it by; of an RSA key the first label of its record in the DNS.
    name       TEXT NOT NULL,
    algorithm  TEXT NOT NULL,
    -- Sealed JSON.
    secret     BLOB NOT NULL,
    -- Whether it signs; one that does not is still to be published.
    active     INTEGER NOT NULL,
    -- When it stops; null for good.
    until      INTEGER,
    created_at INTEGER NOT NULL,
    deleted_at INTEGER,
    UNIQUE (project, name)
) STRICT;
CREATE INDEX signing_key_version ON signing_key (version);
