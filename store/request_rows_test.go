package store_test

import (
	"context"

	"bistand/aid"
	"bistand/store"
	"bistand/store/storetest"
)

// requestReader is what reads requests and spot checks, of the Store and of a Tx within a step.
type requestReader interface {
	CompletionRequest(context.Context, aid.ID) (aid.CompletionRequest, error)
	CompletionRequests(context.Context, aid.ID) ([]aid.CompletionRequest, error)
	CompletionOf(context.Context, aid.ID) (aid.CompletionRequest, error)
	CompletionSeen(context.Context, aid.ID, aid.ID) (bool, error)
	CompletionWith(context.Context, aid.ID) (aid.ID, error)
	SpotChecks(context.Context, aid.Month) ([]aid.CompletionRequest, error)
	SpotDraws(context.Context) ([]aid.SpotDraw, error)
	SpotPopulation(context.Context, aid.Month) ([]aid.ID, error)
	FullEvidence(context.Context, aid.ID) ([]aid.FullEvidence, error)
	Remarks(context.Context, aid.ID) (int, error)
}

// requestReads makes one call of each of them.
func requestReads() map[string]readCall {
	type c = context.Context
	type reg = *storetest.Register
	return map[string]readCall{
		"CompletionRequest":  func(ctx c, r reader, w reg) (any, error) { return r.CompletionRequest(ctx, w.SpotCheck.ID) },
		"CompletionRequests": func(ctx c, r reader, w reg) (any, error) { return r.CompletionRequests(ctx, w.Case.ID) },
		"CompletionOf":       func(ctx c, r reader, w reg) (any, error) { return list(r.CompletionOf(ctx, w.Signed.ID)) },
		"CompletionSeen":     func(ctx c, r reader, w reg) (any, error) { return r.CompletionSeen(ctx, w.Asked.ID, w.Applicant.ID) },
		"CompletionWith":     func(ctx c, r reader, w reg) (any, error) { return list(r.CompletionWith(ctx, w.Attachment.ID)) },
		"SpotChecks":         func(ctx c, r reader, w reg) (any, error) { return r.SpotChecks(ctx, w.Draw.Month) },
		"SpotDraws":          func(ctx c, r reader, _ reg) (any, error) { return r.SpotDraws(ctx) },
		"SpotPopulation":     func(ctx c, r reader, w reg) (any, error) { return r.SpotPopulation(ctx, w.Draw.Month.Add(1)) },
		"FullEvidence":       func(ctx c, r reader, w reg) (any, error) { return r.FullEvidence(ctx, w.Case.ID) },
		"Remarks":            func(ctx c, r reader, w reg) (any, error) { return r.Remarks(ctx, w.Case.ID) },
	}
}

// requestWrites makes one call of each method that adds facts of them.
func requestWrites() map[string]writeCall {
	type tx = *store.Tx
	type reg = *storetest.Register
	return map[string]writeCall{
		"AddCompletionRequest": func(tx tx, w reg) error {
			q := w.Asked
			q.ID = newID()
			return tx.AddCompletionRequest(q)
		},
		"AddCompletion": func(tx tx, w reg) error {
			return tx.AddCompletion(aid.Completion{ID: newID(), RequestID: w.Asked.ID, ItemID: "2", PersonID: w.CoApplicant.ID, Way: aid.ByText, Text: "Kommer."})
		},
		"AddCompletionExtension": func(tx tx, w reg) error {
			return tx.AddCompletionExtension(newID(), w.Asked.ID, w.Asked.Until.AddDays(1), w.Caseworker)
		},
		"AddCompletionEnd": func(tx tx, w reg) error {
			return tx.AddCompletionEnd(w.Asked.ID, aid.CompletionEnd{Outcome: aid.RequestAccepted, By: w.Caseworker.ID, ByName: w.Caseworker.Name})
		},
		"AddCompletionSeen": func(tx tx, w reg) error { return tx.AddCompletionSeen(w.Asked.ID, w.CoApplicant.ID) },
		"AddSpotSeed":       func(tx tx, w reg) error { return tx.AddSpotSeed(w.Draw.Month.Add(7), "seed", 10, w.Decider) },
		"SpotSecret": func(tx tx, w reg) error {
			_, err := list(tx.SpotSecret(w.Draw.Month))
			return err
		},
		"AddSpotDraw": func(tx tx, w reg) error {
			d := w.Draw
			d.Month = d.Month.Add(8)
			if err := tx.AddSpotSeed(d.Month, "another", 10, w.Decider); err != nil {
				return err
			}
			return tx.AddSpotDraw(d, w.Decider)
		},
		"AddFullEvidence": func(tx tx, w reg) error {
			f := w.Evidence
			f.ID = newID()
			return tx.AddFullEvidence(f, w.Decider)
		},
		"AddFullEvidenceEnd": func(tx tx, w reg) error {
			f := w.Evidence
			f.ID = newID()
			if err := tx.AddFullEvidence(f, w.Decider); err != nil {
				return err
			}
			return tx.AddFullEvidenceEnd(f.ID, "Fel.", w.Decider)
		},
	}
}
