-- What the two engines say differently: facts are never changed or taken away, and the invariants over several tables.

CREATE FUNCTION only_added() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'facts are only added: %', TG_TABLE_NAME USING ERRCODE = '23514'; END $$;

CREATE TRIGGER log_only_added BEFORE UPDATE OR DELETE ON log FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER log_never_emptied BEFORE TRUNCATE ON log FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER person_only_added BEFORE UPDATE OR DELETE ON person FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER person_never_emptied BEFORE TRUNCATE ON person FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER protection_only_added BEFORE UPDATE OR DELETE ON protection FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER protection_never_emptied BEFORE TRUNCATE ON protection FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER profile_only_added BEFORE UPDATE OR DELETE ON profile FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER profile_never_emptied BEFORE TRUNCATE ON profile FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER staff_only_added BEFORE UPDATE OR DELETE ON staff FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER staff_never_emptied BEFORE TRUNCATE ON staff FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER cases_only_added BEFORE UPDATE OR DELETE ON cases FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER cases_never_emptied BEFORE TRUNCATE ON cases FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER case_closing_only_added BEFORE UPDATE OR DELETE ON case_closing FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER case_closing_never_emptied BEFORE TRUNCATE ON case_closing FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER member_only_added BEFORE UPDATE OR DELETE ON member FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER member_never_emptied BEFORE TRUNCATE ON member FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER assignment_only_added BEFORE UPDATE OR DELETE ON assignment FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER assignment_never_emptied BEFORE TRUNCATE ON assignment FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER access_only_added BEFORE UPDATE OR DELETE ON access FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER access_never_emptied BEFORE TRUNCATE ON access FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER payee_only_added BEFORE UPDATE OR DELETE ON payee FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER payee_never_emptied BEFORE TRUNCATE ON payee FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER attachment_only_added BEFORE UPDATE OR DELETE ON attachment FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER attachment_never_emptied BEFORE TRUNCATE ON attachment FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER application_only_added BEFORE UPDATE OR DELETE ON application FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER application_never_emptied BEFORE TRUNCATE ON application FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER signature_only_added BEFORE UPDATE OR DELETE ON signature FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER signature_never_emptied BEFORE TRUNCATE ON signature FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER signature_refusal_only_added BEFORE UPDATE OR DELETE ON signature_refusal FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER signature_refusal_never_emptied BEFORE TRUNCATE ON signature_refusal FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER application_void_only_added BEFORE UPDATE OR DELETE ON application_void FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER application_void_never_emptied BEFORE TRUNCATE ON application_void FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER registration_only_added BEFORE UPDATE OR DELETE ON registration FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER registration_never_emptied BEFORE TRUNCATE ON registration FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER calculation_only_added BEFORE UPDATE OR DELETE ON calculation FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER calculation_never_emptied BEFORE TRUNCATE ON calculation FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER decision_only_added BEFORE UPDATE OR DELETE ON decision FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER decision_never_emptied BEFORE TRUNCATE ON decision FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER decision_receipt_only_added BEFORE UPDATE OR DELETE ON decision_receipt FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER decision_receipt_never_emptied BEFORE TRUNCATE ON decision_receipt FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER payment_only_added BEFORE UPDATE OR DELETE ON payment FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER payment_never_emptied BEFORE TRUNCATE ON payment FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER payment_approval_only_added BEFORE UPDATE OR DELETE ON payment_approval FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER payment_approval_never_emptied BEFORE TRUNCATE ON payment_approval FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER payment_file_only_added BEFORE UPDATE OR DELETE ON payment_file FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER payment_file_never_emptied BEFORE TRUNCATE ON payment_file FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER payment_in_file_only_added BEFORE UPDATE OR DELETE ON payment_in_file FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER payment_in_file_never_emptied BEFORE TRUNCATE ON payment_in_file FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER payment_event_only_added BEFORE UPDATE OR DELETE ON payment_event FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER payment_event_never_emptied BEFORE TRUNCATE ON payment_event FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER bank_report_only_added BEFORE UPDATE OR DELETE ON bank_report FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER bank_report_never_emptied BEFORE TRUNCATE ON bank_report FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER document_only_added BEFORE UPDATE OR DELETE ON document FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER document_never_emptied BEFORE TRUNCATE ON document FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER note_only_added BEFORE UPDATE OR DELETE ON note FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER note_never_emptied BEFORE TRUNCATE ON note FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER publication_only_added BEFORE UPDATE OR DELETE ON publication FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER publication_never_emptied BEFORE TRUNCATE ON publication FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER case_read_only_added BEFORE UPDATE OR DELETE ON case_read FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER case_read_never_emptied BEFORE TRUNCATE ON case_read FOR EACH STATEMENT EXECUTE FUNCTION only_added();

CREATE FUNCTION signature_of_the_frozen_content() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM application a WHERE a.id = NEW.application_id AND a.content_hash = NEW.content_hash) OR EXISTS (SELECT 1 FROM application_void v WHERE v.application_id = NEW.application_id)
  THEN RAISE EXCEPTION 'a signature covers exactly the frozen content, and only while it stands' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER signature_of_the_frozen_content BEFORE INSERT ON signature FOR EACH ROW EXECUTE FUNCTION signature_of_the_frozen_content();

CREATE FUNCTION registration_when_all_have_signed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NEW.origin = 'portal' AND (SELECT count(*) FROM signature s WHERE s.application_id = NEW.application_id) < (SELECT a.required_count FROM application a WHERE a.id = NEW.application_id)
  THEN RAISE EXCEPTION 'an application is registered when every adult has signed' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER registration_when_all_have_signed BEFORE INSERT ON registration FOR EACH ROW EXECUTE FUNCTION registration_when_all_have_signed();

CREATE FUNCTION registration_of_what_stands() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF EXISTS (SELECT 1 FROM application_void v WHERE v.application_id = NEW.application_id) OR EXISTS (SELECT 1 FROM signature_refusal r WHERE r.application_id = NEW.application_id)
  THEN RAISE EXCEPTION 'a voided or refused application cannot be registered' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER registration_of_what_stands BEFORE INSERT ON registration FOR EACH ROW EXECUTE FUNCTION registration_of_what_stands();

CREATE FUNCTION void_before_registration() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF EXISTS (SELECT 1 FROM registration r WHERE r.application_id = NEW.application_id)
  THEN RAISE EXCEPTION 'a registered application cannot be voided' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER void_before_registration BEFORE INSERT ON application_void FOR EACH ROW EXECUTE FUNCTION void_before_registration();

CREATE FUNCTION decision_on_its_own_calculation() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM calculation c WHERE c.id = NEW.calculation_id AND c.application_id = NEW.application_id AND c.case_id = NEW.case_id)
  THEN RAISE EXCEPTION 'a decision points at a calculation of the same application' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER decision_on_its_own_calculation BEFORE INSERT ON decision FOR EACH ROW EXECUTE FUNCTION decision_on_its_own_calculation();

CREATE FUNCTION payments_within_the_decision() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NEW.amount + COALESCE((SELECT sum(p.amount) FROM payment p WHERE p.decision_id = NEW.decision_id AND NOT EXISTS (SELECT 1 FROM payment_event e WHERE e.payment_id = p.id AND e.status IN ('rejected', 'stopped', 'returned'))), 0) > (SELECT d.amount FROM decision d WHERE d.id = NEW.decision_id)
  THEN RAISE EXCEPTION 'the payments of a decision never exceed it' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER payments_within_the_decision BEFORE INSERT ON payment FOR EACH ROW EXECUTE FUNCTION payments_within_the_decision();

CREATE FUNCTION payment_in_the_case_of_its_decision() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM decision d, payee y WHERE d.id = NEW.decision_id AND y.id = NEW.payee_id AND d.case_id = NEW.case_id AND y.case_id = NEW.case_id)
  THEN RAISE EXCEPTION 'a payment belongs to the case of its decision and its payee' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER payment_in_the_case_of_its_decision BEFORE INSERT ON payment FOR EACH ROW EXECUTE FUNCTION payment_in_the_case_of_its_decision();

CREATE FUNCTION payment_approved_by_another() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF EXISTS (SELECT 1 FROM payment p, decision d WHERE p.id = NEW.payment_id AND d.id = p.decision_id AND (d.decided_by = NEW.approved_by OR p.proposed_by = NEW.approved_by))
  THEN RAISE EXCEPTION 'who decided or proposed a payment cannot approve it' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER payment_approved_by_another BEFORE INSERT ON payment_approval FOR EACH ROW EXECUTE FUNCTION payment_approved_by_another();

CREATE FUNCTION payment_approved_while_it_stands() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF EXISTS (SELECT 1 FROM payment_event e WHERE e.payment_id = NEW.payment_id AND e.status IN ('rejected', 'stopped'))
  THEN RAISE EXCEPTION 'a stopped payment cannot be approved' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER payment_approved_while_it_stands BEFORE INSERT ON payment_approval FOR EACH ROW EXECUTE FUNCTION payment_approved_while_it_stands();

CREATE FUNCTION paid_only_through_the_bank() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NEW.status <> 'stopped' AND NOT EXISTS (SELECT 1 FROM payment_in_file f WHERE f.payment_id = NEW.payment_id) AND NOT EXISTS (SELECT 1 FROM payment p WHERE p.id = NEW.payment_id AND p.origin = 'imported')
  THEN RAISE EXCEPTION 'a payment is paid, refused or at the bank only when a file carried it there' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER paid_only_through_the_bank BEFORE INSERT ON payment_event FOR EACH ROW EXECUTE FUNCTION paid_only_through_the_bank();

CREATE FUNCTION stopped_only_before_the_bank() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NEW.status = 'stopped' AND EXISTS (SELECT 1 FROM payment_in_file f WHERE f.payment_id = NEW.payment_id)
  THEN RAISE EXCEPTION 'a payment in a file cannot be stopped' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER stopped_only_before_the_bank BEFORE INSERT ON payment_event FOR EACH ROW EXECUTE FUNCTION stopped_only_before_the_bank();

CREATE FUNCTION returned_after_paid() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NEW.status = 'returned' AND NOT EXISTS (SELECT 1 FROM payment_event e WHERE e.payment_id = NEW.payment_id AND e.status = 'paid')
  THEN RAISE EXCEPTION 'money comes back only from a payment that was paid' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER returned_after_paid BEFORE INSERT ON payment_event FOR EACH ROW EXECUTE FUNCTION returned_after_paid();

CREATE FUNCTION file_without_stopped_payments() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF EXISTS (SELECT 1 FROM payment_event e WHERE e.payment_id = NEW.payment_id)
  THEN RAISE EXCEPTION 'a stopped payment goes into no file' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER file_without_stopped_payments BEFORE INSERT ON payment_in_file FOR EACH ROW EXECUTE FUNCTION file_without_stopped_payments();

CREATE FUNCTION log_is_a_chain() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NEW.seq <> COALESCE((SELECT max(l.seq) FROM log l), 0) + 1 OR NEW.prev <> COALESCE((SELECT l.hash FROM log l WHERE l.seq = NEW.seq - 1), '')
  THEN RAISE EXCEPTION 'a log row continues the row before it' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER log_is_a_chain BEFORE INSERT ON log FOR EACH ROW EXECUTE FUNCTION log_is_a_chain();

CREATE FUNCTION signature_of_who_must_sign() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM application a WHERE a.id = NEW.application_id AND a.required LIKE '%"' || NEW.person_id || '"%')
  THEN RAISE EXCEPTION 'only an adult who must sign can sign' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER signature_of_who_must_sign BEFORE INSERT ON signature FOR EACH ROW EXECUTE FUNCTION signature_of_who_must_sign();

CREATE FUNCTION refusal_before_registration() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF EXISTS (SELECT 1 FROM registration r WHERE r.application_id = NEW.application_id)
  THEN RAISE EXCEPTION 'a registered application cannot be refused' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER refusal_before_registration BEFORE INSERT ON signature_refusal FOR EACH ROW EXECUTE FUNCTION refusal_before_registration();

CREATE FUNCTION registration_as_the_application_says() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM application a WHERE a.id = NEW.application_id AND a.case_id = NEW.case_id AND a.month = NEW.month AND a.kind = NEW.kind AND a.origin = NEW.origin)
  THEN RAISE EXCEPTION 'a registration repeats the case, month, kind and origin of its application' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER registration_as_the_application_says BEFORE INSERT ON registration FOR EACH ROW EXECUTE FUNCTION registration_as_the_application_says();

CREATE FUNCTION calculation_in_the_case_of_its_application() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM registration r WHERE r.application_id = NEW.application_id AND r.case_id = NEW.case_id)
  THEN RAISE EXCEPTION 'a calculation belongs to the case of its application' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER calculation_in_the_case_of_its_application BEFORE INSERT ON calculation FOR EACH ROW EXECUTE FUNCTION calculation_in_the_case_of_its_application();

CREATE FUNCTION decision_imported_only_on_imported() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NEW.origin = 'imported' AND NOT EXISTS (SELECT 1 FROM application a WHERE a.id = NEW.application_id AND a.origin = 'imported')
  THEN RAISE EXCEPTION 'an imported decision stands on an imported application' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER decision_imported_only_on_imported BEFORE INSERT ON decision FOR EACH ROW EXECUTE FUNCTION decision_imported_only_on_imported();

CREATE FUNCTION payment_imported_only_on_imported() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NEW.origin = 'imported' AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.id = NEW.decision_id AND d.origin = 'imported')
  THEN RAISE EXCEPTION 'an imported payment stands on an imported decision' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER payment_imported_only_on_imported BEFORE INSERT ON payment FOR EACH ROW EXECUTE FUNCTION payment_imported_only_on_imported();

CREATE FUNCTION access_of_an_adult_in_the_case() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM member m WHERE m.case_id = NEW.case_id AND m.person_id = NEW.person_id AND m.part <> 'child')
  THEN RAISE EXCEPTION 'access is given to an adult of the case' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER access_of_an_adult_in_the_case BEFORE INSERT ON access FOR EACH ROW EXECUTE FUNCTION access_of_an_adult_in_the_case();

CREATE FUNCTION publication_of_what_is_there() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM document o WHERE NEW.object_kind = 'document' AND o.id = NEW.object_id AND o.case_id = NEW.case_id UNION ALL SELECT 1 FROM note o WHERE NEW.object_kind = 'note' AND o.id = NEW.object_id AND o.case_id = NEW.case_id)
  THEN RAISE EXCEPTION 'what is published belongs to the case' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER publication_of_what_is_there BEFORE INSERT ON publication FOR EACH ROW EXECUTE FUNCTION publication_of_what_is_there();

