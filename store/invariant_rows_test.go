package store_test

import (
	"maps"
	"slices"
	"strings"

	"bistand/aid"
	"bistand/store/storetest"
)

const (
	applicationColumns = "id, case_id, month, kind, reason, on_behalf, origin, content, content_hash, required, required_count, draft_id, frozen_by, at, seq, sum"
	signatureColumns   = "application_id, person_id, content_hash, visible, hidden, answer, at, seq, sum"
)

// signedCopy is the statements that freeze the signed application again, for another month, and sign it by some.
func signedCopy(r *storetest.Register, id, month string, signers ...aid.Person) []string {
	texts := []string{copyOf("application", applicationColumns, is("id", r.Signed.ID), row{"id": id, "month": month})}
	for _, p := range signers {
		texts = append(texts, copyOf("signature", signatureColumns, is("application_id", r.Signed.ID)+" AND "+is("person_id", p.ID), row{"application_id": id}))
	}
	return texts
}

// signatureAttempts break what holds for signatures. "fresh" is a frozen application that nobody has signed.
func signatureAttempts(r *storetest.Register) []attempt {
	signed := is("application_id", r.Signed.ID)
	fresh := signedCopy(r, "fresh", "2027-01")
	odd := append(fresh, copyOf("application", applicationColumns, is("id", r.Signed.ID), row{"id": "odd", "required": `["nobody"]`}))
	signs := func(invariant, says string, broken row) attempt {
		return attempt{
			invariant: invariant, before: odd, table: "signature", like: signed + " AND " + is("person_id", r.Applicant.ID),
			legal: row{"application_id": "fresh"}, broken: broken, says: says,
		}
	}
	return []attempt{
		signs("one signature per person and application", "unique constraint", row{"application_id": r.Signed.ID}),
		signs("no signature of other content", "exactly the frozen content", row{"content_hash": strings.Repeat("0", 64)}),
		signs("no signature of a voided application", "only while it stands",
			row{"application_id": r.Voided.ID, "content_hash": r.Voided.ContentHash, "person_id": r.CoApplicant.ID}),
		signs("no signature of a child", "only an adult who must sign", row{"person_id": r.Son.ID}),
		signs("no signature of a stranger", "only an adult who must sign", row{"person_id": r.Protected.ID}),
		signs("no signature by nobody", "foreign key constraint", row{"application_id": "odd", "person_id": "nobody"}),
		{
			invariant: "a refusal has a reason", before: fresh, table: "signature_refusal", like: is("application_id", r.Refused.ID),
			legal: row{"application_id": "fresh"}, broken: row{"reason": ""}, says: "check constraint",
		},
		{
			invariant: "no refusal after registration", before: fresh, table: "signature_refusal", like: is("application_id", r.Refused.ID),
			legal: row{"application_id": "fresh"}, broken: row{"application_id": r.Signed.ID}, says: "registered application cannot be refused",
		},
	}
}

// registrationAttempts break what holds for registrations. "fresh" and "again" are signed by both, "again" for a month that
// is registered already; "half" is signed by one, "voided" and "declined" by both before that.
func registrationAttempts(r *storetest.Register) []attempt {
	month := r.Signed.Month.String()
	before := slices.Concat(
		signedCopy(r, "fresh", "2027-01", r.Applicant, r.CoApplicant), signedCopy(r, "again", month, r.Applicant, r.CoApplicant),
		signedCopy(r, "half", "2027-01", r.Applicant),
		signedCopy(r, "voided", "2027-01", r.Applicant, r.CoApplicant), signedCopy(r, "declined", "2027-01", r.Applicant, r.CoApplicant),
		[]string{
			copyOf("application_void", "application_id, by_person, at, seq, sum", is("application_id", r.Voided.ID), row{"application_id": "voided"}),
			copyOf("signature_refusal", "application_id, person_id, reason, at, seq, sum", is("application_id", r.Refused.ID), row{"application_id": "declined"}),
		})
	registers := func(invariant, says string, broken row) attempt {
		return attempt{
			invariant: invariant, before: before, table: "registration", like: is("application_id", r.Signed.ID),
			legal: row{"application_id": "fresh", "month": "2027-01"}, broken: broken, says: says,
		}
	}
	return []attempt{
		registers("no registration before all have signed", "when every adult has signed", row{"application_id": "half"}),
		registers("registered once", "unique constraint", row{"application_id": r.Signed.ID, "month": month}),
		registers("one renewal a month", "unique constraint", row{"application_id": "again", "month": month}),
		registers("a registration has a day", "check constraint", row{"registered_on": ""}),
		registers("no registration of a voided application", "voided or refused", row{"application_id": "voided"}),
		registers("no registration of a refused application", "voided or refused", row{"application_id": "declined"}),
		registers("registered in its own case", "repeats the case", row{"case_id": r.Closed.ID}),
		registers("registered for its own month", "repeats the case", row{"month": "2027-02"}),
		registers("registered as its own kind", "repeats the case", row{"kind": "first"}),
		registers("registered with its own origin", "repeats the case", row{"origin": "paper"}),
		registers("no registration of nothing", "repeats the case", row{"application_id": "nobody"}),
	}
}

// applicationAttempts break what else holds for applications.
func applicationAttempts(r *storetest.Register) []attempt {
	fresh := signedCopy(r, "fresh", "2027-01")
	return []attempt{
		{
			invariant: "no voiding after registration", before: fresh, table: "application_void", like: is("application_id", r.Voided.ID),
			legal: row{"application_id": "fresh"}, broken: row{"application_id": r.Signed.ID}, says: "registered application cannot be voided",
		},
		{
			invariant: "voided once", before: fresh, table: "application_void", like: is("application_id", r.Voided.ID),
			legal: row{"application_id": "fresh"}, broken: row{"application_id": r.Voided.ID}, says: "unique constraint",
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

// normAttempts break what holds for figures of the norm that the municipality confirms.
func normAttempts(r *storetest.Register) []attempt {
	waits := r.Figures[3]
	figure := func(invariant, says string, broken row) attempt {
		return attempt{invariant: invariant, table: "norm_figure", like: is("id", waits.ID), legal: row{"id": "new"}, broken: broken, says: says}
	}
	answer := func(invariant, says string, broken row) attempt {
		return attempt{
			invariant: invariant, table: "norm_figure_answer", like: is("figure_id", r.Figures[0].ID),
			legal: row{"figure_id": string(waits.ID)}, broken: broken, says: says,
		}
	}
	return []attempt{
		figure("no figure without an ordinance", "check constraint", row{"ordinance": ""}),
		figure("no figure of nothing", "check constraint", row{"kr": 0}),
		figure("no figure beyond all reason", "check constraint", row{"kr": 100_001}),
		figure("no figure by nobody", "foreign key", row{"proposed_by": "nobody"}),
		answer("two people confirm a figure", "two people", row{"answered_by": string(r.Decider.ID)}),
		answer("one answer to a figure", "unique constraint", row{"figure_id": string(r.Figures[0].ID)}),
		answer("no other answer", "check constraint", row{"answer": "perhaps"}),
		{
			invariant: "no withdrawal without a reason", table: "norm_figure_withdrawal", like: is("figure_id", r.Figures[2].ID),
			legal: row{"figure_id": string(waits.ID)}, broken: row{"reason": ""}, says: "check constraint",
		},
	}
}

// decisionAttempts break what holds for calculations and decisions. "second" is another calculation of the decided application.
func decisionAttempts(r *storetest.Register) []attempt {
	like := is("id", r.Decision.ID)
	copyCalculation := func(id string, of aid.ID) []string {
		return []string{copyOf("calculation", "id, case_id, application_id, month, origin, body, result, made_by, at, seq, sum", is("id", of), row{"id": id})}
	}
	second := copyCalculation("second", r.Calculation.ID)
	legal := row{"id": "new", "calculation_id": "second", "replaces": string(r.Decision.ID)}
	breaks := func(invariant, says string, broken row) attempt {
		return attempt{invariant: invariant, before: second, table: "decision", like: like, legal: legal, broken: broken, says: says}
	}
	calculates := func(invariant, says string, broken row) attempt {
		return attempt{invariant: invariant, table: "calculation", like: is("id", r.Calculation.ID), legal: row{"id": "new"}, broken: broken, says: says}
	}
	unconfirmed := func(state string) attempt {
		body := `{"lines":[{"kind":"personal","state":"` + state + `"}]}`
		bad := copyOf("calculation", "id, case_id, application_id, month, origin, body, result, made_by, at, seq, sum", is("id", r.Calculation.ID), row{"id": state, "body": body})
		return attempt{
			invariant: "no decision on a " + state + " figure", before: append([]string{bad}, second...), table: "decision", like: like,
			legal: legal, broken: row{"calculation_id": state}, says: "confirmed figures",
		}
	}
	const norm, housing, electricity = `{"code":"norm","claimed":844300,"approved":844300}`, `{"code":"housing","claimed":734500,"approved":734500}`, `{"code":"electricity","claimed":41200,"approved":0}`
	leavesOut := func(invariant string, items ...string) attempt {
		a := breaks(invariant, "all that was applied for", row{"items": "[" + strings.Join(items, ",") + "]"})
		a.legal = maps.Clone(legal)
		a.legal["items"] = "[" + strings.Join([]string{electricity, norm, housing}, ",") + "]"
		return a
	}
	return []attempt{
		leavesOut("no decision that leaves out a cost", norm, housing), leavesOut("no decision on nothing"),
		leavesOut("no decision on another amount", norm, strings.Replace(housing, "734500", "734400", 1), electricity),
		leavesOut("no decision on one cost in place of another", norm, housing, strings.Replace(electricity, "electricity", "dental", 1)),
		breaks("no decision on no list of items", "all that was applied for", row{"items": "null"}),
		unconfirmed("computed"), unconfirmed("missing"),
		calculates("no calculation without a maker", "check constraint", row{"made_by": ""}),
		calculates("no calculation before registration", "case of its application", row{"application_id": r.Refused.ID}),
		calculates("no calculation in another case", "case of its application", row{"case_id": r.Closed.ID}),
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
		breaks("no imported decision on what was applied for here", "imported application", row{"origin": "imported"}),
		{
			invariant: "imported decisions may lack reasons, others not", before: copyCalculation("old", r.ImportedCalculation.ID),
			table: "decision", like: is("id", r.ImportedDecision.ID),
			legal: row{"id": "new", "calculation_id": "old", "replaces": string(r.ImportedDecision.ID), "reasons": ""}, broken: row{"origin": "portal"}, says: "check constraint",
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
func copyPayment(id string, of aid.ID) string {
	return copyOf("payment", paymentColumns, is("id", of), row{"id": id, "purpose": id, "amount": 1, "end_to_end": id})
}

// paymentAttempts break what holds for payments. Of the decision, what was rejected and stopped is free to be paid again.
// "open" is proposed, "ready" approved, "sent" in a file, "halted" stopped.
func paymentAttempts(r *storetest.Register) []attempt {
	payment := is("id", r.Paid.ID)
	free := r.Decision.Amount - r.Paid.Amount
	legal := row{"id": "new", "purpose": "new", "end_to_end": "new", "amount": int64(free)}
	approve := func(id string) string {
		return copyOf("payment_approval", approvalColumns, is("payment_id", r.Paid.ID), row{"payment_id": id})
	}
	file := func(id string) string {
		return copyOf("payment_in_file", "payment_id, file_id, seq, sum", is("payment_id", r.Paid.ID), row{"payment_id": id})
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
		pays("no imported payment on what was decided here", "imported decision", row{"origin": "imported"}),
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
		happens("money comes back only once paid", "comes back only", row{"payment_id": r.Paid.ID, "status": "returned"}, row{"payment_id": "sent"}),
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
	entry, left := is("person_id", r.MovedIn.ID), is("person_id", r.Gone.ID)
	parted := copyOf("member_end", "case_id, person_id, ended_on, reason, by_staff, at, seq, sum", left, row{"person_id": r.MovedIn.ID, "seq": 999_999})
	scanned := is("attachment_id", r.Attachment.ID) + " AND " + is("result", aid.ID(aid.ScanClean))
	access := is("case_id", r.Case.ID) + " AND " + is("person_id", r.Applicant.ID)
	seen := func(invariant, says string, broken row) attempt {
		return attempt{invariant: invariant, table: "publication_seen", like: is("object_id", r.Published.ID), legal: row{"person_id": r.CoApplicant.ID}, broken: broken, says: says}
	}
	return []attempt{
		{invariant: "one person per personnummer", table: "person", like: is("id", r.Applicant.ID), legal: row{"id": "new", "personnummer": "x"}, broken: row{"personnummer": r.Applicant.Personnummer.Full()}, says: "unique constraint"},
		{invariant: "protected or not", table: "protection", like: is("person_id", r.Protected.ID), legal: row{"id": "new", "protected": 0}, broken: row{"protected": 2}, says: "check constraint"},
		{invariant: "a profile of someone", table: "profile", like: is("person_id", r.Applicant.ID), legal: row{"id": "new"}, broken: row{"person_id": "nobody"}, says: "foreign key constraint"},
		{invariant: "one member of staff per subject", table: "staff", like: is("id", r.Officer.ID), legal: row{"id": "new", "subject": "new"}, broken: row{"subject": r.Officer.Subject}, says: "unique constraint"},
		{invariant: "one case per number", table: "cases", like: is("id", r.Case.ID), legal: row{"id": "new", "number": "new"}, broken: row{"number": r.Case.Number}, says: "unique constraint"},
		{invariant: "closed once", table: "case_closing", like: is("case_id", r.Closed.ID), legal: row{"case_id": r.Case.ID}, broken: row{"case_id": r.Closed.ID}, says: "unique constraint"},
		{invariant: "a person once in a case", table: "member", like: member, legal: row{"id": "new", "case_id": r.Closed.ID, "part": "child"}, broken: row{"case_id": r.Case.ID}, says: "unique constraint"},
		{invariant: "one applicant in a case", table: "member", like: member, legal: row{"id": "new", "case_id": r.Closed.ID}, broken: row{"part": "applicant"}, says: "one more adult at a time"},
		{invariant: "two adults in a case", table: "member", like: member, legal: row{"id": "new", "case_id": r.Closed.ID}, broken: row{"person_id": r.Protected.ID, "case_id": r.Separated.ID}, says: "one more adult at a time"},
		{invariant: "nobody moves in to where they are", table: "member_entry", like: entry, before: []string{parted}, legal: row{"id": "new", "person_id": r.Gone.ID}, broken: row{"person_id": r.Stayed.ID}, says: "who belongs to the case"},
		{invariant: "only adults of the case move in", table: "member_entry", like: entry, before: []string{parted}, legal: row{"id": "new"}, broken: row{"case_id": r.Case.ID, "person_id": r.Son.ID}, says: "an adult of the case"},
		{invariant: "moved in on a day", table: "member_entry", like: entry, before: []string{parted}, legal: row{"id": "new"}, broken: row{"moved_in_on": ""}, says: "check constraint"},
		{invariant: "one leaves once", table: "member_end", like: left, legal: row{"person_id": r.Stayed.ID}, broken: row{"person_id": r.Gone.ID}, says: "cannot leave again"},
		{invariant: "leaving has a reason", table: "member_end", like: left, legal: row{"person_id": r.Stayed.ID}, broken: row{"reason": ""}, says: "check constraint"},
		{invariant: "a known part", table: "member", like: member, legal: row{"id": "new", "case_id": r.Closed.ID}, broken: row{"part": "lodger"}, says: "check constraint"},
		{invariant: "a known function", table: "assignment", like: is("case_id", r.Case.ID), legal: row{"id": "new"}, broken: row{"function": "auditor"}, says: "check constraint"},
		{invariant: "assigned to someone", table: "assignment", like: is("case_id", r.Case.ID), legal: row{"id": "new"}, broken: row{"staff_id": "nobody"}, says: "foreign key constraint"},
		{invariant: "access open or closed", table: "access", like: access, legal: row{"id": "new", "active": 0}, broken: row{"active": 7}, says: "check constraint"},
		{invariant: "access given by staff", table: "access", like: access, legal: row{"id": "new"}, broken: row{"by_staff": r.Applicant.ID}, says: "foreign key constraint"},
		{invariant: "access for adults", table: "access", like: access, legal: row{"id": "new"}, broken: row{"person_id": r.Son.ID}, says: "adult of the case"},
		{invariant: "access for those in the case", table: "access", like: access, legal: row{"id": "new"}, broken: row{"person_id": r.Protected.ID}, says: "adult of the case"},
		{invariant: "a payee of a case", table: "payee", like: is("id", r.Tenant.ID), legal: row{"id": "new"}, broken: row{"case_id": "nobody"}, says: "foreign key constraint"},
		{invariant: "no empty attachment", table: "attachment", like: is("id", r.Attachment.ID), legal: row{"id": "new"}, broken: row{"size": 0}, says: "check constraint"},
		{invariant: "a known result of a scan", table: "attachment_scan", like: scanned, legal: row{"id": "new"}, broken: row{"result": "fine"}, says: "check constraint"},
		{invariant: "not scanned is not clean", table: "attachment_scan", like: scanned, legal: row{"id": "new"}, broken: row{"version": ""}, says: "check constraint"},
		{invariant: "a virus has a name", table: "attachment_scan", like: scanned, legal: row{"id": "new"}, broken: row{"result": "infected"}, says: "check constraint"},
		{invariant: "what is clean has no virus", table: "attachment_scan", like: scanned, legal: row{"id": "new"}, broken: row{"found": "Eicar"}, says: "check constraint"},
		{invariant: "a scan of an attachment", table: "attachment_scan", like: scanned, legal: row{"id": "new"}, broken: row{"attachment_id": "nothing"}, says: "foreign key constraint"},
		{invariant: "a document has a title", table: "document", like: is("id", r.Published.ID), legal: row{"id": "new"}, broken: row{"title": ""}, says: "check constraint"},
		{invariant: "a note has a heading", table: "note", like: is("id", r.PublishedNote.ID), legal: row{"id": "new"}, broken: row{"heading": ""}, says: "check constraint"},
		{invariant: "published once", table: "publication", like: is("object_id", r.Published.ID), legal: row{"object_id": r.Unpublished.ID}, broken: row{"object_id": r.Published.ID}, says: "unique constraint"},
		{invariant: "documents and notes are what is published", table: "publication", like: is("object_id", r.Published.ID), legal: row{"object_id": r.Unpublished.ID}, broken: row{"object_kind": "calculation"}, says: "belongs to the case"},
		{invariant: "published in its own case", table: "publication", like: is("object_id", r.Published.ID), legal: row{"object_id": r.Unpublished.ID}, broken: row{"case_id": r.Closed.ID}, says: "belongs to the case"},
		{invariant: "published as what it is", table: "publication", like: is("object_id", r.Published.ID), legal: row{"object_id": r.Unpublished.ID}, broken: row{"object_kind": "note"}, says: "belongs to the case"},
		seen("seen once by each person", "unique constraint", row{"person_id": r.Applicant.ID}),
		seen("seen by an adult", "adult of its case", row{"person_id": r.Son.ID}),
		seen("seen in one's own case", "adult of its case", row{"person_id": r.Stayed.ID}),
		seen("no one sees what is not published", "adult of its case", row{"object_id": r.Unpublished.ID}),
		{invariant: "no publication of nothing", table: "publication", like: is("object_id", r.Published.ID), legal: row{"object_id": r.Unpublished.ID}, broken: row{"object_id": "nobody"}, says: "belongs to the case"},
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
