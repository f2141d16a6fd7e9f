-- How people want to be told that there is something new, which of their addresses they have confirmed, what was sent to them
-- and what came of it.

CREATE TABLE notice_choice (
  id TEXT PRIMARY KEY, person_id TEXT NOT NULL REFERENCES person(id), choice TEXT NOT NULL CHECK (choice IN ('email', 'sms', 'both', 'letter')), at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL);
CREATE INDEX notice_choice_person ON notice_choice(person_id, seq);
CREATE INDEX notice_choice_seq ON notice_choice(seq);

CREATE TABLE notice_confirmed (
  id TEXT PRIMARY KEY, person_id TEXT NOT NULL REFERENCES person(id), way TEXT NOT NULL CHECK (way IN ('email', 'sms')), address TEXT NOT NULL CHECK (address <> ''), at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL);
CREATE INDEX notice_confirmed_address ON notice_confirmed(person_id, address, seq);
CREATE INDEX notice_confirmed_seq ON notice_confirmed(seq);

-- One message of a notice: a job is carried out once by each way, also where it is tried again for another.
CREATE TABLE notice_sent (
  id TEXT PRIMARY KEY, job_id TEXT NOT NULL CHECK (job_id <> ''), person_id TEXT NOT NULL REFERENCES person(id), way TEXT NOT NULL CHECK (way IN ('email', 'sms')),
  address TEXT NOT NULL CHECK (address <> ''), event TEXT NOT NULL CHECK (event <> ''), outcome TEXT NOT NULL CHECK (outcome IN ('sent', 'returned', 'refused')),
  reference TEXT NOT NULL, at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL,
  CONSTRAINT notice_once_by_each_way UNIQUE (job_id, way));
CREATE INDEX notice_sent_person ON notice_sent(person_id, seq);
CREATE INDEX notice_sent_address ON notice_sent(person_id, address, seq);
CREATE UNIQUE INDEX notice_sent_reference ON notice_sent(reference) WHERE reference <> '';
CREATE INDEX notice_sent_seq ON notice_sent(seq);

CREATE TABLE notice_report (
  notice_id TEXT PRIMARY KEY REFERENCES notice_sent(id), delivered BIGINT NOT NULL CHECK (delivered IN (0, 1)), at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL);
CREATE INDEX notice_report_seq ON notice_report(seq);

CREATE TABLE notice_bounce (
  notice_id TEXT PRIMARY KEY REFERENCES notice_sent(id), person_id TEXT NOT NULL REFERENCES person(id), address TEXT NOT NULL CHECK (address <> ''), at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL);
CREATE INDEX notice_bounce_address ON notice_bounce(person_id, address, seq);
CREATE INDEX notice_bounce_seq ON notice_bounce(seq);

-- A working row: the hash of a code on its way to an address.
CREATE TABLE notice_code (
  id TEXT PRIMARY KEY, person_id TEXT NOT NULL REFERENCES person(id), way TEXT NOT NULL, address TEXT NOT NULL, hash TEXT NOT NULL,
  tries BIGINT NOT NULL, used_at BIGINT NOT NULL, at BIGINT NOT NULL);
CREATE INDEX notice_code_person ON notice_code(person_id, at);
CREATE INDEX notice_code_at ON notice_code(at);

-- What must be reminded of is found by its day, never by a walk through the register.
CREATE INDEX completion_request_until ON completion_request(until);
CREATE INDEX completion_extension_until ON completion_extension(until);
CREATE INDEX application_awaited ON application(at) WHERE origin = 'portal';
