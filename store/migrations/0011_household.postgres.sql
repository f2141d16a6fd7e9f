-- What the two engines say differently: facts are never changed or taken away, who may move in, and that one may leave more than once.

ALTER TABLE member_end DROP CONSTRAINT member_end_pkey;
ALTER TABLE member_end ADD PRIMARY KEY (case_id, person_id, seq);

CREATE TRIGGER member_entry_only_added BEFORE UPDATE OR DELETE ON member_entry FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER member_entry_never_emptied BEFORE TRUNCATE ON member_entry FOR EACH STATEMENT EXECUTE FUNCTION only_added();

CREATE FUNCTION two_adults_at_a_time() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NEW.part <> 'child' AND ((SELECT count(*) FROM member m WHERE m.case_id = NEW.case_id AND m.part <> 'child' AND NOT EXISTS (SELECT 1 FROM member_end e WHERE e.case_id = m.case_id AND e.person_id = m.person_id
  AND NOT EXISTS (SELECT 1 FROM member_entry n WHERE n.case_id = e.case_id AND n.person_id = e.person_id AND n.seq > e.seq))) > 1 OR (SELECT count(*) FROM member m WHERE m.case_id = NEW.case_id AND m.part <> 'child' AND m.part = NEW.part AND NOT EXISTS (SELECT 1 FROM member_end e WHERE e.case_id = m.case_id AND e.person_id = m.person_id
  AND NOT EXISTS (SELECT 1 FROM member_entry n WHERE n.case_id = e.case_id AND n.person_id = e.person_id AND n.seq > e.seq))) > 0 AND (NEW.part = 'applicant' OR NOT EXISTS (SELECT 1 FROM member_end e WHERE e.case_id = NEW.case_id)))
  THEN RAISE EXCEPTION 'a case has one applicant and one more adult at a time' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER two_adults_at_a_time BEFORE INSERT ON member FOR EACH ROW EXECUTE FUNCTION two_adults_at_a_time();

CREATE FUNCTION entry_of_an_adult() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM member m WHERE m.case_id = NEW.case_id AND m.person_id = NEW.person_id AND m.part <> 'child')
  THEN RAISE EXCEPTION 'an adult of the case moves in' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER entry_of_an_adult BEFORE INSERT ON member_entry FOR EACH ROW EXECUTE FUNCTION entry_of_an_adult();

CREATE FUNCTION entry_of_one_who_left() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF EXISTS (SELECT 1 FROM member m WHERE m.case_id = NEW.case_id AND m.person_id = NEW.person_id AND m.part <> 'child' AND m.seq < NEW.seq) AND NOT EXISTS (SELECT 1 FROM member_end e WHERE e.case_id = NEW.case_id AND e.person_id = NEW.person_id
  AND NOT EXISTS (SELECT 1 FROM member_entry n WHERE n.case_id = e.case_id AND n.person_id = e.person_id AND n.seq > e.seq))
  THEN RAISE EXCEPTION 'who belongs to the case cannot move in' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER entry_of_one_who_left BEFORE INSERT ON member_entry FOR EACH ROW EXECUTE FUNCTION entry_of_one_who_left();

CREATE FUNCTION entry_beside_one() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF EXISTS (SELECT 1 FROM member m WHERE m.case_id = NEW.case_id AND m.person_id = NEW.person_id AND m.part <> 'child' AND m.seq < NEW.seq) AND (SELECT count(*) FROM member m WHERE m.case_id = NEW.case_id AND m.part <> 'child' AND NOT EXISTS (SELECT 1 FROM member_end e WHERE e.case_id = m.case_id AND e.person_id = m.person_id
  AND NOT EXISTS (SELECT 1 FROM member_entry n WHERE n.case_id = e.case_id AND n.person_id = e.person_id AND n.seq > e.seq))) > 1
  THEN RAISE EXCEPTION 'a case has one applicant and one more adult at a time' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER entry_beside_one BEFORE INSERT ON member_entry FOR EACH ROW EXECUTE FUNCTION entry_beside_one();

CREATE FUNCTION end_of_one_who_belongs() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF EXISTS (SELECT 1 FROM member_end e WHERE e.case_id = NEW.case_id AND e.person_id = NEW.person_id
  AND NOT EXISTS (SELECT 1 FROM member_entry n WHERE n.case_id = e.case_id AND n.person_id = e.person_id AND n.seq > e.seq))
  THEN RAISE EXCEPTION 'who has left cannot leave again' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER end_of_one_who_belongs BEFORE INSERT ON member_end FOR EACH ROW EXECUTE FUNCTION end_of_one_who_belongs();
