package public

import (
	"errors"
	"net/http"
	"strconv"

	"bistand/aid"
	"bistand/calc"
	"bistand/web/site"
	"bistand/web/ui"
)

// The trial calculation knows nobody and keeps nothing: what is typed lives in the one POST and in the page that answers it.

// trialForm is the form: what was typed, and what is wrong with it.
type trialForm struct {
	couple   bool
	children []ui.Field
	incomes  []ui.Field
	costs    []ui.Field
	faults   aid.Errors
	read     calc.Trial // what was typed, where nothing is wrong
}

// trial shows the empty form.
func trial(v *site.Visit) error { return showTrial(v, emptyTrial(v.UI()), nil) }

// tryOut answers the form with the calculation above it. It answers the POST itself: there is nothing that could be
// redirected to, and sending it twice does nothing.
func tryOut(v *site.Visit) error {
	c := v.UI()
	f := readTrial(c, v.R.PostForm, aid.SwedishDate(v.Now).MonthOf())
	if len(f.faults) > 0 {
		return showTrial(v, f, nil)
	}
	made, err := calc.Calculate(v.Desk().Rules, nil, f.read.Input())
	var fault aid.Error
	switch {
	case errors.As(err, &fault) && fault.Code == "rules.no_table":
		return showTrial(v, f, nil) // which tells of it
	case errors.As(err, &fault) && fault.Code == "rules.missing_cell":
		return noTrial(v, v.L.T("error.rules.missing_cell"))
	case err != nil:
		return err
	}
	answer := answerTrial(c, f.read, made)
	return showTrial(v, f, &answer)
}

// showTrial shows the form, below an answer where there is one. Without a norm for the month there is nothing to ask for.
func showTrial(v *site.Visit, f trialForm, answer *trialAnswer) error {
	norm, err := v.Desk().Rules.RiksnormOn(v.Today().MonthOf().First())
	if fault := (aid.Error{}); errors.As(err, &fault) {
		return noTrial(v, v.L.T("trial.no_norm", "year", strconv.Itoa(v.Today().Year)))
	}
	if err != nil {
		return err
	}
	page := frame(v, v.L.T("trial.title"))
	page.Lead, page.Errors = v.L.T("trial.lead"), f.faults
	status := http.StatusOK
	if len(f.faults) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return v.RenderStatus(status, trialPage(v, page, strconv.Itoa(norm.From.Year), f, answer))
}

// noTrial says why nothing can be calculated, and whom to ask.
func noTrial(v *site.Visit, why string) error {
	return v.Render(noTrialPage(v, frame(v, v.L.T("trial.title")), why))
}

// emptyTrial is the form as it is first shown.
func emptyTrial(c ui.Ctx) trialForm { return readTrial(c, nil, aid.Month{}) }

// readTrial reads the form. A blank field is 0; what cannot be read stands in the form as it was typed.
func readTrial(c ui.Ctx, typed map[string][]string, month aid.Month) trialForm {
	f := trialForm{read: calc.Trial{Month: month}}
	value := func(name string) string {
		if list := typed[name]; len(list) > 0 {
			return cut(list[0])
		}
		return ""
	}
	switch value("vuxna") {
	case "tva":
		f.couple, f.read.Couple = true, true
	case "", "en":
	default:
		f.faults = append(f.faults, aid.Error{Code: "choose", Field: "vuxna"})
	}
	for i, group := range calc.AgeGroups {
		field := ui.Field{Name: "barn-" + group.Code, Label: c.L.T("age." + group.Code), Short: true}
		field.Value = value(field.Name)
		n, err := aid.ParseOre(field.Value) // reads every digit that people type
		if field.Value != "" && (err != nil || n < 0 || n > calc.MostChildren*aid.Kronor || n%aid.Kronor != 0) {
			f.fault(c, &field, aid.Error{Code: "trial.children"})
		}
		f.read.Children[i] = int(n / aid.Kronor)
		f.children = append(f.children, field)
	}
	for i, income := range calc.TrialIncomes {
		f.incomes = append(f.incomes, f.amount(c, "inkomst-"+income.Code, incomeLabel(c, i), value, &f.read.Incomes[i]))
	}
	for i, cost := range calc.TrialCosts {
		f.costs = append(f.costs, f.amount(c, "kostnad-"+cost.Code, costLabel(c, i), value, &f.read.Costs[i]))
	}
	return f
}

// amount reads one amount.
func (f *trialForm) amount(c ui.Ctx, name, label string, value func(string) string, into *aid.Ore) ui.Field {
	field := ui.Field{Name: name, Label: label, Value: value(name)}
	if field.Value == "" {
		return field
	}
	amount, err := aid.ParseOre(field.Value)
	fault := aid.Error{Code: "amount.negative"}
	if err == nil && amount >= 0 {
		*into = amount
	} else if err == nil || errors.As(err, &fault) {
		f.fault(c, &field, fault)
	}
	return field
}

// fault puts a fault beside its field and in the summary.
func (f *trialForm) fault(c ui.Ctx, field *ui.Field, fault aid.Error) {
	fault.Field = field.Name
	f.faults = append(f.faults, fault)
	field.Error = c.ErrorText(fault)
}

// longestTyped is how much of what was typed is shown again, in characters; no field takes more.
const longestTyped = 40

func cut(text string) string {
	for i := range text {
		if i >= longestTyped {
			return text[:i]
		}
	}
	return text
}

// incomeLabel is what the form calls an income of calc.TrialIncomes.
func incomeLabel(c ui.Ctx, i int) string {
	switch code := calc.TrialIncomes[i].Code; code {
	case "unemployment", "disability":
		return c.L.T("trial.income." + code)
	default:
		return c.L.T("income." + code)
	}
}

// costLabel is what the form calls a cost of calc.TrialCosts.
func costLabel(c ui.Ctx, i int) string {
	if code := calc.TrialCosts[i].Code; code != "fees" {
		return c.L.T("expense." + code)
	}
	return c.L.T("trial.fees")
}

// adults are the choices of the form.
func (f trialForm) adults(c ui.Ctx) ui.Field {
	return ui.Field{Name: "vuxna", Label: c.L.T("trial.adults"), Error: c.FieldError(f.faults, "vuxna"), Options: []ui.Option{
		{Value: "en", Label: c.L.T("trial.adults.single"), Chosen: !f.couple},
		{Value: "tva", Label: c.L.T("trial.adults.couple"), Chosen: f.couple},
	}}
}
