-- Which adult has opened which document or journal note that was made visible to them, each for themselves.
CREATE TABLE publication_seen (
  object_id TEXT NOT NULL REFERENCES publication(object_id), person_id TEXT NOT NULL REFERENCES person(id), at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL,
  PRIMARY KEY (object_id, person_id));
CREATE INDEX publication_seen_seq ON publication_seen(seq);
CREATE INDEX publication_case ON publication(case_id, seq);

-- A working row: the step after which it is known who has opened what. What was made visible before it is new to nobody.
CREATE TABLE publication_seen_from (seq BIGINT PRIMARY KEY);
INSERT INTO publication_seen_from (seq) SELECT COALESCE(max(seq), 0) FROM log;
