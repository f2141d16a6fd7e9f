-- What the two engines say differently: facts are never changed or taken away; and what money that is asked back, and a report to
-- the police, must hold to.

CREATE TRIGGER recovery_only_added BEFORE UPDATE OR DELETE ON recovery FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER recovery_never_emptied BEFORE TRUNCATE ON recovery FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER recovery_part_only_added BEFORE UPDATE OR DELETE ON recovery_part FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER recovery_part_never_emptied BEFORE TRUNCATE ON recovery_part FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER recovery_event_only_added BEFORE UPDATE OR DELETE ON recovery_event FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER recovery_event_never_emptied BEFORE TRUNCATE ON recovery_event FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER police_report_only_added BEFORE UPDATE OR DELETE ON police_report FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER police_report_never_emptied BEFORE TRUNCATE ON police_report FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER police_answer_only_added BEFORE UPDATE OR DELETE ON police_answer FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER police_answer_never_emptied BEFORE TRUNCATE ON police_answer FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER authority_notice_only_added BEFORE UPDATE OR DELETE ON authority_notice FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER authority_notice_never_emptied BEFORE TRUNCATE ON authority_notice FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER not_needed_only_added BEFORE UPDATE OR DELETE ON not_needed FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER not_needed_never_emptied BEFORE TRUNCATE ON not_needed FOR EACH STATEMENT EXECUTE FUNCTION only_added();

CREATE FUNCTION recovery_of_an_adult_of_the_case() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NEW.person_id <> '' AND NOT EXISTS (SELECT 1 FROM member m WHERE m.case_id = NEW.case_id AND m.person_id = NEW.person_id AND m.part <> 'child')
  THEN RAISE EXCEPTION 'money is asked back of an adult of the case' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER recovery_of_an_adult_of_the_case BEFORE INSERT ON recovery FOR EACH ROW EXECUTE FUNCTION recovery_of_an_adult_of_the_case();

CREATE FUNCTION recovery_part_of_its_case() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM recovery r JOIN payment p ON p.case_id = r.case_id WHERE r.id = NEW.recovery_id AND p.id = NEW.payment_id)
  THEN RAISE EXCEPTION 'money is asked back of a payment of the same case' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER recovery_part_of_its_case BEFORE INSERT ON recovery_part FOR EACH ROW EXECUTE FUNCTION recovery_part_of_its_case();

CREATE FUNCTION recovery_part_with_its_decision() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM recovery r WHERE r.id = NEW.recovery_id AND r.seq = NEW.seq)
  THEN RAISE EXCEPTION 'what is asked back is decided with its parts' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER recovery_part_with_its_decision BEFORE INSERT ON recovery_part FOR EACH ROW EXECUTE FUNCTION recovery_part_with_its_decision();

CREATE FUNCTION recovery_part_of_what_was_paid() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM payment_event e WHERE e.payment_id = NEW.payment_id AND e.status = 'paid') OR EXISTS (SELECT 1 FROM payment_event e WHERE e.payment_id = NEW.payment_id AND e.status = 'returned')
  THEN RAISE EXCEPTION 'only what was paid is asked back' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER recovery_part_of_what_was_paid BEFORE INSERT ON recovery_part FOR EACH ROW EXECUTE FUNCTION recovery_part_of_what_was_paid();

CREATE FUNCTION recovery_part_within_what_was_paid() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NEW.amount + COALESCE((SELECT sum(o.amount) FROM recovery_part o WHERE o.payment_id = NEW.payment_id AND NOT EXISTS (SELECT 1 FROM recovery_event e WHERE e.recovery_id = o.recovery_id AND e.kind = 'withdrawn')), 0) > (SELECT p.amount FROM payment p WHERE p.id = NEW.payment_id)
  THEN RAISE EXCEPTION 'never more is asked back than was paid' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER recovery_part_within_what_was_paid BEFORE INSERT ON recovery_part FOR EACH ROW EXECUTE FUNCTION recovery_part_within_what_was_paid();

CREATE FUNCTION recovery_event_while_it_stands() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF EXISTS (SELECT 1 FROM recovery_event e WHERE e.recovery_id = NEW.recovery_id AND e.kind IN ('withdrawn', 'ended'))
  THEN RAISE EXCEPTION 'nothing happens to a recovery that has ended' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER recovery_event_while_it_stands BEFORE INSERT ON recovery_event FOR EACH ROW EXECUTE FUNCTION recovery_event_while_it_stands();

CREATE FUNCTION recovery_event_within_what_is_left() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NEW.amount + COALESCE((SELECT sum(e.amount) FROM recovery_event e WHERE e.recovery_id = NEW.recovery_id), 0) > COALESCE((SELECT sum(p.amount) FROM recovery_part p WHERE p.recovery_id = NEW.recovery_id), 0)
  THEN RAISE EXCEPTION 'never more is repaid or waived than was asked back' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER recovery_event_within_what_is_left BEFORE INSERT ON recovery_event FOR EACH ROW EXECUTE FUNCTION recovery_event_within_what_is_left();

CREATE FUNCTION police_report_of_an_adult_of_the_case() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NEW.person_id <> '' AND NOT EXISTS (SELECT 1 FROM member m WHERE m.case_id = NEW.case_id AND m.person_id = NEW.person_id AND m.part <> 'child')
  THEN RAISE EXCEPTION 'a report to the police is of an adult of the case' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER police_report_of_an_adult_of_the_case BEFORE INSERT ON police_report FOR EACH ROW EXECUTE FUNCTION police_report_of_an_adult_of_the_case();
