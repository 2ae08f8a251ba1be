DROP INDEX menus_translation;
ALTER TABLE menus DROP COLUMN translation_group;
