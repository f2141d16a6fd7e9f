-- What the two engines say differently: facts are never changed or taken away; each person's messages are their own; a
-- message is read by its receiver only; and nothing is written in a closed case.

CREATE TRIGGER message_no_update BEFORE UPDATE ON message BEGIN SELECT RAISE(ABORT, 'facts are only added: message'); END;
CREATE TRIGGER message_no_delete BEFORE DELETE ON message BEGIN SELECT RAISE(ABORT, 'facts are only added: message'); END;
CREATE TRIGGER message_read_no_update BEFORE UPDATE ON message_read BEGIN SELECT RAISE(ABORT, 'facts are only added: message_read'); END;
CREATE TRIGGER message_read_no_delete BEFORE DELETE ON message_read BEGIN SELECT RAISE(ABORT, 'facts are only added: message_read'); END;
CREATE TRIGGER message_told_no_update BEFORE UPDATE ON message_told BEGIN SELECT RAISE(ABORT, 'facts are only added: message_told'); END;
CREATE TRIGGER message_told_no_delete BEFORE DELETE ON message_told BEGIN SELECT RAISE(ABORT, 'facts are only added: message_told'); END;
CREATE TRIGGER change_report_no_update BEFORE UPDATE ON change_report BEGIN SELECT RAISE(ABORT, 'facts are only added: change_report'); END;
CREATE TRIGGER change_report_no_delete BEFORE DELETE ON change_report BEGIN SELECT RAISE(ABORT, 'facts are only added: change_report'); END;
CREATE TRIGGER comment_no_update BEFORE UPDATE ON comment BEGIN SELECT RAISE(ABORT, 'facts are only added: comment'); END;
CREATE TRIGGER comment_no_delete BEFORE DELETE ON comment BEGIN SELECT RAISE(ABORT, 'facts are only added: comment'); END;
CREATE TRIGGER noted_no_update BEFORE UPDATE ON noted BEGIN SELECT RAISE(ABORT, 'facts are only added: noted'); END;
CREATE TRIGGER noted_no_delete BEFORE DELETE ON noted BEGIN SELECT RAISE(ABORT, 'facts are only added: noted'); END;
CREATE TRIGGER feedback_no_update BEFORE UPDATE ON feedback BEGIN SELECT RAISE(ABORT, 'facts are only added: feedback'); END;
CREATE TRIGGER feedback_no_delete BEFORE DELETE ON feedback BEGIN SELECT RAISE(ABORT, 'facts are only added: feedback'); END;
CREATE TRIGGER feedback_handled_no_update BEFORE UPDATE ON feedback_handled BEGIN SELECT RAISE(ABORT, 'facts are only added: feedback_handled'); END;
CREATE TRIGGER feedback_handled_no_delete BEFORE DELETE ON feedback_handled BEGIN SELECT RAISE(ABORT, 'facts are only added: feedback_handled'); END;

CREATE TRIGGER message_of_an_adult_of_the_case BEFORE INSERT ON message WHEN NOT EXISTS (SELECT 1 FROM member m WHERE m.case_id = NEW.case_id AND m.person_id = NEW.person_id AND m.part <> 'child')
BEGIN SELECT RAISE(ABORT, 'a message is to or from an adult of the case'); END;

CREATE TRIGGER message_while_the_case_is_open BEFORE INSERT ON message WHEN EXISTS (SELECT 1 FROM case_closing c WHERE c.case_id = NEW.case_id)
BEGIN SELECT RAISE(ABORT, 'no message in a closed case'); END;

CREATE TRIGGER message_read_by_the_receiver BEFORE INSERT ON message_read WHEN NOT EXISTS (SELECT 1 FROM message m WHERE m.id = NEW.message_id AND ((m.sent_by = 'staff' AND m.person_id = NEW.reader_id) OR (m.sent_by = 'citizen' AND EXISTS (SELECT 1 FROM staff s WHERE s.id = NEW.reader_id))))
BEGIN SELECT RAISE(ABORT, 'a message is read by its receiver'); END;

CREATE TRIGGER message_told_by_staff BEFORE INSERT ON message_told WHEN NOT EXISTS (SELECT 1 FROM message m WHERE m.id = NEW.message_id AND m.sent_by = 'staff')
BEGIN SELECT RAISE(ABORT, 'only what staff wrote is told by post or telephone'); END;

CREATE TRIGGER change_report_of_an_adult_of_the_case BEFORE INSERT ON change_report WHEN NOT EXISTS (SELECT 1 FROM member m WHERE m.case_id = NEW.case_id AND m.person_id = NEW.person_id AND m.part <> 'child')
BEGIN SELECT RAISE(ABORT, 'a change is reported by an adult of the case'); END;

CREATE TRIGGER change_report_while_the_case_is_open BEFORE INSERT ON change_report WHEN EXISTS (SELECT 1 FROM case_closing c WHERE c.case_id = NEW.case_id)
BEGIN SELECT RAISE(ABORT, 'no report in a closed case'); END;

CREATE TRIGGER comment_of_an_adult_of_the_case BEFORE INSERT ON comment WHEN NOT EXISTS (SELECT 1 FROM member m WHERE m.case_id = NEW.case_id AND m.person_id = NEW.person_id AND m.part <> 'child')
BEGIN SELECT RAISE(ABORT, 'a comment is by an adult of the case'); END;

CREATE TRIGGER comment_on_what_the_person_sees BEFORE INSERT ON comment WHEN NOT EXISTS (SELECT 1 FROM note o JOIN publication x ON x.object_id = o.id WHERE NEW.object_kind = 'note' AND o.id = NEW.object_id AND o.case_id = NEW.case_id
  UNION ALL SELECT 1 FROM document o JOIN publication x ON x.object_id = o.id WHERE NEW.object_kind = 'document' AND o.id = NEW.object_id AND o.case_id = NEW.case_id
  UNION ALL SELECT 1 FROM decision o WHERE NEW.object_kind = 'decision' AND o.id = NEW.object_id AND o.case_id = NEW.case_id
  UNION ALL SELECT 1 FROM calculation o WHERE NEW.object_kind = 'calculation' AND o.id = NEW.object_id AND o.case_id = NEW.case_id
  UNION ALL SELECT 1 FROM person o WHERE NEW.object_kind = 'register' AND o.id = NEW.object_id AND o.id = NEW.person_id)
BEGIN SELECT RAISE(ABORT, 'a comment is on what the person sees of the case'); END;

CREATE TRIGGER noted_is_what_a_person_wrote BEFORE INSERT ON noted WHEN NOT EXISTS (SELECT 1 FROM message o WHERE NEW.object_kind = 'message' AND o.id = NEW.object_id AND o.sent_by = 'citizen'
  UNION ALL SELECT 1 FROM change_report o WHERE NEW.object_kind = 'change_report' AND o.id = NEW.object_id
  UNION ALL SELECT 1 FROM comment o WHERE NEW.object_kind = 'comment' AND o.id = NEW.object_id)
BEGIN SELECT RAISE(ABORT, 'what is taken note of is what a person wrote'); END;

CREATE TRIGGER own_file_of_an_adult BEFORE INSERT ON attachment WHEN NEW.kind IN ('message', 'change_report') AND NOT EXISTS (SELECT 1 FROM member m WHERE m.case_id = NEW.case_id AND m.person_id = NEW.uploaded_by AND m.part <> 'child')
BEGIN SELECT RAISE(ABORT, 'a file of a message belongs to an adult of the case'); END;
