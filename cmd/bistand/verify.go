package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"bistand/aid"
	"bistand/calc"
	"bistand/rules"
	"bistand/store"
)

// verifyCmd walks a register's chain and checksums, and makes every kept calculation again.
type verifyCmd struct{ registerFlags }

// Run checks each register: names the first broken row, and each calculation that does not come out as it was kept. A register
// that is not in order does not keep the next from being checked.
func (c verifyCmd) Run(ctx context.Context) error {
	var faults []error
	err := c.each(ctx, func(address, _ string, s *store.Store) error {
		if err := verifyRegister(ctx, os.Stdout, address, s); err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", address, err))
		}
		return nil
	})
	return errors.Join(append(faults, err)...)
}

// verifyRegister checks one register.
func verifyRegister(ctx context.Context, w io.Writer, address string, s *store.Store) error {
	steps, facts, err := s.Verify(ctx)
	if err != nil {
		return fmt.Errorf("after %d steps and %d facts in order: %w", steps, facts, err)
	}
	fmt.Fprintf(w, "%s: %d steps, %d facts: in order\n", address, steps, facts)
	v := recomputation{register: s, again: calc.NewRecomputer(ruleFiles(ctx, s))}
	if err := s.EachCalculation(ctx, func(kept aid.Calculation) error { return v.hold(ctx, w, kept) }); err != nil {
		return fmt.Errorf("make the calculations again: %w", err)
	}
	fmt.Fprintf(w, "%s: %d calculations made again and the same, %d without a basis (imported, or of an older program)\n", address, v.same, v.noBasis)
	if v.other+v.unmade > 0 {
		return fmt.Errorf("%d calculations are not what their basis and rules give, %d cannot be made again", v.other, v.unmade)
	}
	return nil
}

// ruleFiles finds rule files by their hash: those that the register keeps, else those that the program carries.
func ruleFiles(ctx context.Context, s *store.Store) func(hash string) ([]byte, bool) {
	return func(hash string) ([]byte, bool) {
		content, err := s.RuleFile(ctx, hash)
		if err == nil {
			return content, true
		}
		return rules.Embedded().File(hash)
	}
}

// recomputation counts what came of a register's calculations.
type recomputation struct {
	register *store.Store
	again    *calc.Recomputer

	same, noBasis, other, unmade int
}

// hold makes one calculation again and tells where it is not what was kept. Only a register that cannot be read is an error.
func (v *recomputation) hold(ctx context.Context, w io.Writer, kept aid.Calculation) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	again, err := v.again.Again(kept)
	switch {
	case errors.Is(err, calc.ErrNoBasis):
		v.noBasis++
		return nil
	case err == nil && calc.Same(kept, again):
		v.same++
		return nil
	}
	name := string(kept.CaseID)
	if c, err := v.register.Case(ctx, kept.CaseID); err == nil {
		name = c.Number
	}
	if err != nil {
		v.unmade++
		fmt.Fprintf(w, "calculation %s, %s, case %s: cannot be made again: %s\n", kept.ID, kept.Month, name, whyUnmade(err))
		return nil
	}
	v.other++
	d := calc.FirstDeparture(kept, again)
	fmt.Fprintf(w, "calculation %s, %s, case %s: %s: kept %s, made again %s\n", kept.ID, kept.Month, name, d.What, d.Kept.Decimal(), d.Again.Decimal())
	return nil
}

// whyUnmade says why a calculation cannot be made, without what an error may tell of a person.
func whyUnmade(err error) string {
	if missing, ok := errors.AsType[*calc.NoRuleFile](err); ok {
		return missing.Error()
	}
	if fault, ok := errors.AsType[aid.Error](err); ok {
		return fault.Code + " " + fault.Field
	}
	return err.Error()
}
