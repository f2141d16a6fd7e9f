package citizen

import (
	"bistand/aid"
	"bistand/web/site"
	"bistand/web/ui"
)

// milestones are the days of an application, from which its steps are drawn.
type milestones struct {
	status                    aid.ApplicationStatus
	registered, decided, paid aid.Date
	since                     aid.Date // from which it could be decided; no day while it waits for papers
	sendOn                    aid.Date // the day a payment to come is sent, where it is known
	nothingToPay              bool     // the decision gives no money, so that no payment follows
}

// steps draws Registrerad, Beslutad, Utbetald. The decision's day is forecast by the time that decisions have taken
// of late and, where there are too few or that day has gone by, by the time that the municipality has promised.
func steps(v *site.Visit, m milestones) []ui.Step {
	list := []ui.Step{
		{Word: v.L.T("status.registered"), On: m.registered, State: ui.StepNext},
		{Word: v.L.T("status.decided"), On: m.decided, State: ui.StepNext},
		{Word: v.L.T("status.paid"), On: m.paid, State: ui.StepNext},
	}
	switch m.status {
	case aid.Registered:
		list[0].State = ui.StepNow
		if !m.since.IsZero() {
			list[1].On, list[1].Usual = forecast(m.since, v.Today(), v.Pace(), v.Tenant.Municipality.TargetDays)
			list[1].Expected = !list[1].On.IsZero()
		}
	case aid.Decided:
		list[0].State, list[1].State = ui.StepDone, ui.StepNow
		if !m.sendOn.IsZero() && !m.sendOn.Before(v.Today()) { // a day that has gone by is no forecast
			list[2].On, list[2].Expected = m.sendOn, true
		}
	case aid.Paid:
		list[0].State, list[1].State, list[2].State = ui.StepDone, ui.StepDone, ui.StepDone
	}
	if m.nothingToPay && m.paid.IsZero() {
		list = list[:2]
	}
	return list
}

// forecast is the day of a decision to come, and the days that it rests on where they are what decisions usually take; none of one that is
// usually made on the same day.
func forecast(registered, today aid.Date, pace aid.Pace, target int) (on aid.Date, usual int) {
	if on = registered.AddDays(pace.Median); pace.Decisions > 0 && !on.Before(today) {
		return on, pace.Median
	}
	if on = registered.AddDays(target); target > 0 && !on.Before(today) {
		return on, 0
	}
	return aid.Date{}, 0
}

// isComing tells whether money is still on its way.
func isComing(s aid.PaymentStatus) bool {
	return s == aid.Proposed || s == aid.Approved || s == aid.InFile || s == aid.AtBank
}

// hasTrouble tells whether a payment did not arrive, so that someone must do something.
func hasTrouble(s aid.PaymentStatus) bool {
	return s == aid.RejectedByBank || s == aid.Returned || s == aid.Stopped
}

// isLate tells whether a payment that no one has stopped has not been sent on its day.
func isLate(s aid.PaymentStatus, sendOn, today aid.Date) bool {
	return isComing(s) && sendOn.Before(today)
}

// accountDays is the most banking days that the money takes from the day it is sent until it is in the account.
// Source: Lund's user guide, "en till två vardagar senare".
const accountDays = 2

// sentence says when and where a payment is or was sent.
func sentence(c ui.Ctx, p aid.PaymentView) string {
	to := p.Payee
	if ownAccount(p.Kind, p.Method) && p.Tail != "" {
		to = c.L.T("pay.to_account", "tail", p.Tail)
	}
	key := "pay.will_send"
	if p.Status == aid.PaidOut {
		key = "pay.was_sent"
	}
	return c.L.T(key, "date", c.L.WeekdayDate(p.SendOn), "to", to)
}

// ownAccount tells money to the household's own account from what goes to a card, or to someone who is paid for them: a landlord has
// an account too, and the page must not read as if the money came to the reader's.
func ownAccount(kind aid.PayeeKind, method aid.Method) bool {
	return method == aid.ToAccount && (kind == aid.PayeePerson || kind == "")
}

// arrival says on which day at the latest the money is in the account, or is there.
func arrival(c ui.Ctx, kind aid.PayeeKind, method aid.Method, sendOn aid.Date) string {
	key := "pay.on_account"
	if !ownAccount(kind, method) {
		key = "pay.arrives"
	}
	return c.L.T(key, "date", c.L.Date(sendOn.AddBankDays(accountDays)))
}
