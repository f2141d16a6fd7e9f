package rules

import (
	"testing"

	"bistand/aid"
)

// TestH14_MileageByDay: what going to work by one's own car costs for 10 km, on each side of the day when it was raised; never
// the nearest amount for a day outside.
func TestH14_MileageByDay(t *testing.T) {
	m := Embedded().Mileage
	for d, want := range map[aid.Date]aid.Ore{
		day(2011, 1, 1): 18_50, day(2022, 12, 31): 18_50, day(2023, 1, 1): 25_00, day(2026, 11, 1): 25_00, day(2026, 12, 31): 25_00,
	} {
		section := "period[1]"
		if want == 25_00 {
			section = "period[2]"
		}
		got, ref, err := m.On(d)
		if err != nil || got != want || ref.Section != section || ref.File != "mileage.toml" || len(ref.Hash) != 64 || ref.Source == "" {
			t.Errorf("%s: %d by %+v, %v; want %d", d, got, ref, err, want)
		}
	}
	for _, d := range []aid.Date{day(2010, 12, 31), day(2027, 1, 1), {}} {
		_, _, err := m.On(d)
		fault, ok := err.(aid.Error)
		if !ok || fault.Code != "rules.no_mileage" || fault.Args["table"] != "mileage" || fault.Args["day"] != d.String() {
			t.Errorf("%s: %v", d, err)
		}
	}
	if _, _, err := (*Mileage)(nil).On(day(2026, 1, 1)); err == nil {
		t.Error("no table at all gives an amount")
	}
}

// TestH14_UnsureDaysAreMarked: where the first or last day of an amount is not known, the file says so.
func TestH14_UnsureDaysAreMarked(t *testing.T) {
	for _, p := range Embedded().Mileage.Periods {
		if p.Note == "" {
			t.Errorf("%s–%s: no source gives both days, and no note says so", p.From, p.Until)
		}
	}
}

// TestPriceBaseAmounts holds every year against the figures as the sources print them, typed in apart from the rule file.
func TestPriceBaseAmounts(t *testing.T) {
	printed := []aid.Ore{
		42400, 42800, 44000, 44500, 44400, 44500, 44300, 44800, 45500, 46500, 47300, 47600, 48300, 52500, 57300, 58800, 59200,
	}
	for i, kr := range printed {
		if got, err := Embedded().Prices.Of(2010 + i); err != nil || got != kr*aid.Kronor {
			t.Errorf("%d: %d öre, %v; printed is %d kr", 2010+i, got, err, kr)
		}
	}
	for _, year := range []int{2009, 2027} {
		if _, err := Embedded().Prices.Of(year); err == nil {
			t.Errorf("%d has an amount that no source gives", year)
		}
	}
}
