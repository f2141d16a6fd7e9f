package staff_test

import (
	"strings"
	"testing"

	"bistand/aid"
	"bistand/store/storetest"
)

// G7, L10: a caseworker says how they are reached, and the household sees it at once wherever it stands, with whether the telephone is
// answered now; what cannot be read or rung is refused and stays as typed. The step is in the log.
func TestG7L10_StaffSayThemselvesHowTheyAreReached(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			o := open(t, engine)
			worker, adult := o.as(o.Caseworker), o.adult(o.Case, o.Applicant)
			const own, say = "/handlaggning/min-sida", "/handlaggning/min-sida/kontakt"
			adult.Get("/kontakter").Want(200, "måndag–fredag 9–10")

			for hours, says := range map[string]string{
				"när jag hinner":                    "Skriv dagar och klockslag",
				"måndag 10–9":                       "Sluttiden ska vara efter starttiden",
				"vardagar 9–11, tisdag 10–12":       "Sluttiden ska vara efter starttiden",
				strings.Repeat("måndag 9–10, ", 12): "Skriv högst 120 tecken",
			} {
				page := form(worker.Get(own), say).Set("hours", hours).Submit().Want(422, says)
				if typed := form(page, say).Fields.Get("hours"); typed != strings.TrimSpace(hours) {
					t.Errorf("%q was typed, %q stands there", hours, typed)
				}
			}
			form(worker.Get(own), say).Set("phone", "ring mig").Submit().Want(422, "Skriv telefonnumret med siffror")
			if page := worker.Once("POST", say, strings.NewReader("nyckel="+form(worker.Get(own), say).Fields.Get("nyckel")+"&phone=046-1234567&office=R%C3%A5dhuset"), "application/x-www-form-urlencoded"); page.Status != 422 {
				t.Errorf("an office that is not there: %d", page.Status)
			}
			adult.Get("/kontakter").Want(200, "måndag–fredag 9–10") // nothing was kept of it

			office := o.Lund.Tenant.Municipality.Offices[0].Name
			today := aid.SwedishDate(o.Clock.Now())
			hours := "måndag–fredag 0–24"
			form(worker.Get(own), say).Set("phone", "046-123 45 67").Set("hours", hours).Set("office", office).Submit().At(own).Want(200, "046-123 45 67", hours)
			open := "Öppet nu"
			if today.IsPublicHoliday() || today.Weekday() == 0 || today.Weekday() == 6 {
				t.Fatal("the clock stands on a day on which nobody answers")
			}
			adult.Get("/kontakter").Want(200, "046-123 45 67", hours, open, office)
			adult.Get("/start").Want(200, "046-123 45 67", hours, open)
			_, hers, _ := strings.Cut(adult.Get("/start").Text(), o.Caseworker.Name)
			if at := strings.Index(hers, "Telefontid"); at < 0 || !strings.Contains(hers[:at], "046-123 45 67") || strings.Contains(hers[:at], "046-000 00 00") {
				t.Errorf("her number on the start page: %.80s", hers)
			}
			adult.Get("/sprak/ar")
			adult.Get("/start").Want(200, "046-123 45 67")
			o.as(o.auditor).Get("/handlaggning/logg").Want(200, "Ändrade sina kontaktuppgifter")
			form(worker.Get(own), say).Set("hours", "").Submit().At(own)
			if text := adult.Get("/kontakter").Text(); strings.Contains(text, hours) {
				t.Error("hours that were taken away stand there still")
			}
			o.as(o.stranger).Get(own) // each has their own
			if text := o.as(o.stranger).Get(own).Text(); strings.Contains(text, "046-123 45 67") {
				t.Error("a colleague's page shows another's number")
			}
		})
	}
}
