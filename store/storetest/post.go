package storetest

import (
	"bistand/aid"
	"bistand/store"
)

// tell tells the co-applicant of the decision by post.
func (r *Register) tell() {
	r.Told = aid.Telling{Kind: aid.DecisionWaits, ObjectID: r.Decision.ID, CaseID: r.Case.ID, PersonID: r.CoApplicant.ID, Told: aid.Told{Way: aid.ByPost, Name: r.Caseworker.Name}}
	r.Step("tell_post", "decision", r.Decision.ID, r.Case.ID, func(tx *store.Tx) error {
		r.Told.On = aid.SwedishDate(tx.At())
		return tx.AddPostTold(r.Told, r.Caseworker)
	})
}
