package staff

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"bistand/aid"
	"bistand/rules"
	"bistand/web/site"
	"bistand/web/ui"
)

// normView is the page on which two people confirm figures that no source of the program's prints: one table of the norm at
// a time.
type normView struct {
	table     *rules.Riksnorm
	others    []*rules.Riksnorm // the other tables with such figures, newest first
	cells     []openCell
	waiting   []aid.NormFigure // those that the visitor may answer
	own       bool             // some wait for another than the visitor
	figures   []aid.NormFigure // everything ever proposed, newest last
	ordinance string
	withdrawn aid.ID // the figure that the visitor is taking back
	faults    aid.Errors
	key       string
}

// openCell is a figure of the table that no source prints.
type openCell struct {
	key      string
	cell     rules.Cell // as the file has it
	rule     string     // in words; empty where the figure is missing
	state    aid.CellState
	kr       int // what is in force; of a missing figure 0
	waits    bool
	typed    string
	proposed bool // ticked
	fault    string
}

// openTables lists the tables with figures that no source prints, newest first.
func openTables(set *rules.Set) []*rules.Riksnorm {
	var open []*rules.Riksnorm
	for _, n := range set.Riksnorms {
		for _, cell := range n.Cells() {
			if cell.State != aid.Sourced {
				open = append(open, n)
				break
			}
		}
	}
	slices.SortFunc(open, func(a, b *rules.Riksnorm) int { return strings.Compare(b.From.String(), a.From.String()) })
	return open
}

// newNormView reads a table of the norm, or the newest, with everything that has been proposed for it.
func newNormView(v *site.Visit, name string) (*normView, error) {
	view := &normView{others: openTables(v.Desk().Rules)}
	if len(view.others) == 0 {
		return nil, aid.ErrNotFound
	}
	i := 0
	if name != "" {
		if i = slices.IndexFunc(view.others, func(n *rules.Riksnorm) bool { return n.File == name }); i < 0 {
			return nil, aid.ErrNotFound
		}
	}
	view.table = view.others[i]
	view.others = slices.Delete(view.others, i, i+1)
	var err error
	if view.figures, err = v.Register().NormFigures(v.Ctx(), view.table.File); err != nil {
		return nil, err
	}
	for _, f := range view.figures {
		switch {
		case f.MayAnswer(*v.Session.Staff):
			view.waiting = append(view.waiting, f)
		case waits(f):
			view.own = true
		}
	}
	return view, view.readCells(v)
}

// waits tells whether a proposal has neither been answered nor been taken back.
func waits(f aid.NormFigure) bool { return f.Answer == aid.FigureWaits && f.Withdrawn == "" }

// readCells sets out the figures that no source prints, as they stand now.
func (view *normView) readCells(v *site.Visit) error {
	r, _, err := v.Desk().RulesOf(v.Ctx(), view.table.From.MonthOf())
	if err != nil {
		return err
	}
	now, err := r.Set.RiksnormOn(view.table.From)
	if err != nil {
		return err
	}
	inForce := map[string]rules.Cell{}
	for key, cell := range now.Cells() {
		inForce[key] = cell
	}
	for key, cell := range view.table.Cells() {
		if cell.State == aid.Sourced {
			continue
		}
		o := openCell{key: key, cell: cell, state: inForce[key].State, kr: inForce[key].Kr}
		if i := slices.IndexFunc(view.table.Computed, func(s rules.Step) bool { return s.ID == cell.Rule }); i >= 0 {
			o.rule = view.table.Computed[i].Text
		}
		o.waits = slices.ContainsFunc(view.figures, func(f aid.NormFigure) bool { return f.Cell == key && waits(f) })
		if o.kr > 0 {
			o.typed = strconv.Itoa(o.kr)
		}
		view.cells = append(view.cells, o)
	}
	return nil
}

// show answers with the page.
func (view *normView) show(v *site.Visit, status int, flash ...ui.Notice) error {
	view.key = v.NewKey()
	for i := range view.cells {
		view.cells[i].fault = v.UI().FieldError(view.faults, row("figure", i, "kr"))
	}
	p := page(v, v.L.T("staff.norm.title"), normHref)
	p.Errors, p.Flash = view.faults, flash
	return v.RenderStatus(status, normPage(v.UI(), p, *view))
}

// norm shows the figures of a table that no source prints.
func norm(v *site.Visit) error {
	view, err := newNormView(v, v.R.URL.Query().Get("tabell"))
	if err != nil {
		return err
	}
	return view.show(v, http.StatusOK)
}

// proposeFigures proposes the figures that are ticked or that another amount has been typed for.
func proposeFigures(v *site.Visit) error {
	view, err := newNormView(v, v.R.PostFormValue("tabell"))
	if err != nil {
		return err
	}
	view.ordinance = text(v, "ordinance")
	var figures []aid.NormFigure
	var rowOf []int
	for i := range view.cells {
		o := &view.cells[i]
		typed := text(v, row("figure", i, "kr"))
		o.proposed = v.R.PostFormValue(row("figure", i, "ja")) != "" || typed != "" && typed != o.typed
		if o.typed = typed; !o.proposed {
			continue
		}
		kr, err := strconv.Atoi(strings.Map(withoutSpace, typed))
		if err != nil {
			kr = 0 // no whole number is no amount: the step says so
		}
		figures = append(figures, aid.NormFigure{Table: view.table.File, Cell: o.key, Kr: kr})
		rowOf = append(rowOf, i)
	}
	err = v.Desk().ProposeFigures(v.Ctx(), v.Request(), *v.Session.Staff, view.ordinance, figures)
	if faults, ok := site.Faults(err); ok {
		for i, f := range faults {
			if list, n, field := splitField(f.Field); list == "figure" && n < len(rowOf) {
				faults[i] = f.At(row(list, rowOf[n], field))
			}
		}
		view.faults = faults
		return view.show(v, http.StatusUnprocessableEntity)
	}
	return back(v, err, normTableHref(view.table))
}

// withoutSpace drops the spaces by which people part thousands.
func withoutSpace(r rune) rune {
	if r == ' ' || r == '\u00a0' {
		return -1
	}
	return r
}

// answerFigures confirms or rejects the figures that are ticked.
func answerFigures(v *site.Visit) error {
	view, err := newNormView(v, v.R.PostFormValue("tabell"))
	if err != nil {
		return err
	}
	answer := aid.FigureRejected
	if v.R.PostFormValue("gor") == "bekrafta" {
		answer = aid.FigureConfirmed
	}
	var figures []aid.ID
	for _, typed := range v.R.PostForm["figur"] {
		id, err := aid.ParseID(typed)
		if err != nil {
			return err
		}
		figures = append(figures, id)
	}
	return view.answered(v, v.Desk().AnswerFigures(v.Ctx(), v.Request(), *v.Session.Staff, figures, answer))
}

// withdrawFigure takes a figure out of force or a proposal back.
func withdrawFigure(v *site.Visit) error {
	view, err := newNormView(v, v.R.PostFormValue("tabell"))
	if err != nil {
		return err
	}
	if view.withdrawn, err = aid.ParseID(v.R.PostFormValue("figur")); err != nil {
		return err
	}
	return view.answered(v, v.Desk().WithdrawFigure(v.Ctx(), v.Request(), *v.Session.Staff, view.withdrawn, text(v, "reason")))
}

// answered leads back to the table, or shows what was wrong or that someone was quicker.
func (view *normView) answered(v *site.Visit, err error) error {
	if faults, ok := site.Faults(err); ok {
		view.faults = faults
		return view.show(v, http.StatusUnprocessableEntity)
	}
	if errors.Is(err, aid.ErrConflict) {
		return view.show(v, http.StatusConflict, conflict(v, v.L.T("staff.norm.conflict")))
	}
	return back(v, err, normTableHref(view.table))
}

// normTableHref leads to one table.
func normTableHref(n *rules.Riksnorm) string { return normHref + "?tabell=" + url.QueryEscape(n.File) }

// kronor writes a figure of the norm.
func kronor(c ui.Ctx, kr int) string { return c.L.Money(aid.Ore(kr) * aid.Kronor) }

// cellName is what a figure of the norm is called.
func cellName(c ui.Ctx, key string) string { return c.L.T("staff.norm.cell." + key) }

// figureHistory tells, oldest first, what has been done with a proposal.
func figureHistory(c ui.Ctx, f aid.NormFigure) []string {
	told := []string{c.L.T("staff.norm.proposed_by", "name", f.ProposedName, "time", c.L.DateTime(f.ProposedAt.In(aid.Sweden)))}
	if f.Answer != aid.FigureWaits {
		told = append(told, c.L.T("staff.norm.answer."+string(f.Answer), "name", f.AnsweredName, "time", c.L.DateTime(f.AnsweredAt.In(aid.Sweden))))
	}
	if f.Withdrawn != "" {
		told = append(told, c.L.T("staff.norm.withdrawn_by", "name", f.WithdrawnName, "time", c.L.DateTime(f.WithdrawnAt.In(aid.Sweden)), "reason", f.Withdrawn))
	}
	return told
}
