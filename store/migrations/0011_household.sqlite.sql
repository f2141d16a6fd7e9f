-- What the two engines say differently: facts are never changed or taken away, who may move in, and that one may leave more than once.

ALTER TABLE member_end RENAME TO member_end_once;
DROP INDEX member_end_seq;
CREATE TABLE member_end (
  case_id TEXT NOT NULL, person_id TEXT NOT NULL, ended_on TEXT NOT NULL CHECK (length(ended_on) = 10),
  reason TEXT NOT NULL CHECK (reason <> ''), by_staff TEXT NOT NULL REFERENCES staff(id), at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL,
  PRIMARY KEY (case_id, person_id, seq), FOREIGN KEY (case_id, person_id) REFERENCES member(case_id, person_id));
INSERT INTO member_end (case_id, person_id, ended_on, reason, by_staff, at, seq, sum)
  SELECT case_id, person_id, ended_on, reason, by_staff, at, seq, sum FROM member_end_once;
DROP TABLE member_end_once;
CREATE INDEX member_end_seq ON member_end(seq);

CREATE TRIGGER member_end_no_update BEFORE UPDATE ON member_end BEGIN SELECT RAISE(ABORT, 'facts are only added: member_end'); END;
CREATE TRIGGER member_end_no_delete BEFORE DELETE ON member_end BEGIN SELECT RAISE(ABORT, 'facts are only added: member_end'); END;
CREATE TRIGGER member_entry_no_update BEFORE UPDATE ON member_entry BEGIN SELECT RAISE(ABORT, 'facts are only added: member_entry'); END;
CREATE TRIGGER member_entry_no_delete BEFORE DELETE ON member_entry BEGIN SELECT RAISE(ABORT, 'facts are only added: member_entry'); END;

CREATE TRIGGER two_adults_at_a_time BEFORE INSERT ON member WHEN NEW.part <> 'child' AND ((SELECT count(*) FROM member m WHERE m.case_id = NEW.case_id AND m.part <> 'child' AND NOT EXISTS (SELECT 1 FROM member_end e WHERE e.case_id = m.case_id AND e.person_id = m.person_id
  AND NOT EXISTS (SELECT 1 FROM member_entry n WHERE n.case_id = e.case_id AND n.person_id = e.person_id AND n.seq > e.seq))) > 1 OR (SELECT count(*) FROM member m WHERE m.case_id = NEW.case_id AND m.part <> 'child' AND m.part = NEW.part AND NOT EXISTS (SELECT 1 FROM member_end e WHERE e.case_id = m.case_id AND e.person_id = m.person_id
  AND NOT EXISTS (SELECT 1 FROM member_entry n WHERE n.case_id = e.case_id AND n.person_id = e.person_id AND n.seq > e.seq))) > 0 AND (NEW.part = 'applicant' OR NOT EXISTS (SELECT 1 FROM member_end e WHERE e.case_id = NEW.case_id)))
BEGIN SELECT RAISE(ABORT, 'a case has one applicant and one more adult at a time'); END;

CREATE TRIGGER entry_of_an_adult BEFORE INSERT ON member_entry WHEN NOT EXISTS (SELECT 1 FROM member m WHERE m.case_id = NEW.case_id AND m.person_id = NEW.person_id AND m.part <> 'child')
BEGIN SELECT RAISE(ABORT, 'an adult of the case moves in'); END;

CREATE TRIGGER entry_of_one_who_left BEFORE INSERT ON member_entry WHEN EXISTS (SELECT 1 FROM member m WHERE m.case_id = NEW.case_id AND m.person_id = NEW.person_id AND m.part <> 'child' AND m.seq < NEW.seq) AND NOT EXISTS (SELECT 1 FROM member_end e WHERE e.case_id = NEW.case_id AND e.person_id = NEW.person_id
  AND NOT EXISTS (SELECT 1 FROM member_entry n WHERE n.case_id = e.case_id AND n.person_id = e.person_id AND n.seq > e.seq))
BEGIN SELECT RAISE(ABORT, 'who belongs to the case cannot move in'); END;

CREATE TRIGGER entry_beside_one BEFORE INSERT ON member_entry WHEN EXISTS (SELECT 1 FROM member m WHERE m.case_id = NEW.case_id AND m.person_id = NEW.person_id AND m.part <> 'child' AND m.seq < NEW.seq) AND (SELECT count(*) FROM member m WHERE m.case_id = NEW.case_id AND m.part <> 'child' AND NOT EXISTS (SELECT 1 FROM member_end e WHERE e.case_id = m.case_id AND e.person_id = m.person_id
  AND NOT EXISTS (SELECT 1 FROM member_entry n WHERE n.case_id = e.case_id AND n.person_id = e.person_id AND n.seq > e.seq))) > 1
BEGIN SELECT RAISE(ABORT, 'a case has one applicant and one more adult at a time'); END;

CREATE TRIGGER end_of_one_who_belongs BEFORE INSERT ON member_end WHEN EXISTS (SELECT 1 FROM member_end e WHERE e.case_id = NEW.case_id AND e.person_id = NEW.person_id
  AND NOT EXISTS (SELECT 1 FROM member_entry n WHERE n.case_id = e.case_id AND n.person_id = e.person_id AND n.seq > e.seq))
BEGIN SELECT RAISE(ABORT, 'who has left cannot leave again'); END;
