package rules

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"bistand/aid"
)

// Settings (beräkningssätt) is how a municipality reckons what neither law nor ordinance says; see docs/calculation.md. What
// is left out has a default, which the methods give; the fields hold what the file says.
type Settings struct {
	Result           Rounding  `toml:"result_rounding" need:"no"`
	Share            Rounding  `toml:"share_rounding" need:"no"`
	Days             DayMethod `toml:"day_method" need:"no"`
	PartTimeChild    SizeRule  `toml:"part_time_child" need:"no"`
	DeviationPercent *int      `toml:"deviation_percent" need:"no"` // 0 is a setting too: any krona
}

// sundsvallDeviation is by how many per cent what was stated of an income may lie from the authority's answer, unmarked.
// Source: Sundsvall's published rules for data from authorities.
const sundsvallDeviation = 12

// ResultRounding is how the result becomes an amount to pay; by default to the nearest krona.
func (s Settings) ResultRounding() Rounding { return cmp.Or(s.Result, HalfUp) }

// ShareRounding is how a share of the common costs, and a part of a month, are rounded; by default öre are kept.
func (s Settings) ShareRounding() Rounding { return cmp.Or(s.Share, Unround) }

// DayMethod is how a month's amount becomes that of some days; by default days / 30.
func (s Settings) DayMethod() DayMethod { return cmp.Or(s.Days, Thirty) }

// SizeRule is how a child who lives in two homes counts in the size of this household; by default as a member.
func (s Settings) SizeRule() SizeRule { return cmp.Or(s.PartTimeChild, Whole) }

// Deviation is the per cent of the authority's answer beyond which an income that differs is marked: by default 12; 0 marks any
// krona.
func (s Settings) Deviation() int {
	if s.DeviationPercent == nil {
		return sundsvallDeviation
	}
	return *s.DeviationPercent
}

// Reckoning returns how the municipality reckons; without guidelines all is by default.
func (g *Guidelines) Reckoning() Settings {
	if g == nil {
		return Settings{}
	}
	return g.Settings
}

// check tells of values that the program does not know.
func (s Settings) check(fail func(key, format string, args ...any)) {
	roundings := []Rounding{"", HalfUp, Up, Unround}
	known(s.Result, roundings, "calculation.result_rounding", "rounding", fail)
	known(s.Share, roundings, "calculation.share_rounding", "rounding", fail)
	known(s.Days, []DayMethod{"", Thirty, Calendar, Daily}, "calculation.day_method", "method", fail)
	known(s.PartTimeChild, []SizeRule{"", Whole, Part, None}, "calculation.part_time_child", "rule", fail)
	if percent := s.Deviation(); percent < 0 || percent > 100 {
		fail("calculation.deviation_percent", "want 0 to 100, found %d", percent)
	}
}

// known tells of a value outside a list, and names those in it, so that whoever misspelt one sees the right spelling; an empty
// value, where the list has it, is one that was left out.
func known[T ~string](value T, all []T, key, what string, fail func(key, format string, args ...any)) {
	if !slices.Contains(all, value) {
		names := strings.TrimPrefix(strings.Trim(fmt.Sprint(all), "[]"), " ")
		fail(key, "unknown %s %q; known here: %s", what, value, strings.ReplaceAll(names, " ", ", "))
	}
}

// Rounding (avrundning) says how the result of a calculation becomes an amount to pay. No law says; see docs/calculation.md.
type Rounding string

// The ways of rounding.
const (
	HalfUp  Rounding = "half_up" // to the nearest whole krona, 50 öre upwards
	Up      Rounding = "up"      // to the next whole krona
	Unround Rounding = "exact"   // öre are kept
)

// Apply rounds an amount; a surplus is rounded as a shortfall of the same size.
func (r Rounding) Apply(o aid.Ore) aid.Ore {
	switch r {
	case Unround:
		return o
	case Up:
		if o < 0 {
			return -r.Apply(-o)
		}
		return (o + aid.Kronor - 1) / aid.Kronor * aid.Kronor
	}
	return o.RoundKronor()
}

// Divide rounds the quotient of two amounts or counts that are not negative, so that an öre's fraction too is rounded the
// way that is set: 2333.0033 kronor are 2334 upwards. Where öre are kept the nearest öre is.
func (r Rounding) Divide(o aid.Ore, parts int) aid.Ore {
	whole, rest := o/aid.Ore(parts), o%aid.Ore(parts)
	switch {
	case r == Unround && 2*rest >= aid.Ore(parts), r == Up && rest > 0:
		whole++
	}
	return r.Apply(whole)
}

// DayMethod (dagsberäkning) is how a month's amount becomes that of some days.
type DayMethod string

// The day methods. Source: the first is what Sundsvall's published files do, the last what its Lifecare captures show.
const (
	Thirty   DayMethod = "thirty"   // days / 30, whatever the month's length; 30 days or more are the whole month
	Calendar DayMethod = "calendar" // days / the days of the month
	Daily    DayMethod = "daily"    // a daily amount, a thirtieth to the nearest ten kronor, times the days
)

// SizeRule (storleksregel) is how a child who lives in two homes counts in the size of this household.
type SizeRule string

// The size rules. No source sets one: practice differs between municipalities.
const (
	Whole SizeRule = "whole" // as a member
	Part  SizeRule = "part"  // as its share of the month: the step between two sizes is taken in part
	None  SizeRule = "none"  // not at all
)
