-- What the two engines say differently: facts are never changed or taken away, and the invariants over several tables.

CREATE TRIGGER spot_seed_only_added BEFORE UPDATE OR DELETE ON spot_seed FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER spot_seed_never_emptied BEFORE TRUNCATE ON spot_seed FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER spot_draw_only_added BEFORE UPDATE OR DELETE ON spot_draw FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER spot_draw_never_emptied BEFORE TRUNCATE ON spot_draw FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER completion_request_only_added BEFORE UPDATE OR DELETE ON completion_request FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER completion_request_never_emptied BEFORE TRUNCATE ON completion_request FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER completion_only_added BEFORE UPDATE OR DELETE ON completion FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER completion_never_emptied BEFORE TRUNCATE ON completion FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER completion_extension_only_added BEFORE UPDATE OR DELETE ON completion_extension FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER completion_extension_never_emptied BEFORE TRUNCATE ON completion_extension FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER completion_end_only_added BEFORE UPDATE OR DELETE ON completion_end FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER completion_end_never_emptied BEFORE TRUNCATE ON completion_end FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER completion_seen_only_added BEFORE UPDATE OR DELETE ON completion_seen FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER completion_seen_never_emptied BEFORE TRUNCATE ON completion_seen FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER full_evidence_only_added BEFORE UPDATE OR DELETE ON full_evidence FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER full_evidence_never_emptied BEFORE TRUNCATE ON full_evidence FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER full_evidence_end_only_added BEFORE UPDATE OR DELETE ON full_evidence_end FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER full_evidence_end_never_emptied BEFORE TRUNCATE ON full_evidence_end FOR EACH STATEMENT EXECUTE FUNCTION only_added();

CREATE FUNCTION request_in_its_case() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF (NEW.application_id <> '' AND NOT EXISTS (SELECT 1 FROM application a WHERE a.id = NEW.application_id AND a.case_id = NEW.case_id)) OR (NEW.person_id <> '' AND NOT EXISTS (SELECT 1 FROM member m WHERE m.case_id = NEW.case_id AND m.person_id = NEW.person_id AND m.part <> 'child'))
  THEN RAISE EXCEPTION 'a request concerns the case and its adults' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER request_in_its_case BEFORE INSERT ON completion_request FOR EACH ROW EXECUTE FUNCTION request_in_its_case();

CREATE FUNCTION request_in_an_open_case() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF EXISTS (SELECT 1 FROM case_closing k WHERE k.case_id = NEW.case_id)
  THEN RAISE EXCEPTION 'nothing is asked for in a closed case' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER request_in_an_open_case BEFORE INSERT ON completion_request FOR EACH ROW EXECUTE FUNCTION request_in_an_open_case();

CREATE FUNCTION spot_check_of_a_draw() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NEW.kind = 'spot_check' AND NOT EXISTS (SELECT 1 FROM spot_draw d WHERE d.month = NEW.month)
  THEN RAISE EXCEPTION 'a spot check comes of a draw' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER spot_check_of_a_draw BEFORE INSERT ON completion_request FOR EACH ROW EXECUTE FUNCTION spot_check_of_a_draw();

CREATE FUNCTION completion_by_who_is_asked() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM completion_request r, member m WHERE r.id = NEW.request_id AND m.case_id = r.case_id AND m.person_id = NEW.person_id AND m.part <> 'child' AND r.person_id IN ('', NEW.person_id))
  THEN RAISE EXCEPTION 'a request is answered by whom it asks' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER completion_by_who_is_asked BEFORE INSERT ON completion FOR EACH ROW EXECUTE FUNCTION completion_by_who_is_asked();

CREATE FUNCTION completion_while_asked() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF EXISTS (SELECT 1 FROM completion_end e WHERE e.request_id = NEW.request_id)
  THEN RAISE EXCEPTION 'an ended request is not answered' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER completion_while_asked BEFORE INSERT ON completion FOR EACH ROW EXECUTE FUNCTION completion_while_asked();

CREATE FUNCTION completion_with_a_file_of_the_case() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NEW.attachment_id <> '' AND NOT EXISTS (SELECT 1 FROM attachment a, completion_request r WHERE r.id = NEW.request_id AND a.id = NEW.attachment_id AND a.case_id = r.case_id)
  THEN RAISE EXCEPTION 'an answer carries a file of its own case' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER completion_with_a_file_of_the_case BEFORE INSERT ON completion FOR EACH ROW EXECUTE FUNCTION completion_with_a_file_of_the_case();

CREATE FUNCTION extension_only_later() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF EXISTS (SELECT 1 FROM completion_end e WHERE e.request_id = NEW.request_id) OR NEW.until <= (SELECT r.until FROM completion_request r WHERE r.id = NEW.request_id)
  THEN RAISE EXCEPTION 'an extension gives more time, while the request is open' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER extension_only_later BEFORE INSERT ON completion_extension FOR EACH ROW EXECUTE FUNCTION extension_only_later();

CREATE FUNCTION remark_on_a_spot_check() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NEW.outcome = 'remark' AND NOT EXISTS (SELECT 1 FROM completion_request r WHERE r.id = NEW.request_id AND r.kind = 'spot_check')
  THEN RAISE EXCEPTION 'only a spot check ends with a remark' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER remark_on_a_spot_check BEFORE INSERT ON completion_end FOR EACH ROW EXECUTE FUNCTION remark_on_a_spot_check();

CREATE FUNCTION seen_by_who_is_asked() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM completion_request r, member m WHERE r.id = NEW.request_id AND m.case_id = r.case_id AND m.person_id = NEW.person_id AND m.part <> 'child' AND r.person_id IN ('', NEW.person_id))
  THEN RAISE EXCEPTION 'a request is seen by whom it asks' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER seen_by_who_is_asked BEFORE INSERT ON completion_seen FOR EACH ROW EXECUTE FUNCTION seen_by_who_is_asked();

CREATE FUNCTION full_evidence_after_repeated_remarks() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF (SELECT count(*) FROM completion_request r, completion_end e WHERE r.case_id = NEW.case_id AND e.request_id = r.id AND e.outcome = 'remark') < 2
  THEN RAISE EXCEPTION 'the simpler way is lost after repeated remarks' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER full_evidence_after_repeated_remarks BEFORE INSERT ON full_evidence FOR EACH ROW EXECUTE FUNCTION full_evidence_after_repeated_remarks();
