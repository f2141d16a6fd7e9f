package public

import (
	"bytes"
	"errors"
	"net/http"
	"strconv"
	"sync"

	"github.com/a-h/templ"

	"bistand/aid"
	"bistand/calc"
	"bistand/web/site"
	"bistand/web/ui"
)

// The trial calculation knows nobody and keeps nothing: what is typed lives in the one POST and in the page that answers it.
// What is the same for everyone is rendered once for each language and filled in.

// trialPath is the page's address. Nothing of a longer one is read or shown: it may say something of a person.
const trialPath = "/provberakning"

// The form's amounts and numbers, in the order of the page.
const (
	firstIncome = len(calc.AgeGroups)
	firstCost   = firstIncome + len(calc.TrialIncomes)
	trialFields = firstCost + len(calc.TrialCosts)
)

// trialNames are the names of the fields.
var trialNames = func() (names [trialFields]string) {
	for i, group := range calc.AgeGroups {
		names[i] = "barn-" + group.Code
	}
	for i, income := range calc.TrialIncomes {
		names[firstIncome+i] = "inkomst-" + income.Code
	}
	for i, cost := range calc.TrialCosts {
		names[firstCost+i] = "kostnad-" + cost.Code
	}
	return names
}()

// trialForm is the form: what was typed, what it says, and what is wrong with it.
type trialForm struct {
	typed  [trialFields]string
	read   calc.Trial
	faults aid.Errors
}

// trial shows the empty form.
func trial(v *site.Visit) error { return showTrial(v, trialForm{}, nil) }

// tryOut answers the form with the calculation above it. It answers the POST itself: there is nothing that could be
// redirected to, and sending it twice does nothing.
func tryOut(v *site.Visit) error {
	f := readTrial(v.R.PostForm, v.Today().MonthOf())
	if len(f.faults) > 0 {
		return showTrial(v, f, nil)
	}
	made := calculations.Get().(*worked)
	defer made.forget()
	in, r := f.read.Input(), calc.Rules{Set: v.Desk().Rules}
	err := made.sheet.Work(&r, &in)
	var fault aid.Error
	switch {
	case errors.As(err, &fault) && fault.Code == "rules.no_table":
		return showTrial(v, f, nil) // which tells of it
	case errors.As(err, &fault) && fault.Code == "rules.missing_cell":
		return noTrial(v, v.L.T("error.rules.missing_cell"))
	case err != nil:
		return err
	}
	made.sheet.FreezeInto(&made.calculation, &r, &in)
	return showTrial(v, f, &made.calculation)
}

// worked is a calculation that has been shown and forgotten, with its lists for the next to be written into.
type worked struct {
	sheet       calc.Sheet
	calculation aid.Calculation
}

var calculations = sync.Pool{New: func() any { return new(worked) }}

// forget clears what was worked out.
func (w *worked) forget() {
	clear(w.sheet.Rows)
	clear(w.calculation.Lines)
	*w = worked{
		sheet:       calc.Sheet{Rows: w.sheet.Rows[:0]},
		calculation: aid.Calculation{Lines: w.calculation.Lines[:0], Rules: w.calculation.Rules[:0]},
	}
	calculations.Put(w)
}

// showTrial shows the form, below an answer where there is one. Without a norm for the month there is nothing to ask for.
func showTrial(v *site.Visit, f trialForm, made *aid.Calculation) error {
	norm, err := v.Desk().Rules.RiksnormOn(v.Today().MonthOf().First())
	if fault := (aid.Error{}); errors.As(err, &fault) {
		return noTrial(v, v.L.T("trial.no_norm", "year", strconv.Itoa(v.Today().Year)))
	}
	if err != nil {
		return err
	}
	c := v.UI()
	c.Path = trialPath
	page := func(f trialForm, answer templ.Component) templ.Component {
		p := frame(v, v.L.T("trial.title"))
		p.Lead, p.Errors = v.L.T("trial.lead"), f.faults
		return trialPage(v, c, p, strconv.Itoa(norm.From.Year), f, answer)
	}
	if len(f.faults) > 0 {
		return v.RenderStatus(http.StatusUnprocessableEntity, page(f, nil))
	}
	key := ui.StencilKey{Language: v.L, Piece: "trial", Of: norm, N: pageNumber(f.read.Couple, made != nil)}
	whole := v.Tenant.Stencils.Find(key)
	if whole == nil {
		empty := trialForm{read: calc.Trial{Couple: f.read.Couple}}
		for i := range empty.typed {
			empty.typed[i] = ui.Hole(i)
		}
		var answer templ.Component
		if made != nil {
			answer = ui.HoleFor(trialFields)
		}
		if whole, err = v.Tenant.Stencils.Keep(v.Ctx(), key, page(empty, answer)); err != nil {
			return err
		}
	}
	return v.Fill(func(b *bytes.Buffer) error {
		m := answerer{v: v, c: c, norm: norm, trial: &f.read, made: made, b: b}
		whole.Fill(b, func(n int) {
			if n == trialFields {
				m.write()
			} else if f.typed[n] != "" {
				b.WriteString(templ.EscapeString(f.typed[n]))
			}
		})
		return m.err
	})
}

// pageNumber tells the pages apart that are rendered once.
func pageNumber(couple, answered bool) int {
	n := 0
	if couple {
		n++
	}
	if answered {
		n += 2
	}
	return n
}

// noTrial says why nothing can be calculated, and whom to ask.
func noTrial(v *site.Visit, why string) error {
	c := v.UI()
	c.Path = trialPath
	return v.Render(noTrialPage(v, c, frame(v, v.L.T("trial.title")), why))
}

// readTrial reads the form. A blank field is 0; what cannot be read stays as it was typed.
func readTrial(typed map[string][]string, month aid.Month) trialForm {
	f := trialForm{read: calc.Trial{Month: month}}
	value := func(name string) string {
		if list := typed[name]; len(list) > 0 {
			return cut(list[0])
		}
		return ""
	}
	switch value("vuxna") {
	case "tva":
		f.read.Couple = true
	case "", "en":
	default:
		f.faults = append(f.faults, aid.Error{Code: "choose", Field: "vuxna"})
	}
	for i, name := range trialNames {
		f.typed[i] = value(name)
		if f.typed[i] == "" {
			continue
		}
		amount, err := aid.ParseOre(f.typed[i]) // reads every digit that people type, of numbers too
		fault := aid.Error{Code: "amount.negative"}
		switch {
		case i < firstIncome && (err != nil || amount < 0 || amount > calc.MostChildren*aid.Kronor || amount%aid.Kronor != 0):
			f.faults = append(f.faults, aid.Error{Code: "trial.children", Field: name})
		case err == nil && amount < 0 || errors.As(err, &fault):
			f.faults = append(f.faults, fault.At(name))
		case i < firstIncome:
			f.read.Children[i] = int(amount / aid.Kronor)
		case i < firstCost:
			f.read.Incomes[i-firstIncome] = amount
		default:
			f.read.Costs[i-firstCost] = amount
		}
	}
	return f
}

// longestTyped is how much of what was typed is shown again, in characters; no field takes more.
const longestTyped = 40

func cut(text string) string {
	if len(text) <= longestTyped {
		return text
	}
	for i := range text {
		if i >= longestTyped {
			return text[:i]
		}
	}
	return text
}

// fields are those of the form from one place to another.
func (f trialForm) fields(c ui.Ctx, from, until int) []ui.Field {
	var list []ui.Field
	for i := from; i < until; i++ {
		field := ui.Field{Name: trialNames[i], Value: f.typed[i], Error: c.FieldError(f.faults, trialNames[i])}
		switch {
		case i < firstIncome:
			field.Label, field.Short = c.L.T("age."+calc.AgeGroups[i].Code), true
		case i < firstCost:
			field.Label = incomeLabel(c, i-firstIncome)
		default:
			field.Label = costLabel(c, i-firstCost)
		}
		list = append(list, field)
	}
	return list
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
		{Value: "en", Label: c.L.T("trial.adults.single"), Chosen: !f.read.Couple},
		{Value: "tva", Label: c.L.T("trial.adults.couple"), Chosen: f.read.Couple},
	}}
}
