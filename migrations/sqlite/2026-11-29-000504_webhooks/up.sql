-- Who is told what happens. `position` is the number of the last entry of the content log that was dealt with;
-- `types` a JSON list, none for every event. The secrets are sealed with a key the database does not hold.
CREATE TABLE webhooks (
    id TEXT NOT NULL PRIMARY KEY,
    url TEXT NOT NULL,
    description TEXT,
    types TEXT,
    active INTEGER NOT NULL CHECK (active IN (0, 1)),
    disabled_reason TEXT CHECK (disabled_reason IN ('gone')),
    secret BLOB NOT NULL,
    previous_secret BLOB,
    previous_secret_until TEXT,
    position INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX webhooks_created ON webhooks (created_at, id);

-- What was sent or is being tried: one row for each event and webhook, none before the first try. A ping has no
-- number in the log. `event_id` is what receivers know it by (`webhook-id`), the same for every try.
CREATE TABLE webhook_deliveries (
    id TEXT NOT NULL PRIMARY KEY,
    webhook_id TEXT NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
    seq INTEGER,
    event_id TEXT NOT NULL,
    type TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'delivered', 'dead', 'skipped')),
    attempts INTEGER NOT NULL,
    last_attempt_at TEXT NOT NULL,
    next_attempt_at TEXT,
    response_status INTEGER,
    error TEXT,
    duration_ms INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    UNIQUE (webhook_id, event_id)
) STRICT;
CREATE INDEX webhook_deliveries_created ON webhook_deliveries (webhook_id, created_at, id);
CREATE INDEX webhook_deliveries_state ON webhook_deliveries (webhook_id, state, created_at, id);
CREATE INDEX webhook_deliveries_age ON webhook_deliveries (state, last_attempt_at);
