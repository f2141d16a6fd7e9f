package citizen_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"bistand/aid"
	"bistand/casework"
	notifysim "bistand/notify/sim"
	"bistand/store"
	"bistand/store/storetest"
	"bistand/web/webtest"
)

// each meets the household on both engines.
func eachEngine(t *testing.T, test func(t *testing.T, w *webtest.World)) {
	t.Helper()
	t.Parallel()
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			test(t, webtest.Start(t, engine))
		})
	}
}

// tell puts a notice to a person into the outbox and carries out what waits there.
func tell(t *testing.T, w *webtest.World, key string, person aid.Person) {
	t.Helper()
	desk, now := w.Lund.Tenant.Desk, w.Clock.Now()
	err := desk.Register.Work(t.Context(), func(tx *store.Tx) error {
		return tx.AddJob(aid.Job{ID: aid.NewID(now, desk.Random), Kind: casework.JobNotice, UniqueKey: key, Payload: "decision " + string(person.ID), RunAt: now})
	})
	if err != nil {
		t.Fatal(err)
	}
	for more := true; more; {
		if more, err = desk.RunJob(t.Context(), store.Outbox); err != nil {
			t.Fatal(err)
		}
	}
}

// codeIn reads the code out of the newest message.
func codeIn(t *testing.T, w *webtest.World) string {
	t.Helper()
	text := w.Outbox.Messages()[0].Text
	i := strings.IndexAny(text, "0123456789")
	if i < 0 {
		t.Fatalf("no code in %q", text)
	}
	return text[i : i+6]
}

// B12, B16, L11: a person says how they want to be told, confirms a new number by a code, sees what was sent, and is asked to
// check an address that does not take messages; all without scripts, in Swedish and Arabic.
func TestB12L11_ProfileFromChoiceToBounce(t *testing.T) {
	eachEngine(t, func(t *testing.T, w *webtest.World) {
		f := w.Lund.Facts
		asa := w.Visitor(w.Lund).MustLogIn(f.Applicant)
		page := asa.Get("/min-profil").Want(http.StatusOK, "E-post och sms", "Inget av dem. Jag vill ha brev", "Meddelanden vi har skickat", "Kom inte fram", "Framme", "asa@example.org")
		page = page.Form("/min-profil").Set("phone", "").Set("notice", "sms").Submit()
		page.Want(http.StatusUnprocessableEntity, "Skriv ditt mobilnummer om du vill ha sms.")
		page = page.Form("/min-profil").Set("phone", "070-174 06 07").Set("notice", "sms").Submit()
		page.At("/min-profil").Want(http.StatusOK, "Dina uppgifter är sparade.", "+46701740607", "Inte bekräftad", "Skicka en kod")

		page = page.Form("/min-profil/kod/sms").Submit().At("/min-profil/kod/sms")
		page.Want(http.StatusOK, "Vi har skickat en kod till", "+46701740607")
		message := w.Outbox.Messages()[0]
		if message.Text != "Din kod är "+codeIn(t, w)+"." || message.To != "+46701740607" {
			t.Errorf("sent %q to %s", message.Text, message.To)
		}
		wrong := page.Form("/min-profil/kod/sms/bekrafta").Set("code", "12").Submit()
		wrong.Want(http.StatusUnprocessableEntity, "Koden stämmer inte. Försök du har kvar: 4.")
		wrong.Form("/min-profil/kod/sms/bekrafta").Set("code", codeIn(t, w)).Submit().At("/min-profil").
			Want(http.StatusOK, "Bekräftat. Nu vet du att våra meddelanden kommer fram.")

		w.Outbox.SetReports(notifysim.ReportFailed)
		tell(t, w, "bounces", f.Applicant)
		waitFor(t, func() bool { return len(bounced(t, w)) > 0 })
		asa.Get("/start").Want(http.StatusOK, "Kontrollera ditt mobilnummer", "Ett meddelande till dig kom inte fram.")
		asa.Get("/sprak/ar?till=/min-profil").Want(http.StatusOK, "لم تصل الرسالة إلى", "+46701740607", "تحقق من الرقم", "رسالة نصية", "لا تصل الرسائل", "الرسائل التي أرسلناها")
		asa.Get("/start").Want(http.StatusOK, "تحقق من رقم هاتفك المحمول")
		page = asa.Get("/min-profil").Form("/min-profil/kod/sms").Submit()
		page.Want(http.StatusOK, "أرسلنا رمزاً إلى", "رمز من ستة أرقام")
		arabic := strings.Map(func(r rune) rune { return '٠' + r - '0' }, codeIn(t, w))
		page.Form("/min-profil/kod/sms/bekrafta").Set("code", arabic).Submit().Want(http.StatusOK, "تم التأكيد")
		if left := bounced(t, w); len(left) > 0 {
			t.Errorf("still %v", left)
		}
	})
}

// bounced is what the household's overview says of addresses.
func bounced(t *testing.T, w *webtest.World) []aid.BounceView {
	t.Helper()
	o, err := w.Lund.Facts.Store.Overview(t.Context(), w.Lund.Facts.Case.ID)
	if err != nil {
		t.Fatal(err)
	}
	return o.Unreached
}

func waitFor(t *testing.T, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !done(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("it does not happen")
		}
	}
}

// B12, B16: of the partner's addresses, choice and messages nothing is shown; staff of the case see both, also that one bounces.
func TestB12_NoticesAreOnesOwn(t *testing.T) {
	eachEngine(t, func(t *testing.T, w *webtest.World) {
		f := w.Lund.Facts
		w.Outbox.SetMode(notifysim.Permanent)
		tell(t, w, "bounces", f.Applicant)
		omar := w.Visitor(w.Lund).MustLogIn(f.CoApplicant)
		for _, path := range []string{"/start", "/min-profil", "/mitt-arende"} {
			body := omar.Get(path).Want(http.StatusOK).Body
			for _, word := range []string{"asa@", "4670174", "070-174", "meddelande till dig kom", "Kontrollera din e-post", "Kontrollera ditt mobil"} {
				if strings.Contains(body, word) {
					t.Errorf("the partner's %s says %q", path, word)
				}
			}
		}
		omar.Get("/min-profil").Want(http.StatusOK, "Vi har inte skickat något till dig än.")
		for _, path := range []string{"/min-profil/kod/sms", "/min-profil/kod/duva"} {
			omar.Get(path).Want(http.StatusNotFound)
			omar.Post(path).Want(http.StatusNotFound)
		}
		w.Visitor(w.Lund).MustStaffLogIn(f.Caseworker).Get("/handlaggning/arende/"+string(f.Case.ID)).
			Want(http.StatusOK, "Aviseringar", "Meddelandet kom inte fram till asa@example.org", "Kontrollera numret", "Beslut", "Kom inte fram")
	})
}

// B12: a report without the secret of the place is not taken, whatever it says; with it, once.
func TestB12_ReportsNeedTheSecret(t *testing.T) {
	eachEngine(t, func(t *testing.T, w *webtest.World) {
		f := w.Lund.Facts
		var callback string
		w.Outbox.SetReports(notifysim.ReportNever)
		tell(t, w, "n", f.Applicant)
		i := slices.IndexFunc(w.Outbox.Messages(), func(m notifysim.Message) bool { return m.Kind == "sms" })
		message := w.Outbox.Messages()[i]
		callback = message.Callback
		gateway := w.Visitor(w.Lund)
		report := func(address, form string) int {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader(form))
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			return gateway.Send(r).Status
		}
		for address, want := range map[string]int{
			w.Lund.URL() + "/leveransrapport/gissning":                                 http.StatusNotFound,
			w.Solna.URL() + callback[strings.LastIndex(callback, "/leveransrapport"):]: http.StatusNotFound,
		} {
			if got := report(address, "id="+message.ID+"&status=failed"); got != want {
				t.Errorf("%s: %d", address, got)
			}
		}
		for form, want := range map[string]int{"id=unknown&status=failed": http.StatusNotFound, "id=" + message.ID + "&status=lost": http.StatusNotFound, "": http.StatusNotFound} {
			if got := report(callback, form); got != want {
				t.Errorf("%q: %d", form, got)
			}
		}
		if len(bounced(t, w)) > 0 {
			t.Error("kept all the same")
		}
		for range 2 {
			if got := report(callback, "id="+message.ID+"&status=failed"); got != http.StatusNoContent {
				t.Errorf("with the secret: %d", got)
			}
		}
		if want := []aid.BounceView{{PersonID: f.Applicant.ID, Way: aid.BySMS}}; !slices.Equal(bounced(t, w), want) {
			t.Errorf("bounced %v", bounced(t, w))
		}
	})
}
