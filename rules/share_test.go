package rules

import (
	"errors"
	"testing"

	"bistand/aid"
)

// TestH13H24_HoganasSharesOf2010 holds the six amounts that Höganäs prints for 2010 (three of them are published examples:
// 4 240, 1 179 and 1 802). No norm of 2010 was found, so they cannot be scenarios.
func TestH13H24_HoganasSharesOf2010(t *testing.T) {
	set := Embedded()
	g, _ := set.GuidelinesOn("1284", aid.Date{Year: 2016, Month: 1, Day: 1})
	for kind, kr := range map[string]aid.Ore{
		"infant_equipment": 4240, "dental_delegation": 1179, "glasses_frames": 848,
		"home_equipment_first": 2120, "home_equipment_further": 1980, "tv": 1802,
	} {
		if got, ref, err := g.ShareOf(kind, set.Prices, 2010); got != kr*aid.Kronor || ref.Section == "" || err != nil {
			t.Errorf("%s: %d by %+v, %v, want %d kronor", kind, got, ref, err, kr)
		}
	}
	for _, tt := range []struct {
		kind    aid.ExpenseKind
		members int
		kr      aid.Ore
		percent string
	}{
		{"infant_equipment", 1, 4240, "10"},
		{"infant_equipment", 5, 4240, "10"},
		{"tv", 1, 1802, "4.25"},
		{"home_equipment", 0, 2120, "5"},
		{"home_equipment", 1, 2120, "5"},
		{"home_equipment", 2, 4100, "5"},
		{"home_equipment", 4, 8060, "5"},
	} {
		f, ok, err := g.Limit(tt.kind, tt.members, set.Prices, 2010)
		if !ok || err != nil || f.Amount != tt.kr*aid.Kronor || f.Args["percent"] != tt.percent || f.Args["base"] != "4240000" {
			t.Errorf("%s for %d: %+v, %v, %v, want %d kronor", tt.kind, tt.members, f, ok, err, tt.kr)
		}
	}
	if _, ok, err := g.Limit("glasses", 1, set.Prices, 2010); ok || err != nil {
		t.Errorf("a limit on glasses: %v", err)
	}
	if _, _, err := g.Limit("tv", 1, set.Prices, 2009); err == nil {
		t.Error("a limit for a year without a price base amount")
	}
	if _, ok, err := g.Limit("home_equipment", maxMembers+1, set.Prices, 2010); !ok || err != nil {
		t.Errorf("the largest household: %v", err)
	}
	if _, _, err := g.Limit("home_equipment", maxMembers+2, set.Prices, 2010); !errors.Is(err, aid.ErrOverflow) {
		t.Errorf("a household beyond counting: %v", err)
	}
}
