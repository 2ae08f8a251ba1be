-- What was answered to writes that came with an `Idempotency-Key`, so that the same request gets the same reply and
-- has no second effect. Nobody reads rows of a day ago; they are swept.
CREATE TABLE idempotency_keys (
    caller TEXT NOT NULL,
    key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    status INTEGER NOT NULL CHECK (status BETWEEN 200 AND 299),
    headers TEXT NOT NULL,
    body TEXT,
    created_at TEXT NOT NULL,
    PRIMARY KEY (caller, key)
) STRICT;
CREATE INDEX idempotency_keys_created_at ON idempotency_keys (created_at);
