package citizen

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"bistand/aid"
	"bistand/blob"
	"bistand/casework"
	"bistand/casework/caseworktest"
	"bistand/connect"
	"bistand/intake"
	"bistand/lang"
	"bistand/rules"
	"bistand/store"
	"bistand/store/storetest"
	"bistand/web/site"
)

// world is a municipality with one household that has lived through casework's own steps: imported history of September, a
// paid October, a decided November with a cut cost, and a draft for December.
type world struct {
	t      testing.TB
	desk   *casework.Desk
	tenant *site.Tenant
	mux    *http.ServeMux
	now    time.Time
	faults []error // what handlers answered by an error, in order

	fatima, omar                    aid.Person
	caseworker, decider, officer    aid.Staff
	theCase                         aid.Case
	account, landlord               aid.Payee
	imported, october, november     aid.Application
	importedDecision, first, second aid.Decision
	document, hiddenDocument        aid.Document
	note, hiddenNote                aid.JournalNote
	change                          aid.ChangeReport
	who                             aid.Person // who is logged in
	language                        string
	visitedCase                     aid.ID              // of the log-in; the household's own case when empty
	stranger                        *storetest.Register // another household's case in the same register
	appeal                          aid.Appeal          // of the first decision, by Fatima
	appealDraft                     aid.AppealDraft     // of the second
}

var lund = aid.Municipality{
	Code: "1281", Name: "Lunds kommun", Board: "Socialnämnden", Court: "Förvaltningsrätten i Malmö", ThemeColour: "#005b8c",
	TargetDays: 14, AnswerDays: 3, DecisionDays: 90, WindowOpensDay: 15, WindowClosesDay: 10,
	Offices: []aid.Office{{Name: "Ekonomiskt bistånd", Phone: "000-000 00 00", Hours: "vardagar 9–10", Address: "Påhittade gatan 1, Lund", Email: "kontor@example.org"}},
}

// newWorld opens an empty register on an engine, with a desk and the routes of this side.
func newWorld(t testing.TB, engine string) *world {
	t.Helper()
	w := &world{t: t, now: time.Date(2026, 9, 1, 9, 0, 0, 0, time.UTC), language: "sv"}
	disk, err := blob.OpenDisk(t.TempDir(), make([]byte, blob.KeySize), rand.Reader)
	w.must(err)
	w.desk = &casework.Desk{
		Register: storetest.Open(t, engine), Rules: rules.Embedded(), Municipality: lund, Files: connect.Files{Store: disk, Uploads: disk, Intake: intake.New(intake.Memory)},
		Now: func() time.Time { w.now = w.now.Add(time.Second); return w.now }, Random: rand.Reader,
	}
	languages, err := lang.Load()
	w.must(err)
	w.tenant = site.NewTenant(w.desk, nil, languages)
	t.Cleanup(func() { w.tenant.Reads.Close() })
	w.mux = http.NewServeMux()
	for _, route := range Routes() {
		w.mux.HandleFunc(route.Pattern, func(rw http.ResponseWriter, r *http.Request) { w.answer(rw, r, route.Handler) })
	}
	return w
}

// answer makes the visit of a request by the person who is logged in; errors become the status that the server gives them.
func (w *world) answer(rw http.ResponseWriter, r *http.Request, handler site.Handler) {
	visited := w.theCase.ID
	if w.visitedCase != "" {
		visited = w.visitedCase
	}
	who := aid.Actor{Kind: aid.ByCitizen, ID: w.who.ID, Name: w.who.Name()}
	v := &site.Visit{W: rw, R: r, Tenant: w.tenant, L: w.tenant.Languages.For(w.language), Now: w.now, Session: &aid.Session{
		ID: "s", Actor: who, Self: who, Person: &w.who, CaseID: visited, StartedAt: w.now, SeenAt: w.now,
	}}
	err := handler(v)
	if err == nil {
		return
	}
	w.faults = append(w.faults, err)
	status := http.StatusInternalServerError
	switch {
	case errors.Is(err, aid.ErrNotFound):
		status = http.StatusNotFound
	case errors.Is(err, aid.ErrForbidden):
		status = http.StatusForbidden
	}
	http.Error(rw, err.Error(), status)
}

// get visits a page and wants it to be there.
func (w *world) get(path string) string {
	w.t.Helper()
	rec := w.visit("GET", path, nil)
	if rec.Code != http.StatusOK {
		w.t.Fatalf("GET %s: %d %s", path, rec.Code, rec.Body)
	}
	return rec.Body.String()
}

func (w *world) visit(method, path string, form url.Values) *httptest.ResponseRecorder {
	w.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	rec := httptest.NewRecorder()
	w.mux.ServeHTTP(rec, r)
	return rec
}

// wants tells that a page holds each of the texts.
func (w *world) wants(page string, texts ...string) {
	w.t.Helper()
	for _, text := range texts {
		if !strings.Contains(page, strings.ReplaceAll(text, "_", "\u00a0")) {
			w.t.Errorf("the page lacks %q", text)
		}
	}
}

// lacks tells that a page holds none of the texts.
func (w *world) lacks(page string, texts ...string) {
	w.t.Helper()
	for _, text := range texts {
		if strings.Contains(page, strings.ReplaceAll(text, "_", "\u00a0")) {
			w.t.Errorf("the page has %q", text)
		}
	}
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) id() aid.ID {
	return aid.NewID(w.desk.Now(), rand.Reader)
}

func (w *world) on(month time.Month, day int) {
	w.now = time.Date(2026, month, day, 9, 0, 0, 0, time.UTC)
}

func (w *world) person(given, birthday string, number int) aid.Person {
	return aid.Person{ID: w.id(), Personnummer: storetest.Number(w.t, birthday, number), GivenName: given, FamilyName: "Exempel"}
}

func (w *world) employee(name, title string, roles ...aid.Role) aid.Staff {
	id := w.id()
	return aid.Staff{ID: id, Subject: string(id), Name: name, Title: title, Phone: "000-111 11 11", Hours: "vardagar 9–10", Email: "namn@example.org", Roles: roles}
}

func asStaff(s aid.Staff) casework.Request {
	return casework.Request{Actor: aid.Actor{Kind: aid.ByStaff, ID: s.ID, Name: s.Name}}
}

func asCitizen(p aid.Person) casework.Request {
	return casework.Request{Actor: aid.Actor{Kind: aid.ByCitizen, ID: p.ID, Name: p.Name()}}
}

// wholeWorld is a world whose household has been followed from September to 23 November.
func wholeWorld(t testing.TB, engine string) *world {
	t.Helper()
	w := newWorld(t, engine)
	w.household()
	caseworktest.ConfirmNorms(t, w.desk, w.caseworker, w.decider)
	w.history()
	w.on(9, 20)
	w.october = w.apply(aid.Month{Year: 2026, Month: 10}, 8_900_00)
	w.first = w.decide(w.october, "")
	w.payout(w.first)
	w.on(11, 3)
	w.november = w.apply(aid.Month{Year: 2026, Month: 11}, 9_050_00)
	w.second = w.decide(w.november, "Kvitto saknas.")
	w.papers()
	w.talk()
	w.stranger = storetest.Whole(t, w.desk.Register)
	w.on(11, 23)
	_, err := w.desk.BeginDraft(context.Background(), asCitizen(w.fatima), w.theCase.ID, aid.Month{Year: 2026, Month: 12})
	w.must(err)
	w.appeals()
	w.must(w.desk.RecordRead(context.Background(), asStaff(w.decider).Actor, w.theCase.ID, "decision", ""))
	w.who = w.fatima
	return w
}

// appeals adds an appeal that has come in, and one that is being written.
func (w *world) appeals() {
	b := storetest.Build(w.t, w.desk.Register)
	b.Now = w.now
	w.appeal = b.AppealOf("EB-2026-0500-Ö1", w.first, w.fatima)
	b.Step("appeal", "appeal", w.appeal.ID, w.theCase.ID, func(tx *store.Tx) error { return tx.AddAppeal(w.appeal) })
	var err error
	w.appealDraft, err = w.desk.BeginAppeal(context.Background(), asCitizen(w.fatima), w.theCase.ID, w.second.ID)
	w.must(err)
}

func (w *world) household() {
	w.fatima, w.omar = w.person("Fatima", "19850305", 998), w.person("Omar", "19830610", 997)
	amal, sami := w.person("Amal", "20160214", 998), w.person("Sami", "20220901", 997)
	w.caseworker = w.employee("Ingrid Andersson", "Socialsekreterare", aid.Caseworker, aid.Administrator)
	w.decider = w.employee("Bo Beslutsson", "Enhetschef", aid.DecisionMaker, aid.Caseworker)
	w.officer = w.employee("Eva Ekonom", "Ekonomihandläggare", aid.PaymentOfficer)
	ctx := context.Background()
	people := []aid.Person{w.fatima, w.omar, amal, sami}
	w.must(w.desk.AddPeople(ctx, asStaff(w.caseworker), people, []aid.Staff{w.caseworker, w.decider, w.officer}))
	c := aid.Case{ID: w.id(), Number: "EB-2026-0500", Type: "income_support", OpenedOn: aid.Date{Year: 2025, Month: 9, Day: 20}}
	for i, part := range []aid.Part{aid.Applicant, aid.CoApplicant, aid.ChildInCase, aid.ChildInCase} {
		c.Members = append(c.Members, aid.Member{Person: people[i], Part: part})
	}
	c.Contacts = []aid.Contact{{Staff: w.caseworker, Function: aid.Caseworker}, {Staff: w.officer, Function: aid.PaymentOfficer}}
	w.account = aid.Payee{ID: w.id(), CaseID: c.ID, Name: w.fatima.Name(), Kind: aid.PayeePerson, PersonID: w.fatima.ID, Method: aid.ToAccount, Clearing: "8000", Account: "1230004417"}
	w.landlord = aid.Payee{ID: w.id(), CaseID: c.ID, Name: "Påhittade Bostäder AB", Kind: aid.PayeeLandlord, Method: aid.ToBankgiro, Account: "9912346"}
	w.must(w.desk.OpenCase(ctx, asStaff(w.caseworker), c, []aid.Payee{w.account, w.landlord}))
	for _, adult := range people[:2] {
		w.must(w.desk.SetAccess(ctx, asStaff(w.caseworker), w.caseworker, c.ID, adult.ID, true))
	}
	w.theCase = c
}

// history takes in September as an older system had it: sums without lines.
func (w *world) history() {
	a := aid.Application{
		CaseID: w.theCase.ID, Month: aid.Month{Year: 2026, Month: 3}, Kind: aid.Renewal, Reason: "norm", OnBehalf: "own", Origin: aid.Imported,
		FrozenBy: w.fatima.ID, Registered: aid.Date{Year: 2026, Month: 3, Day: 2},
		FrozenAt: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC),
	}
	made := time.Date(2026, 3, 4, 9, 0, 0, 0, time.UTC)
	calculation := aid.Calculation{Origin: aid.Imported, Result: 384_00, MadeBy: w.caseworker.ID, MadeByName: w.caseworker.Name, MadeAt: made}
	decision := aid.Decision{Origin: aid.Imported, Outcome: aid.Granted, Amount: 384_00, LegalBasis: "Ek bistånd 4:1 SoL", Reasons: "Bifall.", DecidedBy: w.decider.ID, DecidedByName: w.decider.Name, DecidedAt: made}
	id, err := w.desk.ImportHistory(context.Background(), asStaff(w.caseworker), casework.History{
		Application: a, Calculation: &calculation, Decision: &decision,
		Payments: []casework.HistoricPayment{{Payee: w.account.ID, Amount: 384_00, SentOn: aid.Date{Year: 2026, Month: 3, Day: 27}}},
	})
	w.must(err)
	w.imported, err = w.desk.Register.Application(context.Background(), id)
	w.must(err)
	w.importedDecision, err = w.desk.Register.DecisionOf(context.Background(), id)
	w.must(err)
}

// apply fills in, freezes and signs an application by both adults.
func (w *world) apply(month aid.Month, rent aid.Ore) aid.Application {
	ctx := context.Background()
	d, err := w.desk.BeginDraft(ctx, asCitizen(w.fatima), w.theCase.ID, month)
	w.must(err)
	d, err = w.desk.SaveDraft(ctx, asCitizen(w.fatima), d.ID, d.Version, func(c *aid.Content) error {
		c.Housing = aid.Housing{Form: "rental", Landlord: "Påhittade Bostäder AB", Rooms: 3}
		c.Expenses = []aid.Expense{{Kind: "housing", Amount: rent}, {Kind: "electricity", Amount: 525_50}, {Kind: "medicine", Amount: 350_00, Note: "recept"}}
		c.Incomes = []aid.Income{{Kind: "salary", PersonID: w.omar.ID, Amount: 12_780_00}, {Kind: "housing_benefit", PersonID: w.fatima.ID, Amount: 3_200_00}}
		c.NoIncome = nil
		c.Changes = "Hyran har ändrats."
		if c.KindOf() == aid.First {
			c.Occupations = []aid.Occupation{{PersonID: w.fatima.ID, Kind: "unemployed", Registered: true, Efforts: "Söker."}, {PersonID: w.omar.ID, Kind: "work"}}
			c.NoAssets, c.Account, c.Elsewhere = true, &aid.Account{PersonID: w.fatima.ID, Clearing: "8000", Number: "1230004417"}, &aid.Elsewhere{}
		}
		return nil
	})
	w.must(err)
	statement := io.MultiReader(strings.NewReader("%PDF-1.7\n"), bytes.NewReader(bytes.Repeat([]byte("kontoutdrag "), 500)), strings.NewReader("%%EOF\n"))
	d, err = w.desk.Attach(ctx, asCitizen(w.fatima), d.ID, "bank_statement", "kontoutdrag åäö.pdf", statement)
	w.must(err)
	a, err := w.desk.Freeze(ctx, asCitizen(w.fatima), d.ID, d.Version)
	w.must(err)
	for _, adult := range []aid.Person{w.fatima, w.omar} {
		w.must(w.desk.AddSignature(ctx, asCitizen(adult), aid.Signature{
			ApplicationID: a.ID, PersonID: adult.ID, ContentHash: a.ContentHash, SignedAt: w.desk.Now(), Visible: "Jag skriver under.", Hidden: "{}", Answer: []byte("{}"),
		}))
	}
	return a
}

// decide calculates and decides; a reason cuts the electricity to 400 kr.
func (w *world) decide(a aid.Application, cut string) aid.Decision {
	ctx := context.Background()
	a, err := w.desk.Register.Application(ctx, a.ID)
	w.must(err)
	w.now = w.now.Add(5 * 24 * time.Hour)
	in, err := w.desk.Proposal(ctx, a)
	w.must(err)
	if cut != "" {
		in.Expenses[1].Approved, in.Expenses[1].Reason = 400_00, cut
	}
	c, err := w.desk.Calculate(ctx, asStaff(w.caseworker), w.caseworker, a.ID, in)
	w.must(err)
	send := (aid.Date{Year: 2026, Month: w.now.Month(), Day: 27}).BankDayOnOrBefore()
	d, err := w.desk.Decide(ctx, asStaff(w.decider), w.decider, casework.DecisionInput{
		Application: a.ID, Calculation: c.ID, LegalBasis: "12 kap. 1 § socialtjänstlagen (2025:400)", Reasons: "Ni har inte tillräckliga inkomster.\n\nDärför beviljas bistånd.",
		ItemReasons: map[string]string{"electricity": cut},
		Payments: []casework.PaymentInput{
			{Payee: w.account.ID, Amount: c.Result - 2_000_00, SendOn: send}, {Payee: w.landlord.ID, Amount: 2_000_00, SendOn: send},
		},
	})
	w.must(err)
	return d
}

// payout lets the bank pay what a decision gives.
func (w *world) payout(d aid.Decision) {
	for _, p := range w.inFile(d) {
		w.event(p, aid.PaidOut, "")
	}
}

// inFile approves the payments of a decision and puts them into a file for the bank.
func (w *world) inFile(d aid.Decision) []aid.Payment {
	ctx := context.Background()
	list, err := w.desk.Register.PaymentsOf(ctx, d.ID)
	w.must(err)
	file := aid.PaymentFile{ID: w.id(), MessageID: string(d.ID)[:32], Content: []byte("<Document/>"), Count: len(list), MadeBy: w.officer.ID, MadeAt: w.now}
	var ids []aid.ID
	for _, p := range list {
		w.must(w.desk.ApprovePayment(ctx, asStaff(w.officer), w.officer, p.ID))
		ids, file.Total = append(ids, p.ID), file.Total+p.Amount
	}
	w.step("make_file", file.ID, func(tx *store.Tx) error { return tx.AddPaymentFile(file, ids) })
	return list
}

// event records the bank's word on a payment.
func (w *world) event(p aid.Payment, status aid.PaymentStatus, reason string) {
	w.step("payment_event", p.ID, func(tx *store.Tx) error { return tx.AddPaymentEvent(p.ID, status, reason, p.SendOn) })
}

func (w *world) step(name string, object aid.ID, fn func(*store.Tx) error) {
	step := store.Step{At: w.desk.Now(), Actor: aid.Actor{Kind: aid.BySystem}, Name: name, CaseID: w.theCase.ID, Kind: "payment", Object: object}
	w.must(w.desk.Register.Step(context.Background(), step, fn))
}

func (w *world) papers() {
	ctx, r := context.Background(), asStaff(w.caseworker)
	var err error
	document := aid.Document{CaseID: w.theCase.ID, Kind: "summons", Title: "Kallelse till besök", Body: "Välkommen till oss.\n\nTa med legitimation."}
	w.document, err = w.desk.WriteDocument(ctx, r, w.caseworker, document, true)
	w.must(err)
	document.Title = "Utkast som inte är klart"
	w.hiddenDocument, err = w.desk.WriteDocument(ctx, r, w.caseworker, document, false)
	w.must(err)
	note := aid.JournalNote{CaseID: w.theCase.ID, Heading: "Ansökan november", Body: "Ansökan har kommit in."}
	w.note, err = w.desk.WriteNote(ctx, r, w.caseworker, note, true)
	w.must(err)
	note.Heading = "Internt samråd"
	w.hiddenNote, err = w.desk.WriteNote(ctx, r, w.caseworker, note, false)
	w.must(err)
}

// talk lets the applicant write, get an answer and report a change, and say what she thinks of a note.
func (w *world) talk() {
	ctx := context.Background()
	_, err := w.desk.SendMessage(ctx, asCitizen(w.fatima), w.theCase.ID, "Hej!\n\nNär kommer pengarna?", nil)
	w.must(err)
	_, err = w.desk.AnswerMessage(ctx, asStaff(w.caseworker), w.caseworker, w.theCase.ID, w.fatima.ID, "De kommer på fredag.")
	w.must(err)
	_, err = w.desk.SendMessage(ctx, asCitizen(w.fatima), w.theCase.ID, "Tack! En fråga till: behöver jag visa hyresavin?", nil)
	w.must(err)
	w.change, err = w.desk.ReportChange(ctx, asCitizen(w.fatima), aid.ChangeReport{CaseID: w.theCase.ID, Kind: "moving", From: aid.SwedishDate(w.now), Body: "Vi flyttar."}, nil)
	w.must(err)
	_, err = w.desk.SayOf(ctx, asCitizen(w.fatima), aid.Comment{CaseID: w.theCase.ID, On: aid.Subject{Kind: aid.OnNote, ID: w.note.ID}, Body: "Det var inte så."})
	w.must(err)
}

// pages are the addresses of every page that follows a case.
func (w *world) pages() []string {
	return []string{
		"/start", "/ansokningar", applicationHref(w.november.ID), applicationHref(w.imported.ID), calculationHref(w.november.ID), calculationHref(w.imported.ID),
		"/beslut", decisionHref(w.second.ID), decisionHref(w.importedDecision.ID), "/utbetalningar", paymentHref(w.paymentOf(w.second).ID),
		"/dokument", "/dokument/" + string(w.document.ID), "/journalanteckningar", "/journalanteckningar/" + string(w.note.ID),
		"/begaran", "/kontakter", "/mitt-arende", "/min-profil", "/mina-inloggningar", "/vem-har-last", "/hamta-uppgifter",
		"/meddelanden", "/meddelanden/nytt", "/anmal-andring", "/anmal-andring/" + string(w.change.ID), "/mina-uppgifter", "/mina-uppgifter/yttrande?del=contact",
		"/journalanteckningar/" + string(w.note.ID) + "/yttrande", calculationHref(w.november.ID) + "/yttrande?del=salary",
		"/overklaga", appealHref(w.appeal.ID), appealHref(w.appeal.ID) + "/kvitto", appealDraftHref(w.appealDraft.ID), appealDraftHref(w.appealDraft.ID) + "/andra",
		appealDraftHref(w.appealDraft.ID) + "/varfor", appealDraftHref(w.appealDraft.ID) + "/filer", appealDraftHref(w.appealDraft.ID) + "/skriv-ut",
	}
}

func (w *world) paymentOf(d aid.Decision) aid.Payment {
	list, err := w.desk.Register.PaymentsOf(context.Background(), d.ID)
	w.must(err)
	return list[0]
}
