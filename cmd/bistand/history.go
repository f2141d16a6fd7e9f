package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"

	"bistand/aid"
	"bistand/calc"
	"bistand/casework"
	"bistand/store"
)

// seed fills one municipality's empty register with people, cases and months of history.
type seed struct {
	desk   *casework.Desk // its clock is moved through the past
	slug   string
	now    time.Time // when the demonstration starts
	at     time.Time // the seed's clock
	today  aid.Date
	staff  []aid.Staff
	number int
	events []event
}

// system is who takes in history.
var system = aid.Actor{Kind: aid.BySystem}

// seedRegister fills the register of a desk; the desk itself is left untouched.
func seedRegister(ctx context.Context, desk *casework.Desk) error {
	s := &seed{slug: desk.Municipality.Slug, now: desk.Now(), at: desk.Now().AddDate(0, -6, 0), today: aid.SwedishDate(desk.Now())}
	past := *desk
	past.Now = func() time.Time { s.at = s.at.Add(time.Second); return s.at }
	s.desk = &past
	if err := s.addStaff(ctx); err != nil {
		return fmt.Errorf("add invented staff: %w", err)
	}
	for _, h := range demoHouseholds {
		if h.municipality == s.slug {
			s.plan(h)
		}
	}
	if s.slug == "lund" {
		s.events = append(s.events, event{aid.Date{}, s.addGuide}, event{s.today, s.addOpinions})
	}
	return s.live(ctx)
}

// event is something that happened on a day.
type event struct {
	day aid.Date
	do  func(context.Context) error
}

// live lets everything happen in the order of its days, so that the log reads as a year of work does.
func (s *seed) live(ctx context.Context) error {
	sort.SliceStable(s.events, func(i, j int) bool { return s.events[i].day.Before(s.events[j].day) })
	for _, e := range s.events {
		s.set(e.day)
		if err := e.do(ctx); err != nil {
			return fmt.Errorf("invented history of %s: %w", e.day, err)
		}
	}
	return nil
}

// set moves the seed's clock to nine in the morning of a day, never back and never past the present.
func (s *seed) set(day aid.Date) {
	at := time.Date(day.Year, day.Month, day.Day, 9, 0, 0, 0, aid.Sweden)
	if latest := s.now.Add(-10 * time.Minute); at.After(latest) {
		at = latest
	}
	if at.After(s.at) {
		s.at = at
	}
}

func (s *seed) id() aid.ID { return aid.NewID(s.desk.Now(), s.desk.Random) }

func (s *seed) addStaff(ctx context.Context) error {
	for _, m := range demoStaffOf[s.slug] {
		s.staff = append(s.staff, aid.Staff{ID: s.id(), Subject: m.subject, Name: m.name, Title: m.title, Phone: m.phone, Hours: m.hours, Email: m.email, Roles: m.roles})
	}
	if err := s.desk.AddPeople(ctx, casework.Request{Actor: system}, nil, s.staff); err != nil {
		return err
	}
	return s.confirmNorms(ctx)
}

// inventedOrdinance stands where a municipality types the number of the ordinance: nothing here has been held against one.
const inventedOrdinance = "SFS 0000:0000 (påhittat nummer i demonstrationen)"

// confirmNorms lets two people confirm every computed figure of the norms, since no decision may rest on one that nobody has
// confirmed. Figures that are missing stay so.
func (s *seed) confirmNorms(ctx context.Context) error {
	first, second := s.with(aid.DecisionMaker), s.with(aid.Administrator)
	for _, norm := range s.desk.Rules.Riksnorms {
		figures := casework.ComputedFigures(norm)
		if len(figures) == 0 {
			continue
		}
		if err := s.desk.ProposeFigures(ctx, request(first), first, inventedOrdinance, figures); err != nil {
			return err
		}
		ids := make([]aid.ID, len(figures))
		for i, f := range figures {
			ids[i] = f.ID
		}
		if err := s.desk.AnswerFigures(ctx, request(second), second, ids, aid.FigureConfirmed); err != nil {
			return err
		}
	}
	return nil
}

// with returns the first member of staff with a role.
func (s *seed) with(role aid.Role) aid.Staff {
	i := slices.IndexFunc(s.staff, func(m aid.Staff) bool { return m.Has(role) })
	return s.staff[i]
}

// request is a step taken by a member of staff.
func request(staff aid.Staff) casework.Request {
	return casework.Request{Actor: aid.Actor{Kind: aid.ByStaff, ID: staff.ID, Name: staff.Name}}
}

// open adds the people of a case and opens it, activates its adults and returns it with whom it is paid to.
func (s *seed) open(ctx context.Context, people []demoPerson, opened aid.Date, protected, inactive bool) (aid.Case, aid.Payee, error) {
	s.number++
	c := aid.Case{ID: s.id(), Number: fmt.Sprintf("EB-%d-%04d", opened.Year, 400+s.number), Type: "income_support", OpenedOn: opened}
	payee := aid.Payee{ID: s.id(), CaseID: c.ID, Kind: aid.PayeePerson, Method: aid.ToAccount}
	var persons []aid.Person
	for i, p := range people {
		number, err := aid.ParsePersonnummer(p.number)
		if err != nil {
			return c, payee, err
		}
		person := aid.Person{ID: s.id(), Personnummer: number, GivenName: p.given, FamilyName: p.family, Protected: protected && i == 0}
		persons = append(persons, person)
		c.Members = append(c.Members, aid.Member{Person: person, Part: p.part})
		if p.account != "" {
			payee.PersonID, payee.Name = person.ID, person.Name()
			payee.Clearing, payee.Account, _ = strings.Cut(p.account, " ")
		}
	}
	caseworker, officer := s.with(aid.Caseworker), s.with(aid.PaymentOfficer)
	c.Contacts = []aid.Contact{{Staff: caseworker, Function: aid.Caseworker}, {Staff: officer, Function: aid.PaymentOfficer}}
	if err := s.desk.AddPeople(ctx, casework.Request{Actor: system}, persons, nil); err != nil {
		return c, payee, err
	}
	if err := s.desk.OpenCase(ctx, request(caseworker), c, []aid.Payee{payee}); err != nil {
		return c, payee, err
	}
	for i, p := range people {
		if err := s.introduce(ctx, c, persons[i], p, inactive || protected); err != nil {
			return c, payee, err
		}
	}
	return c, payee, nil
}

// introduce activates an adult's access and keeps how they are reached.
func (s *seed) introduce(ctx context.Context, c aid.Case, person aid.Person, p demoPerson, inactive bool) error {
	if p.part == aid.ChildInCase {
		return nil
	}
	if !inactive {
		if err := s.desk.SetAccess(ctx, request(s.with(aid.Caseworker)), s.with(aid.Caseworker), c.ID, person.ID, true); err != nil {
			return err
		}
	}
	if p.phone == "" && p.email == "" {
		return nil
	}
	profile := aid.Profile{PersonID: person.ID, Phone: p.phone, Email: p.email, Language: p.lang}
	herself := aid.Actor{Kind: aid.ByCitizen, ID: person.ID, Name: person.Name()}
	if err := s.desk.ChangeProfile(ctx, casework.Request{Actor: herself}, c.ID, profile); err != nil || inactive {
		return err
	}
	return s.visited(ctx, c, herself, profile)
}

// visited lets a person have been in the e-service and confirmed an address, so that what they have not read waits for them there.
func (s *seed) visited(ctx context.Context, c aid.Case, who aid.Actor, profile aid.Profile) error {
	if err := s.desk.RecordRead(ctx, who, c.ID, "start", ""); err != nil {
		return err
	}
	step := store.Step{At: s.desk.Now(), Actor: who, Name: "confirm_address", CaseID: c.ID, Kind: "person", Object: who.ID}
	return s.desk.Register.Step(ctx, step, func(tx *store.Tx) error { return tx.AddConfirmation(s.id(), profile.Addresses()[0]) })
}

// appoint registers a god man for the applicant of a case, and keeps how she is reached.
func (s *seed) appoint(ctx context.Context, c aid.Case, g demoPerson) error {
	worker := s.with(aid.Caseworker)
	made, err := s.desk.RegisterRepresentative(ctx, request(worker), worker, c.ID, casework.RepresentativeInput{
		Person: c.Members[0].Person.ID, Number: g.number, GivenName: g.given, FamilyName: g.family, Kind: aid.GodMan, Scope: aid.MayAct,
		Paper: aid.RegisterExtract, PaperOn: s.today.AddDays(-3), From: s.today.AddDays(-3),
	})
	if err != nil {
		return err
	}
	herself := casework.Request{Actor: aid.Actor{Kind: aid.ByCitizen, ID: made.ActsID, Name: made.Name}}
	return s.desk.ChangeProfile(ctx, herself, "", aid.Profile{PersonID: made.ActsID, Phone: g.phone, Email: g.email, Language: g.lang})
}

// plan plans a household's case, its months of history and its present month.
func (s *seed) plan(h demoHousehold) {
	var c aid.Case
	var payee aid.Payee
	month := s.today.MonthOf()
	first := month.Add(-h.months)
	opened := first.Add(-1).First().AddDays(9)
	add := func(day aid.Date, do func(context.Context) error) { s.events = append(s.events, event{day, do}) }
	add(opened, func(ctx context.Context) (err error) {
		c, payee, err = s.open(ctx, h.people, opened, h.protected, h.inactive)
		return err
	})
	for m := first; m.Before(month); m = m.Add(1) {
		add(m.First().AddDays(8), func(ctx context.Context) error { return s.addPaidMonth(ctx, h, c, payee, m) })
	}
	if h.godMan != nil {
		add(s.today, func(ctx context.Context) error { return s.appoint(ctx, c, *h.godMan) })
	}
	switch {
	case h.inactive:
		add(s.today.AddDays(-2), func(ctx context.Context) error { return s.addLetter(ctx, c) })
	case !h.protected && s.slug == "lund":
		add(s.today.AddDays(-2), func(ctx context.Context) error { return s.addTalk(ctx, c) })
	}
	switch h.state {
	case demoNothing:
		return
	case demoFirst:
		add(s.today, func(ctx context.Context) error { return s.beginFirst(ctx, c, month) })
		return
	case demoRegistered:
		add(s.today, func(ctx context.Context) error { return s.addNeed(ctx, c, month) })
	}
	add(s.today, func(ctx context.Context) error { return s.addPresentMonth(ctx, h, c, payee, month) })
	add(s.today, func(ctx context.Context) error { return s.addPapers(ctx, c, month) })
}

// content is what a household applies for in a month. The rent rises once, so that there is a change to see.
func (h demoHousehold) content(c aid.Case, month, latest aid.Month) aid.Content {
	content := aid.Content{Month: month, Household: c.Household(), Housing: aid.Housing{Form: "rental", Landlord: h.landlord, Rooms: len(h.people)}}
	rent := h.rent
	if month.Before(latest) {
		rent -= 150 * kr
	}
	content.Expenses = []aid.Expense{{Kind: "housing", Amount: rent}, {Kind: "electricity", Amount: h.electricity}, {Kind: "home_insurance", Amount: 129 * kr}}
	adults := c.Adults()
	if h.benefit > 0 {
		content.Incomes = append(content.Incomes, aid.Income{Kind: "activity_support", PersonID: adults[0].ID, Amount: h.benefit})
	}
	if h.salary > 0 {
		content.Incomes = append(content.Incomes, aid.Income{Kind: "salary", PersonID: adults[len(adults)-1].ID, Amount: h.salary})
	}
	if n := len(content.Household.Children); n > 0 {
		content.Incomes = append(content.Incomes, aid.Income{Kind: "child_benefit", PersonID: adults[0].ID, Amount: aid.Ore(n) * 1250 * kr})
	}
	return content
}

// paper is an application that came in on paper, as staff took it in.
func (s *seed) paper(h demoHousehold, c aid.Case, month aid.Month, day aid.Date) aid.Application {
	return aid.Application{
		CaseID: c.ID, Month: month, Kind: aid.Renewal, Reason: "norm", OnBehalf: "own", Origin: aid.FromPaper,
		Content: h.content(c, month, s.today.MonthOf()), FrozenBy: s.with(aid.Caseworker).ID, Registered: day,
	}
}

// addPaidMonth takes in a month that an earlier system applied for, decided and paid.
func (s *seed) addPaidMonth(ctx context.Context, h demoHousehold, c aid.Case, payee aid.Payee, month aid.Month) error {
	caseworker := s.with(aid.Caseworker)
	came := month.First().AddDays(2)
	sent := aid.Date{Year: month.Year, Month: month.Month, Day: 25}.BankDayOnOrBefore()
	history := casework.History{Application: s.paper(h, c, month, came)}
	history.Application.Origin = aid.Imported
	in, err := s.approveAll(ctx, history.Application)
	if err != nil {
		return err
	}
	calculation, err := s.desk.Preview(ctx, in)
	if lacksNorm(err) {
		return nil
	}
	if err != nil {
		return err
	}
	calculation.Origin, calculation.MadeBy, calculation.MadeByName, calculation.MadeAt = aid.Imported, caseworker.ID, caseworker.Name, s.at.UTC()
	history.Calculation = &calculation
	decider := s.with(aid.DecisionMaker)
	history.Decision = &aid.Decision{
		Origin: aid.Imported, Outcome: aid.Granted, Amount: calculation.Result, LegalBasis: legalBasis, Reasons: grantedReasons,
		Items: casework.Items(calculation), DecidedBy: decider.ID, DecidedByName: decider.Name, DecidedAt: s.at,
	}
	history.Payments = []casework.HistoricPayment{{Payee: payee.ID, Amount: calculation.Result, SentOn: sent}}
	_, err = s.desk.ImportHistory(ctx, request(caseworker), history)
	return err
}

// lacksNorm tells whether no norm table covers the month: then the household has no such month in its history.
func lacksNorm(err error) bool {
	var fault aid.Error
	return errors.As(err, &fault) && fault.Code == "rules.no_table"
}

const (
	legalBasis     = "12 kap. 1 § socialtjänstlagen (2025:400)"
	grantedReasons = "Hushållets inkomster räcker inte till en skälig levnadsnivå. Kostnaderna ni har sökt för är skäliga."
)

// approveAll counts everything as stated, and a rent above the municipality's highest with the reason for the cut.
func (s *seed) approveAll(ctx context.Context, a aid.Application) (calc.Input, error) {
	in, err := s.desk.Proposal(ctx, a)
	for i, e := range in.Expenses {
		if e.Approved < e.Claimed {
			in.Expenses[i].Reason = "Boendekostnaden är högre än kommunens högsta godtagbara boendekostnad."
		}
	}
	return in, err
}

// addPresentMonth registers this month's application, and decides it where the household's state says so.
func (s *seed) addPresentMonth(ctx context.Context, h demoHousehold, c aid.Case, payee aid.Payee, month aid.Month) error {
	came := month.First().AddDays(2)
	if s.today.Before(came) {
		came = s.today
	}
	caseworker, decider := s.with(aid.Caseworker), s.with(aid.DecisionMaker)
	id, err := s.desk.ImportHistory(ctx, request(caseworker), casework.History{Application: s.paper(h, c, month, came)})
	if err == nil && h.state == demoRegistered {
		if s.desk.Authorities != nil {
			err = s.desk.AskAuthorities(ctx, request(caseworker), caseworker, id)
		}
		return errors.Join(err, s.askForStatement(ctx, c, id, month))
	}
	if _, missing := s.desk.Rules.RiksnormOn(month.First()); err != nil || missing != nil {
		return err
	}
	a, err := s.desk.Register.Application(ctx, id)
	if err != nil {
		return err
	}
	in, err := s.approveAll(ctx, a)
	if err != nil {
		return err
	}
	calculation, err := s.desk.Calculate(ctx, request(caseworker), caseworker, id, in)
	if err != nil {
		return err
	}
	decision, err := s.desk.Decide(ctx, request(decider), decider, casework.DecisionInput{
		Application: id, Calculation: calculation.ID, LegalBasis: legalBasis, Reasons: grantedReasons,
		Payments: []casework.PaymentInput{{Payee: payee.ID, Amount: calculation.Result, SendOn: s.today.AddBankDays(1)}},
	})
	if err != nil || h.appeal == "" {
		return err
	}
	adults := c.Adults()
	_, err = s.desk.RegisterAppeal(ctx, request(caseworker), caseworker, casework.PaperAppeal{
		Decision: decision.ID, Person: adults[len(adults)-1].ID, ReceivedOn: aid.SwedishDate(s.at), Change: "Räkna utan lönen.", Why: h.appeal,
	})
	return err
}

// askForStatement asks for the rest of a bank statement, so that an application waits for its household.
func (s *seed) askForStatement(ctx context.Context, c aid.Case, application aid.ID, month aid.Month) error {
	caseworker := s.with(aid.Caseworker)
	_, err := s.desk.AskForCompletion(ctx, request(caseworker), caseworker, aid.CompletionRequest{
		CaseID: c.ID, ApplicationID: application, Until: s.today.AddDays(10), Why: "Kontoutdraget slutar den 20. Vi behöver se hela månaden för att kunna fatta beslut.",
		Items: []aid.CompletionItem{{Group: "attachment", What: "bank_statement", Who: c.Adults()[0].Name(), Month: month.Add(-1)}},
	})
	return err
}

// beginFirst fills in a part of a first application.
func (s *seed) beginFirst(ctx context.Context, c aid.Case, month aid.Month) error {
	adult := c.Adults()[0]
	r := casework.Request{Actor: aid.Actor{Kind: aid.ByCitizen, ID: adult.ID, Name: adult.Name()}}
	free, err := s.desk.Applicable(ctx, c.ID)
	if err != nil || !slices.Contains(free, month) {
		return err // the demonstration may begin on a day when the municipality's window is closed
	}
	draft, err := s.desk.BeginDraft(ctx, r, c.ID, month)
	if err != nil {
		return err
	}
	_, err = s.desk.SaveDraft(ctx, r, draft.ID, draft.Version, func(content *aid.Content) error {
		content.Housing = aid.Housing{Form: "sublet", Landlord: "Norra Bo", Rooms: 1, Contract: "own"}
		content.Occupations = []aid.Occupation{{PersonID: adult.ID, Kind: "unemployed", Registered: true, Efforts: "Söker jobb i restaurang och läser svenska på kvällarna."}}
		content.Done = map[string]bool{casework.SectionHousehold: true, casework.SectionHousing: true, casework.SectionOccupation: true}
		return nil
	})
	return err
}

// addNeed takes in an application for a single need that came on paper beside the month's.
func (s *seed) addNeed(ctx context.Context, c aid.Case, month aid.Month) error {
	need := aid.Application{
		CaseID: c.ID, Month: month, Kind: aid.Supplementary, Reason: "need", OnBehalf: "own", Origin: aid.FromPaper, FrozenBy: s.with(aid.Caseworker).ID, Registered: s.today,
		Content: aid.Content{Month: month, Kind: aid.Supplementary, Household: c.Household(), Expenses: []aid.Expense{{Kind: "dental", Amount: 2400 * kr, Note: "En lagning har gått sönder."}}},
	}
	_, err := s.desk.ImportHistory(ctx, request(s.with(aid.Caseworker)), casework.History{Application: need})
	return err
}

// addPapers writes and publishes a plan and a note, and writes a note that stays the staff's own.
func (s *seed) addPapers(ctx context.Context, c aid.Case, month aid.Month) error {
	caseworker := s.with(aid.Caseworker)
	plan := aid.Document{
		CaseID: c.ID, Kind: "work_plan", Title: "Planering för hösten",
		Body: "Du söker arbete på heltid och deltar i aktiviteterna hos Arbetsförmedlingen.\n\nVi följer upp planeringen när du söker för nästa månad.",
	}
	if _, err := s.desk.WriteDocument(ctx, request(caseworker), caseworker, plan, true); err != nil {
		return err
	}
	note := aid.JournalNote{CaseID: c.ID, Heading: "Ansökan kom in", Body: "Ansökan för " + month.String() + " kom in på papper och är registrerad.", On: s.today}
	if _, err := s.desk.WriteNote(ctx, request(caseworker), caseworker, note, true); err != nil {
		return err
	}
	own := aid.JournalNote{CaseID: c.ID, Heading: "Telefonsamtal", Body: "Anteckning som inte har gjorts synlig.", On: s.today}
	_, err := s.desk.WriteNote(ctx, request(caseworker), caseworker, own, false)
	return err
}
