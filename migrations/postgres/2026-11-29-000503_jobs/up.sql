-- What is to be done beside the requests. A row is work to do and goes when it is done; `key` says on what, so that
-- the same work is not queued twice. Whoever runs it holds it until `leased_until`. What failed too often stays, with
-- `dead_at`, until somebody says otherwise. `asked` counts how often it was asked for: whoever is at it sees
-- that it was asked for again meanwhile.
CREATE TABLE jobs (
    id uuid NOT NULL PRIMARY KEY,
    kind text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    run_at timestamptz NOT NULL,
    attempts integer NOT NULL,
    asked bigint NOT NULL,
    leased_by uuid,
    leased_until timestamptz,
    last_error text,
    dead_at timestamptz,
    created_at timestamptz NOT NULL,
    UNIQUE (kind, key)
);
CREATE INDEX jobs_due ON jobs (run_at) WHERE dead_at IS NULL;
