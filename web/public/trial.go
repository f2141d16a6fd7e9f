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
	typed    [trialFields]string
	language string // of the page that it stood on, or the one that was chosen there
	read     calc.Trial
	faults   aid.Errors
}

// attempt is one trial calculation from the form to the answer. It is forgotten afterwards; what is left of it are its lists,
// for the next to be written into.
type attempt struct {
	form  trialForm
	rules calc.Rules
	input calc.Input
	sheet calc.Sheet
	aid.Calculation
	lines []calc.Alike
}

var attempts = sync.Pool{New: func() any { return new(attempt) }}

func (a *attempt) forget() {
	clear(a.input.Household.Adults)
	clear(a.input.Household.Children)
	clear(a.input.Expenses)
	clear(a.input.Incomes)
	clear(a.sheet.Rows)
	clear(a.Lines)
	clear(a.lines)
	a.form = trialForm{}
	attempts.Put(a)
}

// trial shows the empty form.
func trial(v *site.Visit) error { return showTrial(v, &trialForm{}, nil) }

// tryOut answers the form with the calculation above it. It answers the POST itself: there is nothing that could be
// redirected to, and sending it twice does nothing.
func tryOut(v *site.Visit) error {
	a := attempts.Get().(*attempt)
	defer a.forget()
	a.form.readFrom(v.Typed, v.Today().MonthOf())
	if v.Tenant.Offers(a.form.language) {
		v.L = v.Tenant.Language(a.form.language)
	}
	if len(a.form.faults) > 0 {
		return showTrial(v, &a.form, nil)
	}
	a.form.read.InputInto(&a.input)
	a.rules.Set = v.Desk().Rules
	if err := a.sheet.Work(&a.rules, &a.input); err != nil {
		return cannotTry(v, &a.form, err)
	}
	a.sheet.FreezeInto(&a.Calculation, &a.rules, &a.input)
	return showTrial(v, &a.form, a)
}

// cannotTry tells why the norm of the month gives no answer.
func cannotTry(v *site.Visit, f *trialForm, err error) error {
	var fault aid.Error
	errors.As(err, &fault)
	switch fault.Code {
	case "rules.no_table":
		return showTrial(v, f, nil) // which tells of it
	case "rules.missing_cell":
		return noTrial(v, v.L.T("error.rules.missing_cell"))
	}
	return err
}

// showTrial shows the form, below an answer where there is one. Without a norm for the month there is nothing to ask for.
func showTrial(v *site.Visit, f *trialForm, made *attempt) error {
	norm, err := v.Desk().Rules.RiksnormOn(v.Today().MonthOf().First())
	if err != nil {
		return noNorm(v, err)
	}
	c := v.UI()
	c.Path = trialPath
	if made != nil || len(f.faults) > 0 {
		c.Form = "provberakning"
	}
	page := func(f *trialForm, answer templ.Component) templ.Component {
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
		empty := &trialForm{read: calc.Trial{Couple: f.read.Couple}}
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

// noNorm says that the service has no norm for the month yet.
func noNorm(v *site.Visit, err error) error {
	if fault := (aid.Error{}); errors.As(err, &fault) {
		return noTrial(v, v.L.T("trial.no_norm", "year", strconv.Itoa(v.Today().Year)))
	}
	return err
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

// readFrom reads the form. A blank field is 0; what cannot be read stays as it was typed.
func (f *trialForm) readFrom(fields []site.Typed, month aid.Month) {
	f.read.Month = month
	switch f.sort(fields) {
	case "tva":
		f.read.Couple = true
	case "", "en":
	default:
		f.faults = append(f.faults, aid.Error{Code: "choose", Field: "vuxna"})
	}
	for i, name := range trialNames {
		if f.typed[i] == "" {
			continue
		}
		amount, err := aid.ParseOre(f.typed[i]) // reads every digit that people type, of numbers too
		if fault := fieldFault(i, amount, err); fault.Code != "" {
			f.faults = append(f.faults, fault.At(name))
			continue
		}
		switch {
		case i < firstIncome:
			f.read.Children[i] = int(amount / aid.Kronor)
		case i < firstCost:
			f.read.Incomes[i-firstIncome] = amount
		default:
			f.read.Costs[i-firstCost] = amount
		}
	}
}

// fieldFault is what is wrong with what was read in a field; without a code, nothing.
func fieldFault(i int, amount aid.Ore, err error) aid.Error {
	switch {
	case i < firstIncome && (err != nil || amount < 0 || amount > calc.MostChildren*aid.Kronor || amount%aid.Kronor != 0):
		return aid.Error{Code: "trial.children"}
	case err != nil:
		var fault aid.Error
		errors.As(err, &fault)
		return fault
	case amount < 0:
		return aid.Error{Code: "amount.negative"}
	}
	return aid.Error{}
}

// sort puts what was typed into its fields, and returns the choice of adults. Of a field sent twice the first counts. Browsers
// send fields in the order of the page, so each is looked for from the one before it on.
func (f *trialForm) sort(fields []site.Typed) (adults string) {
	next := 0
	for _, field := range fields {
		switch {
		case field.Name == "vuxna" && adults == "":
			adults = field.Value
		case field.Name == "sprak" && f.language == "":
			f.language = field.Value
		}
		for i := range trialFields {
			if at := (next + i) % trialFields; trialNames[at] == field.Name {
				if f.typed[at] == "" {
					f.typed[at] = cut(field.Value)
				}
				next = at + 1
				break
			}
		}
	}
	return adults
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
func (f *trialForm) fields(c ui.Ctx, from, until int) []ui.Field {
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
func (f *trialForm) adults(c ui.Ctx) ui.Field {
	return ui.Field{Name: "vuxna", Label: c.L.T("trial.adults"), Error: c.FieldError(f.faults, "vuxna"), Options: []ui.Option{
		{Value: "en", Label: c.L.T("trial.adults.single"), Chosen: !f.read.Couple},
		{Value: "tva", Label: c.L.T("trial.adults.couple"), Chosen: f.read.Couple},
	}}
}
