package casework

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"bistand/aid"
	"bistand/calc"
	"bistand/rules"
	"bistand/store"
)

// ordinanceNumber is the number under which a Swedish ordinance is published: year and running number.
var ordinanceNumber = regexp.MustCompile(`\b\d{4}:\d{1,4}\b`)

// ProposeFigures proposes figures of the norm that no source of the program's prints, by the ordinance that sets them, in one
// step. They are of no effect until another person confirms them. Faults at "figure.N.kr" and the like, rows from 0, and at
// "ordinance".
func (d *Desk) ProposeFigures(ctx context.Context, r Request, staff aid.Staff, ordinance string, figures []aid.NormFigure) error {
	if !staff.MayConfirmNorm() {
		return aid.ErrForbidden
	}
	var faults aid.Errors
	ordinance = strings.TrimSpace(ordinance)
	if !ordinanceNumber.MatchString(ordinance) {
		faults = append(faults, aid.Error{Code: "norm.ordinance", Field: "ordinance"})
	}
	if len(figures) == 0 {
		faults = append(faults, aid.Error{Code: "norm.none", Field: "figure"})
	}
	for i := range figures {
		f := &figures[i]
		f.ID, f.Ordinance, f.ProposedBy, f.ProposedName, f.ProposedAt = d.newID(), ordinance, staff.ID, staff.Name, d.Now()
		c := confirmation(*f)
		c.Ordinance = cmp.Or(c.Ordinance, "-") // told of above
		if _, err := d.Rules.WithConfirmed([]rules.Confirmation{c}); err != nil {
			fault, _ := errors.AsType[aid.Error](err)
			faults = append(faults, fault.At(fmt.Sprintf("figure.%d.kr", i)))
		}
	}
	if err := faults.Or(); err != nil {
		return err
	}
	return d.Register.Step(ctx, d.step(r, "propose_norm", "", "norm_figure", figures[0].ID), func(tx *store.Tx) error {
		known, err := tx.NormFigures(ctx, "")
		if err != nil {
			return err
		}
		for i, f := range figures {
			if slices.ContainsFunc(known, func(o aid.NormFigure) bool {
				return o.Table == f.Table && o.Cell == f.Cell && o.Answer == aid.FigureWaits && o.Withdrawn == ""
			}) {
				return aid.Error{Code: "norm.waiting", Field: fmt.Sprintf("figure.%d.kr", i)}
			}
			if err := tx.AddNormFigure(f); err != nil {
				return err
			}
		}
		return nil
	})
}

// AnswerFigures confirms or rejects figures that someone else has proposed, in one step. One that has been answered is
// aid.ErrConflict, and then none is.
func (d *Desk) AnswerFigures(ctx context.Context, r Request, staff aid.Staff, figures []aid.ID, answer aid.FigureAnswer) error {
	if len(figures) == 0 {
		return aid.Error{Code: "norm.none", Field: "figure"}
	}
	return d.changeFigures(ctx, r, "answer_norm", figures, func(tx *store.Tx, f *aid.NormFigure) error {
		if !staff.MayConfirmNorm() || f.ProposedBy == staff.ID {
			return aid.ErrForbidden
		}
		if !f.MayAnswer(staff) {
			return aid.ErrConflict
		}
		f.Answer = answer
		return tx.AnswerNormFigure(f.ID, answer, staff)
	})
}

// WithdrawFigure takes a figure out of force, or a proposal back, with a reason. What was decided on it stands.
func (d *Desk) WithdrawFigure(ctx context.Context, r Request, staff aid.Staff, figure aid.ID, reason string) error {
	if strings.TrimSpace(reason) == "" {
		return aid.Error{Code: "required", Field: "reason"}
	}
	return d.changeFigures(ctx, r, "withdraw_norm", []aid.ID{figure}, func(tx *store.Tx, f *aid.NormFigure) error {
		if !staff.MayConfirmNorm() {
			return aid.ErrForbidden
		}
		if f.Withdrawn != "" || f.Answer == aid.FigureRejected {
			return aid.ErrConflict
		}
		f.Withdrawn = strings.TrimSpace(reason)
		return tx.WithdrawNormFigure(f.ID, f.Withdrawn, staff)
	})
}

// changeFigures is a step on figures that have been proposed. What is in force after it must make a table that can be used.
func (d *Desk) changeFigures(ctx context.Context, r Request, name string, figures []aid.ID, change func(*store.Tx, *aid.NormFigure) error) error {
	return d.Register.Step(ctx, d.step(r, name, "", "norm_figure", figures[0]), func(tx *store.Tx) error {
		known, err := tx.NormFigures(ctx, "")
		if err != nil {
			return err
		}
		for _, id := range figures {
			i := slices.IndexFunc(known, func(f aid.NormFigure) bool { return f.ID == id })
			if i < 0 {
				return aid.ErrNotFound
			}
			err := change(tx, &known[i])
			if errors.Is(err, store.ErrUnique) {
				return aid.ErrConflict
			}
			if err != nil {
				return err
			}
		}
		for _, norm := range d.Rules.Riksnorms {
			if _, err := d.Rules.WithConfirmed(inForce(norm, known)); err != nil {
				return err
			}
		}
		return nil
	})
}

// inForce picks the figures of a table that calculations use: of several for one cell the one confirmed last. A cell that a
// source prints by now needs none.
func inForce(norm *rules.Riksnorm, figures []aid.NormFigure) []rules.Confirmation {
	byCell := map[string]rules.Confirmation{}
	for _, f := range figures {
		if f.Table == norm.File && f.InForce() {
			byCell[f.Cell] = confirmation(f)
		}
	}
	var confirmed []rules.Confirmation
	for cell, c := range norm.Cells() {
		if one, ok := byCell[cell]; ok && c.State != aid.Sourced {
			confirmed = append(confirmed, one)
		}
	}
	return confirmed
}

// ComputedFigures lists the figures of a table that a published rule computes, as they stand: what is proposed where the
// ordinance turns out to say the same.
func ComputedFigures(n *rules.Riksnorm) []aid.NormFigure {
	var figures []aid.NormFigure
	for key, cell := range n.Cells() {
		if cell.State == aid.Computed {
			figures = append(figures, aid.NormFigure{Table: n.File, Cell: key, Kr: cell.Kr})
		}
	}
	return figures
}

// confirmation is a figure as the rules take it.
func confirmation(f aid.NormFigure) rules.Confirmation {
	return rules.Confirmation{ID: f.ID, Table: f.Table, Cell: f.Cell, Kr: f.Kr, Ordinance: f.Ordinance, ByNames: f.ProposedName + ", " + f.AnsweredName}
}

// RulesOf returns the rules of a month: the tables with the figures that the municipality has confirmed, and its guidelines.
func (d *Desk) RulesOf(ctx context.Context, m aid.Month) (calc.Rules, []rules.Confirmation, error) {
	r := calc.Rules{Set: d.Rules}
	r.Guidelines, _ = d.Rules.GuidelinesOn(d.Municipality.Code, m.First())
	norm, err := d.Rules.RiksnormOn(m.First())
	if err != nil {
		return r, nil, nil //nolint:nilerr // a month without a table is told of by the calculation
	}
	figures, err := d.Register.NormFigures(ctx, norm.File)
	if err != nil {
		return r, nil, err
	}
	confirmed := inForce(norm, figures)
	if r.Set, err = d.Rules.WithConfirmed(confirmed); err != nil {
		return r, nil, fmt.Errorf("use the confirmed figures of %s: %w", norm.File, err)
	}
	return r, confirmed, nil
}
