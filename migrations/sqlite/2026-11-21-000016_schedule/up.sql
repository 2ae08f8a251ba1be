-- Publications may begin later and end by themselves. `began` and `ended` say whether the content log has it
-- yet; `reviewed` whether the article was in review when it was scheduled, and is again if it is unscheduled.
ALTER TABLE publications ADD COLUMN reviewed INTEGER NOT NULL DEFAULT 0 CHECK (reviewed IN (0, 1));
ALTER TABLE publications ADD COLUMN began INTEGER NOT NULL DEFAULT 1 CHECK (began IN (0, 1));
ALTER TABLE publications ADD COLUMN ended INTEGER NOT NULL DEFAULT 0 CHECK (ended IN (0, 1));
UPDATE publications SET ended = 1 WHERE until_at < '9999-12-31T23:59:59.999999Z';
CREATE INDEX publications_begin ON publications (from_at) WHERE began = 0;
CREATE INDEX publications_end ON publications (until_at)
    WHERE ended = 0 AND until_at < '9999-12-31T23:59:59.999999Z';

-- Whose address a slug is or was is asked of what was public under it.
CREATE INDEX publications_slug ON publications (kind, slug, from_at);
