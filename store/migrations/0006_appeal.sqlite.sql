-- What the two engines say differently: facts are never changed or taken away; and what an appeal, its course and a decision that
-- replaces another must hold to.

CREATE TRIGGER appeal_no_update BEFORE UPDATE ON appeal BEGIN SELECT RAISE(ABORT, 'facts are only added: appeal'); END;
CREATE TRIGGER appeal_no_delete BEFORE DELETE ON appeal BEGIN SELECT RAISE(ABORT, 'facts are only added: appeal'); END;
CREATE TRIGGER appeal_timeliness_no_update BEFORE UPDATE ON appeal_timeliness BEGIN SELECT RAISE(ABORT, 'facts are only added: appeal_timeliness'); END;
CREATE TRIGGER appeal_timeliness_no_delete BEFORE DELETE ON appeal_timeliness BEGIN SELECT RAISE(ABORT, 'facts are only added: appeal_timeliness'); END;
CREATE TRIGGER appeal_review_no_update BEFORE UPDATE ON appeal_review BEGIN SELECT RAISE(ABORT, 'facts are only added: appeal_review'); END;
CREATE TRIGGER appeal_review_no_delete BEFORE DELETE ON appeal_review BEGIN SELECT RAISE(ABORT, 'facts are only added: appeal_review'); END;
CREATE TRIGGER appeal_statement_no_update BEFORE UPDATE ON appeal_statement BEGIN SELECT RAISE(ABORT, 'facts are only added: appeal_statement'); END;
CREATE TRIGGER appeal_statement_no_delete BEFORE DELETE ON appeal_statement BEGIN SELECT RAISE(ABORT, 'facts are only added: appeal_statement'); END;
CREATE TRIGGER appeal_handover_no_update BEFORE UPDATE ON appeal_handover BEGIN SELECT RAISE(ABORT, 'facts are only added: appeal_handover'); END;
CREATE TRIGGER appeal_handover_no_delete BEFORE DELETE ON appeal_handover BEGIN SELECT RAISE(ABORT, 'facts are only added: appeal_handover'); END;
CREATE TRIGGER appeal_ruling_no_update BEFORE UPDATE ON appeal_ruling BEGIN SELECT RAISE(ABORT, 'facts are only added: appeal_ruling'); END;
CREATE TRIGGER appeal_ruling_no_delete BEFORE DELETE ON appeal_ruling BEGIN SELECT RAISE(ABORT, 'facts are only added: appeal_ruling'); END;
CREATE TRIGGER appeal_withdrawal_no_update BEFORE UPDATE ON appeal_withdrawal BEGIN SELECT RAISE(ABORT, 'facts are only added: appeal_withdrawal'); END;
CREATE TRIGGER appeal_withdrawal_no_delete BEFORE DELETE ON appeal_withdrawal BEGIN SELECT RAISE(ABORT, 'facts are only added: appeal_withdrawal'); END;

CREATE TRIGGER appeal_by_an_adult_of_the_case BEFORE INSERT ON appeal WHEN NOT EXISTS (SELECT 1 FROM decision d JOIN member m ON m.case_id = d.case_id WHERE d.id = NEW.decision_id AND d.case_id = NEW.case_id AND m.person_id = NEW.person_id AND m.part <> 'child')
BEGIN SELECT RAISE(ABORT, 'an appeal is of a decision of the same case, by an adult of that case'); END;

CREATE TRIGGER appeal_one_at_a_time BEFORE INSERT ON appeal WHEN EXISTS (SELECT 1 FROM appeal a WHERE a.decision_id = NEW.decision_id AND a.person_id = NEW.person_id AND NOT EXISTS (SELECT 1 FROM appeal_withdrawal w WHERE w.appeal_id = a.id) AND NOT EXISTS (SELECT 1 FROM appeal_timeliness t WHERE t.appeal_id = a.id AND t.answer = 'dismissed'))
BEGIN SELECT RAISE(ABORT, 'a person has one appeal of a decision at a time'); END;

CREATE TRIGGER appeal_timeliness_while_it_stands BEFORE INSERT ON appeal_timeliness WHEN EXISTS (SELECT 1 FROM appeal_withdrawal w WHERE w.appeal_id = NEW.appeal_id)
BEGIN SELECT RAISE(ABORT, 'an appeal that was taken back is not judged'); END;

CREATE TRIGGER appeal_review_of_what_is_tried BEFORE INSERT ON appeal_review WHEN EXISTS (SELECT 1 FROM appeal_withdrawal w WHERE w.appeal_id = NEW.appeal_id) OR EXISTS (SELECT 1 FROM appeal_timeliness t WHERE t.appeal_id = NEW.appeal_id AND t.answer = 'dismissed')
BEGIN SELECT RAISE(ABORT, 'an appeal that was taken back or dismissed is not reviewed'); END;

CREATE TRIGGER appeal_review_by_a_new_decision BEFORE INSERT ON appeal_review WHEN NEW.decision_id <> '' AND NOT EXISTS (SELECT 1 FROM appeal a JOIN decision o ON o.id = a.decision_id JOIN decision n ON n.application_id = o.application_id WHERE a.id = NEW.appeal_id AND n.id = NEW.decision_id AND n.replaces <> '' AND n.seq > o.seq)
BEGIN SELECT RAISE(ABORT, 'a review changes a decision by one that replaces it'); END;

CREATE TRIGGER appeal_statement_before_it_is_sent BEFORE INSERT ON appeal_statement WHEN EXISTS (SELECT 1 FROM appeal_handover h WHERE h.appeal_id = NEW.appeal_id)
BEGIN SELECT RAISE(ABORT, 'a statement is written before the appeal is sent'); END;

CREATE TRIGGER appeal_handover_of_what_stands BEFORE INSERT ON appeal_handover WHEN EXISTS (SELECT 1 FROM appeal_withdrawal w WHERE w.appeal_id = NEW.appeal_id) OR EXISTS (SELECT 1 FROM appeal_review r WHERE r.appeal_id = NEW.appeal_id AND r.outcome = 'changed')
BEGIN SELECT RAISE(ABORT, 'what was taken back or given is not sent to the court'); END;

CREATE TRIGGER appeal_handover_after_receipt BEFORE INSERT ON appeal_handover WHEN EXISTS (SELECT 1 FROM appeal a WHERE a.id = NEW.appeal_id AND a.received_on > NEW.handed_on)
BEGIN SELECT RAISE(ABORT, 'an appeal is sent to the court after it came in'); END;

CREATE TRIGGER appeal_handover_with_its_own_statement BEFORE INSERT ON appeal_handover WHEN NEW.statement_id <> '' AND NOT EXISTS (SELECT 1 FROM appeal_statement s WHERE s.id = NEW.statement_id AND s.appeal_id = NEW.appeal_id)
BEGIN SELECT RAISE(ABORT, 'the statement sent is one on the same appeal'); END;

CREATE TRIGGER appeal_ruling_after_handover BEFORE INSERT ON appeal_ruling WHEN EXISTS (SELECT 1 FROM appeal_handover h WHERE h.appeal_id = NEW.appeal_id AND h.handed_on > NEW.ruled_on)
BEGIN SELECT RAISE(ABORT, 'a court rules after it has been sent the appeal'); END;

CREATE TRIGGER appeal_withdrawal_by_who_appealed BEFORE INSERT ON appeal_withdrawal WHEN NOT EXISTS (SELECT 1 FROM appeal a WHERE a.id = NEW.appeal_id AND a.person_id = NEW.person_id)
BEGIN SELECT RAISE(ABORT, 'an appeal is taken back by who made it'); END;

CREATE TRIGGER appeal_withdrawal_while_it_is_here BEFORE INSERT ON appeal_withdrawal WHEN EXISTS (SELECT 1 FROM appeal_handover h WHERE h.appeal_id = NEW.appeal_id) OR EXISTS (SELECT 1 FROM appeal_timeliness t WHERE t.appeal_id = NEW.appeal_id AND t.answer = 'dismissed') OR EXISTS (SELECT 1 FROM appeal_review r WHERE r.appeal_id = NEW.appeal_id AND r.outcome = 'changed')
BEGIN SELECT RAISE(ABORT, 'an appeal that has ended or lies with the court is not taken back here'); END;

CREATE TRIGGER decision_replaces_one_of_its_application BEFORE INSERT ON decision WHEN NEW.replaces <> '' AND NOT EXISTS (SELECT 1 FROM decision o WHERE o.id = NEW.replaces AND o.application_id = NEW.application_id AND o.case_id = NEW.case_id)
BEGIN SELECT RAISE(ABORT, 'a decision replaces one on the same application'); END;

CREATE TRIGGER payments_within_what_replaces BEFORE INSERT ON payment WHEN EXISTS (SELECT 1 FROM decision d JOIN decision n ON n.application_id = d.application_id AND n.replaces <> '' WHERE d.id = NEW.decision_id) AND NEW.amount + COALESCE((SELECT sum(p.amount) FROM payment p JOIN decision d ON d.id = p.decision_id WHERE d.application_id = (SELECT x.application_id FROM decision x WHERE x.id = NEW.decision_id) AND NOT EXISTS (SELECT 1 FROM payment_event e WHERE e.payment_id = p.id AND e.status IN ('rejected', 'stopped', 'returned'))), 0) > (SELECT max(d.amount) FROM decision d WHERE d.application_id = (SELECT x.application_id FROM decision x WHERE x.id = NEW.decision_id) AND NOT EXISTS (SELECT 1 FROM decision n WHERE n.replaces = d.id))
BEGIN SELECT RAISE(ABORT, 'the payments of an application never exceed the decision that stands'); END;
