ALTER TABLE event_sequence DROP COLUMN pruned_public_seq;
ALTER TABLE event_sequence DROP COLUMN pruned_seq;
