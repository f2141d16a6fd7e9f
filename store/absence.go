package store

import (
	"context"
	"errors"

	"bistand/aid"
)

// AddAbsence records that a member of staff is away for some days. One who is away already on any of them is ErrInvariant.
func (tx *Tx) AddAbsence(a aid.Absence) error {
	return tx.add(staffAbsenceFacts, string(a.ID), string(a.Staff.ID), a.From.String(), a.Until.String(), string(a.Substitute.ID), micros(tx.step.At))
}

// AddAbsenceEnd records that an absence is over from now on, or will never begin. A second end is ErrUnique.
func (tx *Tx) AddAbsenceEnd(id aid.ID) error {
	return tx.add(staffAbsenceEndFacts, string(id), micros(tx.step.At))
}

// absenceFrom joins those absences that have not been ended with who is away (s), and with who answers (b).
const absenceFrom = ` FROM staff_absence x JOIN staff_now s ON s.id = x.staff_id LEFT JOIN staff_now b ON b.id = x.substitute_id
	WHERE NOT EXISTS (SELECT 1 FROM staff_absence_end e WHERE e.absence_id = x.id) `

const absenceColumns = "x.id, x.from_day, x.until_day, x.at, COALESCE(b.id, ''), COALESCE(b.subject, ''), COALESCE(b.name, ''), COALESCE(b.title, ''), " +
	"COALESCE(b.phone, ''), COALESCE(b.hours, ''), COALESCE(b.office, ''), COALESCE(b.email, ''), COALESCE(b.roles, '[]'), " + staffColumns

func scanAbsence(scan func(...any) error) (a aid.Absence, err error) {
	var from, until, roles string
	var at int64
	b := &a.Substitute
	a.Staff, err = scanStaff(func(into ...any) error {
		return scan(append([]any{&a.ID, &from, &until, &at, &b.ID, &b.Subject, &b.Name, &b.Title, &b.Phone, &b.Hours, &b.Office, &b.Email, &roles}, into...)...)
	})
	if err != nil {
		return a, err
	}
	a.StatedAt = instant(at)
	return a, errors.Join(a.From.UnmarshalText([]byte(from)), a.Until.UnmarshalText([]byte(until)), decode(roles, &b.Roles))
}

// Absences returns who is away on a day.
func (r reads) Absences(ctx context.Context, on aid.Date) (aid.Absences, error) {
	return all(ctx, r, "SELECT "+absenceColumns+absenceFrom+"AND x.until_day >= $1 AND x.from_day <= $1 ORDER BY x.seq", args(on.String()), scanAbsence)
}

// AbsencesOf returns the absences of a member of staff that are not over by a day, in their order.
func (r reads) AbsencesOf(ctx context.Context, staff aid.ID, from aid.Date) ([]aid.Absence, error) {
	return all(ctx, r, "SELECT "+absenceColumns+absenceFrom+"AND x.staff_id = $1 AND x.until_day >= $2 ORDER BY x.from_day", args(string(staff), from.String()), scanAbsence)
}

// AllStaff returns everyone who works here, by name.
func (r reads) AllStaff(ctx context.Context) ([]aid.Staff, error) {
	return all(ctx, r, "SELECT "+staffColumns+" FROM staff_now s ORDER BY s.name, s.id", nil, scanStaff)
}
