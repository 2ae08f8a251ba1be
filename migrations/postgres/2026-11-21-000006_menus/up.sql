-- Named trees of links. The slug is what frontends ask for; it never changes.
CREATE TABLE menus (
    id uuid NOT NULL PRIMARY KEY,
    slug TEXT COLLATE "C" NOT NULL,
    name TEXT NOT NULL,
    locale TEXT NOT NULL,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX menus_slug ON menus (slug);

-- The items of a menu in the order of reading: an item lies in the nearest one before it with a
-- lower depth. A tree written so cannot loop. `article_id` is an article of any kind.
CREATE TABLE menu_items (
    menu_id uuid NOT NULL REFERENCES menus (id) ON DELETE CASCADE,
    position integer NOT NULL,
    depth integer NOT NULL,
    label TEXT,
    category_id uuid REFERENCES categories (id),
    article_id uuid REFERENCES articles (id),
    tag_id uuid REFERENCES tags (id),
    url TEXT,
    PRIMARY KEY (menu_id, position)
);
CREATE INDEX menu_items_category ON menu_items (category_id);
CREATE INDEX menu_items_article ON menu_items (article_id);
CREATE INDEX menu_items_tag ON menu_items (tag_id);
