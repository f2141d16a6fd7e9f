-- Who answers while a member of staff is away. One absence of each at a time; an end says that it was over before its last day.

CREATE TABLE staff_absence (
  id TEXT PRIMARY KEY, staff_id TEXT NOT NULL REFERENCES staff(id), from_day TEXT NOT NULL CHECK (length(from_day) = 10), until_day TEXT NOT NULL CHECK (length(until_day) = 10),
  substitute_id TEXT NOT NULL, at BIGINT NOT NULL, -- empty: no one answers
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL,
  CONSTRAINT absence_has_days CHECK (from_day <= until_day),
  CONSTRAINT absence_answered_by_another CHECK (substitute_id <> staff_id));
CREATE INDEX staff_absence_until ON staff_absence(until_day);
CREATE INDEX staff_absence_staff ON staff_absence(staff_id, until_day);
CREATE INDEX staff_absence_seq ON staff_absence(seq);

CREATE TABLE staff_absence_end (
  absence_id TEXT PRIMARY KEY REFERENCES staff_absence(id), at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL);
CREATE INDEX staff_absence_end_seq ON staff_absence_end(seq);

-- For whom a member of staff stood in when they looked at a case that they have no function of their own in.
CREATE TABLE case_read_for (
  read_id TEXT PRIMARY KEY REFERENCES case_read(id), staff_id TEXT NOT NULL REFERENCES staff(id), staff_name TEXT NOT NULL CHECK (staff_name <> ''),
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL);
CREATE INDEX case_read_for_seq ON case_read_for(seq);
