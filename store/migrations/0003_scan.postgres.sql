-- What the two engines say differently: facts are never changed or taken away.

CREATE TRIGGER attachment_scan_only_added BEFORE UPDATE OR DELETE ON attachment_scan FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER attachment_scan_never_emptied BEFORE TRUNCATE ON attachment_scan FOR EACH STATEMENT EXECUTE FUNCTION only_added();
