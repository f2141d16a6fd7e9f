package citizen

import (
	"errors"
	"net/http"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"bistand/aid"
	"bistand/web/site"
	"bistand/web/ui"
)

// yearOfApplications is the applications of one year, newest first.
type yearOfApplications struct {
	year int
	list []knownApplication
}

// applications lists every application of the case, by year.
func applications(v *site.Visit) error {
	caseID, err := v.CaseID("applications")
	if err != nil {
		return err
	}
	list, err := seenApplications(v, caseID)
	if err != nil {
		return err
	}
	var years []yearOfApplications
	for _, a := range list {
		if year := cameOn(a.Application).Year; len(years) == 0 || years[len(years)-1].year != year {
			years = append(years, yearOfApplications{year: year})
		}
		last := &years[len(years)-1]
		last.list = append(last.list, a)
	}
	return v.Render(applicationsPage(v.UI(), page(v, v.L.T("nav.applications"), "/ansokningar"), years))
}

// cameOn is the day of an application: when it came in, or until then when it was made ready to sign.
func cameOn(a aid.Application) aid.Date {
	if a.Registered.IsZero() {
		return aid.SwedishDate(a.FrozenAt)
	}
	return a.Registered
}

func applicationsTable(c ui.Ctx, y yearOfApplications) ui.Table {
	t := ui.Table{
		Caption: strconv.Itoa(y.year), Stack: true,
		Columns: []ui.Column{{Label: c.L.T("application.month")}, {Label: c.L.T("application.date")}, {Label: c.L.T("label.status")}},
	}
	for _, a := range y.list {
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{
			ui.LinkCell(monthOrNeed(c, a.Application), applicationHref(a.ID)), ui.DateCell(c, cameOn(a.Application)), ui.ContentCell(statusOf(c, a)),
		}})
	}
	return t
}

// statusOf is how far an application has come, as far as the reader may know it.
func statusOf(c ui.Ctx, a knownApplication) templ.Component {
	if a.apart {
		return ui.Tag(c, ui.Neutral, c.L.T("application.you_signed"))
	}
	return ui.StatusTag(c, a.Status())
}

// monthOrNeed names an application in a list of them.
func monthOrNeed(c ui.Ctx, a aid.Application) string {
	if a.Kind == aid.Supplementary {
		return titleOf(c, a.Kind, a.Month)
	}
	return c.L.Month(a.Month)
}

// applicationView is an application with all that followed on it. Parts that have not happened are nil.
type applicationView struct {
	knownApplication
	steps       []ui.Step
	turn        *turn
	calculation *aid.Calculation
	decision    *aid.Decision
	payments    []aid.Payment
	hands       site.Hands // of its case
	inquiry     inquiryView
}

// application shows one application and, block by block, what followed on it.
func application(v *site.Visit) error {
	view, _, err := readApplication(v, "application")
	if err != nil {
		return err
	}
	return renderApplication(v, view, http.StatusOK, "", nil)
}

// renderApplication shows an application; at is the paper that a file was refused for, where one was.
func renderApplication(v *site.Visit, view applicationView, status int, at aid.PaperKind, faults aid.Errors) error {
	p := page(v, titleOf(v.UI(), view.Kind, view.Month), "/ansokningar")
	p.Back, p.Print, p.Errors = "/ansokningar", true, atPaper(at, faults)
	if view.apart {
		p.Flash = append(p.Flash, ui.Notice{Tone: ui.Info, Text: v.L.T("application.apart")})
		return v.RenderStatus(status, signedPage(v.UI(), p, view))
	}
	asked, err := askedUntil(v, view.Application)
	if err != nil {
		return err
	}
	view.turn = turnOf(v, view.Application, asked)
	late := neededView{Ctx: v.UI()}
	if view.Status() == aid.Registered && len(view.LacksPapers()) > 0 {
		late.papers = paperViews(v, view.Content, handedIn(view.Application), applicationHref(view.ID)+"/handlingar", applicationHref(view.ID), at, faults)
	}
	return v.RenderStatus(status, applicationPage(v.UI(), p, view, late))
}

// readApplication reads the application that the address names, of the visitor's own case.
func readApplication(v *site.Visit, what string) (view applicationView, caseID aid.ID, err error) {
	if caseID, err = v.CaseID(what); err != nil {
		return view, caseID, err
	}
	id, err := v.Path("id")
	if err != nil {
		return view, caseID, err
	}
	a, err := v.Register().Application(v.Ctx(), id)
	if err := ours(caseID, a.CaseID, err); err != nil {
		return view, caseID, err
	}
	if view.knownApplication, err = known(v, a); err != nil {
		return view, caseID, err
	}
	if err := view.follow(v); err != nil {
		return view, caseID, err
	}
	view.draw(v)
	return view, caseID, nil
}

// follow reads the decision with its calculation and payments, or the newest calculation while there is no decision.
func (view *applicationView) follow(v *site.Visit) error {
	r := v.Register()
	var err error
	if view.hands, err = v.Hands(view.CaseID); err != nil {
		return err
	}
	if view.inquiry, err = inquiryOf(v, view.Application); err != nil || view.apart {
		return err
	}
	decision, err := r.DecisionOf(v.Ctx(), view.ID)
	if errors.Is(err, aid.ErrNotFound) {
		calculation, err := r.CalculationOf(v.Ctx(), view.ID)
		if err == nil {
			err = saw(v, calculation.MadeAt)
		}
		if err == nil {
			view.calculation = &calculation
		} else if !errors.Is(err, aid.ErrNotFound) {
			return err
		}
		return nil
	}
	if err != nil {
		return err
	}
	calculation, err := r.Calculation(v.Ctx(), decision.CalculationID)
	if err != nil {
		return err
	}
	view.decision, view.calculation = &decision, &calculation
	list, err := r.PaymentsOf(v.Ctx(), decision.ID)
	view.payments, err = seenPayments(v, list, err)
	return err
}

// draw works out the steps.
func (view *applicationView) draw(v *site.Visit) {
	marks := milestones{status: view.Status(), registered: view.Registered, since: view.CompleteSince(), decided: view.DecidedOn, paid: view.PaidOn}
	if view.decision != nil {
		marks.nothingToPay = view.decision.Amount == 0
	}
	for _, p := range view.payments {
		if isComing(p.Status) && (marks.sendOn.IsZero() || marks.sendOn.Before(p.SendOn)) {
			marks.sendOn = p.SendOn
		}
	}
	view.steps = steps(v, marks)
}

// signedBy lists who has signed, and when.
func signedBy(c ui.Ctx, a aid.Application, hands site.Hands) []ui.Row {
	var rows []ui.Row
	for _, s := range a.Signatures {
		for _, adult := range a.Content.Household.Adults {
			if adult.PersonID == s.PersonID {
				rows = append(rows, ui.Row{Term: c.L.T("application.signed_by"), Content: nameAndTime(c, adult.Name, site.ThroughHand(c.L, hands.Of("sign", a.ID, s.PersonID)), s.SignedAt.In(aid.Sweden))})
			}
		}
	}
	return rows
}

func applicationRows(c ui.Ctx, a applicationView) []ui.Row {
	rows := []ui.Row{
		{Term: c.L.T("application.kind"), Value: c.L.T("application." + string(a.Kind))},
		{Term: c.L.T("application.date"), Content: ui.Date(c, cameOn(a.Application))},
		{Term: c.L.T("application.reason"), Value: c.L.T("reason." + a.Reason)},
		{Term: c.L.T("application.from"), Value: c.L.T("on_behalf." + a.OnBehalf)},
		{Term: c.L.T("label.status"), Content: statusOf(c, a.knownApplication)},
	}
	if a.Origin != aid.FromPortal {
		rows = append(rows, ui.Row{Term: c.L.T("label.origin"), Value: c.L.T("origin." + string(a.Origin))})
	}
	return append(rows, signedBy(c, a.Application, a.hands)...)
}

func calculationRows(c ui.Ctx, calculation aid.Calculation) []ui.Row {
	var rows []ui.Row
	if !calculation.MadeAt.IsZero() {
		rows = append(rows, ui.Row{Term: c.L.T("calculation.date"), Content: ui.Date(c, aid.SwedishDate(calculation.MadeAt))})
	}
	return append(rows, ui.Row{Term: c.L.T("calculation.amount"), Content: ui.MoneyExact(c, max(calculation.Result, 0))})
}

func decisionRows(c ui.Ctx, d aid.Decision) []ui.Row {
	rows := []ui.Row{
		{Term: c.L.T("decision.date"), Content: ui.Date(c, aid.SwedishDate(d.DecidedAt))},
		{Term: c.L.T("decision.by"), Value: d.DecidedByName},
		{Term: c.L.T("decision.kind"), Content: ui.OutcomeTag(c, d.Outcome)},
	}
	if d.LegalBasis != "" {
		rows = append(rows, ui.Row{Term: c.L.T("decision.law"), Content: ui.Swedish(c, d.LegalBasis)})
	}
	return append(rows, ui.Row{Term: c.L.T("label.amount"), Content: ui.MoneyExact(c, d.Amount)})
}

// appliedFor is the tables of what the household stated, those that have any rows.
func appliedFor(c ui.Ctx, content aid.Content) []ui.Table {
	names := map[aid.ID]string{}
	for _, adult := range content.Household.Adults {
		names[adult.PersonID] = adult.Name
	}
	amount := ui.Column{Label: c.L.T("label.amount"), Numeric: true}
	expenses := ui.Table{Caption: c.L.T("application.expenses"), Columns: []ui.Column{{Label: c.L.T("label.what")}, amount}}
	for _, e := range content.Expenses {
		expenses.Rows = append(expenses.Rows, ui.TableRow{Cells: []ui.Cell{ui.ContentCell(named(c.L.T("expense."+string(e.Kind)), e.Note)), exactCell(c, e.Amount)}})
	}
	incomes := ui.Table{Caption: c.L.T("application.incomes"), Stack: true, Columns: []ui.Column{{Label: c.L.T("label.what")}, {Label: c.L.T("label.who")}, amount}}
	for _, i := range content.Incomes {
		incomes.Rows = append(incomes.Rows, ui.TableRow{Cells: []ui.Cell{
			ui.ContentCell(named(c.L.T("income."+string(i.Kind)), i.Note)), ui.TextCell(names[i.PersonID]), exactCell(c, i.Amount),
		}})
	}
	for _, adult := range content.Household.Adults {
		if content.NoIncome[adult.PersonID] {
			incomes.Rows = append(incomes.Rows, ui.TableRow{Cells: []ui.Cell{ui.TextCell(c.L.T("application.no_income")), ui.TextCell(adult.Name), exactCell(c, 0)}})
		}
	}
	var tables []ui.Table
	for _, t := range []ui.Table{expenses, incomes} {
		if len(t.Rows) > 0 {
			tables = append(tables, t)
		}
	}
	return tables
}

// handedIn lists what was handed in with an application and after it.
func handedIn(a aid.Application) []aid.AttachmentRef {
	files := slices.Clone(a.Content.Attachments)
	for _, late := range a.Late {
		files = append(files, late.AttachmentRef)
	}
	return files
}

// exactCell is an amount with its öre.
func exactCell(c ui.Ctx, o aid.Ore) ui.Cell { return ui.ContentCell(ui.MoneyExact(c, o)) }

// attachmentOf finds the file that the address names, of the visitor's own case, and keeps the read.
func attachmentOf(v *site.Visit) (aid.Attachment, error) {
	caseID, err := v.CaseID("attachment")
	if err != nil {
		return aid.Attachment{}, err
	}
	id, err := v.Path("id")
	if err != nil {
		return aid.Attachment{}, err
	}
	a, err := v.Register().Attachment(v.Ctx(), id)
	if err := ours(caseID, a.CaseID, err); err != nil {
		return a, err
	}
	if err := saw(v, a.UploadedAt); err != nil {
		return a, err
	}
	if !a.OpenTo(v.Actor().ID) {
		return a, aid.ErrNotFound // it went with what their partner wrote
	}
	if err := ownAppealFile(v, a); err != nil {
		return a, err
	}
	return a, mayRead(v, a)
}

// attachment sends a file that was handed in to the case.
func attachment(v *site.Visit) error {
	a, err := attachmentOf(v)
	if err != nil {
		return err
	}
	return v.SendAttachment(a)
}

// mayRead tells whether the visitor may have a file of their case: not where only the other adult was asked for it.
func mayRead(v *site.Visit, a aid.Attachment) error {
	id, err := v.Register().CompletionWith(v.Ctx(), a.ID)
	if errors.Is(err, aid.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	q, err := v.Register().CompletionRequest(v.Ctx(), id)
	if err == nil && !q.Asks(v.Actor().ID) {
		err = aid.ErrNotFound
	}
	return err
}

// fileSize writes a size as people read it.
func fileSize(bytes int64) string {
	if bytes < 1<<20 {
		return strconv.FormatInt(max(bytes>>10, 1), 10) + " kB"
	}
	return strconv.FormatInt((bytes+1<<19)>>20, 10) + " MB"
}
