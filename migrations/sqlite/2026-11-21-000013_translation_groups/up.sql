-- Every save looks at its group, the trash included: `articles_translation` leaves that out.
CREATE INDEX articles_translation_group ON articles (translation_group);
