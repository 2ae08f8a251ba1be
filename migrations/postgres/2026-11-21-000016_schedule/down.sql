DROP INDEX publications_slug;
DROP INDEX publications_end;
DROP INDEX publications_begin;
ALTER TABLE publications DROP COLUMN ended;
ALTER TABLE publications DROP COLUMN began;
ALTER TABLE publications DROP COLUMN reviewed;
