-- The register: facts that are only ever added. One text for SQLite and PostgreSQL: ids, codes, days and months are TEXT,
-- instants are microseconds since 1970 (BIGINT), amounts are öre (BIGINT), yes/no is 0 or 1.
-- Every fact names the log row it came with (seq) and carries a checksum over its columns (sum).

CREATE TABLE log (
  seq BIGINT PRIMARY KEY, at BIGINT NOT NULL, actor_kind TEXT NOT NULL, actor_id TEXT NOT NULL, step TEXT NOT NULL,
  case_id TEXT NOT NULL, object_kind TEXT NOT NULL, object_id TEXT NOT NULL,
  facts TEXT NOT NULL, prev TEXT NOT NULL, hash TEXT NOT NULL UNIQUE);

CREATE TABLE person (
  id TEXT PRIMARY KEY, personnummer TEXT NOT NULL UNIQUE, given_name TEXT NOT NULL, family_name TEXT NOT NULL, at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL);

CREATE TABLE protection (
  id TEXT PRIMARY KEY, person_id TEXT NOT NULL REFERENCES person(id), protected BIGINT NOT NULL CHECK (protected IN (0, 1)), at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL);
CREATE INDEX protection_person ON protection(person_id, seq);

CREATE TABLE profile (
  id TEXT PRIMARY KEY, person_id TEXT NOT NULL REFERENCES person(id), phone TEXT NOT NULL, email TEXT NOT NULL, language TEXT NOT NULL, at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL);
CREATE INDEX profile_person ON profile(person_id, seq);

CREATE TABLE staff (
  id TEXT PRIMARY KEY, subject TEXT NOT NULL UNIQUE, name TEXT NOT NULL, title TEXT NOT NULL, phone TEXT NOT NULL, hours TEXT NOT NULL,
  email TEXT NOT NULL, roles TEXT NOT NULL, at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL);

CREATE TABLE cases (
  id TEXT PRIMARY KEY, number TEXT NOT NULL UNIQUE, type TEXT NOT NULL, opened_on TEXT NOT NULL, at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL);

CREATE TABLE case_closing (
  case_id TEXT PRIMARY KEY REFERENCES cases(id), closed_on TEXT NOT NULL, reason TEXT NOT NULL, at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL);

CREATE TABLE member (
  id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases(id), person_id TEXT NOT NULL REFERENCES person(id),
  part TEXT NOT NULL CHECK (part IN ('applicant', 'co_applicant', 'child')), at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL,
  UNIQUE (case_id, person_id));
CREATE INDEX member_person ON member(person_id);
CREATE UNIQUE INDEX member_one_applicant ON member(case_id, part) WHERE part <> 'child';

CREATE TABLE assignment (
  id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases(id), staff_id TEXT NOT NULL REFERENCES staff(id),
  function TEXT NOT NULL CHECK (function IN ('caseworker', 'payment_officer')), at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL);
CREATE INDEX assignment_case ON assignment(case_id, function, seq);
CREATE INDEX assignment_staff ON assignment(staff_id, seq);

CREATE TABLE access (
  id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases(id), person_id TEXT NOT NULL REFERENCES person(id),
  active BIGINT NOT NULL CHECK (active IN (0, 1)), by_staff TEXT NOT NULL REFERENCES staff(id), at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL);
CREATE INDEX access_person ON access(person_id, seq);

CREATE TABLE payee (
  id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases(id), name TEXT NOT NULL, kind TEXT NOT NULL, person_id TEXT NOT NULL,
  method TEXT NOT NULL, clearing TEXT NOT NULL, account TEXT NOT NULL, at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL);
CREATE INDEX payee_case ON payee(case_id, seq);

CREATE TABLE attachment (
  id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases(id), kind TEXT NOT NULL, name TEXT NOT NULL, sha256 TEXT NOT NULL,
  size BIGINT NOT NULL CHECK (size > 0), media_type TEXT NOT NULL, uploaded_by TEXT NOT NULL, at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL);
CREATE INDEX attachment_case ON attachment(case_id, seq);

CREATE TABLE application (
  id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases(id), month TEXT NOT NULL, kind TEXT NOT NULL, reason TEXT NOT NULL,
  on_behalf TEXT NOT NULL, origin TEXT NOT NULL CHECK (origin IN ('portal', 'paper', 'imported')), content TEXT NOT NULL,
  content_hash TEXT NOT NULL CHECK (length(content_hash) = 64), required TEXT NOT NULL, required_count BIGINT NOT NULL,
  draft_id TEXT NOT NULL, frozen_by TEXT NOT NULL, at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL,
  CHECK (origin <> 'portal' OR required_count > 0));
CREATE INDEX application_case ON application(case_id, seq);
CREATE INDEX application_draft ON application(draft_id, seq);

CREATE TABLE signature (
  application_id TEXT NOT NULL REFERENCES application(id), person_id TEXT NOT NULL REFERENCES person(id), content_hash TEXT NOT NULL,
  visible TEXT NOT NULL, hidden TEXT NOT NULL, answer BYTEA NOT NULL, at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL,
  PRIMARY KEY (application_id, person_id));

CREATE TABLE signature_refusal (
  application_id TEXT PRIMARY KEY REFERENCES application(id), person_id TEXT NOT NULL REFERENCES person(id),
  reason TEXT NOT NULL CHECK (reason <> ''), at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL);

CREATE TABLE application_void (
  application_id TEXT PRIMARY KEY REFERENCES application(id), by_person TEXT NOT NULL, at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL);

CREATE TABLE registration (
  application_id TEXT PRIMARY KEY REFERENCES application(id), case_id TEXT NOT NULL REFERENCES cases(id), month TEXT NOT NULL, kind TEXT NOT NULL,
  origin TEXT NOT NULL, registered_on TEXT NOT NULL CHECK (length(registered_on) = 10), at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL);
CREATE INDEX registration_case ON registration(case_id, month);
CREATE UNIQUE INDEX registration_once_a_month ON registration(case_id, month) WHERE kind = 'renewal' AND origin <> 'imported';

CREATE TABLE calculation (
  id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases(id), application_id TEXT NOT NULL REFERENCES registration(application_id),
  month TEXT NOT NULL, origin TEXT NOT NULL, body TEXT NOT NULL, result BIGINT NOT NULL, made_by TEXT NOT NULL CHECK (made_by <> ''), at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL);
CREATE INDEX calculation_application ON calculation(application_id, seq);
CREATE INDEX calculation_case ON calculation(case_id, seq);

CREATE TABLE decision (
  id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases(id), application_id TEXT NOT NULL REFERENCES registration(application_id),
  calculation_id TEXT NOT NULL UNIQUE REFERENCES calculation(id), month TEXT NOT NULL, origin TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('granted', 'partly_granted', 'refused')), amount BIGINT NOT NULL CHECK (amount >= 0),
  legal_basis TEXT NOT NULL CHECK (legal_basis <> ''), reasons TEXT NOT NULL, items TEXT NOT NULL,
  decided_by TEXT NOT NULL CHECK (decided_by <> ''), decided_name TEXT NOT NULL CHECK (decided_name <> ''), replaces TEXT NOT NULL, at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL,
  CONSTRAINT decision_has_reasons CHECK (origin = 'imported' OR reasons <> ''),
  CONSTRAINT decision_refused_pays_nothing CHECK (outcome <> 'refused' OR amount = 0));
CREATE INDEX decision_case ON decision(case_id, seq);
CREATE INDEX decision_application ON decision(application_id, seq);
CREATE UNIQUE INDEX decision_once ON decision(application_id) WHERE replaces = '';

CREATE TABLE decision_receipt (
  decision_id TEXT NOT NULL REFERENCES decision(id), person_id TEXT NOT NULL REFERENCES person(id), received_on TEXT NOT NULL, at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL,
  PRIMARY KEY (decision_id, person_id));

CREATE TABLE payment (
  id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases(id), decision_id TEXT NOT NULL REFERENCES decision(id),
  payee_id TEXT NOT NULL REFERENCES payee(id), purpose TEXT NOT NULL, amount BIGINT NOT NULL CHECK (amount > 0), send_on TEXT NOT NULL,
  end_to_end TEXT NOT NULL UNIQUE, origin TEXT NOT NULL, proposed_by TEXT NOT NULL, at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL,
  CONSTRAINT payment_once UNIQUE (decision_id, payee_id, purpose));
CREATE INDEX payment_case ON payment(case_id, seq);
CREATE INDEX payment_decision ON payment(decision_id);

CREATE TABLE payment_approval (
  payment_id TEXT PRIMARY KEY REFERENCES payment(id), approved_by TEXT NOT NULL CHECK (approved_by <> ''), at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL);

CREATE TABLE payment_file (
  id TEXT PRIMARY KEY, message_id TEXT NOT NULL UNIQUE, payments BIGINT NOT NULL, total BIGINT NOT NULL, made_by TEXT NOT NULL, at BIGINT NOT NULL,
  content BYTEA NOT NULL, -- after what is read without it
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL);

CREATE TABLE payment_in_file (
  payment_id TEXT PRIMARY KEY REFERENCES payment_approval(payment_id), file_id TEXT NOT NULL REFERENCES payment_file(id),
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL);
CREATE INDEX payment_in_file_file ON payment_in_file(file_id);

CREATE TABLE payment_event (
  payment_id TEXT NOT NULL REFERENCES payment(id), status TEXT NOT NULL CHECK (status IN ('at_bank', 'paid', 'rejected', 'stopped', 'returned')),
  reason TEXT NOT NULL, happened_on TEXT NOT NULL, at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL,
  PRIMARY KEY (payment_id, status));
CREATE UNIQUE INDEX payment_one_end ON payment_event(payment_id) WHERE status IN ('paid', 'rejected', 'stopped');

CREATE TABLE bank_report (
  name TEXT PRIMARY KEY, content BYTEA NOT NULL, at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL);

CREATE TABLE document (
  id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases(id), kind TEXT NOT NULL, title TEXT NOT NULL CHECK (title <> ''), body TEXT NOT NULL,
  written_by TEXT NOT NULL, written_name TEXT NOT NULL, at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL);
CREATE INDEX document_case ON document(case_id, seq);

CREATE TABLE note (
  id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases(id), heading TEXT NOT NULL CHECK (heading <> ''), body TEXT NOT NULL,
  noted_on TEXT NOT NULL, written_by TEXT NOT NULL, written_name TEXT NOT NULL, origin TEXT NOT NULL, at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL);
CREATE INDEX note_case ON note(case_id, seq);

CREATE TABLE publication (
  object_id TEXT PRIMARY KEY, object_kind TEXT NOT NULL CHECK (object_kind IN ('document', 'note')), case_id TEXT NOT NULL REFERENCES cases(id),
  published_by TEXT NOT NULL, at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL);

CREATE TABLE case_read (
  id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases(id), actor_kind TEXT NOT NULL, actor_id TEXT NOT NULL, actor_name TEXT NOT NULL,
  what TEXT NOT NULL, reason TEXT NOT NULL, at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL);
CREATE INDEX case_read_case ON case_read(case_id, seq);

-- Working tables: what may change. Nothing here is a fact.

CREATE TABLE draft (
  id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases(id), month TEXT NOT NULL, version BIGINT NOT NULL, content TEXT NOT NULL,
  updated_by TEXT NOT NULL, frozen_as TEXT NOT NULL, at BIGINT NOT NULL,
  UNIQUE (case_id, month));

CREATE TABLE session (
  id TEXT PRIMARY KEY, token_hash TEXT NOT NULL UNIQUE, actor_kind TEXT NOT NULL, actor_id TEXT NOT NULL, actor_name TEXT NOT NULL, roles TEXT NOT NULL,
  case_id TEXT NOT NULL, language TEXT NOT NULL, user_agent TEXT NOT NULL, remote_addr TEXT NOT NULL,
  started_at BIGINT NOT NULL, seen_at BIGINT NOT NULL, ended_at BIGINT NOT NULL);
CREATE INDEX session_actor ON session(actor_id, started_at);
CREATE INDEX session_started ON session(started_at);

CREATE TABLE bankid_order (
  id TEXT PRIMARY KEY, browser TEXT NOT NULL, purpose TEXT NOT NULL, person_id TEXT NOT NULL, application_id TEXT NOT NULL, other_device BIGINT NOT NULL,
  order_ref TEXT NOT NULL, auto_start_token TEXT NOT NULL, qr_token TEXT NOT NULL, qr_secret TEXT NOT NULL,
  visible TEXT NOT NULL, hidden TEXT NOT NULL, return_nonce TEXT NOT NULL, first_started_at BIGINT NOT NULL, started_at BIGINT NOT NULL, collected_at BIGINT NOT NULL,
  status TEXT NOT NULL, hint TEXT NOT NULL, error_key TEXT NOT NULL, answer BYTEA NOT NULL, used_at BIGINT NOT NULL);
CREATE INDEX bankid_order_browser ON bankid_order(browser, first_started_at);

CREATE TABLE staff_login (
  state TEXT PRIMARY KEY, browser TEXT NOT NULL, nonce TEXT NOT NULL, verifier TEXT NOT NULL, at BIGINT NOT NULL);

CREATE TABLE request (
  key TEXT NOT NULL, actor_id TEXT NOT NULL, result TEXT NOT NULL, at BIGINT NOT NULL,
  PRIMARY KEY (key, actor_id));
CREATE INDEX request_at ON request(at);

CREATE TABLE job (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, unique_key TEXT NOT NULL UNIQUE, payload TEXT NOT NULL, run_at BIGINT NOT NULL, attempts BIGINT NOT NULL,
  leased_until BIGINT NOT NULL, done_at BIGINT NOT NULL, dead_at BIGINT NOT NULL, last_error TEXT NOT NULL, at BIGINT NOT NULL);
CREATE INDEX job_waiting ON job(run_at) WHERE done_at = 0 AND dead_at = 0;
CREATE INDEX job_done ON job(done_at) WHERE done_at > 0;

CREATE TABLE overview (case_id TEXT PRIMARY KEY REFERENCES cases(id), body TEXT NOT NULL, seq BIGINT NOT NULL);

CREATE TABLE queue (
  application_id TEXT PRIMARY KEY REFERENCES registration(application_id), case_id TEXT NOT NULL, month TEXT NOT NULL,
  registered_on TEXT NOT NULL, stage TEXT NOT NULL CHECK (stage IN ('to_calculate', 'to_decide', 'decided')));
CREATE INDEX queue_open ON queue(registered_on, application_id) WHERE stage <> 'decided';

CREATE TABLE counter (name TEXT PRIMARY KEY, value BIGINT NOT NULL);

-- The check of the register walks every table beside the log.
CREATE INDEX person_seq ON person(seq);
CREATE INDEX protection_seq ON protection(seq);
CREATE INDEX profile_seq ON profile(seq);
CREATE INDEX staff_seq ON staff(seq);
CREATE INDEX cases_seq ON cases(seq);
CREATE INDEX case_closing_seq ON case_closing(seq);
CREATE INDEX member_seq ON member(seq);
CREATE INDEX assignment_seq ON assignment(seq);
CREATE INDEX access_seq ON access(seq);
CREATE INDEX payee_seq ON payee(seq);
CREATE INDEX attachment_seq ON attachment(seq);
CREATE INDEX application_seq ON application(seq);
CREATE INDEX signature_seq ON signature(seq);
CREATE INDEX signature_refusal_seq ON signature_refusal(seq);
CREATE INDEX application_void_seq ON application_void(seq);
CREATE INDEX registration_seq ON registration(seq);
CREATE INDEX calculation_seq ON calculation(seq);
CREATE INDEX decision_seq ON decision(seq);
CREATE INDEX decision_receipt_seq ON decision_receipt(seq);
CREATE INDEX payment_seq ON payment(seq);
CREATE INDEX payment_approval_seq ON payment_approval(seq);
CREATE INDEX payment_file_seq ON payment_file(seq);
CREATE INDEX payment_in_file_seq ON payment_in_file(seq);
CREATE INDEX payment_event_seq ON payment_event(seq);
CREATE INDEX bank_report_seq ON bank_report(seq);
CREATE INDEX document_seq ON document(seq);
CREATE INDEX note_seq ON note(seq);
CREATE INDEX publication_seq ON publication(seq);
CREATE INDEX case_read_seq ON case_read(seq);
