package main

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"bistand/aid"
	"bistand/calc"
	"bistand/casework"
	"bistand/rules"
	"bistand/store"
	"bistand/web/site"
)

// The register that everything is measured on.
const (
	caseCount = 1500
	months    = 12 // of history in each case: an application, a calculation, a decision and a payment a month
	sessions  = 600
)

// household is one case of the register, with an adult and two children.
type household struct {
	theCase aid.Case
	payee   aid.Payee
	frozen  aid.Application // this month's, out for signature
	token   string          // of the adult's log-in, where there is one
}

// adult is who the case is about.
func (h household) adult() aid.Person { return h.theCase.Adults()[0] }

// actor is the adult as one who does things.
func (h household) actor() aid.Actor {
	return aid.Actor{Kind: aid.ByCitizen, ID: h.adult().ID, Name: h.adult().Name()}
}

// registerFill adds facts straight to the store, a whole case in one step, since casework's own steps, one
// commit each, would take minutes.
type registerFill struct {
	desk    *casework.Desk
	staff   []aid.Staff // caseworker, decision-maker, payment officer
	numbers numbers
	month   aid.Month // the present one
	rules   calc.Rules
}

// confirmed is the norm with every computed figure confirmed: no decision may rest on one that is not.
func confirmed(set *rules.Set) (calc.Rules, error) {
	var list []rules.Confirmation
	for _, norm := range set.Riksnorms {
		for _, f := range casework.ComputedFigures(norm) {
			list = append(list, rules.Confirmation{Table: f.Table, Cell: f.Cell, Kr: f.Kr, Ordinance: "SFS 0000:0000 (påhittat)"})
		}
	}
	set, err := set.WithConfirmed(list)
	return calc.Rules{Set: set}, err
}

// fill fills an empty register and returns its households.
func fill(ctx context.Context, desk *casework.Desk) ([]household, error) {
	f := &registerFill{desk: desk, numbers: numbers{}, month: aid.SwedishDate(clock()).MonthOf()}
	var err error
	if f.rules, err = confirmed(desk.Rules); err != nil {
		return nil, err
	}
	for i, role := range []aid.Role{aid.Caseworker, aid.DecisionMaker, aid.PaymentOfficer} {
		f.staff = append(f.staff, aid.Staff{
			ID: f.id(), Subject: fmt.Sprint("s", i), Name: "Maja Mätare", Title: "Socialsekreterare", Phone: "046-000 00 00",
			Hours: "måndag–fredag 9–10", Email: "matare@example.org", Roles: []aid.Role{role},
		})
	}
	if err := desk.AddPeople(ctx, casework.Request{}, nil, f.staff); err != nil {
		return nil, err
	}
	households := make([]household, caseCount)
	for i := range households {
		households[i] = f.household(i)
	}
	return households, inParallel(len(households), func(i int) error { return f.add(ctx, &households[i], i) })
}

// inParallel does n pieces of work, many at once, so that the store commits them together.
func inParallel(n int, do func(i int) error) error {
	const workers = 32
	var wait sync.WaitGroup
	faults := make([]error, workers)
	for w := range workers {
		wait.Go(func() {
			for i := w; i < n && faults[w] == nil; i += workers {
				faults[w] = do(i)
			}
		})
	}
	wait.Wait()
	return errors.Join(faults...)
}

func (f *registerFill) id() aid.ID { return aid.NewID(clock(), random) }

// household thinks up a case.
func (f *registerFill) household(i int) household {
	h := household{theCase: aid.Case{ID: f.id(), Number: fmt.Sprintf("EB-2025-%05d", i), Type: "income_support", OpenedOn: f.month.Add(-months).First()}}
	for n, part := range []aid.Part{aid.Applicant, aid.ChildInCase, aid.ChildInCase} {
		born := 1970
		if n > 0 {
			born = 2014
		}
		p := aid.Person{ID: f.id(), Personnummer: f.numbers.next(born), GivenName: "Test", FamilyName: fmt.Sprint("Person", i)}
		h.theCase.Members = append(h.theCase.Members, aid.Member{Person: p, Part: part})
	}
	h.theCase.Contacts = []aid.Contact{{Staff: f.staff[0], Function: aid.Caseworker}, {Staff: f.staff[2], Function: aid.PaymentOfficer}}
	h.payee = aid.Payee{
		ID: f.id(), CaseID: h.theCase.ID, Name: h.adult().Name(), Kind: aid.PayeePerson, PersonID: h.adult().ID,
		Method: aid.ToAccount, Clearing: "5000", Account: "0000018",
	}
	return h
}

// add adds the case with its history and its present application, and a log-in to the first ones.
func (f *registerFill) add(ctx context.Context, h *household, i int) error {
	step := store.Step{At: clock(), Name: "fill", CaseID: h.theCase.ID, Kind: "case", Object: h.theCase.ID}
	err := f.desk.Register.Step(ctx, step, func(tx *store.Tx) error {
		if err := f.addCase(tx, h); err != nil {
			return err
		}
		if err := f.addHistory(tx, h); err != nil {
			return err
		}
		return f.addFrozen(tx, h)
	})
	if err != nil || i >= sessions {
		return err
	}
	h.token = site.RandomToken(random, 32)
	s := aid.Session{
		ID: f.id(), Actor: h.actor(), CaseID: h.theCase.ID, Language: municipality.Languages[i%len(municipality.Languages)],
		StartedAt: clock(), SeenAt: clock(), UserAgent: userAgent, RemoteAddr: "127.0.0.1",
	}
	return f.desk.Register.Work(ctx, func(tx *store.Tx) error { return tx.AddSession(s, site.HashToken(h.token)) })
}

func (f *registerFill) addCase(tx *store.Tx, h *household) error {
	c := h.theCase
	if err := tx.AddCase(c); err != nil {
		return err
	}
	for _, m := range c.Members {
		if err := errors.Join(tx.AddPerson(m.Person), tx.AddMember(f.id(), c.ID, m.Person.ID, m.Part)); err != nil {
			return err
		}
	}
	for _, contact := range c.Contacts {
		if err := tx.AddAssignment(f.id(), c.ID, contact.Staff.ID, contact.Function); err != nil {
			return err
		}
	}
	profile := aid.Profile{PersonID: h.adult().ID, Email: "person@example.org", Language: "sv"}
	return errors.Join(tx.AddAccess(f.id(), c.ID, h.adult().ID, f.staff[0].ID, true), tx.AddProfile(f.id(), profile), tx.AddPayee(h.payee))
}

// content is what the household applies for.
func content(h *household, month aid.Month) aid.Content {
	return aid.Content{
		Month: month, Household: h.theCase.Household(), Housing: aid.Housing{Form: "rental", Landlord: "Påhittade Bostäder AB", Rooms: 3},
		Incomes:     []aid.Income{{Kind: "salary", PersonID: h.adult().ID, Amount: 4_200_00}, {Kind: "child_benefit", PersonID: h.adult().ID, Amount: 2_650_00}},
		Expenses:    []aid.Expense{{Kind: "housing", Amount: 7_345_00}, {Kind: "electricity", Amount: 412_00}},
		Attachments: []aid.AttachmentRef{{ID: h.payee.ID, Kind: "bank_statement", Name: "kontoutdrag.pdf", SHA256: site.HashToken(month.String()), Size: 40_000}},
	}
}

// application is the household's for a month, frozen or as staff took it in on paper.
func (f *registerFill) application(h *household, month aid.Month, origin aid.Origin) (aid.Application, error) {
	a := aid.Application{
		ID: f.id(), CaseID: h.theCase.ID, Month: month, Kind: aid.Renewal, Reason: "norm", OnBehalf: "own", Origin: origin,
		Content: content(h, month), FrozenAt: clock(), FrozenBy: h.adult().ID,
	}
	if origin == aid.FromPortal {
		a.Required = []aid.ID{h.adult().ID}
	}
	var err error
	a.ContentHash, err = casework.HashContent(a.Content)
	return a, err
}

// addHistory adds the months that are over, their payments in one file to the bank.
func (f *registerFill) addHistory(tx *store.Tx, h *household) error {
	file := aid.PaymentFile{ID: f.id(), Content: []byte("<Document></Document>"), Count: months, MadeAt: clock(), MadeBy: f.staff[2].ID}
	file.MessageID = string(file.ID)[:35]
	var payments []aid.ID
	for back := months; back > 0; back-- {
		p, err := f.addMonth(tx, h, f.month.Add(-back))
		if err != nil {
			return err
		}
		payments, file.Total = append(payments, p.ID), file.Total+p.Amount
	}
	if err := tx.AddPaymentFile(file, payments); err != nil {
		return err
	}
	for i, p := range payments {
		if err := tx.AddPaymentEvent(p, aid.PaidOut, "", f.month.Add(i-months).First().AddDays(24)); err != nil {
			return err
		}
	}
	return nil
}

// addMonth adds a month that was applied for, calculated and decided, with the payment on the decision approved.
func (f *registerFill) addMonth(tx *store.Tx, h *household, month aid.Month) (p aid.Payment, err error) {
	a, err := f.application(h, month, aid.FromPaper)
	if err != nil {
		return p, err
	}
	if err := errors.Join(tx.AddApplication(a, ""), tx.AddRegistration(a, month.First().AddDays(2))); err != nil {
		return p, err
	}
	c, err := calc.Calculate(f.rules.Set, nil, casework.Propose(f.rules, a, nil, nil))
	if err != nil {
		return p, err
	}
	c.ID, c.CaseID, c.ApplicationID, c.Month, c.Origin = f.id(), a.CaseID, a.ID, month, a.Origin
	c.MadeBy, c.MadeByName, c.MadeAt = f.staff[0].ID, f.staff[0].Name, month.First().AddDays(5).Time()
	d := aid.Decision{
		ID: f.id(), CaseID: a.CaseID, ApplicationID: a.ID, CalculationID: c.ID, Month: month, Origin: a.Origin, Outcome: aid.Granted,
		Amount: c.Result, LegalBasis: "12 kap. 1 § socialtjänstlagen (2025:400)", Reasons: "Hushållets inkomster räcker inte.",
		Items: casework.Items(c), DecidedBy: f.staff[1].ID, DecidedByName: f.staff[1].Name, DecidedAt: month.First().AddDays(8).Time(),
	}
	p = aid.Payment{
		ID: f.id(), CaseID: a.CaseID, DecisionID: d.ID, Amount: c.Result, Payee: h.payee, SendOn: month.First().AddDays(24),
		ProposedBy: f.staff[0].ID, ProposedAt: d.DecidedAt, Origin: d.Origin,
	}
	p.EndToEnd = string(p.ID)[:35]
	return p, errors.Join(tx.AddCalculation(c), tx.AddDecision(d), tx.AddDecisionReceipt(d.ID, h.adult().ID, month.First().AddDays(9)),
		tx.AddPayment(p, ""), tx.AddPaymentApproval(p.ID, f.staff[2].ID))
}

// addFrozen adds the present month's application, out for signature, with the draft it was made from.
func (f *registerFill) addFrozen(tx *store.Tx, h *household) (err error) {
	if h.frozen, err = f.application(h, f.month, aid.FromPortal); err != nil {
		return err
	}
	d := aid.Draft{
		ID: f.id(), CaseID: h.theCase.ID, Month: f.month, Version: 1, Content: h.frozen.Content, UpdatedAt: clock(),
		UpdatedBy: h.adult().ID, FrozenAs: h.frozen.ID,
	}
	return errors.Join(tx.AddApplication(h.frozen, d.ID), tx.AddDraft(d), tx.SaveDraft(d))
}

// numbers deals out personnummer of the tax agency's test series, birth numbers 980–999: how many so far, by year of birth.
type numbers map[int]int

// next returns the next number of a year.
func (n numbers) next(year int) aid.Personnummer {
	i := n[year]
	n[year]++
	day := aid.Date{Year: year, Month: 1, Day: 1}.AddDays(i / 20)
	for check := range 10 {
		text := fmt.Sprintf("%04d%02d%02d%03d%d", day.Year, day.Month, day.Day, 980+i%20, check)
		if number, err := aid.ParsePersonnummer(text); err == nil {
			return number
		}
	}
	panic("a day has no personnummer")
}
