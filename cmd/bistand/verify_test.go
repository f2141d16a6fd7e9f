package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"bistand/aid"
	"bistand/casework"
	"bistand/rules"
	"bistand/store"
	"bistand/store/storetest"
)

// verified runs the command's check of one register and returns what it printed.
func verified(t *testing.T, s *store.Store) (string, error) {
	t.Helper()
	var out strings.Builder
	err := verifyRegister(context.Background(), &out, "register", s)
	return out.String(), err
}

// ruleFolder is the program's own rule files, with texts of one file changed, by pairs.
func ruleFolder(t *testing.T, file string, pairs ...string) *rules.Set {
	t.Helper()
	folder := filepath.Join("..", "..", "rules")
	files := fstest.MapFS{}
	for _, pattern := range []string{"*.toml", "riksnorm/*.toml", "guidelines/*.toml"} {
		names, err := filepath.Glob(filepath.Join(folder, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			short, _ := filepath.Rel(folder, name)
			files[filepath.ToSlash(short)] = &fstest.MapFile{Data: text}
		}
	}
	files[file] = &fstest.MapFile{Data: []byte(strings.NewReplacer(pairs...).Replace(string(files[file].Data)))}
	set, err := rules.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// waiting returns an application that waits for a calculation, and a caseworker.
func waiting(t *testing.T, s *store.Store) (aid.Application, aid.Staff) {
	t.Helper()
	queue, err := s.Queue(context.Background(), aid.QueueItem{}, 100)
	if err != nil {
		t.Fatal(err)
	}
	staff, err := s.StaffBySubject(context.Background(), demoStaffOf["lund"][0].subject)
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range queue {
		a, err := s.Application(context.Background(), q.ApplicationID)
		if err != nil {
			t.Fatal(err)
		}
		if a.Status() == aid.Registered {
			return a, staff
		}
	}
	t.Fatal("nothing waits")
	return aid.Application{}, aid.Staff{}
}

// calculateWaiting has the desk calculate what waits.
func calculateWaiting(t *testing.T, desk *casework.Desk) aid.Calculation {
	t.Helper()
	a, staff := waiting(t, desk.Register)
	in, err := desk.Proposal(context.Background(), a)
	if err != nil {
		t.Fatal(err)
	}
	for i := range in.Expenses {
		in.Expenses[i].Reason = "Enligt riktlinjerna."
	}
	c, err := desk.Calculate(context.Background(), request(staff), staff, a.ID, in)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestX3_EveryKeptCalculationIsMadeAgain: a whole register's calculations come out as they were kept, also those whose rule
// files the program no longer carries.
func TestX3_EveryKeptCalculationIsMadeAgain(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			desk, register := seededAt(t, engine, "lund", inNovember)
			out, err := verified(t, register)
			if err != nil || strings.Contains(out, ": 0 calculations") || !strings.Contains(out, "made again and the same, 5 without a basis") {
				t.Errorf("%v\n%s", err, out)
			}
			// Another norm than the program's, kept with the calculation that it gave.
			desk.Rules = ruleFolder(t, "riksnorm/2026.toml", "kr = 3940", "kr = 3950", "kr = 5220", "kr = 5230")
			c := calculateWaiting(t, desk)
			if _, carried := rules.Embedded().File(c.Rules[0].Hash); carried {
				t.Fatal("the program carries the changed norm")
			}
			after, err := verified(t, register)
			if err != nil || counted(t, after) != counted(t, out)+1 {
				t.Errorf("%v\n%s", err, after)
			}
		})
	}
}

// counted reads how many calculations were made again.
func counted(t *testing.T, out string) (n int) {
	t.Helper()
	_, line, _ := strings.Cut(out, "in order\nregister: ")
	for _, r := range line {
		if r < '0' || r > '9' {
			return n
		}
		n = 10*n + int(r-'0')
	}
	return n
}

// TestX3_AWrongCalculationIsNamed: one that the engine would not give, kept with every checksum in order, is found and named;
// so is one whose rule file is nowhere. One without a basis is counted.
func TestX3_AWrongCalculationIsNamed(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			desk, register := seededAt(t, engine, "lund", inNovember)
			c := calculateWaiting(t, desk)
			inCase, err := register.Case(context.Background(), c.CaseID)
			if err != nil {
				t.Fatal(err)
			}
			add := func(change func(*aid.Calculation)) aid.ID {
				t.Helper()
				other := c
				other.Lines, other.Rules = append([]aid.Line{}, c.Lines...), append([]aid.RuleRef{}, c.Rules...)
				other.ID = aid.NewID(inNovember(), desk.Random)
				change(&other)
				step := store.Step{At: inNovember(), Actor: aid.Actor{Kind: aid.BySystem}, Name: "calculate", CaseID: c.CaseID, Kind: "calculation", Object: other.ID}
				if err := register.Step(context.Background(), step, func(tx *store.Tx) error { return tx.AddCalculation(other) }); err != nil {
					t.Fatal(err)
				}
				return other.ID
			}
			add(func(o *aid.Calculation) { o.Basis = nil })
			if out, err := verified(t, register); err != nil || !strings.Contains(out, "6 without a basis") {
				t.Errorf("%v\n%s", err, out)
			}
			wrong := add(func(o *aid.Calculation) { o.Lines[1].Amount += 100_00; o.Norm += 100_00; o.Result += 100_00 })
			lost := add(func(o *aid.Calculation) { o.Rules[0].Hash = strings.Repeat("0", 64) })
			out, err := verified(t, register)
			if err == nil || !strings.Contains(err.Error(), "1 calculations are not what their basis and rules give, 1 cannot be made again") {
				t.Errorf("%v", err)
			}
			line := c.Lines[1]
			for _, want := range []string{
				"calculation " + string(wrong) + ", " + c.Month.String() + ", case " + inCase.Number + ": line 2 " + string(line.Kind) + " " + line.Code +
					": kept " + (line.Amount + 100_00).Decimal() + ", made again " + line.Amount.Decimal() + "\n",
				"calculation " + string(lost) + ", " + c.Month.String() + ", case " + inCase.Number + ": cannot be made again: no rule file " + c.Rules[0].File,
			} {
				if !strings.Contains(out, want) {
					t.Errorf("got\n%s\nwant %q", out, want)
				}
			}
			if strings.Contains(out, line.Who) && line.Who != "" {
				t.Errorf("a name is printed:\n%s", out)
			}
		})
	}
}
