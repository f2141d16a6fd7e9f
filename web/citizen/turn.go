package citizen

import (
	"bistand/aid"
	"bistand/web/site"
)

// turn (vems tur) is what an application waits for, whose turn it is, and by when.
type turn struct {
	text string
	also string // since when it is complete, or who said that it will do
}

// askedUntil is the last day on which the visitor may answer in time what staff have asked about an application; no day where
// nothing is asked, or that day has gone by.
func askedUntil(v *site.Visit, a aid.Application) (until aid.Date, err error) {
	list, err := seenRequests(v, a.CaseID)
	for _, q := range list {
		waits := q.ApplicationID == a.ID && q.Asks(v.Actor().ID) && q.End == nil && q.Left() > 0
		if waits && !q.Until.Before(v.Today()) && until.Before(q.Until) {
			until = q.Until
		}
	}
	return until, err
}

// turnOf reads off an application whom it waits for: an adult who has yet to sign, papers, or the municipality, by the time that
// it has promised. asked is until when the reader may answer what staff have asked about it; no day where nothing is asked. Nil
// where nothing is awaited any more.
func turnOf(v *site.Visit, a aid.Application, asked aid.Date) *turn {
	l := v.L
	switch {
	case a.AwaitsSignatureOf(v.Actor().ID):
		return &turn{text: l.T("todo.waiting_you")}
	case a.Status() == aid.AwaitSignature:
		for _, adult := range a.Content.Household.Adults {
			if a.AwaitsSignatureOf(adult.PersonID) {
				return &turn{text: l.T("status.waiting_co", "name", adult.Name)}
			}
		}
		return nil
	case a.Status() != aid.Registered:
		return nil
	case len(a.LacksPapers()) > 0:
		return &turn{text: l.T("turn.papers")}
	case !asked.IsZero():
		return &turn{text: l.T("turn.asked", "date", l.Date(asked))}
	}
	t := &turn{text: l.T("turn.us")}
	since := a.CompleteSince()
	if !v.Today().Before(since) && (a.Kind != aid.Renewal || a.Registered.Before(since)) {
		t.also = l.T("turn.complete", "date", l.Date(since))
	}
	days := v.Tenant.Municipality.TargetDays
	if by := since.AddDays(days); days > 0 && by.Before(v.Today()) {
		t.text = l.T("turn.us_late", "date", l.Date(by))
	} else if days > 0 {
		t.text = l.T("turn.us_by", "date", l.Date(by))
	}
	return t
}
