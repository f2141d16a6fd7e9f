package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"slices"
	"text/tabwriter"

	"bistand/aid"
	"bistand/calc"
	"bistand/rules"
	"bistand/store"
)

// simulateCmd tries other guidelines on a register. It adds nothing.
type simulateCmd struct {
	registerFlags
	Rules existingDir `arg:"required" help:"The municipality's own folder of guidelines, changed; or a whole folder of rules."`
	Month string      `help:"Month of the calculations, 2026-11; the newest that has any where left out." placeholder:"YYYY-MM"`
	JSON  bool        `help:"Print JSON, one object for each register."`
}

// Run prints what the guidelines would do to each register's calculations.
func (c simulateCmd) Run(ctx context.Context) error {
	return c.each(ctx, func(address, code string, s *store.Store) error {
		if err := c.write(ctx, os.Stdout, address, code, s); err != nil {
			return fmt.Errorf("%s: %w", address, err)
		}
		return nil
	})
}

func (c simulateCmd) write(ctx context.Context, w io.Writer, address, code string, s *store.Store) error {
	var month aid.Month
	if c.Month != "" {
		var err error
		if month, err = aid.ParseMonth(c.Month); err != nil {
			return fmt.Errorf("--month %s: want YYYY-MM", c.Month)
		}
	}
	month, newest, err := newestOf(ctx, s, month)
	if err != nil {
		return err
	}
	if len(newest) == 0 {
		return errors.New("no calculation to try the guidelines on")
	}
	t := trial{folder: osDir(string(c.Rules)), code: code, again: calc.NewRecomputer(ruleFiles(ctx, s)), sets: map[string]*rules.Set{}}
	result := calc.NewSimulation(month)
	for _, application := range slices.Sorted(maps.Keys(newest)) {
		id := newest[application]
		if id == "" {
			result.NoBasis++
			continue
		}
		kept, err := s.Calculation(ctx, id)
		if err != nil {
			return err
		}
		if err := t.one(result, kept); err != nil {
			return err
		}
	}
	if c.JSON {
		return json.NewEncoder(w).Encode(result)
	}
	return writeSimulation(w, address, result)
}

// newestOf finds the newest calculation that can be made again of each application of a month, the newest month where none is
// asked for; an empty id where an application has none. Only the ids of one month are held.
func newestOf(ctx context.Context, s *store.Store, month aid.Month) (aid.Month, map[aid.ID]aid.ID, error) {
	asked, newest := month != (aid.Month{}), map[aid.ID]aid.ID{}
	err := s.EachCalculation(ctx, func(c aid.Calculation) error {
		if !asked && month.Before(c.Month) && len(c.Basis) > 0 {
			month = c.Month
			clear(newest)
		}
		if c.Month != month {
			return nil
		}
		if len(c.Basis) > 0 {
			newest[c.ApplicationID] = c.ID
		} else if _, known := newest[c.ApplicationID]; !known {
			newest[c.ApplicationID] = ""
		}
		return nil
	})
	return month, newest, err
}

// trial makes calculations again under other rules.
type trial struct {
	folder fs.FS
	code   string // of the settings; empty where only a register was named
	again  *calc.Recomputer
	sets   map[string]*rules.Set // by kommunkod
}

// one makes one calculation again and counts what came of it. What is wrong in the folder is an error.
func (t *trial) one(result *calc.Simulation, kept aid.Calculation) error {
	b, before, err := t.again.Origin(kept)
	if errors.Is(err, calc.ErrNoBasis) {
		result.NoBasis++
		return nil
	}
	if err != nil {
		result.Add(kept, b.Input.Household, calc.Judged{}, err)
		return nil
	}
	code := cmp.Or(t.code, b.Municipality)
	set, own, err := t.set(code)
	if err != nil {
		return err
	}
	after := calc.Rules{Set: before.Set} // the norm that the calculation was made by: only the guidelines are tried
	if !own {
		if after.Set, err = set.WithConfirmed(calc.StillConfirmed(b.Confirmed, set)); err != nil {
			result.Add(kept, b.Input.Household, calc.Judged{}, err)
			return nil
		}
	}
	var found bool
	if after.Guidelines, found = set.GuidelinesOn(code, b.Input.Month.First()); !found && (own || before.Guidelines != nil) {
		return fmt.Errorf("the folder has no guidelines of %q for %s", code, b.Input.Month)
	}
	judged, err := calc.Under(b, before, after)
	result.Add(kept, b.Input.Household, judged, err)
	return nil
}

// set reads the folder for a municipality, and tells whether it is the municipality's own.
func (t *trial) set(code string) (set *rules.Set, own bool, err error) {
	_, missing := fs.Stat(t.folder, "riksnorm")
	own = missing != nil
	set, known := t.sets[code]
	switch {
	case known:
		return set, own, nil
	case own:
		set, err = rules.Embedded().WithGuidelinesOf(code, t.folder)
	default:
		set, err = rules.Load(t.folder)
	}
	if err == nil {
		t.sets[code] = set
	}
	return set, own, err
}

// writeSimulation writes what would come of it as tables.
func writeSimulation(w io.Writer, address string, s *calc.Simulation) error {
	fmt.Fprintf(w, "%s: calculations of %s under the changed rules, in kronor\n\n", address, s.Month)
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "\thouseholds\tgain\tlose\tstay\tsum\tmedian\tmost up\tmost down\t")
	row := func(name string, m *calc.Moves) {
		fmt.Fprintf(table, "%s\t%d\t%d\t%d\t%d\t%s\t%s\t%s\t%s\t\n", name, m.Households, m.Gain, m.Lose, m.Stay, signed(m.Sum), signed(m.Median), signed(m.MostUp), signed(m.MostDown))
	}
	row("all", &s.All)
	for _, kind := range calc.HouseholdKinds {
		row(kind, s.ByKind[kind])
	}
	for _, n := range slices.Sorted(maps.Keys(s.ByChildren)) {
		row(fmt.Sprintf("children: %d", n), s.ByChildren[n])
	}
	if err := table.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(w, "\n%d households get a shortfall that had none, %d have none any more.\n", s.Begin, s.End)
	fmt.Fprintf(w, "%d amounts followed the old rules and now follow the new. %d amounts, in %d calculations, are a caseworker's own judgement and stay.\n", s.Followed, s.Own, s.OwnIn)
	if s.NoBasis > 0 {
		fmt.Fprintf(w, "%d applications have no calculation with a basis and are left out.\n", s.NoBasis)
	}
	for _, code := range slices.Sorted(maps.Keys(s.Unmade)) {
		fmt.Fprintf(w, "%d calculations can no longer be made: %s\n", s.Unmade[code], code)
	}
	return nil
}

// signed writes a change with its sign.
func signed(o aid.Ore) string {
	if o > 0 {
		return "+" + o.Decimal()
	}
	return o.Decimal()
}
