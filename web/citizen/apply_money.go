package citizen

import (
	"net/url"
	"slices"

	"github.com/a-h/templ"

	"bistand/aid"
	"bistand/web/ui"
)

var incomesSection = section{
	name: "incomes", path: "inkomster", title: "application.incomes", lead: "apply.incomes_lead",
	part:   func(c aid.Content) any { return []any{c.Incomes, c.NoIncome} },
	values: incomeValues, read: readIncomes,
	body: func(f formView) templ.Component { return incomeFields(f) },
}

func noIncomeName(adult int) string { return "none-" + itoa(adult) }

func incomeValues(f formView) url.Values {
	values := url.Values{}
	for i, adult := range f.draft.Content.Household.Adults {
		var lines []line
		for _, income := range f.draft.Content.Incomes {
			if income.PersonID == adult.PersonID {
				lines = append(lines, line{string(income.Kind), income.Amount, income.Note})
			}
		}
		setRows(values, i, lines, emptyIn(f, i))
		if f.draft.Content.NoIncome[adult.PersonID] {
			values.Set(noIncomeName(i), "ja")
		}
	}
	return values
}

// readIncomes reads the incomes of every adult: rows, or the word that there were none. The readers must account for
// themselves; what they leave open for the other adult stays open, and the hub says so.
func readIncomes(f formView) (func(*aid.Content), aid.Errors) {
	var faults aid.Errors
	var incomes []aid.Income
	var noIncome map[aid.ID]bool
	for i, adult := range f.draft.Content.Household.Adults {
		none := f.values.Get(noIncomeName(i)) != ""
		lines, wrong := readRows(f.values, i, incomeKinds(), func(kind string) bool { return none || f.mayLackAmount(adult.PersonID, kind) })
		faults = append(faults, wrong...)
		if none { // kinds carried over from last month, without an amount, go away
			lines = slices.DeleteFunc(lines, func(l line) bool { return l.amount == 0 })
		}
		switch {
		case none && len(lines) > 0 && len(wrong) == 0:
			faults.Add(noIncomeName(i), aid.Error{Code: "apply.income_and_none"})
		case none:
			if noIncome == nil {
				noIncome = map[aid.ID]bool{}
			}
			noIncome[adult.PersonID] = true
		case len(lines) == 0 && adult.PersonID == f.reader && !f.partial():
			faults.Add(noIncomeName(i), aid.Error{Code: "apply.income_missing", Args: map[string]string{"name": adult.Name}})
		}
		for _, l := range lines {
			incomes = append(incomes, aid.Income{Kind: aid.IncomeKind(l.kind), PersonID: adult.PersonID, Amount: l.amount, Note: l.note})
		}
	}
	return func(c *aid.Content) { c.Incomes, c.NoIncome = incomes, noIncome }, faults
}

// mayLackAmount tells whether an income may be saved without its amount: while rows are being added or taken away, and where
// it is the other adult's, carried over from last month and left for them.
func (f formView) mayLackAmount(adult aid.ID, kind string) bool {
	return f.partial() || adult != f.reader && slices.ContainsFunc(f.draft.Content.Incomes, func(income aid.Income) bool {
		return income.PersonID == adult && string(income.Kind) == kind && income.Amount == 0
	})
}

func incomeKinds() []string {
	var kinds []string
	for _, k := range aid.StatedIncomeKinds {
		kinds = append(kinds, string(k))
	}
	return kinds
}

// incomeRows is the list of rows of one adult.
func (f formView) incomeRows(i int, adult aid.Adult) rowsView {
	var options []ui.Option
	for _, k := range aid.StatedIncomeKinds {
		options = append(options, ui.Option{Value: string(k), Label: f.L.T("income." + string(k))})
	}
	return f.rowsOf(i, options, f.L.T("apply.income_kind"), func(n string) string {
		return f.L.T("apply.income_row", "n", n, "name", adult.Name)
	})
}

func (f formView) noIncomeField(i int, adult aid.Adult) ui.Field {
	return f.field(noIncomeName(i), f.L.T("apply.no_income", "name", adult.Name))
}

var expensesSection = section{
	name: "expenses", path: "utgifter", title: "application.expenses", lead: "apply.expenses_lead",
	part:   func(c aid.Content) any { return c.Expenses },
	values: expenseValues, read: readExpenses,
	body: func(f formView) templ.Component { return expenseFields(f) },
}

func expenseValues(f formView) url.Values {
	values := url.Values{}
	var lines []line
	for _, e := range f.draft.Content.Expenses {
		lines = append(lines, line{string(e.Kind), e.Amount, e.Note})
	}
	setRows(values, 0, lines, emptyIn(f, 0))
	for i := range lines {
		if f.prefilled("expenses") {
			values.Set(rowName("carried", 0, i), "ja")
			values.Set(rowName("keep", 0, i), "ja")
		}
	}
	return values
}

func readExpenses(f formView) (func(*aid.Content), aid.Errors) {
	var kinds []string
	for _, k := range aid.ExpenseKinds {
		kinds = append(kinds, string(k))
	}
	lines, faults := readRows(f.values, 0, kinds, func(string) bool { return false })
	var expenses []aid.Expense
	for _, l := range lines {
		expenses = append(expenses, aid.Expense{Kind: aid.ExpenseKind(l.kind), Amount: l.amount, Note: l.note})
	}
	return func(c *aid.Content) { c.Expenses = expenses }, faults
}

// expenseRows is the list of rows of the household.
func (f formView) expenseRows() rowsView {
	var options []ui.Option
	for _, k := range aid.ExpenseKinds {
		options = append(options, ui.Option{Value: string(k), Label: f.L.T("expense." + string(k))})
	}
	view := f.rowsOf(0, options, f.L.T("apply.expense_kind"), func(n string) string { return f.L.T("apply.expense_row", "n", n) })
	for i, r := range view.rows {
		for _, e := range f.last {
			if string(e.Kind) == r.kind.Value && e.Amount > 0 {
				view.rows[i].amount.Hint = f.L.T("apply.last_month", "amount", f.L.Money(e.Amount))
			}
		}
	}
	return view
}

// prefilled tells whether a section holds answers that were carried over from last month and nobody has gone through. Of
// incomes the kinds alone are carried over.
func (f formView) prefilled(s string) bool {
	c := f.draft.Content
	return !c.Done[s] && (s == "expenses" && len(c.Expenses) > 0 || s == "housing" && c.Housing.Form != "")
}
