package casework_test

import (
	"slices"
	"testing"

	"bistand/aid"
	"bistand/casework"
)

// B3: a new application each month, opened in time.
func TestB3_MonthsOpenForApplication(t *testing.T) {
	for _, c := range []struct {
		name          string
		opens, closes int
		day           string
		want          []string
	}{
		{"utan fönster: månaden och nästa", 0, 0, "2026-11-16", []string{"2026-11", "2026-12"}},
		{"utan fönster, månadens första dag", 0, 0, "2026-11-01", []string{"2026-11", "2026-12"}},
		{"utan fönster, månadens sista dag", 0, 0, "2026-11-30", []string{"2026-11", "2026-12"}},
		{"årsskiftet", 0, 0, "2026-12-31", []string{"2026-12", "2027-01"}},
		{"nyårsdagen", 0, 0, "2027-01-01", []string{"2027-01", "2027-02"}},
		{"skottdagen", 0, 0, "2028-02-29", []string{"2028-02", "2028-03"}},
		{"dagen innan fönstret öppnar", 15, 0, "2026-11-14", []string{"2026-11"}},
		{"dagen fönstret öppnar", 15, 0, "2026-11-15", []string{"2026-11", "2026-12"}},
		{"sista dagen fönstret är öppet", 15, 10, "2026-11-10", []string{"2026-11"}},
		{"mellan två fönster", 15, 10, "2026-11-11", nil},
		{"fönstret öppnar den 28 i februari", 28, 5, "2027-02-28", []string{"2027-03"}},
		{"den 31 i en månad med 30 dagar", 31, 0, "2026-11-30", []string{"2026-11", "2026-12"}},
		{"den 31 i februari", 31, 0, "2027-02-28", []string{"2027-02", "2027-03"}},
		{"den 31 i februari, dagen innan", 31, 0, "2027-02-27", []string{"2027-02"}},
		{"stänger den 31", 15, 31, "2026-11-30", []string{"2026-11", "2026-12"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			day := have(aid.ParseDate(c.day))(t)
			var got []string
			for _, m := range casework.OpenMonths(aid.Municipality{WindowOpensDay: c.opens, WindowClosesDay: c.closes}, day) {
				got = append(got, m.String())
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("open on %s: %v, want %v", c.day, got, c.want)
			}
		})
	}
}

func TestB3_LastDayToApply(t *testing.T) {
	for _, c := range []struct {
		name   string
		closes int
		month  string
		want   string
	}{
		{"utan fönster", 0, "2026-11", "2026-11-30"},
		{"utan fönster, februari", 0, "2027-02", "2027-02-28"},
		{"utan fönster, februari ett skottår", 0, "2028-02", "2028-02-29"},
		{"utan fönster, december", 0, "2026-12", "2026-12-31"},
		{"den tionde", 10, "2026-12", "2026-12-10"},
		{"den 31 i november", 31, "2026-11", "2026-11-30"},
		{"den 31 i februari", 31, "2027-02", "2027-02-28"},
	} {
		t.Run(c.name, func(t *testing.T) {
			month := have(aid.ParseMonth(c.month))(t)
			if got := casework.LastDayToApply(aid.Municipality{WindowClosesDay: c.closes}, month).String(); got != c.want {
				t.Errorf("last day for %s: %s, want %s", c.month, got, c.want)
			}
		})
	}
}

// No day of six years lacks a month where no window is set, and every open month closes on that day or later.
func TestB3_EveryDayHasAnOpenMonth(t *testing.T) {
	for day := (aid.Date{Year: 2024, Month: 1, Day: 1}); day.Year < 2030; day = day.AddDays(1) {
		for _, m := range []aid.Municipality{{}, {WindowOpensDay: 31, WindowClosesDay: 31}} {
			open := casework.OpenMonths(m, day)
			if len(open) == 0 || open[0] != day.MonthOf() {
				t.Fatalf("%s: open %v", day, open)
			}
			for _, month := range open {
				if last := casework.LastDayToApply(m, month); last.Before(day) || last.MonthOf() != month {
					t.Fatalf("%s: %s closes on %s", day, month, last)
				}
			}
		}
	}
}

func TestB3_MonthsWithoutAnApplication(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		months := func(when string) []string {
			var list []string
			for _, m := range have(w.desk.Applicable(w.ctx, w.single.ID))(t) {
				list = append(list, m.String())
			}
			return append(list, when)
		}
		if got := months("at first"); !slices.Equal(got, []string{"2026-11", "2026-12", "at first"}) {
			t.Errorf("applicable: %v", got)
		}
		w.frozen(w.single, w.december) // out for signature: not in yet
		w.registered(w.single, w.november)
		if got := months("after"); !slices.Equal(got, []string{"2026-12", "after"}) {
			t.Errorf("applicable: %v", got)
		}
		before := w.steps()
		_, err := w.desk.BeginDraft(w.ctx, w.as(w.sara), w.single.ID, w.november)
		if code(err) != "apply.closed" || w.steps() != before {
			t.Errorf("a month that is applied for: %v", err)
		}
		for _, closed := range []aid.Month{w.november.Add(-1), w.december.Add(1)} {
			if _, err := w.desk.BeginDraft(w.ctx, w.as(w.sara), w.single.ID, closed); code(err) != "apply.closed" {
				t.Errorf("%s: %v", closed, err)
			}
		}
	})
}
