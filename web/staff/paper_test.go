package staff_test

import (
	"net/http"
	"strings"
	"testing"

	"bistand/aid"
	"bistand/web/webtest"
)

// TestB17X10_PaperEndsInTheSameCase: what the paper says is typed into the same content, with a scan and the days of signature; it
// has the same receipt and waits in the same queue, and its household reads it.
func TestB17X10_PaperEndsInTheSameCase(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		worker, address := o.as(o.Caseworker), "/handlaggning/arende/"+string(o.Case.ID)+"/ny-ansokan"
		scan := []byte("%PDF-1.7\n% ansokan pa papper\n%%EOF\n")
		fill := func() *webtest.Form {
			form := worker.Get(address).Want(200, "Registrera en pappersansökan", "Åsa Öberg skrev under den").Form(address)
			form.Set("month", "2026-11").Set("received", "2026-11-01").Set("form", "rental")
			form.Set("incomes.0.kind", "salary").Set("incomes.0.person", string(o.Applicant.ID)).Set("incomes.0.amount", "4 321")
			form.Set("expenses.0.kind", "housing").Set("expenses.0.amount", "7345").Set("expenses.0.note", "hyra")
			for _, adult := range []aid.Person{o.Applicant, o.CoApplicant} {
				form.Set("signed-"+string(adult.ID), "2026-10-31")
			}
			return form
		}
		fill().Submit().Want(http.StatusUnprocessableEntity, "Välj minst en fil")
		again := fill().Set("incomes.0.amount", "x").Attach("file", "a.pdf", scan).Submit().Want(http.StatusUnprocessableEntity, "Skriv beloppet i kronor")
		if got := again.Form(address).Fields.Get("expenses.0.note"); got != "hyra" {
			t.Errorf("what was typed is gone: %q", got)
		}
		fill().Set("received", "2027-01-01").Attach("file", "a.pdf", scan).Submit().Want(http.StatusUnprocessableEntity, "Skriv en dag som har varit")
		fill().Set("signed-"+string(o.CoApplicant.ID), "2027-01-01").Attach("file", "a.pdf", scan).Submit().Want(http.StatusUnprocessableEntity, "Skriv vilken dag Omar Öberg skrev under")
		form := fill().Attach("file", "ansokan.pdf", scan)
		receipt := form.Submit().Want(200, "Ansökan är inskickad", o.Case.Number, "1 november 2026", "15 november 2026")
		form.Submit().At(receipt.URL.Path) // a double click registers once
		fill().Attach("file", "a.pdf", scan).Submit().Want(http.StatusUnprocessableEntity, "Månaden har redan en ansökan")

		page := strings.TrimSuffix(receipt.URL.Path, "/kvitto")
		worker.Get(page).Want(200, "På papper", "4 321 kr", "ansokan.pdf", "Ansökan på papper")
		worker.Get("/handlaggning").Want(200, "november 2026", "Ska beräknas")
		id := page[strings.LastIndexByte(page, '/')+1:]
		asa := o.Visitor(o.Lund).MustLogIn(o.Applicant)
		asa.Get("/ansokningar/"+id).Want(200, "4 321,00 kr", "Vår tur")
		asa.Get("/ansok/kvitto/"+id).Want(200, o.Case.Number)
		asa.Get("/ansok/2026-11").At("/ansokningar/" + id)
		a, err := o.Store.Application(t.Context(), aid.ID(id))
		if err != nil || a.Origin != aid.FromPaper || !a.Content.NoIncome[o.CoApplicant.ID] || len(a.Content.Attachments) != 1 {
			t.Errorf("registered %+v (%v)", a, err)
		}
		if _, _, err := o.Store.Verify(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

// TestX10_WhoLeavesTheHouseholdIsShutOutAtOnce: when staff record that a couple has parted, the case closes to the one who left in
// the middle of what they were doing; what was out for signature is taken back, and the other goes on alone.
func TestX10_WhoLeavesTheHouseholdIsShutOutAtOnce(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		asa, omar := o.Visitor(o.Lund).MustLogIn(o.Applicant), o.Visitor(o.Lund).MustLogIn(o.CoApplicant)
		begun := omar.Get("/ansok/2026-11").Form("/ansok/2026-11").Set("changed", "nothing").Submit().Want(200, "Omar Öberg")
		draft := strings.TrimSuffix(begun.URL.Path, "/inkomster")
		worker, page := o.as(o.Caseworker), "/handlaggning/arende/"+string(o.Case.ID)
		form := worker.Get(page).Form(page+"/skilj").Set("person", string(o.CoApplicant.ID))
		form.Submit().At(page)
		omar.Get(draft).Want(200) // without a reason nothing has happened
		form.Set("reason", "De har separerat.").Submit().At(page)
		form.Submit().At(page)
		for _, path := range []string{"/start", draft, draft + "/kontrollera", "/ansokningar", "/beslut"} {
			if p := omar.Get(path); strings.Contains(p.Text(), o.Case.Number) || p.URL.Path == path && p.Status == 200 {
				t.Errorf("%s is still open: %d", path, p.Status)
			}
		}
		if p := omar.Post(draft+"/inkomster", "version", "1", "none-0", "ja"); p.Status == 200 && strings.HasPrefix(p.URL.Path, draft) {
			t.Errorf("a form is still taken: %d at %s", p.Status, p.URL)
		}
		if omar.LogIn(o.CoApplicant).URL.Path == "/start" {
			t.Error("they are let in again")
		}
		if text := asa.Get(draft+"/kontrollera").Want(200, "Åsa Öberg").Text(); strings.Contains(text, "Omar Öberg") {
			t.Error("the one who left still stands in the draft")
		}
		if text := worker.Get(page).Text(); strings.Contains(text, "Vem lämnar ärendet?") {
			t.Error("the last adult can be made to leave")
		}
	})
}
