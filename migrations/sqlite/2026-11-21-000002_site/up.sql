-- Who the newsroom is: one row, made here so that there always is one. `settings` is a JSON object;
-- what it leaves out has its default.
CREATE TABLE site (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    settings TEXT NOT NULL,
    version INTEGER NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;
INSERT INTO site (id, settings, version, updated_at) VALUES (1, '{}', 1, '1970-01-01T00:00:00.000000Z');
