DROP INDEX publications_begin;
DROP INDEX publications_end;
CREATE INDEX publications_begin ON publications (from_at) WHERE began = 0;
CREATE INDEX publications_end ON publications (until_at)
    WHERE ended = 0 AND until_at < '9999-12-31T23:59:59.999999Z';
