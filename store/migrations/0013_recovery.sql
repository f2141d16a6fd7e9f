-- What wrong information leads to: money asked back, with what came of it; reports to the police; word to other authorities; and
-- that one of them is not needed. What is asked back is the sum of its parts, each of one payment.

CREATE TABLE recovery (
  id TEXT PRIMARY KEY, number TEXT NOT NULL UNIQUE CHECK (number <> ''), case_id TEXT NOT NULL REFERENCES cases(id), person_id TEXT NOT NULL,
  ground TEXT NOT NULL CHECK (ground IN ('wrong_information', 'not_told', 'caused', 'overpaid', 'advance', 'conflict', 'prevented', 'condition')),
  served_on TEXT NOT NULL, legal_basis TEXT NOT NULL CHECK (legal_basis <> ''), reasons TEXT NOT NULL CHECK (reasons <> ''), how TEXT NOT NULL CHECK (how <> ''),
  decided_by TEXT NOT NULL REFERENCES staff(id), decided_name TEXT NOT NULL CHECK (decided_name <> ''), at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL,
  CONSTRAINT recovery_served_where_promised CHECK ((ground IN ('advance', 'conflict', 'prevented', 'condition')) = (length(served_on) = 10)));
CREATE INDEX recovery_case ON recovery(case_id, seq);
CREATE INDEX recovery_seq ON recovery(seq);

CREATE TABLE recovery_part (
  id TEXT PRIMARY KEY, recovery_id TEXT NOT NULL REFERENCES recovery(id), payment_id TEXT NOT NULL REFERENCES payment(id),
  amount BIGINT NOT NULL CHECK (amount > 0),
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL,
  CONSTRAINT recovery_part_once UNIQUE (recovery_id, payment_id));
CREATE INDEX recovery_part_payment ON recovery_part(payment_id);
CREATE INDEX recovery_part_seq ON recovery_part(seq);

CREATE TABLE recovery_event (
  id TEXT PRIMARY KEY, recovery_id TEXT NOT NULL REFERENCES recovery(id), kind TEXT NOT NULL CHECK (kind IN ('repaid', 'waived', 'withdrawn', 'ended')),
  amount BIGINT NOT NULL CHECK (amount >= 0), happened_on TEXT NOT NULL CHECK (length(happened_on) = 10), reason TEXT NOT NULL,
  recorded_by TEXT NOT NULL REFERENCES staff(id), recorded_name TEXT NOT NULL CHECK (recorded_name <> ''), at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL,
  CONSTRAINT recovery_event_amount CHECK ((kind IN ('repaid', 'waived')) = (amount > 0)),
  CONSTRAINT recovery_event_reason CHECK (kind = 'repaid' OR reason <> ''));
CREATE INDEX recovery_event_recovery ON recovery_event(recovery_id, seq);
CREATE INDEX recovery_event_seq ON recovery_event(seq);

CREATE TABLE police_report (
  id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases(id), person_id TEXT NOT NULL, reported_on TEXT NOT NULL CHECK (length(reported_on) = 10),
  about TEXT NOT NULL CHECK (about <> ''), reference TEXT NOT NULL,
  reported_by TEXT NOT NULL REFERENCES staff(id), reported_name TEXT NOT NULL CHECK (reported_name <> ''), at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL);
CREATE INDEX police_report_case ON police_report(case_id, seq);
CREATE INDEX police_report_seq ON police_report(seq);

CREATE TABLE police_answer (
  id TEXT PRIMARY KEY, report_id TEXT NOT NULL REFERENCES police_report(id),
  outcome TEXT NOT NULL CHECK (outcome IN ('received', 'not_opened', 'closed', 'charged', 'convicted', 'acquitted')),
  answered_on TEXT NOT NULL CHECK (length(answered_on) = 10), reference TEXT NOT NULL, note TEXT NOT NULL,
  recorded_by TEXT NOT NULL REFERENCES staff(id), recorded_name TEXT NOT NULL CHECK (recorded_name <> ''), at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL);
CREATE INDEX police_answer_report ON police_answer(report_id, seq);
CREATE INDEX police_answer_seq ON police_answer(seq);

CREATE TABLE authority_notice (
  id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases(id),
  authority TEXT NOT NULL CHECK (authority IN ('social_insurance', 'pensions', 'study_support', 'employment', 'unemployment_fund', 'alfa_fund', 'migration', 'tax', 'other')),
  name TEXT NOT NULL, notified_on TEXT NOT NULL CHECK (length(notified_on) = 10), benefit TEXT NOT NULL CHECK (benefit <> ''), about TEXT NOT NULL CHECK (about <> ''),
  notified_by TEXT NOT NULL REFERENCES staff(id), notified_name TEXT NOT NULL CHECK (notified_name <> ''), at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL,
  CONSTRAINT authority_notice_to_someone CHECK ((authority = 'other') = (name <> '')));
CREATE INDEX authority_notice_case ON authority_notice(case_id, seq);
CREATE INDEX authority_notice_seq ON authority_notice(seq);

CREATE TABLE not_needed (
  id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases(id), measure TEXT NOT NULL CHECK (measure IN ('recovery', 'police', 'notice')),
  reason TEXT NOT NULL CHECK (reason <> ''), said_by TEXT NOT NULL REFERENCES staff(id), said_name TEXT NOT NULL CHECK (said_name <> ''), at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL);
CREATE INDEX not_needed_case ON not_needed(case_id, seq);
CREATE INDEX not_needed_seq ON not_needed(seq);
