package storetest

import (
	"bistand/aid"
	"bistand/store"
)

// Away records that a member of staff is away for some days, and who answers; nobody where the substitute has no id.
func (b *Builder) Away(who, substitute aid.Staff, from, until aid.Date) aid.Absence {
	b.T.Helper()
	a := aid.Absence{ID: b.ID(), Staff: who, Substitute: substitute, From: from, Until: until}
	b.Step("state_absence", "staff", who.ID, "", func(tx *store.Tx) error {
		a.StatedAt = tx.At()
		return tx.AddAbsence(a)
	})
	return a
}

// Reached states how a member of staff is reached from now on.
func (b *Builder) Reached(who *aid.Staff, k aid.StaffContact) {
	b.T.Helper()
	b.Step("state_contact", "staff", who.ID, "", func(tx *store.Tx) error { return tx.AddStaffContact(b.ID(), who.ID, k) })
	who.Phone, who.Hours, who.Office = k.Phone, k.Hours, k.Office
}

// absences lets the caseworker be away in a summer to come, and not in the spring before it as first stated; and lets a colleague
// have looked at the closed case in their place.
func (r *Register) absences() {
	spring := r.Away(r.Caseworker, aid.Staff{}, aid.Date{Year: 2027, Month: 3, Day: 1}, aid.Date{Year: 2027, Month: 3, Day: 7})
	r.Step("end_absence", "staff", r.Caseworker.ID, "", func(tx *store.Tx) error { return tx.AddAbsenceEnd(spring.ID) })
	r.Reached(&r.Officer, aid.StaffContact{Phone: r.Officer.Phone, Hours: r.Officer.Hours}) // the same as before, in their own words
	r.Absence = r.Away(r.Caseworker, r.Decider, aid.Date{Year: 2027, Month: 7, Day: 1}, aid.Date{Year: 2027, Month: 7, Day: 31})
	r.Step("name_for", "staff", r.Decider.ID, r.Closed.ID, func(tx *store.Tx) error {
		return tx.AddNaming(r.ID(), r.Closed.ID, r.Decider.ID, r.Caseworker.ID, true)
	})
	read := aid.CaseRead{CaseID: r.Closed.ID, By: aid.Actor{Kind: aid.ByStaff, ID: r.Decider.ID, Name: r.Decider.Name}, What: "case", For: aid.Actor{Kind: aid.ByStaff, ID: r.Caseworker.ID, Name: r.Caseworker.Name}}
	r.ReadInPlace = r.ID()
	r.Step("read", "case", r.Closed.ID, "", func(tx *store.Tx) error {
		read.At = tx.At()
		return tx.AddCaseRead(r.ReadInPlace, read)
	})
}
