package rules

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"bistand/aid"
)

// Share (andel av prisbasbeloppet) is a limit that follows the price base amount.
type Share struct {
	For         string `toml:"for" need:"yes"`                   // stable code, one of ShareKinds
	Hundredths  int    `toml:"hundredths_of_percent" need:"yes"` // 278 = 2.78 %
	PrintedYear int    `toml:"printed_year" need:"no"`           // the year whose amount the document prints as an example
	PrintedKr   int    `toml:"printed_kr" need:"no"`             // that amount; the loader recomputes it
	Source      string `toml:"source" need:"yes"`
	Section     string `toml:"section" need:"yes"`
	Text        string `toml:"text" need:"yes"` // what the document says
}

// The shares that cap a need.
const (
	shareInfant  = "infant_equipment"
	shareFirst   = "home_equipment_first"   // for one who lives alone
	shareFurther = "home_equipment_further" // for each further member
	shareTV      = "tv"
)

// ShareKinds lists what a share of the price base amount may be set for (Höganäs 2016).
var ShareKinds = []string{shareInfant, "dental_delegation", "glasses_frames", shareFirst, shareFurther, shareTV}

// of rounds to the nearest whole krona, as all six amounts that Höganäs prints for 2010 do.
func (s Share) of(base aid.Ore) aid.Ore {
	return (base * aid.Ore(s.Hundredths) / 10_000).RoundKronor()
}

// Percent writes the share without trailing zeros: "10", "4.25".
func (s Share) Percent() string {
	return strings.TrimSuffix(strings.TrimRight(aid.Ore(s.Hundredths).Decimal(), "0"), ".")
}

// Share finds a share by its code, one of ShareKinds, and tells whether the guidelines set it.
func (g *Guidelines) Share(kind string) (Share, bool) {
	if g != nil {
		for _, s := range g.Shares {
			if s.For == kind {
				return s, true
			}
		}
	}
	return Share{}, false
}

// ShareOf returns a limit in a year's money, to the nearest whole krona, with its place in the guidelines. A kind that the
// guidelines do not set is aid.ErrNotFound; a year without a price base amount is Error{Code: "rules.no_price_base"}.
func (g *Guidelines) ShareOf(kind string, prices *PriceBase, year int) (aid.Ore, aid.RuleRef, error) {
	s, ok := g.Share(kind)
	if !ok {
		return 0, aid.RuleRef{}, fmt.Errorf("find the share for %s: %w", kind, aid.ErrNotFound)
	}
	base, err := prices.Of(year)
	return s.of(base), g.Cite(s.Source, s.Section), err
}

// Limit returns the most that the guidelines grant for a need whose limit follows the price base amount, for a household of
// so many members, in a year's money, and whether they set one. Each share is rounded to the whole krona before it is
// multiplied, as the document prints it. Args: "cap" and "base" in öre, "percent" ("4.25"), "year"; for the equipment of a
// home of several "further" (members beyond the first) and "further_percent" too.
func (g *Guidelines) Limit(kind aid.ExpenseKind, members int, prices *PriceBase, year int) (Figure, bool, error) {
	code, further := "", 0
	switch kind {
	case "infant_equipment":
		code = shareInfant
	case "tv":
		code = shareTV
	case "home_equipment":
		code, further = shareFirst, max(members, 1)-1
	default:
		return Figure{}, false, nil
	}
	first, ok := g.Share(code)
	each, hasEach := g.Share(shareFurther)
	// A document that says nothing of further members has no limit for them, rather than that of one.
	if !ok || further > 0 && !hasEach {
		return Figure{}, false, nil
	}
	base, err := prices.Of(year)
	if err != nil {
		return Figure{}, false, err
	}
	amount := first.of(base)
	args := map[string]string{
		"base": strconv.FormatInt(int64(base), 10), "percent": first.Percent(), "year": strconv.Itoa(year),
	}
	if further > 0 {
		if further > maxMembers {
			return Figure{}, false, fmt.Errorf("a household of %d members: %w", members, aid.ErrOverflow)
		}
		amount += aid.Ore(further) * each.of(base)
		args["further"], args["further_percent"] = strconv.Itoa(further), each.Percent()
	}
	args["cap"] = strconv.FormatInt(int64(amount), 10)
	return Figure{Amount: amount, State: aid.Sourced, Code: string(kind), Rule: g.Cite(first.Source, first.Section), Args: args}, true, nil
}

// maxMembers is beyond any household, and keeps its limit within an Ore.
const maxMembers = 10_000

// checkShares recomputes the amount that the document prints as its example.
func (g *Guidelines) checkShares(prices *PriceBase, fail func(key, format string, args ...any)) {
	for i, s := range g.Shares {
		at := fmt.Sprintf("price_base_share[%d].", i+1)
		g.quoted(at, s.Source, s.Section, s.Text, fail)
		known(s.For, ShareKinds, at+"for", "code", fail)
		if slices.ContainsFunc(g.Shares[:i], func(o Share) bool { return o.For == s.For }) {
			fail(at+"for", "%q is set twice", s.For)
		}
		if s.Hundredths <= 0 || s.Hundredths > 10_000 {
			fail(at+"hundredths_of_percent", "want 1 to 10000, found %d", s.Hundredths)
			continue
		}
		if _, ok := g.Share(shareFirst); s.For == shareFurther && !ok {
			fail(at+"for", "further members without %s", shareFirst)
		}
		if s.PrintedYear == 0 && s.PrintedKr == 0 {
			continue
		}
		base, err := prices.Of(s.PrintedYear)
		if err != nil {
			fail(at+"printed_year", "no price base amount for %d", s.PrintedYear)
		} else if got := s.of(base); got != aid.Ore(s.PrintedKr)*aid.Kronor {
			fail(at+"printed_kr", "the document prints %d, the share gives %s", s.PrintedKr, got.Decimal())
		}
	}
}
