package citizen

import (
	"context"
	"errors"
	"slices"
	"time"

	"bistand/aid"
	"bistand/web/site"
)

// stays are the visitor's times in the case; none where they may see all of it.
func stays(v *site.Visit) (aid.Stays, error) {
	o, err := v.Overview()
	return o.Stays[v.Actor().ID], absentIsFine(err)
}

// saw passes what happened in one of the visitor's times in the case; anything else does not exist for them.
func saw(v *site.Visit, at ...time.Time) error {
	s, err := stays(v)
	if err == nil && !s.Saw(at...) {
		err = aid.ErrNotFound
	}
	return err
}

// sawApplication passes an application of one of the visitor's times in the case, with all that came of it.
func sawApplication(v *site.Visit, a aid.Application) error {
	s, err := stays(v)
	if err == nil && !s.SawApplication(a) {
		err = aid.ErrNotFound
	}
	return err
}

// knownApplication is an application as the visitor may know it. Apart, they signed it and left before it was decided: it is what they
// signed, and nothing of what followed.
type knownApplication struct {
	aid.Application
	apart bool
}

// known passes an application of one of the visitor's times in the case, whole or as they signed it.
func known(v *site.Visit, a aid.Application) (knownApplication, error) {
	s, err := stays(v)
	if err != nil || s.SawApplication(a) {
		return knownApplication{Application: a}, err
	}
	if len(a.Signatures) == 0 { // a list does not have them
		if a, err = v.Register().Application(v.Ctx(), a.ID); err != nil {
			return knownApplication{}, err
		}
	}
	signed := a.HasSigned(v.Actor().ID)
	if a.Origin == aid.FromPaper {
		inked, err := v.Register().PaperSignatures(v.Ctx(), a.ID)
		if err != nil {
			return knownApplication{}, err
		}
		_, signed = inked[v.Actor().ID]
	}
	own, theirs := s.AsSigned(a)
	if !signed || !theirs {
		return knownApplication{}, aid.ErrNotFound
	}
	return knownApplication{own, true}, nil
}

// sawDecision passes a decision on such an application.
func sawDecision(v *site.Visit, d aid.Decision) error {
	s, err := stays(v)
	if err != nil || len(s) == 0 {
		return err
	}
	a, err := v.Register().ApplicationState(v.Ctx(), d.ApplicationID)
	if err == nil && (!s.SawApplication(a) || !s.Saw(d.DecidedAt)) {
		err = aid.ErrNotFound
	}
	return err
}

// sawPayment passes a payment on such a decision.
func sawPayment(v *site.Visit, p aid.Payment) error {
	s, err := stays(v)
	if err != nil || len(s) == 0 {
		return err
	}
	if !s.SawDay(p.SendOn) {
		return aid.ErrNotFound
	}
	return sawBy(v, v.Register().Decision, p.DecisionID, sawDecision)
}

// sawRequest passes a request that was made in one of those times.
func sawRequest(v *site.Visit, q aid.CompletionRequest) error { return saw(v, q.AskedAt) }

// screen leaves out what does not exist for the visitor, and keeps what else went wrong on the way.
type screen struct{ err error }

// hides tells whether the answer of a check leaves something out.
func (s *screen) hides(fault error) bool {
	if !errors.Is(fault, aid.ErrNotFound) {
		s.err = errors.Join(s.err, fault)
	}
	return fault != nil
}

// seen keeps what a check passes of a list.
func seen[T any](list []T, err error, check func(T) error) ([]T, error) {
	if err != nil {
		return nil, err
	}
	var s screen
	list = slices.DeleteFunc(list, func(one T) bool { return s.hides(check(one)) })
	return list, s.err
}

// sawBy checks what an id names.
func sawBy[T any](v *site.Visit, find func(context.Context, aid.ID) (T, error), id aid.ID, check func(*site.Visit, T) error) error {
	one, err := find(v.Ctx(), id)
	if err != nil {
		return err
	}
	return check(v, one)
}

// The lists of a case, as far as the visitor may see them.

func seenApplications(v *site.Visit, caseID aid.ID) ([]knownApplication, error) {
	list, err := v.Register().Applications(v.Ctx(), caseID)
	if err != nil {
		return nil, err
	}
	var all []knownApplication
	var out screen
	for _, a := range list {
		if one, fault := known(v, a); !out.hides(fault) {
			all = append(all, one)
		}
	}
	return all, out.err
}

func seenDecisions(v *site.Visit, caseID aid.ID) ([]aid.Decision, error) {
	list, err := v.Register().Decisions(v.Ctx(), caseID)
	return seen(list, err, func(d aid.Decision) error { return sawDecision(v, d) })
}

func seenPayments(v *site.Visit, list []aid.Payment, err error) ([]aid.Payment, error) {
	return seen(list, err, func(p aid.Payment) error { return sawPayment(v, p) })
}

func seenDocuments(v *site.Visit, caseID aid.ID) ([]aid.Document, error) {
	list, err := v.Register().Documents(v.Ctx(), caseID, false)
	return seen(list, err, func(d aid.Document) error { return saw(v, d.WrittenAt, d.PublishedAt) })
}

func seenNotes(v *site.Visit, caseID aid.ID) ([]aid.JournalNote, error) {
	list, err := v.Register().Notes(v.Ctx(), caseID, false)
	return seen(list, err, func(n aid.JournalNote) error { return saw(v, n.WrittenAt, n.PublishedAt) })
}

func seenRequests(v *site.Visit, caseID aid.ID) ([]aid.CompletionRequest, error) {
	list, err := v.Register().CompletionRequests(v.Ctx(), caseID)
	return seen(list, err, func(q aid.CompletionRequest) error { return sawRequest(v, q) })
}

func seenReads(v *site.Visit, list []aid.CaseRead, err error) ([]aid.CaseRead, error) {
	return seen(list, err, func(r aid.CaseRead) error { return saw(v, r.At) })
}

// seenPapers leaves out of what goes with an application the spot checks that are not for the visitor.
func seenPapers(v *site.Visit, p *aid.MonthPapers, err error) (*aid.MonthPapers, error) {
	if err != nil || p == nil {
		return p, err
	}
	p.Checks, err = seen(p.Checks, nil, func(q aid.CompletionRequest) error { return sawRequest(v, q) })
	return p, err
}

// seenOverview is where the case stands, as far as the visitor may see it: what is kept ready is everyone's.
func seenOverview(v *site.Visit) (aid.Overview, error) {
	o, err := v.Overview()
	if err != nil || len(o.Stays[v.Actor().ID]) == 0 {
		return o, err
	}
	var out screen
	r := v.Register()
	unseen := func(application aid.ID) bool {
		return out.hides(sawBy(v, r.ApplicationState, application, sawApplication))
	}
	if o.Application != nil && unseen(o.Application.ID) {
		o.Application, o.Await = nil, nil
	}
	if o.Calculation != nil && unseen(o.Calculation.ApplicationID) {
		o.Calculation = nil
	}
	if o.Lapsed != nil && out.hides(saw(v, o.Lapsed.At)) {
		o.Lapsed = nil
	}
	if o.Decision != nil && out.hides(sawBy(v, r.Decision, o.Decision.ID, sawDecision)) {
		o.Decision = nil
	}
	if o.Payment != nil && out.hides(sawBy(v, r.Payment, o.Payment.ID, sawPayment)) {
		o.Payment = nil
	}
	o.Needs = slices.DeleteFunc(slices.Clone(o.Needs), func(a aid.AppView) bool { return unseen(a.ID) })
	o.Asked = slices.DeleteFunc(slices.Clone(o.Asked), func(q aid.AskedView) bool {
		return out.hides(sawBy(v, r.CompletionRequest, q.ID, sawRequest))
	})
	return o, out.err
}
