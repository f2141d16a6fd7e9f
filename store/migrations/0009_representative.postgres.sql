-- What the two engines say differently: facts are never changed or taken away; one authority at a time for a pair of people; and a
-- representative takes no step without an authority that stands and covers it (a read is kept a moment after it was made, whatever
-- has ended meanwhile).

CREATE TRIGGER representation_only_added BEFORE UPDATE OR DELETE ON representation FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER representation_never_emptied BEFORE TRUNCATE ON representation FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER representation_end_only_added BEFORE UPDATE OR DELETE ON representation_end FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER representation_end_never_emptied BEFORE TRUNCATE ON representation_end FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER represented_step_only_added BEFORE UPDATE OR DELETE ON represented_step FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER represented_step_never_emptied BEFORE TRUNCATE ON represented_step FOR EACH STATEMENT EXECUTE FUNCTION only_added();

CREATE FUNCTION representation_one_at_a_time() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF EXISTS (SELECT 1 FROM representation r WHERE r.person_id = NEW.person_id AND r.representative_id = NEW.representative_id AND (r.valid_until = '' OR r.valid_until >= NEW.valid_from) AND (NEW.valid_until = '' OR NEW.valid_until >= r.valid_from) AND NOT EXISTS (SELECT 1 FROM representation_end e WHERE e.representation_id = r.id))
  THEN RAISE EXCEPTION 'a person has one authority at a time for another' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER representation_one_at_a_time BEFORE INSERT ON representation FOR EACH ROW EXECUTE FUNCTION representation_one_at_a_time();

CREATE FUNCTION represented_step_by_authority() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM representation r WHERE r.id = NEW.representation_id AND r.valid_from <= NEW.taken_on AND (r.valid_until = '' OR r.valid_until >= NEW.taken_on) AND (NEW.what = 'read' OR r.scope = 'act' AND NOT EXISTS (SELECT 1 FROM representation_end e WHERE e.representation_id = r.id)))
  THEN RAISE EXCEPTION 'a representative takes a step by an authority that stands and covers it' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER represented_step_by_authority BEFORE INSERT ON represented_step FOR EACH ROW EXECUTE FUNCTION represented_step_by_authority();
