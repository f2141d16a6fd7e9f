package storetest

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"bistand/aid"
	"bistand/store"
)

// Builder adds invented facts to a register, one step at a time, as casework would. Each step takes a minute and each id
// a millisecond, so that everything sorts in the order in which it was made.
type Builder struct {
	T     testing.TB
	Store *store.Store
	Now   time.Time
}

// Build begins to fill a register. Its clock starts on 2 November 2026, 09:00 in Sweden.
func Build(t testing.TB, s *store.Store) *Builder {
	return &Builder{T: t, Store: s, Now: time.Date(2026, 11, 2, 8, 0, 0, 0, time.UTC)}
}

// ID makes the next id.
func (b *Builder) ID() aid.ID {
	b.Now = b.Now.Add(time.Millisecond)
	return aid.NewID(b.Now, rand.Reader)
}

// Step carries out one step on an object of a case; an empty case is for steps that concern none.
func (b *Builder) Step(name, kind string, object, caseID aid.ID, fn func(*store.Tx) error) {
	b.T.Helper()
	b.Now = b.Now.Add(time.Minute)
	step := store.Step{At: b.Now, Actor: aid.Actor{Kind: aid.BySystem, Name: "storetest"}, Name: name, CaseID: caseID, Kind: kind, Object: object}
	if err := b.Store.Step(context.Background(), step, fn); err != nil {
		b.T.Fatalf("%s %s: %v", name, kind, err)
	}
}

// Number makes a personnummer of the tax agency's test series: a birthday as eight digits and a birth number of 980–999.
func Number(t testing.TB, birthday string, birthNumber int) aid.Personnummer {
	t.Helper()
	for check := range 10 {
		if p, err := aid.ParsePersonnummer(fmt.Sprintf("%s%03d%d", birthday, birthNumber, check)); err == nil {
			return p
		}
	}
	t.Fatalf("%s is no birthday", birthday)
	return aid.Personnummer{}
}

// Person adds a person.
func (b *Builder) Person(given, family, birthday string, birthNumber int) aid.Person {
	b.T.Helper()
	p := aid.Person{ID: b.ID(), Personnummer: Number(b.T, birthday, birthNumber), GivenName: given, FamilyName: family}
	b.Step("add_person", "person", p.ID, "", func(tx *store.Tx) error { return tx.AddPerson(p) })
	return p
}

// Employee adds a member of staff.
func (b *Builder) Employee(name, title string, roles ...aid.Role) aid.Staff {
	b.T.Helper()
	id := b.ID()
	s := aid.Staff{ID: id, Subject: "sub-" + string(id), Name: name, Title: title, Phone: "046-000 00 00", Hours: "måndag–fredag 9–10", Email: "staff@example.org", Roles: roles}
	b.Step("add_staff", "staff", s.ID, "", func(tx *store.Tx) error { return tx.AddStaff(s) })
	return s
}

// OpenCase opens a case for one or two adults, the applicant first, and gives them access to it.
func (b *Builder) OpenCase(number string, adults, children []aid.Person, caseworker, officer aid.Staff) aid.Case {
	b.T.Helper()
	c := aid.Case{ID: b.ID(), Number: number, Type: "income_support", OpenedOn: aid.SwedishDate(b.Now)}
	parts := []aid.Part{aid.Applicant, aid.CoApplicant}
	for i, p := range adults {
		c.Members = append(c.Members, aid.Member{Person: p, Part: parts[i]})
	}
	for _, p := range children {
		c.Members = append(c.Members, aid.Member{Person: p, Part: aid.ChildInCase})
	}
	c.Contacts = []aid.Contact{{Staff: caseworker, Function: aid.Caseworker}, {Staff: officer, Function: aid.PaymentOfficer}}
	b.Step("open_case", "case", c.ID, c.ID, func(tx *store.Tx) error {
		if err := tx.AddCase(c); err != nil {
			return err
		}
		for _, m := range c.Members {
			if err := tx.AddMember(b.ID(), c.ID, m.Person.ID, m.Part); err != nil {
				return err
			}
		}
		for _, contact := range c.Contacts {
			if err := tx.AddAssignment(b.ID(), c.ID, contact.Staff.ID, contact.Function); err != nil {
				return err
			}
		}
		for _, p := range adults {
			if err := tx.AddAccess(b.ID(), c.ID, p.ID, caseworker.ID, true); err != nil {
				return err
			}
		}
		return nil
	})
	return c
}

// Payee adds someone whom a case's payments may go to.
func (b *Builder) Payee(p aid.Payee) aid.Payee {
	b.T.Helper()
	p.ID = b.ID()
	b.Step("add_payee", "payee", p.ID, p.CaseID, func(tx *store.Tx) error { return tx.AddPayee(p) })
	return p
}

// Content is what a household applies for: rent, electricity and a salary of the first adult.
func (b *Builder) Content(c aid.Case, month aid.Month, attachments ...aid.AttachmentRef) aid.Content {
	return aid.Content{
		Month: month, Household: c.Household(), Housing: aid.Housing{Form: "rental", Landlord: "Påhittade Bostäder AB", Rooms: 3},
		Incomes:     []aid.Income{{Kind: "salary", PersonID: c.Adults()[0].ID, Amount: 4_200_50, Note: "timmar"}},
		Expenses:    []aid.Expense{{Kind: "housing", Amount: 7_345_00}, {Kind: "electricity", Amount: 412_00, Note: "oktober"}},
		Changes:     "Inget har ändrats.",
		Attachments: attachments,
	}
}

// Freeze freezes an application of a case for a month, to be signed by every adult.
func (b *Builder) Freeze(c aid.Case, month aid.Month, origin aid.Origin, attachments ...aid.AttachmentRef) aid.Application {
	b.T.Helper()
	return b.freezeKind(c, month, aid.Renewal, origin, attachments...)
}

func (b *Builder) freezeKind(c aid.Case, month aid.Month, kind aid.ApplicationKind, origin aid.Origin, attachments ...aid.AttachmentRef) aid.Application {
	b.T.Helper()
	content := b.Content(c, month, attachments...)
	if kind != aid.Renewal {
		content.Kind = kind
	}
	text, err := json.Marshal(content)
	if err != nil {
		b.T.Fatal(err)
	}
	sum := sha256.Sum256(text)
	a := aid.Application{
		ID: b.ID(), CaseID: c.ID, Month: month, Kind: kind, Reason: "norm", OnBehalf: "own", Origin: origin,
		Content: content, ContentHash: hex.EncodeToString(sum[:]), FrozenBy: c.Adults()[0].ID,
	}
	if origin == aid.FromPortal {
		for _, p := range c.Adults() {
			a.Required = append(a.Required, p.ID)
		}
	}
	b.Step("freeze", "application", a.ID, c.ID, func(tx *store.Tx) error {
		a.FrozenAt = tx.At()
		return tx.AddApplication(a, b.ID())
	})
	return a
}

// Sign adds a person's signature.
func (b *Builder) Sign(a aid.Application, person aid.Person) aid.Signature {
	b.T.Helper()
	s := aid.Signature{
		ApplicationID: a.ID, PersonID: person.ID, ContentHash: a.ContentHash, Visible: "Jag skriver under ansökan för " + a.Month.String(),
		Hidden: `{"content":"` + a.ContentHash + `"}`, Answer: []byte("<answer>" + string(person.ID) + "</answer>"),
	}
	b.Step("sign", "application", a.ID, a.CaseID, func(tx *store.Tx) error {
		s.SignedAt = tx.At()
		return tx.AddSignature(s)
	})
	return s
}

// Register records that an application has come in.
func (b *Builder) Register(a aid.Application, on aid.Date) {
	b.T.Helper()
	b.Step("register", "application", a.ID, a.CaseID, func(tx *store.Tx) error { return tx.AddRegistration(a, on) })
}

// Calculate adds a calculation of an application with two lines and the sums that follow.
func (b *Builder) Calculate(a aid.Application, by aid.Staff) aid.Calculation {
	b.T.Helper()
	rule := aid.RuleRef{File: "riksnorm/2026.toml", Section: "common.4", Hash: a.ContentHash, Source: "påhittad"}
	c := aid.Calculation{
		ID: b.ID(), CaseID: a.CaseID, ApplicationID: a.ID, Month: a.Month, Origin: a.Origin, MadeBy: by.ID, MadeByName: by.Name,
		Lines: []aid.Line{
			{Kind: aid.CommonCosts, Code: "4", Amount: 8_443_00, State: aid.Sourced, Rule: rule, Law: "SoL 12:7", Explain: "line.common", Args: map[string]string{"size": "4"}},
			{Kind: aid.Cost, Code: "housing", Claimed: 7_345_00, Amount: 7_345_00, State: aid.Sourced, Law: "SoL 12:7", Explain: "line.cost"},
			{Kind: aid.IncomeLine, Code: "salary", Claimed: 4_200_50, Amount: 4_200_00, Note: "avrundat", State: aid.Sourced, Law: "SoL 12:7", Explain: "line.income"},
		},
		Norm: 8_443_00, Costs: 7_345_00, OtherNeeds: 412_00, Incomes: 4_200_00, Result: 12_000_00, Rules: []aid.RuleRef{rule},
	}
	b.Step("calculate", "calculation", c.ID, c.CaseID, func(tx *store.Tx) error {
		c.MadeAt = tx.At()
		return tx.AddCalculation(c)
	})
	return c
}

// Decide grants the result of a calculation.
func (b *Builder) Decide(c aid.Calculation, by aid.Staff) aid.Decision {
	b.T.Helper()
	d := aid.Decision{
		ID: b.ID(), CaseID: c.CaseID, ApplicationID: c.ApplicationID, CalculationID: c.ID, Month: c.Month, Origin: c.Origin,
		Outcome: aid.PartlyGranted, Amount: c.Result, LegalBasis: "12 kap. 1 § socialtjänstlagen (2025:400)", Reasons: "Inkomsterna räcker inte till.",
		Items:     []aid.DecisionItem{{Code: "norm", Claimed: 8_443_00, Approved: 8_443_00, Outcome: aid.Granted}, {Code: "electricity", Claimed: 412_00, Outcome: aid.Refused, Reason: "Inget kvitto."}, {Code: "housing", Claimed: 7_345_00, Approved: 7_345_00, Outcome: aid.Granted}},
		DecidedBy: by.ID, DecidedByName: by.Name,
	}
	b.Step("decide", "decision", d.ID, d.CaseID, func(tx *store.Tx) error {
		d.DecidedAt = tx.At()
		return tx.AddDecision(d)
	})
	return d
}

// SetAccess opens or closes the e-service for a person of a case.
func (b *Builder) SetAccess(c aid.Case, person aid.Person, by aid.Staff, active bool) {
	b.T.Helper()
	b.Step("set_access", "person", person.ID, c.ID, func(tx *store.Tx) error {
		return tx.AddAccess(b.ID(), c.ID, person.ID, by.ID, active)
	})
}

// CloseCase closes a case on the day of the step.
func (b *Builder) CloseCase(c aid.Case) {
	b.T.Helper()
	b.Step("close_case", "case", c.ID, c.ID, func(tx *store.Tx) error {
		return tx.AddCaseClosing(c.ID, aid.SwedishDate(b.Now), "Egen försörjning")
	})
}
