-- When the house may be kept again, in milliseconds since 1970.
CREATE TABLE house (
    due_at INTEGER NOT NULL
) STRICT;
INSERT INTO house (due_at) VALUES (0);
