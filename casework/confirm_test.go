package casework_test

import (
	"errors"
	"testing"

	"bistand/aid"
	"bistand/calc"
	"bistand/casework"

	"github.com/google/go-cmp/cmp"
)

// figure is a figure of the norm of 2026 that is to be confirmed.
func figure(cell string, kr int) aid.NormFigure {
	return aid.NormFigure{Table: "riksnorm/2026.toml", Cell: cell, Kr: kr}
}

// propose has the decision-maker propose figures.
func (w *world) propose(figures ...aid.NormFigure) []aid.ID {
	w.t.Helper()
	w.must(w.desk.ProposeFigures(w.ctx, w.by(w.bengt), w.bengt, "SFS 0000:0000 (påhittat)", figures))
	ids := make([]aid.ID, len(figures))
	for i := range figures {
		ids[i] = figures[i].ID
	}
	return ids
}

// X1: a figure that no source prints carries a decision only after two people have confirmed it, and the calculation says so.
func TestX1_TwoPeopleConfirmAFigure(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		// A single adult with one child of 2: the child's figure is computed.
		a := w.registered(w.single, w.november)
		in := w.proposal(a)
		in.Household.Children = []aid.Child{{PersonID: "barn", Name: "Barn", Born: aid.Date{Year: 2024, Month: 5, Day: 1}}}
		stateOf := func() aid.CellState {
			for _, l := range have(w.desk.Preview(w.ctx, in))(t).Lines {
				if l.Person == "barn" {
					return l.State
				}
			}
			return ""
		}
		if got := stateOf(); got != aid.Computed {
			t.Fatalf("before: %s", got)
		}
		ids := w.propose(figure("personal.child.age_1_2", 3060))
		if got := stateOf(); got != aid.Computed {
			t.Errorf("one person's word made it %s", got)
		}
		w.is(aid.ErrForbidden, w.desk.AnswerFigures(w.ctx, w.by(w.bengt), w.bengt, ids, aid.FigureConfirmed))
		w.is(aid.ErrForbidden, w.desk.AnswerFigures(w.ctx, w.by(w.hanna), w.hanna, ids, aid.FigureConfirmed))
		w.must(w.desk.AnswerFigures(w.ctx, w.by(w.adam), w.adam, ids, aid.FigureConfirmed))
		if got := stateOf(); got != aid.Confirmed {
			t.Errorf("after two: %s", got)
		}
		w.is(aid.ErrConflict, w.desk.AnswerFigures(w.ctx, w.by(w.adam), w.adam, ids, aid.FigureRejected))
		w.must(w.desk.WithdrawFigure(w.ctx, w.by(w.adam), w.adam, ids[0], "Fel rad i förordningen."))
		if got := stateOf(); got != aid.Computed {
			t.Errorf("withdrawn: %s", got)
		}
		history := have(w.register.NormFigures(w.ctx, ""))(t)
		if len(history) != 1 || history[0].ProposedName != w.bengt.Name || history[0].AnsweredName != w.adam.Name || history[0].Withdrawn == "" {
			t.Errorf("history: %+v", history)
		}
	})
}

// is wants one error.
func (w *world) is(want, err error) {
	w.t.Helper()
	if !errors.Is(err, want) {
		w.t.Errorf("got %v, want %v", err, want)
	}
}

// TestFiguresThatCannotBeProposed: each fault stands beside its field.
func TestFiguresThatCannotBeProposed(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		code := func(err error) (codes []string) {
			var faults aid.Errors
			fault := aid.Error{}
			switch {
			case errors.As(err, &faults):
				for _, f := range faults {
					codes = append(codes, f.Code+" "+f.Field)
				}
			case errors.As(err, &fault):
				codes = append(codes, fault.Code+" "+fault.Field)
			}
			return codes
		}
		propose := func(ordinance string, figures ...aid.NormFigure) []string {
			return code(w.desk.ProposeFigures(w.ctx, w.by(w.adam), w.adam, ordinance, figures))
		}
		for name, tt := range map[string]struct {
			got  []string
			want []string
		}{
			"no number": {propose("förordningen", figure("common.size_3", 1790)), []string{"norm.ordinance ordinance"}},
			"no figure": {propose("SFS 2025:1"), []string{"norm.none figure"}},
			"sourced":   {propose("SFS 2025:1", figure("common.size_1", 1280)), []string{"rules.confirm_sourced figure.0.kr"}},
			"no cell":   {propose("SFS 2025:1", figure("common.size_9", 1280)), []string{"rules.confirm_unknown figure.0.kr"}},
			"two":       {propose("SFS 2025:1", figure("common.size_3", 0), figure("common.size_6", 9)), []string{"rules.confirm_amount figure.0.kr", "rules.confirm_order figure.1.kr"}},
		} {
			if diff := cmp.Diff(tt.want, tt.got); diff != "" {
				t.Errorf("%s:\n%s", name, diff)
			}
		}
		w.propose(figure("common.size_3", 1790))
		if got := propose("SFS 2025:1", figure("common.size_3", 1790)); len(got) != 1 || got[0] != "norm.waiting figure.0.kr" {
			t.Errorf("one that waits: %v", got)
		}
		w.is(aid.ErrForbidden, w.desk.ProposeFigures(w.ctx, w.by(w.hanna), w.hanna, "SFS 2025:1", []aid.NormFigure{figure("common.size_6", 2640)}))
		w.is(aid.ErrNotFound, w.desk.AnswerFigures(w.ctx, w.by(w.adam), w.adam, []aid.ID{w.id()}, aid.FigureConfirmed))
	})
}

// X1: no decision rests on a figure that nobody has confirmed; once it is confirmed and reckoned anew, it may.
func TestX1_NoDecisionOnUnconfirmedFigures(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a := w.registered(w.couple, w.november)
		in := w.proposal(a)
		in.Household.Others = 2 // six who share the dwelling: the figure of that size is computed
		c := have(w.desk.Calculate(w.ctx, w.by(w.hanna), w.hanna, a.ID, in))(t)
		d := inputFor(a, c, w.account, aid.Date{Year: 2026, Month: 11, Day: 20})
		_, err := w.desk.Decide(w.ctx, w.by(w.bengt), w.bengt, d)
		if fault := (aid.Error{}); !errors.As(err, &fault) || fault.Code != "decide.unconfirmed" {
			t.Fatalf("decided on a computed figure: %v", err)
		}
		ids := w.propose(figure("common.size_6", 2640))
		w.must(w.desk.AnswerFigures(w.ctx, w.by(w.adam), w.adam, ids, aid.FigureConfirmed))
		c = have(w.desk.Calculate(w.ctx, w.by(w.hanna), w.hanna, a.ID, in))(t)
		have(w.desk.Decide(w.ctx, w.by(w.bengt), w.bengt, inputFor(a, c, w.account, aid.Date{Year: 2026, Month: 11, Day: 20})))(t)
		kept := have(w.register.Calculation(w.ctx, c.ID))(t)
		again := have(calc.Recompute(kept, w.desk.Rules.File))(t)
		if !calc.Same(kept, again) {
			t.Errorf("made again it differs:\n%s", cmp.Diff(kept, again))
		}
		if content, err := w.register.RuleFile(w.ctx, kept.Rules[0].Hash); err != nil || len(content) == 0 {
			t.Errorf("its rule file is not kept: %v", err)
		}
	})
}

// TestConfirmedFiguresFitTogether: two figures that are each in order beside the computed ones may not be so together.
func TestConfirmedFiguresFitTogether(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		six, seven := w.propose(figure("common.size_6", 2800)), w.propose(figure("common.size_7", 2700))
		w.must(w.desk.AnswerFigures(w.ctx, w.by(w.adam), w.adam, six, aid.FigureConfirmed))
		fault := aid.Error{}
		if err := w.desk.AnswerFigures(w.ctx, w.by(w.adam), w.adam, seven, aid.FigureConfirmed); !errors.As(err, &fault) || fault.Code != "rules.confirm_order" {
			t.Errorf("confirmed out of order: %v", err)
		}
		w.must(w.desk.AnswerFigures(w.ctx, w.by(w.adam), w.adam, seven, aid.FigureRejected))
		have(w.desk.Preview(w.ctx, w.proposal(w.registered(w.couple, w.november))))(t)
	})
}

// TestComputedFigures: what is proposed where the ordinance says the same as the computing rule.
func TestComputedFigures(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		norm := have(w.desk.Rules.RiksnormOn(w.november.First()))(t)
		ids := w.propose(casework.ComputedFigures(norm)...)
		w.must(w.desk.AnswerFigures(w.ctx, w.by(w.adam), w.adam, ids, aid.FigureConfirmed))
		r, confirmed, err := w.desk.RulesOf(w.ctx, w.november)
		w.must(err)
		if len(confirmed) != len(ids) || len(ids) == 0 {
			t.Errorf("%d of %d figures are in force", len(confirmed), len(ids))
		}
		whole := have(r.Set.RiksnormOn(w.november.First()))(t)
		for cell, c := range whole.Cells() {
			if c.State == aid.Computed {
				t.Errorf("%s is still computed", cell)
			}
		}
	})
}
