-- Talking: messages between one adult of a case and the staff, reports of a change, comments on what is recorded, and what
-- people think of the service. What has been read, told by post or telephone, taken note of or handled is a fact of its own.

CREATE TABLE message (
  id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases(id), person_id TEXT NOT NULL REFERENCES person(id),
  sent_by TEXT NOT NULL CHECK (sent_by IN ('citizen', 'staff')), staff_id TEXT NOT NULL, staff_name TEXT NOT NULL,
  body TEXT NOT NULL CHECK (length(body) BETWEEN 1 AND 4000), files TEXT NOT NULL, at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL,
  CONSTRAINT message_of_staff_names_them CHECK ((sent_by = 'staff') = (staff_id <> '')));
CREATE INDEX message_thread ON message(case_id, person_id, seq);
CREATE INDEX message_seq ON message(seq);

CREATE TABLE message_read (
  message_id TEXT PRIMARY KEY REFERENCES message(id), reader_id TEXT NOT NULL, reader_name TEXT NOT NULL, at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL);
CREATE INDEX message_read_seq ON message_read(seq);

CREATE TABLE message_told (
  message_id TEXT PRIMARY KEY REFERENCES message(id), way TEXT NOT NULL CHECK (way IN ('post', 'telephone')),
  told_on TEXT NOT NULL CHECK (length(told_on) = 10), told_by TEXT NOT NULL REFERENCES staff(id), told_name TEXT NOT NULL, at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL);
CREATE INDEX message_told_seq ON message_told(seq);

CREATE TABLE change_report (
  id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases(id), person_id TEXT NOT NULL REFERENCES person(id),
  kind TEXT NOT NULL CHECK (kind IN ('work', 'money', 'illness', 'moving', 'household', 'account', 'other')),
  from_day TEXT NOT NULL CHECK (length(from_day) = 10), body TEXT NOT NULL CHECK (length(body) BETWEEN 1 AND 4000), files TEXT NOT NULL, at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL);
CREATE INDEX change_report_case ON change_report(case_id, person_id, id);
CREATE INDEX change_report_seq ON change_report(seq);

CREATE TABLE comment (
  id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases(id), person_id TEXT NOT NULL REFERENCES person(id),
  object_kind TEXT NOT NULL CHECK (object_kind IN ('note', 'document', 'decision', 'calculation', 'register')), object_id TEXT NOT NULL,
  part TEXT NOT NULL, body TEXT NOT NULL CHECK (length(body) BETWEEN 1 AND 4000), at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL);
CREATE INDEX comment_case ON comment(case_id, id);
CREATE INDEX comment_seq ON comment(seq);

CREATE TABLE noted (
  object_id TEXT PRIMARY KEY, object_kind TEXT NOT NULL CHECK (object_kind IN ('message', 'change_report', 'comment')),
  noted_by TEXT NOT NULL REFERENCES staff(id), noted_name TEXT NOT NULL, at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL);
CREATE INDEX noted_seq ON noted(seq);

CREATE TABLE feedback (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL CHECK (kind IN ('praise', 'complaint', 'suggestion', 'accessibility')),
  body TEXT NOT NULL CHECK (length(body) BETWEEN 1 AND 4000), place TEXT NOT NULL CHECK (length(place) <= 200),
  contact TEXT NOT NULL CHECK (length(contact) <= 254), language TEXT NOT NULL, at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL);
CREATE INDEX feedback_seq ON feedback(seq);

CREATE TABLE feedback_handled (
  feedback_id TEXT PRIMARY KEY REFERENCES feedback(id), handled_by TEXT NOT NULL REFERENCES staff(id), handled_name TEXT NOT NULL, at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL);
CREATE INDEX feedback_handled_seq ON feedback_handled(seq);

-- A working table: what waits, and whose turn it is. A row is added with its fact and taken away with the fact that answers
-- it. Of the messages of a thread that wait for staff only the oldest has a row. The caseworker is that of the case.
CREATE TABLE waiting (
  object_id TEXT PRIMARY KEY, kind TEXT NOT NULL CHECK (kind IN ('message', 'change_report', 'comment', 'feedback')),
  turn TEXT NOT NULL CHECK (turn IN ('staff', 'person', 'office')), case_id TEXT NOT NULL, person_id TEXT NOT NULL,
  caseworker_id TEXT NOT NULL, at BIGINT NOT NULL);
CREATE INDEX waiting_turn ON waiting(turn, at, object_id);
CREATE INDEX waiting_caseworker ON waiting(turn, caseworker_id, at, object_id);
CREATE INDEX waiting_thread ON waiting(case_id, person_id, turn);
