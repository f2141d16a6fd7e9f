-- What the two engines say differently: facts are never changed or taken away; each person's messages are their own; a
-- message is read by its receiver only; and nothing is written in a closed case.

CREATE TRIGGER message_only_added BEFORE UPDATE OR DELETE ON message FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER message_never_emptied BEFORE TRUNCATE ON message FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER message_read_only_added BEFORE UPDATE OR DELETE ON message_read FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER message_read_never_emptied BEFORE TRUNCATE ON message_read FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER message_told_only_added BEFORE UPDATE OR DELETE ON message_told FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER message_told_never_emptied BEFORE TRUNCATE ON message_told FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER change_report_only_added BEFORE UPDATE OR DELETE ON change_report FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER change_report_never_emptied BEFORE TRUNCATE ON change_report FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER comment_only_added BEFORE UPDATE OR DELETE ON comment FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER comment_never_emptied BEFORE TRUNCATE ON comment FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER noted_only_added BEFORE UPDATE OR DELETE ON noted FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER noted_never_emptied BEFORE TRUNCATE ON noted FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER feedback_only_added BEFORE UPDATE OR DELETE ON feedback FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER feedback_never_emptied BEFORE TRUNCATE ON feedback FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER feedback_handled_only_added BEFORE UPDATE OR DELETE ON feedback_handled FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER feedback_handled_never_emptied BEFORE TRUNCATE ON feedback_handled FOR EACH STATEMENT EXECUTE FUNCTION only_added();

CREATE FUNCTION message_of_an_adult_of_the_case() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM member m WHERE m.case_id = NEW.case_id AND m.person_id = NEW.person_id AND m.part <> 'child')
  THEN RAISE EXCEPTION 'a message is to or from an adult of the case' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER message_of_an_adult_of_the_case BEFORE INSERT ON message FOR EACH ROW EXECUTE FUNCTION message_of_an_adult_of_the_case();

CREATE FUNCTION message_while_the_case_is_open() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF EXISTS (SELECT 1 FROM case_closing c WHERE c.case_id = NEW.case_id)
  THEN RAISE EXCEPTION 'no message in a closed case' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER message_while_the_case_is_open BEFORE INSERT ON message FOR EACH ROW EXECUTE FUNCTION message_while_the_case_is_open();

CREATE FUNCTION message_read_by_the_receiver() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM message m WHERE m.id = NEW.message_id AND ((m.sent_by = 'staff' AND m.person_id = NEW.reader_id) OR (m.sent_by = 'citizen' AND EXISTS (SELECT 1 FROM staff s WHERE s.id = NEW.reader_id))))
  THEN RAISE EXCEPTION 'a message is read by its receiver' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER message_read_by_the_receiver BEFORE INSERT ON message_read FOR EACH ROW EXECUTE FUNCTION message_read_by_the_receiver();

CREATE FUNCTION message_told_by_staff() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM message m WHERE m.id = NEW.message_id AND m.sent_by = 'staff')
  THEN RAISE EXCEPTION 'only what staff wrote is told by post or telephone' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER message_told_by_staff BEFORE INSERT ON message_told FOR EACH ROW EXECUTE FUNCTION message_told_by_staff();

CREATE FUNCTION change_report_of_an_adult_of_the_case() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM member m WHERE m.case_id = NEW.case_id AND m.person_id = NEW.person_id AND m.part <> 'child')
  THEN RAISE EXCEPTION 'a change is reported by an adult of the case' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER change_report_of_an_adult_of_the_case BEFORE INSERT ON change_report FOR EACH ROW EXECUTE FUNCTION change_report_of_an_adult_of_the_case();

CREATE FUNCTION change_report_while_the_case_is_open() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF EXISTS (SELECT 1 FROM case_closing c WHERE c.case_id = NEW.case_id)
  THEN RAISE EXCEPTION 'no report in a closed case' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER change_report_while_the_case_is_open BEFORE INSERT ON change_report FOR EACH ROW EXECUTE FUNCTION change_report_while_the_case_is_open();

CREATE FUNCTION comment_of_an_adult_of_the_case() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM member m WHERE m.case_id = NEW.case_id AND m.person_id = NEW.person_id AND m.part <> 'child')
  THEN RAISE EXCEPTION 'a comment is by an adult of the case' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER comment_of_an_adult_of_the_case BEFORE INSERT ON comment FOR EACH ROW EXECUTE FUNCTION comment_of_an_adult_of_the_case();

CREATE FUNCTION comment_on_what_the_person_sees() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM note o JOIN publication x ON x.object_id = o.id WHERE NEW.object_kind = 'note' AND o.id = NEW.object_id AND o.case_id = NEW.case_id
  UNION ALL SELECT 1 FROM document o JOIN publication x ON x.object_id = o.id WHERE NEW.object_kind = 'document' AND o.id = NEW.object_id AND o.case_id = NEW.case_id
  UNION ALL SELECT 1 FROM decision o WHERE NEW.object_kind = 'decision' AND o.id = NEW.object_id AND o.case_id = NEW.case_id
  UNION ALL SELECT 1 FROM calculation o WHERE NEW.object_kind = 'calculation' AND o.id = NEW.object_id AND o.case_id = NEW.case_id
  UNION ALL SELECT 1 FROM person o WHERE NEW.object_kind = 'register' AND o.id = NEW.object_id AND o.id = NEW.person_id)
  THEN RAISE EXCEPTION 'a comment is on what the person sees of the case' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER comment_on_what_the_person_sees BEFORE INSERT ON comment FOR EACH ROW EXECUTE FUNCTION comment_on_what_the_person_sees();

CREATE FUNCTION noted_is_what_a_person_wrote() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM message o WHERE NEW.object_kind = 'message' AND o.id = NEW.object_id AND o.sent_by = 'citizen'
  UNION ALL SELECT 1 FROM change_report o WHERE NEW.object_kind = 'change_report' AND o.id = NEW.object_id
  UNION ALL SELECT 1 FROM comment o WHERE NEW.object_kind = 'comment' AND o.id = NEW.object_id)
  THEN RAISE EXCEPTION 'what is taken note of is what a person wrote' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER noted_is_what_a_person_wrote BEFORE INSERT ON noted FOR EACH ROW EXECUTE FUNCTION noted_is_what_a_person_wrote();

CREATE FUNCTION own_file_of_an_adult() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NEW.kind IN ('message', 'change_report') AND NOT EXISTS (SELECT 1 FROM member m WHERE m.case_id = NEW.case_id AND m.person_id = NEW.uploaded_by AND m.part <> 'child')
  THEN RAISE EXCEPTION 'a file of a message belongs to an adult of the case' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER own_file_of_an_adult BEFORE INSERT ON attachment FOR EACH ROW EXECUTE FUNCTION own_file_of_an_adult();
