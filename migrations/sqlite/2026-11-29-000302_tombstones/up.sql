-- What was public and was purged: a row for each address readers ever found it under, and since when last. An
-- article that was withdrawn keeps its notice.
CREATE TABLE tombstones (
    article_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('article', 'page')),
    slug TEXT NOT NULL,
    since TEXT NOT NULL,
    notice TEXT,
    purged_at TEXT NOT NULL,
    PRIMARY KEY (article_id, slug)
) STRICT;
CREATE INDEX tombstones_slug ON tombstones (kind, slug, since);
