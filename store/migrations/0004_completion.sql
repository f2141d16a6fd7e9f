-- What staff ask of a household: what an application lacks (komplettering), or proof of everything where a lot was drawn
-- (stickprov); what was answered and how it ended; and the loss of the simpler way after repeated remarks.

CREATE TABLE spot_seed (
  month TEXT PRIMARY KEY CHECK (length(month) = 7), commitment TEXT NOT NULL UNIQUE CHECK (length(commitment) = 64),
  percent BIGINT NOT NULL CHECK (percent BETWEEN 1 AND 100), bound_by TEXT NOT NULL REFERENCES staff(id), bound_name TEXT NOT NULL CHECK (bound_name <> ''), at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL);
CREATE INDEX spot_seed_seq ON spot_seed(seq);

CREATE TABLE spot_draw (
  month TEXT PRIMARY KEY REFERENCES spot_seed(month), seed TEXT NOT NULL CHECK (length(seed) = 64), population BIGINT NOT NULL CHECK (population >= 0),
  population_hash TEXT NOT NULL CHECK (length(population_hash) = 64), drawn BIGINT NOT NULL CHECK (drawn BETWEEN 0 AND population),
  drawn_by TEXT NOT NULL REFERENCES staff(id), drawn_name TEXT NOT NULL CHECK (drawn_name <> ''), at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL);
CREATE INDEX spot_draw_seq ON spot_draw(seq);

CREATE TABLE completion_request (
  id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases(id), application_id TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('completion', 'spot_check')),
  person_id TEXT NOT NULL, month TEXT NOT NULL, why TEXT NOT NULL, until TEXT NOT NULL CHECK (length(until) = 10), items TEXT NOT NULL CHECK (length(items) > 2),
  asked_by TEXT NOT NULL REFERENCES staff(id), asked_name TEXT NOT NULL CHECK (asked_name <> ''), at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL,
  CONSTRAINT completion_request_says_why CHECK (kind = 'spot_check' OR why <> ''),
  CONSTRAINT spot_check_has_a_month CHECK ((kind = 'spot_check') = (length(month) = 7)));
CREATE INDEX completion_request_case ON completion_request(case_id, seq);
CREATE INDEX completion_request_application ON completion_request(application_id, seq) WHERE application_id <> '';
CREATE INDEX completion_request_seq ON completion_request(seq);
CREATE UNIQUE INDEX spot_check_once_a_month ON completion_request(month, case_id) WHERE kind = 'spot_check';

CREATE TABLE completion (
  id TEXT PRIMARY KEY, request_id TEXT NOT NULL REFERENCES completion_request(id), item_id TEXT NOT NULL CHECK (item_id <> ''),
  person_id TEXT NOT NULL REFERENCES person(id), way TEXT NOT NULL CHECK (way IN ('file', 'text', 'otherwise')),
  attachment_id TEXT NOT NULL, text TEXT NOT NULL, at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL,
  CONSTRAINT completion_is_a_file_or_says_something CHECK ((way = 'file') = (attachment_id <> '') AND (way = 'file' OR text <> '')));
CREATE INDEX completion_of_request ON completion(request_id, seq);
CREATE INDEX completion_seq ON completion(seq);

CREATE TABLE completion_extension (
  id TEXT PRIMARY KEY, request_id TEXT NOT NULL REFERENCES completion_request(id), until TEXT NOT NULL CHECK (length(until) = 10),
  extended_by TEXT NOT NULL REFERENCES staff(id), extended_name TEXT NOT NULL CHECK (extended_name <> ''), at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL);
CREATE INDEX completion_extension_request ON completion_extension(request_id, seq);
CREATE INDEX completion_extension_seq ON completion_extension(seq);

CREATE TABLE completion_end (
  request_id TEXT PRIMARY KEY REFERENCES completion_request(id), outcome TEXT NOT NULL CHECK (outcome IN ('accepted', 'remark', 'withdrawn')),
  reason TEXT NOT NULL, ended_by TEXT NOT NULL REFERENCES staff(id), ended_name TEXT NOT NULL CHECK (ended_name <> ''), at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL,
  CONSTRAINT completion_end_says_why CHECK (outcome = 'accepted' OR reason <> ''));
CREATE INDEX completion_end_seq ON completion_end(seq);

CREATE TABLE completion_seen (
  request_id TEXT NOT NULL REFERENCES completion_request(id), person_id TEXT NOT NULL REFERENCES person(id), at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL,
  PRIMARY KEY (request_id, person_id));
CREATE INDEX completion_seen_seq ON completion_seen(seq);

CREATE TABLE full_evidence (
  id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases(id), from_month TEXT NOT NULL CHECK (length(from_month) = 7),
  through_month TEXT NOT NULL CHECK (length(through_month) = 7), reason TEXT NOT NULL CHECK (reason <> ''),
  imposed_by TEXT NOT NULL REFERENCES staff(id), imposed_name TEXT NOT NULL CHECK (imposed_name <> ''), at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL,
  CONSTRAINT full_evidence_has_an_end CHECK (through_month >= from_month));
CREATE INDEX full_evidence_case ON full_evidence(case_id, seq);
CREATE INDEX full_evidence_seq ON full_evidence(seq);

CREATE TABLE full_evidence_end (
  full_evidence_id TEXT PRIMARY KEY REFERENCES full_evidence(id), reason TEXT NOT NULL CHECK (reason <> ''),
  ended_by TEXT NOT NULL REFERENCES staff(id), ended_name TEXT NOT NULL CHECK (ended_name <> ''), at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL);
CREATE INDEX full_evidence_end_seq ON full_evidence_end(seq);

-- A working row: the seed of a draw to come, which nobody is shown before it has been drawn.
CREATE TABLE spot_secret (month TEXT PRIMARY KEY REFERENCES spot_seed(month), seed TEXT NOT NULL);
