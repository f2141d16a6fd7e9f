-- What the authorities have been asked about an adult for an application, and what each answered. One that did not answer says why, and
-- nothing else: what is not known is never an income of nothing.
CREATE TABLE inquiry (
  id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases(id), application_id TEXT NOT NULL REFERENCES application(id),
  person_id TEXT NOT NULL REFERENCES person(id), from_day TEXT NOT NULL CHECK (length(from_day) = 10), until_day TEXT NOT NULL CHECK (length(until_day) = 10),
  asked_by TEXT NOT NULL, asked_name TEXT NOT NULL, at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL,
  CONSTRAINT inquiry_by_whom CHECK ((asked_by = '') = (asked_name = '')));
CREATE INDEX inquiry_application ON inquiry(application_id, seq);
CREATE INDEX inquiry_person ON inquiry(person_id, seq);
CREATE INDEX inquiry_seq ON inquiry(seq);

CREATE TABLE inquiry_report (
  inquiry_id TEXT NOT NULL REFERENCES inquiry(id),
  authority TEXT NOT NULL CHECK (authority IN ('social_insurance', 'pensions', 'unemployment_fund', 'employment', 'study_support', 'tax', 'vehicles', 'migration')),
  answer TEXT NOT NULL CHECK (answer IN ('answered', 'nothing', 'unchecked')),
  fault TEXT NOT NULL CHECK (fault IN ('', 'no_answer', 'failed', 'refused', 'unreadable')),
  protected BIGINT NOT NULL CHECK (protected IN (0, 1)), body TEXT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL,
  PRIMARY KEY (inquiry_id, authority),
  CONSTRAINT report_says_why CHECK ((answer = 'unchecked') = (fault <> '')),
  CONSTRAINT report_says_what CHECK ((answer = 'answered') = (body <> '')));
CREATE INDEX inquiry_report_seq ON inquiry_report(seq);
