-- Menus in several languages form a group, named by the id of the original. There is one for each.
ALTER TABLE menus ADD COLUMN translation_group uuid;
UPDATE menus SET translation_group = id;
ALTER TABLE menus ALTER COLUMN translation_group SET NOT NULL;
CREATE UNIQUE INDEX menus_translation ON menus (translation_group, locale);
