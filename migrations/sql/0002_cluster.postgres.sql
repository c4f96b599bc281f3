-- Many hubs on one store.

-- The version of what is set up that a run has to know, whether it sends, when another ended it,
-- and when all that it held in memory had become due.
ALTER TABLE hub
    ADD COLUMN registry   BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN dispatches BOOLEAN NOT NULL DEFAULT TRUE,
    ADD COLUMN fenced_at  BIGINT,
    ADD COLUMN taken_at   BIGINT;

-- Each run finds its own, and past no others that live.
DROP INDEX delivery_due;
CREATE INDEX delivery_due ON delivery (owner, project, webhook, due_at, event)
    WHERE due_at IS NOT NULL;
