-- Paths of the website that lead elsewhere by an editor's decision. `source` is normalised; without
-- a `target` what was there is gone (410).
CREATE TABLE redirects (
    id TEXT NOT NULL PRIMARY KEY,
    source TEXT NOT NULL,
    target TEXT,
    status INTEGER NOT NULL CHECK (status IN (301, 302, 410)),
    note TEXT,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    CHECK ((status = 410) = (target IS NULL))
) STRICT;
CREATE UNIQUE INDEX redirects_source ON redirects (source);
CREATE INDEX redirects_created ON redirects (created_at, id);
