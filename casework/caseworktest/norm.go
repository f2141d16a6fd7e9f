// Package caseworktest holds what tests of several sides do at the desk.
package caseworktest

import (
	"crypto/rand"
	"testing"

	"bistand/aid"
	"bistand/casework"
)

// ConfirmNorms has two members of staff confirm every computed figure of the norms, as a municipality does before it decides.
func ConfirmNorms(t testing.TB, desk *casework.Desk, first, second aid.Staff) {
	t.Helper()
	by := func(s aid.Staff) casework.Request {
		return casework.Request{Actor: aid.Actor{Kind: aid.ByStaff, ID: s.ID, Name: s.Name}, Key: rand.Text()}
	}
	for _, norm := range desk.Rules.Riksnorms {
		figures := casework.ComputedFigures(norm)
		if len(figures) == 0 {
			continue
		}
		if err := desk.ProposeFigures(t.Context(), by(first), first, "SFS 0000:0000 (påhittat)", figures); err != nil {
			t.Fatal(err)
		}
		ids := make([]aid.ID, len(figures))
		for i, f := range figures {
			ids[i] = f.ID
		}
		if err := desk.AnswerFigures(t.Context(), by(second), second, ids, aid.FigureConfirmed); err != nil {
			t.Fatal(err)
		}
	}
}
