package staff_test

import (
	"strings"
	"testing"
	"time"

	"bistand/store/storetest"
	"bistand/web/webtest"
)

// G7, L10: a caseworker says that they are away and who answers; the household sees it wherever contacts stand, and the substitute
// finds the cases marked in their own lists, opens them without a reason, and is seen to have done it in the other's place.
func TestG7_ASubstituteAnswers(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			o := open(t, engine)
			o.write(o.CoApplicant, "Hur går det?")
			casePath := "/handlaggning/arende/" + string(o.Case.ID)
			o.as(o.stranger).Get(casePath).Want(403, "Varför behöver du öppna ärendet")
			today := o.Clock.Now()
			day := func(n int) string { return today.AddDate(0, 0, n).Format(time.DateOnly) }

			worker := o.as(o.Caseworker)
			worker.Get("/handlaggning").Want(200, "Min sida")
			const own, say = "/handlaggning/min-sida", "/handlaggning/min-sida/borta"
			page := worker.Get(own).Want(200, "Bengt Beslutsfattare svarar.", "Sven Vikarie", "Ingen. Mottagningen svarar.")
			if strings.Contains(page.Text(), "Ella Ekonom") {
				t.Error("one who does other work is offered")
			}
			form(page, say).Set("from", day(3)).Set("until", day(1)).Submit().Want(422, "Välj en sista dag")
			form(worker.Get(own), say).Set("from", day(0)).Set("until", day(5)).Set("substitute", string(o.stranger.ID)).Submit().At(own).Want(200, "Sven Vikarie svarar.", "Jag är tillbaka")

			adult := o.adult(o.Case, o.Applicant)
			for _, path := range []string{"/start", "/kontakter", "/meddelanden", "/meddelanden/nytt"} {
				adult.Get(path).Want(200, "Hanna Handläggare är borta till", "Sven Vikarie svarar i stället.")
			}
			adult.Get("/kontakter").Want(200, "staff@example.org", "måndag–fredag 9–10")

			substitute := o.as(o.stranger)
			substitute.Get("/handlaggning/meddelanden").Want(200, "Omar Öberg", "Hanna Handläggare Du ersätter")
			substitute.Get(casePath).Want(200, "Du ersätter Hanna Handläggare", "Ersätter Hanna Handläggare")
			form(substitute.Get(o.threadPath(o.CoApplicant)), o.threadPath(o.CoApplicant)).Set("text", "Bra.").Submit().Want(200, "Sven Vikarie")
			adult.Get("/vem-har-last").Want(200, "Sven Vikarie", "ersätter Hanna Handläggare")
			o.as(o.auditor).Get("/handlaggning/logg").Want(200, "Ersätter Hanna Handläggare", "Angav frånvaro")

			form(worker.Get(own), say+"/avsluta").Submit()
			if text := worker.Get(own).Text(); strings.Contains(text, "Jag är tillbaka") {
				t.Error("the absence has not ended")
			}
			o.as(o.stranger).Get(casePath).Want(403, "Varför behöver du öppna ärendet") // at once
			if text := adult.Get("/kontakter").Want(200, "Hanna Handläggare").Text(); strings.Contains(text, "borta") {
				t.Error("who is back is still said to be away")
			}
		})
	}
}

// G7: what is kept of today's absences is as new as the visit: it is told at once that one begins, how who answers is reached, and that
// one ends, and one that runs out is gone on the day after.
func TestG7_AnAbsenceIsToldOfAtTheNextVisit(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			o := open(t, engine)
			const own, say, contact = "/handlaggning/min-sida", "/handlaggning/min-sida/borta", "/handlaggning/min-sida/kontakt"
			shows := func(adult *webtest.Visitor, word string, want bool) {
				t.Helper()
				for range 2 { // the second time it is kept
					if text := adult.Get("/start").Want(200).Text(); strings.Contains(text, word) != want {
						t.Errorf("%q is shown: %v", word, !want)
					}
				}
			}
			const away = "Hanna Handläggare är borta till"
			adult := o.adult(o.Case, o.Applicant)
			shows(adult, away, false)
			today := o.Clock.Now().Format(time.DateOnly)
			worker := o.as(o.Caseworker)
			state := func() {
				form(worker.Get(own), say).Set("from", today).Set("until", today).Set("substitute", string(o.stranger.ID)).Submit().At(own)
			}
			state()
			shows(adult, away, true)
			form(o.as(o.stranger).Get(own), contact).Set("phone", "046-555 01 02").Submit().At(own)
			shows(adult, "046-555 01 02", true)
			form(worker.Get(own), say+"/avsluta").Submit()
			shows(adult, away, false)
			state()
			shows(adult, away, true)
			o.Clock.Advance(24 * time.Hour)
			shows(o.adult(o.Case, o.Applicant), away, false)
		})
	}
}

// G7: where nobody answers, the reception stands there, and no telephone that rings in vain.
func TestG7_TheReceptionAnswersWhereNobodyDoes(t *testing.T) {
	o := open(t, "sqlite")
	worker := o.as(o.Caseworker)
	const own, say = "/handlaggning/min-sida", "/handlaggning/min-sida/borta"
	today := o.Clock.Now().Format(time.DateOnly)
	form(worker.Get(own), say).Set("from", today).Set("until", today).Submit().At(own).Want(200, "Ingen. Mottagningen svarar.")
	office := o.Lund.Tenant.Municipality.Offices[0]
	adult := o.adult(o.Case, o.Applicant)
	adult.Get("/kontakter").Want(200, "Hanna Handläggare är borta till", "Kontakta mottagningen så länge.", office.Name, office.Phone)
	adult.Get("/start").Want(200, "Kontakta mottagningen så länge.", office.Phone)
}
