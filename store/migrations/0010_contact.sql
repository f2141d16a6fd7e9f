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

-- That a person was told by post or by telephone of a request or a decision that they had not read.
CREATE TABLE post_told (
  object_id TEXT NOT NULL, object_kind TEXT NOT NULL CHECK (object_kind IN ('completion', 'decision')), case_id TEXT NOT NULL REFERENCES cases(id), person_id TEXT NOT NULL REFERENCES person(id),
  way TEXT NOT NULL CHECK (way IN ('post', 'telephone')), told_on TEXT NOT NULL CHECK (length(told_on) = 10),
  told_by TEXT NOT NULL REFERENCES staff(id), told_name TEXT NOT NULL CHECK (told_name <> ''), at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL,
  PRIMARY KEY (object_id, person_id));
CREATE INDEX post_told_case ON post_told(case_id, seq);
CREATE INDEX post_told_seq ON post_told(seq);

-- What waits to be read holds requests and decisions too, for each person apart, and why a letter must go at once. Requests that
-- are open and unread begin to wait; decisions do so from now on.
CREATE TABLE waiting_now (
  object_id TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('message', 'change_report', 'comment', 'feedback', 'completion', 'decision', 'record_request')),
  turn TEXT NOT NULL CHECK (turn IN ('staff', 'person', 'office')), case_id TEXT NOT NULL, person_id TEXT NOT NULL,
  caseworker_id TEXT NOT NULL, why TEXT NOT NULL, at BIGINT NOT NULL,
  PRIMARY KEY (object_id, person_id));
INSERT INTO waiting_now (object_id, kind, turn, case_id, person_id, caseworker_id, why, at)
  SELECT object_id, kind, turn, case_id, person_id, caseworker_id, '', at FROM waiting;
INSERT INTO waiting_now (object_id, kind, turn, case_id, person_id, caseworker_id, why, at)
  SELECT q.id, 'completion', 'person', q.case_id, m.person_id,
    COALESCE((SELECT a.staff_id FROM assignment a WHERE a.case_id = q.case_id AND a.function = 'caseworker' ORDER BY a.seq DESC LIMIT 1), ''), '', q.at
  FROM completion_request q JOIN member m ON m.case_id = q.case_id AND m.part <> 'child' AND (q.person_id = '' OR q.person_id = m.person_id)
  WHERE NOT EXISTS (SELECT 1 FROM completion_end e WHERE e.request_id = q.id)
    AND NOT EXISTS (SELECT 1 FROM completion_seen s WHERE s.request_id = q.id AND s.person_id = m.person_id)
    AND NOT EXISTS (SELECT 1 FROM member_end e WHERE e.case_id = m.case_id AND e.person_id = m.person_id)
    AND NOT EXISTS (SELECT 1 FROM case_closing c WHERE c.case_id = q.case_id);
DROP TABLE waiting;
ALTER TABLE waiting_now RENAME TO waiting;
CREATE INDEX waiting_turn ON waiting(turn, at, object_id);
CREATE INDEX waiting_caseworker ON waiting(turn, caseworker_id, at, object_id);
CREATE INDEX waiting_thread ON waiting(case_id, person_id, turn);

-- That a person asks to read all that is recorded about them in their case, and what came of it.
CREATE TABLE record_request (
  id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases(id), person_id TEXT NOT NULL REFERENCES person(id), wish TEXT NOT NULL CHECK (length(wish) <= 4000), at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL);
CREATE INDEX record_request_case ON record_request(case_id, person_id, seq);
CREATE INDEX record_request_seq ON record_request(seq);

CREATE TABLE record_answer (
  request_id TEXT PRIMARY KEY REFERENCES record_request(id), outcome TEXT NOT NULL CHECK (outcome IN ('given', 'partly', 'refused')),
  way TEXT NOT NULL CHECK (way IN ('', 'service', 'post', 'visit')), document_id TEXT NOT NULL, handed_on TEXT NOT NULL, reason TEXT NOT NULL,
  answered_by TEXT NOT NULL REFERENCES staff(id), answered_name TEXT NOT NULL CHECK (answered_name <> ''), at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL,
  CONSTRAINT record_kept_back_with_a_reason CHECK (outcome = 'given' OR reason <> ''),
  CONSTRAINT record_handed_over_somehow CHECK ((outcome = 'refused') = (way = '') AND (way = 'service') = (document_id <> '') AND (outcome = 'refused') = (handed_on = '')));
CREATE INDEX record_answer_seq ON record_answer(seq);
