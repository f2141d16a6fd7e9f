package staff_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"bistand/aid"
	"bistand/store/storetest"
)

// TestX10_StaffRegisterAndEndARepresentative: what the paper says is typed in, faults are said by field, and the end shuts the
// representative out in the middle of what they were doing. What they did says by whose hand.
func TestX10_StaffRegisterAndEndARepresentative(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		worker, address := o.as(o.Caseworker), "/handlaggning/arende/"+string(o.Case.ID)+"/ombud"
		worker.Get("/handlaggning/arende/"+string(o.Case.ID)).Want(200, "Gun Godeman, god man", "Ombud och god man")
		number := storetest.Number(t, "19700101", 989)
		form := worker.Get(address).Want(200, "För Åsa Öberg", "Registerutdrag från överförmyndaren", "Uppdraget upphörde.").Form(address)
		form.Set("person", string(o.Applicant.ID)).Set("given", "Olle").Set("family", "Ombudsson").Set("number", "1970").Set("kind", string(aid.Ombud)).Set("scope", string(aid.MayAct))
		form.Set("paper", string(aid.RegisterExtract)).Set("paper_on", "2026-11-01").Set("from", "2026-11-01")
		again := form.Submit().Want(http.StatusUnprocessableEntity, "Skriv 12 siffror", "Ombud har fullmakt").Form(address)
		if got := again.Fields.Get("given"); got != "Olle" {
			t.Errorf("what was typed is gone: %q", got)
		}
		again.Set("number", number.Full()).Set("paper", string(aid.WrittenMandate)).Submit().At(address).Want(200, "Olle Ombudsson, ombud", "Skriftlig fullmakt", "Tills vidare")
		list, err := o.Store.Representatives(t.Context(), o.Applicant.ID)
		if err != nil || len(list) != 3 || list[0].Name != "Olle Ombudsson" {
			t.Fatalf("%+v, %v", list, err)
		}
		olle := o.enter(aid.Session{CaseID: o.Case.ID, Actor: aid.Actor{Kind: aid.ByCitizen, ID: o.Applicant.ID, Name: o.Applicant.Name(), Deputy: list[0].Deputy()}})
		olle.Get("/start").Want(200, "Du är ombud för Åsa Öberg.")
		note := olle.Get("/meddelanden/nytt").Form("/meddelanden/nytt").Set("text", "Jag skriver för Åsa.")
		note.Submit().Want(200, "genom Olle Ombudsson, ombud")
		worker.Get("/handlaggning/arende/"+string(o.Case.ID)+"/meddelanden/"+string(o.Applicant.ID)).Want(200, "genom Olle Ombudsson, ombud", "Jag skriver för Åsa.")
		change := olle.Get("/anmal-andring").Form("/anmal-andring").Set("kind", "work").Set("from", "2026-11-02").Set("text", "Nytt jobb.")
		change.Submit().Want(200)
		worker.Get("/handlaggning/arende/"+string(o.Case.ID)+"/anmalt").Want(200, "Åsa Öberg, genom Olle Ombudsson, ombud")
		time.Sleep(300 * time.Millisecond) // reads are kept a moment after the page
		worker.Get("/handlaggning/arende/"+string(o.Case.ID)).Want(200, "Olle Ombudsson, ombud", "Åsa Öberg, genom Olle Ombudsson, ombud")
		o.as(o.auditor).Get("/handlaggning/logg").Want(200, "Ombud", "Registrerade ombud")

		worker.Post(address+"/avsluta", "ombud", string(list[0].ID), "reason-"+string(list[0].ID), " ").Want(http.StatusUnprocessableEntity)
		worker.Post(address+"/avsluta", "ombud", string(list[0].ID), "reason-"+string(list[0].ID), "Fullmakten är återkallad.").At(address).Want(200, "Fullmakten är återkallad.")
		if page := olle.Get("/start"); !strings.HasPrefix(page.URL.Path, "/logga-in") {
			t.Errorf("goes on at %s", page.URL)
		}
		olle.Post("/meddelanden/nytt", "text", "Hej").Want(http.StatusUnauthorized)
		o.as(o.stranger).Get(address).Want(http.StatusForbidden)
		if _, _, err := o.Store.Verify(t.Context()); err != nil {
			t.Error(err)
		}
	})
}
