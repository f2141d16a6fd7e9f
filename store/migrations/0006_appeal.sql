-- Appeals: what one person asks to have changed in one decision, signed or on paper, and each step of its course as a fact of
-- its own. The draft is a working row, and each person's own.

ALTER TABLE bankid_order RENAME COLUMN application_id TO object_id;

CREATE UNIQUE INDEX decision_replaced_once ON decision(replaces) WHERE replaces <> '';

CREATE TABLE appeal (
  id TEXT PRIMARY KEY, number TEXT NOT NULL UNIQUE CHECK (number <> ''), case_id TEXT NOT NULL REFERENCES cases(id),
  decision_id TEXT NOT NULL REFERENCES decision(id), person_id TEXT NOT NULL REFERENCES person(id),
  origin TEXT NOT NULL CHECK (origin IN ('portal', 'paper')), content TEXT NOT NULL, content_hash TEXT NOT NULL CHECK (length(content_hash) = 64),
  visible TEXT NOT NULL, hidden TEXT NOT NULL, received_on TEXT NOT NULL CHECK (length(received_on) = 10), registered_by TEXT NOT NULL, at BIGINT NOT NULL,
  answer BYTEA NOT NULL, -- after what is read without it
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL,
  CONSTRAINT appeal_signed CHECK (origin <> 'portal' OR (length(answer) > 0 AND hidden LIKE '%"' || content_hash || '"%' AND hidden LIKE '%"' || person_id || '"%')),
  CONSTRAINT appeal_on_paper_by_staff CHECK ((origin = 'paper') = (registered_by <> '')));
CREATE INDEX appeal_case ON appeal(case_id, seq);
CREATE INDEX appeal_decision ON appeal(decision_id, person_id);
CREATE INDEX appeal_received ON appeal(received_on, id);
CREATE INDEX appeal_seq ON appeal(seq);

CREATE TABLE appeal_timeliness (
  appeal_id TEXT PRIMARY KEY REFERENCES appeal(id), answer TEXT NOT NULL CHECK (answer IN ('in_time', 'misled', 'dismissed')),
  told_on TEXT NOT NULL, last_day TEXT NOT NULL, reasons TEXT NOT NULL CHECK (reasons <> ''),
  judged_by TEXT NOT NULL REFERENCES staff(id), judged_name TEXT NOT NULL CHECK (judged_name <> ''), at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL);
CREATE INDEX appeal_timeliness_seq ON appeal_timeliness(seq);

CREATE TABLE appeal_review (
  appeal_id TEXT PRIMARY KEY REFERENCES appeal_timeliness(appeal_id), outcome TEXT NOT NULL CHECK (outcome IN ('changed', 'partly_changed', 'unchanged')),
  decision_id TEXT NOT NULL, reasons TEXT NOT NULL CHECK (reasons <> ''),
  reviewed_by TEXT NOT NULL REFERENCES staff(id), reviewed_name TEXT NOT NULL CHECK (reviewed_name <> ''), at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL,
  CONSTRAINT appeal_review_changes_by_a_decision CHECK ((outcome = 'unchanged') = (decision_id = '')));
CREATE INDEX appeal_review_seq ON appeal_review(seq);

CREATE TABLE appeal_statement (
  id TEXT PRIMARY KEY, appeal_id TEXT NOT NULL REFERENCES appeal(id), body TEXT NOT NULL CHECK (body <> ''),
  written_by TEXT NOT NULL REFERENCES staff(id), written_name TEXT NOT NULL CHECK (written_name <> ''), at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL);
CREATE INDEX appeal_statement_appeal ON appeal_statement(appeal_id, seq);
CREATE INDEX appeal_statement_seq ON appeal_statement(seq);

CREATE TABLE appeal_handover (
  appeal_id TEXT PRIMARY KEY REFERENCES appeal_review(appeal_id), court TEXT NOT NULL CHECK (court <> ''),
  way TEXT NOT NULL CHECK (way IN ('digital', 'post', 'courier')), handed_on TEXT NOT NULL CHECK (length(handed_on) = 10), statement_id TEXT NOT NULL,
  handed_by TEXT NOT NULL REFERENCES staff(id), handed_name TEXT NOT NULL CHECK (handed_name <> ''), at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL);
CREATE INDEX appeal_handover_seq ON appeal_handover(seq);

CREATE TABLE appeal_ruling (
  appeal_id TEXT PRIMARY KEY REFERENCES appeal_handover(appeal_id),
  outcome TEXT NOT NULL CHECK (outcome IN ('granted', 'partly_granted', 'refused', 'remitted', 'dismissed', 'discontinued')),
  court_number TEXT NOT NULL CHECK (court_number <> ''), ruled_on TEXT NOT NULL CHECK (length(ruled_on) = 10), note TEXT NOT NULL,
  recorded_by TEXT NOT NULL REFERENCES staff(id), recorded_name TEXT NOT NULL CHECK (recorded_name <> ''), at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL);
CREATE INDEX appeal_ruling_seq ON appeal_ruling(seq);

CREATE TABLE appeal_withdrawal (
  appeal_id TEXT PRIMARY KEY REFERENCES appeal(id), person_id TEXT NOT NULL REFERENCES person(id), recorded_by TEXT NOT NULL, reason TEXT NOT NULL, at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL,
  CONSTRAINT appeal_withdrawal_by_staff_has_a_reason CHECK (recorded_by = '' OR reason <> ''));
CREATE INDEX appeal_withdrawal_seq ON appeal_withdrawal(seq);

-- A working row.
CREATE TABLE appeal_draft (
  id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases(id), decision_id TEXT NOT NULL REFERENCES decision(id),
  person_id TEXT NOT NULL REFERENCES person(id), version BIGINT NOT NULL, content TEXT NOT NULL, at BIGINT NOT NULL,
  UNIQUE (decision_id, person_id));
CREATE INDEX appeal_draft_person ON appeal_draft(person_id);
CREATE INDEX appeal_draft_at ON appeal_draft(at);
