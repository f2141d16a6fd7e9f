package citizen

import (
	"io"
	"net/http"
	"net/url"

	"bistand/aid"
	"bistand/casework"
	"bistand/web/site"
	"bistand/web/ui"
)

// requestsHref is the list of what has been asked for.
const requestsHref = "/begaran"

func requestHref(id aid.ID) string                         { return requestsHref + "/" + string(id) }
func itemHref(q aid.CompletionRequest, item string) string { return requestHref(q.ID) + "/" + item }

// requests lists what the visitor has been asked for, newest first.
func requests(v *site.Visit) error {
	caseID, err := v.CaseID("requests")
	if err != nil {
		return err
	}
	list, err := seenRequests(v, caseID)
	if err != nil {
		return err
	}
	evidence, err := evidenceNotice(v, caseID)
	if err != nil {
		return err
	}
	var mine []aid.CompletionRequest
	for _, q := range list {
		if q.Asks(v.Actor().ID) {
			mine = append(mine, q)
		}
	}
	return v.Render(requestsPage(v.UI(), page(v, v.L.T("ask.title"), ""), mine, v.Today(), evidence))
}

// evidenceNotice tells a household that it must hand in proof of everything, for how long and why; nil where it need not.
func evidenceNotice(v *site.Visit, caseID aid.ID) (*aid.FullEvidence, error) {
	list, err := v.Register().FullEvidence(v.Ctx(), caseID)
	// Why is the other adult's to know; that it is so stands with what goes with the application.
	list, err = seen(list, err, func(f aid.FullEvidence) error { return saw(v, f.At) })
	for _, f := range list {
		if this := v.Today().MonthOf(); f.InForce(this) || f.InForce(this.Add(1)) {
			return &f, err
		}
	}
	return nil, err
}

// requestOf returns the request that the address names, where it is put to the visitor.
func requestOf(v *site.Visit) (aid.CompletionRequest, error) {
	caseID, err := v.CaseID("requests")
	if err != nil {
		return aid.CompletionRequest{}, err
	}
	id, err := v.Path("id")
	if err != nil {
		return aid.CompletionRequest{}, err
	}
	q, err := v.Register().CompletionRequest(v.Ctx(), id)
	if err == nil && !q.Asks(v.Actor().ID) {
		err = aid.ErrNotFound
	}
	if err := ours(caseID, q.CaseID, err); err != nil {
		return q, err
	}
	return q, sawRequest(v, q)
}

// request shows what is asked for, and keeps that the person has opened it.
func request(v *site.Visit) error {
	q, err := requestOf(v)
	if err != nil {
		return err
	}
	if err := v.Desk().SeeRequest(v.Ctx(), v.Request(), q); err != nil {
		return err
	}
	p := page(v, requestTitle(v.UI(), q), "")
	p.Back, p.Print = requestsHref, true
	told, err := toldOf(v, q.CaseID, q.ID)
	if err != nil {
		return err
	}
	return v.Render(requestPage(v.UI(), p, q, v.Today(), told))
}

// toldOf returns how the visitor was told of a request or a decision by post or telephone; nil where they were not.
func toldOf(v *site.Visit, caseID, object aid.ID) (*aid.Told, error) {
	list, err := v.Register().Tellings(v.Ctx(), caseID)
	for _, one := range list {
		if one.ObjectID == object && one.PersonID == v.Actor().ID {
			return &one.Told, nil
		}
	}
	return nil, err
}

// requestTitle names a request.
func requestTitle(c ui.Ctx, q aid.CompletionRequest) string {
	if q.Kind == aid.ForSpotCheck {
		return c.L.T("ask.spot_check")
	}
	return c.L.T("ask.completion")
}

// outcomeTones are the tones of what came of a request.
var outcomeTones = map[aid.RequestOutcome]ui.Tone{aid.RequestAccepted: ui.Success, aid.RequestRemark: ui.Warning, aid.RequestWithdrawn: ui.Info}

// itemTasks lists what is asked for, each with whether it has been answered. Nothing leads on from a request that has ended.
func itemTasks(c ui.Ctx, q aid.CompletionRequest) []ui.Task {
	var tasks []ui.Task
	for _, item := range q.Items {
		task := ui.Task{Text: site.ItemTitle(c.L, item), Hint: itemHint(c, item), Href: itemHref(q, item.ID), State: ui.TaskLeft}
		if len(q.AnswersTo(item.ID)) > 0 {
			task.State = ui.TaskDone
		}
		tasks = append(tasks, task)
	}
	return tasks
}

// itemHint says whose it is, of which month and how much, and what staff have added.
func itemHint(c ui.Ctx, item aid.CompletionItem) string {
	var parts []string
	if item.Who != "" {
		parts = append(parts, item.Who)
	}
	if item.Month != (aid.Month{}) {
		parts = append(parts, c.L.Month(item.Month))
	}
	if item.Amount > 0 {
		parts = append(parts, c.L.Money(item.Amount))
	}
	if item.Group != "own" && item.Text != "" {
		parts = append(parts, item.Text)
	}
	return c.L.Row(parts...)
}

// itemView is the page where one thing is handed in.
type itemView struct {
	ui.Ctx
	request aid.CompletionRequest
	item    aid.CompletionItem
	answers []aid.Completion
	faults  aid.Errors
	way     aid.CompletionWay
	text    string
	files   ui.Form
	words   ui.Form
}

// itemOf returns the request and the one thing of it that the address names.
func itemOf(v *site.Visit) (aid.CompletionRequest, aid.CompletionItem, error) {
	q, err := requestOf(v)
	if err != nil {
		return q, aid.CompletionItem{}, err
	}
	item, ok := q.Item(v.R.PathValue("sak"))
	if !ok {
		return q, item, aid.ErrNotFound
	}
	return q, item, nil
}

// requestItem shows one thing that is asked for, and takes it in.
func requestItem(v *site.Visit) error {
	q, one, err := itemOf(v)
	if err != nil {
		return err
	}
	return showItem(v, itemView{request: q, item: one, way: aid.ByText})
}

func showItem(v *site.Visit, view itemView) error {
	status := http.StatusOK
	if len(view.faults) > 0 {
		status = http.StatusUnprocessableEntity
	}
	view.Ctx, view.answers = v.UI(), view.request.AnswersTo(view.item.ID)
	href := itemHref(view.request, view.item.ID)
	view.files = ui.Form{Action: href + "/filer", Key: v.NewKey(), Files: true, Submit: v.L.T("ask.send_files")}
	view.words = ui.Form{Action: href + "/svar", Key: v.NewKey()}
	p := page(v, site.ItemTitle(v.L, view.item), "")
	p.Back, p.Errors = requestHref(view.request.ID), view.faults
	if view.item.Group == "own" {
		p.NoH1 = true // staff's own words are in Swedish, whatever the page is in
	}
	return v.RenderStatus(status, itemPage(view, p))
}

func (view itemView) fileField() ui.Field {
	return ui.Field{
		Name: "file", Label: view.L.T("apply.attach_file"), Hint: view.L.T("apply.attach_hint", "mb", itoa(casework.MaxAttachment>>20)),
		Error: view.FieldError(view.faults, "file"), Accept: "application/pdf,image/jpeg,image/png", Multiple: true,
	}
}

func (view itemView) wayField() ui.Field {
	field := ui.Field{Name: "way", Label: view.L.T("ask.way"), Error: view.FieldError(view.faults, "way")}
	for _, way := range []aid.CompletionWay{aid.ByText, aid.ByOtherWays} {
		field.Options = append(field.Options, ui.Option{Value: string(way), Label: view.L.T("ask.way." + string(way)), Chosen: way == view.way})
	}
	return field
}

func (view itemView) textField() ui.Field {
	return ui.Field{
		Name: "text", Label: view.L.T("ask.text"), Value: view.text, Error: view.FieldError(view.faults, "text"), Rows: 4, MaxLength: casework.MaxCompletionText,
	}
}

// answerInWords takes in an answer in words, or that the thing was handed in otherwise.
func answerInWords(v *site.Visit) error {
	q, one, err := itemOf(v)
	if err != nil {
		return err
	}
	view := itemView{request: q, item: one, way: aid.CompletionWay(v.R.PostFormValue("way")), text: v.R.PostFormValue("text")}
	if view.way == aid.ByFile { // has a form of its own
		view.way = ""
	}
	_, err = v.Desk().AnswerRequest(v.Ctx(), v.Request(), casework.Answer{Request: q.ID, Item: aid.ID(one.ID), Way: view.way, Text: view.text})
	if faults, ok := site.Faults(err); ok {
		view.faults = faults
		return showItem(v, view)
	}
	if _, again := site.Repeated(err); err != nil && !again {
		return err
	}
	return v.Redirect(requestHref(q.ID))
}

// answerWithFiles takes in the files of a form, each an answer of its own. What was taken in before one was refused stays. The
// form's key is each file's, with its place in the form, so that a repeated form adds nothing.
func answerWithFiles(v *site.Visit) error {
	q, one, err := itemOf(v)
	if err != nil {
		return err
	}
	place := 0
	_, err = v.ReadUpload(func(fields url.Values, name string, file io.Reader) error {
		place++
		r := casework.Request{Actor: v.Actor(), Key: fields.Get("nyckel") + "-" + itoa(place)}
		_, err := v.Desk().AnswerRequest(v.Ctx(), r, casework.Answer{Request: q.ID, Item: aid.ID(one.ID), Way: aid.ByFile, Name: name, File: file})
		if _, again := site.Repeated(err); again {
			return nil
		}
		return err
	})
	faults, ok := site.Faults(err)
	if err != nil && !ok {
		return err
	}
	if !ok {
		return v.Redirect(requestHref(q.ID))
	}
	if q, err = requestOf(v); err != nil {
		return err
	}
	return showItem(v, itemView{request: q, item: one, way: aid.ByText, faults: faults})
}
