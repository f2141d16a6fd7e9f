package proof_test

import (
	"regexp"
	"strings"
	"testing"

	"bistand/web"
	"bistand/web/site"
	"bistand/web/webtest"
)

// sentForm is a form as someone fills it in.
type sentForm struct {
	pattern string
	fields  []string // in pairs; a "file" is chosen, not typed
	does    effect
}

// once is a step of the log; tells so many people of it as well.
var once = effect{steps: 1}

// whoever is however many: those whom the lot falls on.
const whoever = -1

func tells(people int) effect { return effect{steps: 1, told: people} }

// begun is a draft that is begun, and saved is one that is saved: no facts.
var begun = effect{saves: 1, drafts: 1}

var saved = effect{saves: 1}

// sentForms are forms as someone fills them in, one of each kind that is sent to or by the municipality.
var sentForms = []sentForm{
	{"POST /min-profil/kod/{vag}/bekrafta", []string{"code", "{code}"}, once},
	{"POST /min-profil", []string{"phone", "070-174 06 99", "email", "", "language", "sv"}, once},
	{"POST /ansok/utkast/{id}/boende", []string{"form", "rental", "landlord", "Femtio Hus", "rooms", "3", "contract", "own"}, saved},
	{"POST /ansok/utkast/{id}/kontrollera", nil, effect{steps: 1, saves: 1}},
	{"POST /ansok/underskrift/{id}/avsta", []string{"reason", "Hyran stämmer inte"}, effect{steps: 1, saves: 1, told: 1}},
	{"POST /ansok/underskrift/{id}/andra", nil, effect{steps: 1, saves: 1}},
	{"POST /handlaggning/arende/{id}/atkomst", nil, once},
	{"POST /handlaggning/arende/{id}/dokument", []string{"kind", "letter", "title", "Brev", "body", "Text"}, once},
	{"POST /handlaggning/arende/{id}/dokument/publicera", nil, tells(2)},
	{"POST /handlaggning/arende/{id}/journal", []string{"heading", "Möte", "title", "Möte", "body", "Text", "on", "{today-1}"}, once},
	{"POST /handlaggning/arende/{id}/journal/publicera", nil, tells(2)},
	{"POST /handlaggning/ansokan/{id}/kontroller", nil, effect{asked: 2}},
	{"POST /handlaggning/ansokan/{id}/berakning", []string{"gor", "spara", "expenses.0.approved", "100", "expenses.0.reason", "För dyrt"}, once},
	{"POST /handlaggning/ansokan/{id}/beslut", []string{"gor", "besluta", "checked", "ja", "reasons", "Räcker inte", "legal_basis", "12 kap. 1 §"}, tells(2)},
	{"POST /overklaganden/{id}/ta-tillbaka", nil, once},
	{"POST /handlaggning/overklaganden/{id}/tid", []string{"answer", "in_time", "reasons", "I tid"}, once},
	{"POST /handlaggning/overklaganden/{id}/omprovning", []string{"outcome", "unchanged", "reasons", "Inget nytt"}, tells(1)},
	{"POST /handlaggning/overklaganden/{id}/yttrande", []string{"statement", "Står fast"}, once},
	{"POST /handlaggning/overklaganden/{id}/overlamna", []string{"way", "post"}, tells(1)},
	{"POST /handlaggning/overklaganden/{id}/dom", []string{"outcome", "refused", "court_number", "1-26", "on", "{today}"}, tells(1)},
	{"POST /handlaggning/betalningar/{id}/godkann", nil, once},
	{"POST /handlaggning/betalningar/fil", []string{"until", "{today+300}"}, once},
	{"POST /handlaggning/betalningar/{id}/stoppa", []string{"reason", "Fel konto"}, once},
	{"POST /meddelanden/nytt", []string{"text", "Femtio frågor om el"}, once},
	{"POST /anmal-andring", []string{"kind", "work", "text", "Vi flyttar"}, once},
	{"POST /begaran/{id}/{sak}/svar", []string{"way", "text", "text", "Det kommer"}, once},
	{"POST /mina-uppgifter/yttrande", []string{"text", "Det stämmer inte"}, once},
	{"POST /ansokningar/{id}/berakning/yttrande", []string{"text", "Hyran är högre"}, once},
	{"POST /beslut/{id}/yttrande", []string{"text", "Elen är inte med"}, once},
	{"POST /dokument/{id}/yttrande", []string{"text", "Fel dag"}, once},
	{"POST /journalanteckningar/{id}/yttrande", []string{"text", "Så sade jag inte"}, once},
	{"POST /overklaga/utkast/{id}/varfor", []string{"why", "Elen räcker inte"}, saved},
	{"POST /handlaggning/arende/{id}/meddelanden/{person}", []string{"text", "Det ordnar sig"}, tells(1)},
	{"POST /handlaggning/begaran/{id}/tid", []string{"until", "{today+300}"}, tells(2)},
	{"POST /handlaggning/arende/{id}/felaktiga-uppgifter/polis", []string{"police.about", "Uthyrning"}, once},
	{"POST /handlaggning/arende/{id}/felaktiga-uppgifter/underrattelse", []string{"notice.authority", "tax", "notice.benefit", "Återbäring", "notice.about", "Fel inkomst"}, once},
	{"POST /handlaggning/arende/{id}/felaktiga-uppgifter/behovs-inte", []string{"no.recovery.reason", "Inget utbetalt"}, once},
	{"POST /handlaggning/polisanmalan/{id}", []string{"outcome", "closed", "note", "Bevis saknas"}, once},
	{"POST /handlaggning/aterkrav/{id}/betalt", []string{"paid.amount", "20"}, once},
	{"POST /handlaggning/aterkrav/{id}/efterskank", []string{"waive.amount", "20", "waive.reason", "Sjukdom"}, tells(2)},
	{"POST /handlaggning/aterkrav/{id}/avsluta", []string{"close.end", "ended", "close.reason", "Slut"}, tells(2)},
	{"POST /handlaggning/begaran/{id}/avsluta", []string{"outcome", "withdrawn", "reason", "Behövs inte"}, once},
	{"POST /ansok/{manad}", nil, begun},
	{"POST /ansok/behov", nil, begun},
	{"POST /ansok/utkast/{id}/hushall", nil, saved},
	{"POST /ansok/utkast/{id}/inkomster", nil, saved},
	{"POST /ansok/utkast/{id}/utgifter", nil, saved},
	{"POST /ansok/utkast/{id}/andrat", []string{"changed", "job", "changes", "Nytt arbete"}, saved},
	{"POST /ansok/utkast/{id}/sysselsattning", []string{"occupation-0", "work", "occupation-1", "work"}, saved},
	{"POST /ansok/utkast/{id}/tillgangar", []string{"no_assets", "ja"}, saved},
	{"POST /ansok/utkast/{id}/konto", []string{"to", "no_account"}, saved},
	{"POST /ansok/utkast/{id}/annan-kommun", []string{"had", "nej"}, saved},
	{"POST /ansok/utkast/{id}/behov", []string{"kind", "tv", "amount", "100", "why", "Den gick sönder"}, saved},
	{"POST /ansok/utkast/{id}/handlingar", []string{"kind", "other", "file", "hyra.jpg"}, effect{steps: 1, saves: 1}},
	{"POST /ansok/utkast/{id}/handlingar/ta-bort", nil, saved},
	{"POST /ansok/utkast/{id}/bilagor", []string{"kind", "other", "file", "el.jpg"}, effect{steps: 1, saves: 1}},
	{"POST /ansok/utkast/{id}/bilagor/ta-bort", nil, saved},
	{"POST /ansok/utkast/{id}/bilagor/vrid", nil, effect{steps: 1, saves: 1}},
	{"POST /ansok/utkast/{id}/bilagor/ateranvand", []string{"bilaga", "{attachment}"}, effect{steps: 1, saves: 1}},
	{"POST /ansok/utkast/{id}/bilagor/lamnat", []string{"otherwise_kind", "rent", "otherwise_way", "office", "otherwise_on", "{today-1}"}, saved},
	{"POST /ansok/underskrift/{id}/paminn", nil, effect{told: 1}},
	{"POST /ansokningar/{id}/handlingar", []string{"file", "sent.jpg"}, once},
	{"POST /begaran/{id}/{sak}/filer", []string{"file", "svar.jpg"}, once},
	{"POST /min-profil/kod/{vag}", nil, tells(1)},
	{"POST /mina-uppgifter/las-allt", []string{"text", "Tack på förhand"}, once},
	{"POST /osant/{id}/kasta", nil, effect{}},
	{"POST /overklaga", nil, begun},
	{"POST /overklaga/utkast/{id}/andra", []string{"change", "Ge mer"}, saved},
	{"POST /overklaga/utkast/{id}/sent", []string{"late", "Jag var sjuk"}, saved},
	{"POST /overklaga/utkast/{id}/filer", []string{"file", "intyg.jpg"}, effect{steps: 1, saves: 1}},
	{"POST /overklaga/utkast/{id}/filer/ta-bort", nil, saved},
	{"POST /overklaga/utkast/{id}/ta-bort", nil, effect{drafts: -1}},
	{"POST /handlaggning/osant/{id}/kasta", nil, effect{}},
	{"POST /handlaggning/arende/{id}/skydd/utse", []string{"staff", "{colleague}"}, once},
	{"POST /handlaggning/arende/{id}/skydd", nil, once},
	{"POST /handlaggning/min-sida/kontakt", []string{"phone", "046-174 06 10"}, once},
	{"POST /handlaggning/min-sida/borta", []string{"from", "2029-07-01", "until", "2029-07-31"}, once},
	{"POST /handlaggning/min-sida/borta/avsluta", nil, once},
	{"POST /handlaggning/arende/{id}/oppna", []string{"reason", "Vikarierar i dag"}, once},
	{"POST /handlaggning/arende/{id}/meddelanden/{person}/klart", nil, once},
	{"POST /handlaggning/arende/{id}/anmalt", nil, once},
	{"POST /handlaggning/arende/{id}/begar", []string{"items", "Hyreskontrakt", "why", "Det saknas", "until", "{today+30}"}, tells(2)},
	{"POST /handlaggning/ansokan/{id}/begar", []string{"own", "Hyreskontrakt", "why", "Det saknas", "until", "{today+30}"}, tells(2)},
	{"POST /handlaggning/las-allt/{id}", []string{"outcome", "given", "way", "post", "on", "{today}"}, tells(1)},
	{"POST /handlaggning/post/{id}", []string{"way", "post", "on", "{today}"}, once},
	{"POST /handlaggning/post/begaran/{id}/{person}", []string{"way", "post", "on", "{today}"}, once},
	{"POST /handlaggning/post/beslut/{id}/{person}", []string{"way", "post", "on", "{today}"}, once},
	{"POST /handlaggning/synpunkter", nil, once},
	{"POST /handlaggning/arende/{id}/alla-underlag", []string{"from", "{month+5}", "through", "{month+7}", "reason", "Två anmärkningar"}, tells(2)},
	{"POST /handlaggning/arende/{id}/alla-underlag/upphav", []string{"reason", "Rättat nu"}, tells(2)},
	{"POST /handlaggning/stickprov/bind", []string{"month", "{month+2}", "percent", "5"}, once},
	{"POST /handlaggning/stickprov/lotta", nil, tells(whoever)},
	{"POST /handlaggning/arende/{id}/ny-ansokan", []string{"kind", "renewal", "month", "{month-3}", "received", "{today}", "signed-{person}", "{today}", "signed-{partner}", "{today}", "file", "blankett.jpg"}, effect{steps: 1, asked: 2}},
	{"POST /handlaggning/arende/{id}/ombud", []string{"given", "Gun", "family", "Ombudsson", "number", "{born}", "kind", "god_man", "scope", "act", "paper", "appointment", "paper_on", "{today-1}", "from", "{today-1}"}, once},
	{"POST /handlaggning/arende/{id}/ombud/avsluta", []string{"reason-{authority}", "Uppdraget är slut"}, once},
	{"POST /handlaggning/arende/{id}/flyttar-in", []string{"who", "ny", "number", "{born}", "given_name", "Nils", "family_name", "Inflyttad", "on", "{today}"}, effect{steps: 1, drafts: -1}},
	{"POST /handlaggning/ansokan/{id}/racker", []string{"reason", "Vi har allt"}, once},
	{"POST /handlaggning/ansokan/{id}/konto", nil, once},
	{"POST /handlaggning/normen/foresla", []string{"ordinance", "SFS 0000:0001 (påhittat)", "figure.0.ja", "ja", "figure.0.kr", "2500"}, once},
	{"POST /handlaggning/normen/svara", []string{"gor", "bekrafta"}, once},
	{"POST /handlaggning/normen/aterta", []string{"reason", "Fel siffra"}, once},
	{"POST /handlaggning/overklaganden/{id}/aterkallat", []string{"reason", "Skrev ett brev"}, once},
	{"POST /handlaggning/beslut/{id}/overklagande", []string{"person", "{member}", "received_on", "{today}", "change", "Ge mer", "file", "brev.jpg"}, tells(1)},
	{"POST /handlaggning/arende/{id}/aterkrav", []string{"ground", "not_told", "parts.{paid}", "10", "reasons", "Lön i juni", "how", "Till bankgirot"}, tells(2)},
	{"POST /tillganglighet", []string{"text", "Bilden saknar text", "place", "Start"}, once},
	{"POST /tyck-till", []string{"kind", "praise", "text", "Bra"}, once},
	{"POST /handlaggning/arende/{id}/skilj", []string{"person", "{partner}", "reason", "Har flyttat ut"}, effect{steps: 1, saves: 2}},
}

// notSent are the forms of those who are logged in that are in no proof of what is sent, and why.
var notSent = map[string]string{
	"POST /filer/{id}":                                   "a piece of a file, which is no form: it is kept by where it begins",
	"POST /handlaggning/filer/{id}":                      "a piece of a file, which is no form: it is kept by where it begins",
	"POST /for-vem":                                      "it turns the log-in from one case to another, and changes nothing of either",
	"POST /ansok/underskrift/{id}/bankid":                "it starts an order with BankID, which is the browser's own and leaves nothing when it runs out",
	"POST /ansok/underskrift/{id}/bankid/{order}/avbryt": "it lets go of an order with BankID",
	"POST /overklaga/utkast/{id}/bankid":                 "it starts an order with BankID, which is the browser's own and leaves nothing when it runs out",
	"POST /overklaga/utkast/{id}/bankid/{order}/avbryt":  "it lets go of an order with BankID",
	"POST /handlaggning/arende/{id}/skydd/fraga":         "it asks the population register, and whom that shields is marked once (casework's tests)",
	"POST /handlaggning/sok":                             "it looks someone up, and changes nothing",
	"POST /handlaggning/betalningar/bank":                "it asks the bank for reports; each is taken once, whoever asks (casework's tests of the bank)",
}

// Every form of those who are logged in, and each that anyone may write to the municipality by, is in the proofs of what is sent.
func TestEveryFormIsAmongThoseSent(t *testing.T) {
	sent := map[string]bool{}
	for _, one := range sentForms {
		if sent[one.pattern] {
			t.Errorf("%s is sent twice", one.pattern)
		}
		sent[one.pattern] = true
	}
	there := map[string]bool{}
	for _, route := range web.Routes() {
		there[route.Pattern] = true
		if !strings.HasPrefix(route.Pattern, "POST ") || route.Policy.Kind == site.OpenToAll {
			continue
		}
		switch reason := notSent[route.Pattern]; {
		case sent[route.Pattern] && reason != "":
			t.Errorf("%s is sent, and yet said not to be: %s", route.Pattern, reason)
		case !sent[route.Pattern] && reason == "":
			t.Errorf("%s is not among the forms that are sent", route.Pattern)
		}
	}
	for pattern := range sent {
		if !there[pattern] {
			t.Errorf("%s is no route", pattern)
		}
	}
	for pattern := range notSent {
		if !there[pattern] {
			t.Errorf("%s is no route", pattern)
		}
	}
	if len(notSent)*10 > len(sent) {
		t.Errorf("%d forms are not sent, of %d: too many", len(notSent), len(sent))
	}
}

var named = regexp.MustCompile(`\{\w+([+-]\d+)?\}`)

// fill fills a form in as the table says.
func (f *formWorld) fill(form found, one *webtest.Form, fields []string) {
	f.t.Helper()
	if strings.HasSuffix(form.pattern, "/beslut") {
		f.readyToDecide(one)
	}
	for i := 0; i+1 < len(fields); i += 2 {
		name, value := f.filled(form, fields[i]), f.filled(form, fields[i+1])
		if name == "file" {
			f.pictures++
			one.Attach("file", value, []byte(photo(f.t, 20_000+f.pictures)))
			continue
		}
		one.Set(name, value)
	}
}

// findAll finds the form of each that is sent.
func (f *formWorld) findAll(each func(form found, test sentForm)) {
	f.t.Helper()
	forms := f.forms()
	for _, test := range sentForms {
		if form, ok := forms[test.pattern]; ok {
			each(form, test)
		} else {
			f.t.Errorf("no page has the form of %s", test.pattern)
		}
	}
}
