-- What a virus scanner said of each file that was handed in, and which files still wait to be looked through.

CREATE TABLE attachment_scan (
  id TEXT PRIMARY KEY, attachment_id TEXT NOT NULL REFERENCES attachment(id),
  result TEXT NOT NULL CHECK (result IN ('clean', 'infected', 'not_scanned')), found TEXT NOT NULL, version TEXT NOT NULL, at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL,
  CHECK ((result = 'infected') = (found <> '')), CHECK ((result = 'not_scanned') = (version = '')));
CREATE INDEX attachment_scan_attachment ON attachment_scan(attachment_id, seq);
CREATE INDEX attachment_scan_seq ON attachment_scan(seq);

-- No facts: a line to wait in. Files from before there was a scanner wait too.
CREATE TABLE scan_wait (attachment_id TEXT PRIMARY KEY REFERENCES attachment(id), due BIGINT NOT NULL);
CREATE INDEX scan_wait_due ON scan_wait(due);
INSERT INTO scan_wait (attachment_id, due) SELECT id, at FROM attachment;
