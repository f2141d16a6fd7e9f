-- What the two engines say differently: facts are never changed or taken away, and only a paper application is signed on paper.

CREATE TRIGGER application_paper_no_update BEFORE UPDATE ON application_paper BEGIN SELECT RAISE(ABORT, 'facts are only added: application_paper'); END;
CREATE TRIGGER application_paper_no_delete BEFORE DELETE ON application_paper BEGIN SELECT RAISE(ABORT, 'facts are only added: application_paper'); END;
CREATE TRIGGER application_enough_no_update BEFORE UPDATE ON application_enough BEGIN SELECT RAISE(ABORT, 'facts are only added: application_enough'); END;
CREATE TRIGGER application_enough_no_delete BEFORE DELETE ON application_enough BEGIN SELECT RAISE(ABORT, 'facts are only added: application_enough'); END;
CREATE TRIGGER paper_signature_no_update BEFORE UPDATE ON paper_signature BEGIN SELECT RAISE(ABORT, 'facts are only added: paper_signature'); END;
CREATE TRIGGER paper_signature_no_delete BEFORE DELETE ON paper_signature BEGIN SELECT RAISE(ABORT, 'facts are only added: paper_signature'); END;
CREATE TRIGGER member_end_no_update BEFORE UPDATE ON member_end BEGIN SELECT RAISE(ABORT, 'facts are only added: member_end'); END;
CREATE TRIGGER member_end_no_delete BEFORE DELETE ON member_end BEGIN SELECT RAISE(ABORT, 'facts are only added: member_end'); END;

CREATE TRIGGER paper_signature_on_paper BEFORE INSERT ON paper_signature
WHEN NOT EXISTS (SELECT 1 FROM application a WHERE a.id = NEW.application_id AND a.origin = 'paper')
BEGIN SELECT RAISE(ABORT, 'only a paper application is signed on paper'); END;
