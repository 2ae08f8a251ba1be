-- For filters with a value few rows have.
CREATE INDEX audit_target_type ON audit (target_type, at, seq);
CREATE INDEX corrections_kind ON corrections (kind, at, id);
CREATE INDEX retractions_until ON retractions (until_at, article_id);
