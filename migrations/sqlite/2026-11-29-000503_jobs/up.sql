-- What is to be done beside the requests. A row is work to do and goes when it is done; `key` says on what, so that
-- the same work is not queued twice. Whoever runs it holds it until `leased_until`. What failed too often stays, with
-- `dead_at`, until somebody says otherwise. `asked` counts how often it was asked for: whoever is at it sees
-- that it was asked for again meanwhile.
CREATE TABLE jobs (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    run_at TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    asked INTEGER NOT NULL,
    leased_by TEXT,
    leased_until TEXT,
    last_error TEXT,
    dead_at TEXT,
    created_at TEXT NOT NULL,
    UNIQUE (kind, key)
) STRICT;
CREATE INDEX jobs_due ON jobs (run_at) WHERE dead_at IS NULL;
