package rules

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"bistand/aid"
)

// guidelinesOf returns what a municipality's embedded file sets.
func guidelinesOf(t testing.TB, code string) *Guidelines {
	t.Helper()
	g, ok := Embedded().GuidelinesOn(code, day(2026, 11, 1))
	if !ok {
		t.Fatalf("no guidelines for %s", code)
	}
	return g
}

// guidelinesWith returns guidelines that set no more than a piece of text says.
func guidelinesWith(t *testing.T, text string) *Guidelines {
	t.Helper()
	head := "title = \"T\"\nmunicipality = \"9999\"\nchecked_by = \"\"\n[[source]]\nid = \"a\"\ntitle = \"A\"\n"
	set, err := Embedded().WithGuidelines(fstest.MapFS{"guidelines/9999.toml": {Data: []byte(head + text)}})
	if err != nil {
		t.Fatal(err)
	}
	g, _ := set.GuidelinesOn("9999", day(2026, 11, 1))
	return g
}

// TestH8H9_LodgersShare: the printed example, and what lies beside it. Upwards is from the exact quotient: one öre too many
// is a krona.
func TestH8H9_LodgersShare(t *testing.T) {
	g := guidelinesOf(t, "1284")
	for _, tt := range []struct {
		rent  aid.Ore
		rooms int
		want  aid.Ore
	}{
		{7000_00, 2, 2334_00},
		{7002_00, 2, 2334_00},
		{7002_01, 2, 2335_00},
		{6999_00, 2, 2333_00},
		{6999_01, 2, 2334_00},
		{0, 1, 0},
		{5000_00, 1, 2500_00},
		{1, 100, 1_00},
	} {
		got, ok := g.LodgerShare(tt.rent, tt.rooms)
		if !ok || got.Amount != tt.want || got.State != aid.Sourced || got.Rule.Section != "Boendekostnader" || got.Args["parts"] == "" {
			t.Errorf("%d öre in %d rooms: %+v %v, want %d", tt.rent, tt.rooms, got, ok, tt.want)
		}
	}
	for _, tt := range []struct {
		g     *Guidelines
		rent  aid.Ore
		rooms int
	}{{g, 7000_00, 0}, {g, 7000_00, -1}, {g, -1, 2}, {g, aid.MaxAmount + 1, 2}, {nil, 7000_00, 2}, {guidelinesOf(t, "1281"), 7000_00, 2}} {
		if got, ok := tt.g.LodgerShare(tt.rent, tt.rooms); ok {
			t.Errorf("%d öre in %d rooms: %+v", tt.rent, tt.rooms, got)
		}
	}
}

// TestSharesRound holds each way of rounding a quotient; 2 030 kronor by four is what a vendor's system shows as 508.
func TestSharesRound(t *testing.T) {
	for _, tt := range []struct {
		r     Rounding
		o     aid.Ore
		parts int
		want  aid.Ore
	}{
		{HalfUp, 2030_00, 4, 508_00},
		{HalfUp, 7000_00, 3, 2333_00},
		{HalfUp, 99, 2, 0},
		{HalfUp, 100, 2, 1_00},
		{Up, 7000_00, 3, 2334_00},
		{Up, 6999_00, 3, 2333_00},
		{Unround, 7000_00, 3, 2333_33},
		{Unround, 5, 2, 3},
		{Unround, 2030_00, 4, 507_50},
	} {
		if got := tt.r.Divide(tt.o, tt.parts); got != tt.want {
			t.Errorf("%s %d / %d: %d, want %d", tt.r, tt.o, tt.parts, got, tt.want)
		}
	}
}

// TestH8_YoungAdultsAtHome: nothing for housing from 18 to 25, by the document's words; no rule outside.
func TestH8_YoungAdultsAtHome(t *testing.T) {
	g := guidelinesOf(t, "1284")
	for age, want := range map[int]bool{-1: false, 17: false, 18: true, 25: true, 26: false} {
		got, ok := g.YoungAtHome(age)
		if ok != want || got.Amount != 0 || ok && (got.State != aid.Sourced || got.Rule.Section != "Boendekostnader" || got.Args["age_to"] != "25") {
			t.Errorf("age %d: %+v %v", age, got, ok)
		}
	}
	for _, other := range []*Guidelines{nil, guidelinesOf(t, "1480")} {
		if _, ok := other.YoungAtHome(20); ok {
			t.Error("a rule where nothing is set")
		}
	}
}

// TestH10H14_StancesInTheDocumentsWords: what is said of rising rents and of going by car.
func TestH10H14_StancesInTheDocumentsWords(t *testing.T) {
	g := guidelinesOf(t, "1284")
	if g.HousingRise == nil || !strings.Contains(g.HousingRise.Text, "inte fördyras") {
		t.Errorf("housing rise: %+v", g.HousingRise)
	}
	if g.Car == nil || g.Car.Section != "Arbetsresor" || !strings.Contains(g.Car.Text, "enbart om billigare färdsätt saknas") {
		t.Errorf("car: %+v", g.Car)
	}
}

// TestH13H24_LimitsInAYearsMoney: the amounts that Höganäs prints for 2010, and the same limits in 2026, for one and for four.
func TestH13H24_LimitsInAYearsMoney(t *testing.T) {
	g, prices := guidelinesOf(t, "1284"), Embedded().Prices
	for _, tt := range []struct {
		kind    aid.ExpenseKind
		members int
		year    int
		want    aid.Ore
		percent string
	}{
		{"infant_equipment", 3, 2010, 4240, "10"},
		{"tv", 5, 2010, 1802, "4.25"},
		{"home_equipment", 1, 2010, 2120, "5"},
		{"home_equipment", 0, 2010, 2120, "5"},
		{"home_equipment", 2, 2010, 2120 + 1980, "5"},
		{"home_equipment", 4, 2010, 2120 + 3*1980, "5"},
		{"infant_equipment", 3, 2026, 5920, "10"},
		{"tv", 1, 2026, 2516, "4.25"},
		{"home_equipment", 4, 2026, 2960 + 3*2765, "5"},
	} {
		got, ok, err := g.Limit(tt.kind, tt.members, prices, tt.year)
		if err != nil || !ok || got.Amount != tt.want*aid.Kronor || got.Args["percent"] != tt.percent || got.Rule.Section == "" {
			t.Errorf("%s for %d in %d: %+v %v %v, want %d kr", tt.kind, tt.members, tt.year, got, ok, err, tt.want)
		}
	}
	one, _, _ := g.Limit("home_equipment", 1, prices, 2010)
	if _, told := one.Args["further"]; told {
		t.Errorf("who lives alone is told of further members: %v", one.Args)
	}
	four, _, _ := g.Limit("home_equipment", 4, prices, 2010)
	for arg, want := range map[string]string{"cap": "806000", "base": "4240000", "further": "3", "further_percent": "4.67", "year": "2010"} {
		if four.Args[arg] != want {
			t.Errorf("%s is %q, want %q", arg, four.Args[arg], want)
		}
	}
	for _, kind := range aid.ExpenseKinds {
		if kind == "infant_equipment" || kind == "tv" || kind == "home_equipment" {
			kind = "" // has one
		}
		for _, g := range []*Guidelines{g, nil, guidelinesOf(t, "1281")} {
			if _, ok, err := g.Limit(kind, 1, prices, 2026); ok || err != nil {
				t.Errorf("%s: %v %v", kind, ok, err)
			}
		}
	}
	_, ok, err := g.Limit("tv", 1, prices, 2027)
	if fault, is := errors.AsType[aid.Error](err); ok || !is || fault.Code != "rules.no_price_base" {
		t.Errorf("2027: %v %v", ok, err)
	}
	if _, ok, err := g.Limit("home_equipment", 1_000_000, prices, 2026); ok || err == nil {
		t.Error("a million members have a limit")
	}
}

// TestLimitOfOneIsNotThatOfMany: a document that sets a share for one person alone has no limit for a family.
func TestLimitOfOneIsNotThatOfMany(t *testing.T) {
	g := guidelinesWith(t, "[[price_base_share]]\nfor = \"home_equipment_first\"\nhundredths_of_percent = 500\nsource = \"a\"\nsection = \"S\"\ntext = \"T\"\n")
	if _, ok, _ := g.Limit("home_equipment", 1, Embedded().Prices, 2026); !ok {
		t.Error("no limit for one")
	}
	if _, ok, _ := g.Limit("home_equipment", 2, Embedded().Prices, 2026); ok {
		t.Error("a limit for two")
	}
}

// TestN13N14_KindsThatTheDocumentsName: each kind that Lund's leaflet and Höganäs' guidelines name, and no other.
func TestN13N14_KindsThatTheDocumentsName(t *testing.T) {
	for _, tt := range []struct{ code, expenses, incomes, assets string }{
		{
			"1281",
			"housing electricity home_insurance work_travel union_fee unemployment_insurance doctor medicine dental childcare glasses",
			"salary sickness_benefit parental_benefit pension elderly_support care_allowance annuity unemployment_benefit activity_support " +
				"maintenance child_pension child_benefit housing_benefit study_support tax_refund amf_insurance retroactive",
			"bank securities",
		},
		{
			"1284",
			"housing electricity home_insurance work_travel union_fee unemployment_insurance doctor medicine medical_travel dental childcare " +
				"glasses infant_equipment visits home_equipment tv debt home_care_fee",
			"salary sickness_benefit parental_benefit pension unemployment_benefit activity_support maintenance child_benefit housing_benefit " +
				"study_support tax_refund amf_insurance interest",
			"bank securities property company vehicle other_asset",
		},
		{"1480", "", "", ""},
		{"2081", "", "", ""},
	} {
		g := guidelinesOf(t, tt.code)
		var expenses, incomes, assets []string
		for _, kind := range aid.ExpenseKinds {
			ref, ok := g.ExpenseRule(kind)
			expenses = named(t, expenses, string(kind), ref, ok)
		}
		for _, kind := range aid.IncomeKinds {
			ref, ok := g.IncomeRule(kind)
			incomes = named(t, incomes, string(kind), ref, ok)
		}
		for _, kind := range aid.AssetKinds {
			ref, ok := g.AssetRule(kind)
			assets = named(t, assets, string(kind), ref, ok)
		}
		for _, list := range []struct {
			got  []string
			want string
		}{{expenses, tt.expenses}, {incomes, tt.incomes}, {assets, tt.assets}} {
			if got := strings.Join(list.got, " "); got != list.want {
				t.Errorf("%s names\n%s\nwant\n%s", tt.code, got, list.want)
			}
		}
	}
}

// named adds a kind that is named, and sees to it that it says where.
func named(t *testing.T, kinds []string, kind string, ref aid.RuleRef, ok bool) []string {
	t.Helper()
	if !ok {
		return kinds
	}
	if ref.Section == "" || ref.Source == "" || len(ref.Hash) != 64 {
		t.Errorf("%s: %+v", kind, ref)
	}
	return append(kinds, kind)
}

// TestB2B5B6_ControlOfMonthlyApplications: what Borlänge's page says, each part in its words.
func TestB2B5B6_ControlOfMonthlyApplications(t *testing.T) {
	c := guidelinesOf(t, "2081").Control
	if c == nil || !c.StatementEnough || c.SpotCheckMonths != 2 || !c.LosesTrust || len(c.Quotes) != 3 {
		t.Fatalf("%+v", c)
	}
	for i, words := range []string{"tillsammans med kontoutdrag tillräcklig", "två månader tillbaka", "varje månad redovisa alla handlingar"} {
		if !strings.Contains(c.Quotes[i].Text, words) {
			t.Errorf("quote %d: %s", i+1, c.Quotes[i].Text)
		}
	}
	if guidelinesOf(t, "1281").Control != nil {
		t.Error("Lund's leaflet says nothing of spot checks")
	}
}

// TestSettingsHaveDefaults: what a municipality leaves out, or has no guidelines for, is reckoned as docs/calculation.md says.
func TestSettingsHaveDefaults(t *testing.T) {
	for name, s := range map[string]Settings{"no guidelines": (*Guidelines)(nil).Reckoning(), "nothing set": guidelinesWith(t, "").Reckoning()} {
		if s.ResultRounding() != HalfUp || s.ShareRounding() != Unround || s.DayMethod() != Thirty || s.SizeRule() != Whole || s.Deviation() != 12 {
			t.Errorf("%s: %+v", name, s)
		}
	}
	s := guidelinesWith(t, "[calculation]\nresult_rounding = \"exact\"\nshare_rounding = \"half_up\"\nday_method = \"daily\"\n"+
		"part_time_child = \"none\"\ndeviation_percent = 0\n").Reckoning()
	if s.ResultRounding() != Unround || s.ShareRounding() != HalfUp || s.DayMethod() != Daily || s.SizeRule() != None || s.Deviation() != 0 {
		t.Errorf("set: %+v", s)
	}
}

// TestOtherNormsByCode: a norm beside the riksnorm is found by its code, with what it adds.
func TestOtherNormsByCode(t *testing.T) {
	g := guidelinesWith(t, "[[norm]]\ncode = \"food\"\nname = \"Matnorm\"\nsingle = 2000\ncouple = 3500\nchild = 0\ncommon = true\nsource = \"a\"\nsection = \"S\"\ntext = \"T\"\n")
	if n, ok := g.NormByCode("food"); !ok || n.Single != 2000 || n.Couple != 3500 || !n.Common || g.Cite(n.Source, n.Section).Source != "A" {
		t.Errorf("%+v %v", n, ok)
	}
	n, _ := g.NormByCode("food")
	for _, tt := range []struct {
		figure *Figure
		amount aid.Ore
		code   string
	}{{n.Adults(false), 2000_00, "single"}, {n.Adults(true), 3500_00, "couple"}, {n.ChildCosts(), 0, "food"}} {
		if f := tt.figure; f.Amount != tt.amount || f.Code != tt.code || f.State != aid.Sourced || f.Rule.Section != "S" || f.Args["title"] != "Matnorm" {
			t.Errorf("%+v", f)
		}
	}
	more := guidelinesOf(t, "1284").With(Settings{Result: Up}, OtherNorm{Code: "net", Name: "Netto", Child: 7})
	if net, ok := more.NormByCode("net"); !ok || net.ChildCosts().Amount != 7_00 || more.Car == nil || more.Reckoning().ResultRounding() != Up {
		t.Errorf("%+v", more)
	}
	if _, ok := guidelinesOf(t, "1284").NormByCode("net"); ok || guidelinesOf(t, "1284").Reckoning().ResultRounding() != HalfUp {
		t.Error("the guidelines themselves were changed")
	}
	for _, g := range []*Guidelines{g, nil} {
		if n, ok := g.NormByCode("clothes"); ok || n != nil {
			t.Errorf("%+v", n)
		}
	}
}

// TestH7_CapsAreFoundAsTheRowsSay: the table made when the file is loaded agrees with the rows, also beyond its edge.
func TestH7_CapsAreFoundAsTheRowsSay(t *testing.T) {
	g := guidelinesWith(t, "[[housing_cap]]\nadults_from = 1\nadults_to = 2\nchildren_from = 3\nchildren_to = 40\nkr = 9000\nsource = \"a\"\nsection = \"S\"\n"+
		"[[housing_cap]]\nadults_from = 3\nadults_to = 4\nchildren_from = 0\nchildren_to = 0\nkr = 9500\nsource = \"a\"\nsection = \"S\"\n")
	for adults := range 6 {
		for children := range 45 {
			h := aid.Household{Adults: make([]aid.Adult, adults), Children: make([]aid.Child, children)}
			got, ok := g.HousingCap(h)
			var want aid.Ore
			for _, c := range g.HousingCaps {
				if c.covers(adults, children) {
					want = aid.Ore(c.Kr) * aid.Kronor
				}
			}
			if got.Amount != want || ok != (want > 0) {
				t.Errorf("%d adults, %d children: %d %v, want %d", adults, children, got.Amount, ok, want)
			}
		}
	}
	if _, ok := (*Guidelines)(nil).HousingCap(aid.Household{}); ok {
		t.Error("a cap without guidelines")
	}
}

// TestLookupsAllocateNothing: the calculation asks millions of times a second.
func TestLookupsAllocateNothing(t *testing.T) {
	g, m := guidelinesOf(t, "1284"), Embedded().Mileage
	h := aid.Household{Adults: make([]aid.Adult, 1), Children: make([]aid.Child, 2)}
	found := 0
	count := func(ok bool) {
		if ok {
			found++
		}
	}
	if n := testing.AllocsPerRun(100, func() {
		_, ok := g.ExpenseRule("home_care_fee")
		count(ok)
		_, ok = g.IncomeRule("interest")
		count(ok)
		_, ok = g.AssetRule("vehicle")
		count(ok)
		_, ok = g.HousingCap(h)
		count(ok)
		_, ok = g.YoungAtHome(20)
		count(ok)
		_, ok, _ = g.Limit("medicine", 2, nil, 2026)
		count(!ok)
		_, _, err := m.On(day(2026, 11, 1))
		count(err == nil)
	}); n != 0 || found%7 != 0 {
		t.Errorf("%v allocations, %d found", n, found)
	}
}

func BenchmarkLookups(b *testing.B) {
	g := guidelinesOf(b, "1284")
	h := aid.Household{Adults: make([]aid.Adult, 1), Children: make([]aid.Child, 2)}
	b.Run("expense", func(b *testing.B) {
		for b.Loop() {
			g.ExpenseRule("home_care_fee")
		}
	})
	b.Run("income", func(b *testing.B) {
		for b.Loop() {
			g.IncomeRule("interest")
		}
	})
	b.Run("cap", func(b *testing.B) {
		for b.Loop() {
			g.HousingCap(h)
		}
	})
}
