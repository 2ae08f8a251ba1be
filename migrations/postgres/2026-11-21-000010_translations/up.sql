-- Translations of one article form a group, named by the id of the original; an article that has
-- none is a group of its own. There is one for each language, the trash aside.
DROP INDEX articles_translation_group;
CREATE UNIQUE INDEX articles_translation ON articles (translation_group, locale) WHERE trashed_at IS NULL;

-- The group as it was published.
ALTER TABLE publications ADD COLUMN translation_group uuid;
UPDATE publications SET translation_group = article_id;
ALTER TABLE publications ALTER COLUMN translation_group SET NOT NULL;
CREATE INDEX publications_translation ON publications (translation_group, locale);

-- Sections and tags have a language too.
ALTER TABLE categories ADD COLUMN locale text COLLATE "C", ADD COLUMN translation_group uuid;
UPDATE categories SET translation_group = id,
    locale = coalesce((SELECT settings::json ->> 'default_locale' FROM site), 'fr');
ALTER TABLE categories ALTER COLUMN locale SET NOT NULL, ALTER COLUMN translation_group SET NOT NULL;
CREATE UNIQUE INDEX categories_translation ON categories (translation_group, locale);
ALTER TABLE tags ADD COLUMN locale text COLLATE "C", ADD COLUMN translation_group uuid;
UPDATE tags SET translation_group = id,
    locale = coalesce((SELECT settings::json ->> 'default_locale' FROM site), 'fr');
ALTER TABLE tags ALTER COLUMN locale SET NOT NULL, ALTER COLUMN translation_group SET NOT NULL;
CREATE UNIQUE INDEX tags_translation ON tags (translation_group, locale);
