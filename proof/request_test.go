package proof_test

import (
	"fmt"
	"strconv"

	"bistand/aid"
	"bistand/store"
	"bistand/store/storetest"
	"bistand/web/webtest"
)

// requests asks the household, and each adult alone, for something; draws it for two spot checks that end with a remark; and
// takes the simpler way from it. A draw waits for the month, bound.
func (h *household) requests(w *webtest.World, m team, n int) {
	h.t.Helper()
	desk, ctx := h.place.Tenant.Desk, h.t.Context()
	until := aid.SwedishDate(w.Clock.Now()).AddDays(20)
	ask := func(why string, person aid.ID) aid.ID {
		q := aid.CompletionRequest{
			CaseID: h.theCase.ID, PersonID: person, Why: why, Until: until,
			Items: []aid.CompletionItem{{Group: "own", Text: "Underlag nr " + strconv.Itoa(900+n)}},
		}
		return got[aid.CompletionRequest](h.t)(desk.AskForCompletion(ctx, by(m.caseworker), m.caseworker, q)).ID
	}
	h.ids["request"] = ask("Det fattas nr "+strconv.Itoa(900+n), "")
	h.plant(text, "Det fattas nr "+strconv.Itoa(900+n), "Underlag nr "+strconv.Itoa(900+n))
	for i, p := range h.adults {
		h.perks[i]["private"] = ask("Bara för dig.", p.ID)
	}
	b := storetest.Build(h.t, desk.Register)
	b.Now = w.Clock.Now()
	for _, month := range []aid.Month{{Year: 2026, Month: 3}, {Year: 2026, Month: 6}} {
		if !h.drawn(month) {
			b.DrawOf(month, m.decider)
		}
		check := b.Ask(h.theCase, aid.ForSpotCheck, month, m.decider)
		b.EndRequest(&check, aid.RequestRemark, m.caseworker)
	}
	h.bind(b, m)
	f := aid.FullEvidence{CaseID: h.theCase.ID, From: until.MonthOf().Add(1), Through: until.MonthOf().Add(3), Reason: "Två anmärkningar nr " + strconv.Itoa(900+n)}
	must(h.t, desk.RequireFullEvidence(ctx, by(m.decider), m.decider, f))
	h.ids["evidence"] = got[[]aid.FullEvidence](h.t)(desk.Register.FullEvidence(ctx, h.theCase.ID))[0].ID
}

// bind binds the seed of a month that has begun, the latest that has none, unless the draw of such a month waits.
func (h *household) bind(b *storetest.Builder, m team) {
	month := aid.SwedishDate(b.Now).MonthOf().Add(-1)
	for _, d := range got[[]aid.SpotDraw](h.t)(h.place.Tenant.Desk.Register.SpotDraws(h.t.Context())) {
		if d.Seed == "" && !month.Before(d.Month) {
			return
		}
	}
	for h.drawn(month) {
		month = month.Add(-1)
	}
	commitment := fmt.Sprintf("%064d", month.Year*100+int(month.Month))
	b.Step("bind_spot_checks", "spot_draw", "", "", func(tx *store.Tx) error { return tx.AddSpotSeed(month, commitment, 10, m.decider) })
}

// drawn tells whether a month's seed has been bound.
func (h *household) drawn(m aid.Month) bool {
	for _, d := range got[[]aid.SpotDraw](h.t)(h.place.Tenant.Desk.Register.SpotDraws(h.t.Context())) {
		if d.Month == m {
			return true
		}
	}
	return false
}
