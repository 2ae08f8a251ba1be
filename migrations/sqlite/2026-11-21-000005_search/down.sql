DROP TABLE search_known;
DROP TABLE search_names;
DROP TRIGGER search_documents_gone;
DROP TABLE search_index;
DROP TABLE search_documents;
DROP TABLE search_state;
