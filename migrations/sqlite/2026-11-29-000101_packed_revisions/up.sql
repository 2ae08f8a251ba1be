-- Bodies as bytes: one that says how they are packed (0: as they are, 1: zstd), then the text. What
-- is here already is kept as it is; what is saved from here on is compressed. `slug` is the one the
-- article had with this revision; it was not kept before.
ALTER TABLE revisions ADD COLUMN body_packed BLOB;
UPDATE revisions SET body_packed = CAST(x'00' || CAST(body_source AS BLOB) AS BLOB) WHERE body_source IS NOT NULL;
ALTER TABLE revisions DROP COLUMN body_source;
ALTER TABLE revisions ADD COLUMN slug TEXT;
