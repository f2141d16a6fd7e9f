-- Households that change: who moves in, for the first time or again, and who leaves more than once. What must hold of the adults
-- of a case holds of those who belong to it now; the triggers of each engine say it.

CREATE TABLE member_entry (
  id TEXT PRIMARY KEY, case_id TEXT NOT NULL, person_id TEXT NOT NULL, moved_in_on TEXT NOT NULL CHECK (length(moved_in_on) = 10),
  by_staff TEXT NOT NULL REFERENCES staff(id), at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL,
  FOREIGN KEY (case_id, person_id) REFERENCES member(case_id, person_id));
CREATE INDEX member_entry_case ON member_entry(case_id, person_id, seq);
CREATE INDEX member_entry_seq ON member_entry(seq);

DROP INDEX member_one_applicant;
