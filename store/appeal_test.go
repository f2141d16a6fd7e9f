package store_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"bistand/aid"
	"bistand/store"
	"bistand/store/storetest"
)

// appealColumns are those of an appeal, and those of each step of its course.
const (
	appealColumns      = "id, number, case_id, decision_id, person_id, origin, content, content_hash, visible, hidden, received_on, registered_by, at, answer, seq, sum"
	timelinessColumns  = "appeal_id, answer, told_on, last_day, reasons, judged_by, judged_name, at, seq, sum"
	reviewColumns      = "appeal_id, outcome, decision_id, reasons, reviewed_by, reviewed_name, at, seq, sum"
	calculationColumns = "id, case_id, application_id, month, origin, body, result, made_by, at, seq, sum"
	decisionColumns    = "id, case_id, application_id, calculation_id, month, origin, outcome, amount, legal_basis, reasons, items, decided_by, decided_name, replaces, at, seq, sum"
	handoverColumns    = "appeal_id, court, way, handed_on, statement_id, handed_by, handed_name, at, seq, sum"
)

// freshAppeal adds an appeal by the co-applicant of the open case's decision, as it came in.
func freshAppeal(tx *store.Tx, w *storetest.Register) (aid.Appeal, error) {
	a := w.AppealOf("EB-2026-0417-Ö9", w.Decision, w.CoApplicant)
	return a, tx.AddAppeal(a)
}

// appealCalls makes one call of each method that adds facts of an appeal.
func appealCalls() map[string]writeCall {
	type tx = *store.Tx
	type reg = *storetest.Register
	in := func(do func(tx, reg, aid.ID) error) writeCall {
		return func(tx tx, w reg) error {
			a, err := freshAppeal(tx, w)
			return errors.Join(err, do(tx, w, a.ID))
		}
	}
	until := func(tx tx, w reg, id aid.ID) error {
		return errors.Join(tx.AddTimeliness(id, *w.Appeal.Timeliness), tx.AddReview(id, *w.Appeal.Review))
	}
	sent := func(tx tx, w reg, id aid.ID) error {
		h := *w.Appeal.Handover
		h.StatementID = ""
		return errors.Join(until(tx, w, id), tx.AddHandover(id, h))
	}
	return map[string]writeCall{
		"AddAppeal":     func(tx tx, w reg) error { _, err := freshAppeal(tx, w); return err },
		"AddTimeliness": in(func(tx tx, w reg, id aid.ID) error { return tx.AddTimeliness(id, *w.Appeal.Timeliness) }),
		"AddReview":     in(until),
		"AddStatement": in(func(tx tx, w reg, id aid.ID) error {
			s := *w.Appeal.Statement
			s.ID = newID()
			return tx.AddStatement(id, s)
		}),
		"AddHandover": in(sent),
		"AddRuling": in(func(tx tx, w reg, id aid.ID) error {
			return errors.Join(sent(tx, w, id), tx.AddRuling(id, *w.Appeal.Ruling))
		}),
		"AddAppealWithdrawal": in(func(tx tx, w reg, id aid.ID) error {
			return tx.AddAppealWithdrawal(id, aid.AppealWithdrawal{PersonID: w.CoApplicant.ID})
		}),
	}
}

// appealsBefore is copies of the whole appeal in the open case by the applicant, as far as each has come: "in" has come in,
// "tried" was found in time, "late" dismissed, "kept" reviewed without a change, "given" changed, "gone" taken back, "sent" sent
// to the court. Each is of a decision of its own, since a person has one appeal of a decision at a time.
func appealsBefore(r *storetest.Register) []string {
	var texts []string
	names := []string{"in", "tried", "late", "kept", "given", "gone", "sent"}
	before := string(r.Decision.ID)
	for i, name := range names { // each decision replaces the one before
		texts = append(texts,
			copyOf("calculation", calculationColumns, is("id", r.Calculation.ID), row{"id": "calc-" + name}),
			copyOf("decision", decisionColumns, is("id", r.Decision.ID), row{"id": "dec-" + name, "calculation_id": "calc-" + name, "replaces": before, "seq": 9000 + i}),
			copyOf("appeal", appealColumns, is("id", r.Appeal.ID), row{"id": name, "number": "Ö-" + name, "case_id": r.Case.ID, "decision_id": "dec-" + name}))
		before = "dec-" + name
	}
	for _, name := range names[1:] {
		answer := "in_time"
		switch name {
		case "gone":
			continue
		case "late":
			answer = "dismissed"
		}
		texts = append(texts, copyOf("appeal_timeliness", timelinessColumns, is("appeal_id", r.Appeal.ID), row{"appeal_id": name, "answer": answer}))
	}
	review := func(name, outcome, decision string) string {
		return copyOf("appeal_review", reviewColumns, is("appeal_id", r.Appeal.ID), row{"appeal_id": name, "outcome": outcome, "decision_id": decision})
	}
	return append(texts, review("kept", "unchanged", ""), review("sent", "unchanged", ""), review("given", "changed", "dec-sent"),
		copyOf("appeal_handover", handoverColumns, is("appeal_id", r.Appeal.ID), row{"appeal_id": "sent", "statement_id": ""}),
		copyOf("appeal_withdrawal", "appeal_id, person_id, recorded_by, reason, at, seq, sum", is("appeal_id", r.TakenBack.ID), row{"appeal_id": "gone"}))
}

// appealAttempts break what holds for appeals, their course, and decisions that replace others.
func appealAttempts(r *storetest.Register) []attempt {
	before := appealsBefore(r)
	of := func(table, like string, legal row) func(string, string, row) attempt {
		return func(invariant, says string, broken row) attempt {
			return attempt{invariant: invariant, before: before, table: table, like: like, legal: legal, broken: broken, says: says}
		}
	}
	mine := is("appeal_id", r.Appeal.ID)
	comes := of("appeal", is("id", r.Appeal.ID), row{"id": "new", "number": "new", "case_id": r.Case.ID, "decision_id": r.Decision.ID})
	judges := of("appeal_timeliness", mine, row{"appeal_id": "in"})
	reviews := of("appeal_review", mine, row{"appeal_id": "tried"})
	changes := of("appeal_review", mine, row{"appeal_id": "tried", "outcome": "partly_changed", "decision_id": "dec-sent"})
	writes := of("appeal_statement", mine, row{"id": "new", "appeal_id": "tried"})
	sends := of("appeal_handover", mine, row{"appeal_id": "kept", "statement_id": ""})
	rules := of("appeal_ruling", mine, row{"appeal_id": "sent"})
	leaves := of("appeal_withdrawal", is("appeal_id", r.TakenBack.ID), row{"appeal_id": "in"})
	decides := of("decision", is("id", r.Decision.ID), row{"id": "new", "calculation_id": "calc-new", "replaces": "dec-sent"})
	pays := of("payment", is("id", r.Paid.ID), row{"id": "new", "decision_id": "dec-sent", "purpose": "new", "end_to_end": "new", "amount": 1})
	calc := copyOf("calculation", calculationColumns, is("id", r.Calculation.ID), row{"id": "calc-new"})
	list := []attempt{
		comes("an appeal by an adult of the case", "by an adult of that case", row{"person_id": r.Protected.ID}),
		comes("no appeal by a child", "by an adult of that case", row{"person_id": r.Son.ID}),
		comes("an appeal in the case of its decision", "of a decision of the same case", row{"case_id": r.Closed.ID}),
		comes("no appeal of nothing", "of a decision of the same case", row{"decision_id": "nobody"}),
		comes("one appeal of a decision at a time", "one appeal of a decision at a time", row{"decision_id": "dec-in"}),
		comes("an appeal in the portal is signed", "check constraint", row{"answer": []byte{}}),
		comes("a signature of the appeal's own content", "check constraint", row{"content_hash": strings.Repeat("0", 64)}),
		comes("a signature of who appeals", "check constraint", row{"person_id": r.CoApplicant.ID}),
		comes("an appeal on paper by staff", "check constraint", row{"origin": "paper"}),
		comes("an appeal has a day", "check constraint", row{"received_on": ""}),
		comes("an appeal has a number of its own", "unique constraint", row{"number": r.Appeal.Number}),
		judges("judged once", "unique constraint", row{"appeal_id": "tried"}),
		judges("judged with reasons", "check constraint", row{"reasons": ""}),
		judges("judged by someone", "foreign key constraint", row{"judged_by": "nobody"}),
		judges("a known answer", "check constraint", row{"answer": "perhaps"}),
		judges("no judgement of what was taken back", "taken back is not judged", row{"appeal_id": "gone"}),
		judges("no judgement before it came", "foreign key constraint", row{"appeal_id": "nobody"}),
		reviews("no review before the time is judged", "foreign key constraint", row{"appeal_id": "in"}),
		reviews("no review of what was dismissed", "not reviewed", row{"appeal_id": "late"}),
		reviews("reviewed once", "unique constraint", row{"appeal_id": "kept"}),
		reviews("reviewed with reasons", "check constraint", row{"reasons": ""}),
		reviews("reviewed by someone", "foreign key constraint", row{"reviewed_by": "nobody"}),
		reviews("changed only by a decision", "check constraint", row{"outcome": "changed"}),
		changes("unchanged without a decision", "check constraint", row{"outcome": "unchanged"}),
		changes("changed by a decision that replaces", "one that replaces it", row{"decision_id": r.Decision.ID}),
		changes("changed by a decision on the same application", "one that replaces it", row{"decision_id": r.ImportedDecision.ID}),
		writes("a statement has words", "check constraint", row{"body": ""}),
		writes("no statement after it was sent", "before the appeal is sent", row{"appeal_id": "sent"}),
		sends("nothing sent before the review", "foreign key constraint", row{"appeal_id": "tried"}),
		sends("nothing sent that was given", "not sent to the court", row{"appeal_id": "given"}),
		sends("sent once", "unique constraint", row{"appeal_id": "sent"}),
		sends("sent after it came", "after it came in", row{"handed_on": "2020-01-01"}),
		sends("sent to a court", "check constraint", row{"court": ""}),
		sends("sent in a known way", "check constraint", row{"way": "pigeon"}),
		sends("sent with its own statement", "on the same appeal", row{"statement_id": r.Appeal.Statement.ID}),
		rules("no ruling before it was sent", "foreign key constraint", row{"appeal_id": "kept"}),
		rules("a ruling after it was sent", "after it has been sent", row{"ruled_on": "2020-01-01"}),
		rules("a ruling has the court's number", "check constraint", row{"court_number": ""}),
		rules("a known ruling", "check constraint", row{"outcome": "maybe"}),
		leaves("taken back by who appealed", "by who made it", row{"person_id": r.CoApplicant.ID}),
		leaves("taken back once", "unique constraint", row{"appeal_id": "gone"}),
		leaves("nothing taken back that lies with the court", "not taken back here", row{"appeal_id": "sent"}),
		leaves("nothing taken back that was dismissed", "not taken back here", row{"appeal_id": "late"}),
		leaves("nothing taken back that was given", "not taken back here", row{"appeal_id": "given"}),
		leaves("staff tell how they know", "check constraint", row{"reason": ""}),
		pays("payments within the decision that stands", "decision that stands", row{"amount": int64(r.Decision.Amount)}),
	}
	replaced := decides("a decision is replaced once", "unique constraint", row{"replaces": "dec-in"})
	elsewhere := decides("a decision replaces one on its application", "same application", row{"replaces": r.ImportedDecision.ID})
	for _, a := range []attempt{replaced, elsewhere} {
		a.before = append(append([]string{}, before...), calc)
		list = append(list, a)
	}
	return list
}

func TestN8H12_AnAppealIsReadAsItWasKept(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := storetest.Whole(t, s)
		ctx := context.Background()
		get := must[aid.Appeal](t)
		want := r.Appeal
		want.Answer = nil
		same(t, "appeal", get(s.Appeal(ctx, r.Appeal.ID)), want)
		same(t, "on paper", get(s.Appeal(ctx, r.TakenBack.ID)), r.TakenBack)
		same(t, "answer", string(must[[]byte](t)(s.AppealAnswer(ctx, r.Appeal.ID))), "<answer/>")
		many := must[[]aid.Appeal](t)
		same(t, "of the case", ids(many(s.Appeals(ctx, r.Closed.ID))), []aid.ID{r.Appeal.ID, r.TakenBack.ID})
		same(t, "by the applicant", ids(many(s.AppealsBy(ctx, r.Closed.ID, r.Applicant.ID))), []aid.ID{r.Appeal.ID, r.TakenBack.ID})
		same(t, "by the other adult", ids(many(s.AppealsBy(ctx, r.Closed.ID, r.CoApplicant.ID))), []aid.ID(nil))
		same(t, "at the court", ids(many(s.AppealsAtCourt(ctx, 9))), []aid.ID(nil))
		var fresh aid.Appeal
		r.Step("appeal", "appeal", r.Case.ID, r.Case.ID, func(tx *store.Tx) (err error) {
			fresh, err = freshAppeal(tx, r)
			return err
		})
		same(t, "waits", ids(many(s.OpenAppeals(ctx, aid.Appeal{}, 9))), []aid.ID{fresh.ID})
		same(t, "after it", ids(many(s.OpenAppeals(ctx, fresh, 9))), []aid.ID(nil))
		same(t, "to review before it is judged", ids(many(s.ReviewsOf(ctx, r.Signed.ID))), []aid.ID(nil))
		r.Step("judge", "appeal", fresh.ID, r.Case.ID, func(tx *store.Tx) error { return tx.AddTimeliness(fresh.ID, *r.Appeal.Timeliness) })
		same(t, "to review", ids(many(s.ReviewsOf(ctx, r.Signed.ID))), []aid.ID{fresh.ID})
		r.Step("send", "appeal", fresh.ID, r.Case.ID, func(tx *store.Tx) error {
			h := *r.Appeal.Handover
			h.StatementID = ""
			return errors.Join(tx.AddReview(fresh.ID, *r.Appeal.Review), tx.AddHandover(fresh.ID, h))
		})
		same(t, "reviewed", ids(many(s.ReviewsOf(ctx, r.Signed.ID))), []aid.ID(nil))
		same(t, "waits no more", ids(many(s.OpenAppeals(ctx, aid.Appeal{}, 9))), []aid.ID(nil))
		same(t, "waits for the court", ids(many(s.AppealsAtCourt(ctx, 9))), []aid.ID{fresh.ID})
		draft := must[aid.AppealDraft](t)
		same(t, "draft", draft(s.AppealDraft(ctx, r.AppealDraft.ID)), r.AppealDraft)
		same(t, "own draft", draft(s.AppealDraftOf(ctx, r.Decision.ID, r.Applicant.ID)).ID, r.AppealDraft.ID)
		if own, others := must[[]aid.AppealDraft](t)(s.AppealDrafts(ctx, r.Case.ID, r.Applicant.ID)), must[[]aid.AppealDraft](t)(s.AppealDrafts(ctx, r.Case.ID, r.CoApplicant.ID)); len(own) != 1 || own[0].ID != r.AppealDraft.ID || len(others) > 0 {
			t.Errorf("own drafts %v, the other adult's %v", own, others)
		}
		absent[aid.AppealDraft](t, "the other adult's draft")(s.AppealDraftOf(ctx, r.Decision.ID, r.CoApplicant.ID))
		old := r.AppealDraft
		work(t, s, func(tx *store.Tx) error { return tx.SaveAppealDraft(old) })
		if err := s.Work(ctx, func(tx *store.Tx) error { return tx.SaveAppealDraft(old) }); !errors.Is(err, aid.ErrConflict) {
			t.Errorf("an old version was saved over a newer: %v", err)
		}
	})
}

func ids(list []aid.Appeal) (found []aid.ID) {
	for _, a := range list {
		found = append(found, a.ID)
	}
	return found
}

// appealReads makes one call of each method that reads appeals.
func appealReads() map[string]readCall {
	type c = context.Context
	type reg = *storetest.Register
	return map[string]readCall{
		"Appeal":       func(ctx c, r reader, w reg) (any, error) { return r.Appeal(ctx, w.Appeal.ID) },
		"AppealAnswer": func(ctx c, r reader, w reg) (any, error) { return r.AppealAnswer(ctx, w.Appeal.ID) },
		"AppealDraft":  func(ctx c, r reader, w reg) (any, error) { return r.AppealDraft(ctx, w.AppealDraft.ID) },
		"AppealDrafts": func(ctx c, r reader, w reg) (any, error) { return list(r.AppealDrafts(ctx, w.Case.ID, w.Applicant.ID)) },
		"AppealDraftOf": func(ctx c, r reader, w reg) (any, error) {
			return r.AppealDraftOf(ctx, w.Decision.ID, w.Applicant.ID)
		},
		"Appeals":        func(ctx c, r reader, w reg) (any, error) { return r.Appeals(ctx, w.Closed.ID) },
		"AppealsAtCourt": func(ctx c, r reader, _ reg) (any, error) { return r.AppealsAtCourt(ctx, 9) },
		"AppealsBy":      func(ctx c, r reader, w reg) (any, error) { return r.AppealsBy(ctx, w.Closed.ID, w.Applicant.ID) },
		"OpenAppeals":    func(ctx c, r reader, _ reg) (any, error) { return r.OpenAppeals(ctx, aid.Appeal{}, 9) },
		"ReviewsOf":      func(ctx c, r reader, w reg) (any, error) { return r.ReviewsOf(ctx, w.Signed.ID) },
	}
}
