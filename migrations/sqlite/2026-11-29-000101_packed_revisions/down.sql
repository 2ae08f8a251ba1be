-- SQL cannot unpack what was compressed: where there is such a body, this fails and changes nothing.
CREATE TABLE compressed_bodies (left_over INTEGER NOT NULL CHECK (left_over = 0)) STRICT;
INSERT INTO compressed_bodies SELECT count(*) FROM revisions WHERE substr(body_packed, 1, 1) <> x'00';
DROP TABLE compressed_bodies;
ALTER TABLE revisions DROP COLUMN slug;
ALTER TABLE revisions ADD COLUMN body_source TEXT;
UPDATE revisions SET body_source = CAST(substr(body_packed, 2) AS TEXT) WHERE body_packed IS NOT NULL;
ALTER TABLE revisions DROP COLUMN body_packed;
