-- Who did what, when and from where: one chain of entries, each of which holds the hash of the one before it.
-- The bytes that are hashed are the bytes that are stored, so all but the number is text.
CREATE TABLE audit (
    seq bigint NOT NULL PRIMARY KEY,
    at TEXT COLLATE "C" NOT NULL,
    actor TEXT COLLATE "C",
    actor_name TEXT,
    action TEXT COLLATE "C" NOT NULL,
    target_type TEXT COLLATE "C",
    target_id TEXT COLLATE "C",
    from_address TEXT,
    request_id TEXT,
    outcome TEXT COLLATE "C" NOT NULL,
    detail TEXT NOT NULL,
    previous_hash TEXT COLLATE "C" NOT NULL,
    hash TEXT COLLATE "C" NOT NULL
);
CREATE INDEX audit_at ON audit (at, seq);
CREATE INDEX audit_actor ON audit (actor, at, seq);
CREATE INDEX audit_action ON audit (action, at, seq);
CREATE INDEX audit_target ON audit (target_id, at, seq);
CREATE INDEX audit_outcome ON audit (outcome, at, seq);

-- One row: the end of the chain.
CREATE TABLE audit_head (
    id integer NOT NULL PRIMARY KEY CHECK (id = 1),
    seq bigint NOT NULL,
    at timestamptz NOT NULL,
    hash TEXT COLLATE "C" NOT NULL
);
INSERT INTO audit_head (id, seq, at, hash)
VALUES (1, 0, '1970-01-01T00:00:00.000000Z', '0000000000000000000000000000000000000000000000000000000000000000');

-- Against our own mistakes. Whoever owns the database can drop these, but not mend the chain unseen.
CREATE FUNCTION audit_is_appended_to() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is only appended to';
END
$$;
CREATE TRIGGER audit_never_updated BEFORE UPDATE ON audit FOR EACH ROW EXECUTE FUNCTION audit_is_appended_to();
CREATE TRIGGER audit_never_deleted BEFORE DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_is_appended_to();
CREATE TRIGGER audit_never_truncated BEFORE TRUNCATE ON audit EXECUTE FUNCTION audit_is_appended_to();
