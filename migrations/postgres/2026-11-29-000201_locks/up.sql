-- Who is at a working copy. It holds others off until it expires; what has expired is as if it were not there.
CREATE TABLE article_locks (
    article_id uuid NOT NULL PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
    owner_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    since timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX article_locks_owner ON article_locks (owner_id, expires_at);
