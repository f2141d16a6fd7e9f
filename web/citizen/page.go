package citizen

import (
	"time"

	"bistand/aid"
	"bistand/web/site"
	"bistand/web/ui"
)

// page is the frame of every citizen's page: navigation, the menu under the person's own name, and the warning before the
// log-in ends. Current is the Href of the navigation's entry that the page belongs to; empty for none.
func page(v *site.Visit, title, current string) ui.Page {
	left, unread, me := sessionLeft(*v.Session, v.Now), unreadOf(v), v.Actor().ID
	return ui.Page{
		Title: title, Current: current, Frame: "citizen", Flash: v.MaintenanceReminder(), User: v.Self().Name, Acting: acting(v), LogOut: "/logga-ut",
		Nav: []ui.Link{
			{Text: v.L.T("nav.start"), Href: "/start"},
			{Text: v.L.T("nav.applications"), Href: "/ansokningar"},
			{Text: v.L.T("nav.payments"), Href: "/utbetalningar"},
			{Text: v.L.T("nav.decisions"), Href: "/beslut"},
			{Text: v.L.T("nav.messages"), Href: messagesHref, Count: unread.Unread[me]},
			{Text: v.L.T("nav.documents"), Href: documentsHref, Count: unread.NewDocuments[me]},
			{Text: v.L.T("nav.notes"), Href: notesHref, Count: unread.NewNotes[me]},
			{Text: v.L.T("nav.contacts"), Href: "/kontakter"},
		},
		Menu: []ui.Link{
			{Text: v.L.T("change.title"), Href: changesHref},
			{Text: v.L.T("nav.case"), Href: "/mitt-arende"},
			{Text: v.L.T("ask.title"), Href: requestsHref},
			{Text: v.L.T("nav.register"), Href: registerHref},
			{Text: v.L.T("nav.profile"), Href: "/min-profil"},
			{Text: v.L.T("nav.logins"), Href: "/mina-inloggningar"},
			{Text: v.L.T("nav.readers"), Href: "/vem-har-last"},
			{Text: v.L.T("download.title"), Href: downloadHref},
		},
		Footer: []ui.Link{
			{Text: v.L.T("feedback.title"), Href: "/tyck-till"},
			{Text: v.L.T("footer.privacy"), Href: "/personuppgifter"},
		},
		SessionLeft: left, SessionEnd: "/utloggad?tid=1", SessionEndsAt: v.L.Time(v.Now.Add(time.Duration(left) * time.Second).In(aid.Sweden)),
	}
}

// unreadOf is where the case stands, for the counts of what the visitor has not read. Where it cannot be read there are none: a page is
// worth more than the numbers beside its links.
func unreadOf(v *site.Visit) aid.Overview {
	if o, err := v.Overview(); err == nil {
		return o
	}
	return aid.Overview{}
}

// lessUnread takes one that is being read off the number beside its entry in the navigation.
func lessUnread(p *ui.Page, href string) {
	for i := range p.Nav {
		if p.Nav[i].Href == href && p.Nav[i].Count > 0 {
			p.Nav[i].Count--
		}
	}
}

// sessionLeft is the number of seconds until the log-in ends when nothing more is done: this visit has just used it.
func sessionLeft(s aid.Session, now time.Time) int {
	left := min(aid.SessionIdle, aid.SessionLongest-now.Sub(s.StartedAt))
	return max(int(left/time.Second), 1)
}

// Addresses of single objects.

func applicationHref(id aid.ID) string { return "/ansokningar/" + string(id) }

func calculationHref(application aid.ID) string {
	return applicationHref(application) + "/berakning"
}
func decisionHref(id aid.ID) string      { return "/beslut/" + string(id) }
func paymentHref(id aid.ID) string       { return "/utbetalningar/" + string(id) }
func signHref(application aid.ID) string { return "/ansok/underskrift/" + string(application) }
func draftHref(draft aid.ID) string      { return "/ansok/utkast/" + string(draft) }
func applyHref(m aid.Month) string       { return "/ansok/" + m.String() }

// ours passes an object of the visitor's own case; one of another case does not exist for them.
func ours(caseID, objectsCase aid.ID, err error) error {
	if err == nil && caseID != objectsCase {
		return aid.ErrNotFound
	}
	return err
}
