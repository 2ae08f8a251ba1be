DROP VIEW search_titles;
