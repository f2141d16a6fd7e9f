-- What the two engines say differently: facts are never changed or taken away; and what money that is asked back, and a report to
-- the police, must hold to.

CREATE TRIGGER recovery_no_update BEFORE UPDATE ON recovery BEGIN SELECT RAISE(ABORT, 'facts are only added: recovery'); END;
CREATE TRIGGER recovery_no_delete BEFORE DELETE ON recovery BEGIN SELECT RAISE(ABORT, 'facts are only added: recovery'); END;
CREATE TRIGGER recovery_part_no_update BEFORE UPDATE ON recovery_part BEGIN SELECT RAISE(ABORT, 'facts are only added: recovery_part'); END;
CREATE TRIGGER recovery_part_no_delete BEFORE DELETE ON recovery_part BEGIN SELECT RAISE(ABORT, 'facts are only added: recovery_part'); END;
CREATE TRIGGER recovery_event_no_update BEFORE UPDATE ON recovery_event BEGIN SELECT RAISE(ABORT, 'facts are only added: recovery_event'); END;
CREATE TRIGGER recovery_event_no_delete BEFORE DELETE ON recovery_event BEGIN SELECT RAISE(ABORT, 'facts are only added: recovery_event'); END;
CREATE TRIGGER police_report_no_update BEFORE UPDATE ON police_report BEGIN SELECT RAISE(ABORT, 'facts are only added: police_report'); END;
CREATE TRIGGER police_report_no_delete BEFORE DELETE ON police_report BEGIN SELECT RAISE(ABORT, 'facts are only added: police_report'); END;
CREATE TRIGGER police_answer_no_update BEFORE UPDATE ON police_answer BEGIN SELECT RAISE(ABORT, 'facts are only added: police_answer'); END;
CREATE TRIGGER police_answer_no_delete BEFORE DELETE ON police_answer BEGIN SELECT RAISE(ABORT, 'facts are only added: police_answer'); END;
CREATE TRIGGER authority_notice_no_update BEFORE UPDATE ON authority_notice BEGIN SELECT RAISE(ABORT, 'facts are only added: authority_notice'); END;
CREATE TRIGGER authority_notice_no_delete BEFORE DELETE ON authority_notice BEGIN SELECT RAISE(ABORT, 'facts are only added: authority_notice'); END;
CREATE TRIGGER not_needed_no_update BEFORE UPDATE ON not_needed BEGIN SELECT RAISE(ABORT, 'facts are only added: not_needed'); END;
CREATE TRIGGER not_needed_no_delete BEFORE DELETE ON not_needed BEGIN SELECT RAISE(ABORT, 'facts are only added: not_needed'); END;

CREATE TRIGGER recovery_of_an_adult_of_the_case BEFORE INSERT ON recovery WHEN NEW.person_id <> '' AND NOT EXISTS (SELECT 1 FROM member m WHERE m.case_id = NEW.case_id AND m.person_id = NEW.person_id AND m.part <> 'child')
BEGIN SELECT RAISE(ABORT, 'money is asked back of an adult of the case'); END;

CREATE TRIGGER recovery_part_of_its_case BEFORE INSERT ON recovery_part WHEN NOT EXISTS (SELECT 1 FROM recovery r JOIN payment p ON p.case_id = r.case_id WHERE r.id = NEW.recovery_id AND p.id = NEW.payment_id)
BEGIN SELECT RAISE(ABORT, 'money is asked back of a payment of the same case'); END;

CREATE TRIGGER recovery_part_with_its_decision BEFORE INSERT ON recovery_part WHEN NOT EXISTS (SELECT 1 FROM recovery r WHERE r.id = NEW.recovery_id AND r.seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'what is asked back is decided with its parts'); END;

CREATE TRIGGER recovery_part_of_what_was_paid BEFORE INSERT ON recovery_part WHEN NOT EXISTS (SELECT 1 FROM payment_event e WHERE e.payment_id = NEW.payment_id AND e.status = 'paid') OR EXISTS (SELECT 1 FROM payment_event e WHERE e.payment_id = NEW.payment_id AND e.status = 'returned')
BEGIN SELECT RAISE(ABORT, 'only what was paid is asked back'); END;

CREATE TRIGGER recovery_part_within_what_was_paid BEFORE INSERT ON recovery_part WHEN NEW.amount + COALESCE((SELECT sum(o.amount) FROM recovery_part o WHERE o.payment_id = NEW.payment_id AND NOT EXISTS (SELECT 1 FROM recovery_event e WHERE e.recovery_id = o.recovery_id AND e.kind = 'withdrawn')), 0) > (SELECT p.amount FROM payment p WHERE p.id = NEW.payment_id)
BEGIN SELECT RAISE(ABORT, 'never more is asked back than was paid'); END;

CREATE TRIGGER recovery_event_while_it_stands BEFORE INSERT ON recovery_event WHEN EXISTS (SELECT 1 FROM recovery_event e WHERE e.recovery_id = NEW.recovery_id AND e.kind IN ('withdrawn', 'ended'))
BEGIN SELECT RAISE(ABORT, 'nothing happens to a recovery that has ended'); END;

CREATE TRIGGER recovery_event_within_what_is_left BEFORE INSERT ON recovery_event WHEN NEW.amount + COALESCE((SELECT sum(e.amount) FROM recovery_event e WHERE e.recovery_id = NEW.recovery_id), 0) > COALESCE((SELECT sum(p.amount) FROM recovery_part p WHERE p.recovery_id = NEW.recovery_id), 0)
BEGIN SELECT RAISE(ABORT, 'never more is repaid or waived than was asked back'); END;

CREATE TRIGGER police_report_of_an_adult_of_the_case BEFORE INSERT ON police_report WHEN NEW.person_id <> '' AND NOT EXISTS (SELECT 1 FROM member m WHERE m.case_id = NEW.case_id AND m.person_id = NEW.person_id AND m.part <> 'child')
BEGIN SELECT RAISE(ABORT, 'a report to the police is of an adult of the case'); END;
