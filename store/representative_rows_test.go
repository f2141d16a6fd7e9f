package store_test

import (
	"context"

	"bistand/aid"
	"bistand/store"
	"bistand/store/storetest"
)

// representativeReader is the reading methods of those who act for others.
type representativeReader interface {
	Representative(context.Context, aid.ID) (aid.Representative, error)
	Representatives(context.Context, aid.ID) ([]aid.Representative, error)
	ActsFor(context.Context, aid.ID, aid.Date) ([]aid.Representative, error)
	IsToldFor(context.Context, aid.ID, aid.ID, aid.Date) (bool, error)
	RepresentedSteps(context.Context, aid.ID) ([]aid.RepresentedStep, error)
}

func representativeReads() map[string]readCall {
	type c = context.Context
	type reg = *storetest.Register
	return map[string]readCall{
		"Representative":  func(ctx c, r reader, w reg) (any, error) { return r.Representative(ctx, w.Represented.Over.ID) },
		"Representatives": func(ctx c, r reader, w reg) (any, error) { return r.Representatives(ctx, w.Applicant.ID) },
		"ActsFor":         func(ctx c, r reader, w reg) (any, error) { return r.ActsFor(ctx, w.Represented.Godman.ID, someDay) },
		"IsToldFor": func(ctx c, r reader, w reg) (any, error) {
			return r.IsToldFor(ctx, w.Represented.Godman.ID, w.Applicant.ID, someDay)
		},
		"RepresentedSteps": func(ctx c, r reader, w reg) (any, error) { return r.RepresentedSteps(ctx, w.Case.ID) },
	}
}

func representativeWrites() map[string]writeCall {
	type tx = *store.Tx
	type reg = *storetest.Register
	return map[string]writeCall{
		"AddRepresentative": func(tx tx, w reg) error {
			a := w.Represented.Acting
			a.ID, a.ActsID = newID(), w.Protected.ID
			return tx.AddRepresentative(a, w.Caseworker)
		},
		"AddRepresentativeEnd": func(tx tx, w reg) error {
			return tx.AddRepresentativeEnd(w.Represented.Acting.ID, w.Caseworker, "Återkallad.")
		},
		"ToldFor":       func(tx tx, w reg) error { _, err := tx.ToldFor(w.Applicant.ID, someDay); return err },
		"TurnSession":   func(tx tx, w reg) error { return tx.TurnSession(newID(), w.Case.ID, w.Represented.Acting.ID) },
		"EndSessionsBy": func(tx tx, w reg) error { return tx.EndSessionsBy(w.Represented.Acting.ID, w.Now) },
	}
}

// representativeAttempts break what holds for those who act for others.
func representativeAttempts(r *storetest.Register) []attempt {
	p := r.Represented
	authority := func(invariant, says string, broken row) attempt {
		return attempt{
			invariant: invariant, table: "representation", like: is("id", p.Acting.ID), legal: row{"id": "new", "representative_id": string(r.Protected.ID)}, broken: broken, says: says,
		}
	}
	over := copyOf("representation", representationColumns, is("id", p.Acting.ID), row{"id": "past", "representative_id": string(r.Protected.ID), "valid_until": "2026-10-31"})
	step := func(invariant, says string, broken row) attempt {
		return attempt{
			invariant: invariant, before: []string{over}, table: "represented_step", like: is("representation_id", p.Acting.ID) + " AND what = 'act'",
			legal: row{"seq": 1}, broken: broken, says: says,
		}
	}
	return []attempt{
		authority("nobody represents themselves", "check constraint", row{"representative_id": string(r.Applicant.ID)}),
		authority("one authority at a time for the same two people", "one authority at a time", row{"representative_id": string(p.Godman.ID)}),
		authority("an authority ends after it begins", "check constraint", row{"valid_until": "2026-10-04"}),
		authority("an authority is of a known kind", "check constraint", row{"kind": "anhorig"}),
		authority("an authority has a known scope", "check constraint", row{"scope": "pay"}),
		authority("an ombud acts by a mandate", "check constraint", row{"kind": "ombud"}),
		authority("an authority has the day of its paper", "check constraint", row{"paper_on": ""}),
		authority("an authority is registered by someone", "foreign key", row{"by_staff": "nobody"}),
		authority("a representative is in the register", "foreign key", row{"representative_id": "nobody"}),
		{
			invariant: "an authority ends once", table: "representation_end", like: is("representation_id", p.Over.ID),
			legal: row{"representation_id": string(p.Acting.ID)}, broken: row{"representation_id": string(p.Over.ID)}, says: "unique constraint",
		},
		{
			invariant: "an authority ends for a reason", table: "representation_end", like: is("representation_id", p.Over.ID),
			legal: row{"representation_id": string(p.Acting.ID)}, broken: row{"reason": ""}, says: "check constraint",
		},
		step("no step by an authority that has ended", "stands and covers", row{"representation_id": string(p.Over.ID)}),
		step("no act by an authority to follow", "stands and covers", row{"representation_id": string(p.Reads.ID)}),
		step("no step before an authority begins", "stands and covers", row{"taken_on": "2026-10-04"}),
		step("no step after an authority is over", "stands and covers", row{"representation_id": "past"}),
	}
}

const representationColumns = "id, person_id, representative_id, name, kind, scope, paper, paper_on, valid_from, valid_until, by_staff, by_name, at, seq, sum"
