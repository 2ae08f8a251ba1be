DROP TABLE search_known;
DROP TABLE search_names;
DROP TABLE search_index;
DROP TABLE search_documents;
DROP TABLE search_state;
