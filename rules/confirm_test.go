package rules

import (
	"encoding/json"
	"errors"
	"testing"

	"bistand/aid"

	"github.com/google/go-cmp/cmp"
)

const table2026, ordinance2026 = "riksnorm/2026.toml", "SFS 2025:9999"

func confirmation(cell string, kr int) Confirmation {
	return Confirmation{ID: "0192", Table: table2026, Cell: cell, Kr: kr, Ordinance: ordinance2026, ByNames: "Ada, Bo"}
}

// TestN15_ConfirmedCells: exactly the cells that two people have confirmed or entered hold their amounts, name the ordinance,
// and need no further look; everything else stays, and so does the set that everyone shares.
func TestN15_ConfirmedCells(t *testing.T) {
	list := []Confirmation{
		confirmation("personal.child.age_3", 2720),           // was computed
		confirmation("personal.child_lunch_out.age_3", 2480), // was missing
		confirmation("common.size_6", 2650),
		confirmation("common.size_7", 2840),
	}
	set, err := Embedded().WithConfirmed(list)
	if err != nil {
		t.Fatal(err)
	}
	before := cellsOf(t, 2026)
	n, err := set.RiksnormOn(day(2026, 11, 1))
	if err != nil {
		t.Fatal(err)
	}
	changed := 0
	for key, cell := range n.Cells() {
		if cmp.Equal(cell, before[key]) {
			continue
		}
		changed++
		if cell.State != aid.Confirmed || cell.Confirmed == nil || cell.Confirmed.ByNames != "Ada, Bo" || cell.Rule != "" {
			t.Errorf("%s: %+v", key, cell)
		}
	}
	if changed != len(list) {
		t.Errorf("%d cells changed", changed)
	}
	out, err := n.Child(3, true)
	if err != nil || out.Amount != 2480_00 || out.State != aid.Confirmed || out.Rule.Source != ordinance2026 || out.Rule.File != table2026 ||
		out.Args["ordinance"] != ordinance2026 || out.Args["confirmation"] != "0192" || out.Usable() != nil {
		t.Errorf("%+v %v", out, err)
	}
	if eight := n.CommonCosts(8); eight.Amount != (2840+190)*aid.Kronor || eight.State != aid.Confirmed || eight.Rule.Source != ordinance2026 {
		t.Errorf("eight members: %+v", eight)
	}
	if forty := n.CommonCosts(40); forty.Amount != (2840+33*190)*aid.Kronor || forty.State != aid.Confirmed {
		t.Errorf("forty members: %+v", forty)
	}
	if figure, _ := n.Child(1, true); figure.State != aid.Missing {
		t.Errorf("a cell that nobody confirmed: %+v", figure)
	}
	if !cmp.Equal(before, cellsOf(t, 2026)) {
		t.Error("the shared table changed")
	}
	if figure := tableOf(t, 2026).CommonCosts(8); figure.State != aid.Computed {
		t.Errorf("the shared table's figures changed: %+v", figure)
	}
	if other, _ := set.RiksnormOn(day(2025, 11, 1)); other != tableOf(t, 2025) {
		t.Error("another year's table is another")
	}
}

// TestN15_SizesBeyondSevenAreBackedByTheWorseCell: with one of the two cells confirmed, the other still needs a look, and is
// the one that the figure names.
func TestN15_SizesBeyondSevenAreBackedByTheWorseCell(t *testing.T) {
	n, err := tableOf(t, 2026).Confirm([]Confirmation{confirmation("common.size_7", 2830)})
	if err != nil {
		t.Fatal(err)
	}
	if f := n.CommonCosts(9); f.State != aid.Computed || f.Rule.Section != "common.size_6" || f.Args["rule"] == "" || f.Amount != (2830+2*190)*aid.Kronor {
		t.Errorf("%+v", f)
	}
	if f := n.CommonCosts(7); f.State != aid.Confirmed {
		t.Errorf("%+v", f)
	}
	order := []aid.CellState{aid.Missing, aid.Computed, aid.Confirmed, aid.Sourced}
	for i, a := range order {
		for j, b := range order {
			if got := worse(a, b); got != order[min(i, j)] {
				t.Errorf("worse of %s and %s is %s", a, b, got)
			}
		}
	}
}

// TestN15_WhatCannotBeConfirmed: each fault has a code and a place, and leaves no half-confirmed table behind.
func TestN15_WhatCannotBeConfirmed(t *testing.T) {
	with := func(change func(*Confirmation)) []Confirmation {
		c := confirmation("personal.child.age_3", 2720)
		change(&c)
		return []Confirmation{c}
	}
	for name, tt := range map[string]struct {
		list        []Confirmation
		code, field string
	}{
		"printed":        {with(func(c *Confirmation) { c.Cell = "personal.single" }), "rules.confirm_sourced", "cell"},
		"no such cell":   {with(func(c *Confirmation) { c.Cell = "personal.child.age_5" }), "rules.confirm_unknown", "cell"},
		"no cell":        {with(func(c *Confirmation) { c.Cell = "" }), "rules.confirm_unknown", "cell"},
		"no such table":  {with(func(c *Confirmation) { c.Table = "riksnorm/2027.toml" }), "rules.confirm_unknown", "table"},
		"price base":     {with(func(c *Confirmation) { c.Table = "pricebase.toml" }), "rules.confirm_unknown", "table"},
		"nothing":        {with(func(c *Confirmation) { c.Kr = 0 }), "rules.confirm_amount", "kr"},
		"below nothing":  {with(func(c *Confirmation) { c.Kr = -1 }), "rules.confirm_amount", "kr"},
		"beyond range":   {with(func(c *Confirmation) { c.Kr = maxCell + 1 }), "rules.confirm_amount", "kr"},
		"no ordinance":   {with(func(c *Confirmation) { c.Ordinance = " \t" }), "rules.confirm_ordinance", "ordinance"},
		"twice":          {[]Confirmation{confirmation("personal.child.age_3", 2720), confirmation("personal.child.age_3", 2730)}, "rules.confirm_twice", "cell"},
		"falls by size":  {[]Confirmation{confirmation("common.size_3", 1400)}, "rules.confirm_order", "kr"},
		"rises too far":  {[]Confirmation{confirmation("common.size_3", 2040)}, "rules.confirm_order", "kr"},
		"lunch for less": {[]Confirmation{confirmation("personal.child_lunch_out.age_3", 2720)}, "rules.confirm_order", "kr"},
	} {
		set, err := Embedded().WithConfirmed(tt.list)
		fault, ok := errors.AsType[aid.Error](err)
		if set != nil || !ok || fault.Code != tt.code || fault.Field != tt.field || fault.Args["table"] == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, kr := range []int{1, maxCell} {
		if _, err := tableOf(t, 2026).Confirm([]Confirmation{confirmation("personal.child.age_3", kr)}); err != nil {
			t.Errorf("%d kronor: %v", kr, err)
		}
	}
	if _, err := tableOf(t, 2025).Confirm([]Confirmation{confirmation("personal.child.age_3", 2720)}); err == nil {
		t.Error("a confirmation of 2026 was taken for 2025")
	}
	if set, err := Embedded().WithConfirmed(nil); err != nil || len(set.Riksnorms) != len(Embedded().Riksnorms) {
		t.Errorf("nothing confirmed: %v", err)
	}
}

// TestConfirmationIsKeptAsJSON: what a register keeps comes back as it was.
func TestConfirmationIsKeptAsJSON(t *testing.T) {
	want := confirmation("common.size_3", 1790)
	data, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	const text = `{"id":"0192","table":"riksnorm/2026.toml","cell":"common.size_3","kr":1790,"ordinance":"SFS 2025:9999","by_names":"Ada, Bo"}`
	var got Confirmation
	if err := json.Unmarshal(data, &got); err != nil || got != want || string(data) != text {
		t.Errorf("%s %+v %v", data, got, err)
	}
}

// TestN15_TheConfirmationOutOfLineIsNamed: of several the one whose cell is out of line, and where that cell is a printed one
// the newest.
func TestN15_TheConfirmationOutOfLineIsNamed(t *testing.T) {
	fine, falls, rises := confirmation("personal.child.age_3", 2720), confirmation("common.size_3", 1400), confirmation("common.size_3", 2040)
	for _, tt := range []struct {
		list []Confirmation
		cell string
	}{
		{[]Confirmation{falls, fine}, falls.Cell},
		{[]Confirmation{fine, falls}, falls.Cell},
		{[]Confirmation{fine, rises}, rises.Cell}, // size 4, which is printed, is the one below
		{[]Confirmation{rises, fine}, fine.Cell},
	} {
		_, err := tableOf(t, 2026).Confirm(tt.list)
		fault, _ := errors.AsType[aid.Error](err)
		if fault.Code != "rules.confirm_order" || fault.Args["cell"] != tt.cell {
			t.Errorf("%+v: %v", tt.list, err)
		}
	}
}
