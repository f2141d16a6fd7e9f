package aid

import (
	"slices"
	"time"
)

// Case (ärende) is a household's matter of ekonomiskt bistånd, from its opening to its closing.
type Case struct {
	ID       ID
	Number   string // "EB-2026-0417": usable instead of the personnummer
	Type     string // code, "income_support"
	OpenedOn Date
	ClosedOn Date // no day while open
	Members  []Member
	Left     []Person // adults who have left it and not moved in again
	Contacts []Contact
	Named    []Staff // who else may open it while someone in it has a sekretessmarkering
}

// Member (person i ärendet) is a person's part in a case.
type Member struct {
	Person Person
	Part   Part
}

// Part (del i ärendet) is applicant, co-applicant or child.
type Part string

// The parts a person may have in a case.
const (
	Applicant   Part = "applicant"    // sökande
	CoApplicant Part = "co_applicant" // medsökande
	ChildInCase Part = "child"        // barn
)

// Contact (kontakt) is a member of staff with a function in a case.
type Contact struct {
	Staff    Staff
	Function Role // Caseworker or PaymentOfficer
}

// Adults returns the applicant and the co-applicant, in that order.
func (c Case) Adults() []Person {
	var adults []Person
	for _, part := range []Part{Applicant, CoApplicant} {
		for _, m := range c.Members {
			if m.Part == part {
				adults = append(adults, m.Person)
			}
		}
	}
	return adults
}

// AdultIDs returns the ids of the adults, in the order of Adults.
func (c Case) AdultIDs() []ID {
	var ids []ID
	for _, p := range c.Adults() {
		ids = append(ids, p.ID)
	}
	return ids
}

// Person returns who an id of the case's facts is: one who belongs to it, or who did; false for anyone else.
func (c Case) Person(id ID) (Person, bool) {
	if m, ok := c.Member(id); ok {
		return m.Person, true
	}
	i := slices.IndexFunc(c.Left, func(p Person) bool { return p.ID == id })
	if i < 0 {
		return Person{}, false
	}
	return c.Left[i], true
}

// Member returns the person's membership of the case; false for who does not belong to it now.
func (c Case) Member(person ID) (Member, bool) {
	for _, m := range c.Members {
		if m.Person.ID == person {
			return m, true
		}
	}
	return Member{}, false
}

// Household returns the members as a household with its children's birthdays, lunch at home for all.
func (c Case) Household() Household {
	var h Household
	for _, p := range c.Adults() {
		h.Adults = append(h.Adults, Adult{PersonID: p.ID, Name: p.Name()})
	}
	for _, m := range c.Members {
		if m.Part == ChildInCase {
			h.Children = append(h.Children, Child{PersonID: m.Person.ID, Name: m.Person.Name(), Born: m.Person.Personnummer.BirthDate()})
		}
	}
	return h
}

// CaseRead (läsning) is one look at a case by someone, kept so that the person can see who has read.
type CaseRead struct {
	CaseID ID
	By     Actor
	At     time.Time
	What   string // code of the page
	Reason string // given by staff who are not assigned to the case; else empty
	For    Actor  // the contact of the case for whom a colleague stood in; else nobody
}
