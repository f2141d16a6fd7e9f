package caseworktest

import (
	"context"
	"testing"

	"bistand/aid"
	"bistand/casework"
)

// Witnesses answer for the authorities: what each knows of a person. Of whom one knows nothing it says so.
type Witnesses map[aid.Personnummer]map[aid.Authority]aid.Report

// Ask implements casework.Authorities.
func (w Witnesses) Ask(_ context.Context, q casework.AuthorityQuestion) (reports []aid.Report, _ error) {
	for _, a := range q.Of {
		r, known := w[q.Person][a]
		if !known {
			r.Answer = aid.Nothing
		}
		r.Authority = a
		reports = append(reports, r)
	}
	return reports, nil
}

// Collect has all asked that is due, by what asks one question and tells whether there was one, and returns how many they were.
func Collect(t testing.TB, ask func() (bool, error)) (n int) {
	t.Helper()
	for {
		asked, err := ask()
		if err != nil {
			t.Fatal(err)
		}
		if !asked {
			return n
		}
		n++
	}
}

// Paid is a report of payments.
func Paid(benefits ...aid.Benefit) aid.Report {
	return aid.Report{Answer: aid.Answered, Benefits: benefits}
}

// Benefit is a payment on the 25th of a month.
func Benefit(kind aid.IncomeKind, m aid.Month, net aid.Ore) aid.Benefit {
	return aid.Benefit{Kind: kind, Code: "X", PaidOn: m.First().AddDays(24), Net: net}
}
