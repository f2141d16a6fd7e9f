-- What the two engines say differently: facts are never changed or taken away; and what an appeal, its course and a decision that
-- replaces another must hold to.

CREATE TRIGGER appeal_only_added BEFORE UPDATE OR DELETE ON appeal FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER appeal_never_emptied BEFORE TRUNCATE ON appeal FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER appeal_timeliness_only_added BEFORE UPDATE OR DELETE ON appeal_timeliness FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER appeal_timeliness_never_emptied BEFORE TRUNCATE ON appeal_timeliness FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER appeal_review_only_added BEFORE UPDATE OR DELETE ON appeal_review FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER appeal_review_never_emptied BEFORE TRUNCATE ON appeal_review FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER appeal_statement_only_added BEFORE UPDATE OR DELETE ON appeal_statement FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER appeal_statement_never_emptied BEFORE TRUNCATE ON appeal_statement FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER appeal_handover_only_added BEFORE UPDATE OR DELETE ON appeal_handover FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER appeal_handover_never_emptied BEFORE TRUNCATE ON appeal_handover FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER appeal_ruling_only_added BEFORE UPDATE OR DELETE ON appeal_ruling FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER appeal_ruling_never_emptied BEFORE TRUNCATE ON appeal_ruling FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER appeal_withdrawal_only_added BEFORE UPDATE OR DELETE ON appeal_withdrawal FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER appeal_withdrawal_never_emptied BEFORE TRUNCATE ON appeal_withdrawal FOR EACH STATEMENT EXECUTE FUNCTION only_added();

CREATE FUNCTION appeal_by_an_adult_of_the_case() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM decision d JOIN member m ON m.case_id = d.case_id WHERE d.id = NEW.decision_id AND d.case_id = NEW.case_id AND m.person_id = NEW.person_id AND m.part <> 'child')
  THEN RAISE EXCEPTION 'an appeal is of a decision of the same case, by an adult of that case' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER appeal_by_an_adult_of_the_case BEFORE INSERT ON appeal FOR EACH ROW EXECUTE FUNCTION appeal_by_an_adult_of_the_case();

CREATE FUNCTION appeal_one_at_a_time() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF EXISTS (SELECT 1 FROM appeal a WHERE a.decision_id = NEW.decision_id AND a.person_id = NEW.person_id AND NOT EXISTS (SELECT 1 FROM appeal_withdrawal w WHERE w.appeal_id = a.id) AND NOT EXISTS (SELECT 1 FROM appeal_timeliness t WHERE t.appeal_id = a.id AND t.answer = 'dismissed'))
  THEN RAISE EXCEPTION 'a person has one appeal of a decision at a time' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER appeal_one_at_a_time BEFORE INSERT ON appeal FOR EACH ROW EXECUTE FUNCTION appeal_one_at_a_time();

CREATE FUNCTION appeal_timeliness_while_it_stands() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF EXISTS (SELECT 1 FROM appeal_withdrawal w WHERE w.appeal_id = NEW.appeal_id)
  THEN RAISE EXCEPTION 'an appeal that was taken back is not judged' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER appeal_timeliness_while_it_stands BEFORE INSERT ON appeal_timeliness FOR EACH ROW EXECUTE FUNCTION appeal_timeliness_while_it_stands();

CREATE FUNCTION appeal_review_of_what_is_tried() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF EXISTS (SELECT 1 FROM appeal_withdrawal w WHERE w.appeal_id = NEW.appeal_id) OR EXISTS (SELECT 1 FROM appeal_timeliness t WHERE t.appeal_id = NEW.appeal_id AND t.answer = 'dismissed')
  THEN RAISE EXCEPTION 'an appeal that was taken back or dismissed is not reviewed' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER appeal_review_of_what_is_tried BEFORE INSERT ON appeal_review FOR EACH ROW EXECUTE FUNCTION appeal_review_of_what_is_tried();

CREATE FUNCTION appeal_review_by_a_new_decision() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NEW.decision_id <> '' AND NOT EXISTS (SELECT 1 FROM appeal a JOIN decision o ON o.id = a.decision_id JOIN decision n ON n.application_id = o.application_id WHERE a.id = NEW.appeal_id AND n.id = NEW.decision_id AND n.replaces <> '' AND n.seq > o.seq)
  THEN RAISE EXCEPTION 'a review changes a decision by one that replaces it' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER appeal_review_by_a_new_decision BEFORE INSERT ON appeal_review FOR EACH ROW EXECUTE FUNCTION appeal_review_by_a_new_decision();

CREATE FUNCTION appeal_statement_before_it_is_sent() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF EXISTS (SELECT 1 FROM appeal_handover h WHERE h.appeal_id = NEW.appeal_id)
  THEN RAISE EXCEPTION 'a statement is written before the appeal is sent' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER appeal_statement_before_it_is_sent BEFORE INSERT ON appeal_statement FOR EACH ROW EXECUTE FUNCTION appeal_statement_before_it_is_sent();

CREATE FUNCTION appeal_handover_of_what_stands() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF EXISTS (SELECT 1 FROM appeal_withdrawal w WHERE w.appeal_id = NEW.appeal_id) OR EXISTS (SELECT 1 FROM appeal_review r WHERE r.appeal_id = NEW.appeal_id AND r.outcome = 'changed')
  THEN RAISE EXCEPTION 'what was taken back or given is not sent to the court' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER appeal_handover_of_what_stands BEFORE INSERT ON appeal_handover FOR EACH ROW EXECUTE FUNCTION appeal_handover_of_what_stands();

CREATE FUNCTION appeal_handover_after_receipt() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF EXISTS (SELECT 1 FROM appeal a WHERE a.id = NEW.appeal_id AND a.received_on > NEW.handed_on)
  THEN RAISE EXCEPTION 'an appeal is sent to the court after it came in' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER appeal_handover_after_receipt BEFORE INSERT ON appeal_handover FOR EACH ROW EXECUTE FUNCTION appeal_handover_after_receipt();

CREATE FUNCTION appeal_handover_with_its_own_statement() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NEW.statement_id <> '' AND NOT EXISTS (SELECT 1 FROM appeal_statement s WHERE s.id = NEW.statement_id AND s.appeal_id = NEW.appeal_id)
  THEN RAISE EXCEPTION 'the statement sent is one on the same appeal' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER appeal_handover_with_its_own_statement BEFORE INSERT ON appeal_handover FOR EACH ROW EXECUTE FUNCTION appeal_handover_with_its_own_statement();

CREATE FUNCTION appeal_ruling_after_handover() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF EXISTS (SELECT 1 FROM appeal_handover h WHERE h.appeal_id = NEW.appeal_id AND h.handed_on > NEW.ruled_on)
  THEN RAISE EXCEPTION 'a court rules after it has been sent the appeal' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER appeal_ruling_after_handover BEFORE INSERT ON appeal_ruling FOR EACH ROW EXECUTE FUNCTION appeal_ruling_after_handover();

CREATE FUNCTION appeal_withdrawal_by_who_appealed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM appeal a WHERE a.id = NEW.appeal_id AND a.person_id = NEW.person_id)
  THEN RAISE EXCEPTION 'an appeal is taken back by who made it' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER appeal_withdrawal_by_who_appealed BEFORE INSERT ON appeal_withdrawal FOR EACH ROW EXECUTE FUNCTION appeal_withdrawal_by_who_appealed();

CREATE FUNCTION appeal_withdrawal_while_it_is_here() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF EXISTS (SELECT 1 FROM appeal_handover h WHERE h.appeal_id = NEW.appeal_id) OR EXISTS (SELECT 1 FROM appeal_timeliness t WHERE t.appeal_id = NEW.appeal_id AND t.answer = 'dismissed') OR EXISTS (SELECT 1 FROM appeal_review r WHERE r.appeal_id = NEW.appeal_id AND r.outcome = 'changed')
  THEN RAISE EXCEPTION 'an appeal that has ended or lies with the court is not taken back here' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER appeal_withdrawal_while_it_is_here BEFORE INSERT ON appeal_withdrawal FOR EACH ROW EXECUTE FUNCTION appeal_withdrawal_while_it_is_here();

CREATE FUNCTION decision_replaces_one_of_its_application() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NEW.replaces <> '' AND NOT EXISTS (SELECT 1 FROM decision o WHERE o.id = NEW.replaces AND o.application_id = NEW.application_id AND o.case_id = NEW.case_id)
  THEN RAISE EXCEPTION 'a decision replaces one on the same application' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER decision_replaces_one_of_its_application BEFORE INSERT ON decision FOR EACH ROW EXECUTE FUNCTION decision_replaces_one_of_its_application();

CREATE FUNCTION payments_within_what_replaces() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF EXISTS (SELECT 1 FROM decision d JOIN decision n ON n.application_id = d.application_id AND n.replaces <> '' WHERE d.id = NEW.decision_id) AND NEW.amount + COALESCE((SELECT sum(p.amount) FROM payment p JOIN decision d ON d.id = p.decision_id WHERE d.application_id = (SELECT x.application_id FROM decision x WHERE x.id = NEW.decision_id) AND NOT EXISTS (SELECT 1 FROM payment_event e WHERE e.payment_id = p.id AND e.status IN ('rejected', 'stopped', 'returned'))), 0) > (SELECT max(d.amount) FROM decision d WHERE d.application_id = (SELECT x.application_id FROM decision x WHERE x.id = NEW.decision_id) AND NOT EXISTS (SELECT 1 FROM decision n WHERE n.replaces = d.id))
  THEN RAISE EXCEPTION 'the payments of an application never exceed the decision that stands' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER payments_within_what_replaces BEFORE INSERT ON payment FOR EACH ROW EXECUTE FUNCTION payments_within_what_replaces();
