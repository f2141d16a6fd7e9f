package staff

import (
	"net/http"

	"bistand/aid"
	"bistand/web/site"
	"bistand/web/ui"
)

const absenceHref = ownHref + "/borta"

// ownView is how a member of staff is reached, and when they are away.
type ownView struct {
	me       aid.Staff
	offices  []aid.Office
	contact  aid.StaffContact // as typed, and before that as it stands
	absences []aid.Absence
	others   []aid.Staff // who could answer meanwhile
	typed    absenceForm
	today    aid.Date
	key      string
	faults   aid.Errors
}

// absenceForm is the form of an absence as typed.
type absenceForm struct{ from, until, substitute string }

// ownPage shows a member of staff their own contact particulars and absences.
func ownPage(v *site.Visit) error { return showOwn(v, http.StatusOK, absenceForm{}, nil, nil) }

// showOwn shows the page; contact is what was typed of it, nil where none was.
func showOwn(v *site.Visit, status int, typed absenceForm, contact *aid.StaffContact, faults aid.Errors) (err error) {
	view := ownView{typed: typed, offices: v.Tenant.Municipality.Offices, today: v.Today(), key: v.NewKey(), faults: faults}
	if view.me, err = v.Register().Staff(v.Ctx(), v.Actor().ID); err != nil {
		return err
	}
	view.contact = aid.StaffContact{Phone: view.me.Phone, Hours: view.me.Hours, Office: view.me.Office}
	if contact != nil {
		view.contact = *contact
	}
	if view.absences, err = v.Register().AbsencesOf(v.Ctx(), view.me.ID, view.today); err != nil {
		return err
	}
	everyone, err := v.Register().AllStaff(v.Ctx())
	if err != nil {
		return err
	}
	for _, s := range everyone {
		if s.MayStandInFor(view.me) {
			view.others = append(view.others, s)
		}
	}
	p := page(v, v.L.T("staff.own.title"), "")
	p.Errors = faults
	return v.RenderStatus(status, ownContactPage(v.UI(), p, view))
}

// stateAbsence keeps that the visitor is away, and who answers.
func stateAbsence(v *site.Visit) error {
	typed := absenceForm{text(v, "from"), text(v, "until"), text(v, "substitute")}
	var a aid.Absence
	a.From, _ = aid.ParseDate(typed.from) // no day is a fault of the step's
	a.Until, _ = aid.ParseDate(typed.until)
	if typed.substitute != "" {
		id, err := aid.ParseID(typed.substitute)
		if err != nil {
			return err
		}
		a.Substitute.ID = id
	}
	err := v.Desk().StateAbsence(v.Ctx(), v.Request(), a)
	if faults, ok := site.Faults(err); ok {
		return showOwn(v, http.StatusUnprocessableEntity, typed, nil, faults)
	}
	return back(v, err, ownHref)
}

// endAbsence ends an absence of the visitor's before its last day.
func endAbsence(v *site.Visit) error {
	id, err := aid.ParseID(v.R.PostFormValue("id"))
	if err != nil {
		return err
	}
	return back(v, v.Desk().EndAbsence(v.Ctx(), v.Request(), id), ownHref)
}

// substituteField is the choice of who answers.
func substituteField(c ui.Ctx, view ownView) ui.Field {
	f := ui.Field{Name: "substitute", Label: c.L.T("staff.absence.who"), Hint: c.L.T("staff.absence.who_hint"), Error: c.FieldError(view.faults, "substitute")}
	f.Options = []ui.Option{{Label: c.L.T("staff.absence.nobody")}}
	for _, s := range view.others {
		label := s.Name
		if s.Title != "" {
			label += ", " + s.Title
		}
		f.Options = append(f.Options, ui.Option{Value: string(s.ID), Label: label, Chosen: string(s.ID) == view.typed.substitute})
	}
	return f
}

// answersWord is who answers during an absence.
func answersWord(c ui.Ctx, a aid.Absence) string {
	if a.Substitute.ID == "" {
		return c.L.T("staff.absence.nobody")
	}
	return c.L.T("staff.absence.answers", "name", a.Substitute.Name)
}

// ownAnd is the visitor and those whom they stand in for today.
func ownAnd(v *site.Visit) ([]aid.ID, error) {
	today, err := v.Absences()
	return append([]aid.ID{v.Actor().ID}, today.CoveredBy(v.Actor().ID)...), err
}

// answering is who answers for a contact of a case today; nobody where the reception does.
func answering(today aid.Absences, contact aid.Staff) aid.Staff {
	answers, _ := today.Answers(contact)
	return answers
}

// workerCell names the caseworker of what a list shows, and says where the visitor stands in for them.
func workerCell(v *site.Visit, id aid.ID, name string) ui.Cell {
	if name == "" {
		return ui.TextCell(v.L.T("staff.queue.nobody"))
	}
	today, err := v.Absences()
	if err != nil {
		v.Note(err) // the row is worth more than the mark on it
	}
	answers, ok := today.Answers(aid.Staff{ID: id})
	if !ok || answers.ID == id || answers.ID != v.Actor().ID {
		return ui.TextCell(name)
	}
	return ui.ContentCell(standsInCell(v.UI(), name))
}

// reasonWord is why someone without a function of their own in a case read it: the reason that they gave, or for whom they
// stood in.
func reasonWord(c ui.Ctx, reason, standsInFor string) string {
	if standsInFor != "" {
		return c.L.T("staff.absence.stands_in", "name", standsInFor)
	}
	return reason
}
