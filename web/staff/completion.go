package staff

import (
	"net/http"
	"strconv"
	"strings"

	"bistand/aid"
	"bistand/casework"
	"bistand/web/site"
	"bistand/web/ui"
)

func askHref(application aid.ID) string { return applicationHref(application) + "/begar" }
func askCaseHref(id aid.ID) string      { return caseHref(id) + "/begar" }
func requestHref(id aid.ID) string      { return "/handlaggning/begaran/" + string(id) }
func fullEvidenceHref(id aid.ID) string { return caseHref(id) + "/alla-underlag" }

// askView is the form by which something is asked of a household, with what can be asked for by a tick.
type askView struct {
	c           aid.Case
	application aid.ID // empty where it concerns the case
	candidates  []aid.CompletionItem
	ticked      map[string]bool // by the candidate's place
	own         string          // what is asked in the caseworker's own words, a line each
	why, until  string
	person      aid.ID
	action, key string
	faults      aid.Errors
}

// ask shows the form for an application.
func ask(v *site.Visit) error {
	view, err := askOf(v)
	if err != nil {
		return err
	}
	return view.show(v, http.StatusOK)
}

// askOf makes the form for the application that the address names: everything it was made with can be ticked.
func askOf(v *site.Visit) (*askView, error) {
	a, c, err := applicationOf(v, "ask")
	if err == nil && a.Registered.IsZero() {
		err = aid.ErrNotFound
	}
	return &askView{c: c, application: a.ID, candidates: casework.ProofOf(a.Content), action: askHref(a.ID)}, err
}

// askCase shows the form for a case, where nothing but own words can be asked for.
func askCase(v *site.Visit) error {
	view, err := askCaseOf(v)
	if err != nil {
		return err
	}
	return view.show(v, http.StatusOK)
}

func askCaseOf(v *site.Visit) (*askView, error) {
	c, err := caseOf(v, "ask")
	return &askView{c: c, action: askCaseHref(c.ID)}, err
}

func (view *askView) show(v *site.Visit, status int) error {
	view.key = v.NewKey()
	title := v.L.T("staff.ask.title")
	p := page(v, title, "", crumbs(v, view.c, ui.Crumb(title, ""))...)
	p.Lead, p.Errors = household(v, view.c.Household()), view.faults
	return v.RenderStatus(status, askPage(v.UI(), p, view))
}

// items are the boxes of what the application was made with.
func (view *askView) items(c ui.Ctx) ui.Field {
	field := ui.Field{Name: "items", Label: c.L.T("staff.ask.what"), Hint: c.L.T("staff.ask.what_hint"), Error: c.FieldError(view.faults, "items")}
	for i, item := range view.candidates {
		n := strconv.Itoa(i)
		field.Options = append(field.Options, ui.Option{Value: n, Label: proofName(c, item), Chosen: view.ticked[n]})
	}
	return field
}

// ownField is what else is asked for, a line each; where nothing can be ticked it is the field that a fault leads to.
func (view *askView) ownField(c ui.Ctx) ui.Field {
	field := ui.Field{Name: "own", Label: c.L.T("staff.ask.own"), Hint: c.L.T("staff.ask.own_hint"), Value: view.own, Rows: 3, MaxLength: 2000, Optional: len(view.candidates) > 0}
	if len(view.candidates) == 0 {
		field.Name, field.Error = "items", c.FieldError(view.faults, "items")
	}
	return field
}

// people is whom the request is put to.
func (view *askView) people(c ui.Ctx) ui.Field {
	field := ui.Field{Name: "person", Label: c.L.T("staff.ask.person"), Error: c.FieldError(view.faults, "person")}
	field.Options = append(field.Options, ui.Option{Value: "", Label: c.L.T("staff.ask.household"), Chosen: view.person == ""})
	for _, p := range view.c.Adults() {
		field.Options = append(field.Options, ui.Option{Value: string(p.ID), Label: p.Name(), Chosen: p.ID == view.person})
	}
	return field
}

// proofName names one thing that is asked for: "Lön, Åsa Öberg, november 2026, 4 200 kr".
func proofName(c ui.Ctx, item aid.CompletionItem) string {
	parts := []string{item.Text}
	if item.Group != "own" {
		parts = []string{c.L.T(item.Group + "." + item.What)}
	}
	if item.Who != "" {
		parts = append(parts, item.Who)
	}
	if item.Month != (aid.Month{}) {
		parts = append(parts, c.L.Month(item.Month))
	}
	if item.Amount > 0 {
		parts = append(parts, c.L.Money(item.Amount))
	}
	return strings.Join(parts, ", ")
}

// sendAsk and sendAskCase ask for what the form says.
func sendAsk(v *site.Visit) error {
	view, err := askOf(v)
	if err != nil {
		return err
	}
	return view.send(v)
}

func sendAskCase(v *site.Visit) error {
	view, err := askCaseOf(v)
	if err != nil {
		return err
	}
	return view.send(v)
}

func (view *askView) send(v *site.Visit) error {
	q := view.read(v)
	var until aid.Errors
	if view.until != "" {
		var err error
		q.Until, err = aid.ParseDate(view.until)
		until.Add("until", err)
	}
	asked, err := v.Desk().AskForCompletion(v.Ctx(), v.Request(), *v.Session.Staff, q)
	if faults, ok := site.Faults(err); ok {
		view.faults = faults
		if len(until) > 0 {
			view.faults = append(until, view.faults[:len(view.faults)-1]...) // a day that is none is not too early too
		}
		return view.show(v, http.StatusUnprocessableEntity)
	}
	if result, again := site.Repeated(err); again {
		asked.ID, err = aid.ID(result), nil
	}
	if err != nil {
		return err
	}
	return v.Redirect(requestHref(asked.ID))
}

// read reads the form, and keeps it as it was typed.
func (view *askView) read(v *site.Visit) aid.CompletionRequest {
	view.why, view.until, view.person, view.own = text(v, "why"), text(v, "until"), aid.ID(text(v, "person")), text(v, "own")
	if len(view.candidates) == 0 {
		view.own = text(v, "items")
	}
	view.ticked = map[string]bool{}
	q := aid.CompletionRequest{CaseID: view.c.ID, ApplicationID: view.application, PersonID: view.person, Why: view.why}
	for _, n := range v.R.PostForm["items"] {
		view.ticked[n] = true
	}
	for i, item := range view.candidates {
		if view.ticked[strconv.Itoa(i)] {
			q.Items = append(q.Items, item)
		}
	}
	for line := range strings.Lines(view.own) {
		if line = strings.TrimSpace(line); line != "" {
			q.Items = append(q.Items, aid.CompletionItem{Group: "own", Text: line})
		}
	}
	return q
}

// requestView is a request with what has come in.
type requestView struct {
	aid.CompletionRequest
	status          aid.RequestStatus
	seen, unseen    []string // names of those who are asked
	until           string   // as typed
	outcome, reason string
	key             string
	names           map[aid.ID]string
	hands           site.Hands
	faults          aid.Errors
}

// requestOf opens the request that the address names, and keeps the read of its case.
func requestOf(v *site.Visit) (aid.CompletionRequest, aid.Case, error) {
	return opened(v, "ask", v.Register().CompletionRequest, func(q aid.CompletionRequest) aid.ID { return q.CaseID })
}

// request shows what was asked for, who has opened it, and what has come in.
func request(v *site.Visit) error {
	q, c, err := requestOf(v)
	if err != nil {
		return err
	}
	return showRequest(v, http.StatusOK, c, requestView{CompletionRequest: q})
}

func showRequest(v *site.Visit, status int, c aid.Case, view requestView) error {
	view.status, view.key, view.names = view.Status(v.Today()), v.NewKey(), map[aid.ID]string{}
	var err error
	if view.hands, err = v.Hands(c.ID); err != nil {
		return err
	}
	for _, p := range c.Left {
		view.names[p.ID] = p.Name()
	}
	for _, p := range c.Adults() {
		view.names[p.ID] = p.Name()
		if !view.Asks(p.ID) {
			continue
		}
		seen, err := v.Register().CompletionSeen(v.Ctx(), view.ID, p.ID)
		if err != nil {
			return err
		}
		if seen {
			view.seen = append(view.seen, p.Name())
		} else {
			view.unseen = append(view.unseen, p.Name())
		}
	}
	title := requestTitle(v.UI(), view.CompletionRequest)
	p := page(v, title, "", crumbs(v, c, ui.Crumb(title, ""))...)
	p.Lead, p.Errors = household(v, c.Household()), view.faults
	return v.RenderStatus(status, requestPage(v.UI(), p, view))
}

// requestTitle names a request.
func requestTitle(c ui.Ctx, q aid.CompletionRequest) string {
	if q.Kind == aid.ForSpotCheck {
		return c.L.T("staff.ask.spot_check", "month", c.L.Month(q.Month))
	}
	return c.L.T("staff.ask.completion")
}

// outcomes are the ways in which a request can end.
func (view requestView) outcomes(c ui.Ctx) ui.Field {
	field := ui.Field{Name: "outcome", Label: c.L.T("staff.ask.outcome"), Error: c.FieldError(view.faults, "outcome")}
	for _, o := range aid.RequestOutcomes {
		if o == aid.RequestRemark && view.Kind != aid.ForSpotCheck {
			continue
		}
		field.Options = append(field.Options, ui.Option{Value: string(o), Label: c.L.T("staff.ask.outcome." + string(o)), Chosen: string(o) == view.outcome})
	}
	return field
}

// extendRequest gives more time.
func extendRequest(v *site.Visit) error {
	q, c, err := requestOf(v)
	if err != nil {
		return err
	}
	view := requestView{CompletionRequest: q, until: text(v, "until")}
	until, err := aid.ParseDate(view.until)
	if err == nil {
		err = v.Desk().ExtendRequest(v.Ctx(), v.Request(), *v.Session.Staff, q.ID, until)
	} else {
		view.faults.Add("until", err)
	}
	return view.answer(v, c, err)
}

// endRequest ends a request.
func endRequest(v *site.Visit) error {
	q, c, err := requestOf(v)
	if err != nil {
		return err
	}
	view := requestView{CompletionRequest: q, outcome: text(v, "outcome"), reason: text(v, "reason")}
	err = v.Desk().EndRequest(v.Ctx(), v.Request(), *v.Session.Staff, q.ID, aid.RequestOutcome(view.outcome), view.reason)
	return view.answer(v, c, err)
}

// answer shows the page again where there are faults, and else leads back to it.
func (view requestView) answer(v *site.Visit, c aid.Case, err error) error {
	if faults, ok := site.Faults(err); ok {
		if len(view.faults) == 0 {
			view.faults = faults
		}
		return showRequest(v, http.StatusUnprocessableEntity, c, view)
	}
	return back(v, err, requestHref(view.ID))
}

// requestsTable lists a case's requests, newest first.
func requestsTable(c ui.Ctx, list []aid.CompletionRequest, today aid.Date) ui.Table {
	t := ui.Table{Caption: c.L.T("staff.ask.list"), HideCaption: true, Stack: true, Empty: c.L.T("staff.ask.none"), Columns: []ui.Column{
		{Label: c.L.T("staff.col.kind")}, {Label: c.L.T("staff.ask.col.until")}, {Label: c.L.T("staff.ask.col.left"), Numeric: true}, {Label: c.L.T("staff.col.status")},
	}}
	for _, q := range list {
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{
			ui.LinkCell(requestTitle(c, q), requestHref(q.ID)), ui.ContentCell(ui.ShortDate(c, q.Until)),
			ui.TextCell(strconv.Itoa(q.Left()) + "/" + strconv.Itoa(len(q.Items))), ui.ContentCell(requestTag(c, q.Status(today))),
		}})
	}
	return t
}

// evidenceView is when a household must hand in proof of everything, and the form to require it.
type evidenceView struct {
	caseID        aid.ID
	list          []aid.FullEvidence
	remarks       int
	may           bool // may require and end it
	from, through string
	reason        string
	key           string
	faults        aid.Errors
}

// evidenceOf reads what the case page shows of it.
func evidenceOf(v *site.Visit, c aid.Case) (view evidenceView, err error) {
	view = evidenceView{caseID: c.ID, may: v.Session.Staff.Has(aid.DecisionMaker), key: v.NewKey()}
	if view.list, err = v.Register().FullEvidence(v.Ctx(), c.ID); err != nil {
		return view, err
	}
	view.remarks, err = v.Register().Remarks(v.Ctx(), c.ID)
	return view, err
}

// requireEvidence takes the simpler way from a household.
func requireEvidence(v *site.Visit) error {
	c, err := caseOf(v, "ask")
	if err != nil {
		return err
	}
	f := aid.FullEvidence{CaseID: c.ID, Reason: text(v, "reason")}
	var faults aid.Errors
	f.From, err = aid.ParseMonth(text(v, "from"))
	faults.Add("from", err)
	f.Through, err = aid.ParseMonth(text(v, "through"))
	faults.Add("through", err)
	if len(faults) == 0 {
		err = v.Desk().RequireFullEvidence(v.Ctx(), v.Request(), *v.Session.Staff, f)
		if found, ok := site.Faults(err); ok {
			faults = found
		}
	}
	if len(faults) > 0 {
		return showCase(v, http.StatusUnprocessableEntity, c, func(view *caseView) {
			view.evidence.from, view.evidence.through, view.evidence.reason, view.evidence.faults = text(v, "from"), text(v, "through"), f.Reason, faults
		})
	}
	return back(v, err, caseHref(c.ID))
}

// endEvidence gives the simpler way back.
func endEvidence(v *site.Visit) error {
	c, err := caseOf(v, "ask")
	if err != nil {
		return err
	}
	id, err := aid.ParseID(v.R.PostFormValue("id"))
	if err != nil {
		return err
	}
	err = v.Desk().EndFullEvidence(v.Ctx(), v.Request(), *v.Session.Staff, c.ID, id, text(v, "reason"))
	if faults, ok := site.Faults(err); ok {
		return showCase(v, http.StatusUnprocessableEntity, c, func(view *caseView) { view.evidence.faults = faults })
	}
	return back(v, err, caseHref(c.ID))
}
