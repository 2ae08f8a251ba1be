-- The numbers of the last entries of the content log that were taken away; 0 while none was.
ALTER TABLE event_sequence ADD COLUMN pruned_seq INTEGER NOT NULL DEFAULT 0;
ALTER TABLE event_sequence ADD COLUMN pruned_public_seq INTEGER NOT NULL DEFAULT 0;
