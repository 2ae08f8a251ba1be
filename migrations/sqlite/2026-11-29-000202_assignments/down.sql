DROP INDEX articles_due;
DROP INDEX articles_assignee;
ALTER TABLE articles DROP COLUMN due_at;
ALTER TABLE articles DROP COLUMN assignee_id;
