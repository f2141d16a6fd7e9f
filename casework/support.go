package casework

import (
	"context"
	"slices"

	"bistand/aid"
	"bistand/calc"
)

// Supported lists the months that were decided on for a person in any case of the register, for the special rule on income
// from employment: calc.IncentiveOf. Months that another municipality supported are not known here.
// law: SoL 12:8
func (d *Desk) Supported(ctx context.Context, person aid.ID) ([]calc.Supported, error) {
	cases, err := d.Register.CasesOf(ctx, person)
	if err != nil {
		return nil, err
	}
	var months []calc.Supported
	for _, c := range cases {
		applications, err := d.Register.Applications(ctx, c.ID)
		if err != nil {
			return nil, err
		}
		decisions, err := d.Register.Decisions(ctx, c.ID)
		if err != nil {
			return nil, err
		}
		for _, made := range decisions {
			if !slices.ContainsFunc(applications, func(a aid.Application) bool { return a.ID == made.ApplicationID && adultIn(a, c, person) }) {
				continue
			}
			basis, err := d.Register.Calculation(ctx, made.CalculationID)
			if err != nil {
				return nil, err
			}
			months = append(months, monthsOf(made, basis)...)
		}
	}
	return months, nil
}

// adultIn tells whether a person was an adult of an application's household. History that came without content has the adults
// of its case.
func adultIn(a aid.Application, c aid.Case, person aid.ID) bool {
	if len(a.Content.Household.Adults) == 0 {
		return slices.ContainsFunc(c.Adults(), func(p aid.Person) bool { return p.ID == person })
	}
	return slices.ContainsFunc(a.Content.Household.Adults, func(x aid.Adult) bool { return x.PersonID == person })
}

// monthsOf lists the months of a decision. Försörjningsstöd is norm and costs; support for other needs alone is none.
// law: SoL 12:1
func monthsOf(made aid.Decision, basis aid.Calculation) []calc.Supported {
	granted := made.Outcome != aid.Refused && made.Amount > 0
	if len(basis.Lines) > 0 {
		granted = granted && basis.Norm+basis.Costs > basis.Incomes
	}
	in, _ := calc.InputOf(basis) // without a basis the decision is on its own month
	months := []calc.Supported{{Month: made.Month, Granted: granted}}
	for n := 1; n < in.Months; n++ {
		months = append(months, calc.Supported{Month: made.Month.Add(n), Granted: granted})
	}
	return months
}
