-- What the two engines say differently: facts are never changed or taken away; one authority at a time for a pair of people; and a
-- representative takes no step without an authority that stands and covers it (a read is kept a moment after it was made, whatever
-- has ended meanwhile).

CREATE TRIGGER representation_no_update BEFORE UPDATE ON representation BEGIN SELECT RAISE(ABORT, 'facts are only added: representation'); END;
CREATE TRIGGER representation_no_delete BEFORE DELETE ON representation BEGIN SELECT RAISE(ABORT, 'facts are only added: representation'); END;
CREATE TRIGGER representation_end_no_update BEFORE UPDATE ON representation_end BEGIN SELECT RAISE(ABORT, 'facts are only added: representation_end'); END;
CREATE TRIGGER representation_end_no_delete BEFORE DELETE ON representation_end BEGIN SELECT RAISE(ABORT, 'facts are only added: representation_end'); END;
CREATE TRIGGER represented_step_no_update BEFORE UPDATE ON represented_step BEGIN SELECT RAISE(ABORT, 'facts are only added: represented_step'); END;
CREATE TRIGGER represented_step_no_delete BEFORE DELETE ON represented_step BEGIN SELECT RAISE(ABORT, 'facts are only added: represented_step'); END;

CREATE TRIGGER representation_one_at_a_time BEFORE INSERT ON representation WHEN EXISTS (SELECT 1 FROM representation r WHERE r.person_id = NEW.person_id AND r.representative_id = NEW.representative_id AND (r.valid_until = '' OR r.valid_until >= NEW.valid_from) AND (NEW.valid_until = '' OR NEW.valid_until >= r.valid_from) AND NOT EXISTS (SELECT 1 FROM representation_end e WHERE e.representation_id = r.id))
BEGIN SELECT RAISE(ABORT, 'a person has one authority at a time for another'); END;

CREATE TRIGGER represented_step_by_authority BEFORE INSERT ON represented_step WHEN NOT EXISTS (SELECT 1 FROM representation r WHERE r.id = NEW.representation_id AND r.valid_from <= NEW.taken_on AND (r.valid_until = '' OR r.valid_until >= NEW.taken_on) AND (NEW.what = 'read' OR r.scope = 'act' AND NOT EXISTS (SELECT 1 FROM representation_end e WHERE e.representation_id = r.id)))
BEGIN SELECT RAISE(ABORT, 'a representative takes a step by an authority that stands and covers it'); END;
