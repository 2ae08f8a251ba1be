-- Titles alone, for what is suggested while somebody types. SQLite keeps them apart; here they have an index
-- of their own already.
CREATE VIEW search_titles AS SELECT rowid, title, whole FROM search_index;
