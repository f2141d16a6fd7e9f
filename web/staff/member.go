package staff

import (
	"net/http"

	"bistand/aid"
	"bistand/casework"
	"bistand/web/site"
	"bistand/web/ui"
)

// endMember records that a person has left a case, which closes it to them at once.
func endMember(v *site.Visit) error {
	c, err := caseOf(v, "case")
	if err != nil {
		return err
	}
	person, err := aid.ParseID(v.R.PostFormValue("person"))
	if err != nil {
		return err
	}
	err = v.Desk().EndMember(v.Ctx(), v.Request(), *v.Session.Staff, c.ID, person, text(v, "reason"))
	if _, ok := site.Faults(err); ok { // without a reason nothing is done: the page asks again
		return v.Redirect(caseHref(c.ID) + "#skilj")
	}
	return back(v, err, caseHref(c.ID))
}

// whoLeaves is the choice of the adult who leaves the case.
func whoLeaves(c ui.Ctx, view caseView) ui.Field {
	field := ui.Field{Name: "person", Label: c.L.T("staff.member.who")}
	for _, adult := range view.Adults() {
		field.Options = append(field.Options, ui.Option{Value: string(adult.ID), Label: adult.Name()})
	}
	return field
}

// movingView is the form for who moves in, as it was typed.
type movingView struct {
	who, number, on       string
	givenName, familyName string
	faults                aid.Errors
}

// someone is the choice of a person who has not been in the case before.
const someone = "ny"

// moveIn makes a person part of a case, for the first time or again.
func moveIn(v *site.Visit) error {
	c, err := caseOf(v, "case")
	if err != nil {
		return err
	}
	typed := movingView{who: text(v, "who"), number: text(v, "number"), on: text(v, "on"), givenName: text(v, "given_name"), familyName: text(v, "family_name")}
	in := casework.MoveIn{Case: c.ID, Number: typed.number, GivenName: typed.givenName, FamilyName: typed.familyName}
	in.On, _ = aid.ParseDate(typed.on) // a day that is none is no day, which is told of with the rest
	if typed.who != someone && typed.who != "" {
		if in.Person, err = aid.ParseID(typed.who); err != nil {
			return err
		}
	}
	err = v.Desk().MoveIn(v.Ctx(), v.Request(), *v.Session.Staff, in)
	if faults, ok := site.Faults(err); ok {
		typed.faults = faults
		return showCase(v, http.StatusUnprocessableEntity, c, func(view *caseView) { view.moving = typed })
	}
	return back(v, err, caseHref(c.ID))
}

// whoMoves is the choice of someone who has left the case, or of anyone else.
func whoMoves(c ui.Ctx, view caseView) ui.Field {
	field := ui.Field{Name: "who", Label: c.L.T("staff.member.who_moves")}
	for _, p := range view.Left {
		field.Options = append(field.Options, ui.Option{Value: string(p.ID), Label: p.Name(), Hint: c.L.T("staff.member.was_here"), Chosen: view.moving.who == string(p.ID)})
	}
	field.Options = append(field.Options, ui.Option{Value: someone, Label: c.L.T("staff.member.someone"), Chosen: view.moving.who == someone})
	return field
}

func movingField(c ui.Ctx, view movingView, name, label, value string) ui.Field {
	return ui.Field{Name: name, Label: c.L.T(label), Value: value, Error: c.FieldError(view.faults, name), MaxLength: 100}
}
