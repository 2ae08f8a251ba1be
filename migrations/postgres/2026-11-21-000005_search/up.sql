-- Search. What the analyser made of each publication; its tokens are compared by `search_index`.

-- One row: the analyser all documents were made by; another one makes them again.
CREATE TABLE search_state (
    id integer NOT NULL PRIMARY KEY CHECK (id = 1),
    analyser_version integer NOT NULL
);
INSERT INTO search_state (id, analyser_version) VALUES (1, 0);

-- `number` rises with the date of publication, so that the newest hits are found without sorting.
CREATE TABLE search_documents (
    number bigint NOT NULL PRIMARY KEY,
    publication_id uuid NOT NULL REFERENCES publications (id) ON DELETE CASCADE,
    year integer NOT NULL,
    analyser_version integer NOT NULL,
    title TEXT NOT NULL,
    lead TEXT NOT NULL,
    folded TEXT NOT NULL
);
CREATE UNIQUE INDEX search_documents_publication ON search_documents (publication_id);

-- Tokens only, without places. `whole` has those of the title too.
CREATE TABLE search_index (
    rowid bigint NOT NULL PRIMARY KEY REFERENCES search_documents (number) ON DELETE CASCADE,
    title tsvector NOT NULL,
    whole tsvector NOT NULL
);
CREATE INDEX search_index_title ON search_index USING gin (title);
CREATE INDEX search_index_whole ON search_index USING gin (whole);

-- The words names are found by. `token` is what documents are labelled with; it outlives a merge.
CREATE TABLE search_names (
    word TEXT COLLATE "C" NOT NULL,
    token uuid NOT NULL,
    kind TEXT NOT NULL,
    target_id uuid NOT NULL,
    PRIMARY KEY (word, token)
);
CREATE INDEX search_names_target ON search_names (target_id);

-- Words of titles, leads and names, for those who mistype. Whether one may be told is asked anew.
CREATE TABLE search_known (
    word TEXT COLLATE "C" NOT NULL PRIMARY KEY
);
