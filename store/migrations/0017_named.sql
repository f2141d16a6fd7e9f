-- Who of the staff, beside its contacts, is named to open the case of someone with a sekretessmarkering; the newest of each holds.
CREATE TABLE case_named (
  id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases(id), staff_id TEXT NOT NULL REFERENCES staff(id),
  named BIGINT NOT NULL CHECK (named IN (0, 1)), by_staff TEXT NOT NULL REFERENCES staff(id), at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL,
  CONSTRAINT named_by_another CHECK (staff_id <> by_staff));
CREATE INDEX case_named_case ON case_named(case_id, seq);
CREATE INDEX case_named_seq ON case_named(seq);
