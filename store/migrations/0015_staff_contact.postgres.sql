-- What the two engines say differently: facts are never changed or taken away.
CREATE TRIGGER staff_contact_only_added BEFORE UPDATE OR DELETE ON staff_contact FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER staff_contact_never_emptied BEFORE TRUNCATE ON staff_contact FOR EACH STATEMENT EXECUTE FUNCTION only_added();
