package staff

import (
	"slices"
	"strconv"
	"time"

	"bistand/aid"
	"bistand/calc"
	"bistand/web/site"
	"bistand/web/ui"
)

func inquiryHref(application aid.ID) string { return applicationHref(application) + "/kontroller" }

// inquiryView is what authorities have answered about the adults of an application.
type inquiryView struct {
	aid.Application
	key     string
	mayAsk  bool
	agreed  bool // the municipality can ask by machine
	adults  []adultFindings
	control aid.Month // whose incomes count
	percent int       // beyond which a difference is pointed out
}

// adultFindings is what is known of one adult.
type adultFindings struct {
	aid.Findings
	name    string
	due     time.Time // when they are asked about next; none where nobody is
	waits   bool      // the question has been put and not answered
	early   bool      // what was answered was fetched before the month of control had ended
	incomes []calc.Income
}

// inquiry shows what authorities have answered beside what was stated.
func inquiry(v *site.Visit) error {
	a, c, err := applicationOf(v, "inquiry")
	if err != nil {
		return err
	}
	if a.Registered.IsZero() || a.Kind == aid.Supplementary {
		return aid.ErrNotFound
	}
	view := inquiryView{Application: a, key: v.NewKey(), agreed: v.Desk().Authorities != nil, control: a.Month.Add(-1)}
	r, _, err := v.Desk().RulesOf(v.Ctx(), a.Month)
	if err != nil {
		return err
	}
	view.percent = r.Guidelines.Reckoning().Deviation()
	if err := view.read(v); err != nil {
		return err
	}
	title := v.L.T("staff.report.title") + ", " + v.L.Month(a.Month)
	way := crumbs(v, c, ui.Crumb(v.L.T("staff.application.title", "month", v.L.Month(a.Month)), applicationHref(a.ID)), ui.Crumb(title, ""))
	p := page(v, title+" · "+household(v, a.Content.Household), "", way...)
	p.Lead = v.L.T("staff.report.lead")
	if v.R.URL.Query().Get("fragat") != "" {
		p.Flash = append(p.Flash, ui.Notice{Tone: ui.Success, Text: v.L.T("staff.report.asked")})
	}
	return v.Render(inquiryPage(v.UI(), p, view))
}

// read fills in each adult.
func (view *inquiryView) read(v *site.Visit) error {
	known, err := v.Desk().Findings(v.Ctx(), view.Application)
	if err != nil {
		return err
	}
	found, err := v.Desk().Found(v.Ctx(), view.Application)
	if err != nil {
		return err
	}
	due, err := v.Register().InquiryJobs(v.Ctx(), view.ID)
	if err != nil {
		return err
	}
	view.mayAsk = view.agreed && view.Status() == aid.Registered
	for i, f := range known {
		one := adultFindings{Findings: f, name: view.Content.Household.Adults[i].Name, due: due[f.PersonID]}
		one.waits = v.Asked(one.due)
		one.early = slices.ContainsFunc(f.Reports, func(r aid.Finding) bool {
			return r.Answer != aid.Unchecked && !view.control.Last().Before(aid.SwedishDate(r.At))
		})
		for _, x := range found {
			if x.Person == f.PersonID {
				one.incomes = append(one.incomes, x)
			}
		}
		view.adults = append(view.adults, one)
	}
	return nil
}

// askAuthorities puts the questions anew.
func askAuthorities(v *site.Visit) error {
	a, _, err := applicationOf(v, "inquiry")
	if err != nil {
		return err
	}
	href := inquiryHref(a.ID)
	if err = v.Desk().AskAuthorities(v.Ctx(), v.Request(), *v.Session.Staff, a.ID); err == nil {
		href += "?fragat=ja" // else the page says how things stand
	}
	return back(v, err, href)
}

// asked tells whether any of the adults has been asked about.
func (view inquiryView) asked() bool {
	return slices.ContainsFunc(view.adults, func(a adultFindings) bool { return len(a.Reports) > 0 })
}

// answersTable is what each authority answered, and when, unless that is the same of all.
func answersTable(c ui.Ctx, adult adultFindings) ui.Table {
	t := ui.Table{Caption: c.L.T("report.title"), Stack: true, Columns: []ui.Column{
		{Label: c.L.T("staff.check.authority")}, {Label: c.L.T("staff.check.answer")}, {Label: c.L.T("staff.report.facts")},
	}}
	each := adult.fetchedAtOnce(c) == ""
	if each {
		t.Columns = append(t.Columns, ui.Column{Label: c.L.T("staff.col.when")})
	}
	for _, r := range adult.Reports {
		cells := []ui.Cell{ui.TextCell(c.L.T("authority." + string(r.Authority))), ui.ContentCell(reportAnswer(c, r.Report)), ui.ContentCell(factList(c, r.Facts))}
		if each {
			cells = append(cells, ui.TextCell(fetchedWords(c, r)))
		}
		t.Rows = append(t.Rows, ui.TableRow{Marked: r.Answer == aid.Unchecked, Cells: cells})
	}
	return t.In(adult.name)
}

// fetchedAtOnce tells when all answers about an adult were fetched; empty where they were not fetched together.
func (adult adultFindings) fetchedAtOnce(c ui.Ctx) string {
	return site.OfAll(adult.Reports, func(r aid.Finding) string { return fetchedWords(c, r) })
}

// fetchedWords tells when an answer was fetched and what asked for it, and that a later question was not answered.
func fetchedWords(c ui.Ctx, r aid.Finding) string {
	at := func(t time.Time) string { return c.L.DateTime(t.In(aid.Sweden)) }
	words := c.L.T("staff.report.by_signature", "time", at(r.At))
	if r.AskedName != "" {
		words = c.L.T("staff.report.by", "time", at(r.At), "name", r.AskedName)
	}
	if !r.MissedAt.IsZero() {
		words += ". " + c.L.T("staff.report.missed", "time", at(r.MissedAt))
	}
	return words + "."
}

// comparedTable sets what an adult stated beside what their authorities answered.
func (view inquiryView) comparedTable(c ui.Ctx, adult adultFindings) ui.Table {
	t := ui.Table{Caption: c.L.T("staff.report.compared"), Stack: true, Empty: c.L.T("staff.report.stated_none"), Columns: []ui.Column{
		{Label: c.L.T("staff.col.item")},
		{Label: c.L.T("staff.report.stated"), Numeric: true},
		{Label: capital(c.L.MonthName(view.control.Add(-1))), Numeric: true},
		{Label: capital(c.L.MonthName(view.control)), Numeric: true},
		{Label: c.L.T("staff.col.status")},
	}}
	for _, x := range adult.incomes {
		tone, words := view.verdict(c, x)
		cells := []ui.Cell{ui.TextCell(c.L.T("income." + string(x.Kind))), ui.TextCell("–"), ui.TextCell("–"), ui.TextCell("–"), ui.ContentCell(ui.Tag(c, tone, words))}
		if x.Stated > 0 {
			cells[1] = ui.MoneyCell(c, x.Stated)
		}
		switch x.Answer {
		case aid.Answered:
			cells[2], cells[3] = ui.MoneyCell(c, x.Earlier), ui.MoneyCell(c, x.Fetched)
		case aid.Nothing:
			cells[2], cells[3] = ui.MoneyCell(c, x.Earlier), ui.MoneyCell(c, 0)
		}
		t.Rows = append(t.Rows, ui.TableRow{Cells: cells, Marked: tone == ui.Warning})
	}
	return t.In(adult.name)
}

// verdict is how an income that was stated stands to what was answered.
func (view inquiryView) verdict(c ui.Ctx, x calc.Income) (ui.Tone, string) {
	difference, beyond := x.Deviates(view.percent)
	amount := c.L.Money(max(difference, -difference))
	switch {
	case x.Answer == aid.Unchecked:
		return ui.Warning, c.L.T("staff.answer.unchecked")
	case x.Answer == aid.NotAsked && len(x.Kind.Payers()) > 0:
		return ui.Neutral, c.L.T("staff.check.nobody")
	case x.Answer == aid.NotAsked:
		return ui.Neutral, c.L.T("staff.report.nobody")
	case x.Stated == 0:
		return ui.Warning, c.L.T("staff.report.unstated")
	case difference == 0:
		return ui.Success, c.L.T("staff.report.agrees")
	case beyond:
		return ui.Warning, c.L.T("staff.report.deviates", "difference", amount)
	}
	return ui.Info, c.L.T("staff.report.within", "difference", amount)
}

// benefitsTable lists every payment that the authorities know of.
func benefitsTable(c ui.Ctx, adult adultFindings) ui.Table {
	numeric := func(key string) ui.Column { return ui.Column{Label: c.L.T(key), Numeric: true} }
	t := ui.Table{Caption: c.L.T("staff.report.payments"), HideCaption: true, Stack: true, Columns: []ui.Column{
		{Label: c.L.T("report.paid_on")}, {Label: c.L.T("staff.col.item")}, numeric("staff.report.gross"), numeric("staff.report.tax"), numeric("staff.report.deducted"), numeric("staff.report.net"),
	}}
	known := func(o aid.Ore) ui.Cell {
		if o == 0 {
			return ui.TextCell("–")
		}
		return ui.MoneyCell(c, o)
	}
	for _, r := range adult.Reports {
		for _, b := range r.Benefits {
			t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{
				ui.ContentCell(ui.ShortDate(c, b.PaidOn)), ui.ContentCell(benefitCell(c, r.Authority, b)), known(b.Gross), known(b.Tax), known(b.Deducted), ui.MoneyCell(c, b.Net),
			}})
		}
	}
	return t.In(adult.name)
}

// percentWords says from which difference on a row is marked.
func (view inquiryView) percentWords(c ui.Ctx) string {
	if view.percent == 0 {
		return c.L.T("staff.check.limit_any")
	}
	return c.L.T("staff.check.limit", "percent", strconv.Itoa(view.percent))
}

// checkedLine leads to what authorities have answered about an application, and tells in a word how far that has come; without text where nobody
// is ever asked.
func checkedLine(v *site.Visit, a aid.Application) (n ui.Notice, err error) {
	if a.Registered.IsZero() || a.Kind == aid.Supplementary {
		return n, nil
	}
	known, err := v.Desk().Findings(v.Ctx(), a)
	if err != nil {
		return n, err
	}
	due, err := v.Register().InquiryJobs(v.Ctx(), a.ID)
	if err != nil {
		return n, err
	}
	unchecked, asked, waits := 0, false, false
	for _, f := range known {
		unchecked, asked, waits = unchecked+len(f.Unchecked()), asked || len(f.Reports) > 0, waits || v.Asked(due[f.PersonID])
	}
	n.Link = ui.Link{Text: v.L.T("staff.report.show"), Href: inquiryHref(a.ID)}
	switch {
	case waits:
		n.Tone, n.Text = ui.Info, v.L.T("staff.report.waiting")
	case unchecked > 0:
		n.Tone, n.Text = ui.Warning, v.L.N("report.missing", unchecked)
	case asked:
		n.Tone, n.Text = ui.Success, v.L.T("report.all")
	case v.Desk().Authorities != nil:
		n.Tone, n.Text = ui.Neutral, v.L.T("staff.report.none")
	}
	return n, nil
}
