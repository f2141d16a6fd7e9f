package casework_test

import (
	"time"

	"bistand/aid"
	"bistand/calc"
	"bistand/casework"
	"bistand/store"
)

// The stages that most tests begin at. Each goes by the desk's own steps; signatures are added as already verified.

// complete is what a household may sign: rent, electricity, a salary of the first adult.
func (w *world) complete(c *aid.Content) error {
	first := c.Household.Adults[0].PersonID
	c.Housing = aid.Housing{Form: "rental", Landlord: "Påhittade Bostäder AB", Rooms: 3}
	c.Incomes = []aid.Income{{Kind: "salary", PersonID: first, Amount: 4_200_00}}
	c.NoIncome = map[aid.ID]bool{}
	for _, other := range c.Household.Adults[1:] {
		c.NoIncome[other.PersonID] = true
	}
	c.Expenses = []aid.Expense{{Kind: "housing", Amount: 7_345_00}, {Kind: "electricity", Amount: 412_00}}
	if c.KindOf() == aid.First {
		w.first(c)
	}
	c.Attachments = []aid.AttachmentRef{{ID: w.id(), Kind: "bank_statement", Name: "kontoutdrag.pdf", SHA256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", Size: 48_213}}
	return nil
}

// first is what a first application states beside the rest.
func (w *world) first(c *aid.Content) {
	c.Occupations = nil
	for _, adult := range c.Household.Adults {
		c.Occupations = append(c.Occupations, aid.Occupation{PersonID: adult.PersonID, Kind: "work"})
	}
	c.NoAssets, c.Account, c.Elsewhere = true, &aid.Account{None: true}, &aid.Elsewhere{}
}

// filled opens a draft and fills it in.
func (w *world) filled(c aid.Case, month aid.Month) aid.Draft {
	w.t.Helper()
	r := w.as(c.Adults()[0])
	draft := have(w.desk.BeginDraft(w.ctx, r, c.ID, month))(w.t)
	return have(w.desk.SaveDraft(w.ctx, r, draft.ID, draft.Version, w.complete))(w.t)
}

// frozen is an application out for signature.
func (w *world) frozen(c aid.Case, month aid.Month) aid.Application {
	w.t.Helper()
	draft := w.filled(c, month)
	return have(w.desk.Freeze(w.ctx, w.as(c.Adults()[0]), draft.ID, draft.Version))(w.t)
}

// signed adds a person's signature.
func (w *world) signed(a aid.Application, p aid.Person) error {
	hidden := have(casework.HiddenData(a, p.ID, aid.Deputy{}))(w.t)
	return w.desk.AddSignature(w.ctx, w.as(p), aid.Signature{
		ApplicationID: a.ID, PersonID: p.ID, ContentHash: a.ContentHash, SignedAt: w.Now(), Visible: "Jag skriver under.", Hidden: hidden, Answer: []byte("{}"),
	})
}

// registered is an application that every adult has signed.
func (w *world) registered(c aid.Case, month aid.Month) aid.Application {
	w.t.Helper()
	a := w.frozen(c, month)
	for _, p := range c.Adults() {
		w.must(w.signed(a, p))
	}
	return have(w.register.Application(w.ctx, a.ID))(w.t)
}

// proposal is the calculation input of an application as the caseworker first sees it.
func (w *world) proposal(a aid.Application) calc.Input { return have(w.desk.Proposal(w.ctx, a))(w.t) }

// calculated is an application with a calculation.
func (w *world) calculated(c aid.Case, month aid.Month) (aid.Application, aid.Calculation) {
	w.t.Helper()
	a := w.registered(c, month)
	return a, have(w.desk.Calculate(w.ctx, w.by(w.hanna), w.hanna, a.ID, w.proposal(a)))(w.t)
}

// inputFor grants a calculation and pays it to one payee on a day.
func inputFor(a aid.Application, c aid.Calculation, to aid.Payee, on aid.Date) casework.DecisionInput {
	return casework.DecisionInput{
		Application: a.ID, Calculation: c.ID, LegalBasis: "12 kap. 1 § socialtjänstlagen (2025:400)", Reasons: "Inkomsterna räcker inte till.",
		Payments: []casework.PaymentInput{{Payee: to.ID, Amount: c.Result, SendOn: on}},
	}
}

// proposed is a payment of a decision, to be approved.
func (w *world) proposed(c aid.Case, to aid.Payee, on aid.Date) aid.Payment {
	w.t.Helper()
	a, calculation := w.calculated(c, w.november)
	decision := have(w.desk.Decide(w.ctx, w.by(w.bengt), w.bengt, inputFor(a, calculation, to, on)))(w.t)
	return have(w.register.PaymentsOf(w.ctx, decision.ID))(w.t)[0]
}

// approved is a payment that a second person has approved.
func (w *world) approved(c aid.Case, to aid.Payee, on aid.Date) aid.Payment {
	w.t.Helper()
	p := w.proposed(c, to, on)
	w.must(w.desk.ApprovePayment(w.ctx, w.by(w.ella), w.ella, p.ID))
	return have(w.register.Payment(w.ctx, p.ID))(w.t)
}

// status is how a payment stands now.
func (w *world) status(p aid.Payment) aid.PaymentStatus {
	w.t.Helper()
	return have(w.register.Payment(w.ctx, p.ID))(w.t).Status
}

// work carries out every job that is due, and tells how many there were.
func (w *world) work() int {
	w.t.Helper()
	for n := 0; ; n++ {
		if !have(w.desk.RunJob(w.ctx, store.Outbox))(w.t) {
			return n
		}
	}
}

// today is the Swedish day of the clock.
func (w *world) today() aid.Date { return aid.SwedishDate(w.Now()) }

// day reads a date.
func (w *world) day(text string) aid.Date {
	w.t.Helper()
	return have(aid.ParseDate(text))(w.t)
}

// job is a job by its key.
func (w *world) job(key string) aid.Job {
	w.t.Helper()
	return have(w.register.Job(w.ctx, key))(w.t)
}

// between tells whether an instant lies within a span after another.
func between(at, from time.Time, least, most time.Duration) bool {
	return !at.Before(from.Add(least)) && !at.After(from.Add(most))
}
