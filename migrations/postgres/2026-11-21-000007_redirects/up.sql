-- Paths of the website that lead elsewhere by an editor's decision. `source` is normalised; without
-- a `target` what was there is gone (410).
CREATE TABLE redirects (
    id uuid NOT NULL PRIMARY KEY,
    source TEXT COLLATE "C" NOT NULL,
    target TEXT,
    status integer NOT NULL CHECK (status IN (301, 302, 410)),
    note TEXT,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CHECK ((status = 410) = (target IS NULL))
);
CREATE UNIQUE INDEX redirects_source ON redirects (source);
CREATE INDEX redirects_created ON redirects (created_at, id);
