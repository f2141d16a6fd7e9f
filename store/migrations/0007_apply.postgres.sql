-- What the two engines say differently: facts are never changed or taken away, and only a paper application is signed on paper.

CREATE TRIGGER application_paper_only_added BEFORE UPDATE OR DELETE ON application_paper FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER application_paper_never_emptied BEFORE TRUNCATE ON application_paper FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER application_enough_only_added BEFORE UPDATE OR DELETE ON application_enough FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER application_enough_never_emptied BEFORE TRUNCATE ON application_enough FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER paper_signature_only_added BEFORE UPDATE OR DELETE ON paper_signature FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER paper_signature_never_emptied BEFORE TRUNCATE ON paper_signature FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER member_end_only_added BEFORE UPDATE OR DELETE ON member_end FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER member_end_never_emptied BEFORE TRUNCATE ON member_end FOR EACH STATEMENT EXECUTE FUNCTION only_added();

CREATE FUNCTION paper_signature_on_paper() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM application a WHERE a.id = NEW.application_id AND a.origin = 'paper')
  THEN RAISE EXCEPTION 'only a paper application is signed on paper' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER paper_signature_on_paper BEFORE INSERT ON paper_signature FOR EACH ROW EXECUTE FUNCTION paper_signature_on_paper();
