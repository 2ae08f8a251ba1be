-- Translations of one article form a group, named by the id of the original; an article that has
-- none is a group of its own. There is one for each language, the trash aside.
DROP INDEX articles_translation_group;
CREATE UNIQUE INDEX articles_translation ON articles (translation_group, locale) WHERE trashed_at IS NULL;

-- The group as it was published.
ALTER TABLE publications ADD COLUMN translation_group TEXT NOT NULL DEFAULT '';
UPDATE publications SET translation_group = article_id;
CREATE INDEX publications_translation ON publications (translation_group, locale);

-- Sections and tags have a language too.
ALTER TABLE categories ADD COLUMN locale TEXT NOT NULL DEFAULT '';
ALTER TABLE categories ADD COLUMN translation_group TEXT NOT NULL DEFAULT '';
UPDATE categories SET translation_group = id,
    locale = coalesce((SELECT json_extract(settings, '$.default_locale') FROM site), 'fr');
CREATE UNIQUE INDEX categories_translation ON categories (translation_group, locale);
ALTER TABLE tags ADD COLUMN locale TEXT NOT NULL DEFAULT '';
ALTER TABLE tags ADD COLUMN translation_group TEXT NOT NULL DEFAULT '';
UPDATE tags SET translation_group = id,
    locale = coalesce((SELECT json_extract(settings, '$.default_locale') FROM site), 'fr');
CREATE UNIQUE INDEX tags_translation ON tags (translation_group, locale);
