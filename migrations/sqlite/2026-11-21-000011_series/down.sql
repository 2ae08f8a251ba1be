DROP TABLE publication_series;
DROP TABLE article_series;
DROP TABLE series;
