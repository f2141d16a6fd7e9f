package store_test

import (
	"context"
	"errors"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"bistand/aid"
	"bistand/store"
	"bistand/store/storetest"
)

// reader is every reading method: of the Store, and of a Tx within a step.
type reader interface {
	ApplicationState(context.Context, aid.ID) (aid.Application, error)
	Admission(context.Context, string, aid.Date) (store.Admission, error)
	Forgettable(context.Context, time.Time, store.KeptDrafts) (bool, error)
	AccessOf(context.Context, aid.ID) (aid.ID, error)
	ApplicationOfDraft(context.Context, aid.ID) (aid.Application, error)
	Empty(context.Context) (bool, error)
	Application(context.Context, aid.ID) (aid.Application, error)
	Applications(context.Context, aid.ID) ([]aid.Application, error)
	Attachment(context.Context, aid.ID) (aid.Attachment, error)
	Scan(context.Context, aid.ID) (aid.Scan, error)
	Scans(context.Context, aid.ID) ([]aid.Scan, error)
	WaitingScans(context.Context, time.Time, int) ([]aid.Attachment, error)
	Calculation(context.Context, aid.ID) (aid.Calculation, error)
	CalculationOf(context.Context, aid.ID) (aid.Calculation, error)
	Case(context.Context, aid.ID) (aid.Case, error)
	CaseByNumber(context.Context, string) (aid.Case, error)
	CaseReads(context.Context, aid.ID, time.Time, int) ([]aid.CaseRead, error)
	Unsent(context.Context, aid.ID, aid.ID, time.Time) ([]aid.Unsent, error)
	ReasonSince(context.Context, aid.ID, aid.ID, time.Time) (bool, error)
	CasesOf(context.Context, aid.ID) ([]aid.Case, error)
	MaySee(context.Context, aid.ID) ([]aid.ID, error)
	Stays(context.Context, aid.ID) (map[aid.ID]aid.Stays, error)
	LapsedDrafts(context.Context, store.KeptDrafts, int) ([]aid.Draft, error)
	CitizenAccess(context.Context, aid.ID, aid.ID) (bool, error)
	DeadJobs(context.Context, int) ([]aid.Job, error)
	Decision(context.Context, aid.ID) (aid.Decision, error)
	DecisionOf(context.Context, aid.ID) (aid.Decision, error)
	Decisions(context.Context, aid.ID) ([]aid.Decision, error)
	Document(context.Context, aid.ID) (aid.Document, error)
	Documents(context.Context, aid.ID, bool) ([]aid.Document, error)
	UnseenPublications(context.Context, aid.ID, aid.ID) ([]aid.UnseenPublication, error)
	Draft(context.Context, aid.ID) (aid.Draft, error)
	DraftFor(context.Context, aid.ID, aid.Month) (aid.Draft, error)
	DraftOf(context.Context, aid.ID) (aid.Draft, error)
	HasApplied(context.Context, aid.ID) (bool, error)
	PaperSignatures(context.Context, aid.ID) (map[aid.ID]aid.Date, error)
	Drafts(context.Context, aid.ID) ([]aid.Draft, error)
	EarlierVersion(context.Context, aid.ID) (aid.Application, error)
	HasAccess(context.Context, aid.ID, aid.ID) (bool, error)
	Job(context.Context, string) (aid.Job, error)
	Log(context.Context, int64, int) ([]aid.LogEntry, error)
	Note(context.Context, aid.ID) (aid.JournalNote, error)
	Notes(context.Context, aid.ID, bool) ([]aid.JournalNote, error)
	OpenPayments(context.Context) ([]aid.Payment, error)
	Order(context.Context, aid.ID, string) (aid.Order, error)
	Overview(context.Context, aid.ID) (aid.Overview, error)
	Payees(context.Context, aid.ID) ([]aid.Payee, error)
	Payment(context.Context, aid.ID) (aid.Payment, error)
	PaymentFile(context.Context, aid.ID) (aid.PaymentFile, error)
	PaymentFileByMessage(context.Context, string) (aid.PaymentFile, error)
	PaymentFiles(context.Context, int) ([]aid.PaymentFile, error)
	Payments(context.Context, aid.ID) ([]aid.Payment, error)
	PaymentsInFile(context.Context, aid.ID) ([]aid.Payment, error)
	PaymentsOf(context.Context, aid.ID) ([]aid.Payment, error)
	Person(context.Context, aid.ID) (aid.Person, error)
	PersonByNumber(context.Context, aid.Personnummer) (aid.Person, error)
	PreviousApplication(context.Context, aid.ID, aid.Month) (aid.Application, error)
	Profile(context.Context, aid.ID) (aid.Profile, error)
	Queue(context.Context, aid.QueueItem, int) ([]aid.QueueItem, error)
	QueueOf(context.Context, []aid.ID, aid.QueueItem, int) ([]aid.QueueItem, error)
	ReceivedBy(context.Context, aid.ID, aid.ID) (map[aid.ID]aid.Date, error)
	ReceivedOn(context.Context, aid.ID, aid.ID) (aid.Date, error)
	RegisteredFor(context.Context, aid.ID, aid.Month) (aid.ID, error)
	Session(context.Context, string) (aid.Session, error)
	SessionsOf(context.Context, aid.ID, int) ([]aid.Session, error)
	Staff(context.Context, aid.ID) (aid.Staff, error)
	StaffBySubject(context.Context, string) (aid.Staff, error)
	RuleFile(context.Context, string) ([]byte, error)
	DecisionTimes(context.Context, time.Time) ([]aid.Took, error)
	NormFigures(context.Context, string) ([]aid.NormFigure, error)
	EachCalculation(context.Context, func(aid.Calculation) error) error
	talkReader
	representativeReader
	requestReader
	absenceReader
	postReader
	recordReader
	recoveryReader
	inquiryReader
	Appeal(context.Context, aid.ID) (aid.Appeal, error)
	AppealAnswer(context.Context, aid.ID) ([]byte, error)
	AppealDraft(context.Context, aid.ID) (aid.AppealDraft, error)
	AppealDraftOf(context.Context, aid.ID, aid.ID) (aid.AppealDraft, error)
	AppealDrafts(context.Context, aid.ID, aid.ID) ([]aid.AppealDraft, error)
	Appeals(context.Context, aid.ID) ([]aid.Appeal, error)
	AppealsAtCourt(context.Context, int) ([]aid.Appeal, error)
	AppealsBy(context.Context, aid.ID, aid.ID) ([]aid.Appeal, error)
	OpenAppeals(context.Context, aid.Appeal, int) ([]aid.Appeal, error)
	ReviewsOf(context.Context, aid.ID) ([]aid.Appeal, error)
	Codes(context.Context, aid.ID, time.Time) ([]aid.NoticeCode, error)
	NoticeByReference(context.Context, string) (aid.SentNotice, error)
	Notices(context.Context, aid.ID, int) ([]aid.SentNotice, error)
	NoticesOf(context.Context, aid.ID) ([]aid.SentNotice, error)
	Reach(context.Context, aid.Profile) ([]aid.Address, error)
	RequestsDue(context.Context, aid.Date, aid.Date) ([]aid.CompletionRequest, error)
	SignaturesAwaited(context.Context, time.Time, time.Time) ([]aid.Application, error)
}

// ownMethods are the Store's own, each tested by name elsewhere; and what a Tx tells of its step.
var ownMethods = []string{"At", "Close", "Engine", "Jobs", "LeaseJob", "Ping", "Result", "Step", "Verify", "Work"}

// Every exported method is called on both engines: a method without a call here fails the test.
func TestEveryMethodRunsOnBothEngines(t *testing.T) {
	t.Parallel()
	reads, writes := readCalls(), writeCalls()
	maps.Copy(reads, talkReads())
	maps.Copy(reads, representativeReads())
	maps.Copy(reads, requestReads())
	maps.Copy(reads, appealReads())
	maps.Copy(reads, absenceReads())
	maps.Copy(reads, postReads())
	maps.Copy(reads, recordReads())
	maps.Copy(reads, recoveryReads())
	maps.Copy(reads, inquiryReads())
	maps.Copy(writes, workCalls())
	maps.Copy(writes, recoveryCalls())
	maps.Copy(writes, inquiryCalls())
	called := slices.Concat(slices.Collect(maps.Keys(reads)), slices.Collect(maps.Keys(writes)), ownMethods)
	for _, kind := range []reflect.Type{reflect.TypeFor[*store.Store](), reflect.TypeFor[*store.Tx](), reflect.TypeFor[reader]()} {
		for i := range kind.NumMethod() {
			if name := kind.Method(i).Name; !slices.Contains(called, name) {
				t.Errorf("%s.%s is called by no test", kind, name)
			}
		}
	}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := storetest.Whole(t, s)
		ctx := context.Background()
		if s.Ping(ctx) != nil || !slices.Contains(storetest.Engines, s.Engine()) {
			t.Error("the register does not answer")
		}
		for name, call := range reads {
			outside, err := call(ctx, s, r)
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			err = s.Work(ctx, func(tx *store.Tx) error {
				inside, err := call(ctx, tx, r)
				same(t, name+" within a step", inside, outside)
				return err
			})
			if err != nil {
				t.Errorf("%s within a step: %v", name, err)
			}
		}
		undo := errors.New("undo")
		for name, call := range writes {
			step := store.Step{At: r.Now, Actor: aid.Actor{Kind: aid.BySystem}, Name: "try", Kind: "any", Object: r.Case.ID}
			err := s.Step(ctx, step, func(tx *store.Tx) error {
				if !tx.At().Equal(r.Now) {
					t.Error("a step at another instant")
				}
				if err := call(tx, r); err != nil {
					t.Errorf("%s: %v", name, err)
				}
				return undo
			})
			if !errors.Is(err, undo) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, _, err := s.Verify(ctx); err != nil {
			t.Error(err)
		}
	})
}

// list makes the result of a call comparable, and lets what is not there be an answer: what each returns is tested elsewhere.
func list[T any](v T, err error) (any, error) {
	if errors.Is(err, aid.ErrNotFound) {
		err = nil
	}
	return v, err
}

type readCall func(context.Context, reader, *storetest.Register) (any, error)

func readCalls() map[string]readCall {
	type c = context.Context
	type reg = *storetest.Register
	calls := noticeReads()
	maps.Copy(calls, map[string]readCall{
		"Log":           func(ctx c, r reader, _ reg) (any, error) { return list(r.Log(ctx, 0, 99)) },
		"RuleFile":      func(ctx c, r reader, _ reg) (any, error) { return r.RuleFile(ctx, strings.Repeat("a", 64)) },
		"NormFigures":   func(ctx c, r reader, w reg) (any, error) { return r.NormFigures(ctx, w.Figures[0].Table) },
		"DecisionTimes": func(ctx c, r reader, _ reg) (any, error) { return r.DecisionTimes(ctx, time.Time{}) },
		"EachCalculation": func(ctx c, r reader, _ reg) (any, error) {
			var all []aid.Calculation
			err := r.EachCalculation(ctx, func(k aid.Calculation) error { all = append(all, k); return nil })
			return all, err
		},
		"QueueOf": func(ctx c, r reader, w reg) (any, error) {
			return list(r.QueueOf(ctx, []aid.ID{w.Caseworker.ID}, aid.QueueItem{}, 9))
		},
		"ApplicationOfDraft": func(ctx c, r reader, w reg) (any, error) { return list(r.ApplicationOfDraft(ctx, w.Draft.ID)) },
		"Empty":              func(ctx c, r reader, _ reg) (any, error) { return list(r.Empty(ctx)) },
		"CitizenAccess": func(ctx c, r reader, w reg) (any, error) {
			return list(r.CitizenAccess(ctx, w.Case.ID, w.Applicant.ID))
		},
		"EarlierVersion":   func(ctx c, r reader, w reg) (any, error) { return list(r.EarlierVersion(ctx, w.Signed.ID)) },
		"ReceivedBy":       func(ctx c, r reader, w reg) (any, error) { return list(r.ReceivedBy(ctx, w.Case.ID, w.Applicant.ID)) },
		"AccessOf":         func(ctx c, r reader, w reg) (any, error) { return list(r.AccessOf(ctx, w.Applicant.ID)) },
		"ApplicationState": func(ctx c, r reader, w reg) (any, error) { return list(r.ApplicationState(ctx, w.Signed.ID)) },
		"Application":      func(ctx c, r reader, w reg) (any, error) { return list(r.Application(ctx, w.Signed.ID)) },
		"Applications":     func(ctx c, r reader, w reg) (any, error) { return list(r.Applications(ctx, w.Case.ID)) },
		"Attachment":       func(ctx c, r reader, w reg) (any, error) { return list(r.Attachment(ctx, w.Attachment.ID)) },
		"Scan":             func(ctx c, r reader, w reg) (any, error) { return list(r.Scan(ctx, w.Attachment.ID)) },
		"Scans":            func(ctx c, r reader, w reg) (any, error) { return list(r.Scans(ctx, w.Case.ID)) },
		"WaitingScans":     func(ctx c, r reader, w reg) (any, error) { return list(r.WaitingScans(ctx, w.Now, 10)) },
		"Calculation":      func(ctx c, r reader, w reg) (any, error) { return list(r.Calculation(ctx, w.Calculation.ID)) },
		"CalculationOf":    func(ctx c, r reader, w reg) (any, error) { return list(r.CalculationOf(ctx, w.Signed.ID)) },
		"Case":             func(ctx c, r reader, w reg) (any, error) { return list(r.Case(ctx, w.Case.ID)) },
		"CaseByNumber":     func(ctx c, r reader, w reg) (any, error) { return list(r.CaseByNumber(ctx, w.Case.Number)) },
		"CaseReads":        func(ctx c, r reader, w reg) (any, error) { return list(r.CaseReads(ctx, w.Case.ID, time.Time{}, 9)) },
		"Unsent":           func(ctx c, r reader, w reg) (any, error) { return r.Unsent(ctx, w.Applicant.ID, "", time.Time{}) },
		"ReasonSince": func(ctx c, r reader, w reg) (any, error) {
			return r.ReasonSince(ctx, w.Case.ID, w.Decider.ID, time.Time{})
		},
		"MaySee":             func(ctx c, r reader, w reg) (any, error) { return r.MaySee(ctx, w.Paper.ID) },
		"Stays":              func(ctx c, r reader, w reg) (any, error) { return r.Stays(ctx, w.Separated.ID) },
		"CasesOf":            func(ctx c, r reader, w reg) (any, error) { return list(r.CasesOf(ctx, w.Applicant.ID)) },
		"DeadJobs":           func(ctx c, r reader, _ reg) (any, error) { return list(r.DeadJobs(ctx, 9)) },
		"Decision":           func(ctx c, r reader, w reg) (any, error) { return list(r.Decision(ctx, w.Decision.ID)) },
		"DecisionOf":         func(ctx c, r reader, w reg) (any, error) { return list(r.DecisionOf(ctx, w.Signed.ID)) },
		"Decisions":          func(ctx c, r reader, w reg) (any, error) { return list(r.Decisions(ctx, w.Case.ID)) },
		"Document":           func(ctx c, r reader, w reg) (any, error) { return list(r.Document(ctx, w.Published.ID)) },
		"Documents":          func(ctx c, r reader, w reg) (any, error) { return list(r.Documents(ctx, w.Case.ID, true)) },
		"UnseenPublications": func(ctx c, r reader, w reg) (any, error) { return r.UnseenPublications(ctx, w.Case.ID, "") },
		"Draft":              func(ctx c, r reader, w reg) (any, error) { return list(r.Draft(ctx, w.Draft.ID)) },
		"DraftFor":           func(ctx c, r reader, w reg) (any, error) { return list(r.DraftFor(ctx, w.Case.ID, w.Draft.Month)) },
		"DraftOf": func(ctx c, r reader, w reg) (any, error) {
			_, err := r.DraftOf(ctx, w.Signed.ID)
			return nil, notFound(err)
		},
		"HasApplied":      func(ctx c, r reader, w reg) (any, error) { return list(r.HasApplied(ctx, w.Case.ID)) },
		"PaperSignatures": func(ctx c, r reader, w reg) (any, error) { return list(r.PaperSignatures(ctx, w.Paper.ID)) },
		"Drafts":          func(ctx c, r reader, w reg) (any, error) { return list(r.Drafts(ctx, w.Case.ID)) },
		"HasAccess":       func(ctx c, r reader, w reg) (any, error) { return list(r.HasAccess(ctx, w.Case.ID, w.Applicant.ID)) },
		"Job":             func(ctx c, r reader, _ reg) (any, error) { return list(r.Job(ctx, "none")) },
		"Note":            func(ctx c, r reader, w reg) (any, error) { return list(r.Note(ctx, w.InternalNote.ID)) },
		"Notes":           func(ctx c, r reader, w reg) (any, error) { return list(r.Notes(ctx, w.Case.ID, true)) },
		"OpenPayments":    func(ctx c, r reader, _ reg) (any, error) { return list(r.OpenPayments(ctx)) },
		"Order":           func(ctx c, r reader, w reg) (any, error) { return list(r.Order(ctx, w.Case.ID, "b")) },
		"Overview":        func(ctx c, r reader, w reg) (any, error) { return list(r.Overview(ctx, w.Case.ID)) },
		"Payees":          func(ctx c, r reader, w reg) (any, error) { return list(r.Payees(ctx, w.Case.ID)) },
		"Payment":         func(ctx c, r reader, w reg) (any, error) { return list(r.Payment(ctx, w.Paid.ID)) },
		"PaymentFile":     func(ctx c, r reader, w reg) (any, error) { return list(r.PaymentFile(ctx, w.File.ID)) },
		"PaymentFileByMessage": func(ctx c, r reader, w reg) (any, error) {
			return list(r.PaymentFileByMessage(ctx, w.File.MessageID))
		},
		"PaymentFiles":   func(ctx c, r reader, _ reg) (any, error) { return list(r.PaymentFiles(ctx, 9)) },
		"Payments":       func(ctx c, r reader, w reg) (any, error) { return list(r.Payments(ctx, w.Case.ID)) },
		"PaymentsInFile": func(ctx c, r reader, w reg) (any, error) { return list(r.PaymentsInFile(ctx, w.File.ID)) },
		"PaymentsOf":     func(ctx c, r reader, w reg) (any, error) { return list(r.PaymentsOf(ctx, w.Decision.ID)) },
		"Person":         func(ctx c, r reader, w reg) (any, error) { return list(r.Person(ctx, w.Protected.ID)) },
		"PersonByNumber": func(ctx c, r reader, w reg) (any, error) {
			return list(r.PersonByNumber(ctx, w.Applicant.Personnummer))
		},
		"PreviousApplication": func(ctx c, r reader, w reg) (any, error) {
			return list(r.PreviousApplication(ctx, w.Case.ID, w.Draft.Month))
		},
		"Profile": func(ctx c, r reader, w reg) (any, error) { return list(r.Profile(ctx, w.Applicant.ID)) },
		"Queue":   func(ctx c, r reader, _ reg) (any, error) { return list(r.Queue(ctx, aid.QueueItem{}, 9)) },
		"ReceivedOn": func(ctx c, r reader, w reg) (any, error) {
			return list(r.ReceivedOn(ctx, w.Decision.ID, w.Applicant.ID))
		},
		"RegisteredFor": func(ctx c, r reader, w reg) (any, error) {
			return list(r.RegisteredFor(ctx, w.Case.ID, w.Signed.Month))
		},
		"Admission":      func(ctx c, r reader, _ reg) (any, error) { return list(r.Admission(ctx, "hash", someDay)) },
		"Session":        func(ctx c, r reader, _ reg) (any, error) { return list(r.Session(ctx, "hash")) },
		"SessionsOf":     func(ctx c, r reader, w reg) (any, error) { return list(r.SessionsOf(ctx, w.Applicant.ID, 9)) },
		"Staff":          func(ctx c, r reader, w reg) (any, error) { return list(r.Staff(ctx, w.Officer.ID)) },
		"StaffBySubject": func(ctx c, r reader, w reg) (any, error) { return list(r.StaffBySubject(ctx, w.Officer.Subject)) },
	})
	return calls
}

// freshApplication adds an application on paper to the closed case, in the step under way.
func freshApplication(tx *store.Tx, w *storetest.Register) (aid.Application, error) {
	a := w.Imported
	a.ID, a.Origin, a.Month = newID(), aid.FromPaper, aid.Month{Year: 2027, Month: 1}
	return a, tx.AddApplication(a, newID())
}

// someDay is a day on which something happened.
var someDay = aid.Date{Year: 2026, Month: 11, Day: 3}

// writeCalls makes one call of each method that adds facts, in a step that is undone.
func writeCalls() map[string]writeCall {
	calls := map[string]writeCall{}
	for _, noun := range []map[string]writeCall{personCalls(), caseCalls(), applicationCalls(), decisionCalls(), paymentCalls(), talkWrites(), appealCalls(), requestWrites(), noticeCalls(), absenceWrites(), postWrites(), recordWrites(), representativeWrites()} {
		maps.Copy(calls, noun)
	}
	return calls
}

type writeCall func(*store.Tx, *storetest.Register) error

func personCalls() map[string]writeCall {
	type tx = *store.Tx
	type reg = *storetest.Register
	return map[string]writeCall{
		"AddPerson": func(tx tx, w reg) error {
			return tx.AddPerson(aid.Person{ID: newID(), Personnummer: storetest.Number(w.T, "20000101", 990), GivenName: "X", FamilyName: "Y", Protected: true})
		},
		"AddProfile":    func(tx tx, w reg) error { return tx.AddProfile(newID(), aid.Profile{PersonID: w.CoApplicant.ID}) },
		"AddProtection": func(tx tx, w reg) error { return tx.AddProtection(newID(), w.Protected.ID, false) },
		"AddStaff":      func(tx tx, _ reg) error { return tx.AddStaff(aid.Staff{ID: newID(), Subject: "new"}) },
	}
}

func caseCalls() map[string]writeCall {
	type tx = *store.Tx
	type reg = *storetest.Register
	return map[string]writeCall{
		"AddAccess":     func(tx tx, w reg) error { return tx.AddAccess(newID(), w.Case.ID, w.Applicant.ID, w.Officer.ID, false) },
		"AddAssignment": func(tx tx, w reg) error { return tx.AddAssignment(newID(), w.Case.ID, w.Decider.ID, aid.Caseworker) },
		"AddAttachment": func(tx tx, w reg) error {
			a := w.Attachment
			a.ID = newID()
			return tx.AddAttachment(a)
		},
		"AddScan": func(tx tx, w reg) error {
			return tx.AddScan(newID(), aid.Scan{AttachmentID: w.Unscanned.ID, Result: aid.ScanInfected, Found: "Eicar-Test-Signature", Version: "ClamAV 1.4.3"})
		},
		"PostponeScan":   func(tx tx, w reg) error { return tx.PostponeScan(w.Unscanned.ID, w.Now.Add(time.Hour)) },
		"AddCase":        func(tx tx, w reg) error { c := w.Case; c.ID, c.Number = newID(), "EB-2026-0999"; return tx.AddCase(c) },
		"AddCaseClosing": func(tx tx, w reg) error { return tx.AddCaseClosing(w.Case.ID, someDay, "") },
		"AddCaseRead":    func(tx tx, w reg) error { return tx.AddCaseRead(newID(), w.ReadByStaff) },
		"AddCaseReads": func(tx tx, w reg) error {
			return tx.AddCaseReads(newID, slices.Repeat([]aid.CaseRead{w.ReadByStaff}, 40))
		},
		"AddDocument":        func(tx tx, w reg) error { d := w.Published; d.ID = newID(); return tx.AddDocument(d) },
		"AddMember":          func(tx tx, w reg) error { return tx.AddMember(newID(), w.Closed.ID, w.Son.ID, aid.ChildInCase) },
		"AddNote":            func(tx tx, w reg) error { n := w.InternalNote; n.ID = newID(); return tx.AddNote(n) },
		"AddPublicationSeen": func(tx tx, w reg) error { return tx.AddPublicationSeen(w.Published.ID, w.CoApplicant.ID) },
		"AddPublication": func(tx tx, w reg) error {
			return tx.AddPublication("note", w.InternalNote.ID, w.Case.ID, w.Caseworker.ID)
		},
	}
}

func applicationCalls() map[string]writeCall {
	type tx = *store.Tx
	type reg = *storetest.Register
	return map[string]writeCall{
		"AddApplication":    func(tx tx, w reg) error { _, err := freshApplication(tx, w); return err },
		"AddLatePaper":      func(tx tx, w reg) error { return tx.AddLatePaper(w.Signed.ID, w.Attachment.ID) },
		"AddSufficient":     func(tx tx, w reg) error { return tx.AddSufficient(w.Signed.ID, w.Caseworker, "Räcker.") },
		"AddPaperSignature": func(tx tx, w reg) error { return tx.AddPaperSignature(w.Paper.ID, w.Gone.ID, w.Caseworker.ID, someDay) },
		"AddMemberEntry": func(tx tx, w reg) error {
			return errors.Join(tx.AddMemberEnd(w.Separated.ID, w.MovedIn.ID, w.Caseworker.ID, someDay, "Flyttat."),
				tx.AddMemberEntry(newID(), w.Separated.ID, w.Gone.ID, w.Caseworker.ID, someDay))
		},
		"AddMemberEnd": func(tx tx, w reg) error {
			return tx.AddMemberEnd(w.Case.ID, w.Daughter.ID, w.Caseworker.ID, someDay, "Flyttat.")
		},
		"AddApplicationVoid": func(tx tx, w reg) error { return tx.AddApplicationVoid(w.Refused.ID, w.Applicant.ID) },
		"AddRegistration": func(tx tx, w reg) error {
			a, err := freshApplication(tx, w)
			return errors.Join(err, tx.AddRegistration(a, someDay))
		},
		"AddSignature": func(tx tx, w reg) error {
			s := w.Signatures[1]
			s.ApplicationID, s.ContentHash = w.Refused.ID, w.Refused.ContentHash
			return tx.AddSignature(s)
		},
		"AddSignatureRefusal": func(tx tx, w reg) error {
			a, err := freshApplication(tx, w)
			return errors.Join(err, tx.AddSignatureRefusal(a.ID, aid.SignatureRefusal{PersonID: w.Applicant.ID, Reason: "nej"}))
		},
	}
}

// workCalls makes one call of each method that writes working rows, in a step that is undone.
func workCalls() map[string]writeCall {
	type tx = *store.Tx
	type reg = *storetest.Register
	return map[string]writeCall{
		"AddDraft":   func(tx tx, w reg) error { d := w.Draft; d.ID, d.Month = newID(), d.Month.Add(1); return tx.AddDraft(d) },
		"AddJob":     func(tx tx, _ reg) error { return tx.AddJob(aid.Job{ID: newID(), UniqueKey: "k"}) },
		"AddOrder":   func(tx tx, _ reg) error { return tx.AddOrder(aid.Order{ID: newID()}) },
		"AddSession": func(tx tx, _ reg) error { return tx.AddSession(aid.Session{ID: newID()}, "hash") },
		"AddProviderLogin": func(tx tx, _ reg) error {
			return tx.AddProviderLogin(store.ProviderLogin{State: "s", Side: store.StaffSide})
		},
		"AddAppealDraft": func(tx tx, w reg) error {
			d := w.AppealDraft
			d.ID, d.PersonID = newID(), w.CoApplicant.ID
			return tx.AddAppealDraft(d)
		},
		"SaveAppealDraft":   func(tx tx, w reg) error { return tx.SaveAppealDraft(w.AppealDraft) },
		"DeleteAppealDraft": func(tx tx, w reg) error { return tx.DeleteAppealDraft(w.Decision.ID, w.Applicant.ID) },
		"DeleteDraft":       func(tx tx, w reg) error { return tx.DeleteDraft(w.Draft.ID) },
		"EndSession":        func(tx tx, w reg) error { return tx.EndSession(newID(), w.Now) },
		"EndSessions":       func(tx tx, w reg) error { return tx.EndSessions(w.Applicant.ID, w.Now) },
		"FinishJob":         func(tx tx, w reg) error { return tx.FinishJob(newID(), w.Now) },
		"Forget":            func(tx tx, w reg) error { return tx.Forget(w.Now, kept(w.Draft.Month.Add(1))) },
		"NextNumber":        func(tx tx, _ reg) error { _, err := tx.NextNumber("case"); return err },
		"RefreshOverview":   func(tx tx, w reg) error { return tx.RefreshOverview(w.Case.ID) },
		"RetryJob":          func(tx tx, w reg) error { return tx.RetryJob(newID(), w.Now, w.Now, "") },
		"ReviveJob":         func(tx tx, w reg) error { return notFound(tx.ReviveJob(newID(), w.Now)) },
		"SaveDraft":         func(tx tx, w reg) error { return tx.SaveDraft(w.Draft) },
		"EndSessionsOf":     func(tx tx, w reg) error { return tx.EndSessionsOf(w.Applicant.ID, w.Now) },
		"EndSessionsOn":     func(tx tx, w reg) error { return tx.EndSessionsOn(w.Case.ID, w.Applicant.ID, w.Now) },
		"AddCode":           func(tx tx, w reg) error { c := w.Code; c.ID = newID(); return tx.AddCode(c) },
		"AddUnsent":         func(tx tx, w reg) error { return tx.AddUnsent(unsentOf(w, w.Now)) },
		"DeleteUnsent":      func(tx tx, w reg) error { return tx.DeleteUnsent(newID(), w.Applicant.ID, "") },
		"TryCode":           func(tx tx, w reg) error { return tx.TryCode(w.Code.ID) },
		"UseCode":           func(tx tx, w reg) error { return tx.UseCode(w.Code.ID, w.Now) },
		"SaveOrder": func(tx tx, _ reg) error {
			o := aid.Order{ID: newID()}
			return errors.Join(tx.AddOrder(o), tx.SaveOrder(o))
		},
		"UseOrder": func(tx tx, w reg) error {
			o := aid.Order{ID: newID()}
			return errors.Join(tx.AddOrder(o), tx.UseOrder(o.ID, w.Now))
		},
		"SeeSession":         func(tx tx, w reg) error { return tx.SeeSession(newID(), w.Now) },
		"KeepPageLanguage":   func(tx tx, w reg) error { return tx.KeepPageLanguage(w.Applicant.ID, "ti") },
		"SetSessionLanguage": func(tx tx, _ reg) error { return tx.SetSessionLanguage(newID(), "so") },
		"TakeProviderLogin": func(tx tx, _ reg) error {
			_, err := tx.TakeProviderLogin(store.StaffSide, "s", "b")
			return notFound(err)
		},
	}
}

func unsentOf(w *storetest.Register, at time.Time) aid.Unsent {
	return aid.Unsent{ID: newID(), Sender: w.Applicant.ID, Path: "/min-profil", Fields: "phone=070", At: at}
}

// anotherPayment is a payment of what Whole left of the decision.
func anotherPayment(w *storetest.Register) aid.Payment {
	p := w.Paid
	p.ID, p.EndToEnd, p.Amount = newID(), "another", 100
	return p
}

// notFound passes over that something is not there, as it must be.
func notFound(err error) error {
	if errors.Is(err, aid.ErrNotFound) {
		return nil
	}
	return errors.Join(errors.New("want not found"), err)
}
