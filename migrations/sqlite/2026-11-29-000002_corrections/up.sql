-- What editors say publicly of what they changed. Readers find it as long as they find the article.
CREATE TABLE corrections (
    id TEXT NOT NULL CONSTRAINT corrections_pkey PRIMARY KEY,
    article_id TEXT NOT NULL CONSTRAINT corrections_article REFERENCES articles (id) ON DELETE CASCADE,
    revision INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('correction', 'clarification', 'update')),
    note TEXT NOT NULL,
    field TEXT,
    at TEXT NOT NULL,
    created_by TEXT NOT NULL CONSTRAINT corrections_creator REFERENCES users (id)
) STRICT;
CREATE INDEX corrections_of_article ON corrections (article_id, at, id);
CREATE INDEX corrections_newest ON corrections (at, id);
CREATE INDEX corrections_created_by ON corrections (created_by);

-- Until when it must not be public, as whoever handed it over asked.
ALTER TABLE articles ADD COLUMN embargo_until TEXT;
