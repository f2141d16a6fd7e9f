package staff_test

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

// TestB8N5_StaffRecordWhatWrongInformationLeadsTo: each of the three by its form, or why it is not needed; and the citizen reads what is
// asked back, and never of the police or of other authorities.
func TestB8N5_StaffRecordWhatWrongInformationLeadsTo(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.Clock.Advance(24 * time.Hour)
		v := o.reasoned()
		home, wrong := "/handlaggning/arende/"+string(o.Case.ID), "/handlaggning/arende/"+string(o.Case.ID)+"/felaktiga-uppgifter"
		v.Get(home).Want(200, "Felaktiga uppgifter", "Återkrav", "Polisanmälan", "Gjort ")
		page := v.Get(wrong).Want(200, "EB-2026-0417-K1", "5000-K1-26", "Bostadsbidrag", "Hushållet har högre inkomst.", "Inga andra förmåner.")
		page.Form(wrong+"/polis").Submit().Want(422, "Fyll i det här.")
		page.Form(wrong+"/polis").Set("police.person", string(o.CoApplicant.ID)).Set("police.about", "Inkomst av uthyrning.").Submit().At(wrong).Want(200, "Inget besked än")
		page.Form(wrong+"/underrattelse").Submit().Want(422, "Välj ett alternativ.")
		page.Form(wrong+"/underrattelse").Set("notice.authority", "other").Set("notice.benefit", "Stöd").Set("notice.about", "Fel månad").Submit().Want(422, "Fyll i det här.")
		v.Get(wrong).Form(wrong+"/underrattelse").Set("notice.authority", "study_support").Set("notice.benefit", "Studiemedel i oktober").Set("notice.about", "Har inte studerat.").Submit().
			At(wrong).Want(200, "Studiemedel i oktober", "CSN")
		no := v.Get(wrong).Form(wrong + "/behovs-inte") // that of the first measure
		no.Submit().Want(422, "Fyll i det här.")
		no.Set("no.recovery.reason", "Ett misstag.").Submit().At(wrong).Want(200, "Ett misstag.", "Behövs inte (")

		police := ""
		for _, href := range v.Get(wrong).Links() {
			if strings.HasPrefix(href, "/handlaggning/polisanmalan/") && police == "" {
				police = href
			}
		}
		v.Get(police).Want(200, "Inkomst av uthyrning.").Form(police).Submit().Want(422, "Välj ett alternativ.")
		v.Get(police).Form(police).Set("outcome", "not_opened").Set("reference", "5000-K9-26").Set("note", "Bevis saknas.").Submit().At(police).Want(200, "Ingen förundersökning inleds", "5000-K9-26", "Bevis saknas.")
	})
}

// TestB8N5_MoneyAskedBackIsReadByWhomItConcerns: by both adults, or by the one alone, with what was repaid and what is left.
func TestB8N5_MoneyAskedBackIsReadByWhomItConcerns(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.Clock.Advance(24 * time.Hour)
		v := o.reasoned()
		form := "/handlaggning/arende/" + string(o.Case.ID) + "/aterkrav"
		field := "parts." + string(o.Paid.ID)
		page := v.Get(form+"?betalning="+string(o.Paid.ID)).Want(200, "Högst 2 500,00 kr", "33 kap. 1 § socialtjänstlagen (2025:400)")
		if got := page.Form(form).Fields.Get(field); got != "2\u00a0500" {
			t.Errorf("the payment that was come from is filled in with %q", got)
		}
		page.Form(form).Set(field, "").Submit().Want(422, "Skriv ett belopp för minst en utbetalning.", "Välj ett alternativ.", "Fyll i det här.")
		page.Form(form).Set(field, "2500,01").Set("ground", "not_told").Set("reasons", "x").Set("how", "y").Submit().Want(422, "Mer än vad som är kvar av utbetalningen.")
		ask := v.Get(form).Form(form).Set(field, "1 200").Set("ground", "wrong_information").Set("reasons", "Lönen var 1 200 kr högre.").Set("how", "Betala till bankgiro senast 31 december.").Set("person", string(o.CoApplicant.ID))
		page = ask.Submit().Want(200, "Återkrav EB-2026-0417-K3", "Uppgifter stämde inte.", "1 200,00 kr", "Inget har hänt än.")
		here := page.URL.Path
		ask.Submit().At(here) // a double click asks once

		page.Form(here+"/betalt").Set("paid.amount", "1 200,01").Submit().Want(422, "inte är mer än det som är kvar")
		page.Form(here+"/betalt").Set("paid.amount", "sju").Submit().Want(422)
		page = page.Form(here+"/betalt").Set("paid.amount", "200").Submit().At(here).Want(200, "Betalat tillbaka", "1 000,00 kr")
		page.Form(here+"/efterskank").Set("waive.amount", "300").Submit().Want(422, "Fyll i det här.")
		page.Form(here+"/efterskank").Set("waive.amount", "300").Set("waive.reason", "Långvarig sjukdom.").Submit().At(here).Want(200, "Långvarig sjukdom.", "700,00 kr")

		mine := "/aterkrav/" + here[strings.LastIndexByte(here, '/')+1:]
		omar, asa := o.Visitor(o.Lund).MustLogIn(o.CoApplicant), o.Visitor(o.Lund).MustLogIn(o.Applicant)
		omar.Get("/beslut").Want(200, "EB-2026-0417-K3", "EB-2026-0417-K1")
		omar.Get(mine).Want(200, "700,00 kr är kvar att betala tillbaka.", "Återkravet gäller bara dig.", "Lönen var 1 200 kr högre.", "33 kap. 1 § socialtjänstlagen (2025:400)",
			"Betala till bankgiro senast 31 december.", "Långvarig sjukdom.", "Om du inte håller med", "förvaltningsrätten")
		omar.Get("/hamta-uppgifter").Want(200, "EB-2026-0417-K3", "Lönen var 1 200 kr högre.")
		omar.Get("/hamta-uppgifter/uppgifter.json").Want(200, `"number":"EB-2026-0417-K3"`, `"left":70000`)
		if list := asa.Get("/beslut").Want(200, "EB-2026-0417-K1"); strings.Contains(list.Body, "EB-2026-0417-K3") {
			t.Error("the other adult sees what is asked of one alone")
		}
		asa.Get(mine).Want(http.StatusNotFound)
		asa.Get("/aterkrav/"+string(o.Recovery.ID)).Want(200, "Återkravet gäller er båda.", "1 000,00 kr är kvar att betala tillbaka.")
		for _, path := range []string{"/beslut", "/start", "/mitt-arende", "/hamta-uppgifter", "/hamta-uppgifter/uppgifter.json", "/vem-har-last", "/mina-uppgifter", mine} {
			for _, citizen := range []string{"Lön som inte uppgavs", "5000-K1-26", "Hushållet har högre inkomst", "olisanmäl", "Inga andra förmåner"} {
				if strings.Contains(omar.Get(path).Body, citizen) {
					t.Errorf("%s tells the citizen %q", path, citizen)
				}
			}
		}

		end := v.Get(here).Form(here + "/avsluta")
		end.Submit().Want(422, "Välj ett alternativ.", "Fyll i det här.")
		end.Set("close.end", "ended").Set("close.reason", "Tiden har gått ut.").Submit().At(here).Want(200, "Återkravet är avslutat", "Tiden har gått ut.")
		omar.Get(mine).Want(200, "Du behöver inte betala mer.", "Återkravet är avslutat")
		for _, code := range []string{"ar", "ti", "kmr", "so", "en"} {
			omar.Get("/sprak/"+code+"?till="+mine).Want(200, "EB-2026-0417-K3")
		}
		w := o.as(o.Caseworker)
		w.Get(form).Want(http.StatusForbidden)
		w.Get(here).Want(200)
	})
}
