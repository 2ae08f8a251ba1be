-- What was answered to writes that came with an `Idempotency-Key`, so that the same request gets the same reply and
-- has no second effect. Nobody reads rows of a day ago; they are swept.
CREATE TABLE idempotency_keys (
    caller uuid NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    fingerprint TEXT COLLATE "C" NOT NULL,
    status integer NOT NULL CHECK (status BETWEEN 200 AND 299),
    headers TEXT NOT NULL,
    body TEXT,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (caller, key)
);
CREATE INDEX idempotency_keys_created_at ON idempotency_keys (created_at);
