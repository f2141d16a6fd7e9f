package casework_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"bistand/aid"
	"bistand/calc"
	"bistand/casework"
	"bistand/store"
)

// X9: once the applicant has said what has changed, only that is asked again; what is asked must have been gone through.
func TestX9_OnlyWhatHasChangedIsAsked(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.registered(w.couple, w.november)
		for _, test := range []struct {
			changed []aid.ChangeTopic
			want    string
		}{
			{nil, "changes household housing incomes expenses attachments"},
			{[]aid.ChangeTopic{aid.NothingChanged}, "changes incomes expenses attachments"},
			{[]aid.ChangeTopic{"job"}, "changes occupation incomes expenses attachments"},
			{[]aid.ChangeTopic{"illness", "home"}, "changes housing occupation incomes expenses attachments"},
			{[]aid.ChangeTopic{"household", "assets", "account"}, "changes household incomes assets expenses account attachments"},
		} {
			draft := have(w.desk.BeginDraft(w.ctx, w.as(w.asa), w.couple.ID, w.december, test.changed...))(t)
			draft = have(w.desk.SaveDraft(w.ctx, w.as(w.asa), draft.ID, draft.Version, func(c *aid.Content) error {
				c.Changed = test.changed
				return w.complete(c)
			}))(t)
			if got := strings.Join(casework.Sections(draft.Content), " "); got != test.want {
				t.Errorf("%v changed: asks %s, want %s", test.changed, got, test.want)
			}
			var left []string
			for _, name := range strings.Fields(test.want) {
				if len(test.changed) > 0 && slices.Contains([]string{"household", "housing", "occupation", "assets", "account"}, name) {
					left = append(left, name+":apply.section_left")
				}
			}
			if got := code(casework.Complete(draft.Content)); got != strings.Join(left, " ") {
				t.Errorf("%v changed: %q is left, want %q", test.changed, got, left)
			}
		}
	})
}

// X9: a child who is new, or has come to the age where school is asked about, is asked about although nothing was ticked.
func TestX9_NewQuestionsOfChildrenAreAsked(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.registered(w.couple, w.november)
		draft := have(w.desk.BeginDraft(w.ctx, w.as(w.asa), w.couple.ID, w.december, aid.NothingChanged))(t)
		if slices.Contains(casework.Sections(draft.Content), casework.SectionHousehold) {
			t.Error("the household is asked about although it is as it was")
		}
		later := draft.Content
		later.Carried = map[string]bool{casework.SectionHousing: true}
		if !slices.Contains(casework.Sections(later), casework.SectionHousehold) {
			t.Error("the household is not asked about although something of it is new")
		}
	})
}

// N2, H2: what a first application needs follows from what it states. It can be signed without, and waits until the papers have
// come; the time to a decision runs from then.
func TestN2H2_FirstApplicationWaitsForItsPapers(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startFiles()
		draft := have(w.desk.BeginDraft(w.ctx, w.as(w.sara), w.single.ID, w.november))(t)
		draft = have(w.desk.SaveDraft(w.ctx, w.as(w.sara), draft.ID, draft.Version, func(c *aid.Content) error {
			if err := w.complete(c); err != nil {
				return err
			}
			c.Occupations[0].Kind = "unemployed"
			c.Housing.Contract = "own"
			return nil
		}))(t)
		a := have(w.desk.Freeze(w.ctx, w.as(w.sara), draft.ID, draft.Version))(t)
		if a.Kind != aid.First {
			t.Errorf("kind %s", a.Kind)
		}
		w.must(w.signed(a, w.sara))
		lacks := func() []aid.PaperKind { return have(w.register.Application(w.ctx, a.ID))(t).LacksPapers() }
		want := []aid.PaperKind{aid.RentalContract, aid.RentBill, aid.IncomeProof, aid.ExpenseProof, aid.ActionPlan}
		if got := lacks(); !slices.Equal(got, want) {
			t.Fatalf("lacks %v, want %v", got, want)
		}
		w.turnTo(t, "2026-11-30 23:59:59")
		hand := func(kind aid.PaperKind, content string) error {
			return w.desk.AddLatePaper(w.ctx, w.as(w.sara), a.ID, kind, "papper.pdf", strings.NewReader("%PDF-1.7\n"+content+"\n%%EOF\n"))
		}
		for _, kind := range want[:4] {
			w.must(hand(kind, string(kind)))
			w.must(hand(kind, string(kind))) // the same file twice is kept once
		}
		now := have(w.register.Application(w.ctx, a.ID))(t)
		if len(now.Late) != 4 || !slices.Equal(now.LacksPapers(), want[4:]) || !now.CompleteSince().IsZero() {
			t.Errorf("after four papers: %d, lacks %v, complete since %v", len(now.Late), now.LacksPapers(), now.CompleteSince())
		}
		queue := have(w.register.Queue(w.ctx, aid.QueueItem{}, 10))(t)
		if len(queue) != 1 || !queue[0].CompleteSince.IsZero() || queue[0].Kind != aid.First {
			t.Errorf("queue: %+v", queue)
		}
		if o := have(w.register.Overview(w.ctx, w.single.ID))(t); !o.Application.Incomplete {
			t.Error("the start page does not say that papers are missing")
		}
		w.turnTo(t, "2026-12-01 00:00:00")
		w.must(hand(aid.ActionPlan, "plan"))
		now = have(w.register.Application(w.ctx, a.ID))(t)
		if len(now.LacksPapers()) != 0 || now.CompleteSince() != w.day("2026-12-01") {
			t.Errorf("with all papers: lacks %v, complete since %v", now.LacksPapers(), now.CompleteSince())
		}
		if o := have(w.register.Overview(w.ctx, w.single.ID))(t); o.Application.Incomplete || o.Application.Since != w.day("2026-12-01") {
			t.Errorf("overview: %+v", o.Application)
		}
		if err := hand("recipe", "x"); code(err) != "choose" {
			t.Errorf("a kind that does not exist: %v", err)
		}
	})
}

// N2, H2: a caseworker may say that it will do, with a reason, while papers are missing and nothing has been decided.
func TestN2H2_CaseworkerSaysThatItWillDo(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a := w.registered(w.single, w.november)
		w.turnTo(t, "2026-11-18 09:00:00")
		before := w.steps()
		w.refused("by a payment officer", before, w.desk.SayEnough(w.ctx, w.by(w.ella), w.ella, a.ID, "Räcker."), aid.ErrForbidden)
		if err := w.desk.SayEnough(w.ctx, w.by(w.hanna), w.hanna, a.ID, "  "); code(err) != "required" || w.steps() != before {
			t.Errorf("without a reason: %v", err)
		}
		w.must(w.desk.SayEnough(w.ctx, w.by(w.hanna), w.hanna, a.ID, "Hyresavin finns i akten."))
		now := have(w.register.Application(w.ctx, a.ID))(t)
		if len(now.LacksPapers()) != 0 || now.CompleteSince() != w.day("2026-11-18") || now.Enough.ByName != w.hanna.Name {
			t.Errorf("lacks %v, complete since %v, %+v", now.LacksPapers(), now.CompleteSince(), now.Enough)
		}
		before = w.steps()
		w.refused("said twice", before, w.desk.SayEnough(w.ctx, w.by(w.hanna), w.hanna, a.ID, "Igen."), aid.ErrConflict)
		renewal := w.registered(w.single, w.december)
		if renewal.Kind != aid.Renewal || renewal.CompleteSince() != renewal.Registered {
			t.Errorf("a month's application is complete when it comes in: %s, %v", renewal.Kind, renewal.CompleteSince())
		}
		before = w.steps()
		w.refused("of one that lacks nothing", before, w.desk.SayEnough(w.ctx, w.by(w.hanna), w.hanna, renewal.ID, "Räcker."), aid.ErrConflict)
	})
}

// H13–H24: a single need is applied for beside the month's own application, as often as there are needs, and never before it.
func TestH13H24_SingleNeedsBesideTheMonth(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		if _, err := w.desk.NeedMonth(w.ctx, w.couple.ID); code(err) != "apply.month_first" {
			t.Errorf("before the month: %v", err)
		}
		if _, err := w.desk.BeginNeed(w.ctx, w.as(w.asa), w.couple.ID, w.november); code(err) != "apply.month_first" {
			t.Errorf("before the month: %v", err)
		}
		w.registered(w.couple, w.november)
		month := have(w.desk.NeedMonth(w.ctx, w.couple.ID))(t)
		if month != w.november {
			t.Errorf("needs of %v", month)
		}
		r := w.as(w.asa)
		draft := have(w.desk.BeginNeed(w.ctx, r, w.couple.ID, month))(t)
		_, err := w.desk.BeginNeed(w.ctx, r, w.couple.ID, month)
		if resultOf(err) != string(draft.ID) {
			t.Errorf("a double click: %v", err)
		}
		if _, err := w.desk.Freeze(w.ctx, w.as(w.asa), draft.ID, draft.Version); code(err) != "need:apply.need_missing" {
			t.Errorf("without a need: %v", err)
		}
		var made []aid.Application
		for _, kind := range []aid.ExpenseKind{"dental", "tv"} {
			made = append(made, w.needed(w.couple, month, kind, 3_000_00))
		}
		if made[0].Kind != aid.Supplementary || made[0].Reason != "need" || made[0].Registered.IsZero() || made[1].Registered.IsZero() {
			t.Errorf("%+v", made)
		}
		if got := made[0].LacksPapers(); !slices.Equal(got, []aid.PaperKind{aid.DentalProposal}) {
			t.Errorf("dental care lacks %v", got)
		}
		if o := have(w.register.Overview(w.ctx, w.couple.ID))(t); len(o.Needs) != 2 || len(o.NeedDrafts) != 1 || o.Application.Kind == aid.Supplementary {
			t.Errorf("overview: %+v", o)
		}
		w.turnTo(t, "2026-12-01 00:00:00")
		late := have(w.register.Draft(w.ctx, draft.ID))(t)
		late = have(w.desk.SaveDraft(w.ctx, w.as(w.asa), late.ID, late.Version, needs("glasses", 900_00)))(t)
		if _, err := w.desk.Freeze(w.ctx, w.as(w.asa), late.ID, late.Version); code(err) != "apply.closed" {
			t.Errorf("after its month: %v", err)
		}
		if _, err := w.register.RegisteredFor(w.ctx, w.couple.ID, w.december); !errors.Is(err, aid.ErrNotFound) {
			t.Errorf("december: %v", err)
		}
	})
}

// resultOf is what came of the first of two equal requests; empty where the error is another.
func resultOf(err error) string {
	var r *store.RepeatedError
	if errors.As(err, &r) {
		return r.Result
	}
	return ""
}

// needs states one need.
func needs(kind aid.ExpenseKind, amount aid.Ore) func(*aid.Content) error {
	return func(c *aid.Content) error {
		c.Expenses = []aid.Expense{{Kind: kind, Amount: amount, Note: "Det behövs."}}
		return nil
	}
}

// needed is a registered application for one need.
func (w *world) needed(c aid.Case, month aid.Month, kind aid.ExpenseKind, amount aid.Ore) aid.Application {
	w.t.Helper()
	r := w.as(c.Adults()[0])
	draft := have(w.desk.BeginNeed(w.ctx, r, c.ID, month))(w.t)
	draft = have(w.desk.SaveDraft(w.ctx, r, draft.ID, draft.Version, needs(kind, amount)))(w.t)
	a := have(w.desk.Freeze(w.ctx, w.as(c.Adults()[0]), draft.ID, draft.Version))(w.t)
	for _, p := range c.Adults() {
		w.must(w.signed(a, p))
	}
	return have(w.register.Application(w.ctx, a.ID))(w.t)
}

// H13–H24: a single need is reckoned beside the month's decided calculation, without the norm and less what the month had over;
// several needs take from it once.
func TestH13H24_NeedIsReckonedBesideTheMonth(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a := w.registered(w.couple, w.november)
		need := w.needed(w.couple, w.november, "glasses", 3_000_00)
		if _, err := w.desk.Proposal(w.ctx, need); code(err) != "calc.month_first" {
			t.Errorf("before the month is decided: %v", err)
		}
		if _, err := w.desk.Calculate(w.ctx, w.by(w.hanna), w.hanna, need.ID, calc.Input{}); code(err) != "calc.month_first" {
			t.Errorf("before the month is decided: %v", err)
		}
		in := w.proposal(a)
		month := have(w.desk.Preview(w.ctx, in))(t)
		over := month.Result + 1_000_00 // an income that leaves a thousand kronor over
		in.Incomes = append(in.Incomes, calc.Income{Kind: "retroactive", Person: w.asa.ID, Counted: over, Reason: "Kom efter ansökan."})
		w.decidedOn(a, in)

		other := w.needed(w.couple, w.november, "tv", 400_00)
		for _, test := range []struct {
			a              aid.Application
			surplus, wants aid.Ore
		}{{other, 1_000_00, -600_00}, {need, 600_00, 2_400_00}} {
			in := w.proposal(test.a)
			in.Expenses[0].Approved = in.Expenses[0].Claimed
			in.Overrides = []calc.Override{{Kind: aid.CommonCosts, Amount: 9_000_00, Reason: "Normen en gång till."}}
			in.Incomes = nil // what a form says of the rest does not count
			stale := have(w.desk.Calculate(w.ctx, w.by(w.hanna), w.hanna, need.ID, w.whole(need)))(t)
			c := have(w.desk.Calculate(w.ctx, w.by(w.hanna), w.hanna, test.a.ID, in))(t)
			if c.Norm != 0 || c.Incomes != test.surplus || c.Result != test.wants {
				t.Errorf("%s: norm %d, surplus %d, result %d; want %d and %d", test.a.Content.Expenses[0].Kind, c.Norm, c.Incomes, c.Result, test.surplus, test.wants)
			}
			d := w.decidedOn(test.a, w.proposalOf(c))
			if len(d.Items) != 1 || d.Amount != max(test.wants, 0) {
				t.Errorf("decision %+v", d)
			}
			if test.a.ID == other.ID {
				_, err := w.desk.Decide(w.ctx, w.by(w.bengt), w.bengt, inputFor(need, stale, w.account, w.day("2026-11-20")))
				if !errors.Is(err, aid.ErrConflict) {
					t.Errorf("a decision on what was left over before: %v", err)
				}
			}
		}
	})
}

// whole is a need as it is claimed.
func (w *world) whole(a aid.Application) calc.Input {
	in := w.proposal(a)
	in.Expenses[0].Approved = in.Expenses[0].Claimed
	return in
}

// proposalOf is what a calculation was made from.
func (w *world) proposalOf(c aid.Calculation) calc.Input {
	in, _ := calc.InputOf(c)
	return in
}

// decidedOn calculates an application and decides on it.
func (w *world) decidedOn(a aid.Application, in calc.Input) aid.Decision {
	w.t.Helper()
	c := have(w.desk.Calculate(w.ctx, w.by(w.hanna), w.hanna, a.ID, in))(w.t)
	decision := inputFor(a, c, w.account, w.day("2026-11-20"))
	if c.Result <= 0 {
		decision.Payments = nil
	}
	return have(w.desk.Decide(w.ctx, w.by(w.bengt), w.bengt, decision))(w.t)
}

// X9: a draft lives to the end of its month's window and fourteen days more, to the minute; one that is out for signature
// too, with what one of two has signed, and both are told. What all have signed stays.
func TestX9_DraftIsTakenAwayOnItsDay(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.desk.Municipality.WindowOpensDay, w.desk.Municipality.WindowClosesDay = 15, 20
		w.startBankID()
		own := have(w.desk.BeginDraft(w.ctx, w.as(w.sara), w.single.ID, w.november))(t)
		out := w.frozen(w.couple, w.november)
		w.must(w.signed(out, w.asa))
		waiting := have(w.register.DraftOf(w.ctx, out.ID))(t)
		if goes := casework.DraftGoes(w.desk.Municipality, aid.Renewal, w.november); goes != w.day("2026-12-05") {
			t.Errorf("goes on %v", goes)
		}
		w.turnTo(t, "2026-12-04 23:59:59")
		w.must(w.desk.Forget(w.ctx))
		for _, d := range []aid.Draft{own, waiting} {
			if _, err := w.register.Draft(w.ctx, d.ID); err != nil {
				t.Errorf("the day before: %v", err)
			}
		}
		order := w.start(out, w.omar)
		w.turnTo(t, "2026-12-05 00:00:00")
		w.must(w.desk.Forget(w.ctx))
		for _, d := range []aid.Draft{own, waiting} {
			if _, err := w.register.Draft(w.ctx, d.ID); !errors.Is(err, aid.ErrNotFound) {
				t.Errorf("on its day: %v", err)
			}
			if o := have(w.register.Overview(w.ctx, d.CaseID))(t); o.Draft != nil || len(o.Await) > 0 {
				t.Error("the start page still tells of it")
			}
		}
		if a := have(w.register.Application(w.ctx, out.ID))(t); a.Status() != aid.Voided || len(a.Signatures) != 1 {
			t.Errorf("out for signature, it is %s", a.Status())
		}
		if l := have(w.register.Overview(w.ctx, w.couple.ID))(t).Lapsed; l == nil || l.Month != w.november || !l.At.Equal(w.Now()) {
			t.Errorf("both are told %+v", l)
		}
		if l := have(w.register.Overview(w.ctx, w.single.ID))(t).Lapsed; l != nil {
			t.Errorf("a draft that nobody signed is told of as %+v", l)
		}
		before := w.steps()
		if _, err := w.desk.FinishSignature(w.ctx, w.as(w.omar), w.completed(order, w.omar, "approve").ID, w.client); !errors.Is(err, aid.ErrConflict) {
			t.Errorf("its order still serves: %v", err)
		}
		w.refused("signed afterwards", before, w.signed(out, w.omar), aid.ErrConflict)
		w.must(w.desk.Forget(w.ctx))
		if w.steps() != before {
			t.Error("it is taken back twice")
		}
	})
}

// X9, H13: a draft for a single need is kept for as long as it can be sent and fourteen days more, also where the window of its month
// closed early; one that is out for signature too.
func TestX9H13_ANeedsDraftOutlivesItsMonthsWindow(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.registered(w.couple, w.november)
		w.desk.Municipality.WindowOpensDay, w.desk.Municipality.WindowClosesDay = 15, 5
		w.turnTo(t, "2026-11-26 09:00:00")
		begin := func() aid.Draft {
			d := have(w.desk.BeginNeed(w.ctx, w.as(w.asa), w.couple.ID, w.november))(t)
			return have(w.desk.SaveDraft(w.ctx, w.as(w.asa), d.ID, d.Version, func(c *aid.Content) error {
				c.Expenses = []aid.Expense{{Kind: "glasses", Amount: 900_00, Note: "Glasen gick sönder."}}
				return nil
			}))(t)
		}
		own, sent := begin(), begin()
		out := have(w.desk.Freeze(w.ctx, w.as(w.asa), sent.ID, sent.Version))(t)
		for _, at := range []string{"2026-11-26 10:00:00", "2026-12-14 23:59:59"} {
			w.turnTo(t, at)
			w.must(w.desk.Forget(w.ctx))
			for _, d := range []aid.Draft{own, sent} {
				if _, err := w.register.Draft(w.ctx, d.ID); err != nil {
					t.Fatalf("%s: %v", at, err)
				}
			}
		}
		w.turnTo(t, "2026-12-15 00:00:00")
		w.must(w.desk.Forget(w.ctx))
		for _, d := range []aid.Draft{own, sent} {
			if _, err := w.register.Draft(w.ctx, d.ID); !errors.Is(err, aid.ErrNotFound) {
				t.Errorf("on its day: %v", err)
			}
		}
		if a := have(w.register.Application(w.ctx, out.ID))(t); a.Status() != aid.Voided {
			t.Errorf("out for signature, it is %s", a.Status())
		}
	})
}

// X9, N4: what both have signed stays, and counts from the day of the last signature, also after its month.
func TestX9N4_AnApplicationCountsFromTheLastSignature(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		out := w.frozen(w.couple, w.november)
		w.turnTo(t, "2026-11-30 23:59:59")
		w.must(w.signed(out, w.asa))
		w.turnTo(t, "2026-12-01 00:00:00")
		w.must(w.signed(out, w.omar))
		w.turnTo(t, "2027-02-01 00:00:00")
		w.must(w.desk.Forget(w.ctx))
		a := have(w.register.Application(w.ctx, out.ID))(t)
		if a.Status() != aid.Registered || a.Month != w.november || a.Registered != w.day("2026-12-01") {
			t.Errorf("%s for %s, registered %v", a.Status(), a.Month, a.Registered)
		}
		if id := have(w.register.RegisteredFor(w.ctx, w.couple.ID, w.november))(t); id != a.ID {
			t.Errorf("November's application is %s", id)
		}
		if o := have(w.register.Overview(w.ctx, w.couple.ID))(t); o.Lapsed != nil {
			t.Errorf("told as gone: %+v", o.Lapsed)
		}
	})
}

// N9: a window that is closed says when the next opens, also over the end of a year.
func TestN9_ClosedWindowSaysWhenTheNextOpens(t *testing.T) {
	m := aid.Municipality{WindowOpensDay: 15, WindowClosesDay: 10}
	for day, want := range map[string]string{
		"2026-11-11": "2026-12 2026-11-15", "2026-11-14": "2026-12 2026-11-15", "2026-11-15": "2027-01 2026-12-15",
		"2026-12-31": "2027-02 2027-01-15", "2027-02-11": "2027-03 2027-02-15",
	} {
		on, err := aid.ParseDate(day)
		if err != nil {
			t.Fatal(err)
		}
		month, opens := casework.NextWindow(m, on)
		if got := month.String() + " " + opens.String(); got != want {
			t.Errorf("%s: %s, want %s", day, got, want)
		}
	}
}

// X10: one who leaves a case is shut out of it, what was out for signature is taken back, and what they stated leaves the drafts.
func TestX10_WhoLeavesACase(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		out := w.frozen(w.couple, w.november)
		w.must(w.signed(out, w.asa))
		before := w.steps()
		w.refused("by a decision-maker", before, w.desk.EndMember(w.ctx, w.by(w.bengt), w.bengt, w.couple.ID, w.omar.ID, "Separation."), aid.ErrForbidden)
		w.refused("a child", before, w.desk.EndMember(w.ctx, w.by(w.hanna), w.hanna, w.couple.ID, w.noor.ID, "Separation."), aid.ErrNotFound)
		w.refused("the only adult", before, w.desk.EndMember(w.ctx, w.by(w.hanna), w.hanna, w.single.ID, w.sara.ID, "Separation."), aid.ErrConflict)
		w.must(w.desk.EndMember(w.ctx, w.by(w.hanna), w.hanna, w.couple.ID, w.omar.ID, "Separation."))
		if _, err := w.desk.Admit(w.ctx, w.omar.Personnummer); !errors.Is(err, aid.ErrForbidden) {
			t.Errorf("let in: %v", err)
		}
		if a := have(w.register.Application(w.ctx, out.ID))(t); a.Status() != aid.Voided {
			t.Errorf("out for signature, it is %s", a.Status())
		}
		draft := have(w.register.DraftOf(w.ctx, out.ID))(t)
		if draft.FrozenAs != "" || len(draft.Content.Household.Adults) != 1 || len(draft.Content.NoIncome) != 0 || len(draft.Content.Occupations) != 1 {
			t.Errorf("the draft: %+v", draft.Content)
		}
		again := have(w.desk.Freeze(w.ctx, w.as(w.asa), draft.ID, draft.Version))(t)
		if len(again.Required) != 1 || again.Required[0] != w.asa.ID {
			t.Errorf("must be signed by %v", again.Required)
		}
		before = w.steps()
		w.refused("twice", before, w.desk.EndMember(w.ctx, w.by(w.hanna), w.hanna, w.couple.ID, w.omar.ID, "Igen."), aid.ErrNotFound)
	})
}
