package staff_test

import (
	"strings"
	"testing"
)

// TestX10_StaffRecordWhoMovesIn: on the case page, first who left and then another; what is wrong is told at its field, and the e-service
// opens only when staff say so.
func TestX10_StaffRecordWhoMovesIn(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		worker, page := o.as(o.Caseworker), "/handlaggning/arende/"+string(o.Case.ID)
		if text := worker.Get(page).Text(); strings.Contains(text, "Någon flyttar in") {
			t.Error("a third adult can move in")
		}
		part := func() {
			worker.Get(page).Form(page+"/skilj").Set("person", string(o.CoApplicant.ID)).Set("reason", "De har separerat.").Submit().At(page)
		}
		part()
		form := worker.Get(page).Want(200, "Någon flyttar in", "Har tidigare varit med i ärendet.").Form(page + "/flyttar-in")
		form.Set("who", string(o.CoApplicant.ID)).Submit().Want(422, "Skriv en dag som har varit, eller i dag.")
		form.Set("on", "2026-11-01").Submit().At(page)
		worker.Get(page).Want(200, o.CoApplicant.Name(), "Vem lämnar ärendet?")
		if o.Visitor(o.Lund).LogIn(o.CoApplicant).URL.Path == "/start" {
			t.Error("let in before the e-service is opened anew")
		}
		part()
		form = worker.Get(page).Form(page + "/flyttar-in")
		form.Set("who", "ny").Set("number", "19900101-0000").Set("on", "2026-11-01").Submit().Want(422, "tolv siffror")
		form.Set("number", o.Applicant.Personnummer.Full()).Submit().Want(422, "Personen är redan med i ärendet.")
		form.Set("number", o.MovedIn.Personnummer.Full()).Submit().At(page)
		worker.Get(page).Want(200, o.MovedIn.Name())
	})
}

// TestX10_WhoHasLeftIsStillNamed: what staff recorded of someone, and what they sent and asked for, stands under their name after they have
// left the case. Money that was asked of one of two is never shown as asked of whoever is left.
func TestX10_WhoHasLeftIsStillNamed(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		home := "/handlaggning/arende/" + string(o.Case.ID)
		worker, decider := o.as(o.Caseworker), o.reasoned()
		decider.Get(home+"/aterkrav").Form(home+"/aterkrav").Set("parts."+string(o.Paid.ID), "1 200").Set("ground", "not_told").Set("reasons", "x").Set("how", "y").
			Set("person", string(o.CoApplicant.ID)).Submit().Want(200, "Återkrav EB-2026-0417-K3")
		wrong := home + "/felaktiga-uppgifter"
		worker.Get(wrong).Form(wrong+"/polis").Set("police.person", string(o.CoApplicant.ID)).Set("police.about", "Inkomst av uthyrning.").Submit().At(wrong)
		omar := o.Visitor(o.Lund).MustLogIn(o.CoApplicant)
		omar.Get("/mina-uppgifter/las-allt").Form("/mina-uppgifter/las-allt").Submit().Want(200)

		worker.Get(home).Form(home+"/skilj").Set("person", string(o.CoApplicant.ID)).Set("reason", "De har separerat.").Submit().At(home)
		name := o.CoApplicant.Name()
		for address, words := range map[string]string{
			wrong: "EB-2026-0417-K3 " + name,
			home:  "2026-11-02 " + name + " Väntar på svar",
		} {
			if text := worker.Get(address).Want(200).Text(); !strings.Contains(text, words) {
				t.Errorf("%s lacks %q:\n%s", address, words, text)
			}
		}
	})
}
