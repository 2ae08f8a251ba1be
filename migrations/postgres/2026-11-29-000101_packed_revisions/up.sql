-- Bodies as bytes: one that says how they are packed (0: as they are, 1: zstd), then the text. What
-- is here already is kept as it is; what is saved from here on is compressed. `slug` is the one the
-- article had with this revision; it was not kept before.
ALTER TABLE revisions
    ALTER COLUMN body_source TYPE bytea USING '\x00'::bytea || convert_to(body_source, 'UTF8');
ALTER TABLE revisions RENAME COLUMN body_source TO body_packed;
ALTER TABLE revisions ADD COLUMN slug text;
