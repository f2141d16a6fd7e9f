-- What the two engines say differently: facts are never changed or taken away, and a report and a bounce are of what was sent.

CREATE TRIGGER notice_choice_no_update BEFORE UPDATE ON notice_choice BEGIN SELECT RAISE(ABORT, 'facts are only added: notice_choice'); END;
CREATE TRIGGER notice_choice_no_delete BEFORE DELETE ON notice_choice BEGIN SELECT RAISE(ABORT, 'facts are only added: notice_choice'); END;
CREATE TRIGGER notice_confirmed_no_update BEFORE UPDATE ON notice_confirmed BEGIN SELECT RAISE(ABORT, 'facts are only added: notice_confirmed'); END;
CREATE TRIGGER notice_confirmed_no_delete BEFORE DELETE ON notice_confirmed BEGIN SELECT RAISE(ABORT, 'facts are only added: notice_confirmed'); END;
CREATE TRIGGER notice_sent_no_update BEFORE UPDATE ON notice_sent BEGIN SELECT RAISE(ABORT, 'facts are only added: notice_sent'); END;
CREATE TRIGGER notice_sent_no_delete BEFORE DELETE ON notice_sent BEGIN SELECT RAISE(ABORT, 'facts are only added: notice_sent'); END;
CREATE TRIGGER notice_report_no_update BEFORE UPDATE ON notice_report BEGIN SELECT RAISE(ABORT, 'facts are only added: notice_report'); END;
CREATE TRIGGER notice_report_no_delete BEFORE DELETE ON notice_report BEGIN SELECT RAISE(ABORT, 'facts are only added: notice_report'); END;
CREATE TRIGGER notice_bounce_no_update BEFORE UPDATE ON notice_bounce BEGIN SELECT RAISE(ABORT, 'facts are only added: notice_bounce'); END;
CREATE TRIGGER notice_bounce_no_delete BEFORE DELETE ON notice_bounce BEGIN SELECT RAISE(ABORT, 'facts are only added: notice_bounce'); END;

CREATE TRIGGER bounce_of_what_was_sent BEFORE INSERT ON notice_bounce WHEN NOT EXISTS (SELECT 1 FROM notice_sent s WHERE s.id = NEW.notice_id AND s.person_id = NEW.person_id AND s.address = NEW.address)
BEGIN SELECT RAISE(ABORT, 'a bounce is of the address that was written to'); END;
