package storetest

import (
	"context"

	"bistand/aid"
	"bistand/store"
)

// Represented is what Whole put into a register of people who act for others.
type Represented struct {
	Godman              aid.Person // acts for the applicant, has no case
	Acting, Over, Reads aid.Representative
	Hand                aid.Actor // the applicant by the god man's hand
	Read                aid.CaseRead
}

// represented adds a god man of the applicant, an earlier authority of theirs that was ended, and one to follow the co-applicant's.
func (r *Register) represented() {
	p := &r.Represented
	p.Godman = r.Person("Gun", "Godeman", "19600101", 987)
	authority := func(of aid.Person, scope aid.Scope) aid.Representative {
		a := aid.Representative{
			ID: r.ID(), PersonID: of.ID, ActsID: p.Godman.ID, Name: "Gun Godeman", Kind: aid.GodMan, Scope: scope, Paper: aid.RegisterExtract,
			PaperOn: aid.Date{Year: 2026, Month: 10, Day: 1}, From: aid.Date{Year: 2026, Month: 10, Day: 5}, RegisteredBy: r.Caseworker.Name,
		}
		r.Step("register_representative", "representative", a.ID, r.Case.ID, func(tx *store.Tx) error {
			a.RegisteredAt = tx.At()
			return tx.AddRepresentative(a, r.Caseworker)
		})
		return a
	}
	p.Over = authority(r.Applicant, aid.MayAct)
	r.Step("end_representative", "representative", p.Over.ID, r.Case.ID, func(tx *store.Tx) error {
		p.Over.End = &aid.RepresentativeEnd{Reason: "Uppdraget upphörde.", ByName: r.Caseworker.Name, At: tx.At()}
		return tx.AddRepresentativeEnd(p.Over.ID, r.Caseworker, p.Over.End.Reason)
	})
	p.Acting, p.Reads = authority(r.Applicant, aid.MayAct), authority(r.CoApplicant, aid.MayFollow)
	p.Hand = aid.Actor{Kind: aid.ByCitizen, ID: r.Applicant.ID, Name: r.Applicant.Name(), Deputy: p.Acting.Deputy()}
	r.ByHand(p.Hand, "sign", r.Signed.ID, func(tx *store.Tx) error { return tx.AddProtection(r.ID(), r.Applicant.ID, false) })
	r.ByHand(p.Hand, "read", r.Case.ID, func(tx *store.Tx) error {
		p.Read = aid.CaseRead{CaseID: r.Case.ID, By: p.Hand, At: tx.At(), What: "case"}
		return tx.AddCaseRead(r.ID(), p.Read)
	})
}

// ByHand carries out a step of the case by a representative.
func (r *Register) ByHand(actor aid.Actor, name string, object aid.ID, fn func(*store.Tx) error) {
	r.T.Helper()
	if err := r.TryByHand(actor, name, object, fn); err != nil {
		r.T.Fatalf("%s by a representative: %v", name, err)
	}
}

// TryByHand is ByHand for a step that may fail.
func (r *Register) TryByHand(actor aid.Actor, name string, object aid.ID, fn func(*store.Tx) error) error {
	step := store.Step{At: r.Now, Actor: actor, Name: name, CaseID: r.Case.ID, Kind: "application", Object: object}
	return r.Store.Step(context.Background(), step, fn)
}
