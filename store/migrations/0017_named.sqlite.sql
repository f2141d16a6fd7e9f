-- What the two engines say differently: facts are never changed or taken away.
CREATE TRIGGER case_named_no_update BEFORE UPDATE ON case_named BEGIN SELECT RAISE(ABORT, 'facts are only added: case_named'); END;
CREATE TRIGGER case_named_no_delete BEFORE DELETE ON case_named BEGIN SELECT RAISE(ABORT, 'facts are only added: case_named'); END;
