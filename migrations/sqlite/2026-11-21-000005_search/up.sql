-- Search. What the analyser made of each publication; its tokens are compared by `search_index`.

-- One row: the analyser all documents were made by; another one makes them again.
CREATE TABLE search_state (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    analyser_version INTEGER NOT NULL
) STRICT;
INSERT INTO search_state (id, analyser_version) VALUES (1, 0);

-- `number` rises with the date of publication, so that the newest hits are found without sorting.
CREATE TABLE search_documents (
    number INTEGER NOT NULL PRIMARY KEY,
    publication_id TEXT NOT NULL REFERENCES publications (id) ON DELETE CASCADE,
    year INTEGER NOT NULL,
    analyser_version INTEGER NOT NULL,
    title TEXT NOT NULL,
    lead TEXT NOT NULL,
    folded TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX search_documents_publication ON search_documents (publication_id);

-- Tokens only; what can be read is elsewhere. `ascii` keeps all but ASCII signs, and tokens have none.
CREATE VIRTUAL TABLE search_index USING fts5 (
    title, rest, content = '', contentless_delete = 1, detail = column, tokenize = 'ascii'
);
-- It knows no foreign keys.
CREATE TRIGGER search_documents_gone AFTER DELETE ON search_documents BEGIN
    DELETE FROM search_index WHERE rowid = old.number;
END;

-- The words names are found by. `token` is what documents are labelled with; it outlives a merge.
CREATE TABLE search_names (
    word TEXT NOT NULL,
    token TEXT NOT NULL,
    kind TEXT NOT NULL,
    target_id TEXT NOT NULL,
    PRIMARY KEY (word, token)
) STRICT;
CREATE INDEX search_names_target ON search_names (target_id);

-- Words of titles, leads and names, for those who mistype. Whether one may be told is asked anew.
CREATE TABLE search_known (
    word TEXT NOT NULL PRIMARY KEY
) STRICT;
