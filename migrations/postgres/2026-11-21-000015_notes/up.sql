-- What the desk and the writer say to each other about an article or a page.
CREATE TABLE notes (
    id uuid NOT NULL PRIMARY KEY,
    article_id uuid NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('comment', 'submitted', 'returned')),
    text TEXT NOT NULL,
    created_by uuid NOT NULL REFERENCES users (id),
    created_at timestamptz NOT NULL,
    version bigint NOT NULL,
    resolved_by uuid REFERENCES users (id),
    resolved_at timestamptz
);
CREATE INDEX notes_article ON notes (article_id, created_at, id);
CREATE INDEX notes_created ON notes (created_at, id);
