-- Publications may begin later and end by themselves. `began` and `ended` say whether the content log has it
-- yet; `reviewed` whether the article was in review when it was scheduled, and is again if it is unscheduled.
ALTER TABLE publications ADD COLUMN reviewed boolean NOT NULL DEFAULT false;
ALTER TABLE publications ADD COLUMN began boolean NOT NULL DEFAULT true;
ALTER TABLE publications ADD COLUMN ended boolean NOT NULL DEFAULT false;
UPDATE publications SET ended = true WHERE until_at < '9999-12-31T23:59:59.999999Z';
CREATE INDEX publications_begin ON publications (from_at) WHERE NOT began;
CREATE INDEX publications_end ON publications (until_at)
    WHERE NOT ended AND until_at < '9999-12-31T23:59:59.999999Z';

-- Whose address a slug is or was is asked of what was public under it.
CREATE INDEX publications_slug ON publications (kind, slug, from_at);
