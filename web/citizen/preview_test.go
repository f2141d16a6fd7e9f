package citizen

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"bistand/aid"
	"bistand/store/storetest"
)

// draftFor is a draft of the household for a month, filled in but for what each test is about.
func (w *world) draftFor(month aid.Month, change func(*aid.Content)) aid.Draft {
	w.t.Helper()
	ctx := context.Background()
	d, err := w.desk.BeginDraft(ctx, asCitizen(w.fatima), w.theCase.ID, month)
	w.must(err)
	d, err = w.desk.SaveDraft(ctx, asCitizen(w.fatima), d.ID, d.Version, func(c *aid.Content) error {
		c.Housing = aid.Housing{Form: "rental", Rooms: 3}
		c.Expenses = []aid.Expense{{Kind: "housing", Amount: 30_000_00}, {Kind: "glasses", Amount: 2_500_00}}
		c.Incomes = []aid.Income{{Kind: "salary", PersonID: w.omar.ID, Amount: 12_780_00}, {Kind: "child_benefit", PersonID: w.fatima.ID, Amount: 2_500_00}}
		c.NoIncome = nil
		change(c)
		return nil
	})
	w.must(err)
	d, err = w.desk.Attach(ctx, asCitizen(w.fatima), d.ID, "bank_statement", "kontoutdrag.pdf", strings.NewReader("%PDF-1.7\nkontoutdrag\n%%EOF"))
	w.must(err)
	return d
}

func unchanged(*aid.Content) {}

// signable tells that a draft can be sent on to be signed from its page of all answers, and returns the page where.
func (w *world) signable(d aid.Draft) string {
	w.t.Helper()
	rec := w.visit("POST", checkHref(d.ID), url.Values{"key": {string(w.id())}, "version": {itoa(d.Version)}})
	if rec.Code != http.StatusSeeOther {
		w.t.Fatalf("cannot be signed: %d %s", rec.Code, rec.Body)
	}
	return rec.Header().Get("Location")
}

func TestX1_PreviewBeforeSigning(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			w := wholeWorld(t, engine)
			d := w.draftFor(aid.Month{Year: 2026, Month: time.December}, unchanged)
			made, err := w.desk.PreviewApplication(context.Background(), draftApplication(d))
			w.must(err)
			amount := w.tenant.Languages.For("sv").Money(made.Result)
			page := w.get(checkHref(d.ID))
			w.wants(page, "Så ser det ut enligt det du har skrivit", "Det här är inget beslut.", "Med dina uppgifter saknas "+amount+" för december 2026.",
				"<svg class=\"chart\"", "Fatima Exempel, Omar Exempel", "Gemensamma kostnader", "30_000,00_kr", "15_280,00_kr",
				"Det här kan ändra beloppet", "Omar Exempel: efter sex månader i rad")
			w.lacks(page, "Godkända kostnader", "Du får")
			if strings.Index(page, "inget beslut") > strings.Index(page, "Gå vidare till underskrift") {
				t.Error("the preview stands after the button")
			}
			address := w.signable(d)
			w.who = w.omar // who signs without having filled in anything
			w.wants(w.get(address), "Det här är inget beslut.", "Med dina uppgifter saknas "+amount)
			w.language = "ar"
			w.wants(w.get(address), "هذا ليس قراراً.", "هكذا يبدو الأمر وفق ما كتبته")
			w.lacks(w.get(address), "preview.", "question.", "Det här")
		})
	}
}

func TestX1_X2_PreviewSaysWhereTheGuidelinesStop(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			w := wholeWorld(t, engine)
			w.desk.Municipality.Code = "1284" // whose guidelines have a highest cost of housing
			d := w.draftFor(aid.Month{Year: 2026, Month: time.December}, unchanged)
			page := w.get(checkHref(d.ID))
			w.wants(page, "Kommunens gräns", "Boendekostnad: godkänns hela kostnaden ändras resultatet med +")
			w.language = "ar"
			w.wants(w.get(checkHref(d.ID)), w.tenant.Languages.For("ar").T("preview.cut"))
		})
	}
}

func TestX1_PreviewOfASurplusAndOfNoCosts(t *testing.T) {
	w := wholeWorld(t, "sqlite")
	d := w.draftFor(aid.Month{Year: 2026, Month: time.December}, func(c *aid.Content) {
		c.Expenses = nil
		c.Incomes[0].Amount = 60_000_00
	})
	page := w.get(checkHref(d.ID))
	w.wants(page, "Med dina uppgifter är inkomsterna", "Du kan ansöka ändå.", "Överskott")
	w.lacks(page, "NaN", "width=\"-")
	w.signable(d)
}

func TestX1_WhatCannotBeReckonedDoesNotStopSigning(t *testing.T) {
	const none = "Vi kan inte räkna ut ett belopp ännu. Det hindrar inte din ansökan."
	t.Run("no table for the month", func(t *testing.T) {
		w := wholeWorld(t, "sqlite")
		w.on(12, 20)
		d := w.draftFor(aid.Month{Year: 2027, Month: time.January}, unchanged)
		w.wants(w.get(checkHref(d.ID)), none)
		w.wants(w.get(w.signable(d)), none)
	})
	t.Run("a grown child who is not said to go to school", func(t *testing.T) {
		w := wholeWorld(t, "sqlite")
		d := w.draftFor(aid.Month{Year: 2026, Month: time.December}, grownUp)
		w.wants(w.get(checkHref(d.ID)), none, "Går inte i skolan")
		w.wants(w.get(w.signable(d)), none)
	})
	t.Run("incomes that are missing", func(t *testing.T) {
		w := wholeWorld(t, "sqlite")
		d := w.draftFor(aid.Month{Year: 2026, Month: time.December}, func(c *aid.Content) { c.Incomes = nil })
		w.wants(w.get(checkHref(d.ID)), none)
	})
}

// grownUp makes the oldest child nineteen.
func grownUp(c *aid.Content) { c.Household.Children[0].Born = aid.Date{Year: 2007, Month: 3, Day: 1} }

func TestX1_AGrownChildIsAskedForSchool(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			w := wholeWorld(t, engine)
			d := w.draftFor(aid.Month{Year: 2026, Month: time.December}, grownUp)
			children := d.Content.Household.Children
			page := w.get(sectionHref(d.ID, householdSection))
			w.wants(page, "Går Amal Exempel i skolan?", "fyllt 18 år")
			w.lacks(page, "Går Sami Exempel i skolan?")
			w.language = "ar"
			w.wants(w.get(sectionHref(d.ID, householdSection)), "إلى المدرسة؟")
			w.language = "sv"
			form := url.Values{"key": {string(w.id())}, "version": {itoa(d.Version)}, lunchName(children[0]): {"nej"}, lunchName(children[1]): {"nej"}}
			if rec := w.visit("POST", sectionHref(d.ID, householdSection), form); rec.Code != http.StatusUnprocessableEntity {
				t.Fatalf("no answer: %d", rec.Code)
			}
			form.Set(pupilName(children[0]), "ja")
			if rec := w.visit("POST", sectionHref(d.ID, householdSection), form); rec.Code != http.StatusSeeOther {
				t.Fatalf("an answer: %d %s", rec.Code, rec.Body)
			}
			page = w.get(checkHref(d.ID))
			w.wants(page, "Går i skolan", "Med dina uppgifter saknas")
			saved, err := w.desk.Register.Draft(context.Background(), d.ID)
			w.must(err)
			if c := saved.Content.Household.Children; !c[0].Pupil || c[1].Pupil {
				t.Errorf("kept: %+v", c)
			}
		})
	}
}

func TestX1_OnlyTheMunicipalityCarriesASurplusOver(t *testing.T) {
	w := wholeWorld(t, "sqlite")
	d := w.draftFor(aid.Month{Year: 2026, Month: time.December}, unchanged)
	page := w.get(sectionHref(d.ID, incomesSection))
	w.wants(page, `value="salary"`)
	w.lacks(page, `value="surplus"`)
	form := url.Values{
		"key": {string(w.id())}, "version": {itoa(d.Version)}, rowsName(0): {"1"}, rowsName(1): {"0"}, noIncomeName(1): {"ja"},
		"kind-0-0": {"surplus"}, "amount-0-0": {"100"},
	}
	if rec := w.visit("POST", sectionHref(d.ID, incomesSection), form); rec.Code != http.StatusUnprocessableEntity {
		t.Errorf("a surplus stated all the same: %d", rec.Code)
	}
}

// TestX1_APreviewGrantsNothing: before anyone has decided no cost is said to be granted, and what was handed in otherwise is named whole.
func TestX1_APreviewGrantsNothing(t *testing.T) {
	w := wholeWorld(t, "sqlite")
	draft, err := w.desk.Register.DraftFor(t.Context(), w.theCase.ID, aid.Month{Year: 2026, Month: 12})
	w.must(err)
	_, err = w.desk.SaveDraft(t.Context(), asCitizen(w.fatima), draft.ID, draft.Version, func(c *aid.Content) error {
		c.Incomes, c.NoIncome = nil, map[aid.ID]bool{w.fatima.ID: true, w.omar.ID: true}
		return nil
	})
	w.must(err)
	_, err = w.desk.HandIn(t.Context(), asCitizen(w.fatima), draft.ID, aid.AttachmentRef{Kind: "bank_statement", Way: "office", On: aid.SwedishDate(w.now)})
	w.must(err)
	page := w.get(checkHref(draft.ID))
	w.wants(page, "Med dina uppgifter saknas", "Räknas", "Lämnat på kontoret")
	w.lacks(page, "Godkänt", "Kontoutdrag,")
}
