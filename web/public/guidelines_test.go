package public_test

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"bistand/aid"
	"bistand/lang"
	"bistand/rules"
	"bistand/web/webtest"
)

// everything is guidelines with something of each kind that guidelines can hold.
func everything(t *testing.T) *rules.Guidelines {
	t.Helper()
	of := func(what string) (source, section, text string) {
		return "blad", "Avsnitt " + what, "Så säger bladet om " + what
	}
	g := &rules.Guidelines{
		Municipality: "1281", From: aid.Date{Year: 2024, Month: 3, Day: 1},
		Header: rules.Header{Title: "Allt", Sources: []rules.Source{{ID: "blad", Title: "Bladet", URL: "https://blad.example/"}, {ID: "annat", Title: "Det andra bladet", Note: "Ännu ett"}}},
	}
	stance := func(what string) *rules.Stance {
		s := &rules.Stance{}
		s.Source, s.Section, s.Text = of(what)
		return s
	}
	g.HousingRise, g.Car = stance("höjd hyra"), stance("egen bil")
	g.HousingCaps = []rules.HousingCap{{AdultsFrom: 1, AdultsTo: 2, ChildrenFrom: 3, ChildrenTo: 3, Kr: 8765, Source: "annat", Section: "Tak"}}
	g.Lodger = &rules.Lodger{Rent: 7000, Rooms: 2, PrintedKr: 2334}
	g.Lodger.Source, g.Lodger.Section, g.Lodger.Text = of("inneboende")
	g.AtHome = &rules.YoungAtHome{AgeFrom: 18, AgeTo: 24}
	g.AtHome.Source, g.AtHome.Section, g.AtHome.Text = of("hemmavarande")
	g.Control = &rules.Control{StatementEnough: true, SpotCheckMonths: 2, LosesTrust: true}
	source, section, words := of("kontroll")
	g.Control.Quotes = []rules.Stance{{Source: source, Section: section, Text: words}}
	for _, kind := range aid.ExpenseKinds {
		source, section, text := of("utgiften " + string(kind))
		g.Expenses = append(g.Expenses, rules.Accepted{Kind: string(kind), Source: source, Section: section, Text: text})
	}
	for _, kind := range aid.IncomeKinds {
		source, section, text := of("inkomsten " + string(kind))
		g.Incomes = append(g.Incomes, rules.Accepted{Kind: string(kind), Source: source, Section: section, Text: text})
	}
	for _, kind := range aid.AssetKinds {
		source, section, text := of("tillgången " + string(kind))
		g.Assets = append(g.Assets, rules.Accepted{Kind: string(kind), Source: source, Section: section, Text: text})
	}
	for i, kind := range append(slices.Clone(rules.ShareKinds), "something_new") {
		source, section, text := of("andelen " + kind)
		g.Shares = append(g.Shares, rules.Share{For: kind, Hundredths: 100 * (i + 1), Source: source, Section: section, Text: text})
	}
	norm := rules.OtherNorm{Code: "matlag", Name: "Matlagsnorm", Single: 1111, Couple: 2222, Child: 333, Common: true}
	norm.Source, norm.Section, norm.Text = of("matlag")
	g.Norms = []rules.OtherNorm{norm}
	return g
}

// Whatever guidelines hold is shown: value, the document's own words, the section.
func TestX2_GuidelinesShowEverythingThatIsSet(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	g := everything(t)
	set := *w.Lund.Tenant.Desk.Rules
	set.Guidelines = []*rules.Guidelines{g}
	w.Lund.Tenant.Desk.Rules = &set
	p := w.Visitor(w.Lund).Get("/riktlinjer").Want(http.StatusOK,
		"Gäller från 1 mars 2024", "Vuxna: 1–2. Barn: 3.", "8 765 kr", "hyra 7 000 kr och 2 rum ger 2 334 kr", "18–24 år",
		"Ansökan och kontoutdrag räcker", "så här många månader: 2", "alla papper varje månad", "Matlagsnorm", "1 111 kr", "2 222 kr", "333 kr",
		"1 procent av prisbasbeloppet. 2026 är det 592 kr.", "Bladet", "Det andra bladet", "Ännu ett")
	shown := p.Text()
	rows := slices.Concat(g.Expenses, g.Incomes, g.Assets)
	for _, s := range g.Shares {
		rows = append(rows, rules.Accepted{Section: s.Section, Text: s.Text})
	}
	for _, s := range []*rules.Stance{g.HousingRise, g.Car} {
		rows = append(rows, rules.Accepted{Section: s.Section, Text: s.Text})
	}
	rows = append(rows, rules.Accepted{Section: g.Lodger.Section, Text: g.Lodger.Text}, rules.Accepted{Section: g.AtHome.Section, Text: g.AtHome.Text},
		rules.Accepted{Section: g.Control.Quotes[0].Section, Text: g.Control.Quotes[0].Text}, rules.Accepted{Section: g.Norms[0].Section, Text: g.Norms[0].Text})
	for _, row := range rows {
		if !strings.Contains(shown, row.Text) || !strings.Contains(shown, row.Section) {
			t.Errorf("not shown: %s, %s", row.Section, row.Text)
		}
		if !strings.Contains(p.Body, `<q lang="sv" dir="ltr">`+row.Text) {
			t.Errorf("is not marked as Swedish: %s", row.Text)
		}
	}
}

// The amounts that a document prints as parts of the price base amount of 2010 are shown in this year's money.
func TestH13_H24_GuidelinesGiveSharesInThisYearsMoney(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	set := *w.Lund.Tenant.Desk.Rules
	for _, g := range rules.Embedded().Guidelines {
		if g.Municipality == "1284" {
			here := *g
			here.Municipality, here.From, here.Until = "1281", aid.Date{}, aid.Date{}
			set.Guidelines = []*rules.Guidelines{&here}
		}
	}
	w.Lund.Tenant.Desk.Rules = &set
	p := w.Visitor(w.Lund).Get("/riktlinjer").Want(http.StatusOK)
	for percent, kr := range map[string]int{"10": 5920, "2,78": 1646, "2": 1184, "5": 2960, "4,67": 2765, "4,25": 2516} {
		if text := percent + " procent av prisbasbeloppet. 2026 är det " + amount(w, kr); !strings.Contains(p.Text(), text) {
			t.Errorf("does not say %q", text)
		}
	}
	for _, kr := range []int{5400, 6100, 7300, 7700} {
		if !strings.Contains(p.Text(), amount(w, kr)) {
			t.Errorf("no cap of %s", strconv.Itoa(kr))
		}
	}
}

// A municipality that has set nothing says so; one whose guidelines hold from a later day has set nothing yet.
func TestX2_MunicipalityWithoutGuidelinesSaysSo(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	w.Visitor(w.Solna).Get("/riktlinjer").Want(http.StatusOK, "inga egna belopp eller regler", "Riksnormen gäller ändå")
	set := *w.Lund.Tenant.Desk.Rules
	later := everything(t)
	later.From = aid.Date{Year: 2030, Month: 1, Day: 1}
	empty := &rules.Guidelines{Municipality: "1281", Until: aid.Date{Year: 2029, Month: 12, Day: 31}, Header: rules.Header{Sources: []rules.Source{{ID: "a", Title: "Ett tomt blad"}}}}
	set.Guidelines = []*rules.Guidelines{later, empty}
	w.Lund.Tenant.Desk.Rules = &set
	w.Visitor(w.Lund).Get("/riktlinjer").Want(http.StatusOK, "inga egna belopp eller regler", "Ett tomt blad")
}

// How a municipality reckons is shown in plain words, each way with who has set it; what it has left out is marked.
func TestX2_X8_GuidelinesShowHowTheMunicipalityReckons(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	fifteen, none := 15, 0
	for name, test := range map[string]struct {
		set   rules.Settings
		left  int
		words []string
	}{
		"nothing set": {rules.Settings{}, 5, []string{"guide.method.half_up", "guide.method.exact", "guide.method.thirty", "guide.method.whole"}},
		"all set": {
			rules.Settings{Result: rules.Up, Share: rules.HalfUp, Days: rules.Calendar, PartTimeChild: rules.Part, DeviationPercent: &fifteen},
			0,
			[]string{"guide.method.up", "guide.method.half_up", "guide.method.calendar", "guide.method.part", "guide.method.set"},
		},
		"as by default, but set": {
			rules.Settings{Result: rules.HalfUp, Share: rules.Unround, Days: rules.Daily, PartTimeChild: rules.None, DeviationPercent: &none},
			0,
			[]string{"guide.method.half_up", "guide.method.exact", "guide.method.daily", "guide.method.none", "guide.method.any"},
		},
		"one set": {rules.Settings{Days: rules.Thirty}, 4, []string{"guide.method.thirty", "guide.method.set", "guide.method.left_text"}},
	} {
		g, set := everything(t), *w.Lund.Tenant.Desk.Rules
		g.Settings, set.Guidelines = test.set, []*rules.Guidelines{g}
		w.Lund.Tenant.Desk.Rules = &set
		for _, code := range lang.Codes {
			v, l := w.Visitor(w.Lund).In(t), w.Lund.Tenant.Languages.For(code)
			v.Header.Set("Accept-Language", code)
			p := v.Get("/riktlinjer").Want(http.StatusOK, l.T("guide.method"))
			for _, key := range test.words {
				if !strings.Contains(p.Text(), l.T(key)) {
					t.Errorf("%s, %s: does not say %q", name, code, l.T(key))
				}
			}
			if marked := strings.Count(p.Text(), l.T("guide.method.left")); marked != test.left {
				t.Errorf("%s, %s: %d are marked as left out, want %d", name, code, marked, test.left)
			}
			if percent := test.set.Deviation(); percent > 0 && !strings.Contains(p.Text(), l.T("guide.method.percent", "percent", strconv.Itoa(percent))) {
				t.Errorf("%s, %s: does not tell of %d per cent", name, code, percent)
			}
		}
	}
	w.Visitor(w.Solna).Get("/riktlinjer").Want(http.StatusOK, "Så räknar kommunen", "Inte bestämt av kommunen", "12 procent")
}

// The front page and every public page lead to what there is to get.
func TestH25_PublicPagesLeadToTheTrial(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	for _, path := range []string{"/", "/hjalp", "/tillganglighet", "/personuppgifter", "/logga-in", "/normen", "/normen/2026", "/riktlinjer", "/provberakning"} {
		links := w.Visitor(w.Lund).Get(path).Links()
		for _, to := range []string{"/provberakning", "/normen", "/riktlinjer"} {
			if !slices.Contains(links, to) {
				t.Errorf("%s does not lead to %s", path, to)
			}
		}
	}
}
