-- What the two engines say differently: facts are never changed or taken away; and what an absence must hold to.

CREATE TRIGGER staff_absence_no_update BEFORE UPDATE ON staff_absence BEGIN SELECT RAISE(ABORT, 'facts are only added: staff_absence'); END;
CREATE TRIGGER staff_absence_no_delete BEFORE DELETE ON staff_absence BEGIN SELECT RAISE(ABORT, 'facts are only added: staff_absence'); END;
CREATE TRIGGER staff_absence_end_no_update BEFORE UPDATE ON staff_absence_end BEGIN SELECT RAISE(ABORT, 'facts are only added: staff_absence_end'); END;
CREATE TRIGGER staff_absence_end_no_delete BEFORE DELETE ON staff_absence_end BEGIN SELECT RAISE(ABORT, 'facts are only added: staff_absence_end'); END;
CREATE TRIGGER case_read_for_no_update BEFORE UPDATE ON case_read_for BEGIN SELECT RAISE(ABORT, 'facts are only added: case_read_for'); END;
CREATE TRIGGER case_read_for_no_delete BEFORE DELETE ON case_read_for BEGIN SELECT RAISE(ABORT, 'facts are only added: case_read_for'); END;

CREATE TRIGGER absence_one_at_a_time BEFORE INSERT ON staff_absence WHEN EXISTS (SELECT 1 FROM staff_absence a WHERE a.staff_id = NEW.staff_id AND a.until_day >= NEW.from_day AND a.from_day <= NEW.until_day
  AND NOT EXISTS (SELECT 1 FROM staff_absence_end e WHERE e.absence_id = a.id))
BEGIN SELECT RAISE(ABORT, 'a member of staff has one absence at a time'); END;

CREATE TRIGGER absence_answered_by_staff BEFORE INSERT ON staff_absence WHEN NEW.substitute_id <> '' AND NOT EXISTS (SELECT 1 FROM staff s WHERE s.id = NEW.substitute_id)
BEGIN SELECT RAISE(ABORT, 'a substitute is a member of staff'); END;

CREATE TRIGGER post_told_no_update BEFORE UPDATE ON post_told BEGIN SELECT RAISE(ABORT, 'facts are only added: post_told'); END;
CREATE TRIGGER post_told_no_delete BEFORE DELETE ON post_told BEGIN SELECT RAISE(ABORT, 'facts are only added: post_told'); END;

CREATE TRIGGER post_told_to_an_adult_of_the_case BEFORE INSERT ON post_told WHEN NOT EXISTS (SELECT 1 FROM member m WHERE m.case_id = NEW.case_id AND m.person_id = NEW.person_id AND m.part <> 'child')
  OR NOT EXISTS (SELECT 1 FROM completion_request o WHERE NEW.object_kind = 'completion' AND o.id = NEW.object_id AND o.case_id = NEW.case_id AND (o.person_id = '' OR o.person_id = NEW.person_id)
  UNION ALL SELECT 1 FROM decision o WHERE NEW.object_kind = 'decision' AND o.id = NEW.object_id AND o.case_id = NEW.case_id)
BEGIN SELECT RAISE(ABORT, 'an adult is told of what was put to them in their case'); END;

CREATE TRIGGER record_request_no_update BEFORE UPDATE ON record_request BEGIN SELECT RAISE(ABORT, 'facts are only added: record_request'); END;
CREATE TRIGGER record_request_no_delete BEFORE DELETE ON record_request BEGIN SELECT RAISE(ABORT, 'facts are only added: record_request'); END;
CREATE TRIGGER record_answer_no_update BEFORE UPDATE ON record_answer BEGIN SELECT RAISE(ABORT, 'facts are only added: record_answer'); END;
CREATE TRIGGER record_answer_no_delete BEFORE DELETE ON record_answer BEGIN SELECT RAISE(ABORT, 'facts are only added: record_answer'); END;

CREATE TRIGGER record_request_of_an_adult_of_the_case BEFORE INSERT ON record_request WHEN NOT EXISTS (SELECT 1 FROM member m WHERE m.case_id = NEW.case_id AND m.person_id = NEW.person_id AND m.part <> 'child')
BEGIN SELECT RAISE(ABORT, 'an adult of the case asks to read what is recorded'); END;

CREATE TRIGGER record_request_one_at_a_time BEFORE INSERT ON record_request WHEN EXISTS (SELECT 1 FROM record_request q WHERE q.case_id = NEW.case_id AND q.person_id = NEW.person_id
  AND NOT EXISTS (SELECT 1 FROM record_answer a WHERE a.request_id = q.id))
BEGIN SELECT RAISE(ABORT, 'a person asks to read once at a time'); END;

CREATE TRIGGER record_answer_by_a_published_document BEFORE INSERT ON record_answer WHEN NEW.document_id <> '' AND NOT EXISTS (SELECT 1 FROM document d JOIN publication p ON p.object_id = d.id JOIN record_request q ON q.case_id = d.case_id WHERE d.id = NEW.document_id AND q.id = NEW.request_id)
BEGIN SELECT RAISE(ABORT, 'what is handed over in the service is a published document of the case'); END;
