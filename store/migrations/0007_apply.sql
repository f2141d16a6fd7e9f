-- Applying: papers that come after an application, a caseworker's word that it will do without them, signatures on paper, a
-- person who leaves a case; drafts of several kinds; and one application of a month, the first one too.

CREATE TABLE application_paper (
  attachment_id TEXT PRIMARY KEY REFERENCES attachment(id), application_id TEXT NOT NULL REFERENCES registration(application_id),
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL);
CREATE INDEX application_paper_application ON application_paper(application_id, seq);
CREATE INDEX application_paper_seq ON application_paper(seq);

CREATE TABLE application_enough (
  application_id TEXT PRIMARY KEY REFERENCES registration(application_id), reason TEXT NOT NULL CHECK (reason <> ''),
  by_staff TEXT NOT NULL REFERENCES staff(id), by_name TEXT NOT NULL CHECK (by_name <> ''), at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL);
CREATE INDEX application_enough_seq ON application_enough(seq);

CREATE TABLE paper_signature (
  application_id TEXT NOT NULL REFERENCES application(id), person_id TEXT NOT NULL REFERENCES person(id),
  signed_on TEXT NOT NULL CHECK (length(signed_on) = 10), by_staff TEXT NOT NULL REFERENCES staff(id), at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL,
  PRIMARY KEY (application_id, person_id));
CREATE INDEX paper_signature_seq ON paper_signature(seq);

CREATE TABLE member_end (
  case_id TEXT NOT NULL, person_id TEXT NOT NULL, ended_on TEXT NOT NULL CHECK (length(ended_on) = 10),
  reason TEXT NOT NULL CHECK (reason <> ''), by_staff TEXT NOT NULL REFERENCES staff(id), at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL,
  PRIMARY KEY (case_id, person_id), FOREIGN KEY (case_id, person_id) REFERENCES member(case_id, person_id));
CREATE INDEX member_end_seq ON member_end(seq);

DROP INDEX registration_once_a_month;
CREATE UNIQUE INDEX registration_once_a_month ON registration(case_id, month) WHERE kind <> 'supplementary' AND origin <> 'imported';

-- A month has one draft of its own application; of single needs it may have several.
ALTER TABLE draft RENAME TO draft_of_one_kind;
CREATE TABLE draft (
  id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases(id), month TEXT NOT NULL, kind TEXT NOT NULL, version BIGINT NOT NULL, content TEXT NOT NULL,
  updated_by TEXT NOT NULL, frozen_as TEXT NOT NULL, at BIGINT NOT NULL);
INSERT INTO draft (id, case_id, month, kind, version, content, updated_by, frozen_as, at)
  SELECT id, case_id, month, 'renewal', version, content, updated_by, frozen_as, at FROM draft_of_one_kind;
DROP TABLE draft_of_one_kind;
CREATE UNIQUE INDEX draft_once_a_month ON draft(case_id, month) WHERE kind <> 'supplementary';
CREATE INDEX draft_case ON draft(case_id, month);
