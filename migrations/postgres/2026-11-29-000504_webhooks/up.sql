-- Who is told what happens. `position` is the number of the last entry of the content log that was dealt with;
-- `types` a JSON list, none for every event. The secrets are sealed with a key the database does not hold.
CREATE TABLE webhooks (
    id uuid NOT NULL PRIMARY KEY,
    url text NOT NULL,
    description text,
    types text,
    active boolean NOT NULL,
    disabled_reason text CHECK (disabled_reason IN ('gone')),
    secret bytea NOT NULL,
    previous_secret bytea,
    previous_secret_until timestamptz,
    position bigint NOT NULL,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE INDEX webhooks_created ON webhooks (created_at, id);

-- What was sent or is being tried: one row for each event and webhook, none before the first try. A ping has no
-- number in the log. `event_id` is what receivers know it by (`webhook-id`), the same for every try.
CREATE TABLE webhook_deliveries (
    id uuid NOT NULL PRIMARY KEY,
    webhook_id uuid NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
    seq bigint,
    event_id uuid NOT NULL,
    type text NOT NULL,
    state text NOT NULL CHECK (state IN ('pending', 'delivered', 'dead', 'skipped')),
    attempts integer NOT NULL,
    last_attempt_at timestamptz NOT NULL,
    next_attempt_at timestamptz,
    response_status integer,
    error text,
    duration_ms integer NOT NULL,
    created_at timestamptz NOT NULL,
    UNIQUE (webhook_id, event_id)
);
CREATE INDEX webhook_deliveries_created ON webhook_deliveries (webhook_id, created_at, id);
CREATE INDEX webhook_deliveries_state ON webhook_deliveries (webhook_id, state, created_at, id);
CREATE INDEX webhook_deliveries_age ON webhook_deliveries (state, last_attempt_at);
