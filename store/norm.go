package store

import (
	"context"

	"bistand/aid"
)

// KeepRuleFile keeps a rule file under its hash (SHA-256, lower-case hex); one that is kept already is passed over.
func (tx *Tx) KeepRuleFile(hash, name string, content []byte) error {
	if _, err := tx.RuleFile(tx.ctx, hash); err == nil {
		return nil
	}
	return tx.add(ruleFileFacts, hash, name, content, micros(tx.step.At))
}

// RuleFile returns a kept rule file by its hash.
func (r reads) RuleFile(ctx context.Context, hash string) ([]byte, error) {
	return first(ctx, r, "SELECT content FROM rule_file WHERE hash = $1", args(hash), func(scan func(...any) error) (content []byte, err error) {
		return content, scan(&content)
	})
}

// AddNormFigure proposes a figure of the norm.
func (tx *Tx) AddNormFigure(f aid.NormFigure) error {
	return tx.add(normFigureFacts, string(f.ID), f.Table, f.Cell, int64(f.Kr), f.Ordinance, string(f.ProposedBy), f.ProposedName, micros(f.ProposedAt))
}

// AnswerNormFigure confirms or rejects a proposed figure, once; the register refuses the one who proposed it.
func (tx *Tx) AnswerNormFigure(figure aid.ID, answer aid.FigureAnswer, by aid.Staff) error {
	return tx.add(normAnswerFacts, string(figure), string(answer), string(by.ID), by.Name, micros(tx.step.At))
}

// WithdrawNormFigure takes a figure out of force from now on; what was decided on it stands.
func (tx *Tx) WithdrawNormFigure(figure aid.ID, reason string, by aid.Staff) error {
	return tx.add(normWithdrawalFacts, string(figure), reason, string(by.ID), by.Name, micros(tx.step.At))
}

// NormFigures returns every figure ever proposed for a table (a rule file's name), or for all where table is empty, oldest
// answer last, those that wait after them.
func (r reads) NormFigures(ctx context.Context, table string) ([]aid.NormFigure, error) {
	return all(ctx, r, `SELECT f.id, f.norm_table, f.cell, f.kr, f.ordinance, f.proposed_by, f.proposed_name, f.at,
		COALESCE(a.answer, ''), COALESCE(a.answered_by, ''), COALESCE(a.answered_name, ''), COALESCE(a.at, 0),
		COALESCE(w.reason, ''), COALESCE(w.withdrawn_name, ''), COALESCE(w.at, 0)
		FROM norm_figure f LEFT JOIN norm_figure_answer a ON a.figure_id = f.id LEFT JOIN norm_figure_withdrawal w ON w.figure_id = f.id
		WHERE $1 = '' OR f.norm_table = $1 ORDER BY COALESCE(a.seq, f.seq)`, args(table), scanNormFigure)
}

func scanNormFigure(scan func(...any) error) (f aid.NormFigure, err error) {
	var proposed, answered, withdrawn int64
	err = scan(&f.ID, &f.Table, &f.Cell, &f.Kr, &f.Ordinance, &f.ProposedBy, &f.ProposedName, &proposed,
		&f.Answer, &f.AnsweredBy, &f.AnsweredName, &answered, &f.Withdrawn, &f.WithdrawnName, &withdrawn)
	f.ProposedAt, f.AnsweredAt, f.WithdrawnAt = instant(proposed), instant(answered), instant(withdrawn)
	return f, err
}

// EachCalculation hands over every kept calculation, oldest first, until one is refused with an error. It reads some at a
// time, so that a whole register fits in a small memory.
func (r reads) EachCalculation(ctx context.Context, each func(aid.Calculation) error) error {
	const some = 200
	for after := int64(0); ; {
		type row struct {
			seq int64
			c   aid.Calculation
		}
		rows, err := all(ctx, r, "SELECT seq, body FROM calculation WHERE seq > $1 ORDER BY seq LIMIT $2", args(after, some),
			func(scan func(...any) error) (one row, err error) {
				var body string
				if err = scan(&one.seq, &body); err == nil {
					err = decode(body, &one.c)
				}
				return one, err
			})
		if err != nil || len(rows) == 0 {
			return err
		}
		for _, one := range rows {
			if err := each(one.c); err != nil {
				return err
			}
			after = one.seq
		}
	}
}
