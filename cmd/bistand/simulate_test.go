package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"bistand/aid"
	"bistand/calc"
	"bistand/store"
	"bistand/store/storetest"
)

// cappedRules is a municipality's folder whose highest housing cost is kr, whatever the household.
func cappedRules(t *testing.T, code string, kr int) string {
	t.Helper()
	return ownRules(t, strings.Replace(ownText, "1281", code, 1)+fmt.Sprintf(
		"[[housing_cap]]\nadults_from = 1\nadults_to = 2\nchildren_from = 0\nchildren_to = 20\nkr = %d\nsource = \"a\"\nsection = \"Hyra\"\n", kr))
}

// simulated runs the command on one register.
func simulated(t *testing.T, c simulateCmd, s *store.Store) (calc.Simulation, string) {
	t.Helper()
	var text, object strings.Builder
	if err := c.write(context.Background(), &text, "register", "1281", s); err != nil {
		t.Fatal(err)
	}
	c.JSON = true
	if err := c.write(context.Background(), &object, "register", "", s); err != nil {
		t.Fatal(err)
	}
	var result calc.Simulation
	if err := json.Unmarshal([]byte(object.String()), &result); err != nil {
		t.Fatal(err)
	}
	return result, text.String()
}

// TestX15_GuidelinesAreTriedOnAWholeRegister: who followed the old guidelines follows the new ones, an own judgement stays,
// nothing is added to the register and nobody is named.
func TestX15_GuidelinesAreTriedOnAWholeRegister(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			desk, register := seededAt(t, engine, "lund", inNovember)
			a, staff := waiting(t, register)
			in, err := desk.Proposal(context.Background(), a)
			if err != nil {
				t.Fatal(err)
			}
			for i := range in.Expenses {
				if in.Expenses[i].Kind == "housing" {
					in.Expenses[i].Approved, in.Expenses[i].Reason = in.Expenses[i].Approved-100_00, "Delar hyran."
				}
			}
			if _, err = desk.Calculate(context.Background(), request(staff), staff, a.ID, in); err != nil {
				t.Fatal(err)
			}
			steps, facts, err := register.Verify(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			result, text := simulated(t, simulateCmd{Rules: existingDir(cappedRules(t, "1281", 4000))}, register)
			family := result.ByKind["couple with children"]
			if result.Month != a.Month || result.All.Households != 2 || result.All.Lose != 1 || result.All.Stay != 1 || result.Own != 1 || result.OwnIn != 1 || family.Lose != 1 ||
				result.All.Sum >= 0 || result.All.Sum != family.MostDown || result.All.Median != family.Median || result.ByChildren[2].Lose != 1 {
				t.Errorf("%+v\n%s", result, text)
			}
			for _, want := range []string{"couple with children", "children: 2", "1 amounts, in 1 calculations, are a caseworker's own judgement and stay"} {
				if !strings.Contains(text, want) {
					t.Errorf("got\n%s\nwant %q", text, want)
				}
			}
			for _, h := range []string{"Fatima", "Karin", "1985", "1979"} {
				if strings.Contains(text, h) {
					t.Errorf("a person is told of:\n%s", text)
				}
			}
			// By the guidelines that were used, nothing moves; so it is by a whole folder of rules, and for an older month.
			for _, c := range []simulateCmd{{Rules: "../../rules"}, {Rules: "../../rules", Month: a.Month.Add(-1).String()}} {
				if same, text := simulated(t, c, register); same.All.Stay != same.All.Households || same.All.Households == 0 || len(same.Unmade) > 0 {
					t.Errorf("%+v\n%s", same, text)
				}
			}
			if s, f, err := register.Verify(context.Background()); err != nil || s != steps || f != facts {
				t.Errorf("%d steps and %d facts became %d and %d, %v", steps, facts, s, f, err)
			}
		})
	}
}

// TestX15_WhatCannotBeTriedIsSaid: a folder of another municipality, a month without calculations, a month that is none; and
// calculations that the new rules refuse are counted by the reason.
func TestX15_WhatCannotBeTriedIsSaid(t *testing.T) {
	_, register := seededAt(t, "sqlite", "lund", inNovember)
	for _, tt := range []struct {
		c    simulateCmd
		want string
	}{
		{simulateCmd{Rules: existingDir(cappedRules(t, "1284", 4000))}, "1284"},
		{simulateCmd{Rules: "../../rules", Month: "2001-01"}, "no calculation to try the guidelines on"},
		{simulateCmd{Rules: "../../rules", Month: "november"}, "want YYYY-MM"},
	} {
		if err := tt.c.write(context.Background(), &strings.Builder{}, "register", "1281", register); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%v, want %s", err, tt.want)
		}
	}
	if err := (simulateCmd{}).Run(t.Context()); err == nil || !strings.Contains(err.Error(), "name a register") {
		t.Error(err)
	}
	s := calc.NewSimulation(aid.Month{Year: 2026, Month: 11})
	s.Unmade["rules.no_table"] = 3
	var out strings.Builder
	if err := writeSimulation(&out, "register", s); err != nil || !strings.Contains(out.String(), "3 calculations can no longer be made: rules.no_table\n") {
		t.Errorf("%v\n%s", err, out.String())
	}
}
