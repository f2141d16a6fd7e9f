package citizen

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"bistand/aid"
	"bistand/casework"
	"bistand/web/site"
	"bistand/web/ui"
)

// maxWhy is the longest text of why something is needed, in characters.
const maxWhy = 1000

// needStartHref is where an application for a single need begins.
const needStartHref = "/ansok/behov"

// needKinds are the single needs: what lies outside the norm and the regular costs beside it.
// law: SoL 12:1
func needKinds() []aid.ExpenseKind {
	return slices.DeleteFunc(slices.Clone(aid.ExpenseKinds), func(k aid.ExpenseKind) bool { return !k.IsOtherNeed() })
}

// needSection is what an application for a single need asks: what, how much and why.
var needSection = section{
	name: casework.SectionNeed, path: "behov", title: "apply.need_what",
	part:   func(c aid.Content) any { return c.Expenses },
	values: needValues, read: readNeed,
	body: func(f formView) templ.Component { return needFields(f) },
}

func needValues(f formView) url.Values {
	values := url.Values{}
	for _, e := range f.draft.Content.Expenses {
		values.Set("kind", string(e.Kind))
		values.Set("amount", typed(e.Amount))
		values.Set("why", e.Note)
	}
	return values
}

func readNeed(f formView) (func(*aid.Content), aid.Errors) {
	var faults aid.Errors
	e := aid.Expense{Kind: aid.ExpenseKind(f.values.Get("kind")), Note: strings.TrimSpace(f.values.Get("why"))}
	if !slices.Contains(needKinds(), e.Kind) {
		faults.Add("kind", aid.Error{Code: "choose"})
	}
	var err error
	e.Amount, err = readAmount(strings.TrimSpace(f.values.Get("amount")))
	faults.Add("amount", err)
	if e.Note == "" {
		faults.Add("why", aid.Error{Code: "required"})
	}
	faults.Add("why", tooLong(e.Note, maxWhy))
	return func(c *aid.Content) { c.Expenses = []aid.Expense{e} }, faults
}

func (f formView) needKindField() ui.Field {
	field := f.field("kind", f.L.T("apply.need_kind"))
	field.Options = append(field.Options, ui.Option{Label: f.L.T("apply.choose")})
	for _, k := range needKinds() {
		field.Options = append(field.Options, ui.Option{Value: string(k), Label: f.L.T("expense." + string(k)), Chosen: string(k) == field.Value})
	}
	return field
}

func (f formView) needAmountField() ui.Field {
	field := f.field("amount", f.L.T("apply.amount"))
	field.Hint = f.L.T("apply.need_amount_hint")
	return field
}

func (f formView) whyField() ui.Field {
	field := f.field("why", f.L.T("apply.need_why"))
	field.MaxLength = maxWhy
	return field
}

// needStart tells what an application for a single need is for.
func needStart(v *site.Visit) error {
	caseID, err := v.CaseID("apply")
	if err != nil {
		return err
	}
	return renderNeedStart(v, caseID, http.StatusOK)
}

func renderNeedStart(v *site.Visit, caseID aid.ID, status int) error {
	month, err := v.Desk().NeedMonth(v.Ctx(), caseID)
	faults, closed := site.Faults(err)
	if err != nil && !closed {
		return err
	}
	p := page(v, v.L.T("apply.need_title"), "")
	p.Back, p.Lead = "/start", v.L.T("apply.need_lead")
	view := needStartView{month: month}
	if closed {
		view.closed = v.UI().ErrorText(faults[0])
	} else {
		view.form = ui.Form{Action: needStartHref, Key: v.NewKey(), Submit: v.L.T("apply.begin")}
	}
	return v.RenderStatus(status, needStartPage(v.UI(), p, view))
}

// needStartView is the page before a draft for a single need.
type needStartView struct {
	month  aid.Month
	closed string // why nothing can be applied for; empty while it can
	form   ui.Form
}

// beginNeed opens a draft; a second press leads to the first's.
func beginNeed(v *site.Visit) error {
	caseID, err := v.CaseID("apply")
	if err != nil {
		return err
	}
	month, err := v.Desk().NeedMonth(v.Ctx(), caseID)
	if _, closed := site.Faults(err); closed {
		return renderNeedStart(v, caseID, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	draft, err := v.Desk().BeginNeed(v.Ctx(), v.Request(), caseID, month)
	id := draft.ID
	if first, repeated := site.Repeated(err); repeated {
		id, err = aid.ID(first), nil
	}
	if err != nil {
		return err
	}
	return v.Redirect(sectionHref(id, needSection))
}

// absentIsFine passes over that something is not there.
func absentIsFine(err error) error {
	if errors.Is(err, aid.ErrNotFound) {
		return nil
	}
	return err
}
