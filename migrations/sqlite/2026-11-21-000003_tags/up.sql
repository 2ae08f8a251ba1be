-- Subjects, across the sections.
CREATE TABLE tags (
    id TEXT NOT NULL PRIMARY KEY,
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    description TEXT,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX tags_slug ON tags (slug);
CREATE INDEX tags_name ON tags (name_key, id);
CREATE INDEX tags_created ON tags (created_at, id);

CREATE TABLE article_tags (
    article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    tag_id TEXT NOT NULL REFERENCES tags (id),
    position INTEGER NOT NULL,
    PRIMARY KEY (article_id, tag_id)
) STRICT;
CREATE INDEX article_tags_tag ON article_tags (tag_id);

CREATE TABLE publication_tags (
    publication_id TEXT NOT NULL REFERENCES publications (id) ON DELETE CASCADE,
    tag_id TEXT NOT NULL REFERENCES tags (id),
    article_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    from_at TEXT NOT NULL,
    until_at TEXT NOT NULL,
    published_at TEXT NOT NULL,
    PRIMARY KEY (publication_id, tag_id)
) STRICT;
CREATE INDEX publication_tags_tag ON publication_tags (tag_id, published_at, article_id, from_at, until_at);
