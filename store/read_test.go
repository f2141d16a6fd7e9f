package store_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"bistand/aid"
	"bistand/store"
	"bistand/store/storetest"
)

// reading runs a test on a whole register, on both engines.
func reading(t *testing.T, test func(t *testing.T, ctx context.Context, s *store.Store, r *storetest.Register)) {
	t.Helper()
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) { test(t, context.Background(), s, storetest.Whole(t, s)) })
}

// must passes a result on; an error ends the test.
func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// absent fails unless the answer is that there is nothing.
func absent[T any](t *testing.T, what string) func(T, error) {
	return func(_ T, err error) {
		t.Helper()
		if !errors.Is(err, aid.ErrNotFound) {
			t.Errorf("%s: got %v, want not found", what, err)
		}
	}
}

func TestPeopleAreReadAsWritten(t *testing.T) {
	reading(t, func(t *testing.T, ctx context.Context, s *store.Store, r *storetest.Register) {
		person, staff := must[aid.Person](t), must[aid.Staff](t)
		for _, p := range []aid.Person{r.Applicant, r.CoApplicant, r.Son, r.Daughter, r.Protected} {
			same(t, "person", person(s.Person(ctx, p.ID)), p)
			same(t, "person by number", person(s.PersonByNumber(ctx, p.Personnummer)), p)
		}
		r.Step("unprotect", "person", r.Protected.ID, "", func(tx *store.Tx) error { return tx.AddProtection(r.ID(), r.Protected.ID, false) })
		if person(s.Person(ctx, r.Protected.ID)).Protected {
			t.Error("still protected")
		}
		for _, one := range []aid.Staff{r.Caseworker, r.Decider, r.Officer} {
			same(t, "staff", staff(s.Staff(ctx, one.ID)), one)
			same(t, "staff by subject", staff(s.StaffBySubject(ctx, one.Subject)), one)
		}
		profile := must[aid.Profile](t)
		same(t, "profile", profile(s.Profile(ctx, r.Applicant.ID)), aid.Profile{PersonID: r.Applicant.ID, Phone: "070-174 06 05", Email: "asa@example.org", Language: "sv", Notice: aid.NoticeByBoth})
		same(t, "no profile", profile(s.Profile(ctx, r.Son.ID)), aid.Profile{PersonID: r.Son.ID})
		newer := aid.Profile{PersonID: r.Applicant.ID, Language: "ar", Notice: aid.NoticeByBoth}
		r.Step("set_profile", "person", r.Applicant.ID, "", func(tx *store.Tx) error { return tx.AddProfile(r.ID(), newer) })
		same(t, "the newest profile", profile(s.Profile(ctx, r.Applicant.ID)), newer)
		absent[aid.Person](t, "person")(s.Person(ctx, newID()))
		absent[aid.Person](t, "person by number")(s.PersonByNumber(ctx, storetest.Number(t, "20000101", 990)))
		absent[aid.Staff](t, "staff")(s.Staff(ctx, newID()))
		absent[aid.Staff](t, "staff by subject")(s.StaffBySubject(ctx, "nobody"))
	})
}

func TestCasesAreReadAsWritten(t *testing.T) {
	reading(t, func(t *testing.T, ctx context.Context, s *store.Store, r *storetest.Register) {
		one, many := must[aid.Case](t), must[[]aid.Case](t)
		same(t, "case", one(s.Case(ctx, r.Case.ID)), r.Case)
		same(t, "closed case", one(s.CaseByNumber(ctx, r.Closed.Number)), r.Closed)
		same(t, "cases of a person, newest first", many(s.CasesOf(ctx, r.Applicant.ID)), []aid.Case{r.Case, r.Closed})
		same(t, "cases of nobody", len(many(s.CasesOf(ctx, r.Protected.ID))), 0)
		absent[aid.Case](t, "case")(s.Case(ctx, newID()))
		absent[aid.Case](t, "case by number")(s.CaseByNumber(ctx, "EB-1900-0001"))
		r.Step("assign", "case", r.Case.ID, r.Case.ID, func(tx *store.Tx) error {
			return tx.AddAssignment(r.ID(), r.Case.ID, r.Decider.ID, aid.Caseworker)
		})
		if got := one(s.Case(ctx, r.Case.ID)).Contacts; len(got) != 2 || got[0].Staff.ID != r.Decider.ID {
			t.Errorf("the newest assignment of a function holds: %+v", got)
		}
		same(t, "payees, newest first", must[[]aid.Payee](t)(s.Payees(ctx, r.Case.ID)), []aid.Payee{r.Rent, r.Tenant})
		reads := must[[]aid.CaseRead](t)
		same(t, "reads, newest first", reads(s.CaseReads(ctx, r.Case.ID, time.Time{}, 9)), []aid.CaseRead{r.Represented.Read, r.ReadByApplicant, r.ReadByStaff})
		same(t, "reads before the newest", reads(s.CaseReads(ctx, r.Case.ID, r.ReadByApplicant.At, 9)), []aid.CaseRead{r.ReadByStaff})
		same(t, "one read at most", len(reads(s.CaseReads(ctx, r.Case.ID, time.Time{}, 1))), 1)
		same(t, "attachment", must[aid.Attachment](t)(s.Attachment(ctx, r.Attachment.ID)), r.Attachment)
		absent[aid.Attachment](t, "attachment")(s.Attachment(ctx, newID()))
		same(t, "what was last said of a file", must[aid.Scan](t)(s.Scan(ctx, r.Attachment.ID)), r.Scanned)
		absent[aid.Scan](t, "scan")(s.Scan(ctx, newID()))
		unscanned := aid.Scan{AttachmentID: r.Unscanned.ID, Result: aid.NotScanned, At: r.Unscanned.UploadedAt}
		same(t, "scans of a case", must[[]aid.Scan](t)(s.Scans(ctx, r.Case.ID)), []aid.Scan{r.Scanned, unscanned})
		same(t, "files that wait for a scan", must[[]aid.Attachment](t)(s.WaitingScans(ctx, r.Now, 10)), []aid.Attachment{r.Unscanned})
		same(t, "files that wait for a scan later", must[[]aid.Attachment](t)(s.WaitingScans(ctx, r.Unscanned.UploadedAt.Add(-time.Second), 10)), []aid.Attachment(nil))
	})
}

func TestAccessIsTheNewestWordOnEachCase(t *testing.T) {
	reading(t, func(t *testing.T, ctx context.Context, s *store.Store, r *storetest.Register) {
		access := func(c aid.Case, active bool) {
			r.Step("set_access", "person", r.Applicant.ID, c.ID, func(tx *store.Tx) error {
				return tx.AddAccess(r.ID(), c.ID, r.Applicant.ID, r.Caseworker.ID, active)
			})
		}
		has, of := must[bool](t), must[aid.ID](t)
		same(t, "access", of(s.AccessOf(ctx, r.Applicant.ID)), r.Case.ID)
		if !has(s.HasAccess(ctx, r.Case.ID, r.Applicant.ID)) || has(s.HasAccess(ctx, r.Case.ID, r.Son.ID)) {
			t.Error("access of the applicant, none of the child")
		}
		access(r.Closed, false) // a word on the old case says nothing of the new one
		same(t, "access after the old case was shut", of(s.AccessOf(ctx, r.Applicant.ID)), r.Case.ID)
		access(r.Case, false)
		absent[aid.ID](t, "access taken back")(s.AccessOf(ctx, r.Applicant.ID))
		if has(s.HasAccess(ctx, r.Case.ID, r.Applicant.ID)) {
			t.Error("access was taken back")
		}
		access(r.Case, true)
		same(t, "access given again", of(s.AccessOf(ctx, r.Applicant.ID)), r.Case.ID)
		access(r.Closed, true)
		same(t, "access to a closed case opens nothing", of(s.AccessOf(ctx, r.Applicant.ID)), r.Case.ID)
		absent[aid.ID](t, "access of a stranger")(s.AccessOf(ctx, r.Protected.ID))
	})
}

func TestApplicationsAreReadAsWritten(t *testing.T) {
	reading(t, func(t *testing.T, ctx context.Context, s *store.Store, r *storetest.Register) {
		one, many := must[aid.Application](t), must[[]aid.Application](t)
		want := r.Signed
		want.Signatures, want.DecidedOn, want.PaidOn = r.Signatures, aid.SwedishDate(r.Decision.DecidedAt), aid.SwedishDate(r.Now)
		same(t, "application", one(s.Application(ctx, r.Signed.ID)), want)
		voided, refused := one(s.Application(ctx, r.Voided.ID)), one(s.Application(ctx, r.Refused.ID))
		same(t, "refusal", refused.Refusal, r.Refused.Refusal)
		same(t, "statuses", []aid.ApplicationStatus{voided.Status(), refused.Status()}, []aid.ApplicationStatus{aid.Voided, aid.RefusedToSign})
		same(t, "voided at", voided.VoidedAt, r.Voided.VoidedAt)
		list := many(s.Applications(ctx, r.Case.ID))
		if len(list) != 2 || list[0].ID != r.Refused.ID || list[1].ID != r.Signed.ID || list[0].Status() != aid.RefusedToSign || list[1].Status() != aid.Paid {
			t.Errorf("applications that stand, newest first: %+v", list)
		}
		same(t, "imported", one(s.PreviousApplication(ctx, r.Closed.ID, aid.Month{Year: 2025, Month: 4})).Status(), aid.Paid)
		same(t, "previous", one(s.PreviousApplication(ctx, r.Case.ID, r.Draft.Month)).ID, r.Signed.ID)
		absent[aid.Application](t, "previous to the first")(s.PreviousApplication(ctx, r.Case.ID, r.Signed.Month))
		same(t, "registered for", must[aid.ID](t)(s.RegisteredFor(ctx, r.Case.ID, r.Signed.Month)), r.Signed.ID)
		absent[aid.ID](t, "not registered")(s.RegisteredFor(ctx, r.Case.ID, r.Refused.Month))
		absent[aid.Application](t, "application")(s.Application(ctx, newID()))

		draft := r.ID()
		first, second := r.Refused, r.Refused
		first.ID, second.ID = r.ID(), r.ID()
		for _, a := range []aid.Application{first, second} {
			r.Step("freeze", "application", a.ID, a.CaseID, func(tx *store.Tx) error { return tx.AddApplication(a, draft) })
		}
		same(t, "earlier version", one(s.EarlierVersion(ctx, second.ID)).ID, first.ID)
		absent[aid.Application](t, "earlier than the first")(s.EarlierVersion(ctx, first.ID))
		same(t, "application of a draft", one(s.ApplicationOfDraft(ctx, draft)).ID, second.ID)
		absent[aid.Application](t, "application of a draft that was never frozen")(s.ApplicationOfDraft(ctx, r.Draft.ID))
	})
}

func TestDraftsChangeByVersion(t *testing.T) {
	reading(t, func(t *testing.T, ctx context.Context, s *store.Store, r *storetest.Register) {
		one := must[aid.Draft](t)
		same(t, "draft", one(s.Draft(ctx, r.Draft.ID)), truncated(r.Draft))
		same(t, "draft for a month", one(s.DraftFor(ctx, r.Case.ID, r.Draft.Month)), truncated(r.Draft))
		changed := r.Draft
		changed.Content.Changes, changed.FrozenAs, changed.UpdatedBy, changed.UpdatedAt = "Ny hyra.", r.Refused.ID, r.CoApplicant.ID, instant
		changed.Content.NoIncome, changed.Content.Done = map[aid.ID]bool{r.CoApplicant.ID: true}, map[string]bool{"housing": true}
		work(t, s, func(tx *store.Tx) error { return tx.SaveDraft(changed) })
		changed.Version = 2
		same(t, "saved draft", one(s.Draft(ctx, r.Draft.ID)), changed)
		if err := s.Work(ctx, func(tx *store.Tx) error { return tx.SaveDraft(r.Draft) }); !errors.Is(err, aid.ErrConflict) {
			t.Errorf("a save over what was not read: %v", err)
		}
		later := r.Draft
		later.ID, later.Month = r.ID(), r.Draft.Month.Add(1)
		work(t, s, func(tx *store.Tx) error { return tx.AddDraft(later) })
		list := must[[]aid.Draft](t)(s.Drafts(ctx, r.Case.ID))
		if len(list) != 2 || list[0].ID != later.ID || list[1].ID != r.Draft.ID {
			t.Errorf("drafts, newest month first: %+v", list)
		}
		work(t, s, func(tx *store.Tx) error { return tx.DeleteDraft(r.Draft.ID) })
		absent[aid.Draft](t, "deleted draft")(s.Draft(ctx, r.Draft.ID))
		absent[aid.Draft](t, "draft of another month")(s.DraftFor(ctx, r.Case.ID, r.Draft.Month))
	})
}

// truncated is a draft with its instant as the register keeps it.
func truncated(d aid.Draft) aid.Draft {
	d.UpdatedAt = d.UpdatedAt.Truncate(time.Microsecond).UTC()
	return d
}

func TestDecisionsAreReadAsWritten(t *testing.T) {
	reading(t, func(t *testing.T, ctx context.Context, s *store.Store, r *storetest.Register) {
		calculation, decision := must[aid.Calculation](t), must[aid.Decision](t)
		same(t, "calculation", calculation(s.Calculation(ctx, r.Calculation.ID)), r.Calculation)
		same(t, "calculation of", calculation(s.CalculationOf(ctx, r.Signed.ID)), r.Calculation)
		again := r.Calculate(r.Signed, r.Caseworker)
		same(t, "the newest calculation", calculation(s.CalculationOf(ctx, r.Signed.ID)), again)
		if queue := must[[]aid.QueueItem](t)(s.Queue(ctx, aid.QueueItem{}, 9)); len(queue) != 0 {
			t.Errorf("a calculation after the decision put it back in the queue: %+v", queue)
		}
		same(t, "decision", decision(s.Decision(ctx, r.Decision.ID)), r.Decision)
		same(t, "decision of", decision(s.DecisionOf(ctx, r.Signed.ID)), r.Decision)
		same(t, "decisions", must[[]aid.Decision](t)(s.Decisions(ctx, r.Case.ID)), []aid.Decision{r.Decision})
		on := must[aid.Date](t)
		same(t, "received", on(s.ReceivedOn(ctx, r.Decision.ID, r.Applicant.ID)), r.ReceivedOn)
		same(t, "not received", on(s.ReceivedOn(ctx, r.Decision.ID, r.CoApplicant.ID)), aid.Date{})
		r.Step("receive", "decision", r.Decision.ID, r.Case.ID, func(tx *store.Tx) error {
			return tx.AddDecisionReceipt(r.Decision.ID, r.Applicant.ID, r.ReceivedOn.AddDays(5))
		})
		same(t, "only the first day counts", on(s.ReceivedOn(ctx, r.Decision.ID, r.Applicant.ID)), r.ReceivedOn)
		absent[aid.Calculation](t, "calculation")(s.Calculation(ctx, newID()))
		absent[aid.Calculation](t, "calculation of")(s.CalculationOf(ctx, r.Refused.ID))
		absent[aid.Decision](t, "decision")(s.Decision(ctx, newID()))
		absent[aid.Decision](t, "decision of")(s.DecisionOf(ctx, r.Refused.ID))
	})
}

func TestPapersAreReadAsWritten(t *testing.T) {
	reading(t, func(t *testing.T, ctx context.Context, s *store.Store, r *storetest.Register) {
		documents, notes := must[[]aid.Document](t), must[[]aid.JournalNote](t)
		same(t, "document", must[aid.Document](t)(s.Document(ctx, r.Published.ID)), r.Published)
		same(t, "published documents", documents(s.Documents(ctx, r.Case.ID, false)), []aid.Document{r.Published})
		same(t, "all documents, newest first", documents(s.Documents(ctx, r.Case.ID, true)), []aid.Document{r.Unpublished, r.Published})
		same(t, "note", must[aid.JournalNote](t)(s.Note(ctx, r.InternalNote.ID)), r.InternalNote)
		same(t, "published notes", notes(s.Notes(ctx, r.Case.ID, false)), []aid.JournalNote{r.PublishedNote})
		same(t, "all notes, newest first", notes(s.Notes(ctx, r.Case.ID, true)), []aid.JournalNote{r.InternalNote, r.PublishedNote})
		absent[aid.Document](t, "document")(s.Document(ctx, newID()))
		absent[aid.JournalNote](t, "note")(s.Note(ctx, newID()))
	})
}

func TestSessionsAndOrders(t *testing.T) {
	reading(t, func(t *testing.T, ctx context.Context, s *store.Store, r *storetest.Register) {
		citizen := aid.Session{ID: r.ID(), Actor: aid.Actor{Kind: aid.ByCitizen, ID: r.Applicant.ID, Name: r.Applicant.Name()}, CaseID: r.Case.ID, Language: "sv", StartedAt: instant, SeenAt: instant, UserAgent: "ua", RemoteAddr: "127.0.0.1", Means: "Freja eID+"}
		citizen.Self = citizen.Actor
		later := citizen
		later.ID, later.StartedAt, later.SeenAt = r.ID(), instant.Add(time.Hour), instant.Add(time.Hour)
		staff := aid.Session{ID: r.ID(), Actor: aid.Actor{Kind: aid.ByStaff, ID: r.Decider.ID, Name: r.Decider.Name}, Language: "sv", StartedAt: instant, SeenAt: instant, Staff: &aid.Staff{ID: r.Decider.ID, Name: r.Decider.Name, Roles: r.Decider.Roles}}
		staff.Self = staff.Actor
		work(t, s, func(tx *store.Tx) error {
			return errors.Join(tx.AddSession(citizen, "h1"), tx.AddSession(later, "h2"), tx.AddSession(staff, "h3"))
		})
		one, many := must[aid.Session](t), must[[]aid.Session](t)
		same(t, "session", one(s.Session(ctx, "h1")), citizen)
		same(t, "staff session", one(s.Session(ctx, "h3")), staff)
		absent[aid.Session](t, "session")(s.Session(ctx, "h4"))
		same(t, "sessions, newest first", many(s.SessionsOf(ctx, r.Applicant.ID, 9)), []aid.Session{later, citizen})
		same(t, "one session at most", many(s.SessionsOf(ctx, r.Applicant.ID, 1)), []aid.Session{later})
		at := instant.Add(2 * time.Hour)
		work(t, s, func(tx *store.Tx) error {
			return errors.Join(tx.SeeSession(citizen.ID, at), tx.SetSessionLanguage(citizen.ID, "ti"), tx.EndSession(citizen.ID, at))
		})
		citizen.SeenAt, citizen.EndedAt, citizen.Language = at, at, "ti"
		work(t, s, func(tx *store.Tx) error {
			return errors.Join(tx.SeeSession(citizen.ID, at.Add(time.Hour)), tx.EndSession(citizen.ID, at.Add(time.Hour)), tx.EndSessions(r.Applicant.ID, at.Add(time.Hour)))
		})
		same(t, "an ended session stays as it ended", one(s.Session(ctx, "h1")), citizen)
		if one(s.Session(ctx, "h2")).EndedAt.IsZero() || !one(s.Session(ctx, "h3")).EndedAt.IsZero() {
			t.Error("log out everywhere ends the actor's own sessions, and only those")
		}

		order := aid.Order{
			ID: r.ID(), Browser: "b", Purpose: aid.ToSign, PersonID: r.Applicant.ID, ObjectID: r.Signed.ID, OtherDevice: true, OrderRef: "ref", AutoStartToken: "auto",
			QRToken: "qt", QRSecret: "qs", Visible: "text", Hidden: "dold", ReturnNonce: "n", FirstStartedAt: instant, StartedAt: instant, Status: aid.OrderPending, Hint: "outstandingTransaction",
		}
		work(t, s, func(tx *store.Tx) error { return tx.AddOrder(order) })
		get := must[aid.Order](t)
		got := get(s.Order(ctx, order.ID, "b"))
		if len(got.Answer) != 0 {
			t.Errorf("an answer before one came: %q", got.Answer)
		}
		got.Answer = nil
		same(t, "order", got, order)
		absent[aid.Order](t, "another browser's order")(s.Order(ctx, order.ID, "c"))
		order.OrderRef, order.QRSecret, order.StartedAt, order.CollectedAt, order.Status = "ref2", "qs2", instant.Add(time.Minute), instant.Add(time.Minute), aid.OrderComplete
		order.Hint, order.ErrorKey, order.Answer, order.UsedAt, order.OtherDevice = "", "none", []byte("<answer/>"), instant.Add(time.Minute), false
		work(t, s, func(tx *store.Tx) error { return tx.SaveOrder(order) })
		same(t, "used order", get(s.Order(ctx, order.ID, "b")), order)
		if err := s.Work(ctx, func(tx *store.Tx) error { return tx.SaveOrder(order) }); !errors.Is(err, aid.ErrConflict) {
			t.Errorf("an order used twice: %v", err)
		}

		login := store.ProviderLogin{State: "s", Browser: "b", Side: store.CitizenSide, Nonce: "n", Verifier: "v", Till: "/beslut", At: instant}
		take := func(side store.Side, browser string) (got store.ProviderLogin, err error) {
			err = s.Work(ctx, func(tx *store.Tx) error { got, err = tx.TakeProviderLogin(side, "s", browser); return err })
			return got, err
		}
		work(t, s, func(tx *store.Tx) error { return tx.AddProviderLogin(login) })
		absent[store.ProviderLogin](t, "another browser's log-in")(take(store.CitizenSide, "c"))
		absent[store.ProviderLogin](t, "the other side's log-in")(take(store.StaffSide, "b"))
		same(t, "log-in", must[store.ProviderLogin](t)(take(store.CitizenSide, "b")), login)
		absent[store.ProviderLogin](t, "a log-in that was taken")(take(store.CitizenSide, "b"))
		if err := s.Work(ctx, func(tx *store.Tx) error { return tx.AddProviderLogin(store.ProviderLogin{State: "t", Side: "nobody"}) }); err == nil {
			t.Error("a log-in of no side is kept")
		}
		for want := range int64(3) {
			work(t, s, func(tx *store.Tx) error {
				n, err := tx.NextNumber("case-2026")
				same(t, "number", n, want+1)
				return err
			})
		}
	})
}
