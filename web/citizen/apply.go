package citizen

import (
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"bistand/aid"
	"bistand/casework"
	"bistand/web/site"
	"bistand/web/ui"
)

// Addresses of the pages of an application being made.

func sectionHref(id aid.ID, s section) string { return draftHref(id) + "/" + s.path }
func checkHref(id aid.ID) string              { return draftHref(id) + "/kontrollera" }
func receiptHref(application aid.ID) string   { return "/ansok/kvitto/" + string(application) }

// startView is the page before a draft: what is needed, and until when the month is open.
type startView struct {
	month  aid.Month
	until  aid.Date        // no day when the month is closed
	open   []aid.Month     // what can be applied for instead
	opens  aid.Date        // of a month to come, or when nothing can be applied for: the day on which next can be
	next   aid.Month       // and the month that opens then
	first  bool            // nobody in the household has applied before
	papers aid.MonthPapers // what goes with the application, where someone has
	form   ui.Form
	fields formView // what has changed, where someone has applied before
}

// applyStart tells what is needed for a month's application. What has been begun or sent already is shown instead.
func applyStart(v *site.Visit) error {
	caseID, month, err := monthOf(v)
	if err != nil {
		return err
	}
	if id, err := v.Register().RegisteredFor(v.Ctx(), caseID, month); err == nil {
		return v.Redirect(applicationHref(id))
	} else if !errors.Is(err, aid.ErrNotFound) {
		return err
	}
	if draft, err := v.Register().DraftFor(v.Ctx(), caseID, month); err == nil {
		return v.Redirect(draftHref(draft.ID))
	} else if !errors.Is(err, aid.ErrNotFound) {
		return err
	}
	return renderStart(v, caseID, month, 200, nil)
}

// monthOf reads the month of the address; one that is none is not found.
func monthOf(v *site.Visit) (aid.ID, aid.Month, error) {
	caseID, err := v.CaseID("apply")
	if err != nil {
		return "", aid.Month{}, err
	}
	month, err := aid.ParseMonth(v.R.PathValue("manad"))
	if err != nil {
		err = aid.ErrNotFound
	}
	return caseID, month, err
}

func renderStart(v *site.Visit, caseID aid.ID, month aid.Month, status int, faults aid.Errors) error {
	open, err := v.Desk().Applicable(v.Ctx(), caseID)
	if err != nil {
		return err
	}
	applied, err := v.Register().HasApplied(v.Ctx(), caseID)
	if err != nil {
		return err
	}
	view := startView{month: month, first: !applied, form: ui.Form{Action: applyHref(month), Key: v.NewKey(), Submit: v.L.T("apply.begin")}}
	view.fields = formView{Ctx: v.UI(), values: v.R.PostForm, faults: faults}
	if slices.Contains(open, month) {
		view.until = lastOpenDay(v.Tenant.Municipality, month, v.Today())
		papers, err := v.Desk().MonthPapers(v.Ctx(), caseID, month)
		if _, err = seenPapers(v, &papers, err); err != nil {
			return err
		}
		view.papers = papers
	} else if first := casework.FirstDayToApply(v.Tenant.Municipality, month); v.Today().Before(first) {
		view.open, view.next, view.opens = open, month, first
	} else if view.open = open; len(open) == 0 {
		view.next, view.opens = casework.NextWindow(v.Tenant.Municipality, v.Today())
	}
	p := page(v, v.L.T("apply.start", "month", v.L.Month(month)), "")
	p.Back, p.Errors = "/start", faults
	return v.RenderStatus(status, applyStartPage(v.UI(), p, view))
}

// lastOpenDay is the last day in a row, from today, on which a month can be applied for.
func lastOpenDay(m aid.Municipality, month aid.Month, today aid.Date) aid.Date {
	last := today
	for slices.Contains(casework.OpenMonths(m, last.AddDays(1)), month) {
		last = last.AddDays(1)
	}
	return last
}

// beginDraft opens the month's draft, or the one that is there: a second press does no harm. Who has applied before has said
// what has changed since, and goes on to the first part that is left; a first application begins at the list of its parts.
func beginDraft(v *site.Visit) error {
	caseID, month, err := monthOf(v)
	if err != nil {
		return err
	}
	applied, err := v.Register().HasApplied(v.Ctx(), caseID)
	if err != nil {
		return err
	}
	said := func(*aid.Content) {}
	if applied {
		change, faults := readChanges(formView{values: v.R.PostForm})
		if len(faults) > 0 {
			if draft, err := v.Register().DraftFor(v.Ctx(), caseID, month); err == nil { // begun meanwhile
				return v.Redirect(draftHref(draft.ID))
			}
			return renderStart(v, caseID, month, 422, faults)
		}
		said = change
	}
	var answers aid.Content
	said(&answers)
	draft, err := v.Desk().BeginDraft(v.Ctx(), v.Request(), caseID, month, answers.Changed...)
	if faults, ok := site.Faults(err); ok {
		if id, err := v.Register().RegisteredFor(v.Ctx(), caseID, month); err == nil {
			return v.Redirect(applicationHref(id))
		}
		return renderStart(v, caseID, month, 422, faults)
	}
	if err != nil {
		return err
	}
	if !applied {
		return v.Redirect(draftHref(draft.ID))
	}
	if err := keepAnswers(v, draft, said); err != nil {
		return err
	}
	return v.Redirect(nextHref(draft, changesSection))
}

// keepAnswers saves what was said of changes in a draft that nobody has saved since it was begun.
func keepAnswers(v *site.Visit, draft aid.Draft, said func(*aid.Content)) error {
	if draft.Version > 1 {
		return nil
	}
	_, err := v.Desk().SaveDraft(v.Ctx(), v.Request(), draft.ID, draft.Version, func(c *aid.Content) error {
		said(c)
		c.Done = map[string]bool{changesSection.name: true}
		return nil
	})
	if errors.Is(err, aid.ErrConflict) { // another press was first
		return nil
	}
	return err
}

// withDraft opens the draft of the address to a handler. One that is out for signature leads to its signing, and one that
// has come in to its application, whatever old page was sent.
func withDraft(handler func(*site.Visit, aid.Draft) error) site.Handler {
	return func(v *site.Visit) error {
		caseID, err := v.CaseID("apply")
		if err != nil {
			return err
		}
		id, err := v.Path("id")
		if err != nil {
			return err
		}
		draft, err := v.Register().Draft(v.Ctx(), id)
		if errors.Is(err, aid.ErrNotFound) {
			a, err := v.Register().ApplicationOfDraft(v.Ctx(), id)
			if err := ours(caseID, a.CaseID, err); err != nil {
				return err
			}
			return v.Redirect(applicationHref(a.ID))
		}
		if err := ours(caseID, draft.CaseID, err); err != nil {
			return err
		}
		if draft.FrozenAs != "" {
			return v.Redirect(signHref(draft.FrozenAs))
		}
		return handler(v, draft)
	}
}

// hubView is the list of the parts with how far each has come.
type hubView struct {
	draft   aid.Draft
	saved   string // day and time of the last save
	tasks   []ui.Task
	refusal *aid.SignatureRefusal
	refuser string
	until   aid.Date // the last day on which it can be sent
	closed  *closedView
}

// closedView tells of a draft that can no longer be sent: why, until when it is kept, and what can be done in its place.
type closedView struct {
	text    string
	instead []ui.Link
}

// closedFor tells why a draft can no longer be sent; nil while it can.
func closedFor(v *site.Visit, draft aid.Draft) (*closedView, error) {
	if err := v.Desk().StillOpen(v.Ctx(), draft); err == nil {
		return nil, nil
	} else if _, ok := site.Faults(err); !ok {
		return nil, err
	}
	if draft.Content.KindOf() == aid.Supplementary {
		return &closedView{goneText(v, draft.Content.KindOf(), draft.Month), []ui.Link{{Text: v.L.T("apply.need_begin"), Href: needStartHref}}}, nil
	}
	if id, err := v.Register().RegisteredFor(v.Ctx(), draft.CaseID, draft.Month); err == nil { // by another way, meanwhile
		return &closedView{v.L.T("error.apply.closed"), []ui.Link{{Text: v.L.T("application.show"), Href: applicationHref(id)}}}, nil
	} else if !errors.Is(err, aid.ErrNotFound) {
		return nil, err
	}
	open, err := v.Desk().Applicable(v.Ctx(), draft.CaseID)
	view := &closedView{text: goneText(v, draft.Content.KindOf(), draft.Month)}
	for _, month := range open {
		view.instead = append(view.instead, ui.Link{Text: v.L.T("apply.start", "month", v.L.Month(month)), Href: applyHref(month)})
	}
	if len(open) == 0 {
		view.text += " " + opensText(v.UI(), v.Tenant.Municipality, v.Today())
	}
	return view, err
}

// goneText says that the time to send a month's draft has passed, and when the draft is taken away.
func goneText(v *site.Visit, kind aid.ApplicationKind, month aid.Month) string {
	return v.L.T("todo.draft.closed") + " " + v.L.T("todo.draft.goes", "date", v.L.Date(casework.DraftGoes(v.Tenant.Municipality, kind, month)))
}

// opensText says which month opens next, and when.
func opensText(c ui.Ctx, m aid.Municipality, today aid.Date) string {
	month, opens := casework.NextWindow(m, today)
	return c.L.T("apply.opens", "month", c.L.Month(month), "date", c.L.Date(opens))
}

// hub shows the parts of a draft.
func hub(v *site.Visit, draft aid.Draft) error {
	view := hubView{draft: draft, saved: v.L.DateTime(draft.UpdatedAt.In(aid.Sweden))}
	if view.until = casework.LastDayToApply(v.Tenant.Municipality, draft.Month); draft.Content.KindOf() == aid.Supplementary {
		view.until = draft.Month.Last()
	}
	var err error
	if view.closed, err = closedFor(v, draft); err != nil {
		return err
	}
	faults, _ := site.Faults(casework.Complete(draft.Content))
	for _, s := range sectionsOf(draft.Content) {
		task := ui.Task{Text: v.L.T(s.title), Href: sectionHref(draft.ID, s), State: stateOf(s, draft.Content, faults)}
		if task.State == ui.TaskLeft {
			task.Hint = v.UI().FieldError(faults, s.name)
		}
		if lacks := paperNames(v.UI(), draft.Content.LacksPapers()); s.name == papersSection.name && len(lacks) > 0 {
			task.State, task.Hint = ui.TaskLeft, strings.Join(lacks, ", ")
		}
		view.tasks = append(view.tasks, task)
	}
	last, err := v.Register().ApplicationOfDraft(v.Ctx(), draft.ID)
	if err != nil && !errors.Is(err, aid.ErrNotFound) {
		return err
	}
	if view.refusal = last.Refusal; view.refusal != nil {
		view.refuser = nameIn(last.Content, view.refusal.PersonID)
	}
	p := page(v, titleOf(v.UI(), draft.Content.KindOf(), draft.Month), "")
	p.Back = "/start"
	return v.Render(hubPage(v.UI(), p, view))
}

// stateOf tells how far a part has come: what is filled in from last month and not gone through is to be checked.
func stateOf(s section, c aid.Content, faults aid.Errors) ui.TaskState {
	missing := slices.ContainsFunc(faults, func(e aid.Error) bool { return e.Field == s.name })
	switch {
	case missing:
		return ui.TaskLeft
	case c.Done[s.name] || s.name == attachmentsSection.name || s.name == papersSection.name:
		return ui.TaskDone
	case s.name == expensesSection.name && len(c.Expenses) == 0, c.KindOf() == aid.First && s.name != householdSection.name:
		return ui.TaskLeft
	}
	return ui.TaskCheck
}

// titleOf is what an application is called on its pages.
func titleOf(c ui.Ctx, kind aid.ApplicationKind, month aid.Month) string {
	if kind == aid.Supplementary {
		return c.L.T("application.for_need", "month", c.L.Month(month))
	}
	return c.L.T("application.for", "month", c.L.Month(month))
}

// nameIn is the name of an adult in what is applied for.
func nameIn(c aid.Content, person aid.ID) string {
	for _, a := range c.Household.Adults {
		if a.PersonID == person {
			return a.Name
		}
	}
	return ""
}

// tooLong is the fault of a text of more than most characters, or nil.
func tooLong(text string, most int) error {
	if utf8.RuneCountInString(text) <= most {
		return nil
	}
	return aid.Error{Code: "too_long", Args: map[string]string{"n": itoa(most)}}
}
