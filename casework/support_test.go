package casework_test

import (
	"testing"
	"time"

	"bistand/aid"
	"bistand/calc"
	"bistand/casework"
)

// history takes in a month of a case with an adult's decision on it, as change makes the calculation.
func (w *world) history(c aid.Case, month aid.Month, adult aid.Person, change func(*calc.Input)) {
	w.t.Helper()
	a := aid.Application{
		CaseID: c.ID, Month: month, Kind: aid.Renewal, Reason: "norm", OnBehalf: "own", Origin: aid.Imported,
		Content: aid.Content{
			Month: month, Household: aid.Household{Adults: []aid.Adult{{PersonID: adult.ID, Name: adult.Name()}}},
			Incomes: []aid.Income{{Kind: "pension", PersonID: adult.ID}}, Expenses: []aid.Expense{{Kind: "dental", Amount: 900_00}},
		},
		FrozenBy: adult.ID, Registered: month.First().AddDays(2),
	}
	in := w.proposal(a)
	change(&in)
	made := have(w.desk.Preview(w.ctx, in))(w.t)
	made.Origin, made.MadeBy, made.MadeByName, made.MadeAt = aid.Imported, w.hanna.ID, w.hanna.Name, w.Now()
	decision := aid.Decision{
		Origin: aid.Imported, Outcome: aid.Granted, Amount: max(made.Result, 0), LegalBasis: "12 kap. 1 §", Reasons: "Enligt beräkningen.",
		Items: casework.Items(made), DecidedBy: w.bengt.ID, DecidedByName: w.bengt.Name, DecidedAt: w.Now(),
	}
	if made.Result <= 0 {
		decision.Outcome = aid.Refused
	}
	have(w.desk.ImportHistory(w.ctx, w.by(w.hanna), casework.History{Application: a, Calculation: &made, Decision: &decision}))(w.t)
}

// What counts as a month with försörjningsstöd: norm or costs granted to the person, in whichever case; not other needs alone,
// not a refusal, not a month of the other adult's alone. A decision on several months counts for each of them.
func TestX2_MonthsWithSupportOfAPerson(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		month := func(m time.Month) aid.Month { return aid.Month{Year: 2026, Month: m} }
		income := func(amount aid.Ore) func(*calc.Input) {
			return func(in *calc.Input) {
				in.Incomes[0].Counted, in.Incomes[0].Reason = amount, "Kontoutdraget."
			}
		}
		w.history(w.single, month(time.January), w.sara, income(0))
		w.history(w.single, month(time.February), w.sara, income(5_300_00)) // covers norm, not the dentist
		w.history(w.single, month(time.March), w.sara, income(20_000_00))
		w.history(w.single, month(time.April), w.sara, func(in *calc.Input) { in.Months = 3 })
		w.history(w.couple, month(time.January), w.omar, income(0))
		earlier := aid.Case{
			ID: w.id(), Number: "EB-2025-0777", Type: "income_support", OpenedOn: aid.Date{Year: 2025, Month: 10, Day: 1},
			Members: []aid.Member{{Person: w.sara, Part: aid.Applicant}}, Contacts: w.single.Contacts,
		}
		w.must(w.desk.OpenCase(w.ctx, w.by(w.hanna), earlier, nil))
		w.history(earlier, aid.Month{Year: 2025, Month: time.December}, w.sara, income(0))

		got := map[aid.Month]bool{}
		for _, s := range have(w.desk.Supported(w.ctx, w.sara.ID))(t) {
			got[s.Month] = s.Granted
		}
		want := map[aid.Month]bool{
			{Year: 2025, Month: time.December}: true, month(time.January): true, month(time.February): false, month(time.March): false,
			month(time.April): true, month(time.May): true, month(time.June): true,
		}
		for m, granted := range want {
			if is, there := got[m]; !there || is != granted {
				t.Errorf("%s: %v (%v), want %v", m, is, there, granted)
			}
		}
		if len(got) != len(want) {
			t.Errorf("months %v", got)
		}
		if asas := have(w.desk.Supported(w.ctx, w.asa.ID))(t); len(asas) != 0 {
			t.Errorf("Omar's month counts for Åsa: %v", asas)
		}
	})
}

// Who noted an answer and when is the desk's own to say: a form cannot.
func TestX6_AnAnswerIsNotedByTheOneWhoSaves(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a := w.registered(w.couple, w.november)
		in := w.proposal(a)
		in.Incomes[0].Authority, in.Incomes[0].Answer = "tax", aid.Unchecked
		in.Incomes[0].CheckedBy, in.Incomes[0].CheckedAt = "Någon annan", w.Now().Add(-time.Hour)
		kept, _ := calc.InputOf(have(w.desk.Calculate(w.ctx, w.by(w.hanna), w.hanna, a.ID, in))(t))
		if x := kept.Incomes[0]; x.CheckedBy != w.hanna.Name || !x.CheckedAt.Equal(w.Now()) {
			t.Errorf("noted by %s at %s", x.CheckedBy, x.CheckedAt)
		}
		in = w.proposal(a)
		in.Expenses = append(in.Expenses, calc.Expense{Kind: "medicine", Claimed: 100_00, Approved: 100_00})
		before := w.steps()
		if _, err := w.desk.Calculate(w.ctx, w.by(w.hanna), w.hanna, a.ID, in); code(err) != "calc.reason_missing" || w.steps() != before {
			t.Errorf("a cost that nobody signed for, without a reason: %v", err)
		}
		in.Expenses[len(in.Expenses)-1].Reason = "Sökt per telefon."
		made := have(w.desk.Calculate(w.ctx, w.by(w.hanna), w.hanna, a.ID, in))(t)
		if made.OtherNeeds != 100_00 {
			t.Errorf("with its reason: %s", made.OtherNeeds.Decimal())
		}
	})
}
