package store_test

import (
	"slices"
	"strings"

	"bistand/store/storetest"
)

const (
	applicationColumns = "id, case_id, month, kind, reason, on_behalf, origin, content, content_hash, required, required_count, draft_id, frozen_by, at, seq, sum"
	signatureColumns   = "application_id, person_id, content_hash, visible, hidden, answer, at, seq, sum"
)

// signatureAttempts break what holds for signatures and registrations. "fresh" is a frozen application that nobody has signed.
func signatureAttempts(r *storetest.Register) []attempt {
	signed := is("application_id", r.Signed.ID)
	fresh := copyOf("application", applicationColumns, "id", "fresh", is("id", r.Signed.ID))
	by := func(person any) string { return signed + " AND " + is("person_id", person) }
	bothSign := []string{
		fresh, copyOf("signature", signatureColumns, "application_id", "fresh", by(r.Applicant.ID)),
		copyOf("signature", signatureColumns, "application_id", "fresh", by(r.CoApplicant.ID)),
	}
	half := []string{
		copyOf("application", applicationColumns, "id", "half", is("id", r.Signed.ID)),
		copyOf("signature", signatureColumns, "application_id", "half", by(r.Applicant.ID)),
	}
	first := row{"application_id": "fresh", "kind": "first", "month": "2027-01"}
	return []attempt{
		{
			invariant: "one signature per person and application", before: []string{fresh}, table: "signature", like: by(r.Applicant.ID),
			legal: row{"application_id": "fresh"}, broken: row{"application_id": r.Signed.ID}, says: "unique constraint",
		},
		{
			invariant: "no signature of other content", before: []string{fresh}, table: "signature", like: by(r.Applicant.ID),
			legal: row{"application_id": "fresh"}, broken: row{"content_hash": strings.Repeat("0", 64)}, says: "exactly the frozen content",
		},
		{
			invariant: "no signature of a voided application", before: []string{fresh}, table: "signature", like: by(r.CoApplicant.ID),
			legal:  row{"application_id": "fresh"},
			broken: row{"application_id": r.Voided.ID, "content_hash": r.Voided.ContentHash}, says: "only while it stands",
		},
		{
			invariant: "no signature by nobody", before: []string{fresh}, table: "signature", like: by(r.Applicant.ID),
			legal: row{"application_id": "fresh"}, broken: row{"person_id": "nobody"}, says: "foreign key constraint",
		},
		{
			invariant: "no registration before all have signed", before: slices.Concat(bothSign, half), table: "registration", like: signed,
			legal: first, broken: row{"application_id": "half"}, says: "when every adult has signed",
		},
		{
			invariant: "registered once", before: bothSign, table: "registration", like: signed,
			legal: first, broken: row{"application_id": r.Signed.ID}, says: "unique constraint",
		},
		{
			invariant: "one renewal a month", before: bothSign, table: "registration", like: signed,
			legal: row{"application_id": "fresh", "month": "2027-01"}, broken: row{"month": r.Signed.Month.String()}, says: "unique constraint",
		},
		{
			invariant: "a registration has a day", before: bothSign, table: "registration", like: signed,
			legal: first, broken: row{"registered_on": ""}, says: "check constraint",
		},
		{
			invariant: "no registration of a voided application", before: bothSign, table: "registration", like: signed,
			legal: first, broken: row{"application_id": r.Voided.ID, "origin": "paper"}, says: "voided or refused",
		},
		{
			invariant: "no registration of a refused application", before: bothSign, table: "registration", like: signed,
			legal: first, broken: row{"application_id": r.Refused.ID, "origin": "paper"}, says: "voided or refused",
		},
		{
			invariant: "no voiding after registration", before: []string{fresh}, table: "application_void", like: is("application_id", r.Voided.ID),
			legal: row{"application_id": "fresh"}, broken: row{"application_id": r.Signed.ID}, says: "registered application cannot be voided",
		},
		{
			invariant: "voided once", before: []string{fresh}, table: "application_void", like: is("application_id", r.Voided.ID),
			legal: row{"application_id": "fresh"}, broken: row{"application_id": r.Voided.ID}, says: "unique constraint",
		},
		{
			invariant: "a refusal has a reason", before: []string{fresh}, table: "signature_refusal", like: is("application_id", r.Refused.ID),
			legal: row{"application_id": "fresh"}, broken: row{"reason": ""}, says: "check constraint",
		},
		{
			invariant: "no calculation before registration", table: "calculation", like: is("id", r.Calculation.ID),
			legal: row{"id": "new"}, broken: row{"application_id": r.Refused.ID}, says: "foreign key constraint",
		},
		{
			invariant: "a portal application has signers", table: "application", like: is("id", r.Signed.ID),
			legal: row{"id": "new"}, broken: row{"required_count": 0}, says: "check constraint",
		},
		{
			invariant: "a frozen application carries a whole hash", table: "application", like: is("id", r.Signed.ID),
			legal: row{"id": "new"}, broken: row{"content_hash": "abc"}, says: "check constraint",
		},
		{
			invariant: "an application has a known origin", table: "application", like: is("id", r.Signed.ID),
			legal: row{"id": "new"}, broken: row{"origin": "rumour"}, says: "check constraint",
		},
	}
}

// decisionAttempts break what holds for calculations and decisions. "second" is another calculation of the decided application.
func decisionAttempts(r *storetest.Register) []attempt {
	like := is("id", r.Decision.ID)
	second := []string{
		copyOf("calculation", "id, case_id, application_id, month, origin, body, result, made_by, at, seq, sum", "id", "second", is("id", r.Calculation.ID)),
	}
	legal := row{"id": "new", "calculation_id": "second", "replaces": string(r.Decision.ID)}
	breaks := func(invariant, says string, broken row) attempt {
		return attempt{invariant: invariant, before: second, table: "decision", like: like, legal: legal, broken: broken, says: says}
	}
	calculation := attempt{table: "calculation", like: is("id", r.Calculation.ID), legal: row{"id": "new"}}
	calculation.invariant, calculation.broken, calculation.says = "no calculation without a maker", row{"made_by": ""}, "check constraint"
	return []attempt{
		calculation,
		breaks("no decision without reasons", "check constraint", row{"reasons": ""}),
		breaks("no decision without reasons at all", "null", row{"reasons": nil}),
		breaks("no decision without legal basis", "check constraint", row{"legal_basis": ""}),
		breaks("no decision without a decider", "check constraint", row{"decided_by": ""}),
		breaks("no decision without the decider's name", "check constraint", row{"decided_name": ""}),
		breaks("no decision without a calculation", "same application", row{"calculation_id": "nobody"}),
		breaks("one decision per calculation", "unique constraint", row{"calculation_id": string(r.Calculation.ID)}),
		breaks("no decision on another application's calculation", "same application", row{"application_id": string(r.Imported.ID)}),
		breaks("no decision on another case's calculation", "same application", row{"case_id": string(r.Closed.ID)}),
		breaks("decided once unless it replaces", "unique constraint", row{"replaces": ""}),
		breaks("a known outcome", "check constraint", row{"outcome": "maybe"}),
		breaks("no negative amount", "check constraint", row{"amount": -1}),
		breaks("a refusal pays nothing", "check constraint", row{"outcome": "refused"}),
		{
			invariant: "imported decisions may lack reasons, others not", before: second, table: "decision", like: like,
			legal: row{"id": "new", "calculation_id": "second", "replaces": "x", "origin": "imported", "reasons": ""}, broken: row{"origin": "portal"}, says: "check constraint",
		},
		{
			invariant: "received once by each person", table: "decision_receipt", like: is("decision_id", r.Decision.ID),
			legal: row{"person_id": r.CoApplicant.ID}, broken: row{"person_id": r.Applicant.ID}, says: "unique constraint",
		},
	}
}

const (
	paymentColumns  = "id, case_id, decision_id, payee_id, purpose, amount, send_on, end_to_end, origin, proposed_by, at, seq, sum"
	approvalColumns = "payment_id, approved_by, at, seq, sum"
)

// copyPayment writes an INSERT that copies a payment under a new id, with a hundredth of a krona.
func copyPayment(id string, of any) string {
	return "INSERT INTO payment (" + paymentColumns + ") SELECT '" + id + "', case_id, decision_id, payee_id, '" + id + "', 1, send_on, '" + id +
		"', origin, proposed_by, at, seq, sum FROM payment WHERE " + is("id", of)
}

// paymentAttempts break what holds for payments. Of the decision, what was rejected and stopped is free to be paid again.
// "open" is proposed, "ready" approved, "sent" in a file, "halted" stopped.
func paymentAttempts(r *storetest.Register) []attempt {
	payment := is("id", r.Paid.ID)
	free := r.Decision.Amount - r.Paid.Amount
	legal := row{"id": "new", "purpose": "new", "end_to_end": "new", "amount": int64(free)}
	approve := func(id string) string {
		return copyOf("payment_approval", approvalColumns, "payment_id", id, is("payment_id", r.Paid.ID))
	}
	file := func(id string) string {
		return copyOf("payment_in_file", "payment_id, file_id, seq, sum", "payment_id", id, is("payment_id", r.Paid.ID))
	}
	before := []string{
		copyPayment("open", r.Paid.ID), copyPayment("ready", r.Paid.ID), copyPayment("sent", r.Paid.ID), copyPayment("halted", r.Paid.ID),
		approve("ready"), approve("sent"), file("sent"), approve("halted"),
		"INSERT INTO payment_event (payment_id, status, reason, happened_on, at, seq, sum) VALUES ('halted', 'stopped', '', '2026-11-02', 1, 1, '')",
	}
	pays := func(invariant, says string, broken row) attempt {
		return attempt{invariant: invariant, table: "payment", like: payment, legal: legal, broken: broken, says: says}
	}
	approves := func(invariant, says string, broken row) attempt {
		return attempt{invariant: invariant, before: before, table: "payment_approval", like: is("payment_id", r.Paid.ID), legal: row{"payment_id": "open"}, broken: broken, says: says}
	}
	happens := func(invariant, says string, legal, broken row) attempt {
		return attempt{invariant: invariant, before: before, table: "payment_event", like: is("payment_id", r.Paid.ID) + " AND status = 'paid'", legal: legal, broken: broken, says: says}
	}
	files := func(invariant, says string, broken row) attempt {
		return attempt{invariant: invariant, before: before, table: "payment_in_file", like: is("payment_id", r.Paid.ID), legal: row{"payment_id": "ready"}, broken: broken, says: says}
	}
	return []attempt{
		pays("no payment without a decision", "case of its decision", row{"decision_id": "nobody"}),
		pays("no payment without a payee", "case of its decision", row{"payee_id": "nobody"}),
		pays("payments within the decision", "never exceed", row{"amount": int64(free) + 1}),
		pays("no payment of nothing", "check constraint", row{"amount": 0}),
		pays("no payment backwards", "check constraint", row{"amount": -1}),
		pays("no payment in another case", "case of its decision", row{"case_id": r.Closed.ID}),
		pays("one payment per decision, payee and purpose", "unique constraint", row{"purpose": "support", "amount": 1}),
		pays("a reference of its own", "unique constraint", row{"end_to_end": r.Paid.EndToEnd}),
		approves("decider is not approver", "cannot approve", row{"approved_by": r.Decider.ID}),
		approves("proposer is not approver", "cannot approve", row{"approved_by": r.Caseworker.ID}),
		approves("an approval by someone", "check constraint", row{"approved_by": ""}),
		approves("approved once", "unique constraint", row{"payment_id": "ready"}),
		approves("no approval of what is not there", "foreign key constraint", row{"payment_id": "nobody"}),
		approves("no approval of a stopped payment", "stopped payment cannot be approved", row{"payment_id": r.Stopped.ID}),
		files("no file with an unapproved payment", "foreign key constraint", row{"payment_id": "open"}),
		files("in one file only", "unique constraint", row{"payment_id": "sent"}),
		files("no file with a stopped payment", "goes into no file", row{"payment_id": "halted"}),
		happens("paid only through the bank", "only when a file", row{"payment_id": "sent"}, row{"payment_id": "ready"}),
		happens("at the bank only in a file", "only when a file", row{"payment_id": "sent", "status": "at_bank"}, row{"payment_id": "open"}),
		happens("refused only by the bank", "only when a file", row{"payment_id": "sent", "status": "rejected"}, row{"payment_id": "open"}),
		happens("stopped only before the bank", "cannot be stopped", row{"payment_id": "ready", "status": "stopped"}, row{"payment_id": "sent"}),
		happens("one end", "unique constraint", row{"payment_id": "sent", "status": "rejected"}, row{"payment_id": r.Paid.ID}),
		happens("paid once", "unique constraint", row{"payment_id": "sent"}, row{"payment_id": r.Paid.ID}),
		happens("a known status", "check constraint", row{"payment_id": "sent"}, row{"status": "lost"}),
		{
			invariant: "a message id of its own", table: "payment_file", like: is("id", r.File.ID),
			legal: row{"id": "new", "message_id": "new"}, broken: row{"message_id": r.File.MessageID}, says: "unique constraint",
		},
		{
			invariant: "a bank report once", table: "bank_report", like: is("name", r.Report),
			legal: row{"name": "another.xml"}, broken: row{"name": r.Report}, says: "unique constraint",
		},
	}
}

// caseAttempts break what holds for persons, cases and what is written in them.
func caseAttempts(r *storetest.Register) []attempt {
	member := is("case_id", r.Case.ID) + " AND " + is("person_id", r.CoApplicant.ID)
	access := is("case_id", r.Case.ID) + " AND " + is("person_id", r.Applicant.ID)
	return []attempt{
		{invariant: "one person per personnummer", table: "person", like: is("id", r.Applicant.ID), legal: row{"id": "new", "personnummer": "x"}, broken: row{"personnummer": r.Applicant.Personnummer.Full()}, says: "unique constraint"},
		{invariant: "protected or not", table: "protection", like: is("person_id", r.Protected.ID), legal: row{"id": "new", "protected": 0}, broken: row{"protected": 2}, says: "check constraint"},
		{invariant: "a profile of someone", table: "profile", like: is("person_id", r.Applicant.ID), legal: row{"id": "new"}, broken: row{"person_id": "nobody"}, says: "foreign key constraint"},
		{invariant: "one member of staff per subject", table: "staff", like: is("id", r.Officer.ID), legal: row{"id": "new", "subject": "new"}, broken: row{"subject": r.Officer.Subject}, says: "unique constraint"},
		{invariant: "one case per number", table: "cases", like: is("id", r.Case.ID), legal: row{"id": "new", "number": "new"}, broken: row{"number": r.Case.Number}, says: "unique constraint"},
		{invariant: "closed once", table: "case_closing", like: is("case_id", r.Closed.ID), legal: row{"case_id": r.Case.ID}, broken: row{"case_id": r.Closed.ID}, says: "unique constraint"},
		{invariant: "a person once in a case", table: "member", like: member, legal: row{"id": "new", "case_id": r.Closed.ID}, broken: row{"case_id": r.Case.ID}, says: "unique constraint"},
		{invariant: "one applicant in a case", table: "member", like: member, legal: row{"id": "new", "case_id": r.Closed.ID}, broken: row{"part": "applicant"}, says: "unique constraint"},
		{invariant: "a known part", table: "member", like: member, legal: row{"id": "new", "case_id": r.Closed.ID}, broken: row{"part": "lodger"}, says: "check constraint"},
		{invariant: "a known function", table: "assignment", like: is("case_id", r.Case.ID), legal: row{"id": "new"}, broken: row{"function": "auditor"}, says: "check constraint"},
		{invariant: "assigned to someone", table: "assignment", like: is("case_id", r.Case.ID), legal: row{"id": "new"}, broken: row{"staff_id": "nobody"}, says: "foreign key constraint"},
		{invariant: "access open or closed", table: "access", like: access, legal: row{"id": "new", "active": 0}, broken: row{"active": 7}, says: "check constraint"},
		{invariant: "access given by staff", table: "access", like: access, legal: row{"id": "new"}, broken: row{"by_staff": r.Applicant.ID}, says: "foreign key constraint"},
		{invariant: "a payee of a case", table: "payee", like: is("id", r.Tenant.ID), legal: row{"id": "new"}, broken: row{"case_id": "nobody"}, says: "foreign key constraint"},
		{invariant: "no empty attachment", table: "attachment", like: is("id", r.Attachment.ID), legal: row{"id": "new"}, broken: row{"size": 0}, says: "check constraint"},
		{invariant: "a document has a title", table: "document", like: is("id", r.Published.ID), legal: row{"id": "new"}, broken: row{"title": ""}, says: "check constraint"},
		{invariant: "a note has a heading", table: "note", like: is("id", r.PublishedNote.ID), legal: row{"id": "new"}, broken: row{"heading": ""}, says: "check constraint"},
		{invariant: "published once", table: "publication", like: is("object_id", r.Published.ID), legal: row{"object_id": r.Unpublished.ID}, broken: row{"object_id": r.Published.ID}, says: "unique constraint"},
		{invariant: "documents and notes are what is published", table: "publication", like: is("object_id", r.Published.ID), legal: row{"object_id": r.Unpublished.ID}, broken: row{"object_kind": "calculation"}, says: "check constraint"},
		{invariant: "a read of a case", table: "case_read", like: is("case_id", r.Case.ID), legal: row{"id": "new"}, broken: row{"case_id": "nobody"}, says: "foreign key constraint"},
		{invariant: "the log counts on", table: "log", like: "seq = (SELECT max(seq) FROM log)", legal: nextLogRow(r), broken: row{"seq": 100_000}, says: "continues the row before"},
		{invariant: "the log goes one way", table: "log", like: "seq = (SELECT max(seq) FROM log)", legal: nextLogRow(r), broken: row{"seq": 0}, says: "continues the row before"},
		{invariant: "the log is chained", table: "log", like: "seq = (SELECT max(seq) FROM log)", legal: nextLogRow(r), broken: row{"prev": strings.Repeat("0", 64)}, says: "continues the row before"},
	}
}

// nextLogRow is what a row after the newest must state.
func nextLogRow(r *storetest.Register) row {
	var seq int64
	var hash string
	if err := storetest.Raw(r.T, r.Store).QueryRow("SELECT seq, hash FROM log ORDER BY seq DESC LIMIT 1").Scan(&seq, &hash); err != nil {
		r.T.Fatal(err)
	}
	return row{"seq": seq + 1, "prev": hash, "hash": "new"}
}
