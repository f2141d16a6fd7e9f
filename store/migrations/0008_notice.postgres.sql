-- What the two engines say differently: facts are never changed or taken away, and a report and a bounce are of what was sent.

CREATE TRIGGER notice_choice_only_added BEFORE UPDATE OR DELETE ON notice_choice FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER notice_choice_never_emptied BEFORE TRUNCATE ON notice_choice FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER notice_confirmed_only_added BEFORE UPDATE OR DELETE ON notice_confirmed FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER notice_confirmed_never_emptied BEFORE TRUNCATE ON notice_confirmed FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER notice_sent_only_added BEFORE UPDATE OR DELETE ON notice_sent FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER notice_sent_never_emptied BEFORE TRUNCATE ON notice_sent FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER notice_report_only_added BEFORE UPDATE OR DELETE ON notice_report FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER notice_report_never_emptied BEFORE TRUNCATE ON notice_report FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER notice_bounce_only_added BEFORE UPDATE OR DELETE ON notice_bounce FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER notice_bounce_never_emptied BEFORE TRUNCATE ON notice_bounce FOR EACH STATEMENT EXECUTE FUNCTION only_added();

CREATE FUNCTION bounce_of_what_was_sent() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM notice_sent s WHERE s.id = NEW.notice_id AND s.person_id = NEW.person_id AND s.address = NEW.address)
  THEN RAISE EXCEPTION 'a bounce is of the address that was written to' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER bounce_of_what_was_sent BEFORE INSERT ON notice_bounce FOR EACH ROW EXECUTE FUNCTION bounce_of_what_was_sent();
