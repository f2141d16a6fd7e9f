-- The rule files that calculations used, each once, so that a calculation can be made again when the program no longer carries
-- them; and figures of the norm that two people of the municipality have confirmed.

CREATE TABLE rule_file (
  hash TEXT PRIMARY KEY CHECK (length(hash) = 64), name TEXT NOT NULL CHECK (name <> ''), content BYTEA NOT NULL, at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL);
CREATE INDEX rule_file_seq ON rule_file(seq);

CREATE TABLE norm_figure (
  id TEXT PRIMARY KEY, norm_table TEXT NOT NULL CHECK (norm_table <> ''), cell TEXT NOT NULL CHECK (cell <> ''),
  kr BIGINT NOT NULL CHECK (kr BETWEEN 1 AND 100000), ordinance TEXT NOT NULL CHECK (ordinance <> ''),
  proposed_by TEXT NOT NULL REFERENCES staff(id), proposed_name TEXT NOT NULL CHECK (proposed_name <> ''), at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL);
CREATE INDEX norm_figure_seq ON norm_figure(seq);

CREATE TABLE norm_figure_answer (
  figure_id TEXT PRIMARY KEY REFERENCES norm_figure(id), answer TEXT NOT NULL CHECK (answer IN ('confirmed', 'rejected')),
  answered_by TEXT NOT NULL REFERENCES staff(id), answered_name TEXT NOT NULL CHECK (answered_name <> ''), at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL);
CREATE INDEX norm_figure_answer_seq ON norm_figure_answer(seq);

CREATE TABLE norm_figure_withdrawal (
  figure_id TEXT PRIMARY KEY REFERENCES norm_figure(id), reason TEXT NOT NULL CHECK (reason <> ''),
  withdrawn_by TEXT NOT NULL REFERENCES staff(id), withdrawn_name TEXT NOT NULL CHECK (withdrawn_name <> ''), at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL);
CREATE INDEX norm_figure_withdrawal_seq ON norm_figure_withdrawal(seq);
