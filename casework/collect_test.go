package casework_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"bistand/aid"
	"bistand/casework"
	"bistand/store"
)

// witnesses answers for the authorities: what each knows of a person by the end of their number, in the order of the questions.
type witnesses struct {
	mu    sync.Mutex
	asked []casework.AuthorityQuestion
	fails int                                             // how many questions are not answered at all
	knows func(q casework.AuthorityQuestion) []aid.Report // nil: nothing
}

func (o *witnesses) Ask(_ context.Context, q casework.AuthorityQuestion) ([]aid.Report, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.asked = append(o.asked, q)
	if o.fails > 0 {
		o.fails--
		return nil, errors.New("nobody answers")
	}
	if o.knows != nil {
		return o.knows(q), nil
	}
	var all []aid.Report
	for _, a := range q.Of {
		all = append(all, aid.Report{Authority: a, Answer: aid.Nothing})
	}
	return all, nil
}

// startAuthorities lets the desk ask.
func (w *world) startAuthorities(knows func(q casework.AuthorityQuestion) []aid.Report) *witnesses {
	o := &witnesses{knows: knows}
	w.desk.Authorities = o
	return o
}

// ask has everything asked that is due, and returns how many questions that were.
func (w *world) ask() (n int) {
	w.t.Helper()
	for have(w.desk.RunJob(w.ctx, store.Inquiries))(w.t) {
		n++
	}
	return n
}

// findings is what is known of an adult of an application.
func (w *world) findings(a aid.Application, p aid.Person) aid.Findings {
	w.t.Helper()
	for _, f := range have(w.desk.Findings(w.ctx, a))(w.t) {
		if f.PersonID == p.ID {
			return f
		}
	}
	w.t.Fatalf("%s is in no household of the application", p.Name())
	return aid.Findings{}
}

// paid is a payment of a benefit in the application's month of control or another.
func paid(kind aid.IncomeKind, on aid.Date, net aid.Ore) aid.Benefit {
	return aid.Benefit{Kind: kind, Code: strings.ToUpper(string(kind)), PaidOn: on, Net: net}
}

// G11, X6: when the second has signed, the authorities are asked once about each of the two, for the month of control and the one before, by
// nobody of the staff; and the calculation begins with what they answered.
func TestG11X6_SignaturesAskTheAuthorities(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		october := w.november.Add(-1)
		o := w.startAuthorities(nil)
		a := w.frozen(w.couple, w.november)
		w.must(w.signed(a, w.asa))
		if n := w.ask(); n != 0 {
			t.Errorf("%d questions before the second has signed", n)
		}
		w.must(w.signed(a, w.omar))
		if n := w.work(); n == 0 || len(o.asked) != 0 {
			t.Errorf("the outbox did %d jobs and asked %d questions", n, len(o.asked))
		}
		if due := have(w.register.InquiryJobs(w.ctx, a.ID))(t); len(due) != 2 {
			t.Errorf("questions that wait: %v", due)
		}
		if n := w.ask(); n != 2 {
			t.Errorf("%d questions", n)
		}
		for _, q := range o.asked {
			if q.Case != w.couple.Number || q.Caseworker != "" || q.From != october.Add(-1).First() || q.Until != w.november.Last() ||
				!slices.Equal(q.Of, aid.InquiredAuthorities) || q.Person != w.asa.Personnummer && q.Person != w.omar.Personnummer {
				t.Errorf("asked %+v", q)
			}
		}
		kept := have(w.register.Inquiries(w.ctx, a.ID))(t)
		if len(kept) != 2 || kept[0].AskedName != "" || !kept[0].At.Equal(w.Now()) || len(kept[0].Reports) != len(aid.InquiredAuthorities) {
			t.Errorf("kept %+v", kept)
		}
	})
}

// X6: an authority that has not answered stands as one that could not be checked, and what was stated counts; it is asked again by itself, it
// alone, and what it answers then holds. What was once answered is not lost because a later question is not.
func TestX6_WhoDidNotAnswerIsAskedAgain(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		o := w.startAuthorities(func(q casework.AuthorityQuestion) []aid.Report {
			var all []aid.Report
			for _, a := range q.Of {
				switch a {
				case "unemployment_fund":
					all = append(all, aid.Report{Authority: a, Answer: aid.Unchecked, Fault: aid.NoAnswer})
				case "migration":
					all = append(all, aid.Report{Authority: a, Answer: aid.Unchecked, Fault: aid.NotAllowed})
				default:
					all = append(all, aid.Report{Authority: a, Answer: aid.Nothing})
				}
			}
			return all
		})
		a := w.registered(w.single, w.november)
		if n := w.ask(); n != 1 {
			t.Fatalf("%d questions", n)
		}
		f := w.findings(a, w.sara)
		if got := f.Unchecked(); !slices.Equal(got, []aid.Authority{"unemployment_fund", "migration"}) {
			t.Errorf("not checked: %v", got)
		}
		due := have(w.register.InquiryJobs(w.ctx, a.ID))(t)
		if at := due[w.sara.ID]; !at.Equal(w.Now().Add(time.Hour)) {
			t.Errorf("asked again at %v", at)
		}
		for range 5 { // three times, and then a person asks
			w.pass(24 * time.Hour)
			w.ask()
		}
		if len(o.asked) != 4 || !slices.Equal(o.asked[1].Of, []aid.Authority{"unemployment_fund", "migration"}) {
			t.Errorf("asked %d times, then %v", len(o.asked), o.asked[1].Of)
		}
		o.knows = nil
		w.must(w.desk.AskAuthorities(w.ctx, w.by(w.hanna), w.hanna, a.ID))
		if n := w.ask(); n != 1 || o.asked[4].Caseworker != w.hanna.Name || !slices.Equal(o.asked[4].Of, aid.InquiredAuthorities) {
			t.Errorf("%d questions, the last %+v", n, o.asked[4])
		}
		if f = w.findings(a, w.sara); len(f.Unchecked()) != 0 {
			t.Errorf("not checked: %v", f.Unchecked())
		}
		o.fails = 100
		w.must(w.desk.AskAuthorities(w.ctx, w.by(w.hanna), w.hanna, a.ID))
		for range 6 {
			w.ask()
			w.pass(10 * time.Minute)
		}
		f = w.findings(a, w.sara)
		if one, _ := f.Of("unemployment_fund"); one.Answer != aid.Nothing || one.MissedAt.IsZero() || one.AskedName != w.hanna.Name {
			t.Errorf("after a question without an answer: %+v", one)
		}
	})
}

// X6: when nobody answers at all the question is tried five times, and then every authority stands as one that could not be checked.
func TestX6_NobodyAnswers(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		o := w.startAuthorities(nil)
		o.fails = 5
		a := w.registered(w.single, w.november)
		for range 6 {
			w.ask()
			w.pass(time.Minute)
		}
		if f := w.findings(a, w.sara); len(f.Unchecked()) != len(aid.InquiredAuthorities) || len(o.asked) != 5 {
			t.Errorf("asked %d times: %+v", len(o.asked), f)
		}
		in := have(w.desk.Proposal(w.ctx, a))(t)
		for _, x := range in.Incomes {
			if len(x.Kind.Payers()) > 0 && (x.Answer != aid.Unchecked || x.Fetched != 0 || x.Counted != x.Stated) {
				t.Errorf("an income that nobody could check: %+v", x)
			}
		}
	})
}

// G11: each income that was stated begins with what its payer has answered; what nobody stated is found, and what the other adult stated for one
// is told of once.
func TestG11_CalculationBeginsWithTheAnswers(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		october := w.november.Add(-1)
		day := func(m aid.Month) aid.Date { return m.First().AddDays(24) }
		w.startAuthorities(func(q casework.AuthorityQuestion) []aid.Report {
			if q.Person == w.omar.Personnummer {
				return []aid.Report{{Authority: "social_insurance", Answer: aid.Answered, Benefits: []aid.Benefit{
					paid("child_benefit", day(october), 2_650_00), paid("parental_benefit", day(october), 900_00),
				}}, {Authority: "unemployment_fund", Answer: aid.Unchecked, Fault: aid.Failed}}
			}
			planned := paid("activity_support", day(w.november), 5_100_00)
			planned.Planned = true
			return []aid.Report{{Authority: "social_insurance", Answer: aid.Answered, Benefits: []aid.Benefit{
				paid("activity_support", day(october.Add(-1)), 4_000_00), paid("activity_support", day(october), 2_500_00),
				paid("activity_support", day(october).AddDays(2), 1_711_00), planned,
			}}, {Authority: "pensions", Answer: aid.Nothing}}
		})
		income := func(kind aid.IncomeKind, p aid.Person, amount aid.Ore) aid.Income {
			return aid.Income{Kind: kind, PersonID: p.ID, Amount: amount}
		}
		draft := w.filled(w.couple, w.november)
		draft = have(w.desk.SaveDraft(w.ctx, w.as(w.asa), draft.ID, draft.Version, func(c *aid.Content) error {
			c.NoIncome = nil
			c.Incomes = []aid.Income{
				income("activity_support", w.asa, 4_200_00), income("child_benefit", w.asa, 2_650_00), income("pension", w.asa, 100_00),
				income("unemployment_benefit", w.omar, 3_000_00), income("salary", w.omar, 8_000_00),
			}
			return nil
		}))(t)
		a := have(w.desk.Freeze(w.ctx, w.as(w.asa), draft.ID, draft.Version))(t)
		w.must(w.signed(a, w.asa))
		w.must(w.signed(a, w.omar))
		a = have(w.register.Application(w.ctx, a.ID))(t)
		w.ask()
		in := have(w.desk.Proposal(w.ctx, a))(t)
		want := []struct {
			answer           aid.Answer
			authority        string
			fetched, counted aid.Ore
			earlier          aid.Ore
		}{
			{aid.Answered, "social_insurance", 4_211_00, 4_211_00, 4_000_00},
			{aid.Answered, "social_insurance", 2_650_00, 2_650_00, 0}, // Omar is paid it, Åsa stated it
			{aid.Nothing, "pensions", 0, 100_00, 0},
			{aid.Unchecked, "unemployment_fund", 0, 3_000_00, 0},
			{aid.NotAsked, "", 0, 8_000_00, 0},
		}
		for i, x := range in.Incomes {
			if x.Answer != want[i].answer || x.Authority != want[i].authority || x.Fetched != want[i].fetched || x.Counted != want[i].counted || x.Earlier != want[i].earlier {
				t.Errorf("%s: %+v, want %+v", x.Kind, x, want[i])
			}
			if (x.Answer == aid.NotAsked) != (x.CheckedBy == "") || x.Answer != aid.NotAsked && (x.CheckedBy != "SSBTEK" || !x.CheckedAt.Equal(w.Now())) {
				t.Errorf("%s was fetched by %q at %v", x.Kind, x.CheckedBy, x.CheckedAt)
			}
		}
		found := have(w.desk.Found(w.ctx, a))(t)
		if len(found) != 6 || found[5].Kind != "parental_benefit" || found[5].Person != w.omar.ID || found[5].Counted != 900_00 || found[5].Stated != 0 || found[5].Who != w.omar.Name() {
			t.Fatalf("found %+v", found[len(in.Incomes):])
		}
		in.Incomes = found
		c := have(w.desk.Calculate(w.ctx, w.by(w.hanna), w.hanna, a.ID, in))(t)
		if kept := w.proposalOf(c); kept.Incomes[5].CheckedBy != "SSBTEK" || kept.Incomes[0].CheckedBy != "SSBTEK" {
			t.Errorf("who fetched is lost: %+v", kept.Incomes)
		}
	})
}

// X6, X10: an authority that marks someone as protected closes the e-service to them at once, and about one who is protected, or has left, nothing is
// asked by itself.
func TestX6X10_AuthorityMarksSomeoneAsProtected(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		o := w.startAuthorities(func(q casework.AuthorityQuestion) []aid.Report {
			return []aid.Report{
				{Authority: "employment", Answer: aid.Nothing, Protected: q.Person == w.omar.Personnummer}, {Authority: "tax", Answer: aid.Unchecked, Fault: aid.NoAnswer},
			}
		})
		a := w.registered(w.couple, w.november)
		w.ask()
		w.pass(time.Hour)
		if w.ask(); len(o.asked) != 3 || o.asked[2].Person != w.asa.Personnummer {
			t.Errorf("asked again by itself: %+v", o.asked)
		}
		w.must(w.desk.EndMember(w.ctx, w.by(w.hanna), w.hanna, w.couple.ID, w.asa.ID, "Har flyttat."))
		w.pass(24 * time.Hour)
		if n := w.ask(); len(o.asked) != 3 {
			t.Errorf("%d questions about one who has left: %+v", n, o.asked[3:])
		}
		for p, want := range map[*aid.Person]bool{&w.asa: false, &w.omar: true} {
			if now := have(w.register.Person(w.ctx, p.ID))(t); now.Protected != want {
				t.Errorf("%s is protected: %v", p.Name(), now.Protected)
			}
		}
		w.protect(w.sara, true)
		w.registered(w.single, w.november)
		if n := w.ask(); n != 0 {
			t.Errorf("%d questions about someone protected", n)
		}
		w.must(w.desk.AskAuthorities(w.ctx, w.by(w.hanna), w.hanna, a.ID))
		if n := w.ask(); n != 2 || o.asked[4].Caseworker != w.hanna.Name {
			t.Errorf("%d questions by a caseworker, %+v", n, o.asked)
		}
	})
}

// X10: a mark of protection closes the e-service though nothing else of the answer can be read, and though the authority has answered before.
func TestX10_MarkInAnAnswerThatCannotBeRead(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		o := w.startAuthorities(nil)
		a := w.registered(w.single, w.november)
		w.ask()
		o.knows = func(casework.AuthorityQuestion) []aid.Report {
			return []aid.Report{{Authority: "employment", Answer: aid.Unchecked, Fault: aid.Unreadable, Protected: true}}
		}
		w.must(w.desk.AskAuthorities(w.ctx, w.by(w.hanna), w.hanna, a.ID))
		w.ask()
		if now := have(w.register.Person(w.ctx, w.sara.ID))(t); !now.Protected {
			t.Error("the e-service is open to someone who is marked")
		}
		if one, _ := w.findings(a, w.sara).Of("employment"); one.Answer != aid.Nothing || !one.Protected || one.MissedAt.IsZero() {
			t.Errorf("what is known: %+v", one)
		}
	})
}

// X6: only who handles cases asks; not about a single need, nor about what is decided or taken back; and a double click asks once.
func TestX6_WhoMayAskAndAboutWhat(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a := w.registered(w.single, w.november)
		before := w.steps()
		w.refused("no agreement", before, w.desk.AskAuthorities(w.ctx, w.by(w.hanna), w.hanna, a.ID), aid.ErrConflict)
		o := w.startAuthorities(nil)
		for _, s := range []aid.Staff{w.ella, w.rut, w.adam, w.nobody} {
			w.refused(s.Name, before, w.desk.AskAuthorities(w.ctx, w.by(s), s, a.ID), aid.ErrForbidden)
		}
		r := w.by(w.hanna)
		for range 3 {
			w.must(w.desk.AskAuthorities(w.ctx, r, w.hanna, a.ID))
		}
		w.must(w.desk.AskAuthorities(w.ctx, w.by(w.bengt), w.bengt, a.ID)) // it is being asked
		if n := w.ask(); n != 1 {
			t.Errorf("%d questions", n)
		}
		out := w.frozen(w.couple, w.november)
		before = w.steps()
		w.refused("not signed", before, w.desk.AskAuthorities(w.ctx, w.by(w.hanna), w.hanna, out.ID), aid.ErrConflict)
		w.must(w.signed(out, w.asa))
		w.must(w.signed(out, w.omar))
		w.decided(have(w.register.Application(w.ctx, out.ID))(t), w.account, 0)
		before = w.steps()
		w.ask() // what waited is not asked any more
		if len(o.asked) != 1 || w.steps() != before {
			t.Errorf("asked about what is decided: %+v", o.asked)
		}
		w.refused("decided", before, w.desk.AskAuthorities(w.ctx, w.by(w.hanna), w.hanna, out.ID), aid.ErrConflict)
	})
}

// X6: a slow authority keeps no notice waiting, and the worker stops when it is told to.
func TestX6_SlowAuthorityKeepsNobodyWaiting(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startOutbox()
		w.reach(w.asa, w.couple.ID, "", "asa@example.org")
		slow := &slowAuthorities{begun: make(chan struct{})}
		w.desk.Authorities = slow
		w.registered(w.single, w.november)
		ctx, stop := context.WithCancel(w.ctx)
		done := make(chan struct{})
		go func() { defer close(done); w.desk.RunJobs(ctx, 5*time.Millisecond) }()
		<-slow.begun
		w.enqueue("meanwhile", casework.JobNotice, string(w.asa.ID), w.Now())
		for deadline := time.Now().Add(5 * time.Second); w.job("meanwhile").DoneAt.IsZero(); time.Sleep(5 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatal("the notice waits for the authority")
			}
		}
		stop()
		select {
		case <-done:
		case <-time.After(5 * time.Second):
			t.Fatal("the worker does not stop")
		}
	})
}

// slowAuthorities do not answer until they are told to give up.
type slowAuthorities struct {
	once  sync.Once
	begun chan struct{}
}

func (s *slowAuthorities) Ask(ctx context.Context, _ casework.AuthorityQuestion) ([]aid.Report, error) {
	s.once.Do(func() { close(s.begun) })
	<-ctx.Done()
	return nil, ctx.Err()
}
