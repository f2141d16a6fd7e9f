-- A working row: a form that was filled in while its sender's log-in ended.

CREATE TABLE unsent (
  id TEXT PRIMARY KEY, sender TEXT NOT NULL CHECK (sender <> ''), path TEXT NOT NULL CHECK (path <> ''), fields TEXT NOT NULL,
  files BIGINT NOT NULL CHECK (files IN (0, 1)), at BIGINT NOT NULL);
CREATE INDEX unsent_sender ON unsent(sender, at);
CREATE INDEX unsent_at ON unsent(at);
