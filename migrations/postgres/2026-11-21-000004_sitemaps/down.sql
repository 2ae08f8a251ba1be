DROP INDEX publications_sitemap;
DROP TABLE sitemap_parts;
ALTER TABLE publications DROP COLUMN sitemap_part;
ALTER TABLE publications DROP COLUMN noindex;
