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

// turnOf reads off an application whom it waits for: an adult who has yet to sign, papers, or the municipality, by the time that
// it has promised. Nil where nothing is awaited any more.
func turnOf(v *site.Visit, a aid.Application) *turn {
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
	}
	t := &turn{text: l.T("turn.us")}
	if a.Kind != aid.Renewal {
		t.also = l.T("turn.complete", "date", l.Date(a.CompleteSince()))
	}
	days := v.Tenant.Municipality.TargetDays
	if by := a.CompleteSince().AddDays(days); days > 0 && by.Before(v.Today()) {
		t.text = l.T("turn.us_late", "date", l.Date(by))
	} else if days > 0 {
		t.text = l.T("turn.us_by", "date", l.Date(by))
	}
	return t
}
