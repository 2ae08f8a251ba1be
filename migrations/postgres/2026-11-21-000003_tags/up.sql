-- Subjects, across the sections.
CREATE TABLE tags (
    id uuid NOT NULL PRIMARY KEY,
    slug TEXT COLLATE "C" NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT COLLATE "C" NOT NULL,
    description TEXT,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE INDEX tags_slug ON tags (slug);
CREATE INDEX tags_name ON tags (name_key, id);
CREATE INDEX tags_created ON tags (created_at, id);

CREATE TABLE article_tags (
    article_id uuid NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    tag_id uuid NOT NULL REFERENCES tags (id),
    position integer NOT NULL,
    PRIMARY KEY (article_id, tag_id)
);
CREATE INDEX article_tags_tag ON article_tags (tag_id);

CREATE TABLE publication_tags (
    publication_id uuid NOT NULL REFERENCES publications (id) ON DELETE CASCADE,
    tag_id uuid NOT NULL REFERENCES tags (id),
    article_id uuid NOT NULL,
    position integer NOT NULL,
    from_at timestamptz NOT NULL,
    until_at timestamptz NOT NULL,
    published_at timestamptz NOT NULL,
    PRIMARY KEY (publication_id, tag_id)
);
CREATE INDEX publication_tags_tag ON publication_tags (tag_id, published_at, article_id, from_at, until_at);
