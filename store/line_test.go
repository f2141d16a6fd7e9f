package store_test

import (
	"context"
	"testing"
	"time"

	"bistand/aid"
	"bistand/store"
	"bistand/store/storetest"
)

// line is a household's application on its way, watched after each step.
type line struct {
	*storetest.Register
	t   *testing.T
	app aid.Application
}

// wants holds the application's status, its stage in the queue and the overview against what the step must have made of them.
func (l line) wants(after string, status aid.ApplicationStatus, stage aid.Stage, check func(o aid.Overview) bool) {
	l.t.Helper()
	ctx := context.Background()
	a, err := l.Store.Application(ctx, l.app.ID)
	if err != nil {
		l.t.Fatal(err)
	}
	if a.Status() != status {
		l.t.Errorf("%s: status %s, want %s", after, a.Status(), status)
	}
	queue, err := l.Store.Queue(ctx, aid.QueueItem{}, 9)
	if err != nil {
		l.t.Fatal(err)
	}
	var got aid.Stage
	for _, q := range queue {
		if q.ApplicationID == l.app.ID {
			got = q.Stage
		}
	}
	if got != stage {
		l.t.Errorf("%s: stage %q, want %q", after, got, stage)
	}
	o, err := l.Store.Overview(ctx, l.Case.ID)
	if err != nil {
		l.t.Fatal(err)
	}
	if o.Application == nil || o.Application.ID != l.app.ID || o.Application.Status != status || !check(o) {
		l.t.Errorf("%s: overview %+v, application %+v", after, o, o.Application)
	}
	l.wantsRebuilt(after)
}

// wantsRebuilt holds the overview as kept against the facts and against the list of applications.
func (l line) wantsRebuilt(after string) {
	l.t.Helper()
	ctx := context.Background()
	kept := must[aid.Overview](l.t)(l.Store.Overview(ctx, l.Case.ID))
	var rebuilt aid.Overview
	err := l.Store.Work(ctx, func(tx *store.Tx) (err error) {
		rebuilt, err = store.RebuiltOverview(tx, l.Case.ID)
		return err
	})
	if err != nil {
		l.t.Fatal(err)
	}
	same(l.t, after+": overview, kept and rebuilt", kept, rebuilt)
	list := must[[]aid.Application](l.t)(l.Store.Applications(ctx, l.Case.ID))
	same(l.t, after+": the latest application", kept.Application.ID, list[0].ID)
}

// The latest application is the one that comes first in the list of them, whatever has become of the others.
func TestTheLatestApplicationIsTheFirstOfTheList(t *testing.T) {
	reading(t, func(t *testing.T, ctx context.Context, s *store.Store, r *storetest.Register) {
		l := line{r, t, aid.Application{}}
		step := func(name string, a aid.Application, fn func(*store.Tx) error) {
			r.Step(name, "application", a.ID, r.Case.ID, fn)
			l.wantsRebuilt(name)
		}
		freeze := func(month int) aid.Application {
			a := r.Freeze(r.Case, aid.Month{Year: 2027, Month: time.Month(month)}, aid.FromPortal)
			l.wantsRebuilt("frozen")
			return a
		}
		void := func(a aid.Application) {
			step("void", a, func(tx *store.Tx) error { return tx.AddApplicationVoid(a.ID, r.Applicant.ID) })
		}
		refuse := func(a aid.Application) {
			step("refuse", a, func(tx *store.Tx) error {
				return tx.AddSignatureRefusal(a.ID, aid.SignatureRefusal{PersonID: r.CoApplicant.ID, Reason: "nej", At: r.Now})
			})
		}
		register := func(a aid.Application, on aid.Date) {
			r.Sign(a, r.Applicant)
			l.wantsRebuilt("one has signed")
			r.Sign(a, r.CoApplicant)
			l.wantsRebuilt("both have signed")
			r.Builder.Register(a, on)
			l.wantsRebuilt("registered")
		}
		day := aid.SwedishDate(r.Now)
		first, second, third, fourth, fifth := freeze(1), freeze(2), freeze(3), freeze(4), freeze(5)
		refuse(fourth)
		register(second, day)
		void(fifth)
		register(first, aid.SwedishDate(r.Now.AddDate(0, 0, 3)))
		register(third, aid.SwedishDate(r.Now.AddDate(0, 0, -3)))
		refuse(freeze(6))
		void(freeze(7))
	})
}

// wantsPayment holds a payment's status, and its reason, against what the step must have made of it.
func (l line) wantsPayment(after string, p aid.Payment, status aid.PaymentStatus, open bool) {
	l.t.Helper()
	got, err := l.Store.Payment(context.Background(), p.ID)
	if err != nil {
		l.t.Fatal(err)
	}
	if got.Status != status {
		l.t.Errorf("%s: payment %s, want %s", after, got.Status, status)
	}
	list, err := l.Store.OpenPayments(context.Background())
	if err != nil {
		l.t.Fatal(err)
	}
	found := false
	for _, o := range list {
		found = found || o.ID == p.ID
	}
	if found != open {
		l.t.Errorf("%s: open %v, want %v", after, found, open)
	}
}

func TestEachStepOfTheLineIsReadOffItsFacts(t *testing.T) {
	reading(t, func(t *testing.T, ctx context.Context, s *store.Store, r *storetest.Register) {
		paidBefore := func(o aid.Overview) bool { return o.Decision.ID == r.Decision.ID && o.Payment != nil }
		l := line{r, t, r.Freeze(r.Case, aid.Month{Year: 2027, Month: 1}, aid.FromPortal)}
		l.wants("frozen", aid.AwaitSignature, "", func(o aid.Overview) bool {
			return paidBefore(o) && len(o.Await) == 2 && o.Await[0].PersonID == r.Applicant.ID && len(o.Applied) == 1 && o.Draft.ID == r.Draft.ID
		})
		r.Sign(l.app, r.Applicant)
		l.wants("one has signed", aid.AwaitSignature, "", func(o aid.Overview) bool {
			return len(o.Await) == 1 && o.Await[0] == aid.AwaitingView{PersonID: r.CoApplicant.ID, Name: r.CoApplicant.Name()}
		})
		r.Sign(l.app, r.CoApplicant)
		day := aid.SwedishDate(r.Now)
		r.Builder.Register(l.app, day)
		l.wants("registered", aid.Registered, aid.ToCalculate, func(o aid.Overview) bool {
			return o.Application.Registered == day && len(o.Await) == 0 && len(o.Applied) == 2 && o.Applied[0] == l.app.Month
		})
		calculation := r.Calculate(l.app, r.Caseworker)
		l.wants("calculated", aid.Registered, aid.ToDecide, func(o aid.Overview) bool { return o.Calculation.ApplicationID == r.Signed.ID })
		decision := r.Decide(calculation, r.Decider)
		l.wants("decided", aid.Decided, "", func(o aid.Overview) bool {
			return o.Decision.ID == decision.ID && len(o.Decision.ReceivedOn) == 0 && o.Calculation.Result == calculation.Result &&
				o.Calculation.Costs == calculation.Costs+calculation.OtherNeeds && o.Application.DecidedOn == aid.SwedishDate(decision.DecidedAt)
		})
		big := r.Propose(decision, r.Tenant, 10_000_00, "support", r.Caseworker.ID)
		small := r.Propose(decision, r.Rent, 2_000_00, "rent", r.Caseworker.ID)
		l.wants("proposed", aid.Decided, "", func(o aid.Overview) bool {
			return o.Payment.ID == big.ID && o.Payment.Status == aid.Proposed && o.Payment.Tail == "7897" && o.Payment.Payee == r.Tenant.Name && o.Payment.SendOn == big.SendOn
		})
		l.wantsPayment("proposed", big, aid.Proposed, true)
		same(t, "payment", must[aid.Payment](t)(s.Payment(ctx, big.ID)), big)
		same(t, "payments of a decision", must[[]aid.Payment](t)(s.PaymentsOf(ctx, decision.ID)), []aid.Payment{big, small})
		r.Approve(big, r.Officer)
		l.wantsPayment("approved", big, aid.Approved, true)
		same(t, "approved at", must[aid.Payment](t)(s.Payment(ctx, big.ID)).StatusAt, r.Now)
		r.Approve(small, r.Officer)
		file := r.Builder.File(r.Officer, big, small)
		l.wantsPayment("in a file", big, aid.InFile, false)
		same(t, "in a file at", must[aid.Payment](t)(s.Payment(ctx, big.ID)).StatusAt, file.MadeAt)
		r.Event(big, aid.PaidOut, "")
		l.wantsPayment("paid", big, aid.PaidOut, false)
		l.wants("one of two paid", aid.Decided, "", func(o aid.Overview) bool { return o.Payment.ID == small.ID })
		r.Event(big, aid.AtBank, "") // word of the handing over that comes late changes nothing
		l.wantsPayment("handed over late", big, aid.PaidOut, false)
		r.Event(small, aid.AtBank, "")
		l.wantsPayment("at the bank", small, aid.AtBank, false)
		r.Event(small, aid.RejectedByBank, "AC04")
		l.wants("the rest refused", aid.Paid, "", func(o aid.Overview) bool { return o.Application.PaidOn == aid.SwedishDate(r.Now) })
		again := r.Propose(decision, r.Rent, 2_000_00, "rent again", r.Caseworker.ID)
		l.wants("the rest proposed again", aid.Decided, "", func(o aid.Overview) bool { return o.Payment.ID == again.ID })
		r.Event(again, aid.Stopped, "")
		l.wants("and stopped", aid.Paid, "", func(aid.Overview) bool { return true })
		l.wantsPayment("stopped", again, aid.Stopped, false)
		r.Step("receive", "decision", decision.ID, r.Case.ID, func(tx *store.Tx) error { return tx.AddDecisionReceipt(decision.ID, r.CoApplicant.ID, day) })
		l.wants("received", aid.Paid, "", func(o aid.Overview) bool {
			return len(o.Decision.ReceivedOn) == 1 && o.Decision.ReceivedOn[r.CoApplicant.ID] == day
		})
		if got := must[aid.Payment](t)(s.Payment(ctx, small.ID)); got.Reason != "AC04" || got.FileID != file.ID || got.ApprovedBy != r.Officer.ID || got.StatusAt.Before(got.ProposedAt) {
			t.Errorf("the refused payment: %+v", got)
		}
	})
}

func TestPaymentsAndFilesAreReadAsWritten(t *testing.T) {
	reading(t, func(t *testing.T, ctx context.Context, s *store.Store, r *storetest.Register) {
		many, file := must[[]aid.Payment](t), must[aid.PaymentFile](t)
		ids := func(list []aid.Payment) (ids []aid.ID) {
			for _, p := range list {
				ids = append(ids, p.ID)
			}
			return ids
		}
		same(t, "payments of a case, latest day first", ids(many(s.Payments(ctx, r.Case.ID))), []aid.ID{r.Stopped.ID, r.Rejected.ID, r.Paid.ID})
		same(t, "payments of a decision, as proposed", ids(many(s.PaymentsOf(ctx, r.Decision.ID))), []aid.ID{r.Paid.ID, r.Rejected.ID, r.Stopped.ID})
		same(t, "payments in a file, by reference", ids(many(s.PaymentsInFile(ctx, r.File.ID))), []aid.ID{r.Paid.ID, r.Rejected.ID})
		same(t, "imported payments are not open", len(many(s.OpenPayments(ctx))), 0)
		same(t, "imported payment", must[aid.Payment](t)(s.Payment(ctx, r.ImportedPayment.ID)).Status, aid.PaidOut)
		same(t, "file", file(s.PaymentFile(ctx, r.File.ID)), r.File)
		same(t, "file by message", file(s.PaymentFileByMessage(ctx, r.File.MessageID)), r.File)
		newer := r.Builder.File(r.Officer)
		files := must[[]aid.PaymentFile](t)
		same(t, "files, newest first", files(s.PaymentFiles(ctx, 9)), []aid.PaymentFile{newer, r.File})
		same(t, "one file at most", len(files(s.PaymentFiles(ctx, 1))), 1)
		absent[aid.Payment](t, "payment")(s.Payment(ctx, newID()))
		absent[aid.PaymentFile](t, "file")(s.PaymentFile(ctx, newID()))
		absent[aid.PaymentFile](t, "file by message")(s.PaymentFileByMessage(ctx, "none"))
		absent[aid.Overview](t, "overview")(s.Overview(ctx, newID()))
	})
}

func TestQueueIsPagedOldestFirst(t *testing.T) {
	reading(t, func(t *testing.T, ctx context.Context, s *store.Store, r *storetest.Register) {
		var want []aid.ID
		r.Builder.Register(r.Freeze(r.Case, aid.Month{Year: 2026, Month: 1}, aid.Imported), aid.Date{Year: 2026, Month: 1, Day: 3}) // history is not worked on
		for i := range 5 {
			a := r.Freeze(r.Case, aid.Month{Year: 2027, Month: 1}.Add(i), aid.FromPaper)
			r.Builder.Register(a, aid.Date{Year: 2027, Month: 1, Day: 10 + i/2})
			want = append(want, a.ID)
		}
		var got []aid.ID
		after := aid.QueueItem{}
		for {
			page := must[[]aid.QueueItem](t)(s.Queue(ctx, after, 2))
			if len(page) == 0 {
				break
			}
			for _, q := range page {
				got = append(got, q.ApplicationID)
				if q.CaseNumber != r.Case.Number || q.Names != "Åsa Öberg, Omar Öberg" || q.Caseworker != r.Caseworker.Name || q.CaseworkerID != r.Caseworker.ID || q.Stage != aid.ToCalculate {
					t.Errorf("item %+v", q)
				}
			}
			after = page[len(page)-1]
		}
		same(t, "queue", got, want)
		same(t, "a caseworker's queue", len(must[[]aid.QueueItem](t)(s.QueueOf(ctx, []aid.ID{r.Caseworker.ID}, aid.QueueItem{}, 9))), 5)
		same(t, "another's queue", len(must[[]aid.QueueItem](t)(s.QueueOf(ctx, []aid.ID{r.Decider.ID}, aid.QueueItem{}, 9))), 0)
	})
}

func TestLogIsReadPageByPage(t *testing.T) {
	reading(t, func(t *testing.T, ctx context.Context, s *store.Store, r *storetest.Register) {
		steps, _, err := s.Verify(ctx)
		if err != nil {
			t.Fatal(err)
		}
		var seqs []int64
		for before := int64(0); ; {
			page := must[[]aid.LogEntry](t)(s.Log(ctx, before, 7))
			if len(page) == 0 {
				break
			}
			for _, e := range page {
				seqs = append(seqs, e.Seq)
				if e.Step == "decide" && e.CaseNumber == r.Case.Number && (e.ObjectID != r.Decision.ID || !e.At.Equal(r.Decision.DecidedAt)) {
					t.Errorf("entry %+v", e)
				}
			}
			before = page[len(page)-1].Seq
		}
		if int64(len(seqs)) != steps || seqs[0] != steps || seqs[len(seqs)-1] != 1 {
			t.Errorf("%d entries from %d to %d of %d steps", len(seqs), seqs[0], seqs[len(seqs)-1], steps)
		}
	})
}
