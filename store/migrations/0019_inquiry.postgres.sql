-- What the two engines say differently: facts are never changed or taken away; and what questions to authorities must hold to.
CREATE TRIGGER inquiry_only_added BEFORE UPDATE OR DELETE ON inquiry FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER inquiry_never_emptied BEFORE TRUNCATE ON inquiry FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER inquiry_report_only_added BEFORE UPDATE OR DELETE ON inquiry_report FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER inquiry_report_never_emptied BEFORE TRUNCATE ON inquiry_report FOR EACH STATEMENT EXECUTE FUNCTION only_added();

CREATE FUNCTION inquiry_of_an_adult_of_its_case() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM application a JOIN member m ON m.case_id = a.case_id WHERE a.id = NEW.application_id AND a.case_id = NEW.case_id AND m.person_id = NEW.person_id AND m.part <> 'child')
  THEN RAISE EXCEPTION 'authorities are asked about an adult of the application''s case' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER inquiry_of_an_adult_of_its_case BEFORE INSERT ON inquiry FOR EACH ROW EXECUTE FUNCTION inquiry_of_an_adult_of_its_case();

CREATE FUNCTION inquiry_report_with_its_inquiry() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM inquiry q WHERE q.id = NEW.inquiry_id AND q.seq = NEW.seq)
  THEN RAISE EXCEPTION 'what an authority answered is kept with its question' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER inquiry_report_with_its_inquiry BEFORE INSERT ON inquiry_report FOR EACH ROW EXECUTE FUNCTION inquiry_report_with_its_inquiry();
