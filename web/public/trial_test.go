package public_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"bistand/lang"
	"bistand/store/storetest"
	"bistand/web"
	"bistand/web/site"
	"bistand/web/webtest"
)

// tryOut fills in the form of the trial calculation and sends it. Fields come in pairs.
func tryOut(v *webtest.Visitor, fields ...string) *webtest.Page {
	v.T.Helper()
	form := v.Get("/provberakning").Want(http.StatusOK).Form("/provberakning")
	for i := 0; i+1 < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	return form.SubmitOnce()
}

// kr writes an amount as the text of a page has it.
func kr(text string) string { return strings.ReplaceAll(text, "_", " ") }

func TestH25_TrialSaysAboveOrBelowAndByHowMuch(t *testing.T) {
	w := webtest.Start(t, "sqlite") // November 2026
	for name, test := range map[string]struct {
		fields, want []string
	}{
		// The government's article on the norm of 2026 prints both sums.
		"nothing at all, one adult":  {nil, []string{"5_220 kr under nivån", "Du kan ha rätt"}},
		"nothing at all, two adults": {[]string{"vuxna", "tva"}, []string{"8_510 kr under nivån"}},
		"below by a krona":           {[]string{"inkomst-salary", "5219"}, []string{"ligger 1 kr under nivån"}},
		"exactly at the level":       {[]string{"inkomst-salary", "5 220"}, []string{"precis på nivån", "Underskott = 0 kr"}},
		"above by a krona":           {[]string{"inkomst-salary", "5221"}, []string{"ligger 1 kr över nivån", "troligen inte", "Överskott = 1 kr"}},
		"costs are added":            {[]string{"kostnad-housing", "6500", "kostnad-fees", "250,50"}, []string{"11_971 kr under nivån", "Avgift till facket och a-kassan", "6_750,50 kr"}},
		// 7 100 + 2 330 for five, two children of 3 060 and one of 3 820, rent 8 900; salary 12 000, child benefit 3 750.
		"a family": {
			[]string{"vuxna", "tva", "barn-age_1_2", "2", "barn-age_7_10", "1", "inkomst-salary", "12 000 kr", "inkomst-child_benefit", "3750", "kostnad-housing", "8 900:-"},
			[]string{"12_520 kr under nivån", "Antal barn: 2", "6_120 kr", "Riksnorm 19_370 kr", "− Inkomster 15_750 kr", "Beräknad siffra, inte fastställd"},
		},
		// 3 940 + (2740 + 3060 + 2720 + 3060 + 3820 + 4390 + 4960 + 5000) × 9 + 2 830 + 66 × 190 for 73 members.
		"nine of every age": {
			[]string{"barn-under_1", "9", "barn-age_1_2", "9", "barn-age_3", "9", "barn-age_4_6", "9", "barn-age_7_10", "9", "barn-age_11_14", "9", "barn-age_15_18", "9", "barn-age_19_20", "9"},
			[]string{"287_060 kr under nivån", "Antal barn: 9", "För 73 personer"},
		},
		"incomes that are reckoned alike": {[]string{"inkomst-pension", "100", "inkomst-disability", "300"}, []string{"Sjuk- och aktivitets\u00adersättning + Pension", "4_820 kr under nivån"}},
		"other digits and marks":          {[]string{"inkomst-salary", "٥٬٢٢٠", "barn-age_3", "٠"}, []string{"precis på nivån"}},
	} {
		p := tryOut(w.Visitor(w.Lund).In(t), test.fields...)
		for _, words := range append(test.want, "Det här är inget beslut", "Pengar på banken", "Lunch på förskolan", "Kontakta oss") {
			if p.Want(http.StatusOK); !strings.Contains(p.Text(), kr(words)) {
				t.Errorf("%s: the answer does not say %q:\n%s", name, words, p.Text())
			}
		}
		for i := 0; i+1 < len(test.fields); i += 2 {
			if got := p.Form("/provberakning").Fields.Get(test.fields[i]); got != test.fields[i+1] {
				t.Errorf("%s: %s is %q below the answer", name, test.fields[i], got)
			}
		}
	}
}

// Each line says how it came about and where its figure is printed.
func TestH25_X2_TrialExplainsEveryLine(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	p := tryOut(w.Visitor(w.Lund), "barn-under_1", "1", "barn-age_4_6", "1", "kostnad-electricity", "400", "inkomst-salary", "100")
	p.Want(http.StatusOK, kr("för en vuxens personliga kostnader är 3_940 kr"), kr("för ett barn under ett år är 2_740 kr"),
		kr("för ett barn (4–6 år) är 3_060 kr"), kr("Gemensamma kostnader för 3 personer i riksnormen 2026 är 1_790 kr"),
		"Uträknad så här: 2024 års belopp", "Sundsvalls kommun", "SoL 12:7", "SoL 12:1", "Uppgift från dig", "Hela inkomsten räknas")
	if !strings.Contains(p.Body, `class="chart"`) || !strings.Contains(p.Text(), kr("Kostnaderna är 400 kr")) {
		t.Error("there is no picture, or none that is put in words")
	}
	if strings.Contains(p.Text(), "odkänd") {
		t.Error("nobody has approved anything")
	}
}

func TestH25_WrongValuesStandBesideTheirFields(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	for name, test := range map[string]struct{ field, value, want string }{
		"ten children":      {"barn-age_3", "10", "från 0 till 9"},
		"half a child":      {"barn-age_3", "1,5", "från 0 till 9"},
		"less than none":    {"barn-age_3", "-1", "från 0 till 9"},
		"children in words": {"barn-age_3", "två", "från 0 till 9"},
		"words":             {"inkomst-salary", "tusen", "Skriv beloppet i kronor"},
		"below zero":        {"kostnad-housing", "-500", "utan minustecken"},
		"too much":          {"inkomst-pension", "10000001", "för stort"},
		"beyond counting":   {"inkomst-pension", strings.Repeat("9", 40), "för stort"},
		"three adults":      {"vuxna", "tre", "Välj ett alternativ"},
		"markup":            {"inkomst-salary", `"><script>alert(1)</script>`, "Skriv beloppet"},
		"direction marks":   {"inkomst-salary", "\u202e12", "Skriv beloppet"},
		"not text":          {"inkomst-salary", "\xff\xfe\x00", "Skriv beloppet"},
	} {
		v := w.Visitor(w.Lund).In(t)
		p := tryOut(v, test.field, test.value, "kostnad-electricity", "333")
		p.Want(http.StatusUnprocessableEntity, "Fel:", test.want)
		if !strings.Contains(p.Body, `href="#f-`+test.field) {
			t.Errorf("%s: the summary does not lead to the field", name)
		}
		if strings.Contains(p.Body, "<script") || strings.Contains(p.Text(), "nivån för försörjningsstöd. Du") {
			t.Errorf("%s: %s", name, p.Body)
		}
		fields := p.Form("/provberakning").Fields
		if fields.Get("kostnad-electricity") != "333" || len(test.value) < 30 && test.field != "vuxna" && name != "not text" && fields.Get(test.field) != test.value {
			t.Errorf("%s: what was typed is lost: %v", name, fields)
		}
	}
}

// Forms that no browser sends: fields many times over, none, a body too large, one that cannot be read.
func TestH25_HostileFormsAreAnswered(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	for body, want := range map[string]int{
		"":                                   http.StatusOK,
		"vuxna=en&vuxna=tva&inkomst-salary=": http.StatusOK,
		"nyckel=1&version=9&till=//x&annat=": http.StatusOK,
		"inkomst-salary=%zz":                 http.StatusBadRequest,
		"inkomst-salary=" + strings.Repeat("1", 1000):       http.StatusUnprocessableEntity,
		"x=" + strings.Repeat("1", 70<<10):                  http.StatusRequestEntityTooLarge,
		"inkomst-salary=" + url.QueryEscape("\u200f\u00a0"): http.StatusUnprocessableEntity,
	} {
		p := w.Visitor(w.Lund).In(t).Once(http.MethodPost, "/provberakning", strings.NewReader(body), "application/x-www-form-urlencoded")
		if p.Status != want {
			t.Errorf("%.40q: %d, want %d", body, p.Status, want)
		}
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.Lund.URL()+"/provberakning", strings.NewReader("vuxna=en"))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Origin", "https://elsewhere.example")
	if p := w.Visitor(w.Lund).Send(r); p.Status != http.StatusForbidden {
		t.Errorf("a form from elsewhere: %d", p.Status)
	}
}

func TestH25_X8_TrialInEveryLanguage(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	for _, code := range lang.Codes {
		v := w.Visitor(w.Lund).In(t)
		v.Header.Set("Accept-Language", code)
		l := w.Lund.Tenant.Languages.For(code)
		p := tryOut(v, "vuxna", "tva", "barn-age_7_10", "1", "inkomst-salary", "20000", "kostnad-housing", "10000")
		p.Want(http.StatusOK)
		// 7 100 + 1 790 + 3 820 + 10 000 − 20 000
		if sum := kr("2_710 kr"); !strings.Contains(p.Text(), sum) || !strings.Contains(p.Text(), l.T("trial.title")) {
			t.Errorf("%s: the answer is not %s:\n%s", code, sum, p.Text())
		}
		if want := fmt.Sprintf("<html lang=%q dir=%q>", l.Tag(), l.Dir()); !strings.Contains(p.Body, want) {
			t.Errorf("%s: the page is not %s", code, want)
		}
		if missing := w.Lund.Tenant.Languages.Missing(); missing > 0 {
			t.Errorf("%s: %d texts are missing", code, missing)
		}
		if code == "ar" && !strings.Contains(p.Body, "<bdi dir=\"ltr\" class=\"num\">3\u00a0820\u00a0kr</bdi>") {
			t.Error("an amount in the table may be turned round")
		}
	}
	// Of cookies the language is read, and no other.
	v := w.Visitor(w.Lund)
	v.SetCookie(site.LanguageCookie, "ar")
	if p := tryOut(v); !strings.Contains(p.Body, `dir="rtl"`) {
		t.Error("the language that the reader chose is forgotten")
	}
}

// A change of language below an answer, or beside a fault, keeps what was typed, and the language stays for the next answer. It
// leaves no cookie, and no address names an amount.
func TestH25_X8_TrialKeepsWhatWasTypedInAnotherLanguage(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	v := w.Visitor(w.Lund)
	typed := []string{"vuxna", "tva", "barn-age_7_10", "1", "inkomst-salary", "20 000", "kostnad-housing", "10000"}
	kept := func(p *webtest.Page, code string, typed []string) *webtest.Page {
		t.Helper()
		l := w.Lund.Tenant.Languages.For(code)
		form := p.Form("/provberakning")
		for i := 0; i+1 < len(typed); i += 2 {
			if got := form.Fields.Get(typed[i]); got != typed[i+1] {
				t.Errorf("%s: %s is %q, want %q", code, typed[i], got, typed[i+1])
			}
		}
		if want := fmt.Sprintf("<html lang=%q dir=%q>", l.Tag(), l.Dir()); !strings.Contains(p.Body, want) || !strings.Contains(p.Text(), l.T("language.keeps")) {
			t.Errorf("%s: the page is not in the language:\n%s", code, p.Text())
		}
		if p.Header.Get("Set-Cookie") != "" || p.URL.RequestURI() != "/provberakning" {
			t.Errorf("%s: %s leaves %q", code, p.URL, p.Header.Get("Set-Cookie"))
		}
		// The Enter key presses the form's first button, which must be its own.
		if own := strings.Index(p.Body, `<button class="btn`); own < 0 || own > strings.Index(p.Body, `<button form="provberakning"`) {
			t.Errorf("%s: the Enter key would change the language", code)
		}
		if strings.Contains(p.Body, "/sprak") {
			t.Errorf("%s: the page leads to where what was typed is lost", code)
		}
		return p
	}
	p := kept(tryOut(v, typed...), "sv", typed)
	for _, code := range []string{"ar", "ti", "en"} {
		p = kept(p.Form("/provberakning").Press("sprak", code).Want(http.StatusOK, kr("2_710 kr")), code, typed)
	}
	// What is changed afterwards is answered in the language of the page, and so is a fault.
	p = kept(p.Form("/provberakning").Set("inkomst-salary", "20001").Submit().Want(http.StatusOK, kr("2_709 kr")), "en", nil)
	p = p.Form("/provberakning").Set("barn-age_3", "12").Submit().Want(http.StatusUnprocessableEntity)
	p = kept(p, "en", []string{"barn-age_3", "12", "kostnad-housing", "10000"})
	p = p.Form("/provberakning").Press("sprak", "so").Want(http.StatusUnprocessableEntity)
	kept(p, "so", []string{"barn-age_3", "12", "kostnad-housing", "10000"})
	// One that is not offered is none, and the empty page is in the language of all others.
	if p := p.Form("/provberakning").Set("sprak", "xx").Submit(); !strings.Contains(p.Body, `<html lang="sv"`) {
		t.Error("a language that there is not")
	}
	if p := v.Get("/provberakning"); !strings.Contains(p.Body, `<html lang="sv"`) || !strings.Contains(p.Body, "/sprak?till=%2Fprovberakning") {
		t.Error("the empty page has forgotten the reader's own language")
	}
}

// A year without a norm is told of: the nearest year is never used.
func TestH25_YearWithoutANormIsToldOf(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	w.Clock.Set(time.Date(2031, 1, 2, 9, 0, 0, 0, time.UTC))
	for _, p := range []*webtest.Page{
		w.Visitor(w.Lund).Get("/provberakning"),
		w.Visitor(w.Lund).Once(http.MethodPost, "/provberakning", strings.NewReader("inkomst-salary=100"), "application/x-www-form-urlencoded"),
	} {
		p.Want(http.StatusOK, "Normen för 2031 finns inte i tjänsten ännu", "Riksnormen", "046-000 00 00")
		if len(p.Forms()) > 0 {
			t.Error("there is a form that cannot be answered")
		}
	}
}

// register is what a register holds: how many rows each table has, and the hash of its file.
func register(t *testing.T, p *webtest.Place) map[string]string {
	t.Helper()
	raw := storetest.Raw(t, p.Facts.Store)
	rows, err := raw.QueryContext(context.Background(), "SELECT name FROM sqlite_master WHERE type = 'table'")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	held := map[string]string{}
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		held[name] = ""
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	_ = rows.Close() // the connection is the only one
	for name := range held {
		var n int
		if err := raw.QueryRowContext(context.Background(), `SELECT COUNT(*) FROM "`+name+`"`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		held[name] = strconv.Itoa(n)
	}
	var number int
	var name, file string
	if err := raw.QueryRowContext(context.Background(), "PRAGMA database_list").Scan(&number, &name, &file); err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{file, file + "-wal"} {
		content, err := os.ReadFile(part)
		if err != nil {
			t.Fatal(err)
		}
		held[strings.TrimPrefix(part, file)+" file"] = fmt.Sprintf("%x of %d bytes", sha256.Sum256(content), len(content))
	}
	if len(held) < 20 {
		t.Fatalf("only %d tables", len(held))
	}
	return held
}

// A thousand trial calculations leave the register's file as it was to the byte, and nothing in the log; no answer gives a
// cookie, and one that the visitor has is not asked after.
func TestH25_AThousandTrialsLeaveNothingBehind(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	known := w.Visitor(w.Lund).MustLogIn(w.Lund.Facts.Applicant)
	known.Get("/start")
	time.Sleep(300 * time.Millisecond) // the reads of a case are kept a moment later
	var logged bytes.Buffer
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&logged, &slog.HandlerOptions{Level: slog.LevelDebug})))
	defer slog.SetDefault(before)
	held := register(t, w.Lund)

	w.Clock.Advance(5 * time.Minute) // so long that any other page would keep that the log-in is in use
	stranger := w.Visitor(w.Lund)
	for i := range 1000 {
		v := stranger
		if i%10 == 0 {
			v = known
		}
		body := fmt.Sprintf("vuxna=en&barn-age_3=%d&inkomst-salary=%d&kostnad-housing=7654321", i%12, 1000*i)
		p := v.Once(http.MethodPost, "/provberakning", strings.NewReader(body), "application/x-www-form-urlencoded")
		if p.Status != http.StatusOK && p.Status != http.StatusUnprocessableEntity {
			t.Fatalf("trial %d: %d", i, p.Status)
		}
		get := v.Once(http.MethodGet, "/provberakning", nil, "")
		for _, answer := range []*webtest.Page{p, get} {
			if answer.Header.Get("Set-Cookie") != "" || answer.Header.Get("Cache-Control") != "no-store" || strings.Contains(answer.Body, "nyckel") {
				t.Fatalf("trial %d: %v", i, answer.Header)
			}
			if strings.Contains(answer.Body, w.Lund.Facts.Applicant.GivenName) {
				t.Fatal("the page knows who is logged in")
			}
		}
	}
	after := register(t, w.Lund)
	for name, was := range held {
		if after[name] != was {
			t.Errorf("%s: %s, was %s", name, after[name], was)
		}
	}
	if logged.Len() > 0 {
		t.Errorf("the log says:\n%s", logged.String())
	}
	known.Get("/start") // any other page does keep it: the test would see a write
	if changed := register(t, w.Lund); changed["-wal file"] == held["-wal file"] {
		t.Error("the test does not see what is written")
	}
}

// The page needs no register at all, so nothing that it is told can end up in one.
func TestH25_TrialNeedsNoRegister(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	if err := w.Lund.Tenant.Desk.Register.Close(); err != nil {
		t.Fatal(err)
	}
	v := w.Visitor(w.Lund)
	v.SetCookie(site.SessionCookie, strings.Repeat("a", 43))
	tryOut(v, "inkomst-salary", "5220").Want(http.StatusOK, "precis på nivån")
}

// Only pages that know nobody take a POST without asking who sends it. Those that keep what they are sent are held to a rate.
func TestH25N11_AnonymousRoutesAreThese(t *testing.T) {
	keep := []string{"POST /tillganglighet", "POST /tyck-till"}
	var found []string
	for _, r := range web.Routes() {
		if r.Policy.Unknown {
			found = append(found, r.Pattern)
			if r.Policy.Kind != site.OpenToAll || !r.Policy.Keyless || r.Policy.Upload || r.Policy.Limited != slices.Contains(keep, r.Pattern) {
				t.Errorf("%s: %+v", r.Pattern, r.Policy)
			}
		}
	}
	if got := strings.Join(found, ", "); got != "GET /hjalp/bild/{name}, POST /tillganglighet, GET /tyck-till, POST /tyck-till, GET /provberakning, POST /provberakning" {
		t.Errorf("anonymous: %s", got)
	}
}
