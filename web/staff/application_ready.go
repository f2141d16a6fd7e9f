package staff

import (
	"slices"

	"bistand/aid"
	"bistand/web/site"
)

// readiness is that an application can be decided as it is: since when it is complete, and by when the municipality has
// promised a decision.
type readiness struct {
	since aid.Date // no day: it cannot be decided yet
	by    aid.Date // no day: the municipality has stated no time
	late  bool
	month bool // a month's own, with the bank statements that are enough for it
}

// ready tells whether an application waits for nothing but a decision. What a caseworker or a lost privilege asks for comes
// first; receipts are no part of a month's application. Source: Borlänge's page, "Ny handläggning vid ekonomiskt bistånd".
func (view *applicationView) ready(v *site.Visit) readiness {
	asked := slices.ContainsFunc(view.requests, func(q aid.CompletionRequest) bool { return q.Kind == aid.ForCompletion && q.End == nil })
	if view.Status() != aid.Registered || view.monthFirst != "" || asked {
		return readiness{}
	}
	statement := slices.ContainsFunc(view.Content.Attachments, func(a aid.AttachmentRef) bool { return a.Kind == string(aid.BankStatement) })
	r := readiness{since: view.CompleteSince(), month: view.Kind == aid.Renewal && statement}
	if days := v.Tenant.Municipality.TargetDays; days > 0 && !r.since.IsZero() {
		r.by = r.since.AddDays(days)
		r.late = r.by.Before(v.Today())
	}
	return r
}
