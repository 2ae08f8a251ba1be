DROP TRIGGER search_documents_gone;
CREATE TRIGGER search_documents_gone AFTER DELETE ON search_documents BEGIN
    DELETE FROM search_index WHERE rowid = old.number;
END;
DROP TABLE search_titles;
