package connect_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"bistand/aid"
	"bistand/casework"
	"bistand/connect"
	"bistand/lang"
	"bistand/lang/langtest"
	"bistand/notify"
	notifysim "bistand/notify/sim"
)

// startMessages starts a mail server, a gateway and what sends by them.
func startMessages(t *testing.T) (*notifysim.Sim, connect.Messages) {
	t.Helper()
	sim := have(notifysim.Start(t.Context(), notifysim.Config{Now: time.Now}))(t)
	t.Cleanup(func() { sim.Close() })
	return sim, connect.Messages{
		Mail:      have(notify.NewMailer(notify.MailConfig{Addr: sim.SMTPAddr(), From: "no-reply@example.org", FromName: "Lunds kommun", RootCAs: sim.RootCAs(), Now: time.Now}))(t),
		SMS:       have(notify.NewSMS(notify.SMSConfig{URL: sim.SMSURL(), From: "Kommunen"}))(t),
		Languages: have(lang.Load())(t), Municipality: "Lunds kommun", ReportSecret: "hemligheten",
	}
}

// secret are the words that tell what a notice is about, in the six languages, and whatever opens a page.
var secret = []string{
	"försörjningsstöd", "bistånd", "social", "ansökan", "beslut", "utbetal", "pengar", "kr ", "EB-", "http", "www", "welfare", "income support", "application",
	"decision", "payment", "money", "taageero", "codsi", "go'aan", "lacag", "مساعدة", "إعالة", "طلب", "قرار", "دفع", "alîkarî", "serlêdan", "biryar", "pere", "ደገፍ", "ሓገዝ", "ምልክታ", "ውሳነ", "ክፍሊት", "Sara", "1995",
}

// ways are an address by each way.
var ways = []aid.Address{{PersonID: "p-1", Way: aid.ByEmail, To: "sara@example.org"}, {PersonID: "p-1", Way: aid.BySMS, To: "+46701740605"}}

// B12, X8: in every language one neutral sentence that names the municipality and nothing more, and a code that names nothing at
// all. Nothing else goes out: casework has these two to send, whatever has happened.
func TestB12X8_NeutralInSixLanguages(t *testing.T) {
	t.Parallel()
	sim, messages := startMessages(t)
	texts := map[string]string{}
	for _, code := range lang.Codes {
		for _, to := range ways {
			have(messages.Notify(t.Context(), "018f0000-0000-7000-8000-000000000001", to, code))(t)
			m := sim.Messages()[0]
			whole := strings.ToLower(m.Subject + " " + m.Text + " ")
			unspoken(t, messages.Languages.For(code), m)
			if left := langtest.InText(m.Subject + " " + m.Text); code != "sv" && len(left) > 0 {
				t.Errorf("%s by %s is left in Swedish: %q", code, m.Kind, left)
			}
			if strings.ContainsAny(whole, "0123456789") {
				t.Errorf("%s by %s has a number: %s", code, m.Kind, whole)
			}
			if !strings.Contains(m.Text, "Lunds kommun") || strings.Contains(m.Text, "{") {
				t.Errorf("%s by %s: %s", code, m.Kind, m.Text)
			}
			if m.Kind == "email" && (m.Language != code || !m.Secure || !strings.HasPrefix(m.ID, "018f0000-0000-7000-8000-000000000001@")) {
				t.Errorf("%s: language %q, secure %v, id %s", code, m.Language, m.Secure, m.ID)
			}
			texts[m.Text] = code
			have(messages.SendCode(t.Context(), "018f0000-0000-7000-8000-000000000002", to, code, "123456"))(t)
			m = sim.Messages()[0]
			unspoken(t, messages.Languages.For(code), m)
			if strings.Count(m.Subject+m.Text, "123456") != 1 || strings.Contains(m.Subject+m.Text, "kommun") {
				t.Errorf("%s by %s: %s / %s", code, m.Kind, m.Subject, m.Text)
			}
		}
	}
	if len(lang.Codes) != 6 || len(texts) != 6 {
		t.Errorf("%d texts in %d languages", len(texts), len(lang.Codes))
	}
}

// telling are texts of the pages whose words tell what a message is about.
var telling = []string{
	"app.name", "nav.applications", "nav.payments", "nav.decisions", "nav.journal", "nav.case", "decision.title", "appeal.the_decision", "application.title", "payment.title",
	"calculation.title", "help.sign.title",
}

// unspoken tells that a message says none of the words that tell what it is about, neither the listed ones nor those that the pages in its
// language have for it, whoever it says that it is from.
func unspoken(t *testing.T, l *lang.Lang, m notifysim.Message) {
	t.Helper()
	words := slices.Clone(secret)
	for _, key := range telling {
		if !l.Has(key) {
			t.Fatalf("%s has no %s", l.Code(), key)
		}
		for _, word := range strings.FieldsFunc(l.T(key), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) && r != '\'' }) {
			if utf8.RuneCountInString(word) > 3 {
				words = append(words, word)
			}
		}
	}
	whole := strings.ToLower(m.From + " " + m.Subject + " " + m.Text + " ")
	for _, word := range words {
		if strings.Contains(whole, strings.ToLower(word)) {
			t.Errorf("%s says %q: %s", l.Code(), word, whole)
		}
	}
}

// B12: a notice is one text message in Swedish, English and Somali, also from the municipality with the longest name, and at
// most two where the script takes more room; a code is always one.
func TestB12_LengthOfATextMessage(t *testing.T) {
	t.Parallel()
	_, messages := startMessages(t)
	for _, code := range lang.Codes {
		l := messages.Languages.For(code)
		for _, name := range []string{"Lunds kommun", "Örnsköldsviks kommun", "Region Gotland", "Malung-Sälens kommun", "Upplands Väsby kommun"} {
			parts, gsm := notify.Parts(l.T("notice.text", "kommun", name))
			narrow := code == "sv" || code == "en" || code == "so"
			if gsm != narrow || parts > 2 || narrow && parts > 1 {
				t.Errorf("%s from %s: %d parts, 7-bit %v", code, name, parts, gsm)
			}
		}
		if parts, _ := notify.Parts(l.T("notice.code.text", "code", "123456")); parts != 1 {
			t.Errorf("%s: a code takes %d parts", code, parts)
		}
	}
}

// B12: what fails says whether it may go better, whether the address is to blame, and names no one.
func TestB12_FailuresOfANotice(t *testing.T) {
	t.Parallel()
	sim, messages := startMessages(t)
	none := messages
	none.Mail, none.SMS = nil, nil
	for _, to := range ways {
		if !messages.Offers(to.Way) || none.Offers(to.Way) {
			t.Errorf("offers %s", to.Way)
		}
		if _, err := none.Notify(t.Context(), "id", to, "sv"); err == nil {
			t.Errorf("%s: sent by nothing", to.Way)
		}
		for mode, want := range map[notifysim.Mode][2]bool{
			notifysim.Temporary: {false, false}, notifysim.Denied: {false, false}, notifysim.Close: {false, false}, notifysim.Garbage: {false, false}, notifysim.Permanent: {true, true},
		} {
			sim.SetMode(mode)
			_, err := messages.Notify(t.Context(), "018f0000-0000-7000-8000-000000000001", to, "sv")
			var refusal casework.Refusal
			if !errors.As(err, &refusal) || refusal.Permanent() != want[0] || refusal.BadAddress() != want[1] {
				t.Errorf("%s by %s: %v", mode, to.Way, err)
			} else if text := err.Error(); strings.Contains(text, "sara") || strings.Contains(text, "4670") {
				t.Errorf("the failure names someone: %s", text)
			}
		}
		sim.SetMode(notifysim.Working)
	}
}

// B12: a report counts only with the secret, and none is taken where there is no secret.
func TestB12_ReportsWithTheSecretAlone(t *testing.T) {
	t.Parallel()
	_, messages := startMessages(t)
	read := func(m connect.Messages, secret, form string) (string, bool, error) {
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(form))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		return m.ReadReport(r, secret)
	}
	if reference, delivered, err := read(messages, "hemligheten", "id=s1&status=delivered"); err != nil || reference != "s1" || !delivered {
		t.Errorf("%s, %v, %v", reference, delivered, err)
	}
	without := messages
	without.ReportSecret = ""
	for _, c := range []struct {
		m            connect.Messages
		secret, form string
	}{{messages, "hemlighet", "id=s1&status=failed"}, {messages, "", "id=s1&status=failed"}, {without, "", "id=s1&status=failed"}, {messages, "hemligheten", "id=s1&status=lost"}} {
		if _, _, err := read(c.m, c.secret, c.form); !errors.Is(err, aid.ErrNotFound) {
			t.Errorf("%q %q: %v", c.secret, c.form, err)
		}
	}
}
