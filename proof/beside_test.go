package proof_test

import (
	"crypto/rand"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"bistand/aid"
	"bistand/casework"
	"bistand/store"
	"bistand/store/storetest"
)

// The homes beside the one that has everything, for the forms that it cannot have since it has everything. Each is as far as its
// name says.
const (
	settled  = "settled"  // one adult: this month's application has come in without its papers, and next month's is begun
	waiting  = "waiting"  // two adults: one has signed, the other has never logged in, and a decision waits to be read
	newcomer = "newcomer" // one adult who has not applied
	hidden   = "hidden"   // one adult with a sekretessmarkering
)

// visitorsOf are who may visit the pages of each home: its first adult, and staff.
var visitorsOf = map[string][]string{
	"":       {"nobody", "applicant", "co-applicant", "caseworker", "decider", "officer", "other", "administrator"},
	settled:  {settled, "caseworker", "decider"},
	waiting:  {waiting, "caseworker", "decider"},
	newcomer: {newcomer, "caseworker"},
	hidden:   {"caseworker"},
}

// citizens are the visitors who are no staff: in which home, and which of its adults.
var citizens = map[string]struct {
	home  string
	adult int
}{"nobody": {"", 1}, "applicant": {"", 0}, "co-applicant": {"", 1}, settled: {settled, 0}, waiting: {waiting, 0}, newcomer: {newcomer, 0}}

// homeOf are the forms that stand in a home beside, though the one that has everything has them too: there they are of no use.
var homeOf = map[string]string{
	"POST /ansok/{manad}":                         newcomer,
	"POST /overklaga":                             waiting,
	"POST /handlaggning/beslut/{id}/overklagande": waiting,
	"POST /handlaggning/arende/{id}/ombud":        newcomer,
	"POST /handlaggning/arende/{id}/flyttar-in":   settled,
	"POST /handlaggning/arende/{id}/skydd":        hidden,
}

// owner is whose objects a visitor meets in a home. Of the home that waits staff meet the adult who has not logged in.
func (f *formWorld) owner(who, home string) owner {
	adult := citizens[who].adult
	if _, citizen := citizens[who]; home == waiting && !citizen {
		adult = 1
	}
	return owner{"", f.homes[home], adult}
}

// month is the one that a household may apply for which has not yet.
func (o owner) month() string {
	if o.household == nil {
		return "2026-11"
	}
	return aid.SwedishDate(o.household.place.Tenant.Desk.Now()).MonthOf().Add(1).String()
}

// besides plants the homes beside.
func (f *formWorld) besides() {
	f.t.Helper()
	f.homes = map[string]*household{"": f.h, settled: f.beside(0, 1), waiting: f.beside(1, 2), newcomer: f.beside(2, 1), hidden: f.beside(3, 1)}
	f.settle(f.homes[settled])
	f.await(f.homes[waiting])
	desk, ctx, clerk := f.world.Lund.Tenant.Desk, f.t.Context(), f.team.caseworker
	secret := f.homes[hidden]
	must(f.t, desk.SetProtection(ctx, by(clerk), clerk, secret.theCase.ID, secret.adults[0].ID, true))
	secret.ids["colleague"] = f.team.other.ID
	if len(got[[]aid.Unsent](f.t)(desk.Register.Unsent(ctx, clerk.ID, "", desk.Now().Add(-aid.UnsentKept)))) == 0 {
		unsent := aid.Unsent{ID: aid.NewID(desk.Now(), rand.Reader), Sender: clerk.ID, Path: "/handlaggning/synpunkter", At: desk.Now()}
		unsent.Fields = url.Values{"nyckel": {key()}, "id": {string(unsent.ID)}}.Encode()
		must(f.t, desk.Register.Work(ctx, func(tx *store.Tx) error { return tx.AddUnsent(unsent) }))
	}
	if away := got[[]aid.Absence](f.t)(desk.Register.AbsencesOf(ctx, clerk.ID, aid.Date{Year: 2028, Month: 7, Day: 1})); len(away) == 0 {
		must(f.t, desk.StateAbsence(ctx, by(clerk), aid.Absence{From: aid.Date{Year: 2028, Month: 7, Day: 1}, Until: aid.Date{Year: 2028, Month: 7, Day: 31}}))
	}
}

// beside opens the case of a home with so many adults.
func (f *formWorld) beside(place, adults int) *household {
	f.t.Helper()
	desk, ctx, n := f.world.Lund.Tenant.Desk, f.t.Context(), 4*f.next+place
	h := &household{t: f.t, place: f.world.Lund, ids: map[string]aid.ID{}, perks: [2]map[string]aid.ID{{}, {}}, words: map[class][]string{}}
	id := func() aid.ID { return aid.NewID(desk.Now(), rand.Reader) }
	c := aid.Case{ID: id(), Number: "EB-2026-8" + strconv.Itoa(1000+n), Type: "income_support", OpenedOn: aid.SwedishDate(desk.Now())}
	c.Contacts = []aid.Contact{{Staff: f.team.caseworker, Function: aid.Caseworker}, {Staff: f.team.officer, Function: aid.PaymentOfficer}}
	for i := range adults {
		p := aid.Person{
			ID: id(), GivenName: "Granne" + strconv.Itoa(i), FamilyName: "Bredvid" + strconv.Itoa(n),
			Personnummer: storetest.Number(f.t, fmt.Sprintf("%d%02d%02d", 1950+n/300, 1+n/25%12, 1+n%25), 985+i),
		}
		h.adults = append(h.adults, p)
		c.Members = append(c.Members, aid.Member{Person: p, Part: []aid.Part{aid.Applicant, aid.CoApplicant}[i]})
		h.perks[i]["member"] = p.ID
	}
	must(f.t, desk.AddPeople(ctx, casework.Request{Key: key()}, h.adults, nil))
	payee := aid.Payee{ID: id(), CaseID: c.ID, Name: h.adults[0].Name(), Kind: aid.PayeePerson, PersonID: h.adults[0].ID, Method: aid.ToAccount, Clearing: "9252"}
	payee.Account = valid(f.t, aid.ToAccount, "9252", accounts[(f.next+7)%len(accounts)])
	must(f.t, desk.OpenCase(ctx, casework.Request{Key: key()}, c, []aid.Payee{payee}))
	for i, p := range h.adults {
		profile := aid.Profile{PersonID: p.ID, Phone: "070-174 07 " + strconv.Itoa(10+i), Email: fmt.Sprintf("granne%d.%d@example.org", n, i), Language: "sv"}
		must(f.t, desk.ChangeProfile(ctx, citizen(p), c.ID, profile))
		must(f.t, desk.SetAccess(ctx, by(f.team.caseworker), f.team.caseworker, c.ID, p.ID, true))
	}
	h.theCase, h.ids["case"], h.ids["payee"], h.ids["person"] = c, c.ID, payee.ID, h.adults[0].ID
	return h
}

// settle lets this month's application come in, with an account and without its papers, begins next month's, and lets someone act
// for the adult.
func (f *formWorld) settle(h *household) {
	f.t.Helper()
	desk, ctx, today := f.world.Lund.Tenant.Desk, f.t.Context(), aid.SwedishDate(f.world.Clock.Now())
	content := aid.Content{
		Kind: aid.First, Occupations: []aid.Occupation{{PersonID: h.adults[0].ID, Kind: "work"}}, NoAssets: true, Elsewhere: &aid.Elsewhere{},
		Household: h.theCase.Household(), Housing: aid.Housing{Form: "rental", Landlord: "Värden"}, NoIncome: map[aid.ID]bool{h.adults[0].ID: true},
		Expenses: []aid.Expense{{Kind: "housing", Amount: 5_000_00}},
		Account:  &aid.Account{PersonID: h.adults[0].ID, Clearing: "9252", Number: valid(f.t, aid.ToAccount, "9252", accounts[f.next%len(accounts)])},
	}
	h.ids["open"] = h.comeIn(f.world, today.MonthOf(), content).ID
	h.ids["application"] = h.ids["open"]
	h.ids["draft"] = got[aid.Draft](f.t)(desk.BeginDraft(ctx, citizen(h.adults[0]), h.theCase.ID, today.MonthOf().Add(1))).ID
	h.ids["authority"] = got[aid.Representative](f.t)(desk.RegisterRepresentative(ctx, by(f.team.caseworker), f.team.caseworker, h.theCase.ID, casework.RepresentativeInput{
		Person: h.adults[0].ID, Number: storetest.Number(f.t, "19600202", 985).Full(), GivenName: "Ombud", FamilyName: "Bredvid", Kind: aid.GodMan, Scope: aid.MayAct,
		Paper: aid.Appointment, PaperOn: today.AddDays(-9), From: today.AddDays(-9),
	})).ID
}

// await has one of two sign next month's application, begins a single need beside this month's, and decides on an older month.
func (f *formWorld) await(h *household) {
	f.t.Helper()
	desk, ctx, month := f.world.Lund.Tenant.Desk, f.t.Context(), aid.SwedishDate(f.world.Clock.Now()).MonthOf()
	b := storetest.Build(f.t, desk.Register)
	b.Now = f.world.Clock.Now()
	now := b.Freeze(h.theCase, month, aid.Imported)
	b.Register(now, aid.SwedishDate(b.Now))
	h.ids["draft"] = got[aid.Draft](f.t)(desk.BeginNeed(ctx, citizen(h.adults[0]), h.theCase.ID, month)).ID
	frozen := b.Freeze(h.theCase, month.Add(1), aid.FromPortal)
	must(f.t, desk.AddSignature(ctx, citizen(h.adults[0]), aid.Signature{
		ApplicationID: frozen.ID, PersonID: h.adults[0].ID, ContentHash: frozen.ContentHash, SignedAt: b.Now, Visible: "Jag skriver under.", Hidden: "{}", Answer: []byte("{}"),
	}))
	old := h.handIn(f.world, month.Add(-1), now.Content)
	k := h.calculate(f.team, old)
	h.ids["frozen"], h.ids["decision"] = frozen.ID, got[aid.Decision](f.t)(desk.Decide(ctx, by(f.team.decider), f.team.decider, casework.DecisionInput{
		Application: old.ID, Calculation: k.ID, LegalBasis: "12 kap. 1 § socialtjänstlagen", Reasons: "Räcker inte.",
		Payments: []casework.PaymentInput{{Payee: h.ids["payee"], Amount: k.Result, SendOn: aid.SwedishDate(b.Now).AddBankDays(1)}},
	})).ID
}

// effect is what a form does: steps of the log that are no reads, or reads with a reason; how often drafts were saved, and how many
// more there are; how many people are told, each once for whatever ways they have chosen; and about how many people authorities are asked.
type effect struct{ steps, saves, drafts, told, asked int }

// effects counts what has been done since the register was filled.
func (f *formWorld) effects() (e effect) {
	f.t.Helper()
	must(f.t, f.raw.QueryRow(`SELECT (SELECT count(*) FROM log WHERE step NOT IN ('read', 'reads')) + (SELECT count(*) FROM case_read WHERE reason <> ''),
		(SELECT COALESCE(sum(version), 0) FROM draft) + (SELECT COALESCE(sum(version), 0) FROM appeal_draft),
		(SELECT count(*) FROM draft) + (SELECT count(*) FROM appeal_draft),
		(SELECT count(*) FROM job WHERE kind = 'notice') + (SELECT count(*) FROM notice_code),
		(SELECT count(*) FROM job WHERE kind = 'inquiry')`).Scan(&e.steps, &e.saves, &e.drafts, &e.told, &e.asked))
	return e
}

// is tells whether a form did what it should.
func (e effect) is(want effect) bool {
	if want.told == whoever {
		e.told = whoever
	}
	return e == want
}

// minus is what has been done since.
func (e effect) minus(before effect) effect {
	if e.drafts < before.drafts { // with a draft go the times that it was saved
		e.saves = before.saves
	}
	return effect{e.steps - before.steps, e.saves - before.saves, e.drafts - before.drafts, e.told - before.told, e.asked - before.asked}
}

// filled puts what a form means into the values of a table: {today+9}, {month-1} by the world's clock, {kind} an object of whom the
// form is about.
func (f *formWorld) filled(form found, value string) string {
	today := aid.SwedishDate(f.world.Clock.Now())
	return named.ReplaceAllStringFunc(value, func(part string) string {
		word, days := strings.Trim(part, "{}"), 0
		if at := strings.IndexAny(word, "+-"); at > 0 {
			days, _ = strconv.Atoi(word[at:])
			word = word[:at]
		}
		switch word {
		case "code":
			return f.code
		case "born":
			return storetest.Number(f.t, "19600"+strconv.Itoa(100+f.next%20+101), 981+f.next/20%9).Full()
		case "today":
			return today.AddDays(days).String()
		case "month":
			return today.MonthOf().Add(days).String()
		}
		return f.owner(form.who, form.home).id(word)
	})
}
