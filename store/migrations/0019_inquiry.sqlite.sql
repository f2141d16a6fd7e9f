-- What the two engines say differently: facts are never changed or taken away; and what questions to authorities must hold to.
CREATE TRIGGER inquiry_no_update BEFORE UPDATE ON inquiry BEGIN SELECT RAISE(ABORT, 'facts are only added: inquiry'); END;
CREATE TRIGGER inquiry_no_delete BEFORE DELETE ON inquiry BEGIN SELECT RAISE(ABORT, 'facts are only added: inquiry'); END;
CREATE TRIGGER inquiry_report_no_update BEFORE UPDATE ON inquiry_report BEGIN SELECT RAISE(ABORT, 'facts are only added: inquiry_report'); END;
CREATE TRIGGER inquiry_report_no_delete BEFORE DELETE ON inquiry_report BEGIN SELECT RAISE(ABORT, 'facts are only added: inquiry_report'); END;

CREATE TRIGGER inquiry_of_an_adult_of_its_case BEFORE INSERT ON inquiry WHEN NOT EXISTS (SELECT 1 FROM application a JOIN member m ON m.case_id = a.case_id WHERE a.id = NEW.application_id AND a.case_id = NEW.case_id AND m.person_id = NEW.person_id AND m.part <> 'child')
BEGIN SELECT RAISE(ABORT, 'authorities are asked about an adult of the application''s case'); END;

CREATE TRIGGER inquiry_report_with_its_inquiry BEFORE INSERT ON inquiry_report WHEN NOT EXISTS (SELECT 1 FROM inquiry q WHERE q.id = NEW.inquiry_id AND q.seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'what an authority answered is kept with its question'); END;
