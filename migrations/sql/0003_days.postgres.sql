-- Events, deliveries and attempts by days of UTC. An id begins with its time, so that a day is a
-- range of ids. What there is stays where it lies, as the part before tomorrow.

CREATE TABLE house (
    due_at BIGINT NOT NULL
);
INSERT INTO house (due_at) VALUES (0);

ALTER TABLE event RENAME TO event_first;
ALTER INDEX event_pkey RENAME TO event_first_pkey;
CREATE TABLE event (LIKE event_first INCLUDING DEFAULTS) PARTITION BY RANGE (id);
ALTER TABLE event ADD PRIMARY KEY (project, id);

ALTER TABLE delivery RENAME TO delivery_first;
ALTER INDEX delivery_pkey RENAME TO delivery_first_pkey;
ALTER INDEX delivery_due RENAME TO delivery_first_due;
ALTER INDEX delivery_undelivered RENAME TO delivery_first_undelivered;
CREATE TABLE delivery (LIKE delivery_first INCLUDING DEFAULTS) PARTITION BY RANGE (event);
ALTER TABLE delivery ADD PRIMARY KEY (project, event, webhook);
CREATE INDEX delivery_due ON delivery (owner, project, webhook, due_at, event)
    WHERE due_at IS NOT NULL;
CREATE INDEX delivery_undelivered ON delivery (project, state, event) WHERE state > 1;

ALTER TABLE attempt RENAME TO attempt_first;
ALTER INDEX attempt_pkey RENAME TO attempt_first_pkey;
CREATE TABLE attempt (LIKE attempt_first INCLUDING DEFAULTS) PARTITION BY RANGE (event);
ALTER TABLE attempt ADD PRIMARY KEY (project, event, webhook, number);

DO $$
DECLARE
    tomorrow BIGINT := extract(epoch FROM date_trunc('day', now() AT TIME ZONE 'UTC')) * 1000
        + 86400000;
    first_id UUID := lpad(to_hex(tomorrow), 12, '0') || repeat('0', 20);
    part TEXT;
BEGIN
    FOREACH part IN ARRAY ARRAY['event', 'delivery', 'attempt'] LOOP
        EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (MINVALUE) TO (%L)',
            part, part || '_first', first_id);
        -- For ids that no day was made for. A hub makes the next days' parts when it starts, and
        -- from then on once an hour.
        EXECUTE format('CREATE TABLE %I PARTITION OF %I DEFAULT', part || '_other', part);
    END LOOP;
END
$$;
