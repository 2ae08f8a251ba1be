-- When a draft was given back, for as long as that was the last thing done with it.
ALTER TABLE articles ADD COLUMN returned_at TEXT;
UPDATE articles SET returned_at = (
    SELECT last.at FROM events AS last
    WHERE last.resource_id = articles.id AND last.type IN ('article.returned', 'page.returned')
        AND NOT EXISTS (
            SELECT 1 FROM events AS later
            WHERE later.resource_id = last.resource_id AND later.seq > last.seq
                AND later.type NOT IN ('article.updated', 'page.updated')
        )
);
CREATE INDEX articles_returned ON articles (created_by, returned_at, id) WHERE returned_at IS NOT NULL;
-- What the desk lists.
CREATE INDEX articles_workflow ON articles (workflow, saved_at, id);
CREATE INDEX notes_open ON notes (article_id, created_at, id) WHERE resolved_at IS NULL;
-- What it counts: these are gone through as a whole, and hold all that is asked for.
CREATE INDEX articles_thrown ON articles (kind) WHERE trashed_at IS NOT NULL;
CREATE INDEX publications_counted ON publications (article_id, from_at, until_at, kind);
