-- What the two engines say differently: facts are never changed or taken away, and the invariants over several tables.

CREATE TRIGGER log_no_update BEFORE UPDATE ON log BEGIN SELECT RAISE(ABORT, 'facts are only added: log'); END;
CREATE TRIGGER log_no_delete BEFORE DELETE ON log BEGIN SELECT RAISE(ABORT, 'facts are only added: log'); END;
CREATE TRIGGER person_no_update BEFORE UPDATE ON person BEGIN SELECT RAISE(ABORT, 'facts are only added: person'); END;
CREATE TRIGGER person_no_delete BEFORE DELETE ON person BEGIN SELECT RAISE(ABORT, 'facts are only added: person'); END;
CREATE TRIGGER protection_no_update BEFORE UPDATE ON protection BEGIN SELECT RAISE(ABORT, 'facts are only added: protection'); END;
CREATE TRIGGER protection_no_delete BEFORE DELETE ON protection BEGIN SELECT RAISE(ABORT, 'facts are only added: protection'); END;
CREATE TRIGGER profile_no_update BEFORE UPDATE ON profile BEGIN SELECT RAISE(ABORT, 'facts are only added: profile'); END;
CREATE TRIGGER profile_no_delete BEFORE DELETE ON profile BEGIN SELECT RAISE(ABORT, 'facts are only added: profile'); END;
CREATE TRIGGER staff_no_update BEFORE UPDATE ON staff BEGIN SELECT RAISE(ABORT, 'facts are only added: staff'); END;
CREATE TRIGGER staff_no_delete BEFORE DELETE ON staff BEGIN SELECT RAISE(ABORT, 'facts are only added: staff'); END;
CREATE TRIGGER cases_no_update BEFORE UPDATE ON cases BEGIN SELECT RAISE(ABORT, 'facts are only added: cases'); END;
CREATE TRIGGER cases_no_delete BEFORE DELETE ON cases BEGIN SELECT RAISE(ABORT, 'facts are only added: cases'); END;
CREATE TRIGGER case_closing_no_update BEFORE UPDATE ON case_closing BEGIN SELECT RAISE(ABORT, 'facts are only added: case_closing'); END;
CREATE TRIGGER case_closing_no_delete BEFORE DELETE ON case_closing BEGIN SELECT RAISE(ABORT, 'facts are only added: case_closing'); END;
CREATE TRIGGER member_no_update BEFORE UPDATE ON member BEGIN SELECT RAISE(ABORT, 'facts are only added: member'); END;
CREATE TRIGGER member_no_delete BEFORE DELETE ON member BEGIN SELECT RAISE(ABORT, 'facts are only added: member'); END;
CREATE TRIGGER assignment_no_update BEFORE UPDATE ON assignment BEGIN SELECT RAISE(ABORT, 'facts are only added: assignment'); END;
CREATE TRIGGER assignment_no_delete BEFORE DELETE ON assignment BEGIN SELECT RAISE(ABORT, 'facts are only added: assignment'); END;
CREATE TRIGGER access_no_update BEFORE UPDATE ON access BEGIN SELECT RAISE(ABORT, 'facts are only added: access'); END;
CREATE TRIGGER access_no_delete BEFORE DELETE ON access BEGIN SELECT RAISE(ABORT, 'facts are only added: access'); END;
CREATE TRIGGER payee_no_update BEFORE UPDATE ON payee BEGIN SELECT RAISE(ABORT, 'facts are only added: payee'); END;
CREATE TRIGGER payee_no_delete BEFORE DELETE ON payee BEGIN SELECT RAISE(ABORT, 'facts are only added: payee'); END;
CREATE TRIGGER attachment_no_update BEFORE UPDATE ON attachment BEGIN SELECT RAISE(ABORT, 'facts are only added: attachment'); END;
CREATE TRIGGER attachment_no_delete BEFORE DELETE ON attachment BEGIN SELECT RAISE(ABORT, 'facts are only added: attachment'); END;
CREATE TRIGGER application_no_update BEFORE UPDATE ON application BEGIN SELECT RAISE(ABORT, 'facts are only added: application'); END;
CREATE TRIGGER application_no_delete BEFORE DELETE ON application BEGIN SELECT RAISE(ABORT, 'facts are only added: application'); END;
CREATE TRIGGER signature_no_update BEFORE UPDATE ON signature BEGIN SELECT RAISE(ABORT, 'facts are only added: signature'); END;
CREATE TRIGGER signature_no_delete BEFORE DELETE ON signature BEGIN SELECT RAISE(ABORT, 'facts are only added: signature'); END;
CREATE TRIGGER signature_refusal_no_update BEFORE UPDATE ON signature_refusal BEGIN SELECT RAISE(ABORT, 'facts are only added: signature_refusal'); END;
CREATE TRIGGER signature_refusal_no_delete BEFORE DELETE ON signature_refusal BEGIN SELECT RAISE(ABORT, 'facts are only added: signature_refusal'); END;
CREATE TRIGGER application_void_no_update BEFORE UPDATE ON application_void BEGIN SELECT RAISE(ABORT, 'facts are only added: application_void'); END;
CREATE TRIGGER application_void_no_delete BEFORE DELETE ON application_void BEGIN SELECT RAISE(ABORT, 'facts are only added: application_void'); END;
CREATE TRIGGER registration_no_update BEFORE UPDATE ON registration BEGIN SELECT RAISE(ABORT, 'facts are only added: registration'); END;
CREATE TRIGGER registration_no_delete BEFORE DELETE ON registration BEGIN SELECT RAISE(ABORT, 'facts are only added: registration'); END;
CREATE TRIGGER calculation_no_update BEFORE UPDATE ON calculation BEGIN SELECT RAISE(ABORT, 'facts are only added: calculation'); END;
CREATE TRIGGER calculation_no_delete BEFORE DELETE ON calculation BEGIN SELECT RAISE(ABORT, 'facts are only added: calculation'); END;
CREATE TRIGGER decision_no_update BEFORE UPDATE ON decision BEGIN SELECT RAISE(ABORT, 'facts are only added: decision'); END;
CREATE TRIGGER decision_no_delete BEFORE DELETE ON decision BEGIN SELECT RAISE(ABORT, 'facts are only added: decision'); END;
CREATE TRIGGER decision_receipt_no_update BEFORE UPDATE ON decision_receipt BEGIN SELECT RAISE(ABORT, 'facts are only added: decision_receipt'); END;
CREATE TRIGGER decision_receipt_no_delete BEFORE DELETE ON decision_receipt BEGIN SELECT RAISE(ABORT, 'facts are only added: decision_receipt'); END;
CREATE TRIGGER payment_no_update BEFORE UPDATE ON payment BEGIN SELECT RAISE(ABORT, 'facts are only added: payment'); END;
CREATE TRIGGER payment_no_delete BEFORE DELETE ON payment BEGIN SELECT RAISE(ABORT, 'facts are only added: payment'); END;
CREATE TRIGGER payment_approval_no_update BEFORE UPDATE ON payment_approval BEGIN SELECT RAISE(ABORT, 'facts are only added: payment_approval'); END;
CREATE TRIGGER payment_approval_no_delete BEFORE DELETE ON payment_approval BEGIN SELECT RAISE(ABORT, 'facts are only added: payment_approval'); END;
CREATE TRIGGER payment_file_no_update BEFORE UPDATE ON payment_file BEGIN SELECT RAISE(ABORT, 'facts are only added: payment_file'); END;
CREATE TRIGGER payment_file_no_delete BEFORE DELETE ON payment_file BEGIN SELECT RAISE(ABORT, 'facts are only added: payment_file'); END;
CREATE TRIGGER payment_in_file_no_update BEFORE UPDATE ON payment_in_file BEGIN SELECT RAISE(ABORT, 'facts are only added: payment_in_file'); END;
CREATE TRIGGER payment_in_file_no_delete BEFORE DELETE ON payment_in_file BEGIN SELECT RAISE(ABORT, 'facts are only added: payment_in_file'); END;
CREATE TRIGGER payment_event_no_update BEFORE UPDATE ON payment_event BEGIN SELECT RAISE(ABORT, 'facts are only added: payment_event'); END;
CREATE TRIGGER payment_event_no_delete BEFORE DELETE ON payment_event BEGIN SELECT RAISE(ABORT, 'facts are only added: payment_event'); END;
CREATE TRIGGER bank_report_no_update BEFORE UPDATE ON bank_report BEGIN SELECT RAISE(ABORT, 'facts are only added: bank_report'); END;
CREATE TRIGGER bank_report_no_delete BEFORE DELETE ON bank_report BEGIN SELECT RAISE(ABORT, 'facts are only added: bank_report'); END;
CREATE TRIGGER document_no_update BEFORE UPDATE ON document BEGIN SELECT RAISE(ABORT, 'facts are only added: document'); END;
CREATE TRIGGER document_no_delete BEFORE DELETE ON document BEGIN SELECT RAISE(ABORT, 'facts are only added: document'); END;
CREATE TRIGGER note_no_update BEFORE UPDATE ON note BEGIN SELECT RAISE(ABORT, 'facts are only added: note'); END;
CREATE TRIGGER note_no_delete BEFORE DELETE ON note BEGIN SELECT RAISE(ABORT, 'facts are only added: note'); END;
CREATE TRIGGER publication_no_update BEFORE UPDATE ON publication BEGIN SELECT RAISE(ABORT, 'facts are only added: publication'); END;
CREATE TRIGGER publication_no_delete BEFORE DELETE ON publication BEGIN SELECT RAISE(ABORT, 'facts are only added: publication'); END;
CREATE TRIGGER case_read_no_update BEFORE UPDATE ON case_read BEGIN SELECT RAISE(ABORT, 'facts are only added: case_read'); END;
CREATE TRIGGER case_read_no_delete BEFORE DELETE ON case_read BEGIN SELECT RAISE(ABORT, 'facts are only added: case_read'); END;

CREATE TRIGGER signature_of_the_frozen_content BEFORE INSERT ON signature WHEN NOT EXISTS (SELECT 1 FROM application a WHERE a.id = NEW.application_id AND a.content_hash = NEW.content_hash) OR EXISTS (SELECT 1 FROM application_void v WHERE v.application_id = NEW.application_id)
BEGIN SELECT RAISE(ABORT, 'a signature covers exactly the frozen content, and only while it stands'); END;

CREATE TRIGGER registration_when_all_have_signed BEFORE INSERT ON registration WHEN NEW.origin = 'portal' AND (SELECT count(*) FROM signature s WHERE s.application_id = NEW.application_id) < (SELECT a.required_count FROM application a WHERE a.id = NEW.application_id)
BEGIN SELECT RAISE(ABORT, 'an application is registered when every adult has signed'); END;

CREATE TRIGGER registration_of_what_stands BEFORE INSERT ON registration WHEN EXISTS (SELECT 1 FROM application_void v WHERE v.application_id = NEW.application_id) OR EXISTS (SELECT 1 FROM signature_refusal r WHERE r.application_id = NEW.application_id)
BEGIN SELECT RAISE(ABORT, 'a voided or refused application cannot be registered'); END;

CREATE TRIGGER void_before_registration BEFORE INSERT ON application_void WHEN EXISTS (SELECT 1 FROM registration r WHERE r.application_id = NEW.application_id)
BEGIN SELECT RAISE(ABORT, 'a registered application cannot be voided'); END;

CREATE TRIGGER decision_on_its_own_calculation BEFORE INSERT ON decision WHEN NOT EXISTS (SELECT 1 FROM calculation c WHERE c.id = NEW.calculation_id AND c.application_id = NEW.application_id AND c.case_id = NEW.case_id)
BEGIN SELECT RAISE(ABORT, 'a decision points at a calculation of the same application'); END;

CREATE TRIGGER payments_within_the_decision BEFORE INSERT ON payment WHEN NEW.amount + COALESCE((SELECT sum(p.amount) FROM payment p WHERE p.decision_id = NEW.decision_id AND NOT EXISTS (SELECT 1 FROM payment_event e WHERE e.payment_id = p.id AND e.status IN ('rejected', 'stopped', 'returned'))), 0) > (SELECT d.amount FROM decision d WHERE d.id = NEW.decision_id)
BEGIN SELECT RAISE(ABORT, 'the payments of a decision never exceed it'); END;

CREATE TRIGGER payment_in_the_case_of_its_decision BEFORE INSERT ON payment WHEN NOT EXISTS (SELECT 1 FROM decision d, payee y WHERE d.id = NEW.decision_id AND y.id = NEW.payee_id AND d.case_id = NEW.case_id AND y.case_id = NEW.case_id)
BEGIN SELECT RAISE(ABORT, 'a payment belongs to the case of its decision and its payee'); END;

CREATE TRIGGER payment_approved_by_another BEFORE INSERT ON payment_approval WHEN EXISTS (SELECT 1 FROM payment p, decision d WHERE p.id = NEW.payment_id AND d.id = p.decision_id AND (d.decided_by = NEW.approved_by OR p.proposed_by = NEW.approved_by))
BEGIN SELECT RAISE(ABORT, 'who decided or proposed a payment cannot approve it'); END;

CREATE TRIGGER payment_approved_while_it_stands BEFORE INSERT ON payment_approval WHEN EXISTS (SELECT 1 FROM payment_event e WHERE e.payment_id = NEW.payment_id AND e.status IN ('rejected', 'stopped'))
BEGIN SELECT RAISE(ABORT, 'a stopped payment cannot be approved'); END;

CREATE TRIGGER paid_only_through_the_bank BEFORE INSERT ON payment_event WHEN NEW.status <> 'stopped' AND NOT EXISTS (SELECT 1 FROM payment_in_file f WHERE f.payment_id = NEW.payment_id) AND NOT EXISTS (SELECT 1 FROM payment p WHERE p.id = NEW.payment_id AND p.origin = 'imported')
BEGIN SELECT RAISE(ABORT, 'a payment is paid, refused or at the bank only when a file carried it there'); END;

CREATE TRIGGER stopped_only_before_the_bank BEFORE INSERT ON payment_event WHEN NEW.status = 'stopped' AND EXISTS (SELECT 1 FROM payment_in_file f WHERE f.payment_id = NEW.payment_id)
BEGIN SELECT RAISE(ABORT, 'a payment in a file cannot be stopped'); END;

CREATE TRIGGER returned_after_paid BEFORE INSERT ON payment_event WHEN NEW.status = 'returned' AND NOT EXISTS (SELECT 1 FROM payment_event e WHERE e.payment_id = NEW.payment_id AND e.status = 'paid')
BEGIN SELECT RAISE(ABORT, 'money comes back only from a payment that was paid'); END;

CREATE TRIGGER file_without_stopped_payments BEFORE INSERT ON payment_in_file WHEN EXISTS (SELECT 1 FROM payment_event e WHERE e.payment_id = NEW.payment_id)
BEGIN SELECT RAISE(ABORT, 'a stopped payment goes into no file'); END;

CREATE TRIGGER log_is_a_chain BEFORE INSERT ON log WHEN NEW.seq <> COALESCE((SELECT max(l.seq) FROM log l), 0) + 1 OR NEW.prev <> COALESCE((SELECT l.hash FROM log l WHERE l.seq = NEW.seq - 1), '')
BEGIN SELECT RAISE(ABORT, 'a log row continues the row before it'); END;

CREATE TRIGGER signature_of_who_must_sign BEFORE INSERT ON signature WHEN NOT EXISTS (SELECT 1 FROM application a WHERE a.id = NEW.application_id AND a.required LIKE '%"' || NEW.person_id || '"%')
BEGIN SELECT RAISE(ABORT, 'only an adult who must sign can sign'); END;

CREATE TRIGGER refusal_before_registration BEFORE INSERT ON signature_refusal WHEN EXISTS (SELECT 1 FROM registration r WHERE r.application_id = NEW.application_id)
BEGIN SELECT RAISE(ABORT, 'a registered application cannot be refused'); END;

CREATE TRIGGER registration_as_the_application_says BEFORE INSERT ON registration WHEN NOT EXISTS (SELECT 1 FROM application a WHERE a.id = NEW.application_id AND a.case_id = NEW.case_id AND a.month = NEW.month AND a.kind = NEW.kind AND a.origin = NEW.origin)
BEGIN SELECT RAISE(ABORT, 'a registration repeats the case, month, kind and origin of its application'); END;

CREATE TRIGGER calculation_in_the_case_of_its_application BEFORE INSERT ON calculation WHEN NOT EXISTS (SELECT 1 FROM registration r WHERE r.application_id = NEW.application_id AND r.case_id = NEW.case_id)
BEGIN SELECT RAISE(ABORT, 'a calculation belongs to the case of its application'); END;

CREATE TRIGGER decision_imported_only_on_imported BEFORE INSERT ON decision WHEN NEW.origin = 'imported' AND NOT EXISTS (SELECT 1 FROM application a WHERE a.id = NEW.application_id AND a.origin = 'imported')
BEGIN SELECT RAISE(ABORT, 'an imported decision stands on an imported application'); END;

CREATE TRIGGER payment_imported_only_on_imported BEFORE INSERT ON payment WHEN NEW.origin = 'imported' AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.id = NEW.decision_id AND d.origin = 'imported')
BEGIN SELECT RAISE(ABORT, 'an imported payment stands on an imported decision'); END;

CREATE TRIGGER access_of_an_adult_in_the_case BEFORE INSERT ON access WHEN NOT EXISTS (SELECT 1 FROM member m WHERE m.case_id = NEW.case_id AND m.person_id = NEW.person_id AND m.part <> 'child')
BEGIN SELECT RAISE(ABORT, 'access is given to an adult of the case'); END;

CREATE TRIGGER publication_of_what_is_there BEFORE INSERT ON publication WHEN NOT EXISTS (SELECT 1 FROM document o WHERE NEW.object_kind = 'document' AND o.id = NEW.object_id AND o.case_id = NEW.case_id UNION ALL SELECT 1 FROM note o WHERE NEW.object_kind = 'note' AND o.id = NEW.object_id AND o.case_id = NEW.case_id)
BEGIN SELECT RAISE(ABORT, 'what is published belongs to the case'); END;

