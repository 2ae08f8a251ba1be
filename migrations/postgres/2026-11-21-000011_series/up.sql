-- Articles that belong together and are read in an order.
CREATE TABLE series (
    id uuid NOT NULL PRIMARY KEY,
    slug TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    name_key TEXT COLLATE "C" NOT NULL,
    description TEXT COLLATE "C",
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE INDEX series_slug ON series (slug);
CREATE INDEX series_name ON series (name_key, id);
CREATE INDEX series_created ON series (created_at, id);

-- An article is in one series at most. Without a position it stands by its date, after those that
-- have one; no two have the same.
CREATE TABLE article_series (
    article_id uuid NOT NULL PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
    series_id uuid NOT NULL REFERENCES series (id),
    position integer
);
CREATE UNIQUE INDEX article_series_position ON article_series (series_id, position);

-- `rank` is the position, or one above all of them made of the date.
CREATE TABLE publication_series (
    publication_id uuid NOT NULL PRIMARY KEY REFERENCES publications (id) ON DELETE CASCADE,
    series_id uuid NOT NULL REFERENCES series (id),
    article_id uuid NOT NULL,
    position integer,
    rank bigint NOT NULL,
    from_at timestamptz NOT NULL,
    until_at timestamptz NOT NULL,
    published_at timestamptz NOT NULL
);
CREATE INDEX publication_series_rank ON publication_series (series_id, rank, article_id, from_at, until_at);
CREATE INDEX publication_series_date ON publication_series (series_id, published_at, article_id, from_at, until_at);
