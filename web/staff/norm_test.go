package staff_test

import (
	"net/http"
	"strings"
	"testing"

	"bistand/aid"
	"bistand/casework/caseworktest"
)

const normPath = "/handlaggning/normen"

// fieldOf finds the row of a figure on the page by what its field is called.
func fieldOf(t *testing.T, body, name string) string {
	t.Helper()
	before, _, found := strings.Cut(body, "Kronor i månaden för "+name)
	at := strings.LastIndex(before, `for="f-figure.`)
	if !found || at < 0 {
		t.Fatalf("no field for %s", name)
	}
	row, _, _ := strings.Cut(before[at+len(`for="f-`):], `.kr"`)
	return row
}

func TestX1_TwoPeopleConfirmAFigure(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		c := o.household("EB-2026-0601", "20220310", o.both)
		a := o.apply(c, november, func(content *aid.Content) { content.Household.Children[0].LunchOut = true })
		first, second := o.as(o.administrator), o.as(o.both)
		page := first.Get(normPath).Want(200, "Riksnorm 2026", "Barn 4–6 år, lunch i förskolan", "Saknas", "Uträknat, inte bekräftat", "2024 års belopp × 1,028", "Inget belopp är föreslaget ännu.")
		lunch := fieldOf(t, page.Body, "Barn 4–6 år, lunch i förskolan")
		form := page.Form(normPath + "/foresla")
		form.Submit().Want(422, "Välj minst ett belopp.", "Skriv förordningens nummer")
		page = form.Set(lunch+".kr", "mycket").Set("ordinance", "SFS 2025:1000").Submit().Want(422, "Beloppet ska vara mellan 1 och 100 000 kronor")
		if got := page.Form(normPath + "/foresla").Fields; got.Get(lunch+".kr") != "mycket" || got.Get("ordinance") != "SFS 2025:1000" {
			t.Errorf("what was typed is gone: %v", got)
		}
		form = page.Form(normPath+"/foresla").Set(lunch+".kr", "2 580")
		form.Submit().At(normPath).Want(200, "Någon annan än du måste bekräfta", "Väntar på svar", "2 580 kr", "Föreslaget av Adam Minell")
		form.Submit().At(normPath).Want(200, "2 580 kr") // the same form sent twice proposes once
		first.Get(calculationPath(a)).Want(http.StatusForbidden)
		second.Get(calculationPath(a)).Want(200, "Belopp saknas i Riksnorm 2026")

		figures, err := o.Store.NormFigures(t.Context(), "riksnorm/2026.toml")
		if err != nil || len(figures) != 1 {
			t.Fatalf("%d figures (%v), want 1", len(figures), err)
		}
		first.Post(normPath+"/svara", "figur", string(figures[0].ID), "gor", "bekrafta").Want(http.StatusForbidden)
		slow := second.Get(normPath).Want(200, "Väntar på ditt svar").Form(normPath + "/svara")
		slow.Press("gor", "bekrafta").At(normPath).Want(200, "Bekräftat av Berit Båda", "Bekräftat 2 580 kr")
		o.as(o.all).Post(normPath+"/svara", "figur", string(figures[0].ID), "gor", "avsla").Want(http.StatusConflict, "Någon annan har redan svarat")
		saved(second, a)
		second.Get(decisionPath(a)).Want(200, "11 487 kr").Form(decisionPath(a)).Press("gor", "besluta").Want(200, "Bifall", "Planerad")

		withdraw := second.Get(normPath).Form(normPath + "/aterta")
		withdraw.Submit().Want(422, "Fyll i det här.")
		withdraw.Set("reason", "Fel rad i förordningen.").Submit().At(normPath).Want(200, "Återtaget av Berit Båda", "Skäl: Fel rad i förordningen.", "Bekräftat av Berit Båda")
		if _, _, err := o.Store.Verify(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestX1_ComputedFiguresCarryNoDecisionUntilConfirmed(t *testing.T) {
	o := open(t, "sqlite")
	c := o.household("EB-2026-0602", "20220310", o.both)
	a := o.apply(c, november, nil)
	v := o.as(o.both)
	saved(v, a)
	page := v.Get(decisionPath(a)).Want(200, "Beräkningen vilar på siffror som inte är bekräftade", "Norm: Lova Provsson")
	if strings.Contains(page.Text(), "Fatta beslut") {
		t.Error("a decision on computed figures is offered")
	}
	page.Form(decisionPath(a)).Press("gor", "besluta").Want(422)
	caseworktest.ConfirmNorms(t, o.Lund.Tenant.Desk, o.administrator, o.both)
	saved(v, a) // the same sums, now on confirmed figures
	v.Get(decisionPath(a)).Form(decisionPath(a)).Press("gor", "besluta").Want(200, "Bifall", "Planerad")
}

func TestX1_RejectedFiguresCanBeProposedAgain(t *testing.T) {
	o := open(t, "sqlite")
	first, second := o.as(o.administrator), o.as(o.both)
	propose := func() {
		page := first.Get(normPath)
		row := fieldOf(t, page.Body, "Barn 3 år")
		page.Form(normPath+"/foresla").Set(row+".ja", "ja").Set("ordinance", "SFS 2025:1000").Submit().At(normPath).Want(200, "Väntar på svar")
	}
	propose()
	second.Get(normPath).Form(normPath+"/svara").Press("gor", "avsla").At(normPath).Want(200, "Avslaget av Berit Båda")
	propose()
	second.Get(normPath).Form(normPath+"/svara").Press("gor", "bekrafta").At(normPath).Want(200, "Avslaget av Berit Båda", "Bekräftat av Berit Båda", "2 720 kr")
}
