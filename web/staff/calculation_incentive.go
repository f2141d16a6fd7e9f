package staff

import (
	"slices"
	"strings"

	"bistand/aid"
	"bistand/calc"
	"bistand/web/site"
	"bistand/web/ui"
)

// incentivesList is the list of the form that holds the special rule on pay, one row for each adult.
// law: SoL 12:8
const incentivesList = "incentives"

// incentiveProposal is what the register says of the rule for one adult: the two years, with where they come from.
type incentiveProposal struct {
	calc.Incentive
	holds    bool
	earlier  bool // from the calculation of the month before, and not from the months with support
	declined bool // the month before
}

// incentiveForm is the caseworker's answer for one adult, as typed. Empty months are those that were proposed.
type incentiveForm struct{ answer, from, until, reason string }

// The answers to a proposal.
const (
	incentiveHolds    = "ja"
	incentiveDeclined = "nej"
)

func readIncentives(v *site.Visit, adults int) []incentiveForm {
	forms := make([]incentiveForm, adults)
	for i := range forms {
		f := incentiveForm{text(v, row(incentivesList, i, "answer")), text(v, row(incentivesList, i, "from")), text(v, row(incentivesList, i, "until")), text(v, row(incentivesList, i, "reason"))}
		if f.answer == "" && f.from+f.until != "" {
			f.answer = incentiveHolds
		}
		forms[i] = f
	}
	return forms
}

// incentivesOf writes the rule of each adult as it is typed.
func incentivesOf(in calc.Input) []incentiveForm {
	forms := make([]incentiveForm, len(in.Household.Adults))
	for i, adult := range in.Household.Adults {
		for _, n := range in.Incentives {
			switch {
			case n.Person != adult.PersonID:
			case n.Declined:
				forms[i] = incentiveForm{answer: incentiveDeclined, reason: n.Reason}
			default:
				forms[i] = incentiveForm{incentiveHolds, n.From.String(), n.Until.String(), n.Reason}
			}
		}
	}
	return forms
}

// proposeIncentives reads for each adult whether the rule holds in the month: as the calculation before this one had it, or
// else after six months in a row with support.
func (e *editor) proposeIncentives(v *site.Visit) ([]incentiveProposal, error) {
	var proposals []incentiveProposal
	for _, adult := range e.proposal.Household.Adults {
		p := incentiveProposal{}
		months, err := v.Desk().Supported(v.Ctx(), adult.PersonID)
		if err != nil {
			return nil, err
		}
		p.Incentive, p.holds = calc.IncentiveOf(adult.PersonID, months, e.proposal.Month)
		if e.beforeCalc != nil {
			before, _ := e.beforeInput()
			for _, n := range before.Incentives {
				switch {
				case n.Person != adult.PersonID || n.Until.Before(e.proposal.Month) || e.proposal.Month.Before(n.From):
				case n.Declined:
					p.declined = true
				default:
					p.earlier = !p.holds || n.From != p.From || n.Until != p.Until
					p.Incentive, p.holds = calc.Incentive{Person: n.Person, From: n.From, Until: n.Until}, true
				}
			}
		}
		proposals = append(proposals, p)
	}
	return proposals, nil
}

// apply puts the answer into an input.
func (f incentiveForm) apply(in *calc.Input, i int, p incentiveProposal) (faults aid.Errors) {
	n := calc.Incentive{Person: in.Household.Adults[i].PersonID, From: p.From, Until: p.Until, Reason: f.reason}
	month := func(field, typed string, into *aid.Month) {
		if typed == "" && p.holds {
			return
		}
		m, err := aid.ParseMonth(typed)
		faults.Add(row(incentivesList, i, field), err)
		*into = m
	}
	switch f.answer {
	case incentiveHolds:
		month("from", f.from, &n.From)
		month("until", f.until, &n.Until)
	case incentiveDeclined:
		if n.Declined = true; !p.holds {
			return nil // of nothing
		}
	default:
		return nil
	}
	in.Incentives = append(in.Incentives, n)
	return faults
}

// unexplainedIncentives wants a reason where the rule is said to hold when the register does not say so.
func (e *editor) unexplainedIncentives() (faults aid.Errors) {
	for i, p := range e.incentives {
		for _, n := range e.input.Incentives {
			if n.Person == e.proposal.Household.Adults[i].PersonID && !n.Declined && n.Reason == "" && (!p.holds || n.From != p.From || n.Until != p.Until) {
				faults = append(faults, aid.Error{Code: "calc.incentive_reason", Field: row(incentivesList, i, "reason")})
			}
		}
	}
	return faults
}

// unanswered wants an answer to each proposal that would move the result: the law leaves no choice but to try it.
// law: SoL 12:8
func (e *editor) unanswered() (faults aid.Errors) {
	for i := range e.incentives {
		if e.asks(i) {
			faults = append(faults, aid.Error{Code: "calc.incentive_unanswered", Field: row(incentivesList, i, "answer"), Args: map[string]string{"name": e.proposal.Household.Adults[i].Name}})
		}
	}
	return faults
}

// asks tells whether the rule is proposed for an adult who has pay, and nobody has answered.
func (e *editor) asks(i int) bool {
	adult := e.proposal.Household.Adults[i].PersonID
	return e.incentives[i].holds && e.form.added.incentives[i].answer == "" && slices.ContainsFunc(e.input.Incomes, func(x calc.Income) bool {
		return x.Kind == "salary" && x.Person == adult && x.Counted > 0
	})
}

// incentiveAnswers lists the answers; only a proposal can be declined.
func incentiveAnswers(c ui.Ctx, p incentiveProposal, chosen string) []ui.Option {
	options := []ui.Option{{Label: c.L.T("staff.incentive.untried")}, {Value: incentiveHolds, Label: c.L.T("staff.incentive.holds"), Chosen: chosen == incentiveHolds}}
	if p.holds {
		options = append(options, ui.Option{Value: incentiveDeclined, Label: c.L.T("staff.incentive.declined"), Chosen: chosen == incentiveDeclined})
	}
	return options
}

// incentiveWords says what is proposed and on what it rests.
func incentiveWords(c ui.Ctx, p incentiveProposal) string {
	if !p.holds {
		return c.L.T("staff.incentive.not_proposed")
	}
	args := []string{"from", c.L.Month(p.From), "until", c.L.Month(p.Until)}
	if p.earlier {
		return c.L.T("staff.incentive.continued", args...)
	}
	var months []string
	for _, m := range p.Months() {
		months = append(months, c.L.Month(m))
	}
	return c.L.T("staff.incentive.proposed", append(args, "months", strings.Join(months, ", "))...)
}

// incentiveRows are the rule's rows in the table: what it leaves out, what was declined and why, what waits for an answer.
func (e *editor) incentiveRows(c ui.Ctx) []calcRow {
	var rows []calcRow
	for i, adult := range e.proposal.Household.Adults {
		r := calcRow{name: c.L.T("line.incentive") + ", " + adult.Name, source: c.L.T("staff.incentive.law"), list: incentivesList, place: i, added: true, href: row(incentivesList, i, "answer"), link: c.L.T("staff.calculation.change")}
		r.before = e.lastMonth(true, aid.IncentiveLine, "incentive", adult.PersonID, adult.Name)
		at := slices.IndexFunc(e.input.Incentives, func(n calc.Incentive) bool { return n.Person == adult.PersonID })
		switch {
		case at < 0 && e.asks(i):
			r.link = c.L.T("staff.incentive.reply")
			r.tags = append(r.tags, rowTag{ui.Warning, c.L.T("staff.incentive.ask")})
		case at < 0:
			continue
		case e.input.Incentives[at].Declined:
			r.tags = append(r.tags, rowTag{ui.Neutral, c.L.T("staff.incentive.declined")})
			r.typed.reason = e.input.Incentives[at].Reason
		default:
			r.now = e.leftOut(adult.PersonID)
			r.typed.reason = e.input.Incentives[at].Reason
			r.tags = append(r.tags, rowTag{ui.Neutral, c.L.T("staff.incentive.unconfirmed_short")})
		}
		rows = append(rows, r)
	}
	return rows
}

// leftOut is what the rule leaves out of an adult's pay; nil where there is none to leave out.
func (e *editor) leftOut(person aid.ID) *aid.Ore {
	if e.result == nil {
		return nil
	}
	for _, l := range e.result.Lines {
		if l.Kind == aid.IncentiveLine && l.Person == person {
			return &l.Amount
		}
	}
	return nil
}

// carried is what the household had over by the decided calculation of the month directly before; it may be carried to this
// one, once. An income of the kind that stands here already has carried it.
func (e *editor) carried() aid.Ore {
	if e.beforeCalc == nil || e.before.DecidedOn.IsZero() {
		return 0
	}
	if before, _ := e.beforeInput(); before.Last() != e.application.Month.Add(-1) {
		return 0
	}
	return calc.Surplus(*e.beforeCalc)
}

// beforeInput is what the calculation before this one was made from, if there is one. Imported history without a basis is of
// its own month, and knows of nothing more.
func (e *editor) beforeInput() (calc.Input, bool) {
	if e.beforeCalc == nil {
		return calc.Input{}, false
	}
	in, _ := calc.InputOf(*e.beforeCalc)
	in.Month = e.before.Month
	return in, true
}

// surplusProposed tells whether the surplus is still to be carried over.
func (e *editor) surplusProposed() bool {
	return e.surplus > 0 && !slices.ContainsFunc(e.form.added.incomes, func(r addedRow) bool { return r.kind == surplusKind })
}

const (
	surplusKind  = "surplus"
	surplusField = "carry_surplus" // ticked to carry it; a button of its own would be what Enter presses
)

// carry adds the surplus to the form.
func (e *editor) carry(v *site.Visit) {
	if e.surplusProposed() {
		e.form.added.incomes = append(e.form.added.incomes, addedRow{
			kind: surplusKind, first: plain(v.UI(), e.surplus), reason: v.L.T("staff.surplus.reason", "month", v.L.Month(e.before.Month)),
		})
	}
}
