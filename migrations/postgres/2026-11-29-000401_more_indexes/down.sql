DROP INDEX retractions_until;
DROP INDEX corrections_kind;
DROP INDEX audit_target_type;
