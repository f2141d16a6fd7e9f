package store

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// factTable is a table of facts: its columns in the order of its INSERT, without seq and sum.
type factTable struct {
	name    string
	columns []string
	insert  string
	many    func() string // INSERT of manyRows rows
}

// factTables lists every table of facts, for the check of the register.
var factTables []*factTable

// facts declares a table of facts and writes out its one INSERT.
func facts(name, columns string) *factTable {
	t := &factTable{name: name, columns: strings.Fields(columns)}
	all := append(append([]string{}, t.columns...), "seq", "sum")
	places := make([]string, len(all))
	for i := range all {
		places[i] = fmt.Sprintf("$%d", i+1)
	}
	t.insert = "INSERT INTO " + name + " (" + strings.Join(all, ", ") + ") VALUES (" + strings.Join(places, ", ") + ")"
	t.many = sync.OnceValue(t.insertMany)
	factTables = append(factTables, t)
	return t
}

var (
	personFacts           = facts("person", "id personnummer given_name family_name at")
	protectionFacts       = facts("protection", "id person_id protected at")
	profileFacts          = facts("profile", "id person_id phone email language at")
	staffFacts            = facts("staff", "id subject name title phone hours email roles at")
	caseFacts             = facts("cases", "id number type opened_on at")
	caseClosingFacts      = facts("case_closing", "case_id closed_on reason at")
	memberFacts           = facts("member", "id case_id person_id part at")
	assignmentFacts       = facts("assignment", "id case_id staff_id function at")
	accessFacts           = facts("access", "id case_id person_id active by_staff at")
	payeeFacts            = facts("payee", "id case_id name kind person_id method clearing account at")
	attachmentFacts       = facts("attachment", "id case_id kind name sha256 size media_type uploaded_by at")
	scanFacts             = facts("attachment_scan", "id attachment_id result found version at")
	applicationFacts      = facts("application", "id case_id month kind reason on_behalf origin content content_hash required required_count draft_id frozen_by at")
	signatureFacts        = facts("signature", "application_id person_id content_hash visible hidden answer at")
	signatureRefusalFacts = facts("signature_refusal", "application_id person_id reason at")
	applicationVoidFacts  = facts("application_void", "application_id by_person at")
	registrationFacts     = facts("registration", "application_id case_id month kind origin registered_on at")
	applicationPaperFacts = facts("application_paper", "attachment_id application_id")
	enoughFacts           = facts("application_enough", "application_id reason by_staff by_name at")
	paperSignatureFacts   = facts("paper_signature", "application_id person_id signed_on by_staff at")
	memberEndFacts        = facts("member_end", "case_id person_id ended_on reason by_staff at")
	memberEntryFacts      = facts("member_entry", "id case_id person_id moved_in_on by_staff at")
	calculationFacts      = facts("calculation", "id case_id application_id month origin body result made_by at")
	decisionFacts         = facts("decision", "id case_id application_id calculation_id month origin outcome amount legal_basis reasons items decided_by decided_name replaces at")
	decisionReceiptFacts  = facts("decision_receipt", "decision_id person_id received_on at")
	paymentFacts          = facts("payment", "id case_id decision_id payee_id purpose amount send_on end_to_end origin proposed_by at")
	paymentApprovalFacts  = facts("payment_approval", "payment_id approved_by at")
	paymentFileFacts      = facts("payment_file", "id message_id content payments total made_by at")
	paymentInFileFacts    = facts("payment_in_file", "payment_id file_id")
	paymentEventFacts     = facts("payment_event", "payment_id status reason happened_on at")
	bankReportFacts       = facts("bank_report", "name content at")
	documentFacts         = facts("document", "id case_id kind title body written_by written_name at")
	noteFacts             = facts("note", "id case_id heading body noted_on written_by written_name origin at")
	publicationFacts      = facts("publication", "object_id object_kind case_id published_by at")
	publicationSeenFacts  = facts("publication_seen", "object_id person_id at")
	ruleFileFacts         = facts("rule_file", "hash name content at")
	normFigureFacts       = facts("norm_figure", "id norm_table cell kr ordinance proposed_by proposed_name at")
	normAnswerFacts       = facts("norm_figure_answer", "figure_id answer answered_by answered_name at")
	normWithdrawalFacts   = facts("norm_figure_withdrawal", "figure_id reason withdrawn_by withdrawn_name at")
	messageFacts          = facts("message", "id case_id person_id sent_by staff_id staff_name body files at")
	messageReadFacts      = facts("message_read", "message_id reader_id reader_name at")
	messageToldFacts      = facts("message_told", "message_id way told_on told_by told_name at")
	changeReportFacts     = facts("change_report", "id case_id person_id kind from_day body files at")
	commentFacts          = facts("comment", "id case_id person_id object_kind object_id part body at")
	notedFacts            = facts("noted", "object_id object_kind noted_by noted_name at")
	feedbackFacts         = facts("feedback", "id kind body place contact language at")
	feedbackHandledFacts  = facts("feedback_handled", "feedback_id handled_by handled_name at")
	appealFacts           = facts("appeal", "id number case_id decision_id person_id origin content content_hash visible hidden received_on registered_by at answer")
	timelinessFacts       = facts("appeal_timeliness", "appeal_id answer told_on last_day reasons judged_by judged_name at")
	reviewFacts           = facts("appeal_review", "appeal_id outcome decision_id reasons reviewed_by reviewed_name at")
	statementFacts        = facts("appeal_statement", "id appeal_id body written_by written_name at")
	handoverFacts         = facts("appeal_handover", "appeal_id court way handed_on statement_id handed_by handed_name at")
	rulingFacts           = facts("appeal_ruling", "appeal_id outcome court_number ruled_on note recorded_by recorded_name at")
	withdrawalFacts       = facts("appeal_withdrawal", "appeal_id person_id recorded_by reason at")
	recoveryFacts         = facts("recovery", "id number case_id person_id ground served_on legal_basis reasons how decided_by decided_name at")
	recoveryPartFacts     = facts("recovery_part", "id recovery_id payment_id amount")
	recoveryEventFacts    = facts("recovery_event", "id recovery_id kind amount happened_on reason recorded_by recorded_name at")
	policeReportFacts     = facts("police_report", "id case_id person_id reported_on about reference reported_by reported_name at")
	policeAnswerFacts     = facts("police_answer", "id report_id outcome answered_on reference note recorded_by recorded_name at")
	authorityNoticeFacts  = facts("authority_notice", "id case_id authority name notified_on benefit about notified_by notified_name at")
	notNeededFacts        = facts("not_needed", "id case_id measure reason said_by said_name at")
	caseReadFacts         = facts("case_read", "id case_id actor_kind actor_id actor_name what reason at")

	inquiryFacts       = facts("inquiry", "id case_id application_id person_id from_day until_day asked_by asked_name at")
	inquiryReportFacts = facts("inquiry_report", "inquiry_id authority answer fault protected body")

	completionRequestFacts   = facts("completion_request", "id case_id application_id kind person_id month why until items asked_by asked_name at")
	completionFacts          = facts("completion", "id request_id item_id person_id way attachment_id text at")
	completionExtensionFacts = facts("completion_extension", "id request_id until extended_by extended_name at")
	completionEndFacts       = facts("completion_end", "request_id outcome reason ended_by ended_name at")
	completionSeenFacts      = facts("completion_seen", "request_id person_id at")
	spotSeedFacts            = facts("spot_seed", "month commitment percent bound_by bound_name at")
	spotDrawFacts            = facts("spot_draw", "month seed population population_hash drawn drawn_by drawn_name at")
	fullEvidenceFacts        = facts("full_evidence", "id case_id from_month through_month reason imposed_by imposed_name at")
	fullEvidenceEndFacts     = facts("full_evidence_end", "full_evidence_id reason ended_by ended_name at")

	noticeChoiceFacts    = facts("notice_choice", "id person_id choice at")
	noticeConfirmedFacts = facts("notice_confirmed", "id person_id way address at")
	noticeSentFacts      = facts("notice_sent", "id job_id person_id way address event outcome reference at")
	noticeReportFacts    = facts("notice_report", "notice_id delivered at")
	noticeBounceFacts    = facts("notice_bounce", "notice_id person_id address at")

	representationFacts    = facts("representation", "id person_id representative_id name kind scope paper paper_on valid_from valid_until by_staff by_name at")
	representationEndFacts = facts("representation_end", "representation_id reason by_staff by_name at")
	representedStepFacts   = facts("represented_step", "representation_id what taken_on")

	caseNamedFacts       = facts("case_named", "id case_id staff_id named by_staff at")
	staffContactFacts    = facts("staff_contact", "id staff_id phone hours office at")
	staffAbsenceFacts    = facts("staff_absence", "id staff_id from_day until_day substitute_id at")
	staffAbsenceEndFacts = facts("staff_absence_end", "absence_id at")
	postToldFacts        = facts("post_told", "object_id object_kind case_id person_id way told_on told_by told_name at")
	recordRequestFacts   = facts("record_request", "id case_id person_id wish at")
	recordAnswerFacts    = facts("record_answer", "request_id outcome way document_id handed_on reason answered_by answered_name at")
	caseReadForFacts     = facts("case_read_for", "read_id staff_id staff_name")
)

// add adds one fact to the register with its checksum. Values are string, int64 or []byte, in the order of the columns.
func (tx *Tx) add(t *factTable, values ...any) error {
	if tx.step.Name == "" {
		return fmt.Errorf("add %s outside a step", t.name)
	}
	if len(values) != len(t.columns) {
		return fmt.Errorf("add %s: %d values for %d columns", t.name, len(values), len(t.columns))
	}
	sum, err := t.checksum(tx.seq, values)
	if err != nil {
		return err
	}
	if err := tx.exec(t.insert, append(append([]any{}, values...), tx.seq, sum)...); err != nil {
		return fmt.Errorf("add %s: %w", t.name, err)
	}
	tx.sums = append(tx.sums, sum)
	tx.touch(t)
	return nil
}

// manyRows is how many facts addMany adds by one statement.
const manyRows = 16

// addMany adds facts of one table, each with a checksum of its own, by few statements: a statement costs more than a row.
func (tx *Tx) addMany(t *factTable, rows [][]any) error {
	for ; len(rows) >= manyRows && tx.step.Name != ""; rows = rows[manyRows:] {
		values := make([]any, 0, manyRows*(len(t.columns)+2))
		for _, row := range rows[:manyRows] {
			sum, err := t.checksum(tx.seq, row)
			if err != nil {
				return err
			}
			values = append(append(values, row...), tx.seq, sum)
			tx.sums = append(tx.sums, sum)
		}
		if err := tx.exec(t.many(), values...); err != nil {
			return fmt.Errorf("add many to %s: %w", t.name, err)
		}
		tx.touch(t)
	}
	for _, row := range rows {
		if err := tx.add(t, row...); err != nil {
			return err
		}
	}
	return nil
}

// insertMany is the INSERT of manyRows rows.
func (t *factTable) insertMany() string {
	width := len(t.columns) + 2
	var b strings.Builder
	b.WriteString(t.insert) // of the first row
	for row := 1; row < manyRows; row++ {
		for column := range width {
			before := ", "
			if column == 0 {
				before = ", ("
			}
			fmt.Fprintf(&b, "%s$%d", before, row*width+column+1)
		}
		b.WriteString(")")
	}
	return b.String()
}

// touch remembers that the step added to a table.
func (tx *Tx) touch(t *factTable) {
	if !slices.Contains(tx.touched, t) {
		tx.touched = append(tx.touched, t)
	}
}

// checksum is the SHA-256 over the table's name, the step's number and every column, each with its name, type and length,
// so that no two different rows are written the same way.
func (t *factTable) checksum(seq int64, values []any) (string, error) {
	text := putInt(put(make([]byte, 0, 1024), 't', t.name), 'i', seq)
	for i, v := range values {
		text = put(text, 'c', t.columns[i])
		switch v := v.(type) {
		case string:
			text = put(text, 's', v)
		case int64:
			text = putInt(text, 'i', v)
		case []byte:
			text = put(text, 'b', v)
		default:
			return "", fmt.Errorf("%s.%s: a fact cannot hold a %T", t.name, t.columns[i], v)
		}
	}
	return hashed(text), nil
}

// put appends a tag, a length and the value.
func put[T string | []byte](text []byte, tag byte, value T) []byte {
	return append(binary.BigEndian.AppendUint64(append(text, tag), uint64(len(value))), value...)
}

// putInt appends a tag, a length and the eight bytes of a number.
func putInt(text []byte, tag byte, value int64) []byte {
	return binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(append(text, tag), 8), uint64(value))
}

// hashed is the SHA-256 of a text, in hexadecimal.
func hashed(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}
