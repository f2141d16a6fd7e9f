-- What the two engines say differently: facts are never changed or taken away.

CREATE TRIGGER attachment_scan_no_update BEFORE UPDATE ON attachment_scan BEGIN SELECT RAISE(ABORT, 'facts are only added: attachment_scan'); END;
CREATE TRIGGER attachment_scan_no_delete BEFORE DELETE ON attachment_scan BEGIN SELECT RAISE(ABORT, 'facts are only added: attachment_scan'); END;
