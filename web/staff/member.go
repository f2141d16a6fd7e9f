package staff

import (
	"bistand/aid"
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
