package citizen

import (
	"net/http"

	"bistand/aid"
	"bistand/web/site"
	"bistand/web/ui"
)

const changesHref = "/anmal-andring"

// changesShown is how many reports one page lists.
const changesShown = 20

// changeForm is a report as it is typed.
type changeForm struct {
	kind, from, text string
	faults           aid.Errors
}

// changesView is the form, and what the visitor has reported before.
type changesView struct {
	form    changeForm
	key     string
	reports []aid.ChangeReport
	pages   ui.Pages
}

// changes shows the form for a report of a change, and the visitor's own reports with what has become of them.
func changes(v *site.Visit) error {
	caseID, err := v.CaseID(ownPages)
	if err != nil {
		return err
	}
	return showChanges(v, http.StatusOK, caseID, changeForm{from: v.Today().String()})
}

func showChanges(v *site.Visit, status int, caseID aid.ID, form changeForm) error {
	before, _ := aid.ParseID(v.R.URL.Query().Get("fore"))
	list, err := v.Register().ChangeReports(v.Ctx(), caseID, v.Actor().ID, before, changesShown+1)
	if err != nil {
		return err
	}
	view := changesView{form: form, key: v.NewKey()}
	if len(list) > changesShown {
		list = list[:changesShown]
		view.pages.Older = changesHref + "?fore=" + string(list[changesShown-1].ID)
	}
	if before != "" {
		view.pages.Newer = changesHref
	}
	view.reports = list
	p := page(v, v.L.T("change.title"), "")
	p.Lead, p.Errors = v.L.T("change.lead"), form.faults
	return v.RenderStatus(status, changesPage(v.UI(), p, view))
}

// reportChange takes in a report with its files and leads to its receipt.
func reportChange(v *site.Visit) error {
	caseID, err := v.CaseID(ownPages)
	if err != nil {
		return err
	}
	in, err := readHandIn(v, aid.FileOfChange)
	if err != nil {
		return err
	}
	form := changeForm{kind: in.fields.Get("kind"), from: in.fields.Get("from"), text: in.fields.Get("text"), faults: in.faults}
	report := aid.ChangeReport{CaseID: caseID, Kind: aid.ChangeKind(form.kind), Body: form.text}
	report.From, _ = aid.ParseDate(form.from) // no day is a fault of the step's
	if len(form.faults) == 0 {
		report, err = v.Desk().ReportChange(v.Ctx(), in.request(v), report, in.files)
		form.faults, _ = site.Faults(err)
	}
	if len(form.faults) > 0 {
		return showChanges(v, http.StatusUnprocessableEntity, caseID, form)
	}
	if first, again := site.Repeated(err); again {
		report.ID, err = aid.ID(first), nil
	}
	if err != nil {
		return err
	}
	return v.Redirect(changesHref + "/" + string(report.ID))
}

// change shows one report: its receipt. It is the sender's own; for their partner it does not exist.
func change(v *site.Visit) error {
	caseID, err := v.CaseID(ownPages)
	if err != nil {
		return err
	}
	id, err := v.Path("id")
	if err != nil {
		return err
	}
	report, err := v.Register().ChangeReport(v.Ctx(), id)
	if err := ours(caseID, report.CaseID, err); err != nil {
		return err
	}
	if report.PersonID != v.Actor().ID {
		return aid.ErrNotFound
	}
	p := page(v, v.L.T("change.received"), "")
	p.Back, p.Print = changesHref, true
	return v.Render(changePage(v.UI(), p, report))
}

func changeKinds(c ui.Ctx, form changeForm) ui.Field {
	f := ui.Field{Name: "kind", Label: c.L.T("change.kind"), Error: c.FieldError(form.faults, "kind")}
	for _, kind := range aid.ChangeKinds {
		f.Options = append(f.Options, ui.Option{Value: string(kind), Label: c.L.T("change." + string(kind)), Chosen: string(kind) == form.kind})
	}
	return f
}

func changeFacts(c ui.Ctx, r aid.ChangeReport) []ui.Row {
	return []ui.Row{
		{Term: c.L.T("receipt.time"), Content: ui.DateTime(c, r.SentAt.In(aid.Sweden))},
		{Term: c.L.T("change.kind"), Value: c.L.T("change." + string(r.Kind))},
		{Term: c.L.T("change.from"), Content: ui.Date(c, r.From)},
		{Term: c.L.T("label.status"), Content: notedTag(c, r.NotedAt)},
	}
}
