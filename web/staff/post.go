package staff

import (
	"net/http"
	"time"

	"bistand/aid"
	"bistand/lang"
	"bistand/web/site"
	"bistand/web/ui"
)

func postRequestHref(id, person aid.ID) string {
	return postHref + "/begaran/" + string(id) + "/" + string(person)
}

func postDecisionHref(id, person aid.ID) string {
	return postHref + "/beslut/" + string(id) + "/" + string(person)
}

// postLetterView is a letter with a request or a decision that a person has not read in the service.
type postLetterView struct {
	letterFrame
	kind        aid.WaitingKind
	id          aid.ID
	c           aid.Case
	made        time.Time
	action      string
	waits       bool                   // it has neither been read nor told of
	request     *aid.CompletionRequest // where it is one
	decision    *aid.Decision          // where it is one
	calculation aid.Calculation        // of the decision
	way, on     string                 // as typed
	key         string
	faults      aid.Errors
}

// letterFrame is what stands around what a letter holds.
type letterFrame struct {
	person  aid.Person
	sender  aid.Municipality
	digital bool       // the person could have read it in the service
	other   *lang.Lang // their language beside Swedish; nil where that is Swedish
	about   string     // key of the sentence on why they get a letter
}

// postLetter finds a letter by the address.
type postLetter func(*site.Visit) (postLetterView, error)

// requestLetter is the letter with a request.
func requestLetter(v *site.Visit) (postLetterView, error) {
	q, c, err := requestOf(v)
	if err != nil {
		return postLetterView{}, err
	}
	view := postLetterView{kind: aid.RequestWaits, id: q.ID, c: c, made: q.AskedAt, request: &q}
	view.about = "letter.ask"
	if err := view.fill(v); err != nil {
		return view, err
	}
	view.action = postRequestHref(q.ID, view.person.ID)
	if !q.Asks(view.person.ID) {
		return view, aid.ErrNotFound
	}
	return view, nil
}

// decisionLetter is the letter with a decision.
func decisionLetter(v *site.Visit) (postLetterView, error) {
	d, c, err := openDecision(v)
	if err != nil {
		return postLetterView{}, err
	}
	view := postLetterView{kind: aid.DecisionWaits, id: d.ID, c: c, made: d.DecidedAt, decision: &d}
	view.about = "letter.decision"
	if view.calculation, err = v.Register().Calculation(v.Ctx(), d.CalculationID); err != nil {
		return view, err
	}
	err = view.fill(v)
	view.action = postDecisionHref(d.ID, view.person.ID)
	return view, err
}

// fill reads whom the letter is to, and whether it still has to be sent.
func (view *postLetterView) fill(v *site.Visit) error {
	person, err := v.Path("person")
	if err != nil {
		return err
	}
	view.on = v.Today().String()
	if view.waits, err = v.Register().AwaitsReading(v.Ctx(), view.id, person); err != nil {
		return err
	}
	if !view.waits && !view.c.HasAdult(person) { // who has left the case since is still told of what was decided before
		return aid.ErrNotFound
	}
	who, err := v.Register().Person(v.Ctx(), person)
	if err != nil {
		return err
	}
	return view.letterFrame.fill(v, view.c.ID, who)
}

// fill reads what a letter to a person of a case has around it.
func (f *letterFrame) fill(v *site.Visit, caseID aid.ID, person aid.Person) (err error) {
	f.person, f.sender = person, v.Tenant.Municipality
	if f.digital, err = v.Register().CitizenAccess(v.Ctx(), caseID, person.ID); err != nil {
		return err
	}
	profile, err := v.Register().Profile(v.Ctx(), person.ID)
	f.other = otherLanguage(v, profile)
	return err
}

func (view postLetterView) show(v *site.Visit, status int) error {
	view.key = v.NewKey()
	title := v.L.T("staff.letter.title", "name", view.person.Name())
	p := page(v, title, inboxHref, ui.Crumb(v.L.T("staff.post.title"), postHref), ui.Crumb(view.c.Number, caseHref(view.c.ID)), ui.Crumb(title, ""))
	p.NoH1, p.Print, p.Errors = true, view.waits, view.faults
	return v.RenderStatus(status, postLetterPage(v.UI(), p, view, v.Today()))
}

// showPost shows a letter to print, and the form that records how the person was told.
func showPost(find postLetter) site.Handler {
	return func(v *site.Visit) error {
		view, err := find(v)
		if err != nil {
			return err
		}
		return view.show(v, http.StatusOK)
	}
}

// tellPost records that the person was told by post or telephone.
func tellPost(find postLetter) site.Handler {
	return func(v *site.Visit) error {
		view, err := find(v)
		if err != nil {
			return err
		}
		view.way, view.on = text(v, "way"), text(v, "on")
		t := aid.Telling{Kind: view.kind, ObjectID: view.id, CaseID: view.c.ID, PersonID: view.person.ID, Told: aid.Told{Way: aid.TellingWay(view.way)}}
		t.On, _ = aid.ParseDate(view.on) // no day is a fault of the step's
		err = v.Desk().Tell(v.Ctx(), v.Request(), *v.Session.Staff, t, view.made)
		if faults, ok := site.Faults(err); ok {
			view.faults = faults
			return view.show(v, http.StatusUnprocessableEntity)
		}
		return back(v, err, postHref)
	}
}

// postWhy is why something must be told by post or telephone.
func postWhy(v *site.Visit, w aid.Waiting) string {
	switch {
	case !w.Digital:
		return v.L.T("staff.post.not_digital")
	case w.Why != "":
		return v.L.T("staff.post.why." + string(w.Why))
	}
	return v.L.N("staff.post.unread", aid.SwedishDate(w.At).DaysUntil(v.Today()))
}

// postLetterHref is where the letter is.
func postLetterHref(w aid.Waiting) string {
	switch w.Kind {
	case aid.RequestWaits:
		return postRequestHref(w.ObjectID, w.Person.ID)
	case aid.DecisionWaits:
		return postDecisionHref(w.ObjectID, w.Person.ID)
	}
	return letterHref(w.ObjectID)
}

// tellingsTable lists what the adults of a case were told of by post or telephone, newest first.
func tellingsTable(c ui.Ctx, view caseView) ui.Table {
	t := ui.Table{Caption: c.L.T("staff.post.told"), HideCaption: true, Stack: true, Columns: []ui.Column{
		{Label: c.L.T("staff.col.day")}, {Label: c.L.T("staff.col.name")}, {Label: c.L.T("staff.col.kind")}, {Label: c.L.T("staff.col.how")}, {Label: c.L.T("staff.col.who")},
	}}
	for _, one := range view.tellings {
		href := requestHref(one.ObjectID)
		for _, d := range view.decisions {
			if d.ID == one.ObjectID {
				href = decisionHref(d.ApplicationID)
			}
		}
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{
			ui.ContentCell(ui.ShortDate(c, one.On)), ui.TextCell(one.PersonName), ui.LinkCell(c.L.T("staff.waiting."+string(one.Kind)), href),
			ui.TextCell(c.L.T("staff.way." + string(one.Way))), ui.TextCell(one.Name),
		}})
	}
	return t
}
