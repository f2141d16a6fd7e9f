-- What the two engines say differently: facts are never changed or taken away; and by whom a publication is seen.
CREATE TRIGGER publication_seen_no_update BEFORE UPDATE ON publication_seen BEGIN SELECT RAISE(ABORT, 'facts are only added: publication_seen'); END;
CREATE TRIGGER publication_seen_no_delete BEFORE DELETE ON publication_seen BEGIN SELECT RAISE(ABORT, 'facts are only added: publication_seen'); END;

CREATE TRIGGER publication_seen_by_an_adult_of_its_case BEFORE INSERT ON publication_seen WHEN NOT EXISTS (SELECT 1 FROM publication x JOIN member m ON m.case_id = x.case_id WHERE x.object_id = NEW.object_id AND m.person_id = NEW.person_id AND m.part <> 'child')
BEGIN SELECT RAISE(ABORT, 'a publication is seen by an adult of its case'); END;
