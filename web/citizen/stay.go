package citizen

import (
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
	a, err := v.Register().Application(v.Ctx(), d.ApplicationID)
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
	d, err := v.Register().Decision(v.Ctx(), p.DecisionID)
	if err != nil {
		return err
	}
	return sawDecision(v, d)
}

// seen keeps what a check passes of a list.
func seen[T any](list []T, err error, check func(T) error) ([]T, error) {
	if err != nil {
		return nil, err
	}
	var fault error
	list = slices.DeleteFunc(list, func(one T) bool {
		err := check(one)
		if err != nil && !errors.Is(err, aid.ErrNotFound) {
			fault = err
		}
		return err != nil
	})
	return list, fault
}

// The lists of a case, as far as the visitor may see them.

func seenApplications(v *site.Visit, caseID aid.ID) ([]knownApplication, error) {
	list, err := v.Register().Applications(v.Ctx(), caseID)
	if err != nil {
		return nil, err
	}
	var all []knownApplication
	for _, a := range list {
		one, err := known(v, a)
		if errors.Is(err, aid.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
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
	return seen(list, err, func(q aid.CompletionRequest) error { return saw(v, q.AskedAt) })
}

func seenReads(v *site.Visit, list []aid.CaseRead, err error) ([]aid.CaseRead, error) {
	return seen(list, err, func(r aid.CaseRead) error { return saw(v, r.At) })
}

// seenPapers leaves out of what goes with an application the spot checks that are not for the visitor.
func seenPapers(v *site.Visit, p *aid.MonthPapers, err error) (*aid.MonthPapers, error) {
	if err != nil || p == nil {
		return p, err
	}
	p.Checks, err = seen(p.Checks, nil, func(q aid.CompletionRequest) error { return saw(v, q.AskedAt) })
	return p, err
}

// seenOverview is where the case stands, as far as the visitor may see it: what is kept ready is everyone's.
func seenOverview(v *site.Visit) (aid.Overview, error) {
	o, err := v.Overview()
	if err != nil || len(o.Stays[v.Actor().ID]) == 0 {
		return o, err
	}
	whole := func(id aid.ID) bool {
		a, fault := v.Register().Application(v.Ctx(), id)
		if fault == nil {
			fault = sawApplication(v, a)
		}
		if fault != nil && !errors.Is(fault, aid.ErrNotFound) {
			err = fault
		}
		return fault == nil
	}
	if o.Application != nil && !whole(o.Application.ID) {
		o.Application, o.Await = nil, nil
	}
	if o.Calculation != nil && !whole(o.Calculation.ApplicationID) {
		o.Calculation = nil
	}
	if o.Lapsed != nil && saw(v, o.Lapsed.At) != nil {
		o.Lapsed = nil
	}
	o.Needs = slices.DeleteFunc(slices.Clone(o.Needs), func(a aid.AppView) bool { return !whole(a.ID) })
	if o.Decision != nil {
		d, fault := v.Register().Decision(v.Ctx(), o.Decision.ID)
		if fault != nil {
			return o, fault
		}
		if !whole(d.ApplicationID) {
			o.Decision = nil
		}
	}
	if o.Payment != nil {
		p, fault := v.Register().Payment(v.Ctx(), o.Payment.ID)
		if fault == nil {
			fault = sawPayment(v, p)
		}
		if errors.Is(fault, aid.ErrNotFound) {
			o.Payment = nil
		} else if fault != nil {
			return o, fault
		}
	}
	o.Asked = slices.DeleteFunc(slices.Clone(o.Asked), func(q aid.AskedView) bool {
		request, fault := v.Register().CompletionRequest(v.Ctx(), q.ID)
		if fault == nil {
			fault = saw(v, request.AskedAt)
		}
		if fault != nil && !errors.Is(fault, aid.ErrNotFound) {
			err = fault
		}
		return fault != nil
	})
	return o, err
}
