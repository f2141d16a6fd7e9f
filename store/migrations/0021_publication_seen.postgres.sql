-- What the two engines say differently: facts are never changed or taken away; and by whom a publication is seen.
CREATE TRIGGER publication_seen_only_added BEFORE UPDATE OR DELETE ON publication_seen FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER publication_seen_never_emptied BEFORE TRUNCATE ON publication_seen FOR EACH STATEMENT EXECUTE FUNCTION only_added();

CREATE FUNCTION publication_seen_by_an_adult_of_its_case() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM publication x JOIN member m ON m.case_id = x.case_id WHERE x.object_id = NEW.object_id AND m.person_id = NEW.person_id AND m.part <> 'child')
  THEN RAISE EXCEPTION 'a publication is seen by an adult of its case' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER publication_seen_by_an_adult_of_its_case BEFORE INSERT ON publication_seen FOR EACH ROW EXECUTE FUNCTION publication_seen_by_an_adult_of_its_case();
