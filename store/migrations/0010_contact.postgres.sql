-- What the two engines say differently: facts are never changed or taken away; and what an absence must hold to.

CREATE TRIGGER staff_absence_only_added BEFORE UPDATE OR DELETE ON staff_absence FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER staff_absence_never_emptied BEFORE TRUNCATE ON staff_absence FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER staff_absence_end_only_added BEFORE UPDATE OR DELETE ON staff_absence_end FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER staff_absence_end_never_emptied BEFORE TRUNCATE ON staff_absence_end FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER case_read_for_only_added BEFORE UPDATE OR DELETE ON case_read_for FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER case_read_for_never_emptied BEFORE TRUNCATE ON case_read_for FOR EACH STATEMENT EXECUTE FUNCTION only_added();

CREATE FUNCTION absence_one_at_a_time() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF EXISTS (SELECT 1 FROM staff_absence a WHERE a.staff_id = NEW.staff_id AND a.until_day >= NEW.from_day AND a.from_day <= NEW.until_day
    AND NOT EXISTS (SELECT 1 FROM staff_absence_end e WHERE e.absence_id = a.id))
  THEN RAISE EXCEPTION 'a member of staff has one absence at a time' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER absence_one_at_a_time BEFORE INSERT ON staff_absence FOR EACH ROW EXECUTE FUNCTION absence_one_at_a_time();

CREATE FUNCTION absence_answered_by_staff() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NEW.substitute_id <> '' AND NOT EXISTS (SELECT 1 FROM staff s WHERE s.id = NEW.substitute_id)
  THEN RAISE EXCEPTION 'a substitute is a member of staff' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER absence_answered_by_staff BEFORE INSERT ON staff_absence FOR EACH ROW EXECUTE FUNCTION absence_answered_by_staff();

CREATE TRIGGER post_told_only_added BEFORE UPDATE OR DELETE ON post_told FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER post_told_never_emptied BEFORE TRUNCATE ON post_told FOR EACH STATEMENT EXECUTE FUNCTION only_added();

CREATE FUNCTION post_told_to_an_adult_of_the_case() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM member m WHERE m.case_id = NEW.case_id AND m.person_id = NEW.person_id AND m.part <> 'child')
    OR NOT EXISTS (SELECT 1 FROM completion_request o WHERE NEW.object_kind = 'completion' AND o.id = NEW.object_id AND o.case_id = NEW.case_id AND (o.person_id = '' OR o.person_id = NEW.person_id)
    UNION ALL SELECT 1 FROM decision o WHERE NEW.object_kind = 'decision' AND o.id = NEW.object_id AND o.case_id = NEW.case_id)
  THEN RAISE EXCEPTION 'an adult is told of what was put to them in their case' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER post_told_to_an_adult_of_the_case BEFORE INSERT ON post_told FOR EACH ROW EXECUTE FUNCTION post_told_to_an_adult_of_the_case();

CREATE TRIGGER record_request_only_added BEFORE UPDATE OR DELETE ON record_request FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER record_request_never_emptied BEFORE TRUNCATE ON record_request FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER record_answer_only_added BEFORE UPDATE OR DELETE ON record_answer FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER record_answer_never_emptied BEFORE TRUNCATE ON record_answer FOR EACH STATEMENT EXECUTE FUNCTION only_added();

CREATE FUNCTION record_request_of_an_adult_of_the_case() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM member m WHERE m.case_id = NEW.case_id AND m.person_id = NEW.person_id AND m.part <> 'child')
  THEN RAISE EXCEPTION 'an adult of the case asks to read what is recorded' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER record_request_of_an_adult_of_the_case BEFORE INSERT ON record_request FOR EACH ROW EXECUTE FUNCTION record_request_of_an_adult_of_the_case();

CREATE FUNCTION record_request_one_at_a_time() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF EXISTS (SELECT 1 FROM record_request q WHERE q.case_id = NEW.case_id AND q.person_id = NEW.person_id AND NOT EXISTS (SELECT 1 FROM record_answer a WHERE a.request_id = q.id))
  THEN RAISE EXCEPTION 'a person asks to read once at a time' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER record_request_one_at_a_time BEFORE INSERT ON record_request FOR EACH ROW EXECUTE FUNCTION record_request_one_at_a_time();

CREATE FUNCTION record_answer_by_a_published_document() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NEW.document_id <> '' AND NOT EXISTS (SELECT 1 FROM document d JOIN publication p ON p.object_id = d.id JOIN record_request q ON q.case_id = d.case_id WHERE d.id = NEW.document_id AND q.id = NEW.request_id)
  THEN RAISE EXCEPTION 'what is handed over in the service is a published document of the case' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER record_answer_by_a_published_document BEFORE INSERT ON record_answer FOR EACH ROW EXECUTE FUNCTION record_answer_by_a_published_document();
