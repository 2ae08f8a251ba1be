-- Who is at a working copy. It holds others off until it expires; what has expired is as if it were not there.
CREATE TABLE article_locks (
    article_id TEXT NOT NULL PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
    owner_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    since TEXT NOT NULL,
    expires_at TEXT NOT NULL
) STRICT;
CREATE INDEX article_locks_owner ON article_locks (owner_id, expires_at);
