package staff

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"bistand/aid"
	"bistand/casework"
	"bistand/web/site"
	"bistand/web/ui"
)

// applicationView is an application beside that of the month before.
type applicationView struct {
	aid.Application
	before     *aid.Application // of the newest earlier month; nil where there is none
	changes    []casework.Change
	mayDecide  bool
	requests   []aid.CompletionRequest
	today      aid.Date
	scans      []aid.Scan
	noScanner  bool     // the municipality has none
	calculated bool     // a calculation has been saved
	lacks      []string // names of the papers that are missing
	decidable  readiness
	monthFirst string              // why a single need cannot be reckoned yet; empty while it can
	inked      map[aid.ID]aid.Date // days of signatures on paper
	newAccount bool                // it names an account that the case has no payee for
	key        string
	hands      site.Hands
	checked    ui.Notice // how far the questions to authorities have come; no text where there are none
}

// application shows what was applied for, row by row beside last month's, who signed it and what was handed in.
func application(v *site.Visit) error { return renderApplication(v, http.StatusOK, nil) }

func renderApplication(v *site.Visit, status int, faults aid.Errors) error {
	a, c, err := applicationOf(v, "application")
	if err != nil {
		return err
	}
	view := applicationView{Application: a, mayDecide: v.Session.Staff.Has(aid.DecisionMaker), noScanner: v.Desk().Scanner == nil}
	if view.scans, err = v.Register().Scans(v.Ctx(), a.CaseID); err != nil {
		return err
	}
	if view.hands, err = v.Hands(a.CaseID); err != nil {
		return err
	}
	if view.before, err = beforeOf(v, a); err != nil {
		return err
	}
	if view.before != nil {
		view.changes = slices.DeleteFunc(casework.Changes(view.before.Content, a.Content), func(c casework.Change) bool {
			return c.Group == "attachment" // each month has files of its own
		})
	}
	if _, err = v.Register().CalculationOf(v.Ctx(), a.ID); err != nil && !errors.Is(err, aid.ErrNotFound) {
		return err
	}
	view.calculated = err == nil
	list, err := v.Register().CompletionRequests(v.Ctx(), c.ID)
	if err != nil {
		return err
	}
	view.today = v.Today()
	for _, q := range list {
		if q.ApplicationID == a.ID {
			view.requests = append(view.requests, q)
		}
	}
	if err := view.complete(v); err != nil {
		return err
	}
	view.decidable = view.ready(v)
	title := v.L.T("staff.application.title", "month", v.L.Month(a.Month))
	if a.Kind != aid.Renewal {
		title = v.L.T("application."+string(a.Kind)) + ", " + v.L.Month(a.Month)
	}
	p := page(v, title+" · "+household(v, a.Content.Household), "", crumbs(v, c, ui.Crumb(title, ""))...)
	p.Errors = faults
	return v.RenderStatus(status, applicationPage(v.UI(), p, view))
}

// complete reads what the application waits for, and what else its page tells of.
func (view *applicationView) complete(v *site.Visit) error {
	view.key = v.NewKey()
	if !view.Registered.IsZero() {
		for _, kind := range view.LacksPapers() {
			view.lacks = append(view.lacks, v.L.T("attachment."+string(kind)))
		}
	}
	if view.Kind == aid.Supplementary && view.Status() == aid.Registered {
		_, err := v.Desk().Proposal(v.Ctx(), view.Application)
		faults, must := site.Faults(err)
		if must {
			view.monthFirst = v.UI().ErrorText(faults[0])
		} else if err != nil {
			return err
		}
	}
	var err error
	if view.inked, err = v.Register().PaperSignatures(v.Ctx(), view.ID); err != nil {
		return err
	}
	if view.checked, err = checkedLine(v, view.Application); err != nil {
		return err
	}
	account := view.Content.Account
	if account == nil || account.None || view.Registered.IsZero() {
		return nil
	}
	payees, err := v.Register().Payees(v.Ctx(), view.CaseID)
	view.newAccount = !slices.ContainsFunc(payees, func(p aid.Payee) bool { return p.Clearing == account.Clearing && p.Account == account.Number })
	return err
}

// sayEnough records that an application can be decided without the papers that it lacks.
func sayEnough(v *site.Visit) error {
	a, _, err := applicationOf(v, "application")
	if err != nil {
		return err
	}
	err = v.Desk().SayEnough(v.Ctx(), v.Request(), *v.Session.Staff, a.ID, text(v, "reason"))
	if faults, ok := site.Faults(err); ok {
		return renderApplication(v, http.StatusUnprocessableEntity, faults)
	}
	return back(v, err, applicationHref(a.ID))
}

// useAccount makes the account that an application names one that its case can be paid to.
func useAccount(v *site.Visit) error {
	a, _, err := applicationOf(v, "application")
	if err != nil {
		return err
	}
	return back(v, v.Desk().UseAccount(v.Ctx(), v.Request(), *v.Session.Staff, a.ID), applicationHref(a.ID))
}

// beforeOf returns the case's registered application of the newest earlier month, nil where there is none that can be
// compared with: history from an earlier system may have come without content.
func beforeOf(v *site.Visit, a aid.Application) (*aid.Application, error) {
	if a.Kind == aid.Supplementary { // a need is compared with no month
		return nil, nil
	}
	before, err := v.Register().PreviousApplication(v.Ctx(), a.CaseID, a.Month)
	if errors.Is(err, aid.ErrNotFound) || err == nil && len(before.Content.Household.Adults) == 0 {
		return nil, nil
	}
	return &before, err
}

// changed tells whether a row of the application differs from last month's.
func (view applicationView) changed(group, what, who string) bool {
	for _, c := range view.changes {
		if c.Group == group && c.What == what && (who == "" || c.Who == who) {
			return true
		}
	}
	return false
}

// stated is a row of the application: what is stated now and what was last month, each nil where it was not.
type stated struct {
	group, what, who, note string
	before, now            *aid.Ore
}

// statedRows lists incomes and expenses of both months, those that are gone at the end of their group.
func (view applicationView) statedRows() []stated {
	var rows []stated
	add := func(r stated, later bool) {
		for i := range rows {
			if rows[i].group == r.group && rows[i].what == r.what && rows[i].who == r.who {
				rows[i].take(r.now, later)
				return
			}
		}
		amount := r.now
		r.now = nil
		r.take(amount, later)
		rows = append(rows, r)
	}
	for _, group := range []string{"income", "expense"} {
		for _, r := range rowsOf(group, view.Content) {
			add(r, true)
		}
		if view.before != nil {
			for _, r := range rowsOf(group, view.before.Content) {
				r.note = ""
				add(r, false)
			}
		}
	}
	return rows
}

// take adds an amount to the month it belongs to.
func (r *stated) take(amount *aid.Ore, later bool) {
	into := &r.before
	if later {
		into = &r.now
	}
	sum := *amount
	if *into != nil {
		sum += **into // the application's own amounts, each below aid.MaxAmount
	}
	*into = &sum
}

// rowsOf reads the incomes or the expenses off a content, the amount in now.
func rowsOf(group string, content aid.Content) []stated {
	var rows []stated
	if group == "expense" {
		for _, e := range content.Expenses {
			rows = append(rows, stated{group: group, what: string(e.Kind), note: e.Note, now: &e.Amount})
		}
		return rows
	}
	for _, i := range content.Incomes {
		rows = append(rows, stated{group: group, what: string(i.Kind), who: nameIn(content.Household, i.PersonID), note: i.Note, now: &i.Amount})
	}
	return rows
}

// nameIn returns the name of an adult of the household.
func nameIn(h aid.Household, person aid.ID) string {
	for _, a := range h.Adults {
		if a.PersonID == person {
			return a.Name
		}
	}
	return ""
}

// statedTable sets this month beside the last; rows that differ are marked and say so.
func statedTable(c ui.Ctx, view applicationView) ui.Table {
	t := ui.Table{Caption: c.L.T("staff.application.amounts"), HideCaption: true, Stack: true, Empty: c.L.T("staff.application.nothing"), Columns: []ui.Column{
		{Label: c.L.T("staff.col.item")},
		{Label: beforeLabel(c, view.before), Numeric: true},
		{Label: capital(c.L.MonthName(view.Month)), Numeric: true},
		{Label: c.L.T("staff.col.difference"), Numeric: true},
		{Label: c.L.T("staff.col.note")},
	}}
	for _, r := range view.statedRows() {
		name := c.L.T(r.group + "." + r.what)
		if r.who != "" {
			name += ", " + r.who
		}
		changed := view.before != nil && view.changed(r.group, r.what, r.who)
		t.Rows = append(t.Rows, ui.TableRow{Marked: changed, Cells: []ui.Cell{
			ui.TextCell(name), amountCell(c, r.before), amountCell(c, r.now), ui.TextCell(r.difference(c)), ui.ContentCell(noteCell(c, r.note, r.word(c, changed))),
		}})
	}
	return t
}

// difference is how far the amount has moved, where both months have one.
func (r stated) difference(c ui.Ctx) string {
	if r.before == nil || r.now == nil {
		return ""
	}
	return signed(c, *r.now-*r.before)
}

// word says how a row differs: new, gone or changed.
func (r stated) word(c ui.Ctx, changed bool) string {
	switch {
	case !changed:
		return ""
	case r.before == nil:
		return c.L.T("staff.application.new")
	case r.now == nil:
		return c.L.T("staff.application.gone")
	}
	return c.L.T("apply.differs")
}

// amountCell is an amount, or nothing where none was stated.
func amountCell(c ui.Ctx, o *aid.Ore) ui.Cell {
	if o == nil {
		return ui.TextCell("–")
	}
	return ui.MoneyCell(c, *o)
}

// beforeLabel names the column of last month.
func beforeLabel(c ui.Ctx, before *aid.Application) string {
	if before == nil {
		return c.L.T("staff.col.before")
	}
	return capital(c.L.MonthName(before.Month))
}

// capital begins a word with a capital letter. The names of months are plain ASCII.
func capital(word string) string {
	if word == "" || word[0] < 'a' || word[0] > 'z' {
		return word
	}
	return string(word[0]-'a'+'A') + word[1:]
}

// childAnswer is what is stated of a child's days, and what was the month before where that was something else.
type childAnswer struct{ now, before string }

// answersOf lists what is stated of a child: lunch, and of one who is grown or about to be whether it goes to school.
func (view applicationView) answersOf(c ui.Ctx, child aid.Child) []childAnswer {
	was := child
	if view.before != nil {
		for _, earlier := range view.before.Content.Household.Children {
			if earlier.PersonID == child.PersonID {
				was = earlier
			}
		}
	}
	answer := func(yes, no string, now, before bool) childAnswer {
		words := map[bool]string{true: c.L.T(yes), false: c.L.T(no)}
		if now == before {
			return childAnswer{now: words[now]}
		}
		return childAnswer{words[now], words[before]}
	}
	answers := []childAnswer{answer("staff.lunch.out", "staff.lunch.home", child.LunchOut, was.LunchOut)}
	if child.AsksPupil(view.Month) || child.Pupil || was.Pupil {
		answers = append(answers, answer("staff.pupil.yes", "staff.pupil.no", child.Pupil, was.Pupil))
	}
	return answers
}

// statedFacts are the parts of an application that are no amounts.
func statedFacts(c ui.Ctx, view applicationView) []ui.Row {
	h := view.Content.Housing
	rows := []ui.Row{
		{Term: c.L.T("staff.col.registered"), Value: c.L.Date(view.Registered)},
		{Term: c.L.T("staff.col.kind"), Value: c.L.T("application."+string(view.Kind)) + ", " + c.L.T("origin."+string(view.Origin))},
	}
	if h.Form != "" {
		housing := c.L.T("housing." + string(h.Form))
		if h.Rooms > 0 {
			housing += ", " + c.L.N("staff.rooms", h.Rooms)
		}
		if h.Landlord != "" {
			housing += ", " + h.Landlord
		}
		rows = append(rows, ui.Row{Term: c.L.T("staff.application.housing"), Content: markedText(c, housing, view.before != nil && view.before.Content.Housing != h)})
	}
	for _, child := range view.Content.Household.Children {
		rows = append(rows, ui.Row{Term: child.Name + ", " + c.L.N("staff.years", child.AgeIn(view.Month)), Content: childCell(c, view.answersOf(c, child))})
	}
	rows = append(rows, statedRest(c, view.Content)...)
	if view.Content.Changes != "" {
		rows = append(rows, ui.Row{Term: c.L.T("staff.application.changes"), Value: view.Content.Changes})
	}
	return rows
}

// statedRest is what a household states beside its incomes and expenses.
func statedRest(c ui.Ctx, content aid.Content) []ui.Row {
	var rows []ui.Row
	add := func(key, value string) { rows = append(rows, ui.Row{Term: c.L.T(key), Value: value}) }
	if content.Housing.Contract != "" {
		add("apply.contract", c.L.T("contract."+string(content.Housing.Contract)))
	}
	if content.Household.Others > 0 {
		add("apply.others", strconv.Itoa(content.Household.Others))
	}
	for _, o := range content.Occupations {
		words := c.L.T("occupation." + string(o.Kind))
		if o.Kind.SeeksWork() && o.Registered {
			words += ". " + c.L.T("registered.yes")
		} else if o.Kind.SeeksWork() {
			words += ". " + c.L.T("registered.no")
		}
		if o.Efforts != "" {
			words += ": " + o.Efforts
		}
		rows = append(rows, ui.Row{Term: nameIn(content.Household, o.PersonID), Value: words})
	}
	for _, a := range content.Assets {
		add("asset."+string(a.Kind), c.L.Money(a.Value)+" "+a.Note)
	}
	if content.NoAssets {
		add("apply.assets", c.L.T("apply.no_assets"))
	}
	if a := content.Account; a != nil && a.None {
		add("apply.account", c.L.T("pay_to.no_account"))
	} else if a != nil {
		add("apply.account", a.Clearing+"-"+a.Number+", "+nameIn(content.Household, a.PersonID))
	}
	if e := content.Elsewhere; e != nil && e.Had {
		add("apply.elsewhere", e.Where)
	}
	if len(content.Changed) > 0 {
		words := make([]string, len(content.Changed))
		for i, topic := range content.Changed {
			words[i] = c.L.T("changed." + string(topic))
		}
		add("staff.application.changed_what", strings.Join(words, ", "))
	}
	return rows
}

// signaturesTable is who has signed the content, and when. A signature is kept only after it has been verified.
func signaturesTable(c ui.Ctx, view applicationView) ui.Table {
	t := ui.Table{Caption: c.L.T("staff.application.signatures"), HideCaption: true, Empty: c.L.T("staff.application.no_signatures"), Stack: true, Columns: []ui.Column{
		{Label: c.L.T("staff.col.name")}, {Label: c.L.T("staff.col.when")}, {Label: c.L.T("staff.col.status")},
	}}
	for _, id := range view.Required {
		cells := []ui.Cell{ui.TextCell(withHand(c, nameIn(view.Content.Household, id), view.hands.Of("sign", view.ID, id))), {}, ui.ContentCell(ui.Tag(c, ui.Warning, c.L.T("staff.signature.missing")))}
		for _, s := range view.Signatures {
			if s.PersonID == id && s.ContentHash == view.ContentHash {
				cells[1], cells[2] = dateTime(c, s.SignedAt), ui.ContentCell(ui.Tag(c, ui.Success, c.L.T("staff.signature.verified")))
			}
		}
		t.Rows = append(t.Rows, ui.TableRow{Cells: cells})
	}
	for _, adult := range view.Content.Household.Adults {
		if on, ok := view.inked[adult.PersonID]; ok {
			t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{
				ui.TextCell(adult.Name), ui.ContentCell(ui.ShortDate(c, on)), ui.ContentCell(ui.Tag(c, ui.Success, c.L.T("staff.signature.paper"))),
			}})
		}
	}
	return t
}

// attachmentsTable lists what the signatures cover, document by document: files, each with what the virus scanner has said of
// it, and what the applicant says to have handed in otherwise.
func attachmentsTable(c ui.Ctx, view applicationView) ui.Table {
	t := ui.Table{Caption: c.L.T("staff.application.attachments"), HideCaption: true, Stack: true, Empty: c.L.T("staff.application.no_attachments"), Columns: []ui.Column{
		{Label: c.L.T("staff.col.kind")}, {Label: c.L.T("staff.col.file")}, {Label: c.L.T("staff.col.scan")}, {Label: c.L.T("staff.col.size"), Numeric: true},
	}}
	files := slices.Clone(view.Content.Attachments)
	for _, late := range view.Late {
		files = append(files, late.AttachmentRef)
	}
	for _, doc := range aid.Documents(files) {
		for i, a := range doc.Parts {
			kind := c.L.T("attachment." + doc.Kind)
			if len(doc.Parts) > 1 {
				kind += ", " + c.L.T("staff.application.page", "n", strconv.Itoa(i+1), "total", strconv.Itoa(len(doc.Parts)))
			}
			t.Rows = append(t.Rows, ui.TableRow{Cells: append([]ui.Cell{ui.TextCell(kind)}, attachmentCells(c, view, a)...)})
		}
	}
	return t
}

func attachmentCells(c ui.Ctx, view applicationView, a aid.AttachmentRef) []ui.Cell {
	if !a.IsFile() {
		return []ui.Cell{ui.ContentCell(handedIn(c, a)), {}, {}}
	}
	at := slices.IndexFunc(view.scans, func(s aid.Scan) bool { return s.AttachmentID == a.ID })
	scan := aid.Scan{Result: aid.NotScanned}
	if at >= 0 {
		scan = view.scans[at]
	}
	name := ui.LinkCell(a.Name, attachmentHref(a.ID))
	if scan.Result == aid.ScanInfected {
		name = ui.TextCell(a.Name)
	}
	return []ui.Cell{name, ui.ContentCell(scanResult(c, scan)), ui.TextCell(strconv.FormatInt(max(a.Size>>10, 1), 10) + " kB")}
}

// scanTag is the word for what the scanner said. A file that nobody has looked through is never called clean.
func scanTag(c ui.Ctx, s aid.Scan) (ui.Tone, string) {
	switch s.Result {
	case aid.ScanClean:
		return ui.Success, c.L.T("staff.scan.clean")
	case aid.ScanInfected:
		return ui.Fault, c.L.T("staff.scan.infected", "name", s.Found)
	}
	return ui.Warning, c.L.T("staff.scan.not_scanned")
}

// attachment sends a file that was handed in.
func attachment(v *site.Visit) error {
	id, err := v.Path("id")
	if err != nil {
		return err
	}
	a, err := v.Register().Attachment(v.Ctx(), id)
	if err != nil {
		return err
	}
	if _, err := v.StaffCase(a.CaseID, "attachment"); err != nil {
		return err
	}
	return v.SendAttachment(a)
}
