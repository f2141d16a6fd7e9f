package lang

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/BurntSushi/toml"
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"

	"bistand/aid"
)

func load(t testing.TB) *Catalogues {
	t.Helper()
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

var placeholder = regexp.MustCompile(`\{[a-z_]+\}`)

// placeholders lists the names in braces of a text, each once, in order.
func placeholders(text string) []string {
	found := placeholder.FindAllString(text, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

func TestX8_SixCataloguesHoldTheSameTexts(t *testing.T) {
	c := load(t)
	sv := c.For("sv")
	for _, l := range c.All()[1:] {
		for key, original := range sv.texts {
			if strings.HasPrefix(key, staffPrefix) {
				continue
			}
			e, ok := l.texts[key]
			switch {
			case !ok:
				t.Errorf("%s: %s is missing", l.code, key)
			case strings.TrimSpace(e.other) == "":
				t.Errorf("%s: %s is empty", l.code, key)
			case !slices.Equal(placeholders(e.other), placeholders(original.other)):
				t.Errorf("%s: %s has placeholders %v, Swedish has %v", l.code, key, placeholders(e.other), placeholders(original.other))
			case (e.forms == nil) != (original.forms == nil):
				t.Errorf("%s: %s has plural forms in one language only", l.code, key)
			case utf8.RuneCountInString(e.other) > 2*utf8.RuneCountInString(original.other)+8:
				t.Logf("%s: %s is more than twice as long as the Swedish", l.code, key)
			}
		}
		for key := range l.texts {
			if _, ok := sv.texts[key]; !ok {
				t.Errorf("%s: %s does not exist in Swedish", l.code, key)
			}
		}
		for key := range l.reviewed {
			if _, ok := l.texts[key]; !ok {
				t.Errorf("%s: reviewed key %s does not exist", l.code, key)
			}
		}
	}
}

// alike are texts that may read as their neighbour does: they name the same.
var alike = map[string]string{"nav.notes": "nav.journal", "apply.need_what": "apply.need"}

// TestX8_WhatDiffersInSwedishDiffersInEachLanguage: two entries of a menu, or two words for how something stands, are told apart in every
// language. A refused application and an appeal that was not looked into are two things.
func TestX8_WhatDiffersInSwedishDiffersInEachLanguage(t *testing.T) {
	c := load(t)
	sv := c.For("sv")
	group := func(key string) string {
		if key == "outcome.refused" || key == "appeal.status.dismissed" {
			return "refused"
		}
		return key[:max(strings.LastIndexByte(key, '.'), 0)]
	}
	for _, l := range c.All()[1:] {
		first := map[string]string{}
		for _, key := range slices.Sorted(maps.Keys(sv.texts)) {
			if strings.HasPrefix(key, staffPrefix) || alike[key] != "" {
				continue
			}
			said := group(key) + ": " + l.texts[key].other
			if other, ok := first[said]; ok && sv.texts[other].other != sv.texts[key].other {
				t.Errorf("%s: %s and %s are both %q, and in Swedish %q and %q", l.code, other, key, l.texts[key].other, sv.texts[other].other, sv.texts[key].other)
			}
			first[said] = key
		}
	}
}

func TestPluralTextsHaveEveryForm(t *testing.T) {
	for _, l := range load(t).All() {
		for key, e := range l.texts {
			if e.forms == nil {
				continue
			}
			for _, f := range l.forms() {
				if e.forms[f] == "" {
					t.Errorf("%s: %s has no form %q", l.code, key, formNames[f])
				}
			}
			for f, text := range e.forms {
				if text != "" && !slices.Contains(l.forms(), form(f)) {
					t.Errorf("%s: %s has the form %q, which the language never uses", l.code, key, formNames[f])
				}
			}
		}
	}
}

// Swedish left standing in a translation is found by its letters; the names of Swedish things have none of them.
func TestNoSwedishIsLeftInTranslations(t *testing.T) {
	for _, l := range load(t).All()[1:] {
		for key, e := range l.texts {
			if key == "language.show_swedish" || l.code == "kmr" {
				continue
			}
			if strings.ContainsAny(e.other, "åäöÅÄÖ") {
				t.Errorf("%s: %s: %s", l.code, key, e.other)
			}
		}
	}
}

func TestStaffTextsStandApart(t *testing.T) {
	for _, l := range load(t).All() {
		p := parser{file: l.code}
		data, err := files.ReadFile(l.code + ".toml")
		if err != nil {
			t.Fatal(err)
		}
		if err := p.parse(string(data)); err != nil {
			t.Fatal(err)
		}
		for key := range p.texts {
			if strings.HasPrefix(key, staffPrefix) {
				t.Errorf("%s.toml: %s belongs in staff.toml", l.code, key)
			}
		}
	}
	data, err := files.ReadFile("staff.toml")
	if err != nil {
		t.Fatal(err)
	}
	p := parser{file: "staff.toml"}
	if err := p.parse(string(data)); err != nil {
		t.Fatal(err)
	}
	for key := range p.texts {
		if !strings.HasPrefix(key, staffPrefix) {
			t.Errorf("staff.toml: %s does not begin with %q", key, staffPrefix)
		}
	}
}

// The reader of our own must see what any TOML reader sees.
func TestCataloguesAreTOML(t *testing.T) {
	for _, name := range append(slices.Clone(Codes), "staff") {
		data, err := files.ReadFile(name + ".toml")
		if err != nil {
			t.Fatal(err)
		}
		var full map[string]any
		if err := toml.Unmarshal(data, &full); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		delete(full, "reviewed")
		p := parser{file: name}
		if err := p.parse(string(data)); err != nil {
			t.Fatal(err)
		}
		if len(full) != len(p.texts) {
			t.Errorf("%s: %d texts, TOML has %d", name, len(p.texts), len(full))
		}
		for key, value := range full {
			got := p.texts[key]
			switch v := value.(type) {
			case string:
				if got.other != v {
					t.Errorf("%s: %s is %q, TOML has %q", name, key, got.other, v)
				}
			case map[string]any:
				for formName, text := range v {
					if i := slices.Index(formNames[:], formName); i < 0 || got.forms[i] != text {
						t.Errorf("%s: %s.%s differs from TOML", name, key, formName)
					}
				}
			}
		}
	}
}

func TestFaultyCataloguesAreRefused(t *testing.T) {
	for name, data := range map[string]string{
		"no equals":      `"a" "b"`,
		"no quotes":      `a = "b"`,
		"open text":      `"a" = "b`,
		"twice":          "\"a\" = \"b\"\n\"a\" = \"c\"",
		"form twice":     "\"a\".one = \"b\"\n\"a\".one = \"c\"",
		"unknown form":   `"a".some = "b"`,
		"bad escape":     `"a" = "\q"`,
		"bad list":       `reviewed = [a]`,
		"open key":       `"a = "b"`,
		"number as text": `"a" = 1`,
	} {
		p := parser{file: "x.toml"}
		if err := p.parse(data); err == nil || !strings.HasPrefix(err.Error(), "x.toml:") {
			t.Errorf("%s: %v, want an error that names the line", name, err)
		}
	}
	p := parser{file: "x.toml"}
	if err := p.parse("reviewed = [\n \"a\", # yes\n]\n\"a\" = \"q\\\"\\n\"\n"); err == nil {
		t.Error("a comment inside the list is not part of the form, yet was read")
	}
	p = parser{file: "x.toml"}
	if err := p.parse("reviewed = [\n  \"a\",\n]\n\"a\" = \"q\\\"\\n\"\n"); err != nil || !p.reviewed["a"] || p.texts["a"].other != "q\"\n" {
		t.Errorf("%v %v %q", err, p.reviewed, p.texts["a"].other)
	}
}

func TestPluralsFollowCLDR(t *testing.T) {
	names := map[plural.Form]form{
		plural.Other: other, plural.Zero: zero, plural.One: one, plural.Two: two, plural.Few: few, plural.Many: many,
	}
	for _, l := range load(t).All() {
		tag := language.Make(l.code)
		if l.code == "kmr" {
			tag = language.Make("ku")
		}
		for n := range 1200 {
			want := names[plural.Cardinal.MatchPlural(tag, n, 0, 0, 0, 0)]
			if got := l.plural(n); got != want {
				t.Fatalf("%s: %d is %s, CLDR says %s", l.code, n, formNames[got], formNames[want])
			}
		}
	}
}

func TestTextsFillPlaceholders(t *testing.T) {
	c := load(t)
	sv, ar := c.For("sv"), c.For("ar")
	for got, want := range map[string]string{
		sv.T("apply.start", "month", "december"):                 "Ansök för december",
		sv.T("apply.start"):                                      "Ansök för {month}",
		sv.T("apply.start", "wrong", "x"):                        "Ansök för {month}",
		sv.N("days.left", 1):                                     "1 dag kvar",
		sv.N("days.left", 5):                                     "5 dagar kvar",
		ar.N("days.left", 2):                                     "بقي يومان",
		ar.N("days.left", 5):                                     "بقيت \u20685\u2069 أيام",
		ar.Row("Karin", "3 200 kr"):                              "\u2068Karin\u2069 · \u20683 200 kr\u2069",
		sv.Row("Karin", "3 200 kr"):                              "Karin · 3 200 kr",
		ar.T("decision.yes", "amount", "7 345 kr", "month", "x"): "تحصل على \u20687 345 kr\u2069 لشهر \u2068x\u2069.",
		c.For("xx").Code():                                       "sv",
		ar.Dir() + sv.Dir():                                      "rtlltr",
		ar.Name() + c.For("kmr").Name():                          "العربيةKurmancî",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if n := c.Missing(); n != 0 {
		t.Errorf("%d missing before any was", n)
	}
	if got := ar.T("no.such"); got != "no.such" || c.Missing() != 1 {
		t.Errorf("missing text: %q, counted %d", got, c.Missing())
	}
	if ar.T("staff.name") != "Handläggning" || c.Missing() != 1 {
		t.Error("a staff text must be Swedish in every language, and no miss")
	}
	if ar.Reviewed("app.name") || !sv.Reviewed("app.name") || ar.AllReviewed() || !sv.AllReviewed() {
		t.Error("only the original counts as reviewed from the start")
	}
	if !ar.Has("staff.name") || ar.Has("no.such") {
		t.Error("Has looks in the language and in Swedish")
	}
}

func TestLanguageIsMatchedToTheBrowser(t *testing.T) {
	c := load(t)
	for header, want := range map[string]string{
		"sv-SE,sv;q=0.9,en;q=0.8": "sv", "en-GB": "en", "so": "so", "ar-SY,ar;q=0.9": "ar", "ti-ER": "ti",
		"kmr": "kmr", "ku": "kmr", "ku-TR": "kmr", "fi,en;q=0.5": "en", "zh-CN": "sv", "": "sv", "not a header;;": "sv",
	} {
		if got := c.Match(header).Code(); got != want {
			t.Errorf("%q: %s, want %s", header, got, want)
		}
	}
}

func TestMoneyDatesAndTimes(t *testing.T) {
	c := load(t)
	day := aid.Date{Year: 2026, Month: time.November, Day: 27}
	at := time.Date(2026, 11, 27, 9, 5, 0, 0, time.UTC)
	spaced := strings.NewReplacer("_", "\u00a0")
	sv, en, ar, ti := c.For("sv"), c.For("en"), c.For("ar"), c.For("ti")
	for _, test := range [][2]string{
		{sv.Money(734500), "7_345_kr"},
		{ar.Money(734500), "7_345_kr"},
		{sv.Money(38450), "384,50_kr"},
		{sv.MoneyExact(38400), "384,00_kr"},
		{sv.Money(0), "0_kr"},
		{sv.Money(-1778000), "−17_780_kr"},
		{sv.Money(-50), "−0,50_kr"},
		{sv.MoneyExact(5), "0,05_kr"},
		{sv.Money(100000000000), "1_000_000_000_kr"},
		{sv.Number(14900), "14_900"},
		{sv.Date(day), "27 november 2026"},
		{en.Date(day), "27 November 2026"},
		{ar.Date(day), "27 نوفمبر 2026"},
		{ti.Date(day), "27 ሕዳር 2026"},
		{sv.Date(aid.Date{}), ""},
		{sv.DayMonth(aid.Date{}), ""},
		{sv.DateShort(day), "2026-11-27"},
		{sv.WeekdayDate(day), "fredag 27 november 2026"},
		{sv.WeekdayDate(aid.Date{}), ""},
		{sv.WeekdayName(time.Monday), "måndag"},
		{sv.Month(day.MonthOf()), "november 2026"},
		{sv.Month(aid.Month{}), ""},
		{sv.MonthName(day.MonthOf()), "november"},
		{sv.Time(at), "09.05"},
		{en.Time(at), "09:05"},
		{sv.DateTime(at), "27 november 2026 kl. 09.05"},
	} {
		if want := spaced.Replace(test[1]); test[0] != want {
			t.Errorf("got %q, want %q", test[0], want)
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Load(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkText(b *testing.B) {
	l := load(b).For("sv")
	b.ReportAllocs()
	for b.Loop() {
		l.T("home.todo")
	}
}
