-- SQL cannot unpack what was compressed: where there is such a body, this fails and changes nothing.
CREATE TABLE compressed_bodies (left_over bigint NOT NULL CHECK (left_over = 0));
INSERT INTO compressed_bodies SELECT count(*) FROM revisions WHERE substr(body_packed, 1, 1) <> '\x00'::bytea;
DROP TABLE compressed_bodies;
ALTER TABLE revisions DROP COLUMN slug;
ALTER TABLE revisions RENAME COLUMN body_packed TO body_source;
ALTER TABLE revisions
    ALTER COLUMN body_source TYPE text USING convert_from(substr(body_source, 2), 'UTF8');
