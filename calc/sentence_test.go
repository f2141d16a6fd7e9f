package calc

import (
	"slices"
	"strings"
	"testing"

	"bistand/aid"
	"bistand/rules"

	"github.com/google/go-cmp/cmp"
)

// telling is a language in which a sentence is its key and what it speaks of.
type telling struct{ words }

func (telling) T(key string, args ...string) string {
	text := key
	for _, e := range slices.Concat(ExplainKeys(), MarkKeys(), QuestionKeys()) {
		for pair := range slices.Chunk(args, 2) {
			if e.Key == key && slices.Contains(e.Args, pair[0]) {
				text += " " + pair[0] + "=" + pair[1]
			}
		}
	}
	return text
}

func (telling) Month(m aid.Month) string { return "<" + m.String() + ">" }

// TestX18_LinesTellHowTheyCame: by what law a line is, the sentence that explains it and all that is marked on it, with each
// amount, month and authority that they speak of.
func TestX18_LinesTellHowTheyCame(t *testing.T) {
	for _, tt := range []struct{ scenario, code, want string }{
		{"del-av-manad-tio-dagar", "single", "SoL 12:7: explain.personal.single amount=3940.00 year=2026; mark.days amount=1313.33 days=10 of=30"},
		{"tre-manader-2026", "single", "SoL 12:7: explain.personal.single amount=3940.00 year=2026; mark.months amount=11820.00 months=3"},
		{"p03-par-2026", "couple", "SoL 12:7: explain.personal.couple amount=7100.00 year=2026"},
		{"tolv-personer-2017", "12", "SoL 12:7: explain.common.over_seven amount=3000.00 each=170.00 over=5 seven=2150.00 size=12 year=2017"},
		{"lund-2015-sju-personer", "7", "SoL 12:7: explain.common.size amount=2120.00 size=7 year=2015"},
		{"vaxelvis-kalenderdagar-2021", "age_7_10", "SoL 12:7: explain.personal.child age=8 amount=3060.00 year=2021; mark.child_days amount=987.10 days=10 of=31"},
		{"vaxelvis-del-av-steget-2021", "1", "SoL 12:7: explain.common.one amount=1020.00 year=2021; mark.part_size days=15 of=30 step=110.00"},
		{"vaxelvis-i-delat-boende-2021", "2", "SoL 12:7: explain.common.size amount=1130.00 size=2 year=2021; mark.part_size days=15 of=30 step=290.00; mark.shared all=2+15/30 amount=765.00 own=1+15/30"},
		{"par-med-inneboende-2019", "5", "SoL 12:7: explain.common.size amount=1810.00 size=5 year=2019; mark.shared all=5 amount=1086.00 own=3"},
		{"andel-gemensamma-ore-kvar", "4", "SoL 12:7: explain.common.size amount=2030.00 size=4 year=2026; mark.shared all=4 amount=507.50 own=1"},
		{"skal-dyrare-kost", "single", "SoL 12:7: explain.norm.changed amount=4240.00 norm=3940.00 reason=Enligt utredningen. year=2026; mark.ground_diet"},
		{"hoganas-tak-tva-manader", "housing", "SoL 12:7: explain.cost.capped cap=5400.00 claimed=12000.00 reason=Enligt regeln.; mark.months amount=10800.00 months=2"},
		{"hoganas-inneboende-tva-manader", "housing", "SoL 12:7: explain.cost.lodger cap=2334.00 claimed=6000.00 rent=7000.00 rooms=2; mark.months amount=4668.00 months=2"},
		{"tre-manader-2026", "housing", "SoL 12:7: explain.cost.approved amount=15000.00"},
		{"hoganas-bil-2026", "work_travel", "SoL 12:7: explain.cost.mileage amount=1250.00 claimed=1500.00 km=500 rate=25.00"},
		{"hoganas-hyra-hojd", "housing", "SoL 12:7: explain.cost.approved amount=5300.00; mark.housing_raised before=5000.00 rise=300.00"},
		{"hoganas-over-tak-efter-bedomning", "housing", "SoL 12:7: explain.cost.cut amount=6000.00 claimed=6200.00 reason=Rådrum till april.; mark.above_limit limit=5400.00"},
		{"hoganas-hemutrustning-tre", "home_equipment", "SoL 12:1: explain.other.limit base=59200.00 cap=8490.00 claimed=12000.00 percent=5"},
		{"overskott-fran-forra-manaden", "surplus", "SoL 12:1: explain.income.surplus amount=780.00 month=<2026-10>"},
		{"svar-avviker-mer-an-tolv", "housing_benefit", "SoL 12:1: explain.income.fetched amount=5000.00 authority=authority.social_insurance claimed=4399.00; mark.deviates authority=authority.social_insurance difference=601.00 fetched=5000.00"},
		{"svar-uteblev", "housing_benefit", "SoL 12:1: explain.income.stated amount=1000.00; mark.unchecked authority=authority.social_insurance"},
		{"barns-lon-over", "salary", "SoL 12:9: explain.income.child_pay amount=1800.00 claimed=3000.00 limit=59200.00 year=2026"},
		{"jobbstimulans-ore", "incentive", "SoL 12:8: explain.incentive amount=1000.25 pay=4001.00 until=<2027-12>"},
		{"tillgangar-hoganas", "vehicle", "SoL 12:1: explain.asset.changed amount=0.00 claimed=20000.00 reason=Bilen behövs för arbetet."},
	} {
		s, r := readScenario(t, "testdata/scenarios/"+tt.scenario+".toml")
		c, err := s.make(r)
		if err != nil {
			t.Fatalf("%s: %v", tt.scenario, err)
		}
		at := slices.IndexFunc(c.Lines, func(l aid.Line) bool { return l.Code == tt.code })
		if at < 0 {
			t.Fatalf("%s has no line %s", tt.scenario, tt.code)
		}
		why, marks := Sentence(telling{}, c.Lines[at])
		if diff := cmp.Diff(tt.want, c.Lines[at].Law+": "+strings.Join(append([]string{why}, marks...), "; ")); diff != "" {
			t.Errorf("%s:\n%s", tt.scenario, diff)
		}
	}
}

// TestX18_NothingIsMarkedOnAWholeMonth: one whole month of a household that lives alone has amounts that need no telling, and
// days of a month say nothing of a rent that was cut to a month's limit.
func TestX18_NothingIsMarkedOnAWholeMonth(t *testing.T) {
	rent := []Expense{{Kind: housing, Claimed: 620_000, Approved: 610_000, Reason: "Skäl."}}
	for _, in := range []Input{
		{},
		{Months: 1},
		{Months: 1, Days: 10},
	} {
		in.Month, in.Household, in.Expenses = november, household(1, 1), rent
		s := Sheet{}
		r := Rules{Guidelines: hoganas(t), Set: rules.Embedded()}
		if err := s.Work(&r, &in); err != nil {
			t.Fatal(err)
		}
		for _, row := range s.Rows {
			if row.Next != nil {
				t.Errorf("%+v: the step to the next size is taken though nobody counts in part", in)
			}
		}
		for _, l := range s.Freeze(&r, &in).Lines {
			if wanted := in.Days > 0 && l.Kind != aid.Cost; wanted != (len(l.Marks) > 0) || wanted != (l.Args[argFull] != "") {
				t.Errorf("%d months, %d days, %s: %v of %v", in.Months, in.Days, l.Code, l.Marks, l.Args)
			}
		}
	}
}

// TestX4_QuestionsAreAsked: each with its line's name, and with its effect where that is known.
func TestX4_QuestionsAreAsked(t *testing.T) {
	for scenario, want := range map[string][]string{
		"hoganas-bil-2026":         {"question.cut what=expense.work_travel effect=+250.00"},
		"hoganas-hyra-hojd":        {"question.housing_raised what=expense.housing effect=-300.00"},
		"andel-gemensamma-uppat":   {"question.computed what=line.common"},
		"barns-lon-over":           {"question.computed what=Hanna"},
		"svar-uteblev":             {"question.unchecked authority=authority.social_insurance what=income.housing_benefit"},
		"svar-avviker-mer-an-tolv": {"question.deviates authority=authority.social_insurance what=income.housing_benefit effect=+601.00"},
		"tillgangar-hoganas":       {"question.asset what=asset.vehicle effect=-20000.00"},
		"p03-par-2026":             nil,
	} {
		s, r := readScenario(t, "testdata/scenarios/"+scenario+".toml")
		c, err := s.make(r)
		if err != nil {
			t.Fatalf("%s: %v", scenario, err)
		}
		var got []string
		for _, q := range Questions(c) {
			got = append(got, q.Ask(telling{}))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s:\n%s", scenario, diff)
		}
	}
	still := Question{Code: "cut", Known: true, Line: aid.Line{Kind: aid.Cost, Code: "housing"}}
	if got := still.Ask(telling{}); got != "question.cut what=expense.housing effect=0.00" {
		t.Errorf("a question that moves nothing: %s", got)
	}
}

// TestLineNames: of a person's own costs the person, else what the line is and of whom.
func TestLineNames(t *testing.T) {
	for _, tt := range []struct {
		line aid.Line
		want string
	}{
		{aid.Line{Kind: aid.PersonalCosts, Code: "single", Who: "Ada"}, "Ada"},
		{aid.Line{Kind: aid.PersonalCosts, Code: "single"}, "line.personal"},
		{aid.Line{Kind: aid.CommonCosts, Code: "1"}, "line.common"},
		{aid.Line{Kind: aid.IncomeLine, Code: "salary", Who: "Ada"}, "income.salary, Ada"},
		{aid.Line{Kind: aid.IncomeLine, Code: "salary"}, "income.salary"},
		{aid.Line{Kind: aid.AssetLine, Code: "bank"}, "asset.bank"},
		{aid.Line{Kind: aid.IncentiveLine, Code: "incentive", Who: "Ada"}, "line.incentive, Ada"},
		{aid.Line{Kind: aid.OtherNeed, Code: "doctor"}, "expense.doctor"},
	} {
		if got := LineName(telling{}, tt.line); got != tt.want {
			t.Errorf("%+v is called %q", tt.line, got)
		}
	}
}
