package calc

import (
	"fmt"
	"strconv"
	"strings"

	"bistand/aid"
	"bistand/rules"
)

// Scenario (räkneexempel) is a case in a file that a lawyer can read and write: a household, what it applies for and has, by
// what right it is reckoned so, and what must come of it. docs/calculation.md describes the form.
type Scenario struct {
	Name         string            `toml:"name" need:"yes"`
	Exercises    string            `toml:"exercises" need:"yes"` // paragraph or section, in words
	Source       string            `toml:"source" need:"no"`     // where the answer is published
	Month        aid.Month         `toml:"month" need:"yes"`
	Months       int               `toml:"months" need:"no"`       // left out = one
	Days         int               `toml:"days" need:"no"`         // left out = all of the month
	Municipality string            `toml:"municipality" need:"no"` // kommunkod, for its guidelines
	Settings     *rules.Settings   `toml:"calculation" need:"no"`  // of a municipality made up for the scenario
	Norm         string            `toml:"norm" need:"no"`         // code of another norm of the municipality's
	Others       int               `toml:"others" need:"no"`       // who share the dwelling and are not of the household
	Lodging      *scenLodging      `toml:"lodging" need:"no"`
	OtherNorms   []rules.OtherNorm `toml:"other_norm" need:"no"` // of a municipality made up for the scenario
	Confirmed    []scenConfirmed   `toml:"confirmed" need:"no"`
	Adults       []scenAdult       `toml:"adult" need:"no"`
	Children     []scenChild       `toml:"child" need:"no"`
	Expenses     []scenExpense     `toml:"expense" need:"no"`
	Incomes      []scenIncome      `toml:"income" need:"no"`
	Assets       []scenAsset       `toml:"asset" need:"no"`
	Overrides    []scenOverride    `toml:"override" need:"no"`
	Incentives   []scenIncentive   `toml:"incentive" need:"no"`
	Expect       *Expectation      `toml:"expect" need:"no"` // left out where the answer is what is asked for
}

type scenAdult struct {
	Name string `toml:"name" need:"yes"`
}

type scenLodging struct {
	Rent        kronor `toml:"rent" need:"yes"`
	Rooms       int    `toml:"rooms" need:"yes"`
	Age         int    `toml:"age" need:"no"`
	WithParents bool   `toml:"with_parents" need:"no"`
}

type scenConfirmed struct {
	Table     string `toml:"table" need:"yes"`
	Cell      string `toml:"cell" need:"yes"`
	Kr        int    `toml:"kr" need:"yes"`
	Ordinance string `toml:"ordinance" need:"yes"`
}

type scenChild struct {
	Name     string        `toml:"name" need:"yes"`
	Born     aid.Date      `toml:"born" need:"yes"`
	LunchOut bool          `toml:"lunch_out" need:"no"`
	Pupil    bool          `toml:"pupil" need:"no"`
	Stay     aid.ChildStay `toml:"stay" need:"no"`
	Days     int           `toml:"days" need:"no"`
}

type scenExpense struct {
	Kind     aid.ExpenseKind `toml:"kind" need:"yes"`
	Claimed  kronor          `toml:"claimed" need:"yes"`
	Approved *kronor         `toml:"approved" need:"no"` // left out = as the guidelines suggest
	Reason   string          `toml:"reason" need:"no"`
	Before   kronor          `toml:"before" need:"no"`
	Km       int             `toml:"km" need:"no"`
}

type scenIncome struct {
	Kind      aid.IncomeKind `toml:"kind" need:"yes"`
	Who       string         `toml:"who" need:"no"`
	Month     aid.Month      `toml:"month" need:"no"`
	Stated    kronor         `toml:"stated" need:"yes"`
	Counted   *kronor        `toml:"counted" need:"no"` // left out = as the law and the answers suggest
	Reason    string         `toml:"reason" need:"no"`
	Authority string         `toml:"authority" need:"no"`
	Answer    aid.Answer     `toml:"answer" need:"no"`
	Fetched   kronor         `toml:"fetched" need:"no"`
	Earlier   kronor         `toml:"earlier" need:"no"`
	ThisYear  kronor         `toml:"this_year" need:"no"`
}

type scenAsset struct {
	Kind    aid.AssetKind `toml:"kind" need:"yes"`
	Value   kronor        `toml:"value" need:"yes"`
	Counted kronor        `toml:"counted" need:"yes"`
	Reason  string        `toml:"reason" need:"no"`
}

type scenOverride struct {
	Kind   aid.LineKind `toml:"kind" need:"yes"`
	Who    string       `toml:"who" need:"no"`
	Amount kronor       `toml:"amount" need:"yes"`
	Reason string       `toml:"reason" need:"no"`
	Ground Ground       `toml:"ground" need:"no"`
}

type scenIncentive struct {
	Who   string    `toml:"who" need:"yes"`
	From  aid.Month `toml:"from" need:"yes"`
	Until aid.Month `toml:"until" need:"yes"`
}

// Expectation (facit) is what must come of a scenario: a fault, or sums and lines.
type Expectation struct {
	Error       string         `toml:"error" need:"no"` // code of the fault; no sums then
	Field       string         `toml:"field" need:"no"`
	Norm        *kronor        `toml:"norm" need:"no"`
	Costs       kronor         `toml:"costs" need:"no"`
	OtherNeeds  kronor         `toml:"other_needs" need:"no"`
	Incomes     kronor         `toml:"incomes" need:"no"`
	Result      *kronor        `toml:"result" need:"no"`
	Unconfirmed bool           `toml:"unconfirmed" need:"no"`
	Lines       []ExpectedLine `toml:"line" need:"no"`
}

// ExpectedLine (väntad rad) is a line that must be there; what is left out may be anything.
type ExpectedLine struct {
	Code    string        `toml:"code" need:"yes"`
	Who     string        `toml:"who" need:"no"`
	Amount  kronor        `toml:"amount" need:"yes"`
	State   aid.CellState `toml:"state" need:"no"`
	Explain string        `toml:"explain" need:"no"`
	Section string        `toml:"section" need:"no"`
	Mark    string        `toml:"mark" need:"no"`
}

// kronor reads 5000 or "249,50".
type kronor struct{ ore aid.Ore }

// UnmarshalTOML reads an amount as aid.ParseOre does.
func (k *kronor) UnmarshalTOML(value any) error {
	var err error
	k.ore, err = aid.ParseOre(fmt.Sprint(value))
	return err
}

// ReadScenario reads a scenario strictly: what is not known, or wrong, is told as rules.Faults with file, line and key. Whether
// it can be calculated is not seen here.
func ReadScenario(name string, data []byte) (Scenario, error) {
	var s Scenario
	err := rules.DecodeStrict(name, data, &s)
	return s, err
}

// Rules puts together the rules that the scenario is reckoned by, from a set: its tables with the scenario's confirmed figures,
// the municipality's guidelines on the first day, and settings and norms made up for the scenario in the place of theirs.
// aid.ErrNotFound where the municipality has no guidelines; the errors of rules.Set.WithConfirmed for figures that cannot be.
func (s *Scenario) Rules(set *rules.Set) (Rules, error) {
	var confirmed []rules.Confirmation
	for _, c := range s.Confirmed {
		confirmed = append(confirmed, rules.Confirmation{Table: c.Table, Cell: c.Cell, Kr: c.Kr, Ordinance: c.Ordinance, ByNames: "räkneexempel"})
	}
	set, err := set.WithConfirmed(confirmed)
	if err != nil {
		return Rules{}, err
	}
	r := Rules{Set: set}
	if s.Municipality != "" {
		var ok bool
		if r.Guidelines, ok = set.GuidelinesOn(s.Municipality, s.Month.First()); !ok {
			return r, fmt.Errorf("find the guidelines of %s in %s: %w", s.Municipality, s.Month, aid.ErrNotFound)
		}
	}
	if s.Settings == nil && len(s.OtherNorms) == 0 {
		return r, nil
	}
	settings := r.Guidelines.Reckoning()
	if s.Settings != nil {
		settings = *s.Settings
	}
	r.Guidelines = r.Guidelines.With(settings, s.OtherNorms...)
	return r, nil
}

// Input turns the scenario into what the engine takes; a name serves as the id. Amounts that the scenario leaves to the rules
// are those that the rules suggest, with a reason that says so.
func (s *Scenario) Input(r *Rules) (Input, error) {
	const suggested = "Enligt regeln."
	in := Input{Month: s.Month, Months: s.Months, Days: s.Days, Norm: s.Norm}
	in.Household.Others = s.Others
	if l := s.Lodging; l != nil {
		in.Lodging = &Lodging{Rent: l.Rent.ore, Rooms: l.Rooms, Age: l.Age, WithParents: l.WithParents}
	}
	for _, a := range s.Adults {
		in.Household.Adults = append(in.Household.Adults, aid.Adult{PersonID: aid.ID(a.Name), Name: a.Name})
	}
	for _, c := range s.Children {
		in.Household.Children = append(in.Household.Children, aid.Child{
			PersonID: aid.ID(c.Name), Name: c.Name, Born: c.Born, LunchOut: c.LunchOut, Pupil: c.Pupil, Stay: c.Stay, Days: c.Days,
		})
	}
	for _, x := range s.Expenses {
		e := Expense{Kind: x.Kind, Claimed: x.Claimed.ore, Reason: x.Reason, Before: x.Before.ore, Km: x.Km}
		if x.Approved != nil {
			e.Approved = x.Approved.ore
		} else if e.Approved = Suggest(r, &in, &e).Approved; e.Approved < e.Claimed && e.Reason == "" {
			e.Reason = suggested
		}
		in.Expenses = append(in.Expenses, e)
	}
	for _, x := range s.Incomes {
		i := Income{
			Kind: x.Kind, Person: aid.ID(x.Who), Who: x.Who, Month: x.Month, Stated: x.Stated.ore, Reason: x.Reason,
			Authority: x.Authority, Answer: x.Answer, Fetched: x.Fetched.ore, Earlier: x.Earlier.ore, ThisYear: x.ThisYear.ore,
		}
		if x.Counted != nil {
			i.Counted = x.Counted.ore
		} else {
			var err error
			if i.Counted, err = SuggestCounted(r.Set, &in, &i); err != nil {
				return in, err
			}
		}
		in.Incomes = append(in.Incomes, i)
	}
	for _, a := range s.Assets {
		in.Assets = append(in.Assets, Asset{a.Kind, a.Value.ore, a.Counted.ore, a.Reason})
	}
	for _, o := range s.Overrides {
		in.Overrides = append(in.Overrides, Override{o.Kind, aid.ID(o.Who), o.Amount.ore, o.Reason, o.Ground})
	}
	for _, n := range s.Incentives {
		in.Incentives = append(in.Incentives, Incentive{Person: aid.ID(n.Who), From: n.From, Until: n.Until})
	}
	return in, nil
}

// Hold holds a calculation, or the fault that came instead, against what the scenario expects, and returns what differs, in
// English and in kronor; nothing where it holds. Sums that the scenario leaves out are expected to be 0; lines that it does not
// name may be there.
func (s *Scenario) Hold(c aid.Calculation, err error) (differences []string) {
	e := s.Expect
	differ := func(format string, args ...any) { differences = append(differences, fmt.Sprintf(format, args...)) }
	if e.Error != "" {
		fault, _ := err.(aid.Error) //nolint:errorlint // Calculate returns it bare
		if fault.Code != e.Error || fault.Field != e.Field {
			differ("error %q at %q (%v), want %q at %q", fault.Code, fault.Field, err, e.Error, e.Field)
		}
		return differences
	}
	if err != nil {
		differ("%v", err)
		return differences
	}
	if e.Norm == nil || e.Result == nil {
		differ("a scenario expects an error, or a norm and a result")
		return differences
	}
	for _, sum := range []struct {
		name      string
		got, want aid.Ore
	}{
		{"norm", c.Norm, e.Norm.ore},
		{"costs", c.Costs, e.Costs.ore},
		{"other needs", c.OtherNeeds, e.OtherNeeds.ore},
		{"incomes", c.Incomes, e.Incomes.ore},
		{"result", c.Result, e.Result.ore},
	} {
		if sum.got != sum.want {
			differ("%s is %s, want %s", sum.name, sum.got.Decimal(), sum.want.Decimal())
		}
	}
	if c.Unconfirmed() != e.Unconfirmed {
		differ("unconfirmed is %v", c.Unconfirmed())
	}
	for _, want := range e.Lines {
		if !want.in(c.Lines) {
			differ("no line like %+v", want)
		}
	}
	return differences
}

// in tells whether the lines hold one as wanted.
func (w ExpectedLine) in(lines []aid.Line) bool {
	for _, l := range lines {
		marked := w.Mark == ""
		for _, m := range l.Marks {
			marked = marked || m.Code == w.Mark
		}
		if marked && l.Code == w.Code && l.Amount == w.Amount.ore &&
			(w.Who == "" || strings.EqualFold(l.Who, w.Who)) && (w.State == "" || l.State == w.State) &&
			(w.Explain == "" || l.Explain == w.Explain) && (w.Section == "" || l.Rule.Section == w.Section) {
			return true
		}
	}
	return false
}

// Place returns the key of the scenario that a field of the engine's input comes from: "expense[1].approved" for
// "expenses.0.approved". A field that the scenario has no key for is the file as a whole, "".
func Place(field string) string {
	parts := strings.Split(strings.TrimPrefix(field, "household."), ".")
	name, list := map[string]string{
		"adults": "adult", "children": "child", "expenses": "expense", "incomes": "income", "assets": "asset", "overrides": "override",
		"incentives": "incentive",
	}[parts[0]]
	switch {
	case field == "household":
		return ""
	case !list:
		return strings.Join(parts, ".")
	case len(parts) == 1:
		return name
	}
	row, err := strconv.Atoi(parts[1])
	if err != nil {
		return name
	}
	key := fmt.Sprintf("%s[%d]", name, row+1)
	if len(parts) > 2 {
		last := parts[2]
		if last == "person" {
			last = "who"
		}
		key += "." + last
	}
	return key
}
