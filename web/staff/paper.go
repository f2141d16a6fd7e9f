package staff

import (
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"bistand/aid"
	"bistand/casework"
	"bistand/web/site"
	"bistand/web/ui"
)

// paperRows is how many incomes and how many expenses a paper application has room for.
const paperRows = 8

// paperView is the page where a paper application is typed in.
type paperView struct {
	ui.Ctx
	theCase aid.Case
	values  url.Values
	faults  aid.Errors
	key     string
}

// paperKinds are the kinds of application that come on paper.
var paperKinds = []aid.ApplicationKind{aid.Renewal, aid.First, aid.Supplementary}

// newPaper shows the form for an application on paper.
func newPaper(v *site.Visit) error {
	c, err := caseOf(v, "paper")
	if err != nil {
		return err
	}
	applied, err := v.Register().HasApplied(v.Ctx(), c.ID)
	if err != nil {
		return err
	}
	kind := aid.First
	if applied {
		kind = aid.Renewal
	}
	values := url.Values{"kind": {string(kind)}, "month": {v.Today().MonthOf().String()}, "received": {v.Today().String()}}
	return renderPaper(v, c, values, http.StatusOK, nil)
}

func renderPaper(v *site.Visit, c aid.Case, values url.Values, status int, faults aid.Errors) error {
	title := v.L.T("staff.paper.title")
	p := page(v, title+" · "+household(v, c.Household()), "", crumbs(v, c, ui.Crumb(title, ""))...)
	p.Errors = faults
	return v.RenderStatus(status, paperPage(p, paperView{v.UI(), c, values, faults, v.NewKey()}))
}

// registerPaper takes in an application on paper with its scans.
func registerPaper(v *site.Visit) error {
	c, err := caseOf(v, "paper")
	if err != nil {
		return err
	}
	in := casework.PaperInput{Case: c.ID}
	fields, err := v.ReadUpload(func(fields url.Values, name string, file io.Reader) error {
		if faults := readPaperApplication(fields, c, &in); len(faults) > 0 {
			return faults
		}
		scan, err := v.Desk().TakeIn(v.Ctx(), string(aid.ScannedApplication), name, file)
		if err == nil {
			in.Scans = append(in.Scans, scan)
		}
		return err
	})
	var id aid.ID
	if err == nil {
		request := casework.Request{Actor: v.Actor(), Key: fields.Get("nyckel")}
		id, err = v.Desk().RegisterPaper(v.Ctx(), request, *v.Session.Staff, in)
	}
	if first, repeated := site.Repeated(err); repeated {
		return v.Redirect(paperReceiptHref(aid.ID(first)))
	}
	if faults, ok := site.Faults(err); ok {
		return renderPaper(v, c, fields, http.StatusUnprocessableEntity, faults)
	}
	if err != nil {
		return err
	}
	return v.Redirect(paperReceiptHref(id))
}

// readPaperApplication reads what was typed into the content that any application has.
func readPaperApplication(fields url.Values, c aid.Case, in *casework.PaperInput) (faults aid.Errors) {
	get := func(name string) string { return strings.TrimSpace(fields.Get(name)) }
	content := aid.Content{Kind: aid.ApplicationKind(get("kind")), Household: c.Household(), Changes: get("changes")}
	if !slices.Contains(paperKinds, content.Kind) {
		faults.Add("kind", aid.Error{Code: "choose"})
	}
	var err error
	content.Month, err = aid.ParseMonth(get("month"))
	faults.Add("month", err)
	in.Received, err = aid.ParseDate(get("received"))
	faults.Add("received", err)
	content.Housing = aid.Housing{Form: aid.HousingForm(get("form")), Landlord: get("landlord")}
	if content.Housing.Form != "" && !slices.Contains(aid.HousingForms, content.Housing.Form) {
		faults.Add("form", aid.Error{Code: "choose"})
	}
	amount := func(name string) aid.Ore {
		o, err := aid.ParseOre(get(name))
		faults.Add(name, err)
		return o
	}
	stated := map[aid.ID]bool{}
	for i := range paperRows {
		if kind := aid.IncomeKind(get(row("incomes", i, "kind"))); slices.Contains(aid.StatedIncomeKinds, kind) {
			who := aid.ID(get(row("incomes", i, "person")))
			if nameIn(content.Household, who) == "" {
				faults.Add(row("incomes", i, "person"), aid.Error{Code: "choose"})
			}
			content.Incomes = append(content.Incomes, aid.Income{Kind: kind, PersonID: who, Amount: amount(row("incomes", i, "amount"))})
			stated[who] = true
		}
		if kind := aid.ExpenseKind(get(row("expenses", i, "kind"))); slices.Contains(aid.ExpenseKinds, kind) {
			content.Expenses = append(content.Expenses, aid.Expense{Kind: kind, Amount: amount(row("expenses", i, "amount")), Note: get(row("expenses", i, "note"))})
		}
	}
	in.Signed, content.NoIncome = map[aid.ID]aid.Date{}, map[aid.ID]bool{}
	for _, adult := range content.Household.Adults {
		if content.Kind != aid.Supplementary && !stated[adult.PersonID] {
			content.NoIncome[adult.PersonID] = true
		}
		on, err := aid.ParseDate(get("signed-" + string(adult.PersonID)))
		faults.Add("signed-"+string(adult.PersonID), err)
		in.Signed[adult.PersonID] = on
	}
	in.Content = content
	return faults
}

func paperReceiptHref(application aid.ID) string { return applicationHref(application) + "/kvitto" }

// paperReceipt is the receipt of an application on paper, to be printed and given or sent to the household.
func paperReceipt(v *site.Visit) error {
	a, c, err := applicationOf(v, "application")
	if err != nil {
		return err
	}
	if a.Registered.IsZero() {
		return aid.ErrNotFound
	}
	view := receiptView{application: a, caseNumber: c.Number}
	since := a.CompleteSince()
	if days := v.Tenant.Municipality.TargetDays; days > 0 && !since.IsZero() {
		view.by = since.AddDays(days)
	}
	for _, kind := range a.LacksPapers() {
		view.papers = append(view.papers, v.L.T("attachment."+string(kind)))
	}
	title := v.L.T("receipt.title")
	p := page(v, title, "", crumbs(v, c, ui.Crumb(title, ""))...)
	p.Print = true
	return v.Render(paperReceiptPage(v.UI(), p, view))
}

// receiptView is what a household has handed in, and what happens now.
type receiptView struct {
	application aid.Application
	caseNumber  string
	by          aid.Date // the day a decision is aimed at; no day where none is promised, or papers are missing
	papers      []string
}

func (f paperView) field(name, label string) ui.Field {
	return ui.Field{Name: name, Label: f.L.T(label), Value: f.values.Get(name), Error: f.FieldError(f.faults, name)}
}

// selectField is a choice of one, with none first where it may be left open.
func selectField[K ~string](f paperView, name, label, group string, kinds []K) ui.Field {
	field := f.field(name, label)
	field.Options = append(field.Options, ui.Option{Label: f.L.T("staff.added.none")})
	for _, k := range kinds {
		field.Options = append(field.Options, ui.Option{Value: string(k), Label: f.L.T(group + "." + string(k)), Chosen: string(k) == field.Value})
	}
	return field
}

func (f paperView) personField(i int) ui.Field {
	field := f.field(row("incomes", i, "person"), "staff.col.name")
	for _, a := range f.theCase.Household().Adults {
		field.Options = append(field.Options, ui.Option{Value: string(a.PersonID), Label: a.Name, Chosen: string(a.PersonID) == field.Value})
	}
	return field
}

func (f paperView) signedField(adult aid.Person) ui.Field {
	field := f.field("signed-"+string(adult.ID), "staff.paper.signed")
	field.Label = f.L.T("staff.paper.signed", "name", adult.Name())
	return field
}

func monthField(f paperView) ui.Field {
	field := f.field("month", "staff.col.month")
	field.Short, field.MaxLength = true, 7
	return field
}

func scanField(f paperView) ui.Field {
	field := f.field("file", "staff.paper.scan")
	field.Accept, field.Multiple = "application/pdf,image/jpeg,image/png", true
	return field
}
