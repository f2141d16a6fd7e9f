package citizen

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"bistand/aid"
	"bistand/casework"
	"bistand/web/site"
	"bistand/web/ui"
)

// readAppeal is what a look at an appeal is kept as: the read log is shown to both adults, and that one of them appeals is not
// the other's to know.
const readAppeal = "decision"

// withAppeal opens a person's own appeal to a handler. To anyone else, the other adult of the household too, it is not there.
func withAppeal(handler func(*site.Visit, aid.Appeal) error) site.Handler {
	return func(v *site.Visit) error {
		caseID, err := v.CaseID(readAppeal)
		if err != nil {
			return err
		}
		id, err := v.Path("id")
		if err != nil {
			return err
		}
		a, err := v.Register().Appeal(v.Ctx(), id)
		if err == nil && a.PersonID != v.Actor().ID {
			err = aid.ErrNotFound
		}
		if err := ours(caseID, a.CaseID, err); err != nil {
			return err
		}
		return handler(v, a)
	}
}

// ownAppealFile passes a file that belongs to no appeal, and of those that do the person's own: what they handed in themselves,
// or the letter that staff scanned.
func ownAppealFile(v *site.Visit, file aid.Attachment) error {
	if !casework.IsAppealFile(file) || file.UploadedBy == v.Actor().ID {
		return nil
	}
	list, err := v.Register().AppealsBy(v.Ctx(), file.CaseID, v.Actor().ID)
	if err != nil {
		return err
	}
	for _, a := range list {
		if slices.ContainsFunc(a.Content.Attachments, func(ref aid.AttachmentRef) bool { return ref.ID == file.ID }) {
			return nil
		}
	}
	return aid.ErrNotFound
}

// appealsView is the person's appeals, and the decisions that can be appealed.
type appealsView struct {
	mine   ui.Table
	choose ui.Form
	field  ui.Field
}

// appeals lists what the person has appealed and lets them choose a decision.
func appeals(v *site.Visit) error { return renderAppeals(v, http.StatusOK, nil) }

func renderAppeals(v *site.Visit, status int, faults aid.Errors) error {
	caseID, err := v.CaseID(readAppeal)
	if err != nil {
		return err
	}
	decisions, err := seenDecisions(v, caseID)
	if err != nil {
		return err
	}
	mine, err := v.Register().AppealsBy(v.Ctx(), caseID, v.Actor().ID)
	if err != nil {
		return err
	}
	c := v.UI()
	view := appealsView{
		mine:   appealsTable(c, mine, decisions),
		choose: ui.Form{Action: "/overklaga", Key: v.NewKey(), Submit: v.L.T("action.continue")},
		field:  ui.Field{Name: "beslut", Label: v.L.T("appeal.choose"), Error: c.FieldError(faults, "beslut")},
	}
	for _, d := range decisions {
		if d.Origin != aid.Imported && d.ReplacedBy == "" {
			view.field.Options = append(view.field.Options, ui.Option{
				Value: string(d.ID), Label: v.L.T("appeal.option", "month", decisionTitle(c, d), "date", v.L.Date(aid.SwedishDate(d.DecidedAt))),
				Hint: v.L.T("appeal.option_result", "outcome", v.L.T("outcome."+string(d.Outcome)), "amount", v.L.Money(d.Amount)), Chosen: string(d.ID) == v.R.FormValue("beslut"),
			})
		}
	}
	p := page(v, v.L.T("appeal.page"), "/beslut")
	p.Back, p.Errors, p.Lead = "/beslut", faults, v.L.T("appeal.only_you")
	return v.RenderStatus(status, appealsPage(c, p, view))
}

func appealsTable(c ui.Ctx, list []aid.Appeal, decisions []aid.Decision) ui.Table {
	t := ui.Table{Caption: c.L.T("appeal.mine"), Stack: true, Columns: []ui.Column{
		{Label: c.L.T("appeal.number")}, {Label: c.L.T("appeal.the_decision")}, {Label: c.L.T("appeal.step.received")}, {Label: c.L.T("label.status")},
	}}
	months := map[aid.ID]aid.Month{}
	for _, d := range decisions {
		months[d.ID] = d.Month
	}
	for _, a := range list {
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{
			ui.ContentCell(numberLink(a)), ui.ContentCell(ui.Month(c, months[a.DecisionID])), ui.DateCell(c, a.ReceivedOn), ui.ContentCell(ui.AppealTag(c, a.Status())),
		}})
	}
	return t
}

// beginAppeal opens the person's draft on the decision chosen, and leads to its first page; one that has been gone through
// already leads to the page of all answers.
func beginAppeal(v *site.Visit) error {
	caseID, err := v.CaseID(readAppeal)
	if err != nil {
		return err
	}
	id, err := aid.ParseID(v.R.PostFormValue("beslut"))
	if err != nil {
		return renderAppeals(v, http.StatusUnprocessableEntity, aid.Errors{{Code: "choose", Field: "beslut"}})
	}
	if d, err := v.Register().Decision(v.Ctx(), id); err == nil {
		if err := sawDecision(v, d); err != nil {
			return err
		}
	}
	draft, err := v.Desk().BeginAppeal(v.Ctx(), v.Request(), caseID, id)
	if faults, ok := site.Faults(err); ok {
		return renderAppeals(v, http.StatusUnprocessableEntity, aid.Errors{faults[0].At("beslut")})
	}
	if err != nil {
		return err
	}
	if draft.Version > 1 {
		return v.Redirect(appealDraftHref(draft.ID))
	}
	return v.Redirect(appealDraftHref(draft.ID) + "/" + changeStep.path)
}

// appealView is an appeal that has come in, with how far it has come.
type appealView struct {
	aid.Appeal
	decision aid.Decision
	rows     []ui.Row
	court    string
	withdraw *ui.Form
	receipt  bool
}

// showAppeal shows the person how far the appeal has come and what it says.
func showAppeal(v *site.Visit, a aid.Appeal) error { return renderAppeal(v, a, false) }

// appealReceipt confirms an appeal that has come in.
func appealReceipt(v *site.Visit, a aid.Appeal) error { return renderAppeal(v, a, true) }

func renderAppeal(v *site.Visit, a aid.Appeal, receipt bool) error {
	c := v.UI()
	view := appealView{Appeal: a, court: v.Tenant.Municipality.Court, receipt: receipt}
	var err error
	if view.decision, err = v.Register().Decision(v.Ctx(), a.DecisionID); err != nil {
		return err
	}
	if a.Handover != nil {
		view.court = a.Handover.Court
	}
	view.rows = appealRows(c, a.Content, view.decision, nil)
	if a.MayWithdraw() {
		view.withdraw = &ui.Form{Action: appealHref(a.ID) + "/ta-tillbaka", Key: v.NewKey()}
	}
	title := v.L.T("appeal.title_one", "number", a.Number)
	if receipt {
		title = v.L.T("appeal.receipt_title")
	}
	p := page(v, title, "/beslut")
	p.Back, p.Print = "/overklaga", true
	return v.Render(appealPage(c, p, view))
}

// steps is the course of an appeal: as far as it has come, and what is left where it goes on.
func (view appealView) steps(c ui.Ctx) []ui.Step {
	a := view.Appeal
	done := func(key string, on aid.Date) ui.Step {
		return ui.Step{Word: c.L.T("appeal.step." + key), On: on, State: ui.StepDone}
	}
	steps := []ui.Step{done("received", a.ReceivedOn)}
	if a.Review != nil {
		steps = append(steps, done("reviewed", aid.SwedishDate(a.Review.At)))
	}
	if a.Handover != nil {
		steps = append(steps, done("sent", a.Handover.On))
	}
	if a.Ruling != nil {
		steps = append(steps, done("ruled", a.Ruling.On))
	}
	switch a.Status() {
	case aid.AppealDismissed, aid.AppealChanged, aid.AppealWithdrawn, aid.AppealRuled:
		return steps
	}
	steps[len(steps)-1].State = ui.StepNow
	for _, key := range []string{"received", "reviewed", "sent", "ruled"}[len(steps):] {
		steps = append(steps, ui.Step{Word: c.L.T("appeal.step." + key), State: ui.StepNext})
	}
	return steps
}

// facts is what names the appeal, and the words and days of its course.
func (view appealView) facts(c ui.Ctx) []ui.Row {
	a := view.Appeal
	rows := []ui.Row{
		{Term: c.L.T("appeal.number"), Content: ltr(a.Number)},
		{Term: c.L.T("receipt.time"), Content: ui.DateTime(c, a.At.In(aid.Sweden))},
	}
	if a.Origin == aid.FromPaper {
		rows[1] = ui.Row{Term: c.L.T("appeal.step.received"), Content: ui.Date(c, a.ReceivedOn)}
	}
	if t := a.Timeliness; t != nil && !t.LastDay.IsZero() {
		rows = append(rows, ui.Row{Term: c.L.T("appeal.last_day"), Content: ui.Date(c, t.LastDay)})
	}
	if view.court != "" {
		rows = append(rows, ui.Row{Term: c.L.T("appeal.court_name"), Content: ui.Swedish(c, view.court)})
	}
	if r := a.Ruling; r != nil {
		rows = append(rows, ui.Row{Term: c.L.T("appeal.court_number"), Content: ltr(r.CourtNumber)}, ui.Row{Term: c.L.T("appeal.step.ruled"), Value: c.L.T("ruling." + string(r.Outcome))})
	}
	if a.Origin == aid.FromPortal {
		rows = append(rows, ui.Row{Term: c.L.T("sign.checksum"), Content: ltr(checksum(a.ContentHash))})
	}
	return rows
}

// reasons is the municipality's own words on the appeal's latest turn; empty where it has given none.
func (view appealView) reasons() string {
	switch {
	case view.Review != nil:
		return view.Review.Reasons
	case view.Timeliness != nil && view.Timeliness.Answer == aid.Dismiss:
		return view.Timeliness.Reasons
	}
	return ""
}

// withdrawAppeal takes the person's own appeal back. One that has moved on meanwhile is shown as it stands.
func withdrawAppeal(v *site.Visit, a aid.Appeal) error {
	err := v.Desk().WithdrawAppeal(v.Ctx(), v.Request(), a.ID)
	if _, repeated := site.Repeated(err); err != nil && !repeated && !errors.Is(err, aid.ErrConflict) {
		return err
	}
	return v.Redirect(appealHref(a.ID))
}

// appealRows is what an appeal says, with where each is changed; without changes where at is nil.
func appealRows(c ui.Ctx, content aid.AppealContent, d aid.Decision, at func(appealStep) string) []ui.Row {
	change := func(s appealStep) string {
		if at == nil {
			return ""
		}
		return at(s)
	}
	rows := []ui.Row{{Term: c.L.T("appeal.the_decision"), Content: ui.Anchor(c, ui.Link{
		Text: c.L.T("appeal.option", "month", c.L.Month(d.Month), "date", c.L.Date(aid.SwedishDate(d.DecidedAt))), Href: decisionHref(d.ID),
	})}}
	var items []string
	for _, item := range content.Items {
		items = append(items, appealItem(c, item))
	}
	rows = append(rows,
		ui.Row{Term: c.L.T("appeal.change_title"), Content: changeText(c, items, content.Change), Change: change(changeStep)},
		ui.Row{Term: c.L.T("appeal.why_title"), Content: freeText(c, orNothing(c, content.Why)), Change: change(whyStep)})
	if content.Late != "" {
		rows = append(rows, ui.Row{Term: c.L.T("appeal.late_ask"), Content: freeText(c, content.Late), Change: change(lateStep)})
	}
	files := ui.Row{Term: c.L.T("application.attachments"), Value: c.L.T("apply.attach_none"), Change: change(filesStep)}
	if len(content.Attachments) > 0 {
		files.Content = fileLinks(content.Attachments)
	}
	return append(rows, files)
}

func orNothing(c ui.Ctx, text string) string {
	if strings.TrimSpace(text) == "" {
		return c.L.T("appeal.nothing")
	}
	return text
}

// appealItem is one thing of the decision in words.
func appealItem(c ui.Ctx, item aid.AppealItem) string {
	switch item.Code {
	case "incomes":
		return c.L.T("appeal.item_incomes", "amount", c.L.Money(item.Approved))
	case "norm":
		return c.L.T("appeal.item", "what", c.L.T("item.norm"), "claimed", c.L.Money(item.Claimed), "approved", c.L.Money(item.Approved))
	}
	return c.L.T("appeal.item", "what", c.L.T("expense."+item.Code), "claimed", c.L.Money(item.Claimed), "approved", c.L.Money(item.Approved))
}

func appealHref(id aid.ID) string      { return "/overklaganden/" + string(id) }
func appealDraftHref(id aid.ID) string { return "/overklaga/utkast/" + string(id) }
