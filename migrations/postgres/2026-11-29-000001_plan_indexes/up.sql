-- Not partial: values are bound, and no engine would know that such an index fits.
DROP INDEX publications_begin;
DROP INDEX publications_end;
CREATE INDEX publications_begin ON publications (began, from_at);
CREATE INDEX publications_end ON publications (ended, until_at);
