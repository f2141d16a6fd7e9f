package rules

import (
	"fmt"
	"slices"

	"bistand/aid"
)

// Mileage (milersättning) is what the tax agency counts for going to work by one's own car, which guidelines point at.
type Mileage struct {
	Header

	Periods []MileagePeriod `toml:"period" need:"yes"` // by day

	refs []aid.RuleRef // one for each period
}

// MileagePeriod (period) is the days on which one amount holds.
type MileagePeriod struct {
	From    aid.Date `toml:"from" need:"yes"`          // first day
	Until   aid.Date `toml:"until" need:"yes"`         // last day
	Ore     int      `toml:"ore_per_10_km" need:"yes"` // 1850 = 18.50 kronor
	Sources []string `toml:"by" need:"yes"`            // ids of the sources that state it; the first is shown
	Note    string   `toml:"note" need:"no"`           // what a reader must know of this amount or its days
}

const mileageFile = "mileage.toml"

// maxMileage is beyond any amount for 10 km; a larger figure is a slip of the keyboard.
const maxMileage = 100_00

// On returns the amount for 10 km on a day, with its place. A day outside every period is Error{Code: "rules.no_mileage"}
// with the day: never the nearest period's amount.
func (m *Mileage) On(day aid.Date) (perTenKm aid.Ore, ref aid.RuleRef, err error) {
	if i := m.periodOn(day); i >= 0 {
		return aid.Ore(m.Periods[i].Ore), m.refs[i], nil
	}
	return 0, ref, aid.Error{Code: "rules.no_mileage", Args: map[string]string{"table": "mileage", "day": day.String()}}
}

// periodOn returns the place of the period that holds a day, or -1.
func (m *Mileage) periodOn(day aid.Date) int {
	if m == nil {
		return -1
	}
	number := dayNumber(day)
	return slices.IndexFunc(m.Periods, func(p MileagePeriod) bool {
		return number >= dayNumber(p.From) && number <= dayNumber(p.Until)
	})
}

// prepare names each period's place once.
func (m *Mileage) prepare() {
	m.refs = make([]aid.RuleRef, len(m.Periods))
	for i, p := range m.Periods {
		source, _ := m.source(p.Sources[0])
		m.refs[i] = aid.RuleRef{File: m.File, Section: fmt.Sprintf("period[%d]", i+1), Hash: m.Hash, Source: source.Title}
	}
}

// check sees to it that the periods follow each other day by day and that each has an amount and a source.
func (m *Mileage) check(fail func(key, format string, args ...any)) {
	m.Header.check(fail)
	if len(m.Periods) == 0 {
		fail("period", "no period")
	}
	for i, p := range m.Periods {
		at := fmt.Sprintf("period[%d].", i+1)
		if p.From.IsZero() {
			fail(at+"from", "no day")
		}
		if p.Until.Before(p.From) {
			fail(at+"until", "%s is before the first day %s", p.Until, p.From)
		}
		if i > 0 && p.From != m.Periods[i-1].Until.AddDays(1) {
			fail(at+"from", "%s does not follow %s: overlap or gap", p.From, m.Periods[i-1].Until)
		}
		if p.Ore <= 0 || p.Ore > maxMileage {
			fail(at+"ore_per_10_km", "want 1 to %d öre, found %d", maxMileage, p.Ore)
		}
		if len(p.Sources) == 0 {
			fail(at+"by", "no source")
		}
		for _, id := range p.Sources {
			m.knows(id, at+"by", fail)
		}
	}
}
