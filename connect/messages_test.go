package connect_test

import (
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"bistand/aid"
	"bistand/connect"
	"bistand/lang"
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
		Languages: have(lang.Load())(t), Municipality: "Lunds kommun", Now: time.Now, Random: rand.Reader,
	}
}

// secret are the words that tell what a notice is about, in the six languages, and whatever opens a page.
var secret = []string{
	"försörjningsstöd", "bistånd", "social", "ansökan", "beslut", "utbetal", "pengar", "kr ", "EB-", "http", "www", "welfare", "income support", "application",
	"decision", "payment", "money", "taageero", "codsi", "go'aan", "lacag", "مساعدة", "إعالة", "طلب", "قرار", "دفع", "alîkarî", "serlêdan", "biryar", "pere", "ደገፍ", "ሓገዝ", "ምልክታ", "ውሳነ", "ክፍሊት", "Sara", "1995",
}

// B12, X8: in every language one neutral sentence that names the municipality and nothing more.
func TestB12_NeutralInSixLanguages(t *testing.T) {
	t.Parallel()
	sim, messages := startMessages(t)
	texts := map[string]string{}
	for _, code := range lang.Codes {
		to := aid.Profile{PersonID: "p-1", Email: "sara@example.org", Phone: "070-174 06 05", Language: code}
		if err := messages.Notify(t.Context(), to); err != nil {
			t.Fatalf("%s: %v", code, err)
		}
		sent := sim.Messages()[:2]
		for _, m := range sent {
			whole := strings.ToLower(m.Subject + " " + m.Text + " ")
			for _, word := range secret {
				if strings.Contains(whole, strings.ToLower(word)) {
					t.Errorf("%s by %s says %q: %s", code, m.Kind, word, whole)
				}
			}
			if strings.ContainsAny(whole, "0123456789") {
				t.Errorf("%s by %s has a number: %s", code, m.Kind, whole)
			}
			if !strings.Contains(m.Text, "Lunds kommun") || strings.Contains(m.Text, "{") {
				t.Errorf("%s by %s: %s", code, m.Kind, m.Text)
			}
			if m.Kind == "email" && (m.Language != code || !m.Secure) {
				t.Errorf("%s: language %q, secure %v", code, m.Language, m.Secure)
			}
		}
		texts[sent[0].Text] = code
	}
	if len(lang.Codes) != 6 || len(texts) != 6 {
		t.Errorf("%d texts in %d languages", len(texts), len(lang.Codes))
	}
}

// B12: every way that is stated is used; one that works is enough; where none does, the failure names no one.
func TestB12_WaysOfANotice(t *testing.T) {
	t.Parallel()
	sim, messages := startMessages(t)
	none := messages
	none.Mail, none.SMS = nil, nil
	noMail := messages
	noMail.Mail = nil
	for _, c := range []struct {
		name string
		by   connect.Messages
		to   aid.Profile
		sent int
		ok   bool
	}{
		{"båda", messages, aid.Profile{Email: "sara@example.org", Phone: "070-174 06 05"}, 2, true},
		{"bara e-post", messages, aid.Profile{Email: "sara@example.org"}, 1, true},
		{"bara sms", messages, aid.Profile{Phone: "070-174 06 05"}, 1, true},
		{"inget angivet", messages, aid.Profile{}, 0, true},
		{"kommunen har inget", none, aid.Profile{Email: "sara@example.org", Phone: "070-174 06 05"}, 0, true},
		{"kommunen har ingen e-post", noMail, aid.Profile{Email: "sara@example.org"}, 0, true},
		{"numret är fel, e-posten går fram", messages, aid.Profile{Email: "sara@example.org", Phone: "1"}, 1, true},
		{"adressen är fel, sms går fram", messages, aid.Profile{Email: "sara@\r\nexample.org", Phone: "070-174 06 05"}, 1, true},
		{"numret är fel", messages, aid.Profile{Phone: "1"}, 0, false},
	} {
		before := len(sim.Messages())
		err := c.by.Notify(t.Context(), c.to)
		if got := len(sim.Messages()) - before; got != c.sent || (err == nil) != c.ok {
			t.Errorf("%s: %d sent, %v", c.name, got, err)
		}
	}
	for mode, permanent := range map[notifysim.Mode]bool{notifysim.Temporary: false, notifysim.Permanent: true} {
		sim.SetMode(mode)
		err := messages.Notify(t.Context(), aid.Profile{Email: "sara@example.org", Phone: "070-174 06 05"})
		if err == nil || notify.IsPermanent(err) != permanent || strings.Contains(err.Error(), "sara") || strings.Contains(err.Error(), "4670") {
			t.Errorf("%s: %v", mode, err)
		}
	}
}
