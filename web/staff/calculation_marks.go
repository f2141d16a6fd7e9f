package staff

import (
	"bistand/aid"
	"bistand/calc"
	"bistand/web/ui"
)

// mark puts what is said of a line on its row: what wants a look as a warning, how an amount came about in quiet words.
func (r *calcRow) mark(c ui.Ctx, marks []aid.Mark) {
	for _, m := range marks {
		words := c.L.T("mark."+m.Code, calc.Written(c.L, m.Args)...)
		if calc.Warns(m.Code) {
			r.tags = append(r.tags, rowTag{ui.Warning, words})
		} else {
			r.notes = append(r.notes, words)
		}
	}
}

// backing adds the tag that tells how far a figure is backed, where no source prints it.
func (r *calcRow) backing(c ui.Ctx, state aid.CellState) {
	switch state {
	case aid.Computed, aid.Missing:
		r.tags = append(r.tags, rowTag{ui.Neutral, c.L.T("staff.calculation.computed")})
	case aid.Confirmed:
		r.tags = append(r.tags, rowTag{ui.Success, c.L.T("staff.norm.state.confirmed")})
	}
}

// markRows puts the marks of the worked-out lines on the rows that they came from, each line once.
func (e *editor) markRows(c ui.Ctx, rows []calcRow) {
	if e.result == nil {
		return
	}
	used := map[int]bool{}
	for i := range rows {
		for n, l := range e.result.Lines {
			if !used[n] && e.made(&rows[i], l) {
				used[n] = true
				if r := &rows[i]; r.list == "norm" && r.typed == (typed{}) {
					r.system, r.now = &l.Amount, &l.Amount // of the days and the share that the household has
				} else if r.list == "norm" {
					r.system = e.ruledAmount(r)
				}
				rows[i].mark(c, l.Marks)
				break
			}
		}
	}
}

// ruledAmount is what the rules give where the caseworker has an own norm amount; nil where they give nothing.
func (e *editor) ruledAmount(r *calcRow) *aid.Ore {
	if e.cells[r.place].figure.State == aid.Missing {
		return nil
	}
	for _, l := range e.ruled {
		if e.made(r, l) {
			return &l.Amount
		}
	}
	return r.system
}

// made tells whether a line came from a row of the form.
func (e *editor) made(r *calcRow, l aid.Line) bool {
	switch r.list {
	case "norm":
		n := e.cells[r.place]
		adults := l.Code == "single" || l.Code == "couple"
		return l.Kind == n.kind && (l.Person == n.person || r.place == 0 && adults)
	case "expenses":
		x := e.input.Expenses[r.place]
		return (l.Kind == aid.Cost || l.Kind == aid.OtherNeed) && l.Code == string(x.Kind) && l.Claimed == x.Claimed && l.Amount == x.Approved && l.Note == x.Reason
	case incentivesList:
		return l.Kind == aid.IncentiveLine && l.Person == e.proposal.Household.Adults[r.place].PersonID
	case "assets":
		x := e.input.Assets[r.place]
		return l.Kind == aid.AssetLine && l.Code == string(x.Kind) && l.Claimed == x.Value && l.Amount == x.Counted && l.Note == x.Reason
	case "incomes":
		x := e.input.Incomes[r.place]
		return l.Kind == aid.IncomeLine && l.Code == string(x.Kind) && l.Person == x.Person && l.Claimed == x.Stated && l.Amount == x.Counted && l.Note == x.Reason
	}
	return false
}

// questionsOf tells what is not settled and would move the result.
func questionsOf(c ui.Ctx, calculation *aid.Calculation) []string {
	if calculation == nil {
		return nil
	}
	var told []string
	for _, q := range calc.Questions(*calculation) {
		told = append(told, q.Ask(c.L))
	}
	return told
}
