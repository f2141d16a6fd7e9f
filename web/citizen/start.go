package citizen

import (
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"bistand/aid"
	"bistand/casework"
	"bistand/web/site"
	"bistand/web/ui"
)

// homeView is what the start page shows.
type homeView struct {
	name        string
	lapsed      *ui.Notice // an application that was taken away unsigned
	todos       []ui.ToDo
	overview    aid.Overview
	steps       []ui.Step
	waiting     string // whom a frozen application waits for, in words
	offers      []offer
	needs       []needView
	mayNeed     bool      // a single need can be applied for
	next        aid.Month // where no month is open: the one that opens next
	opens       aid.Date  // and when
	late        bool      // the payment should have been sent by now
	appealUntil aid.Date  // last day to appeal the latest decision, while there is one
	contacts    []reached
	offices     []aid.Office
}

// needView is an application for a single need that has no decision yet.
type needView struct {
	aid.AppView
	waiting string
}

// offer is a month that can be applied for.
type offer struct {
	month aid.Month
	until aid.Date
}

// start shows where the case stands. Everything comes from the case's one overview row, since it is the page that opens
// most often; what one adult writes of an appeal is theirs alone, and not in it.
func start(v *site.Visit) error {
	caseID, err := v.CaseID("start")
	if err != nil {
		return err
	}
	o, err := seenOverview(v)
	if err != nil {
		return err
	}
	appeals, err := appealTodos(v, caseID)
	if err != nil {
		return err
	}
	me := v.Actor().ID
	view := homeView{
		name: givenName(v), overview: o, todos: inOrder(append(todos(v, o), appeals...)), waiting: waitingFor(v, o),
		offers: offers(v.Tenant.Municipality, o, v.Today()),
	}
	view.offices = v.Tenant.Municipality.Offices
	if view.contacts, err = contactsNow(v, o); err != nil {
		return err
	}
	view.lapsed = lapsedNotice(v, o)
	if len(view.offers) == 0 && o.Draft == nil {
		view.next, view.opens = casework.NextWindow(v.Tenant.Municipality, v.Today())
	}
	month := v.Today().MonthOf()
	view.mayNeed = slices.Contains(o.Applied, month) || slices.Contains(o.Applied, month.Add(1))
	for _, need := range o.Needs {
		view.needs = append(view.needs, needView{need, awaitedIn(v, need.Await)})
	}
	if o.Payment != nil {
		view.late = isLate(o.Payment.Status, o.Payment.SendOn, v.Today())
	}
	if o.Application != nil {
		view.steps = overviewSteps(v, o)
	}
	if o.Decision != nil {
		last := aid.Decision{ReceivedOn: o.Decision.ReceivedOn[me]}.LastAppealDay()
		if !last.IsZero() && !last.Before(v.Today()) {
			view.appealUntil = last
		}
	}
	p := page(v, v.L.T("nav.start"), "/start")
	p.NoH1, p.Flash = true, v.MaintenanceNotices()
	return v.Render(startPage(v.UI(), p, view))
}

// lapsedNotice tells both, for a month, why an application is no longer there.
func lapsedNotice(v *site.Visit, o aid.Overview) *ui.Notice {
	l := o.Lapsed
	if l == nil || aid.SwedishDate(l.At).AddDays(aid.LapsedDays).Before(v.Today()) {
		return nil
	}
	key := "home.lapsed"
	if l.Kind == aid.Supplementary {
		key = "home.lapsed_need"
	}
	return &ui.Notice{Tone: ui.Warning, Title: v.L.T(key, "month", v.L.Month(l.Month), "date", v.L.Date(aid.SwedishDate(l.At))), Text: v.L.T("home.lapsed_text")}
}

// givenName is what the page greets the person by.
func givenName(v *site.Visit) string {
	if v.Session.Person != nil {
		return v.Session.Person.GivenName
	}
	name, _, _ := strings.Cut(v.Self().Name, " ")
	return name
}

// todos lists what the person must do: read messages, sign, answer what is asked, hand in papers, finish a draft, read a decision, mend an
// address. A signature is wanted today: the application counts from
// the day on which all have signed, and the day on which it would be taken away, weeks later, is none to wait for.
func todos(v *site.Visit, o aid.Overview) []ui.ToDo {
	var list []ui.ToDo
	me, l := v.Actor().ID, v.L
	if n := o.Unread[me]; n > 0 {
		list = append(list, ui.ToDo{
			Title: l.N("todo.messages", n), Text: l.T("todo.messages.text"), Link: ui.Link{Text: l.T("todo.messages.do"), Href: messagesHref},
		})
	}
	if o.Application != nil && awaits(o, me) {
		month := l.Month(o.Application.Month)
		list = append(list, ui.ToDo{
			Title: l.T("todo.sign", "month", month), Text: l.T("todo.sign.text"), Last: v.Today(),
			Link: ui.Link{Text: l.T("todo.sign.do"), Href: signHref(o.Application.ID)},
		})
	}
	list = append(list, askedTodos(v, o)...)
	for _, need := range o.Needs {
		if slices.ContainsFunc(need.Await, func(a aid.AwaitingView) bool { return a.PersonID == me }) {
			list = append(list, ui.ToDo{
				Title: l.T("todo.sign_need", "month", l.Month(need.Month)), Text: l.T("todo.sign.text"), Last: v.Today(),
				Link: ui.Link{Text: l.T("todo.sign.do"), Href: signHref(need.ID)},
			})
		}
	}
	for _, a := range o.Needs {
		list = append(list, papersToDo(v, a)...)
	}
	if o.Application != nil {
		list = append(list, papersToDo(v, *o.Application)...)
	}
	for _, draft := range o.MonthDrafts() {
		if draft.FrozenAs != "" {
			continue
		}
		todo := ui.ToDo{
			Title: l.T("todo.draft", "month", l.Month(draft.Month)), Text: l.T("todo.draft.text"),
			Link: ui.Link{Text: l.T("action.continue"), Href: draftHref(draft.ID)},
		}
		if o.Application != nil && o.Application.Status == aid.RefusedToSign && o.Application.Month == draft.Month {
			todo.Text = l.T("todo.draft.refused")
		}
		list = append(list, draftToDo(v, todo, aid.Renewal, draft.Month, casework.LastDayToApply(v.Tenant.Municipality, draft.Month)))
	}
	for _, draft := range o.NeedDrafts {
		todo := ui.ToDo{
			Title: l.T("todo.draft_need", "month", l.Month(draft.Month)), Text: l.T("todo.draft.text"),
			Link: ui.Link{Text: l.T("action.continue"), Href: draftHref(draft.ID)},
		}
		list = append(list, draftToDo(v, todo, aid.Supplementary, draft.Month, draft.Month.Last()))
	}
	list = append(list, decisionTodos(v, o)...)
	return append(list, bouncedTodos(v, o)...)
}

// decisionTodos lists the decisions that the person has not read, newest first. An overview that was read off before all of them were kept
// has the latest alone, which was received elsewhere where it comes from an earlier system.
func decisionTodos(v *site.Visit, o aid.Overview) []ui.ToDo {
	me, l := v.Actor().ID, v.L
	unread := o.ToRead[me]
	if d := o.Decision; o.ToRead == nil && d != nil && o.Calculation != nil && d.ReceivedOn[me].IsZero() {
		unread = []aid.ToRead{{ID: d.ID, Month: d.Month, Needs: o.Calculation.Needs}}
	}
	var list []ui.ToDo
	for _, d := range unread {
		list = append(list, ui.ToDo{
			Title: l.T("todo.decision", "month", titled(v.UI(), d.Needs, d.Month)), Text: l.T("todo.decision.text"),
			Link: ui.Link{Text: l.T("todo.decision.do"), Href: decisionHref(d.ID)},
		})
	}
	return list
}

// appealTodos lists the appeals that the person has begun: one that is not sent has not come in, and its last day runs.
func appealTodos(v *site.Visit, caseID aid.ID) ([]ui.ToDo, error) {
	drafts, err := v.Register().AppealDrafts(v.Ctx(), caseID, v.Actor().ID)
	var list []ui.ToDo
	for _, draft := range drafts {
		d, err := v.Register().Decision(v.Ctx(), draft.DecisionID)
		if err != nil {
			return nil, err
		}
		received, err := v.Register().ReceivedOn(v.Ctx(), d.ID, v.Actor().ID)
		if err != nil {
			return nil, err
		}
		todo := ui.ToDo{
			Title: v.L.T("todo.appeal", "month", decisionTitle(v.UI(), d)), Text: v.L.T("todo.appeal.text"),
			Link: ui.Link{Text: v.L.T("action.continue"), Href: appealDraftHref(draft.ID)},
		}
		if last := aid.LastAppealDay(received); !last.IsZero() {
			if todo.Due = due(v, last); todo.Due == "" {
				todo.Text += " " + v.L.T("appeal.late_text", "date", v.L.Date(last))
			} else {
				todo.Last = last
			}
		}
		list = append(list, todo)
	}
	return list, err
}

// inOrder puts what has a last day first, the nearest foremost, and leaves the rest in its order.
func inOrder(list []ui.ToDo) []ui.ToDo {
	slices.SortStableFunc(list, func(a, b ui.ToDo) int {
		switch {
		case a.Last == b.Last:
			return 0
		case b.Last.IsZero() || !a.Last.IsZero() && a.Last.Before(b.Last):
			return -1
		}
		return 1
	})
	return list
}

// draftToDo says of a month's draft until when it can be sent and is kept; one that no longer can be sent has no last day.
func draftToDo(v *site.Visit, todo ui.ToDo, kind aid.ApplicationKind, month aid.Month, last aid.Date) ui.ToDo {
	if todo.Due = due(v, last); todo.Due == "" {
		todo.Text = goneText(v, kind, month)
		return todo
	}
	todo.Last = last
	todo.Text += " " + v.L.T("todo.draft.gone", "date", v.L.Date(casework.DraftGoes(v.Tenant.Municipality, kind, month)))
	return todo
}

// bouncedTodos asks the person to check the addresses of their own that messages came back from. Which they are stands on the
// profile alone.
func bouncedTodos(v *site.Visit, o aid.Overview) []ui.ToDo {
	var list []ui.ToDo
	for _, b := range o.Unreached {
		if b.PersonID == v.Actor().ID {
			list = append(list, ui.ToDo{
				Title: v.L.T("todo.bounced." + string(b.Way)), Text: v.L.T("todo.bounced.text"),
				Link: ui.Link{Text: v.L.T("todo.bounced.do"), Href: "/min-profil"},
			})
		}
	}
	return list
}

// askedTodos lists what the person has been asked for and has not handed in.
func askedTodos(v *site.Visit, o aid.Overview) []ui.ToDo {
	var list []ui.ToDo
	for _, q := range o.Asked {
		if q.PersonID != "" && q.PersonID != v.Actor().ID {
			continue
		}
		title := "todo.ask"
		if q.Kind == aid.ForSpotCheck {
			title = "todo.spot_check"
		}
		todo := ui.ToDo{
			Title: v.L.T(title), Text: v.L.T("todo.ask.text", "done", itoa(q.Items-q.Left), "all", itoa(q.Items)),
			Due: due(v, q.Until), Last: q.Until, Link: ui.Link{Text: v.L.T("todo.ask.do"), Href: requestHref(q.ID)},
		}
		if todo.Due == "" {
			todo.Due = v.L.T("ask.overdue", "date", v.L.Date(q.Until))
		}
		list = append(list, todo)
	}
	return list
}

// due says until when something can be done, and how many days are left; "" once the last day has gone.
func due(v *site.Visit, last aid.Date) string {
	left := v.Today().DaysUntil(last)
	switch {
	case left < 0:
		return ""
	case left == 0:
		return v.L.T("todo.due", "date", v.L.Date(last), "left", v.L.T("days.today"))
	}
	return v.L.T("todo.due", "date", v.L.Date(last), "left", v.L.N("days.left", left))
}

// papersToDo asks for the papers that an application lacks.
func papersToDo(v *site.Visit, a aid.AppView) []ui.ToDo {
	if !a.Incomplete {
		return nil
	}
	return []ui.ToDo{{
		Title: v.L.T("todo.papers"), Text: v.L.T("todo.papers.text", "application", titleOf(v.UI(), a.Kind, a.Month)),
		Link: ui.Link{Text: v.L.T("todo.papers.do"), Href: applicationHref(a.ID)},
	}}
}

func awaits(o aid.Overview, person aid.ID) bool {
	return slices.ContainsFunc(o.Await, func(a aid.AwaitingView) bool { return a.PersonID == person })
}

// waitingFor says whose signature the latest application waits for; empty when it waits for none.
func waitingFor(v *site.Visit, o aid.Overview) string {
	return awaitedIn(v, o.Await)
}

// awaitedIn says whose signature is awaited; empty where none is.
func awaitedIn(v *site.Visit, await []aid.AwaitingView) string {
	switch {
	case len(await) == 0:
		return ""
	case slices.ContainsFunc(await, func(a aid.AwaitingView) bool { return a.PersonID == v.Actor().ID }):
		return v.L.T("todo.waiting_you")
	}
	return v.L.T("status.waiting_co", "name", await[0].Name)
}

// offers lists the open months that have not been applied for and that no draft is being filled in for.
func offers(m aid.Municipality, o aid.Overview, today aid.Date) []offer {
	var list []offer
	for _, month := range casework.OpenMonths(m, today) {
		begun := slices.ContainsFunc(o.MonthDrafts(), func(d aid.DraftView) bool { return d.Month == month })
		if begun || slices.Contains(o.Applied, month) {
			continue
		}
		list = append(list, offer{month, casework.LastDayToApply(m, month)})
	}
	return list
}

// overviewSteps are the steps of the latest application; the day of a step to come is said where it is known.
func overviewSteps(v *site.Visit, o aid.Overview) []ui.Step {
	a := o.Application
	since := a.Since
	if since.IsZero() && !a.Incomplete { // read off before this was kept
		since = a.Registered
	}
	marks := milestones{status: a.Status, registered: a.Registered, since: since, decided: a.DecidedOn, paid: a.PaidOn}
	if o.Payment != nil && isComing(o.Payment.Status) {
		marks.sendOn = o.Payment.SendOn
	}
	if o.Decision != nil && o.Decision.Month == a.Month {
		marks.nothingToPay = o.Decision.Amount == 0
	}
	return steps(v, marks)
}

// paymentHeading is the key of the heading over the payment that the start page shows.
func paymentHeading(s aid.PaymentStatus) string {
	switch {
	case isComing(s):
		return "home.next_payment"
	case hasTrouble(s):
		return "home.payment_trouble"
	}
	return "home.last_payment"
}

// sumsChart is the picture of a calculation's sums.
func sumsChart(c ui.Ctx, s aid.SumsView) ui.Waterfall {
	return ui.Waterfall{ID: "c", Norm: s.Norm, Costs: s.Costs, Incomes: s.Incomes, Result: s.Result, ResultLabel: c.L.T("chart.you_get")}
}

// latestTitle is what the latest decision is on: a month, or a need in a month.
func latestTitle(c ui.Ctx, o aid.Overview) string {
	month := c.L.Month(o.Decision.Month)
	if o.Calculation == nil || len(o.Calculation.Needs) == 0 {
		return month
	}
	return needNames(c, *o.Calculation) + ", " + month
}

func needNames(c ui.Ctx, s aid.SumsView) string {
	var names []string
	for _, code := range s.Needs {
		names = append(names, c.L.T("expense."+code))
	}
	return strings.Join(names, ", ")
}

// needRows is how a single need was reckoned, on top of the month's decision: there is no norm in it.
func needRows(c ui.Ctx, s aid.SumsView, preliminary bool) []ui.Row {
	rows := []ui.Row{
		{Term: c.L.T("label.what"), Value: needNames(c, s)},
		{Term: c.L.T("calculation.claimed"), Content: ui.Money(c, s.Claimed)},
		{Term: c.L.T(approvedKey(preliminary)), Content: ui.Money(c, s.Costs)},
	}
	if s.Incomes > 0 {
		rows = append(rows, ui.Row{Term: c.L.T("chart.need_surplus"), Content: ui.Money(c, s.Incomes)})
	}
	result := "chart.you_get"
	if preliminary {
		result = "chart.result"
	}
	return append(rows, ui.Row{Term: c.L.T(result), Content: ui.Money(c, max(s.Result, 0))})
}

// keptOffer is startOffer, which differs by the month, by whether something is filled in from last time and by the button, and is the
// same for all else.
func keptOffer(c ui.Ctx, o offer, prefilled bool, kind ui.ButtonKind) templ.Component {
	return ui.Kept(c, "start.offer", o.month.String()+o.until.String()+strconv.FormatBool(prefilled)+string(kind), startOffer(c, o, prefilled, kind))
}

// offerKind makes the first month's button the page's primary one, unless there is something to do first.
func offerKind(view homeView, i int) ui.ButtonKind {
	if i == 0 && len(view.todos) == 0 {
		return ui.Primary
	}
	return ui.Secondary
}
