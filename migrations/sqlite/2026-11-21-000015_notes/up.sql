-- What the desk and the writer say to each other about an article or a page.
CREATE TABLE notes (
    id TEXT NOT NULL PRIMARY KEY,
    article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('comment', 'submitted', 'returned')),
    text TEXT NOT NULL,
    created_by TEXT NOT NULL REFERENCES users (id),
    created_at TEXT NOT NULL,
    version INTEGER NOT NULL,
    resolved_by TEXT REFERENCES users (id),
    resolved_at TEXT
) STRICT;
CREATE INDEX notes_article ON notes (article_id, created_at, id);
CREATE INDEX notes_created ON notes (created_at, id);
