-- What was public and was purged: a row for each address readers ever found it under, and since when last. An
-- article that was withdrawn keeps its notice.
CREATE TABLE tombstones (
    article_id uuid NOT NULL,
    kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('article', 'page')),
    slug TEXT COLLATE "C" NOT NULL,
    since timestamptz NOT NULL,
    notice TEXT,
    purged_at timestamptz NOT NULL,
    PRIMARY KEY (article_id, slug)
);
CREATE INDEX tombstones_slug ON tombstones (kind, slug, since);
