-- What the two engines say differently: facts are never changed or taken away.
CREATE TRIGGER staff_contact_no_update BEFORE UPDATE ON staff_contact BEGIN SELECT RAISE(ABORT, 'facts are only added: staff_contact'); END;
CREATE TRIGGER staff_contact_no_delete BEFORE DELETE ON staff_contact BEGIN SELECT RAISE(ABORT, 'facts are only added: staff_contact'); END;
