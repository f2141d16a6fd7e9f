package main

import (
	"bistand/aid"
	navetsim "bistand/navet/sim"
	ssbteksim "bistand/ssbtek/sim"
)

// What the simulated authorities know of the demonstration's people: what each household states, and in one case more.

// demoActor and demoPurpose stand where an agreement on SSBTEK has its own words, demoOrder where one with the population register has.
const (
	demoOrder   = "00000000-FO01-0001"
	demoActor   = "00000"
	demoPurpose = "Handläggning av ekonomiskt bistånd"
	demoLaw     = "Påhittad hänvisning i demonstrationen"
)

// answerMonths is how many months before the present and after it the authorities know of payments.
const answerMonths = 6

// tellAuthorities lets the simulated authorities know of every adult.
func tellAuthorities(s *ssbteksim.Server, today aid.Date) error {
	for _, h := range demoHouseholds {
		for i, p := range h.people {
			if p.part == aid.ChildInCase {
				continue
			}
			number, err := aid.ParsePersonnummer(p.number)
			if err != nil {
				return err
			}
			s.Set(number, h.records(i, today))
		}
	}
	return nil
}

// records is what is known of one of a household's people.
func (h demoHousehold) records(i int, today aid.Date) (r ssbteksim.Records) {
	r.Protected = h.protected && i == 0
	children := 0
	for _, p := range h.people {
		if p.part == aid.ChildInCase {
			children++
		}
	}
	pay := func(month aid.Month, day int, code, name string, net, tax aid.Ore) {
		r.Payments = append(r.Payments, ssbteksim.Payment{
			By: "social_insurance", Code: code, Name: name, PaidOn: aid.Date{Year: month.Year, Month: month.Month, Day: day}.BankDayOnOrBefore(),
			From: month.First(), Until: month.Last(), Gross: net + tax, Tax: tax,
		})
	}
	for m := today.MonthOf().Add(-answerMonths); m.Before(today.MonthOf().Add(answerMonths)); m = m.Add(1) {
		if i == 0 && h.benefit > 0 {
			pay(m, 25, "AS", "Aktivitetsstöd", h.benefit, 1500*kr)
		}
		if i == 0 && children > 0 {
			pay(m, 20, "ABB", "Barnbidrag", aid.Ore(children)*1250*kr, 0)
		}
		if h.state == demoRegistered { // and has not stated it
			pay(m, 18, "BOB", "Bostadsbidrag", 1100*kr, 0)
		}
	}
	if i == 0 && h.benefit > 0 {
		r.Seeker = &ssbteksim.Seeker{Registered: today.AddDays(-300), Extent: 100, Category: "Program", Reported: today.AddDays(-9)}
		r.Fund = "Exempelkassan"
	}
	if i == 1 {
		r.Vehicles = []ssbteksim.Vehicle{{Registration: "ABC001", Make: "Volvo", Model: "V70", Kind: "PERSONBIL", Year: 2012}}
	}
	return r
}

// tellPopulation lets the simulated population register know of everyone.
func tellPopulation(s *navetsim.Server) error {
	shielded := map[string]bool{}
	for _, h := range demoHouseholds {
		shielded[h.people[0].number] = h.protected
	}
	for _, p := range demoPeople() {
		number, err := aid.ParsePersonnummer(p.number)
		if err != nil {
			return err
		}
		s.Set(number, navetsim.Record{GivenName: p.given, Surname: p.family, Confidential: shielded[p.number]})
	}
	return nil
}
