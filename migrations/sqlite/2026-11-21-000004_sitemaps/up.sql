-- What search engines are told.
--
-- `noindex` repeats the wish of the revision shown. `sitemap_part` is the article's, given at its
-- first publication and kept: a sitemap is one range of an index, and which there are is known
-- without reading the articles.
ALTER TABLE publications ADD COLUMN noindex INTEGER NOT NULL DEFAULT 0 CHECK (noindex IN (0, 1));
ALTER TABLE publications ADD COLUMN sitemap_part INTEGER NOT NULL DEFAULT 0;

-- How many articles were given each part; the newest is filled up.
CREATE TABLE sitemap_parts (
    number INTEGER NOT NULL PRIMARY KEY,
    articles INTEGER NOT NULL
) STRICT;

UPDATE publications SET noindex = 1 WHERE EXISTS (
    SELECT 1 FROM revisions r
    WHERE r.article_id = publications.article_id AND r.number = publications.revision AND json_extract(r.content, '$.seo.noindex')
);
UPDATE publications SET sitemap_part = ranked.part
FROM (
    SELECT article_id, (row_number() OVER (ORDER BY min(first_published_at), article_id) - 1) / 10000 + 1 AS part
    FROM publications GROUP BY article_id
) AS ranked
WHERE ranked.article_id = publications.article_id;
INSERT INTO sitemap_parts (number, articles)
SELECT sitemap_part, count(DISTINCT article_id) FROM publications GROUP BY sitemap_part;

CREATE INDEX publications_sitemap ON publications (sitemap_part, noindex, updated_at, article_id);
