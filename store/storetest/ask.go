package storetest

import (
	"errors"
	"strconv"
	"strings"

	"bistand/aid"
	"bistand/store"
)

// Ask puts a request of two items to a household: a bank statement, and something in staff's own words.
func (b *Builder) Ask(c aid.Case, kind aid.RequestKind, month aid.Month, by aid.Staff) aid.CompletionRequest {
	b.T.Helper()
	q := aid.CompletionRequest{
		ID: b.ID(), CaseID: c.ID, Kind: kind, Month: month, Why: "Kontoutdraget slutar den 20 oktober.", Until: aid.SwedishDate(b.Now).AddDays(14),
		Items: []aid.CompletionItem{
			{ID: "1", Group: "attachment", What: "bank_statement", Who: c.Adults()[0].Name(), Month: aid.Month{Year: 2026, Month: 10}},
			{ID: "2", Group: "own", Text: "Hyreskontraktet", Month: aid.Month{Year: 2026, Month: 10}},
		},
		AskedBy: by.ID, AskedName: by.Name,
	}
	b.Step("ask_completion", "completion_request", q.ID, c.ID, func(tx *store.Tx) error {
		q.AskedAt = tx.At()
		return tx.AddCompletionRequest(q)
	})
	return q
}

// Answer answers one item of a request in words.
func (b *Builder) Answer(q *aid.CompletionRequest, item string, by aid.Person, text string) {
	b.T.Helper()
	answer := aid.Completion{ID: b.ID(), RequestID: q.ID, ItemID: item, PersonID: by.ID, Way: aid.ByText, Text: text}
	b.Step("answer_request", "completion_request", q.ID, q.CaseID, func(tx *store.Tx) error {
		answer.At = tx.At()
		return tx.AddCompletion(answer)
	})
	q.Answers = append(q.Answers, answer)
}

// EndRequest ends a request.
func (b *Builder) EndRequest(q *aid.CompletionRequest, outcome aid.RequestOutcome, by aid.Staff) {
	b.T.Helper()
	b.Step("end_request", "completion_request", q.ID, q.CaseID, func(tx *store.Tx) error {
		q.End = &aid.CompletionEnd{Outcome: outcome, Reason: "Lönen i ansökan är lägre än på kontot.", By: by.ID, ByName: by.Name, At: tx.At()}
		return tx.AddCompletionEnd(q.ID, *q.End)
	})
}

// DrawOf binds and draws a month's spot checks, for tests that only need one: nobody was there to be drawn.
func (b *Builder) DrawOf(m aid.Month, by aid.Staff) aid.SpotDraw {
	b.T.Helper()
	d := aid.SpotDraw{Month: m, Seed: strings.Repeat(strconv.Itoa(int(m.Month)%10), 64), Percent: 10, BoundBy: by.Name, DrawnBy: by.Name, PopulationHash: aid.HashPopulation(nil)}
	d.Commitment = aid.SeedCommitment(d.Seed)
	b.Step("bind_spot_checks", "spot_draw", "", "", func(tx *store.Tx) error {
		d.BoundAt = tx.At()
		return tx.AddSpotSeed(m, d.Seed, d.Percent, by)
	})
	b.Step("draw_spot_checks", "spot_draw", "", "", func(tx *store.Tx) error {
		d.DrawnAt = tx.At()
		return tx.AddSpotDraw(d, by)
	})
	return d
}

// requests asks the open case for something, ends two spot checks with a remark, and takes the simpler way from it for a while.
func (r *Register) requests() {
	september, november := aid.Month{Year: 2026, Month: 9}, aid.Month{Year: 2026, Month: 11}
	r.Asked = r.Ask(r.Case, aid.ForCompletion, aid.Month{}, r.Caseworker)
	r.Answer(&r.Asked, "1", r.Applicant, "Det kommer på måndag.")
	r.Step("see_request", "completion_request", r.Asked.ID, r.Case.ID, func(tx *store.Tx) error { return tx.AddCompletionSeen(r.Asked.ID, r.Applicant.ID) })
	r.DrawOf(september, r.Decider)
	r.Draw = r.DrawOf(november, r.Decider)
	earlier := r.Ask(r.Case, aid.ForSpotCheck, september, r.Decider)
	r.EndRequest(&earlier, aid.RequestRemark, r.Caseworker)
	r.SpotCheck = r.Ask(r.Case, aid.ForSpotCheck, november, r.Decider)
	r.SpotCheck.Until = r.SpotCheck.Until.AddDays(7)
	r.Step("extend_request", "completion_request", r.SpotCheck.ID, r.Case.ID, func(tx *store.Tx) error {
		return tx.AddCompletionExtension(r.ID(), r.SpotCheck.ID, r.SpotCheck.Until, r.Caseworker)
	})
	r.Answer(&r.SpotCheck, "1", r.CoApplicant, "Se förra månadens utdrag.")
	r.EndRequest(&r.SpotCheck, aid.RequestRemark, r.Caseworker)
	r.Evidence = aid.FullEvidence{ID: r.ID(), CaseID: r.Case.ID, From: november, Through: november.Add(3), Reason: "Två anmärkningar.", By: r.Decider.ID, ByName: r.Decider.Name}
	r.Step("full_evidence", "full_evidence", r.Evidence.ID, r.Case.ID, func(tx *store.Tx) error {
		r.Evidence.At, r.Evidence.EndedAt, r.Evidence.EndReason, r.Evidence.EndedName = tx.At(), tx.At(), "Fel månad.", r.Decider.Name
		return errors.Join(tx.AddFullEvidence(r.Evidence, r.Decider), tx.AddFullEvidenceEnd(r.Evidence.ID, r.Evidence.EndReason, r.Decider))
	})
}
