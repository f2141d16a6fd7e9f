package citizen_test

import (
	"html"
	"regexp"
	"strings"
	"testing"

	"bistand/aid"
	"bistand/lang/langtest"
	"bistand/web/webtest"
)

// hostile is what someone may type to do harm.
const hostile = `"><script>alert(1)</script>`

// Every form, with what is missing, oversized, malformed and hostile: a fault beside the field, what was typed kept, never
// a fault of the program.
func TestX9_BadInputIsToldBesideTheField(t *testing.T) {
	c := meet(t, "sqlite").begin()
	son := "lunch-" + string(c.facts.Son.ID)
	long := func(n int) string { return strings.Repeat("å", n) }
	for _, test := range []struct {
		page   string
		fields []string
		field  string // where the fault stands
		code   string // of the fault
	}{
		{"hushall", nil, son, "choose"},
		{"hushall", []string{son, "kanske"}, son, "choose"},
		{"andrat", nil, "changed", "choose"},
		{"andrat", []string{"changed", hostile}, "changed", "choose"},
		{"andrat", []string{"changed", "nothing", "changes", long(2001)}, "changes", "too_long"},
		{"sysselsattning", nil, "occupation-0", "choose"},
		{"sysselsattning", []string{"occupation-0", "unemployed", "occupation-1", "work"}, "registered-0", "choose"},
		{"sysselsattning", []string{"occupation-0", "unemployed", "registered-0", "ja", "occupation-1", "work"}, "efforts-0", "required"},
		{"sysselsattning", []string{"occupation-0", "part_time", "registered-0", "nej", "efforts-0", long(1001), "occupation-1", "work"}, "efforts-0", "too_long"},
		{"tillgangar", []string{"rows-0", "0"}, "no_assets", "apply.assets_missing"},
		{"tillgangar", []string{"rows-0", "1", "kind-0-0", "bank", "amount-0-0", "5", "no_assets", "ja"}, "no_assets", "apply.assets_and_none"},
		{"tillgangar", []string{"rows-0", "1", "kind-0-0", "vehicle", "amount-0-0", hostile}, "amount-0-0", "amount.format"},
		{"konto", nil, "to", "choose"},
		{"konto", []string{"to", "account", "holder", string(c.facts.Son.ID), "clearing", "8000", "number", "1230000007"}, "holder", "choose"},
		{"konto", []string{"to", "account", "holder", string(c.facts.Applicant.ID), "clearing", "80", "number", "1230000007"}, "clearing", "apply.clearing"},
		{"konto", []string{"to", "account", "holder", string(c.facts.Applicant.ID), "clearing", "8000", "number", "12x"}, "number", "apply.account_digits"},
		{"konto", []string{"to", "account", "holder", string(c.facts.Applicant.ID), "clearing", "8000", "number", "123"}, "number", "apply.account_length"},
		{"boende", []string{"form", "rental", "contract", hostile}, "contract", "choose"},
		{"boende", []string{"form", "rental", "others", "21"}, "others", "apply.others"},
		{"boende", nil, "form", "apply.housing_missing"},
		{"boende", []string{"form", hostile}, "form", "apply.housing_missing"},
		{"boende", []string{"form", "rental", "landlord", long(101)}, "landlord", "too_long"},
		{"boende", []string{"form", "rental", "rooms", "21"}, "rooms", "apply.rooms"},
		{"boende", []string{"form", "rental", "rooms", "-1"}, "rooms", "apply.rooms"},
		{"boende", []string{"form", "rental", "rooms", hostile}, "rooms", "apply.rooms"},
		{"boende", []string{"form", "rental", "rooms", strings.Repeat("9", 40)}, "rooms", "apply.rooms"},
		{"inkomster", []string{"rows-0", "1", "rows-1", "0"}, "none-0", "apply.income_missing"},
		{"inkomster", []string{"rows-0", "1", "rows-1", "0", "kind-0-0", "salary"}, "amount-0-0", "amount.format"},
		{"inkomster", []string{"rows-0", "1", "rows-1", "0", "amount-0-0", "500"}, "kind-0-0", "choose"},
		{"inkomster", []string{"rows-0", "1", "rows-1", "0", "kind-0-0", hostile, "amount-0-0", "500"}, "kind-0-0", "choose"},
		{"inkomster", []string{"rows-0", "1", "rows-1", "0", "kind-0-0", "salary", "amount-0-0", hostile}, "amount-0-0", "amount.format"},
		{"inkomster", []string{"rows-0", "1", "rows-1", "0", "kind-0-0", "salary", "amount-0-0", "99999999999999999999999"}, "amount-0-0", "amount.range"},
		{"inkomster", []string{"rows-0", "1", "rows-1", "0", "kind-0-0", "salary", "amount-0-0", "-5"}, "amount-0-0", "amount.negative"},
		{"inkomster", []string{"rows-0", "1", "rows-1", "0", "kind-0-0", "salary", "amount-0-0", "0"}, "amount-0-0", "amount.zero"},
		{"inkomster", []string{"rows-0", "1", "rows-1", "0", "kind-0-0", "salary", "amount-0-0", "5", "note-0-0", long(201)}, "note-0-0", "too_long"},
		{"inkomster", []string{"rows-0", "1", "rows-1", "0", "kind-0-0", "salary", "amount-0-0", "5", "none-0", "ja"}, "none-0", "apply.income_and_none"},
		{"inkomster", []string{"rows-0", "41", "rows-1", "0", "none-0", "ja"}, "", "apply.too_many_rows"},
		{"inkomster", []string{"rows-0", hostile, "rows-1", "0", "none-0", "ja"}, "", "apply.too_many_rows"},
		{"utgifter", []string{"rows-0", "1", "kind-0-0", "housing"}, "amount-0-0", "amount.format"},
		{"utgifter", []string{"rows-0", "1", "note-0-0", hostile}, "kind-0-0", "choose"},
		{"utgifter", []string{"rows-0", "1", "kind-0-0", "salary", "amount-0-0", "5"}, "kind-0-0", "choose"},
		{"utgifter", []string{"rows-0", "1", "kind-0-0", "housing", "amount-0-0", "1e9"}, "amount-0-0", "amount.format"},
		{"utgifter", []string{"rows-0", "99999999999999999999"}, "", "apply.too_many_rows"},
	} {
		name := test.page + " " + test.field + " " + test.code
		before := c.content()
		p := c.asa.Post(c.draft+"/"+test.page, append([]string{"version", "1"}, test.fields...)...)
		if p.Status != 422 {
			t.Errorf("%s: status %d", name, p.Status)
			continue
		}
		c.toldAt(p, name, test.field, test.code)
		for i := 0; i < len(test.fields); i += 2 {
			kept(t, p, name, test.fields[i], test.fields[i+1])
		}
		if after := c.content(); after.Housing != before.Housing || len(after.Incomes) != len(before.Incomes) || len(after.Expenses) != len(before.Expenses) {
			t.Errorf("%s: a faulty form was saved", name)
		}
		if strings.Contains(p.Body, "<script>alert") {
			t.Errorf("%s: not escaped", name)
		}
	}
}

// toldAt wants the words of a fault beside its field and in the summary, which leads to it.
func (c *couple) toldAt(p *webtest.Page, name, field, code string) {
	c.t.Helper()
	words, _, _ := strings.Cut(c.Lund.Tenant.Languages.For("sv").T("error."+code, "name", "Åsa Öberg", "n", "§"), "§")
	text := html.UnescapeString(p.Body)
	if !strings.Contains(text, words) || !strings.Contains(text, "<title>Fel: ") {
		c.t.Errorf("%s: the page does not say %q", name, words)
	}
	if field == "" {
		return
	}
	for _, part := range []string{`href="#f-` + field + `"`, `id="f-` + field + `-e"`, `id="f-` + field + `"`} {
		if !strings.Contains(p.Body, part) {
			c.t.Errorf("%s: no %s", name, part)
		}
	}
}

// kept wants what was typed in a field to stand there still; choices and counts that the form does not know aside.
func kept(t *testing.T, p *webtest.Page, name, field, typed string) {
	t.Helper()
	if strings.HasPrefix(field, "rows-") || strings.HasPrefix(field, "kind-") && typed == hostile || (field == "form" || field == "contract" || field == "changed") && typed == hostile ||
		field == "holder" || typed == "kanske" {
		return
	}
	if field == "kind-0-0" && typed == "salary" && strings.HasPrefix(name, "utgifter") {
		return
	}
	if got := p.Form(p.URL.Path).Fields.Get(field); strings.TrimSpace(got) != typed {
		t.Errorf("%s: field %s holds %q, typed %q", name, field, got, typed)
	}
}

func TestN9_MonthThatIsNotOpenSaysSo(t *testing.T) {
	c := meet(t, "sqlite")
	c.asa.Get("/ansok/2027-06").Want(200, "Ansökan för juni 2027 öppnar 15 maj 2027.", "Ansök för november 2026")
	c.asa.Post("/ansok/2027-06").Want(422, "Ansökan för juni 2027 öppnar 15 maj 2027.")
	for _, path := range []string{"/ansok/nu", "/ansok/2026-13", "/ansok/utkast/x", "/ansok/utkast/" + string(c.facts.Case.ID), "/ansok/underskrift/" + string(c.facts.Case.ID)} {
		c.asa.Get(path).Want(404)
	}
	c.asa.Get("/ansok/2026-10").At("/ansokningar/" + string(c.facts.Signed.ID)) // has come in
}

var (
	bareKey = regexp.MustCompile(`\b(apply|sign|error|receipt|authority|attachment|income|expense|housing|preview|question|calculation|explain|mark|line)\.[a-z_.]+\b`)
	unfield = regexp.MustCompile(`\{[a-z_]+\}`)
)

func TestX8_EveryPageOfAnApplicationInSixLanguages(t *testing.T) {
	c := meet(t, "sqlite").begin()
	c.fill()
	pages := []string{"", "/andrat", "/hushall", "/boende", "/sysselsattning", "/inkomster", "/tillgangar", "/utgifter", "/konto", "/bilagor", "/kontrollera"}
	for i := range pages {
		pages[i] = c.draft + pages[i]
	}
	c.inEach(languages, append(pages, "/ansok/2026-12", "/ansok/2027-05"))
	address := c.asa.Get(c.draft + "/kontrollera").Form(c.draft + "/kontrollera").Submit().URL.Path
	c.inEach(languages, []string{address})
	c.sign(c.asa, address, c.facts.Applicant)
	c.inEach(languages, []string{address})
	c.sign(c.omar, address, c.facts.CoApplicant)
	c.inEach(languages, []string{"/ansok/kvitto/" + string(c.application(address).ID)})
}

// inEach opens pages in each language and looks for words that are missing.
func (c *couple) inEach(languages, pages []string) {
	c.t.Helper()
	for _, code := range languages {
		if p := c.asa.Get("/sprak/" + code + "?till=/start"); p.Status != 200 {
			c.t.Fatalf("language %s: %d", code, p.Status)
		}
		for _, path := range pages {
			p := c.asa.Get(path).Want(200)
			text := p.Text()
			if !strings.Contains(p.Body, `<html lang="`+code+`"`) || bareKey.MatchString(text) || unfield.MatchString(text) || strings.Count(p.Body, "<h1") != 1 {
				c.t.Errorf("%s in %s: %q %q, %d h1", path, code, bareKey.FindString(text), unfield.FindString(text), strings.Count(p.Body, "<h1"))
			}
			c.noSwedish(p, code)
		}
	}
	c.asa.Get("/sprak/sv?till=/start")
	if n := c.Lund.Tenant.Languages.Missing(); n != 0 {
		c.t.Errorf("%d texts are missing", n)
	}
}

// ownWords are names in the tests' world, and what the applicants have written in Swedish.
var ownWords = []string{"Åsa", "Öberg", "Påhittade Bostäder AB", "Inget har ändrats.", "Ekonomiskt bistånd", "kontoutdrag.pdf", "kontoutdrag oktober.pdf", "Vi behöver det.", "Socialnämnden"}

// noSwedish wants a page in another language to say what is Swedish in it.
func (c *couple) noSwedish(p *webtest.Page, code string) {
	c.t.Helper()
	if code != "sv" {
		for _, text := range langtest.InPage(p.Body, ownWords...) {
			c.t.Errorf("%s in %s: Swedish that is not marked as such: %q", p.URL.Path, code, text)
		}
	}
}

// TestX8_ErrorsInSixLanguages: each part of an application that is sent as nonsense says what is wrong in the reader's language.
func TestX8_ErrorsInSixLanguages(t *testing.T) {
	c := meet(t, "sqlite").begin()
	for _, code := range languages {
		c.asa.Get("/sprak/" + code + "?till=/start")
		for path, fields := range map[string][]string{
			"/boende": {"form", ""}, "/inkomster": {"kind-0-0", "salary", "amount-0-0", "x"}, "/utgifter": {"kind-0-0", "", "amount-0-0", "-5"},
			"/tillgangar": {}, "/bilagor": {"kind", "bank_statement"}, "/kontrollera": {},
		} {
			form := c.asa.Get(c.draft + path).Form(c.draft + path)
			for i := 0; i < len(fields); i += 2 {
				form.Set(fields[i], fields[i+1])
			}
			c.noSwedish(form.Submit().Want(422), code)
		}
		for _, path := range []string{"/ansokningar/nej", "/ansok/2029-01", "/finns-inte"} {
			c.noSwedish(c.asa.Get(path), code)
		}
	}
}

func TestN9_AnotherHouseholdSeesNothing(t *testing.T) {
	c := meet(t, "sqlite").begin()
	address := c.freeze()
	stranger := c.Visitor(c.Solna).MustLogIn(c.Solna.Facts.Applicant)
	for _, path := range []string{c.draft, c.draft + "/inkomster", address, "/ansok/kvitto/" + string(c.application(address).ID)} {
		stranger.Get(path).Want(404)
		c.Visitor(c.Lund).Get(path).At("/logga-in")
	}
	stranger.Post(address + "/andra").Want(404)
	if a := c.application(address); a.Status() != aid.AwaitSignature {
		t.Errorf("a stranger changed it: %s", a.Status())
	}
}
