package citizen

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"bistand/aid"
	"bistand/casework"
	"bistand/lang"
	"bistand/web/site"
	"bistand/web/ui"
)

// The longest texts of an appeal, in characters.
const (
	maxAppealChange = 3000
	maxAppealWhy    = 10000
)

// appealStep is one page of an appeal that asks one thing.
type appealStep struct{ path, title string }

var (
	changeStep = appealStep{"andra", "appeal.change_title"}
	whyStep    = appealStep{"varfor", "appeal.why_title"}
	lateStep   = appealStep{"sent", "appeal.late_title"}
	filesStep  = appealStep{"filer", "appeal.files_title"}
)

// appealWork is a draft with what belongs to it.
type appealWork struct {
	aid.AppealDraft
	decision aid.Decision
	rows     []aid.AppealItem // what can be ticked
	lastDay  aid.Date         // no day while the person has not opened the decision
	late     bool
}

// withAppealDraft opens the person's own draft of the address to a handler.
func withAppealDraft(handler func(*site.Visit, appealWork) error) site.Handler {
	return func(v *site.Visit) error {
		caseID, err := v.CaseID(readAppeal)
		if err != nil {
			return err
		}
		id, err := v.Path("id")
		if err != nil {
			return err
		}
		var w appealWork
		w.AppealDraft, err = v.Register().AppealDraft(v.Ctx(), id)
		if err == nil && w.PersonID != v.Actor().ID {
			err = aid.ErrNotFound
		}
		if err := ours(caseID, w.CaseID, err); err != nil {
			return err
		}
		if w.decision, err = v.Register().Decision(v.Ctx(), w.DecisionID); err != nil {
			return err
		}
		calculation, err := v.Register().Calculation(v.Ctx(), w.decision.CalculationID)
		if err != nil {
			return err
		}
		w.rows = aid.Appealable(w.decision, calculation)
		received, err := v.Register().ReceivedOn(v.Ctx(), w.DecisionID, v.Actor().ID)
		if err != nil {
			return err
		}
		w.lastDay = aid.LastAppealDay(received)
		w.late = aid.ProposeTimeliness(v.Today(), w.lastDay) == aid.Dismiss
		return handler(v, w)
	}
}

// appealForm is one page of a draft as it is shown or given back.
type appealForm struct {
	ui.Ctx
	appealWork
	step     appealStep
	form     ui.Form
	values   map[string]string
	ticked   []int
	faults   aid.Errors
	conflict bool
	starters []starter
	swedish  *lang.Lang // nil where the page is in Swedish
}

// starter is a sentence to begin from.
type starter struct{ value, text, swedish string }

// prompts and starters are the keys of the questions that help, and of the sentences to begin from.
var (
	appealPrompts  = []string{"appeal.ask_1", "appeal.ask_2", "appeal.ask_3"}
	appealStarters = []string{"appeal.start_1", "appeal.start_2", "appeal.start_3", "appeal.start_4"}
)

func showAppealStep(s appealStep) site.Handler {
	return withAppealDraft(func(v *site.Visit, w appealWork) error {
		f := appealForm{appealWork: w, values: map[string]string{"change": w.Content.Change, "why": w.Content.Why, "late": w.Content.Late}}
		for _, item := range w.Content.Items {
			f.ticked = append(f.ticked, item.Row)
		}
		return f.render(v, s, http.StatusOK)
	})
}

func (f appealForm) render(v *site.Visit, s appealStep, status int) error {
	f.Ctx, f.step = v.UI(), s
	address := appealDraftHref(f.ID) + "/" + s.path
	if v.R.FormValue(fieldBack) == "kontrollera" {
		address += "?" + fieldBack + "=kontrollera"
	}
	f.form = ui.Form{Action: address, Key: v.NewKey(), Version: itoa(f.Version)}
	if !v.L.Original() {
		f.swedish = v.Tenant.Languages.For("sv")
	}
	for i, key := range appealStarters {
		f.starters = append(f.starters, starter{itoa(i), v.L.T(key), f.inSwedish(key)})
	}
	p := page(v, v.L.T(s.title), "/beslut")
	p.Back, p.Errors = appealDraftHref(f.ID), f.faults
	return v.RenderStatus(status, appealStepPage(f, p))
}

// inSwedish is a text's Swedish original, to stand beside it; empty where the page is in Swedish.
func (f appealForm) inSwedish(key string) string {
	if f.swedish == nil {
		return ""
	}
	return f.swedish.T(key)
}

func (f appealForm) itemsField() ui.Field {
	field := ui.Field{Name: "rad", Label: f.L.T("appeal.change_rows"), Hint: f.L.T("appeal.change_rows_hint")}
	for _, item := range f.rows {
		field.Options = append(field.Options, ui.Option{Value: itoa(item.Row), Label: appealItem(f.Ctx, item), Chosen: slices.Contains(f.ticked, item.Row)})
	}
	return field
}

func (f appealForm) textField(name, label, hint string, rows, most int) ui.Field {
	return ui.Field{Name: name, Label: f.L.T(label), Hint: f.L.T(hint), Value: f.values[name], Error: f.FieldError(f.faults, name), Rows: rows, MaxLength: most}
}

// saveAppealStep checks and keeps one page, and leads on. A sentence to begin from is added to the text, and the page shown
// again.
func saveAppealStep(s appealStep) site.Handler {
	return withAppealDraft(func(v *site.Visit, w appealWork) error {
		f := appealForm{appealWork: w, values: map[string]string{}}
		for _, name := range []string{"change", "why", "late"} {
			f.values[name] = strings.TrimSpace(strings.ReplaceAll(v.R.PostFormValue(name), "\r\n", "\n"))
		}
		for _, item := range w.rows {
			if slices.Contains(v.R.PostForm["rad"], itoa(item.Row)) {
				f.ticked = append(f.ticked, item.Row)
			}
		}
		starts := slices.Index(starterValues(), v.R.PostFormValue("borja"))
		if starts >= 0 {
			f.values["why"] = strings.TrimSpace(f.values["why"] + "\n" + v.L.T(appealStarters[starts]))
		}
		f.faults.Add("change", tooLong(f.values["change"], maxAppealChange))
		f.faults.Add("why", tooLong(f.values["why"], maxAppealWhy))
		f.faults.Add("late", tooLong(f.values["late"], maxAppealChange))
		if len(f.faults) > 0 {
			return f.render(v, s, http.StatusUnprocessableEntity)
		}
		err := v.Desk().SaveAppeal(v.Ctx(), v.Request(), w.ID, v.Version(), func(c *aid.AppealContent) { f.put(s, c) })
		if errors.Is(err, aid.ErrConflict) {
			f.conflict = true
			return f.render(v, s, http.StatusConflict)
		}
		if err != nil {
			return err
		}
		if starts >= 0 {
			return v.Redirect(v.R.URL.RequestURI() + "#f-why")
		}
		return v.Redirect(f.next(v, s))
	})
}

func starterValues() []string {
	var values []string
	for i := range appealStarters {
		values = append(values, itoa(i))
	}
	return values
}

// put puts what the page asks for into the draft.
func (f appealForm) put(s appealStep, c *aid.AppealContent) {
	switch s {
	case changeStep:
		c.Change, c.Items = f.values["change"], nil
		for _, item := range f.rows {
			if slices.Contains(f.ticked, item.Row) {
				c.Items = append(c.Items, item)
			}
		}
	case whyStep:
		c.Why = f.values["why"]
	case lateStep:
		c.Late = f.values["late"]
	}
}

// next is the page that follows: that of all answers for those who came from it.
func (f appealForm) next(v *site.Visit, s appealStep) string {
	here := appealDraftHref(f.ID)
	switch {
	case v.R.URL.Query().Get(fieldBack) == "kontrollera":
		return here
	case s == changeStep:
		return here + "/" + whyStep.path
	case s == whyStep && f.late:
		return here + "/" + lateStep.path
	}
	return here + "/" + filesStep.path
}

// appealFilesView is the page of an appeal's files.
type appealFilesView struct {
	ui.Ctx
	appealWork
	form   ui.Form
	field  ui.Field
	remove func(aid.ID) ui.Form
}

func appealFiles(v *site.Visit, w appealWork) error {
	return renderAppealFiles(v, w, http.StatusOK, nil)
}

func renderAppealFiles(v *site.Visit, w appealWork, status int, faults aid.Errors) error {
	address := appealDraftHref(w.ID) + "/" + filesStep.path
	view := appealFilesView{Ctx: v.UI(), appealWork: w, form: ui.Form{Action: address, Key: v.NewKey(), Files: true}}
	view.field = attachView{formView: formView{Ctx: v.UI(), faults: faults}}.fileField()
	view.remove = func(aid.ID) ui.Form {
		return ui.Form{Action: address + "/ta-bort", Key: v.NewKey(), Version: itoa(w.Version)}
	}
	p := page(v, v.L.T(filesStep.title), "/beslut")
	p.Back, p.Errors, p.Lead = appealDraftHref(w.ID), faults, v.L.T("appeal.files_lead")
	return v.RenderStatus(status, appealFilesPage(view, p))
}

// addAppealFiles takes in the files of a form. What was taken in before one was refused stays.
func addAppealFiles(v *site.Visit, w appealWork) error {
	_, err := v.ReadUpload(func(_ url.Values, name string, file io.Reader) error {
		if len(w.Content.Attachments) >= maxRows {
			return aid.Error{Code: "apply.too_many_files", Field: "file", Args: map[string]string{"n": itoa(maxRows)}}
		}
		err := v.Desk().AttachToAppeal(v.Ctx(), v.Request(), w.ID, name, file)
		if err == nil {
			w.AppealDraft, err = v.Register().AppealDraft(v.Ctx(), w.ID)
		}
		return err
	})
	if faults, ok := site.Faults(err); ok {
		return renderAppealFiles(v, w, http.StatusUnprocessableEntity, faults)
	}
	if err != nil {
		return err
	}
	return v.Redirect(v.R.URL.RequestURI())
}

// removeAppealFile takes a file off the draft. One that is not there is no fault: it is gone, as was asked.
func removeAppealFile(v *site.Visit, w appealWork) error {
	id := aid.ID(v.R.PostFormValue("bilaga"))
	err := v.Desk().SaveAppeal(v.Ctx(), v.Request(), w.ID, w.Version, func(c *aid.AppealContent) {
		c.Attachments = slices.DeleteFunc(c.Attachments, func(a aid.AttachmentRef) bool { return a.ID == id })
	})
	if err != nil && !errors.Is(err, aid.ErrConflict) {
		return err
	}
	return v.Redirect(appealDraftHref(w.ID) + "/" + filesStep.path)
}

// dropAppeal takes the draft away; whoever presses twice is told the same twice.
func dropAppeal(v *site.Visit) error {
	caseID, err := v.CaseID(readAppeal)
	if err != nil {
		return err
	}
	id, err := v.Path("id")
	if err != nil {
		return err
	}
	if draft, err := v.Register().AppealDraft(v.Ctx(), id); err == nil && draft.CaseID != caseID {
		return aid.ErrNotFound
	}
	err = v.Desk().DropAppeal(v.Ctx(), v.Request(), id)
	if _, again := site.Repeated(err); err != nil && !again {
		return err
	}
	return v.Redirect("/overklaga")
}

// appealCheckView is the page of all answers, where the appeal is signed or printed.
type appealCheckView struct {
	appealWork
	rows      []ui.Row
	missing   error
	means     string // what the reader has logged in with; empty for BankID
	sign, end ui.Form
}

func checkAppeal(v *site.Visit, w appealWork) error {
	c := v.UI()
	here := appealDraftHref(w.ID)
	view := appealCheckView{
		appealWork: w, missing: casework.CompleteAppeal(w.Content), means: v.Session.Means,
		sign: ui.Form{Action: here + "/bankid", Key: v.NewKey()}, end: ui.Form{Action: here + "/ta-bort", Key: v.NewKey()},
	}
	view.rows = appealRows(c, w.Content, w.decision, func(s appealStep) string { return here + "/" + s.path + "?" + fieldBack + "=kontrollera" })
	p := page(v, v.L.T("appeal.check_title"), "/beslut")
	p.Back, p.Lead = "/overklaga", v.L.T("appeal.only_you")
	return v.Render(appealCheckPage(c, p, view))
}
