-- Who holds such a link reads one working copy, or one revision of it. The token is not kept: it is signed, and
-- counts for as long as its row is here.
CREATE TABLE preview_links (
    id TEXT NOT NULL PRIMARY KEY,
    article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    revision INTEGER,
    expires_at TEXT NOT NULL,
    created_by TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at TEXT NOT NULL,
    FOREIGN KEY (article_id, revision) REFERENCES revisions (article_id, number) ON DELETE CASCADE
) STRICT;
CREATE INDEX preview_links_article ON preview_links (article_id, created_at, id);
CREATE INDEX preview_links_created_by ON preview_links (created_by);
