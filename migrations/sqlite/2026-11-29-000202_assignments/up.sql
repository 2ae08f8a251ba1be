-- Whose turn it is, and until when it is to be done: of the working copy, not of a revision.
ALTER TABLE articles ADD COLUMN assignee_id TEXT REFERENCES users (id) ON DELETE SET NULL;
ALTER TABLE articles ADD COLUMN due_at TEXT;
CREATE INDEX articles_assignee ON articles (assignee_id, due_at, id);
CREATE INDEX articles_due ON articles (kind, due_at, id) WHERE due_at IS NOT NULL;
