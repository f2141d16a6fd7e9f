-- Who acts for another person by what paper, when that ended, and which steps were taken so.

CREATE TABLE representation (
  id TEXT PRIMARY KEY, person_id TEXT NOT NULL REFERENCES person(id), representative_id TEXT NOT NULL REFERENCES person(id), name TEXT NOT NULL CHECK (name <> ''),
  kind TEXT NOT NULL CHECK (kind IN ('god_man', 'forvaltare', 'ombud')), scope TEXT NOT NULL CHECK (scope IN ('follow', 'act')),
  paper TEXT NOT NULL CHECK (paper IN ('register_extract', 'appointment', 'written_mandate', 'oral_mandate')), paper_on TEXT NOT NULL CHECK (length(paper_on) = 10),
  valid_from TEXT NOT NULL CHECK (length(valid_from) = 10), valid_until TEXT NOT NULL CHECK (valid_until = '' OR length(valid_until) = 10),
  by_staff TEXT NOT NULL REFERENCES staff(id), by_name TEXT NOT NULL CHECK (by_name <> ''), at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL,
  CONSTRAINT representation_of_another CHECK (person_id <> representative_id),
  CONSTRAINT representation_ends_after_it_begins CHECK (valid_until = '' OR valid_until >= valid_from),
  CONSTRAINT representation_by_the_paper_of_its_kind CHECK ((kind = 'ombud') = (paper IN ('written_mandate', 'oral_mandate'))));
CREATE INDEX representation_person ON representation(person_id, seq);
CREATE INDEX representation_representative ON representation(representative_id, seq);
CREATE INDEX representation_seq ON representation(seq);

CREATE TABLE representation_end (
  representation_id TEXT PRIMARY KEY REFERENCES representation(id), reason TEXT NOT NULL CHECK (reason <> ''),
  by_staff TEXT NOT NULL REFERENCES staff(id), by_name TEXT NOT NULL CHECK (by_name <> ''), at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL);
CREATE INDEX representation_end_seq ON representation_end(seq);

-- A step that a representative took: the facts of the same seq are of the person represented, by this hand.
CREATE TABLE represented_step (
  representation_id TEXT NOT NULL REFERENCES representation(id), what TEXT NOT NULL CHECK (what IN ('read', 'act')), taken_on TEXT NOT NULL CHECK (length(taken_on) = 10),
  seq BIGINT NOT NULL UNIQUE REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL);
CREATE INDEX represented_step_representation ON represented_step(representation_id, seq);

-- Working rows: the log-in is of whoever logged in, for the person whom this names; empty for oneself.
ALTER TABLE session ADD COLUMN representation_id TEXT NOT NULL DEFAULT '';
CREATE INDEX session_representation ON session(representation_id) WHERE representation_id <> '';
