package staff

import (
	"bytes"
	"net/http"
	"slices"
	"strconv"

	"bistand/aid"
	"bistand/web/site"
	"bistand/web/ui"
)

// paymentsShown is how many payments of a kind, and filesShown how many files, the page lists.
const (
	paymentsShown = 50
	filesShown    = 20
)

// paymentsView is what the payment officer works with.
type paymentsView struct {
	proposed, approved           []paymentRow
	proposedCount, approvedCount int
	proposedSum, approvedSum     aid.Ore
	next, first                  string // of the proposed
	files                        []aid.PaymentFile
	until                        string // day of the form for a file, as typed
	noBank                       bool   // the municipality has no link to a bank: payments go no further than approved
	faults                       aid.Errors
	key                          string
}

// paymentRow is a payment with its case and who decided it.
type paymentRow struct {
	aid.Payment
	number  string
	payee   string // or that the person is protected
	decider string
	own     bool // the visitor decided or proposed it, and so may not approve it
	key     string
	fault   string // beside the row: of its reason for stopping, or of the file
}

// payments lists what waits for approval, what waits to be sent and the files that were.
func payments(v *site.Visit) error {
	flash := []ui.Notice{}
	query := v.R.URL.Query()
	if n, err := strconv.Atoi(query.Get("svar")); err == nil && n >= 0 {
		flash = append(flash, ui.Notice{Tone: ui.Info, Text: v.L.N("staff.pay.answers", n)})
	} else if query.Get("svar") != "" {
		flash = append(flash, ui.Notice{Tone: ui.Warning, Text: v.L.T("staff.pay.bank_silent")})
	}
	return showPayments(v, http.StatusOK, paymentsView{until: v.Today().AddBankDays(1).String()}, "", flash...)
}

// showPayments reads the lists and shows them. Stop is the payment whose form for stopping has a fault.
func showPayments(v *site.Visit, status int, view paymentsView, stop aid.ID, flash ...ui.Notice) error {
	open, err := v.Register().OpenPayments(v.Ctx())
	if err != nil {
		return err
	}
	if view.files, err = v.Register().PaymentFiles(v.Ctx(), filesShown); err != nil {
		return err
	}
	view.key, view.noBank = v.NewKey(), v.Desk().Bank == nil
	if err := view.sort(v, open); err != nil {
		return err
	}
	for i := range view.proposed {
		if view.proposed[i].ID == stop {
			view.proposed[i].fault = v.UI().FieldError(view.faults, "reason")
		}
	}
	for i := range view.approved {
		if view.approved[i].ID == stop {
			view.approved[i].fault = v.UI().FieldError(view.faults, "reason")
		}
	}
	p := page(v, v.L.T("staff.nav.payments"), paymentsHref)
	p.Flash, p.Errors = flash, view.faults
	return v.RenderStatus(status, paymentsPage(v.UI(), p, view))
}

// sort parts the open payments into proposed and approved, adds them up, and fills in the rows that are shown.
func (view *paymentsView) sort(v *site.Visit, open []aid.Payment) error {
	// A payment that has been approved or stopped since is no place to go on from: then the list begins anew.
	after, _ := aid.ParseID(v.R.URL.Query().Get("efter"))
	begun := !slices.ContainsFunc(open, func(p aid.Payment) bool { return p.ID == after && p.Status == aid.Proposed })
	if !begun {
		view.first = paymentsHref
	}
	for _, p := range open {
		count, sum, rows := &view.proposedCount, &view.proposedSum, &view.proposed
		if p.Status == aid.Approved {
			count, sum, rows = &view.approvedCount, &view.approvedSum, &view.approved
		}
		*count++
		var err error
		if *sum, err = sum.Add(p.Amount); err != nil {
			return err
		}
		switch {
		case p.Status == aid.Proposed && !begun:
			begun = p.ID == after
			continue
		case len(*rows) == paymentsShown:
			if p.Status == aid.Proposed && view.next == "" {
				view.next = paymentsHref + "?efter=" + string((*rows)[paymentsShown-1].ID)
			}
			continue
		}
		one, err := rowOf(v, p)
		if err != nil {
			return err
		}
		one.key = keyOf(view.key, p.ID)
		*rows = append(*rows, one)
	}
	return nil
}

// rowOf reads what belongs to a payment.
func rowOf(v *site.Visit, p aid.Payment) (paymentRow, error) {
	one := paymentRow{Payment: p, payee: p.Payee.Name}
	d, err := v.Register().Decision(v.Ctx(), p.DecisionID)
	if err != nil {
		return one, err
	}
	c, err := v.Register().Case(v.Ctx(), p.CaseID)
	if err != nil {
		return one, err
	}
	one.number, one.decider, one.own = c.Number, d.DecidedByName, d.DecidedBy == v.Actor().ID || p.ProposedBy == v.Actor().ID
	if hidden(v, c) {
		one.payee = v.L.T("staff.protected")
	}
	return one, nil
}

// approvePayment approves a payment. Whoever decided or proposed it is refused, with the words why.
func approvePayment(v *site.Visit) error {
	id, err := v.Path("id")
	if err != nil {
		return err
	}
	err = v.Desk().ApprovePayment(v.Ctx(), v.Request(), *v.Session.Staff, id)
	if faults, ok := site.Faults(err); ok {
		return showPayments(v, http.StatusUnprocessableEntity, paymentsView{until: v.Today().AddBankDays(1).String(), faults: faults}, "")
	}
	return back(v, err, paymentsHref)
}

// stopPayment stops a payment that is in no file yet, with a reason.
func stopPayment(v *site.Visit) error {
	id, err := v.Path("id")
	if err != nil {
		return err
	}
	err = v.Desk().StopPayment(v.Ctx(), v.Request(), *v.Session.Staff, id, text(v, "reason"))
	if faults, ok := site.Faults(err); ok {
		for i, f := range faults {
			faults[i] = f.At("reason")
		}
		return showPayments(v, http.StatusUnprocessableEntity, paymentsView{until: v.Today().AddBankDays(1).String(), faults: faults}, id)
	}
	return back(v, err, paymentsHref)
}

// sendPayments makes a file of the approved payments up to a day and hands it over to the outbox. Where the bank would refuse
// a payment, the page names it.
func sendPayments(v *site.Visit) error {
	if v.Desk().Bank == nil {
		return aid.ErrNotFound
	}
	view := paymentsView{until: text(v, "until")}
	until, err := aid.ParseDate(view.until)
	if err != nil {
		view.faults.Add("until", err)
		return showPayments(v, http.StatusUnprocessableEntity, view, "")
	}
	file, err := v.Desk().SendPayments(v.Ctx(), v.Request(), *v.Session.Staff, until)
	if faults, ok := site.Faults(err); ok {
		flash, err := blame(v, &view, faults)
		if err != nil {
			return err
		}
		return showPayments(v, http.StatusUnprocessableEntity, view, "", flash...)
	}
	if result, yes := site.Repeated(err); yes {
		return v.Redirect(fileHref(aid.ID(result)))
	}
	if err != nil {
		return err
	}
	return v.Redirect(fileHref(file.ID))
}

// blame names the payments that a file could not be made of; what concerns no single payment stays a fault of the form.
func blame(v *site.Visit, view *paymentsView, faults aid.Errors) ([]ui.Notice, error) {
	open, err := v.Register().OpenPayments(v.Ctx())
	if err != nil {
		return nil, err
	}
	var flash []ui.Notice
	for _, f := range faults {
		found := false
		for _, p := range open {
			if p.EndToEnd != f.Field {
				continue
			}
			one, err := rowOf(v, p)
			if err != nil {
				return nil, err
			}
			found = true
			title := v.L.T("staff.pay.at_fault", "number", one.number, "payee", one.payee, "amount", v.L.Money(p.Amount))
			flash = append(flash, ui.Notice{Tone: ui.Fault, Title: title, Text: v.UI().ErrorText(f)})
		}
		if !found {
			view.faults = append(view.faults, f.At("until"))
		}
	}
	return flash, nil
}

// readBank asks the bank for its answers now, rather than when the clock does. A bank that does not answer is told of; what it
// has said before stands.
func readBank(v *site.Visit) error {
	if v.Desk().Bank == nil {
		return aid.ErrNotFound
	}
	n, err := v.Desk().ReadBank(v.Ctx())
	if err != nil {
		v.Note(err)
		return v.Redirect(paymentsHref + "?svar=inget")
	}
	return v.Redirect(paymentsHref + "?svar=" + strconv.Itoa(n))
}

// fileView is a payment file with its payments.
type fileView struct {
	aid.PaymentFile
	maker string
	rows  []paymentRow
}

// paymentFile shows a file: its sums, and of each payment what the bank has said.
func paymentFile(v *site.Visit) error {
	file, list, err := readFile(v)
	if err != nil {
		return err
	}
	view := fileView{PaymentFile: file}
	for _, p := range list {
		one, err := rowOf(v, p)
		if err != nil {
			return err
		}
		view.rows = append(view.rows, one)
	}
	maker, err := v.Register().Staff(v.Ctx(), file.MadeBy)
	if err != nil {
		return err
	}
	view.maker = maker.Name
	p := page(v, v.L.T("staff.file.title", "id", file.MessageID), paymentsHref,
		ui.Crumb(v.L.T("staff.nav.payments"), paymentsHref), ui.Crumb(file.MessageID, ""))
	return v.Render(filePage(v.UI(), p, view))
}

// readFile reads the file that the address names, with its payments.
func readFile(v *site.Visit) (aid.PaymentFile, []aid.Payment, error) {
	id, err := v.Path("id")
	if err != nil {
		return aid.PaymentFile{}, nil, err
	}
	file, err := v.Register().PaymentFile(v.Ctx(), id)
	if err != nil {
		return file, nil, err
	}
	list, err := v.Register().PaymentsInFile(v.Ctx(), id)
	return file, list, err
}

// paymentFileContent sends the file as the bank has it. It holds whole account numbers, so that it is a read of every case in it; and
// names, so that one with a payment to someone with a sekretessmarkering is for those who may open their case.
func paymentFileContent(v *site.Visit) error {
	file, list, err := readFile(v)
	if err != nil {
		return err
	}
	read := map[aid.ID]bool{}
	for _, p := range list {
		if read[p.CaseID] {
			continue
		}
		read[p.CaseID] = true
		c, err := v.Register().Case(v.Ctx(), p.CaseID)
		if err == nil && hidden(v, c) {
			err = aid.ErrForbidden
		}
		if err != nil {
			return err
		}
		if err := v.Desk().RecordRead(v.Ctx(), v.Actor(), p.CaseID, "payment", ""); err != nil {
			return err
		}
	}
	return v.Download(file.MessageID+".xml", "application/xml", int64(len(file.Content)), bytes.NewReader(file.Content))
}

// filesTable lists the newest files.
func filesTable(c ui.Ctx, files []aid.PaymentFile) ui.Table {
	t := ui.Table{Caption: c.L.T("staff.file.list"), HideCaption: true, Stack: true, Empty: c.L.T("staff.file.none"), Columns: []ui.Column{
		{Label: c.L.T("staff.col.file")}, {Label: c.L.T("staff.col.when")}, {Label: c.L.T("staff.col.count"), Numeric: true}, {Label: c.L.T("staff.col.sum"), Numeric: true},
	}}
	for _, f := range files {
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{
			ui.LinkCell(f.MessageID, fileHref(f.ID)), dateTime(c, f.MadeAt), ui.TextCell(c.L.Number(f.Count)), ui.ContentCell(ui.MoneyExact(c, f.Total)),
		}})
	}
	return t
}

// fileTable is the payments of a file; those that did not arrive are marked.
func fileTable(c ui.Ctx, rows []paymentRow) ui.Table {
	t := ui.Table{Caption: c.L.T("staff.case.payments"), HideCaption: true, Stack: true, Columns: []ui.Column{
		{Label: c.L.T("staff.col.case")},
		{Label: c.L.T("staff.col.payee")},
		{Label: c.L.T("staff.col.method")},
		{Label: c.L.T("staff.col.day")},
		{Label: c.L.T("staff.col.status")},
		{Label: c.L.T("staff.col.amount"), Numeric: true},
	}}
	for _, r := range rows {
		trouble := r.Status == aid.RejectedByBank || r.Status == aid.Returned
		t.Rows = append(t.Rows, ui.TableRow{Marked: trouble, Cells: []ui.Cell{
			ui.LinkCell(r.number, caseHref(r.CaseID)), ui.TextCell(r.payee), ui.TextCell(methodOf(c, r.Payee)), ui.ContentCell(ui.ShortDate(c, r.SendOn)),
			ui.ContentCell(paymentState(c, r.Payment)), ui.ContentCell(ui.MoneyExact(c, r.Amount)),
		}})
	}
	return t
}

// fileFacts is the file's sums. The control sum is written as the file has it, to be held against the bank's own.
func fileFacts(c ui.Ctx, view fileView) []ui.Row {
	return []ui.Row{
		{Term: c.L.T("staff.file.message"), Value: view.MessageID},
		{Term: c.L.T("staff.file.made"), Value: c.L.DateTime(view.MadeAt.In(aid.Sweden)) + ", " + view.maker},
		{Term: c.L.T("staff.file.count"), Value: c.L.Number(view.Count)},
		{Term: c.L.T("staff.file.total"), Content: ui.MoneyExact(c, view.Total)},
		{Term: c.L.T("staff.file.control"), Value: view.Total.Decimal()},
	}
}

// stopID is the id of the field for the reason of a stop; the error summary leads to the one with a fault.
func stopID(r paymentRow) string {
	if r.fault != "" {
		return "f-reason"
	}
	return "f-reason-" + string(r.ID)
}
