package casework

import (
	"context"
	"slices"

	"bistand/aid"
	"bistand/calc"
)

// ByMachine is who is told of as having fetched an answer, whoever asked.
const ByMachine = "SSBTEK"

// Findings returns what authorities have answered about each adult of an application, in the order of its household.
func (d *Desk) Findings(ctx context.Context, a aid.Application) ([]aid.Findings, error) {
	list, err := d.Register.Inquiries(ctx, a.ID)
	if err != nil {
		return nil, err
	}
	known := make([]aid.Findings, len(a.Content.Household.Adults))
	for i, adult := range a.Content.Household.Adults {
		known[i] = aid.FindingsOf(adult.PersonID, list)
	}
	return known, nil
}

// Found returns the incomes of an application as authorities know them: each that was stated with what its payer answered, in the
// application's order, and behind them those that nobody stated.
func (d *Desk) Found(ctx context.Context, a aid.Application) ([]calc.Income, error) {
	if a.Kind == aid.Supplementary {
		return nil, nil
	}
	r, _, err := d.RulesOf(ctx, a.Month)
	if err != nil {
		return nil, err
	}
	known, err := d.Findings(ctx, a)
	if err != nil {
		return nil, err
	}
	in, w := Propose(r, a, nil, nil), newWitness(known, a.Month)
	w.check(in.Incomes)
	unstated := w.unstated()
	for i := range unstated {
		unstated[i].Who = nameOf(in.Household, unstated[i].Person)
	}
	found := append(in.Incomes, unstated...)
	for i := range found {
		suggest(r, &in, &found[i])
	}
	return found, nil
}

// witness is what authorities have answered about a household, held against what it states for a month.
type witness struct {
	known   []aid.Findings
	control aid.Month // whose incomes count
	heard   map[payment]bool
}

// payment is what one authority pays one person of one kind.
type payment struct {
	person    aid.ID
	authority aid.Authority
	kind      aid.IncomeKind
}

// newWitness holds answers against an application of a month: what came in the month before counts.
func newWitness(known []aid.Findings, m aid.Month) witness {
	return witness{known, m.Add(-1), map[payment]bool{}}
}

// check puts into each stated income what its payer has answered. What is paid to one adult may have been stated by the other: then the answer
// about the other is no contradiction, and stands where it was stated.
func (w witness) check(incomes []calc.Income) {
	for i := range incomes {
		w.ask(&incomes[i], incomes[i].Person)
	}
	for i := range incomes {
		for _, other := range w.known {
			if x := &incomes[i]; x.Answer == aid.Nothing && other.PersonID != x.Person {
				w.ask(x, other.PersonID)
			}
		}
	}
}

// ask puts into an income what its payers have answered about a person: the first that has paid and has not been heard; else that one could not
// be checked; else, where all that may pay it have answered, that there is nothing of the kind.
func (w witness) ask(x *calc.Income, person aid.ID) {
	at := slices.IndexFunc(w.known, func(f aid.Findings) bool { return f.PersonID == person })
	if at < 0 {
		return
	}
	weight := map[aid.Answer]int{aid.Nothing: 1, aid.Unchecked: 2, aid.Answered: 3}
	var best aid.Finding
	for _, payer := range x.Kind.Payers() {
		report, asked := w.known[at].Of(payer)
		if !asked {
			continue
		}
		if report.Answer == aid.Answered && (w.paid(report.Report, x.Kind) <= 0 || w.heard[payment{person, payer, x.Kind}]) {
			report.Answer = aid.Nothing // it knows of other things
		}
		if weight[report.Answer] > weight[best.Answer] {
			best = report
		}
	}
	if person != x.Person && best.Answer != aid.Answered {
		return
	}
	w.note(x, person, best)
}

// note writes a finding about a person into an income.
func (w witness) note(x *calc.Income, person aid.ID, f aid.Finding) {
	if f.Answer == aid.NotAsked {
		return
	}
	x.Authority, x.Answer, x.CheckedAt, x.CheckedBy = string(f.Authority), f.Answer, f.At.UTC(), ByMachine
	of := payment{person, f.Authority, x.Kind}
	if !w.heard[of] { // nothing of the month of control may yet be something of the month before
		x.Earlier = max(min(f.Paid(x.Kind, w.control.Add(-1)), aid.MaxAmount), 0)
	}
	if x.Answer == aid.Answered {
		x.Fetched = w.paid(f.Report, x.Kind)
		w.heard[of] = true
	}
}

// paid is what a report tells was paid of a kind in the month of control, within what an amount may be: what an authority takes back is no
// income.
func (w witness) paid(r aid.Report, kind aid.IncomeKind) aid.Ore {
	return max(min(r.Paid(kind, w.control), aid.MaxAmount), 0)
}

// unstated lists what was paid in the month of control and has been heard of in no stated income.
func (w witness) unstated() []calc.Income {
	var list []calc.Income
	for _, f := range w.known {
		for _, report := range f.Reports {
			for _, kind := range aid.IncomeKinds {
				if w.paid(report.Report, kind) > 0 && !w.heard[payment{f.PersonID, report.Authority, kind}] {
					x := calc.Income{Kind: kind, Person: f.PersonID}
					w.note(&x, f.PersonID, report)
					list = append(list, x)
				}
			}
		}
	}
	return list
}
