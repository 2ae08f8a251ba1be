-- Titles alone, for what is suggested while somebody types: the beginnings of their words are kept, so that
-- the newest of many are found without reading the others.
CREATE VIRTUAL TABLE search_titles USING fts5 (
    title, content = '', contentless_delete = 1, detail = none, prefix = '2 3 4 5 6', tokenize = 'ascii'
);
INSERT INTO search_titles (rowid, title) SELECT number, title FROM search_documents;

DROP TRIGGER search_documents_gone;
CREATE TRIGGER search_documents_gone AFTER DELETE ON search_documents BEGIN
    DELETE FROM search_index WHERE rowid = old.number;
    DELETE FROM search_titles WHERE rowid = old.number;
END;
