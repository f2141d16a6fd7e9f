-- What the two engines say differently: facts are never changed or taken away, and the invariants over several tables.

CREATE TRIGGER spot_seed_no_update BEFORE UPDATE ON spot_seed BEGIN SELECT RAISE(ABORT, 'facts are only added: spot_seed'); END;
CREATE TRIGGER spot_seed_no_delete BEFORE DELETE ON spot_seed BEGIN SELECT RAISE(ABORT, 'facts are only added: spot_seed'); END;
CREATE TRIGGER spot_draw_no_update BEFORE UPDATE ON spot_draw BEGIN SELECT RAISE(ABORT, 'facts are only added: spot_draw'); END;
CREATE TRIGGER spot_draw_no_delete BEFORE DELETE ON spot_draw BEGIN SELECT RAISE(ABORT, 'facts are only added: spot_draw'); END;
CREATE TRIGGER completion_request_no_update BEFORE UPDATE ON completion_request BEGIN SELECT RAISE(ABORT, 'facts are only added: completion_request'); END;
CREATE TRIGGER completion_request_no_delete BEFORE DELETE ON completion_request BEGIN SELECT RAISE(ABORT, 'facts are only added: completion_request'); END;
CREATE TRIGGER completion_no_update BEFORE UPDATE ON completion BEGIN SELECT RAISE(ABORT, 'facts are only added: completion'); END;
CREATE TRIGGER completion_no_delete BEFORE DELETE ON completion BEGIN SELECT RAISE(ABORT, 'facts are only added: completion'); END;
CREATE TRIGGER completion_extension_no_update BEFORE UPDATE ON completion_extension BEGIN SELECT RAISE(ABORT, 'facts are only added: completion_extension'); END;
CREATE TRIGGER completion_extension_no_delete BEFORE DELETE ON completion_extension BEGIN SELECT RAISE(ABORT, 'facts are only added: completion_extension'); END;
CREATE TRIGGER completion_end_no_update BEFORE UPDATE ON completion_end BEGIN SELECT RAISE(ABORT, 'facts are only added: completion_end'); END;
CREATE TRIGGER completion_end_no_delete BEFORE DELETE ON completion_end BEGIN SELECT RAISE(ABORT, 'facts are only added: completion_end'); END;
CREATE TRIGGER completion_seen_no_update BEFORE UPDATE ON completion_seen BEGIN SELECT RAISE(ABORT, 'facts are only added: completion_seen'); END;
CREATE TRIGGER completion_seen_no_delete BEFORE DELETE ON completion_seen BEGIN SELECT RAISE(ABORT, 'facts are only added: completion_seen'); END;
CREATE TRIGGER full_evidence_no_update BEFORE UPDATE ON full_evidence BEGIN SELECT RAISE(ABORT, 'facts are only added: full_evidence'); END;
CREATE TRIGGER full_evidence_no_delete BEFORE DELETE ON full_evidence BEGIN SELECT RAISE(ABORT, 'facts are only added: full_evidence'); END;
CREATE TRIGGER full_evidence_end_no_update BEFORE UPDATE ON full_evidence_end BEGIN SELECT RAISE(ABORT, 'facts are only added: full_evidence_end'); END;
CREATE TRIGGER full_evidence_end_no_delete BEFORE DELETE ON full_evidence_end BEGIN SELECT RAISE(ABORT, 'facts are only added: full_evidence_end'); END;

CREATE TRIGGER request_in_its_case BEFORE INSERT ON completion_request WHEN (NEW.application_id <> '' AND NOT EXISTS (SELECT 1 FROM application a WHERE a.id = NEW.application_id AND a.case_id = NEW.case_id)) OR (NEW.person_id <> '' AND NOT EXISTS (SELECT 1 FROM member m WHERE m.case_id = NEW.case_id AND m.person_id = NEW.person_id AND m.part <> 'child'))
BEGIN SELECT RAISE(ABORT, 'a request concerns the case and its adults'); END;

CREATE TRIGGER request_in_an_open_case BEFORE INSERT ON completion_request WHEN EXISTS (SELECT 1 FROM case_closing k WHERE k.case_id = NEW.case_id)
BEGIN SELECT RAISE(ABORT, 'nothing is asked for in a closed case'); END;

CREATE TRIGGER spot_check_of_a_draw BEFORE INSERT ON completion_request WHEN NEW.kind = 'spot_check' AND NOT EXISTS (SELECT 1 FROM spot_draw d WHERE d.month = NEW.month)
BEGIN SELECT RAISE(ABORT, 'a spot check comes of a draw'); END;

CREATE TRIGGER completion_by_who_is_asked BEFORE INSERT ON completion WHEN NOT EXISTS (SELECT 1 FROM completion_request r, member m WHERE r.id = NEW.request_id AND m.case_id = r.case_id AND m.person_id = NEW.person_id AND m.part <> 'child' AND r.person_id IN ('', NEW.person_id))
BEGIN SELECT RAISE(ABORT, 'a request is answered by whom it asks'); END;

CREATE TRIGGER completion_while_asked BEFORE INSERT ON completion WHEN EXISTS (SELECT 1 FROM completion_end e WHERE e.request_id = NEW.request_id)
BEGIN SELECT RAISE(ABORT, 'an ended request is not answered'); END;

CREATE TRIGGER completion_with_a_file_of_the_case BEFORE INSERT ON completion WHEN NEW.attachment_id <> '' AND NOT EXISTS (SELECT 1 FROM attachment a, completion_request r WHERE r.id = NEW.request_id AND a.id = NEW.attachment_id AND a.case_id = r.case_id)
BEGIN SELECT RAISE(ABORT, 'an answer carries a file of its own case'); END;

CREATE TRIGGER extension_only_later BEFORE INSERT ON completion_extension WHEN EXISTS (SELECT 1 FROM completion_end e WHERE e.request_id = NEW.request_id) OR NEW.until <= (SELECT r.until FROM completion_request r WHERE r.id = NEW.request_id)
BEGIN SELECT RAISE(ABORT, 'an extension gives more time, while the request is open'); END;

CREATE TRIGGER remark_on_a_spot_check BEFORE INSERT ON completion_end WHEN NEW.outcome = 'remark' AND NOT EXISTS (SELECT 1 FROM completion_request r WHERE r.id = NEW.request_id AND r.kind = 'spot_check')
BEGIN SELECT RAISE(ABORT, 'only a spot check ends with a remark'); END;

CREATE TRIGGER seen_by_who_is_asked BEFORE INSERT ON completion_seen WHEN NOT EXISTS (SELECT 1 FROM completion_request r, member m WHERE r.id = NEW.request_id AND m.case_id = r.case_id AND m.person_id = NEW.person_id AND m.part <> 'child' AND r.person_id IN ('', NEW.person_id))
BEGIN SELECT RAISE(ABORT, 'a request is seen by whom it asks'); END;

CREATE TRIGGER full_evidence_after_repeated_remarks BEFORE INSERT ON full_evidence WHEN (SELECT count(*) FROM completion_request r, completion_end e WHERE r.case_id = NEW.case_id AND e.request_id = r.id AND e.outcome = 'remark') < 2
BEGIN SELECT RAISE(ABORT, 'the simpler way is lost after repeated remarks'); END;
