package citizen

import (
	"slices"
	"strings"

	"bistand/aid"
	"bistand/casework"
	"bistand/web/site"
	"bistand/web/ui"
)

// homeView is what the start page shows.
type homeView struct {
	name        string
	todos       []ui.ToDo
	overview    aid.Overview
	steps       []ui.Step
	waiting     string // whom a frozen application waits for, in words
	offers      []offer
	late        bool     // the payment should have been sent by now
	appealUntil aid.Date // last day to appeal the latest decision, while there is one
}

// offer is a month that can be applied for.
type offer struct {
	month aid.Month
	until aid.Date
}

// start shows where the case stands. Everything comes from the case's one overview row, since it is the page that opens
// most often.
func start(v *site.Visit) error {
	if _, err := v.CaseID("start"); err != nil {
		return err
	}
	o, err := v.Overview()
	if err != nil {
		return err
	}
	me := v.Actor().ID
	view := homeView{
		name: givenName(v), overview: o, todos: todos(v, o), waiting: waitingFor(v, o),
		offers: offers(v.Tenant.Municipality, o, v.Today()),
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

// givenName is what the page greets the person by.
func givenName(v *site.Visit) string {
	if v.Session.Person != nil {
		return v.Session.Person.GivenName
	}
	name, _, _ := strings.Cut(v.Actor().Name, " ")
	return name
}

// todos lists what the person must do: sign, finish a draft, read a decision.
func todos(v *site.Visit, o aid.Overview) []ui.ToDo {
	var list []ui.ToDo
	me, l := v.Actor().ID, v.L
	if o.Application != nil && awaits(o, me) {
		month := l.Month(o.Application.Month)
		list = append(list, ui.ToDo{
			Title: l.T("todo.sign", "month", month), Text: l.T("todo.sign.text"),
			Link: ui.Link{Text: l.T("todo.sign.do"), Href: signHref(o.Application.ID)},
		})
	}
	list = append(list, askedTodos(v, o)...)
	if o.Draft != nil && o.Draft.FrozenAs == "" {
		todo := ui.ToDo{
			Title: l.T("todo.draft", "month", l.Month(o.Draft.Month)), Text: l.T("todo.draft.text"),
			Link: ui.Link{Text: l.T("action.continue"), Href: draftHref(o.Draft.ID)},
		}
		if o.Application != nil && o.Application.Status == aid.RefusedToSign && o.Application.Month == o.Draft.Month {
			todo.Text = l.T("todo.draft.refused")
		}
		last := casework.LastDayToApply(v.Tenant.Municipality, o.Draft.Month)
		if left := v.Today().DaysUntil(last); left >= 0 {
			todo.Due = l.T("todo.due", "date", l.Date(last), "left", l.N("days.left", left))
		}
		list = append(list, todo)
	}
	// A decision from an earlier system was received there.
	if d := o.Decision; d != nil && o.Calculation != nil && d.ReceivedOn[me].IsZero() {
		list = append(list, ui.ToDo{
			Title: l.T("todo.decision", "month", l.Month(d.Month)), Text: l.T("todo.decision.text"),
			Link: ui.Link{Text: l.T("todo.decision.do"), Href: "/beslut/" + string(d.ID)},
		})
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
			Due: v.L.T("ask.overdue", "date", v.L.Date(q.Until)), Link: ui.Link{Text: v.L.T("todo.ask.do"), Href: requestHref(q.ID)},
		}
		if left := v.Today().DaysUntil(q.Until); left >= 0 {
			todo.Due = v.L.T("todo.due", "date", v.L.Date(q.Until), "left", v.L.N("days.left", left))
		}
		list = append(list, todo)
	}
	return list
}

func awaits(o aid.Overview, person aid.ID) bool {
	return slices.ContainsFunc(o.Await, func(a aid.AwaitingView) bool { return a.PersonID == person })
}

// waitingFor says whose signature the latest application waits for; empty when it waits for none.
func waitingFor(v *site.Visit, o aid.Overview) string {
	if len(o.Await) == 0 {
		return ""
	}
	if awaits(o, v.Actor().ID) {
		return v.L.T("todo.waiting_you")
	}
	return v.L.T("status.waiting_co", "name", o.Await[0].Name)
}

// offers lists the open months that have not been applied for and that no draft is being filled in for.
func offers(m aid.Municipality, o aid.Overview, today aid.Date) []offer {
	var list []offer
	for _, month := range casework.OpenMonths(m, today) {
		if slices.Contains(o.Applied, month) || (o.Draft != nil && o.Draft.Month == month) {
			continue
		}
		list = append(list, offer{month, casework.LastDayToApply(m, month)})
	}
	return list
}

// overviewSteps are the steps of the latest application; the day of a step to come is said where it is known.
func overviewSteps(v *site.Visit, o aid.Overview) []ui.Step {
	a := o.Application
	marks := milestones{status: a.Status, registered: a.Registered, decided: a.DecidedOn, paid: a.PaidOn}
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

// offerKind makes the first month's button the page's primary one, unless there is something to do first.
func offerKind(view homeView, i int) ui.ButtonKind {
	if i == 0 && len(view.todos) == 0 {
		return ui.Primary
	}
	return ui.Secondary
}
