ALTER TABLE articles DROP COLUMN embargo_until;
DROP TABLE corrections;
