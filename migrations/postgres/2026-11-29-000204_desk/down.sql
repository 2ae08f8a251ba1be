DROP INDEX publications_counted;
DROP INDEX articles_thrown;
DROP INDEX notes_open;
DROP INDEX articles_workflow;
DROP INDEX articles_returned;
ALTER TABLE articles DROP COLUMN returned_at;
