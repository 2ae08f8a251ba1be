DROP TABLE publication_tags;
DROP TABLE article_tags;
DROP TABLE tags;
