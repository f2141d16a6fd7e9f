// Package proof_test proves of the whole service, through its real server and real registers, what must never happen: that
// someone sees what is not theirs, that something acknowledged is lost or done twice, that bad input gets through.
package proof_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"image"
	"image/jpeg"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"bistand/aid"
	"bistand/calc"
	"bistand/casework"
	"bistand/casework/caseworktest"
	"bistand/payfile"
	"bistand/store"
	"bistand/store/storetest"
	"bistand/web/site"
	"bistand/web/webtest"
)

// class is a kind of what can leak.
type class string

const (
	name     class = "name"     // of the persons and of whom they pay
	number   class = "number"   // of the case
	identity class = "identity" // personnummer
	amount   class = "amount"
	account  class = "account"
	text     class = "text"     // what the household or the municipality wrote, and both may read
	internal class = "internal" // what only staff may read
	contact0 class = "contact0" // what is the first adult's own: telephone, e-mail, messages, reports, comments, what authorities answered
	contact1 class = "contact1" // and the second's
)

var everything = []class{name, number, identity, amount, account, text, internal, contact0, contact1}

// household is a case with one of each object in it, and the words in it that stand nowhere else.
type household struct {
	t       testing.TB
	place   *webtest.Place
	theCase aid.Case
	adults  []aid.Person
	ids     map[string]aid.ID // by kind: "draft", "payment" …
	perks   [2]map[string]aid.ID
	words   map[class][]string
}

// kinds of object that addresses name, beside those of each adult ("signing", "appealing", "login": orders with the app;
// "appeal", "appeal_draft", "appeal_file", "own_recovery").
var kinds = []string{
	"case", "draft", "frozen", "application", "open", "attachment", "decision", "payment", "proposed", "file",
	"document", "hidden_document", "note", "hidden_note", "calculation", "payee", "person",
	"request", "evidence", "recovery", "police",
}

// team is the staff of a place, each with one role alone.
type team struct{ caseworker, other, decider, officer, clerk, auditor, administrator aid.Staff }

// plan is what a household is planted with.
type plan struct {
	n         int // tells it apart
	protected bool
}

// must fails the test at an error.
func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// got returns a value that must be had without an error.
func got[T any](t testing.TB) func(T, error) T {
	return func(value T, err error) T {
		t.Helper()
		must(t, err)
		return value
	}
}

// key makes an idempotency key.
func key() string { return "proof-" + rand.Text()[:16] }

func by(s aid.Staff) casework.Request {
	return casework.Request{Actor: aid.Actor{Kind: aid.ByStaff, ID: s.ID, Name: s.Name}, Key: key()}
}

func citizen(p aid.Person) casework.Request {
	return casework.Request{Actor: aid.Actor{Kind: aid.ByCitizen, ID: p.ID, Name: p.Name()}, Key: key()}
}

// hire adds a team to a place.
func hire(t testing.TB, p *webtest.Place) team {
	t.Helper()
	one := func(title string, role aid.Role) aid.Staff {
		id := aid.NewID(time.Now(), rand.Reader)
		return aid.Staff{ID: id, Subject: "proof-" + string(id), Name: "Anställd " + title, Title: title, Roles: []aid.Role{role}}
	}
	m := team{
		one("ett", aid.Caseworker), one("två", aid.Caseworker), one("tre", aid.DecisionMaker), one("fyra", aid.PaymentOfficer), one("åtta", aid.PaymentOfficer),
		one("fem", aid.Auditor), one("sex", aid.Administrator),
	}
	must(t, p.Tenant.Desk.AddPeople(t.Context(), casework.Request{Key: key()}, nil, []aid.Staff{m.caseworker, m.other, m.decider, m.officer, m.clerk, m.auditor, m.administrator}))
	caseworktest.ConfirmNorms(t, p.Tenant.Desk, m.decider, m.administrator)
	return m
}

// valid adds the check digit that makes an account number right.
func valid(t testing.TB, method aid.Method, clearing, digits string) string {
	t.Helper()
	for check := range 10 {
		number := digits + strconv.Itoa(check)
		if payfile.CheckAccount(method, clearing, number).Verdict == payfile.Valid {
			return number
		}
	}
	t.Fatalf("no account begins with %s %s", clearing, digits)
	return ""
}

// accounts whose clearing number takes a check digit (mod 11 has none for some).
var accounts = func() (list []string) {
	for n := 500; len(list) < 60; n++ {
		for check := range 10 {
			if payfile.CheckAccount(aid.ToAccount, "9252", "123"+strconv.Itoa(n)+strconv.Itoa(check)).Verdict == payfile.Valid {
				list = append(list, "123"+strconv.Itoa(n))
			}
		}
	}
	return list
}()

// names of the households' people, each in one household only.
var (
	families = []string{"Kvastfors", "Dimmelund", "Rosenprov", "Tallskrud", "Bergsmärke", "Havsprov", "Ängsprov", "Skogsprov"}
	givens   = []string{"Zeldamaria", "Ymerolof", "Xerxesman", "Wilgotson", "Urbanus", "Tyralinn", "Sixtensson", "Runalinde", "Qvintusson", "Pirjoliina", "Oddgeirus", "Nannalova", "Maltesson", "Lokevald", "Kajsalinn", "Jorunnhild", "Idunella", "Hyljeborg", "Grimvald", "Frejdis", "Emblarosa", "Disalotta", "Cnutsson", "Bragevald"}
)

// plant adds a household of a couple and a child whose line has been walked to its end once, and is under way beside.
func plant(t testing.TB, w *webtest.World, p *webtest.Place, m team, plan plan) *household {
	t.Helper()
	h := &household{t: t, place: p, ids: map[string]aid.ID{}, words: map[class][]string{}, perks: [2]map[string]aid.ID{{}, {}}}
	n, desk := plan.n, p.Tenant.Desk
	family := families[n%len(families)]
	var people []aid.Person
	for i := range 3 {
		given := givens[(3*n+i)%len(givens)]
		if n >= len(families) {
			given += strconv.Itoa(n)
		}
		year, month := 1981-n/18-20*(i%2), 3
		if i == 2 { // a child stays one, however many households there are
			year, month = 2015-n/18%6, 3+n/(18*6)
		}
		people = append(people, aid.Person{
			ID: aid.NewID(w.Clock.Now(), rand.Reader), Personnummer: storetest.Number(t, fmt.Sprintf("%d%02d%d", year, month, 10+n%18), 983+i),
			GivenName: given, FamilyName: family, Protected: plan.protected,
		})
		h.plant(name, given)
		digits := people[i].Personnummer.Full()
		h.plant(identity, digits, digits[:8]+"-"+digits[8:], digits[2:8]+"-"+digits[8:])
	}
	h.plant(name, family)
	h.adults = people[:2]
	must(t, desk.AddPeople(t.Context(), casework.Request{Key: key()}, people, nil))
	h.open(w, m, people, n)
	h.applyAndPay(w, m, n, h.underWay(w, m, n))
	h.appeals(w, n)
	h.papers(m, n)
	h.requests(w, m, n)
	h.wrongs(w, m, n)
	h.answers(w, m, n)
	h.talk(m, n)
	return h
}

func (h *household) plant(c class, words ...string) { h.words[c] = append(h.words[c], words...) }

// open opens the case with its payee, and the e-service to its adults.
func (h *household) open(w *webtest.World, m team, people []aid.Person, n int) {
	h.t.Helper()
	desk, id := h.place.Tenant.Desk, func() aid.ID { return aid.NewID(w.Clock.Now(), rand.Reader) }
	c := aid.Case{ID: id(), Number: "EB-2026-7" + strconv.Itoa(100+n), Type: "income_support", OpenedOn: aid.SwedishDate(w.Clock.Now())}
	for i, part := range []aid.Part{aid.Applicant, aid.CoApplicant, aid.ChildInCase} {
		c.Members = append(c.Members, aid.Member{Person: people[i], Part: part})
	}
	c.Contacts = []aid.Contact{{Staff: m.caseworker, Function: aid.Caseworker}, {Staff: m.officer, Function: aid.PaymentOfficer}}
	payee := aid.Payee{
		ID: id(), CaseID: c.ID, Name: people[0].Name(), Kind: aid.PayeePerson, PersonID: people[0].ID, Method: aid.ToAccount,
		Clearing: "9252", Account: valid(h.t, aid.ToAccount, "9252", accounts[n%len(accounts)]),
	}
	rent := aid.Payee{ID: id(), CaseID: c.ID, Name: "Hyresvärd Nr " + strconv.Itoa(900+n), Kind: aid.PayeeLandlord, Method: aid.ToBankgiro, Account: valid(h.t, aid.ToBankgiro, "", "99"+strconv.Itoa(1000+n))}
	must(h.t, desk.OpenCase(h.t.Context(), casework.Request{Key: key()}, c, []aid.Payee{payee, rent}))
	h.theCase, h.ids["case"], h.ids["payee"], h.ids["rent"], h.ids["person"], h.ids["partner"] = c, c.ID, payee.ID, rent.ID, people[0].ID, people[1].ID
	h.plant(name, rent.Name)
	h.plant(number, c.Number)
	h.plant(account, payee.Clearing+payee.Account, payee.Account)
	for i, p := range h.adults {
		phone, email := "070-174 0"+strconv.Itoa(6+i)+" "+strconv.Itoa(10+n), strings.ToLower(p.FamilyName[:4])+strconv.Itoa(i)+"x"+strconv.Itoa(n)+"@example.org"
		must(h.t, desk.ChangeProfile(h.t.Context(), citizen(p), c.ID, aid.Profile{PersonID: p.ID, Phone: phone, Email: email, Language: "sv"}))
		h.plant([]class{contact0, contact1}[i], phone, email)
		if !p.Protected {
			must(h.t, desk.SetAccess(h.t.Context(), by(m.caseworker), m.caseworker, c.ID, p.ID, true))
		}
	}
}

// fill states what a household applies for.
func (h *household) fill(n int) func(*aid.Content) error {
	return func(c *aid.Content) error {
		c.Housing = aid.Housing{Form: "rental", Landlord: "Värden Nr " + strconv.Itoa(900+n) + " AB", Rooms: 2}
		c.Incomes = []aid.Income{{Kind: "salary", PersonID: h.adults[0].ID, Amount: aid.Ore(2_131+13*n) * aid.Kronor}}
		c.NoIncome = map[aid.ID]bool{h.adults[1].ID: true}
		c.Expenses = []aid.Expense{{Kind: "housing", Amount: aid.Ore(6_217+17*n) * aid.Kronor}}
		if c.KindOf() == aid.First {
			c.Occupations = []aid.Occupation{{PersonID: h.adults[0].ID, Kind: "work"}, {PersonID: h.adults[1].ID, Kind: "studies"}}
			c.NoAssets, c.Account, c.Elsewhere = true, &aid.Account{None: true}, &aid.Elsewhere{}
		}
		c.Changes = "Ändrat sedan sist nr " + strconv.Itoa(900+n)
		return nil
	}
}

// pdf is the smallest file that passes for one.
func pdf(n int) string { return "%PDF-1.4\n% proof " + strconv.Itoa(n) + "\n%%EOF\n" }

// photo is a photograph, no two of which are the same.
func photo(t testing.TB, n int) string {
	var b bytes.Buffer
	must(t, jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 8+n%500, 8+n/500)), nil))
	return b.String()
}

// draft begins a month's draft and fills it in.
func (h *household) draft(month aid.Month, n int) aid.Draft {
	h.t.Helper()
	desk, ctx, r := h.place.Tenant.Desk, h.t.Context(), citizen(h.adults[0])
	draft := got[aid.Draft](h.t)(desk.BeginDraft(ctx, r, h.theCase.ID, month))
	draft = got[aid.Draft](h.t)(desk.SaveDraft(ctx, r, draft.ID, draft.Version, h.fill(n)))
	return got[aid.Draft](h.t)(desk.Attach(ctx, r, draft.ID, "bank_statement", "kontoutdrag nr "+strconv.Itoa(900+n)+".pdf", strings.NewReader(photo(h.t, 13*n+int(month.Month)))))
}

// calculate makes the calculation that the application proposes.
func (h *household) calculate(m team, a aid.Application) aid.Calculation {
	h.t.Helper()
	desk := h.place.Tenant.Desk
	return got[aid.Calculation](h.t)(desk.Calculate(h.t.Context(), by(m.caseworker), m.caseworker, a.ID, got[calc.Input](h.t)(desk.Proposal(h.t.Context(), a))))
}

// handIn adds an application of a month that can no longer be applied for, signed by all and registered.
func (h *household) handIn(w *webtest.World, month aid.Month, content aid.Content) aid.Application {
	h.t.Helper()
	content.Kind = aid.Renewal
	return h.comeIn(w, month, content)
}

// comeIn adds an application as it is, signed by all and registered.
func (h *household) comeIn(w *webtest.World, month aid.Month, content aid.Content) aid.Application {
	h.t.Helper()
	content.Month = month
	b := storetest.Build(h.t, h.place.Tenant.Desk.Register)
	b.Now = w.Clock.Now()
	a := aid.Application{
		ID: b.ID(), CaseID: h.theCase.ID, Month: month, Kind: content.Kind, Reason: "norm", OnBehalf: "own", Origin: aid.FromPortal,
		Content: content, ContentHash: got[string](h.t)(casework.HashContent(content)), FrozenAt: b.Now, FrozenBy: h.adults[0].ID,
	}
	for _, p := range h.adults {
		a.Required = append(a.Required, p.ID)
	}
	b.Step("freeze", "application", a.ID, a.CaseID, func(tx *store.Tx) error { return tx.AddApplication(a, b.ID()) })
	for _, p := range h.adults {
		b.Sign(a, p)
	}
	b.Register(a, aid.SwedishDate(b.Now))
	return got[aid.Application](h.t)(b.Store.Application(h.t.Context(), a.ID))
}

// applyAndPay walks the line to its end for last month: one payment has been paid, one waits for approval.
func (h *household) applyAndPay(w *webtest.World, m team, n int, content aid.Content) {
	h.t.Helper()
	desk, ctx := h.place.Tenant.Desk, h.t.Context()
	a := h.handIn(w, content.Month.Add(-1), content)
	k := h.calculate(m, a)
	part := aid.Ore(1_303+19*n) * aid.Kronor
	send := aid.SwedishDate(w.Clock.Now()).AddBankDays(1)
	d := got[aid.Decision](h.t)(desk.Decide(ctx, by(m.decider), m.decider, casework.DecisionInput{
		Application: a.ID, Calculation: k.ID, LegalBasis: "12 kap. 1 § socialtjänstlagen", Reasons: "Skälen nr " + strconv.Itoa(900+n) + " räcker.",
		Payments: []casework.PaymentInput{{Payee: h.ids["payee"], Amount: part, SendOn: send}, {Payee: h.ids["rent"], Amount: k.Result - part, SendOn: send.AddBankDays(1)}},
	}))
	list := got[[]aid.Payment](h.t)(desk.Register.PaymentsOf(ctx, d.ID))
	must(h.t, desk.ApprovePayment(ctx, by(m.officer), m.officer, list[0].ID))
	file := got[aid.PaymentFile](h.t)(desk.SendPayments(ctx, by(m.officer), m.officer, send.AddDays(30)))
	h.ids["application"], h.ids["decision"], h.ids["file"] = a.ID, d.ID, file.ID
	h.ids["payment"], h.ids["proposed"], h.ids["calculation"] = list[0].ID, list[1].ID, k.ID
	for _, o := range []aid.Ore{a.Content.Incomes[0].Amount, a.Content.Expenses[0].Amount, list[0].Amount, list[1].Amount, k.Result} {
		whole := strconv.Itoa(int(o / aid.Kronor))
		h.plant(amount, whole[:len(whole)-3]+" "+whole[len(whole)-3:], whole+".00")
	}
	h.plant(text, a.Content.Changes, d.Reasons, a.Content.Attachments[0].Name)
	h.plant(name, a.Content.Housing.Landlord)
}

// underWay adds what is not finished: an application out for signature, one that waits for its decision, and a draft. It
// returns what was applied for.
func (h *household) underWay(w *webtest.World, m team, n int) aid.Content {
	h.t.Helper()
	month := aid.SwedishDate(w.Clock.Now()).MonthOf()
	now, next := h.draft(month, n), h.draft(month.Add(1), n)
	frozen := got[aid.Application](h.t)(h.place.Tenant.Desk.Freeze(h.t.Context(), citizen(h.adults[0]), now.ID, now.Version))
	open := h.handIn(w, month.Add(-2), now.Content)
	h.calculate(m, open)
	h.ids["frozen"], h.ids["draft"], h.ids["open"], h.ids["attachment"] = frozen.ID, next.ID, open.ID, now.Content.Attachments[0].ID
	return frozen.Content
}

// orders gives an adult an order for signing and one for logging in, in the browser of a visitor. The clock of the proof
// stands still, so that the service is not asked how they get on.
func (h *household) orders(w *webtest.World, adult int, browser string) {
	h.t.Helper()
	now := w.Clock.Now()
	for kind, purpose := range map[string]aid.OrderPurpose{"signing": aid.ToSign, "appealing": aid.ToAppeal, "login": aid.ToLogIn} {
		o := aid.Order{
			ID: aid.NewID(now, rand.Reader), Browser: site.HashToken(browser), Purpose: purpose, OtherDevice: true, OrderRef: "ref-" + kind + "-" + key(),
			QRToken: "token", QRSecret: "secret", FirstStartedAt: now, StartedAt: now, CollectedAt: now, Status: aid.OrderPending, ReturnNonce: key(),
		}
		switch purpose {
		case aid.ToSign:
			o.PersonID, o.ObjectID = h.adults[adult].ID, h.ids["frozen"]
		case aid.ToAppeal:
			o.PersonID, o.ObjectID = h.adults[adult].ID, h.perks[adult]["appeal_draft"]
		}
		must(h.t, h.place.Tenant.Desk.Register.Work(h.t.Context(), func(tx *store.Tx) error {
			if err := tx.AddOrder(o); err != nil {
				return err
			}
			return tx.SaveOrder(o)
		}))
		h.perks[adult][kind] = o.ID
	}
}

// appeals gives each adult an appeal of the decision, and a draft with a file. What they say is theirs alone in the household, as
// their telephone numbers are.
func (h *household) appeals(w *webtest.World, n int) {
	h.t.Helper()
	desk, ctx := h.place.Tenant.Desk, h.t.Context()
	b := storetest.Build(h.t, desk.Register)
	b.Now = w.Clock.Now()
	d := got[aid.Decision](h.t)(desk.Register.Decision(ctx, h.ids["decision"]))
	for i, p := range h.adults {
		draft := got[aid.AppealDraft](h.t)(desk.BeginAppeal(ctx, citizen(p), h.theCase.ID, d.ID))
		words := "Överklagar nr " + strconv.Itoa(900+n) + "-" + strconv.Itoa(i)
		must(h.t, desk.SaveAppeal(ctx, citizen(p), draft.ID, draft.Version, func(c *aid.AppealContent) { c.Change = words + " utkast" }))
		must(h.t, desk.AttachToAppeal(ctx, citizen(p), draft.ID, words+".pdf", strings.NewReader(pdf(400+2*n+i))))
		draft = got[aid.AppealDraft](h.t)(desk.Register.AppealDraft(ctx, draft.ID))
		a := b.AppealOf(h.theCase.Number+"-Ö"+strconv.Itoa(i+1), d, p)
		a.Content.Change, a.Content.Why = words+" ändra", words+" skäl"
		b.Step("appeal", "appeal", a.ID, a.CaseID, func(tx *store.Tx) error { return tx.AddAppeal(a) })
		h.perks[i]["appeal"], h.perks[i]["appeal_draft"], h.perks[i]["appeal_file"] = a.ID, draft.ID, draft.Content.Attachments[0].ID
		h.plant([]class{contact0, contact1}[i], words)
	}
}

// furtherAppeals are the kinds of appeal that have come further than in: they wait for a review, for the court, and with it.
var furtherAppeals = []string{"appeal_to_review", "appeal_to_court", "appeal_at_court"}

// appealsFurther adds the first adult's appeals of three decisions of an earlier system, as far as each has come.
func (h *household) appealsFurther(w *webtest.World, m team) {
	h.t.Helper()
	desk, ctx := h.place.Tenant.Desk, h.t.Context()
	desk.Municipality.Court = "Förvaltningsrätten i Malmö"
	b := storetest.Build(h.t, desk.Register)
	b.Now = w.Clock.Now()
	today := aid.SwedishDate(b.Now)
	for i, kind := range furtherAppeals {
		old := b.Freeze(h.theCase, today.MonthOf().Add(-6-i), aid.Imported)
		b.Register(old, today)
		a := b.AppealOf(h.theCase.Number+"-Ö"+strconv.Itoa(10+i), b.Decide(b.Calculate(old, m.caseworker), m.decider), h.adults[0])
		a.ReceivedOn = today
		b.Step("appeal", "appeal", a.ID, a.CaseID, func(tx *store.Tx) error { return tx.AddAppeal(a) })
		must(h.t, desk.JudgeTimeliness(ctx, by(m.caseworker), m.caseworker, a.ID, casework.TimelinessInput{Answer: aid.InTime, Reasons: "I tid."}))
		if i > 0 {
			must(h.t, desk.ReviewAppeal(ctx, by(m.decider), m.decider, a.ID, aid.ReviewUnchanged, "Inget nytt."))
		}
		if i > 1 {
			must(h.t, desk.HandOver(ctx, by(m.caseworker), m.caseworker, a.ID, aid.Handover{Way: "post", On: today}))
		}
		h.ids[kind] = a.ID
	}
}

// papers adds documents and notes, published and not, and a reason that staff gave.
func (h *household) papers(m team, n int) {
	h.t.Helper()
	desk, ctx := h.place.Tenant.Desk, h.t.Context()
	for i, kind := range []string{"document", "hidden_document", "note", "hidden_note"} {
		title, body := "Rubrik "+strconv.Itoa(i)+" nr "+strconv.Itoa(900+n), "Brödtext "+strconv.Itoa(i)+" nr "+strconv.Itoa(900+n)
		published := !strings.HasPrefix(kind, "hidden")
		if i < 2 {
			d := aid.Document{CaseID: h.theCase.ID, Kind: "letter", Title: title, Body: body}
			h.ids[kind] = got[aid.Document](h.t)(desk.WriteDocument(ctx, by(m.caseworker), m.caseworker, d, published)).ID
		} else {
			note := aid.JournalNote{CaseID: h.theCase.ID, Heading: title, Body: body}
			h.ids[kind] = got[aid.JournalNote](h.t)(desk.WriteNote(ctx, by(m.caseworker), m.caseworker, note, published)).ID
		}
		if published {
			h.plant(text, title, body)
		} else {
			h.plant(internal, title, body)
		}
	}
}

// talk lets each adult write and get an answer that is not read yet, report a change and comment on a note.
func (h *household) talk(m team, n int) {
	h.t.Helper()
	desk, ctx := h.place.Tenant.Desk, h.t.Context()
	for i, p := range h.adults {
		own, mark := []class{contact0, contact1}[i], strconv.Itoa(i)+" nr "+strconv.Itoa(900+n)
		said := map[string]string{"question": "Fråga " + mark, "answer": "Svar " + mark, "change": "Anmälan " + mark, "comment": "Yttrande " + mark, "wish": "Önskan " + mark, "file": "egen fil " + mark + ".pdf"}
		file := got[casework.TakenFile](h.t)(desk.TakeIn(ctx, aid.FileOfMessage, said["file"], strings.NewReader(pdf(n))))
		question := got[aid.Message](h.t)(desk.SendMessage(ctx, citizen(p), h.theCase.ID, said["question"], []casework.TakenFile{file}))
		answer := got[aid.Message](h.t)(desk.AnswerMessage(ctx, by(m.caseworker), m.caseworker, h.theCase.ID, p.ID, said["answer"]))
		change := aid.ChangeReport{CaseID: h.theCase.ID, Kind: "work", From: aid.SwedishDate(question.SentAt), Body: said["change"]}
		h.perks[i]["change"] = got[aid.ChangeReport](h.t)(desk.ReportChange(ctx, citizen(p), change, nil)).ID
		h.perks[i]["letter"], h.perks[i]["member"] = answer.ID, p.ID
		comment := aid.Comment{CaseID: h.theCase.ID, On: aid.Subject{Kind: aid.OnNote, ID: h.ids["note"]}, Body: said["comment"]}
		h.perks[i]["record"] = got[aid.RecordRequest](h.t)(desk.AskToRead(ctx, citizen(p), h.theCase.ID, said["wish"])).ID
		h.perks[i]["comment"] = got[aid.Comment](h.t)(desk.SayOf(ctx, citizen(p), comment)).ID
		said["unsent"] = "Osänt " + mark
		unsent := aid.Unsent{ID: aid.NewID(desk.Now(), rand.Reader), Sender: p.ID, Path: "/meddelanden/nytt", At: desk.Now(), Files: true}
		unsent.Fields = url.Values{"nyckel": {key()}, "text": {said["unsent"]}}.Encode()
		must(h.t, desk.Register.Work(ctx, func(tx *store.Tx) error { return tx.AddUnsent(unsent) }))
		for _, text := range said {
			h.plant(own, text)
		}
	}
	must(h.t, desk.GiveFeedback(ctx, key(), aid.Feedback{Kind: "praise", Body: "Bra.", Language: "sv"}))
	open := got[[]aid.Feedback](h.t)(desk.Register.Feedback(ctx, "", 1))
	h.ids["opinion"] = open[0].ID
}

// worldOf starts a world at a time when two months can be applied for.
func worldOf(t testing.TB, engine string) *webtest.World {
	t.Helper()
	w := webtest.Start(t, engine)
	w.Clock.Set(time.Date(2026, 11, 17, 9, 0, 0, 0, time.UTC))
	w.Lund.Tenant.Desk.Municipality.DelegationLimitKronor = 0
	w.Lund.Tenant.Desk.Authorities = unasked{}
	return w
}

// session logs a visitor in without the app: the ways in have tests of their own.
func session(v *webtest.Visitor, s aid.Session) {
	v.T.Helper()
	token, now := rand.Text()+rand.Text(), v.World.Clock.Now()
	s.ID, s.Language, s.StartedAt, s.SeenAt, s.RemoteAddr = aid.NewID(now, rand.Reader), "sv", now, now, "127.0.0.1"
	register := v.Place.Tenant.Desk.Register
	must(v.T, register.Work(context.WithoutCancel(v.T.Context()), func(tx *store.Tx) error { return tx.AddSession(s, site.HashToken(token)) }))
	v.SetCookie(site.SessionCookie, token)
}

func citizenSession(p aid.Person, caseID aid.ID) aid.Session {
	return aid.Session{Actor: aid.Actor{Kind: aid.ByCitizen, ID: p.ID, Name: p.Name()}, CaseID: caseID}
}

func staffSession(s aid.Staff) aid.Session {
	return aid.Session{Actor: aid.Actor{Kind: aid.ByStaff, ID: s.ID, Name: s.Name}, Staff: &s}
}
