-- What the two engines say differently: facts are never changed or taken away.
CREATE TRIGGER case_named_only_added BEFORE UPDATE OR DELETE ON case_named FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER case_named_never_emptied BEFORE TRUNCATE ON case_named FOR EACH STATEMENT EXECUTE FUNCTION only_added();
