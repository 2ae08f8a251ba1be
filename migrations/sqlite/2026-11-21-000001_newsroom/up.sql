-- The newsroom: accounts, the working copies, the public edition and the content log.
-- Instants are UTC to the microsecond; an open end is 9999-12-31T23:59:59.999999Z, never NULL.

-- One row: which master key this database belongs to.
CREATE TABLE installation (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    key_fingerprint TEXT NOT NULL,
    created_at TEXT NOT NULL
) STRICT;

-- Accounts -----------------------------------------------------------------------------------

CREATE TABLE users (
    id TEXT NOT NULL PRIMARY KEY,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('admin', 'editor', 'author', 'contributor')),
    password_hash TEXT NOT NULL,
    suspended_at TEXT,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX users_email_key ON users (email_key);

CREATE TABLE sessions (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at TEXT NOT NULL,
    last_used_at TEXT NOT NULL,
    idle_expires_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    user_agent TEXT,
    address TEXT
) STRICT;
CREATE INDEX sessions_user ON sessions (user_id, id);
CREATE INDEX sessions_idle ON sessions (idle_expires_at);

-- Every refresh token a living session ever had, so that reuse of any of them is noticed.
CREATE TABLE refresh_tokens (
    hash TEXT NOT NULL PRIMARY KEY,
    session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    issued_at TEXT NOT NULL,
    rotated_at TEXT
) STRICT;
CREATE INDEX refresh_tokens_session ON refresh_tokens (session_id);

-- Authors and categories ------------------------------------------------------------------------

CREATE TABLE authors (
    id TEXT NOT NULL PRIMARY KEY,
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    job_title TEXT,
    bio TEXT,
    links TEXT NOT NULL,
    image TEXT,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX authors_slug ON authors (slug);
CREATE INDEX authors_name ON authors (name_key, id);
CREATE INDEX authors_created ON authors (created_at, id);

-- `path` is the slugs from the root, joined by '/': a subtree is one range of it.
CREATE TABLE categories (
    id TEXT NOT NULL PRIMARY KEY,
    parent_id TEXT REFERENCES categories (id),
    slug TEXT NOT NULL,
    path TEXT NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    description TEXT,
    position INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX categories_path ON categories (path);
CREATE INDEX categories_slug ON categories (slug);
CREATE INDEX categories_parent ON categories (parent_id, position);
CREATE INDEX categories_name ON categories (name_key, id);

-- Slugs are unique per resource, across locales. `target_id` holds the slug: as `working` it was
-- never public, as `live` it is the one of the newest publication, as `past` it only redirects.
-- `past_target_id` is who held it in public before a working copy took it over: until that copy
-- goes public, the old address goes on redirecting.
CREATE TABLE slugs (
    resource TEXT NOT NULL,
    slug TEXT NOT NULL,
    target_id TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('working', 'live', 'past')),
    past_target_id TEXT,
    PRIMARY KEY (resource, slug)
) STRICT;
CREATE INDEX slugs_target ON slugs (target_id);
CREATE INDEX slugs_past_target ON slugs (past_target_id);

-- Working copies -----------------------------------------------------------------------------------

CREATE TABLE articles (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('article', 'page')),
    locale TEXT NOT NULL,
    translation_group TEXT NOT NULL,
    workflow TEXT NOT NULL CHECK (workflow IN ('draft', 'in_review')),
    version INTEGER NOT NULL,
    head_revision INTEGER NOT NULL,
    slug TEXT NOT NULL,
    type TEXT NOT NULL,
    title_key TEXT NOT NULL,
    featured INTEGER NOT NULL CHECK (featured IN (0, 1)),
    created_by TEXT NOT NULL REFERENCES users (id),
    created_at TEXT NOT NULL,
    saved_by TEXT NOT NULL REFERENCES users (id),
    saved_at TEXT NOT NULL,
    trashed_at TEXT
) STRICT;
CREATE INDEX articles_slug ON articles (slug);
CREATE INDEX articles_saved ON articles (kind, saved_at, id);
CREATE INDEX articles_title ON articles (kind, title_key, id);
CREATE INDEX articles_created_by ON articles (created_by, saved_at, id);
CREATE INDEX articles_trashed ON articles (trashed_at, id);
CREATE INDEX articles_translation_group ON articles (translation_group);

CREATE TABLE article_authors (
    article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    author_id TEXT NOT NULL REFERENCES authors (id),
    role TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (article_id, author_id)
) STRICT;
CREATE INDEX article_authors_author ON article_authors (author_id);

-- The primary category has position 0.
CREATE TABLE article_categories (
    article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    category_id TEXT NOT NULL REFERENCES categories (id),
    is_primary INTEGER NOT NULL CHECK (is_primary IN (0, 1)),
    position INTEGER NOT NULL,
    PRIMARY KEY (article_id, category_id)
) STRICT;
CREATE INDEX article_categories_category ON article_categories (category_id);

-- What was written, byte for byte; never updated. `content` is everything but the body, which a
-- draft may still lack.
CREATE TABLE revisions (
    article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    saved_by TEXT NOT NULL REFERENCES users (id),
    saved_at TEXT NOT NULL,
    message TEXT,
    content TEXT NOT NULL,
    body_format TEXT CHECK (body_format IN ('markdown', 'html', 'text')),
    body_source TEXT,
    PRIMARY KEY (article_id, number)
) STRICT;

-- What the server made of a revision's body; may be made again when the policy rises.
CREATE TABLE renderings (
    article_id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    policy_version INTEGER NOT NULL,
    words INTEGER NOT NULL,
    html TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (article_id, revision),
    FOREIGN KEY (article_id, revision) REFERENCES revisions (article_id, number) ON DELETE CASCADE
) STRICT;

-- Finds what an older policy made.
CREATE INDEX renderings_policy ON renderings (policy_version, article_id, revision);

-- The public edition --------------------------------------------------------------------------------

-- `[from_at, until_at)` during which one revision is public. The intervals of one article never
-- overlap. From `kind` on the columns repeat what lists filter and sort by; the messages say, for
-- the desk only, why it began and why it ended.
CREATE TABLE publications (
    id TEXT NOT NULL PRIMARY KEY,
    article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    revision INTEGER NOT NULL,
    slug TEXT NOT NULL,
    from_at TEXT NOT NULL,
    until_at TEXT NOT NULL,
    first_published_at TEXT NOT NULL,
    published_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    substantive INTEGER NOT NULL CHECK (substantive IN (0, 1)),
    kind TEXT NOT NULL,
    locale TEXT NOT NULL,
    type TEXT NOT NULL,
    title_key TEXT NOT NULL,
    featured INTEGER NOT NULL CHECK (featured IN (0, 1)),
    message TEXT,
    end_message TEXT,
    FOREIGN KEY (article_id, revision) REFERENCES revisions (article_id, number),
    CHECK (from_at < until_at)
) STRICT;
CREATE UNIQUE INDEX publications_article ON publications (article_id, from_at);
CREATE INDEX publications_published ON publications (kind, published_at, article_id);
CREATE INDEX publications_updated ON publications (kind, updated_at, article_id);
CREATE INDEX publications_title ON publications (kind, title_key, article_id);
CREATE INDEX publications_type ON publications (kind, type, published_at, article_id);
CREATE INDEX publications_locale ON publications (kind, locale, published_at, article_id);
CREATE INDEX publications_featured ON publications (kind, published_at, article_id) WHERE featured = 1;

CREATE TABLE publication_authors (
    publication_id TEXT NOT NULL REFERENCES publications (id) ON DELETE CASCADE,
    author_id TEXT NOT NULL REFERENCES authors (id),
    article_id TEXT NOT NULL,
    role TEXT NOT NULL,
    position INTEGER NOT NULL,
    from_at TEXT NOT NULL,
    until_at TEXT NOT NULL,
    published_at TEXT NOT NULL,
    PRIMARY KEY (publication_id, author_id)
) STRICT;
CREATE INDEX publication_authors_author ON publication_authors (author_id, published_at, article_id, from_at, until_at);

-- A row for each category of the article (`direct`) and one for each of their ancestors, so that
-- a section page is one ordered range of the index.
CREATE TABLE publication_categories (
    publication_id TEXT NOT NULL REFERENCES publications (id) ON DELETE CASCADE,
    category_id TEXT NOT NULL REFERENCES categories (id),
    article_id TEXT NOT NULL,
    direct INTEGER NOT NULL CHECK (direct IN (0, 1)),
    is_primary INTEGER NOT NULL CHECK (is_primary IN (0, 1)),
    position INTEGER NOT NULL,
    from_at TEXT NOT NULL,
    until_at TEXT NOT NULL,
    published_at TEXT NOT NULL,
    PRIMARY KEY (publication_id, category_id)
) STRICT;
CREATE INDEX publication_categories_category ON publication_categories (category_id, published_at, article_id, from_at, until_at);

CREATE TABLE retractions (
    id TEXT NOT NULL PRIMARY KEY,
    article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    notice TEXT NOT NULL,
    from_at TEXT NOT NULL,
    until_at TEXT NOT NULL
) STRICT;
CREATE INDEX retractions_article ON retractions (article_id, from_at);

-- The content log -------------------------------------------------------------------------------------

-- One row: the last numbers given and the instant of the newest entry.
CREATE TABLE event_sequence (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    seq INTEGER NOT NULL,
    public_seq INTEGER NOT NULL,
    at TEXT NOT NULL
) STRICT;
INSERT INTO event_sequence (id, seq, public_seq, at) VALUES (1, 0, 0, '1970-01-01T00:00:00.000000Z');

CREATE TABLE events (
    seq INTEGER NOT NULL PRIMARY KEY,
    public_seq INTEGER,
    id TEXT NOT NULL,
    type TEXT NOT NULL,
    resource TEXT NOT NULL,
    resource_id TEXT NOT NULL,
    revision INTEGER,
    actor TEXT,
    at TEXT NOT NULL,
    data TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX events_public_seq ON events (public_seq);
CREATE INDEX events_resource ON events (resource_id, seq);
