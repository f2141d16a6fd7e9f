package store_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"bistand/aid"
	"bistand/store"
	"bistand/store/storetest"
)

// absenceAttempts break what holds for absences.
func absenceAttempts(r *storetest.Register) []attempt {
	away := func(invariant, says string, broken row) attempt {
		return attempt{
			invariant: invariant, table: "staff_absence", like: is("id", r.Absence.ID),
			legal: row{"id": "new", "from_day": "2027-08-01", "until_day": "2027-08-02"}, broken: broken, says: says,
		}
	}
	return []attempt{
		away("one absence at a time", "one absence at a time", row{"from_day": "2027-07-31"}),
		away("an absence from its first day", "check constraint", row{"from_day": "2027-08-03"}),
		away("a substitute is another", "check constraint", row{"substitute_id": string(r.Caseworker.ID)}),
		away("a substitute is of the staff", "a substitute is a member of staff", row{"substitute_id": string(r.Applicant.ID)}),
		away("an absence of staff", "foreign key", row{"staff_id": string(r.Applicant.ID)}),
		{
			invariant: "nobody names themselves", table: "case_named", like: "id <> ''", legal: row{"id": "new"}, broken: row{"staff_id": string(r.Caseworker.ID)}, says: "check constraint",
		},
		{
			invariant: "a member of staff is named", table: "case_named", like: "id <> ''", legal: row{"id": "new"}, broken: row{"staff_id": string(r.Applicant.ID)}, says: "foreign key",
		},
		{
			invariant: "a contact of staff", table: "staff_contact", like: "id <> ''", legal: row{"id": "new", "hours": strings.Repeat("x", aid.LongestHours)},
			broken: row{"staff_id": string(r.Applicant.ID)}, says: "foreign key",
		},
		{
			invariant: "a contact has hours of some length at most", table: "staff_contact", like: "id <> ''", legal: row{"id": "new"},
			broken: row{"hours": strings.Repeat("x", aid.LongestHours+1)}, says: "check constraint",
		},
		{
			invariant: "an absence ends once", table: "staff_absence_end", like: "absence_id <> ''", legal: row{"absence_id": string(r.Absence.ID)},
			broken: row{"absence_id": "nothing"}, says: "foreign key",
		},
		{
			invariant: "a read for one contact", table: "case_read_for", like: is("read_id", r.ReadInPlace),
			before: []string{"INSERT INTO case_read (id, case_id, actor_kind, actor_id, actor_name, what, reason, at, seq, sum) SELECT 'new', case_id, actor_kind, actor_id, actor_name, what, reason, at, seq, sum FROM case_read WHERE " + is("id", r.ReadInPlace)},
			legal:  row{"read_id": "new"}, broken: row{"read_id": string(r.ReadInPlace)}, says: "unique constraint",
		},
	}
}

// absenceReader is the reading methods of absences.
type absenceReader interface {
	Absences(context.Context, aid.Date) (aid.Absences, error)
	AbsencesOf(context.Context, aid.ID, aid.Date) ([]aid.Absence, error)
	AllStaff(context.Context) ([]aid.Staff, error)
}

func absenceReads() map[string]readCall {
	type c = context.Context
	type reg = *storetest.Register
	return map[string]readCall{
		"Absences":   func(ctx c, r reader, w reg) (any, error) { return r.Absences(ctx, w.Absence.From) },
		"AbsencesOf": func(ctx c, r reader, w reg) (any, error) { return r.AbsencesOf(ctx, w.Caseworker.ID, w.Absence.From) },
		"AllStaff":   func(ctx c, r reader, _ reg) (any, error) { return r.AllStaff(ctx) },
	}
}

func absenceWrites() map[string]writeCall {
	type tx = *store.Tx
	type reg = *storetest.Register
	return map[string]writeCall{
		"AddAbsence": func(tx tx, w reg) error {
			a := w.Absence
			a.ID, a.From, a.Until = newID(), a.Until.AddDays(1), a.Until.AddDays(1)
			return tx.AddAbsence(a)
		},
		"AddNaming": func(tx tx, w reg) error {
			return tx.AddNaming(newID(), w.Closed.ID, w.Officer.ID, w.Caseworker.ID, false)
		},
		"AddStaffContact": func(tx tx, w reg) error {
			return tx.AddStaffContact(newID(), w.Officer.ID, aid.StaffContact{Phone: "046-000 00 01"})
		},
		"AddAbsenceEnd": func(tx tx, w reg) error { return tx.AddAbsenceEnd(w.Absence.ID) },
	}
}

// G7: who is away on a day is known from the first day to the last, and not when it was ended before.
func TestG7_WhoIsAwayOnADay(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := storetest.Whole(t, s)
		ctx := context.Background()
		for day, want := range map[aid.Date]int{
			r.Absence.From.AddDays(-1): 0, r.Absence.From: 1, r.Absence.Until: 1, r.Absence.Until.AddDays(1): 0,
			{Year: 2027, Month: 3, Day: 2}: 0, // ended before it began
		} {
			list := must[aid.Absences](t)(s.Absences(ctx, day))
			if len(list) != want {
				t.Errorf("%v: %d are away", day, len(list))
			}
			if want == 1 {
				same(t, "the absence", list[0], r.Absence)
			}
		}
		same(t, "to come", must[[]aid.Absence](t)(s.AbsencesOf(ctx, r.Caseworker.ID, aid.Date{Year: 2026, Month: 11, Day: 1})), []aid.Absence{r.Absence})
		same(t, "past", len(must[[]aid.Absence](t)(s.AbsencesOf(ctx, r.Caseworker.ID, r.Absence.Until.AddDays(1)))), 0)
		reads := must[[]aid.CaseRead](t)(s.CaseReads(ctx, r.Closed.ID, time.Time{}, 9))
		if i := slices.IndexFunc(reads, func(c aid.CaseRead) bool { return c.For.Name == r.Caseworker.Name }); i < 0 || reads[i].By.ID != r.Decider.ID || reads[i].Reason != "" {
			t.Errorf("the look in the caseworker's place: %+v", reads)
		}
		// It gave no reason, and opens nothing.
		same(t, "a reason", must[bool](t)(s.ReasonSince(ctx, r.Closed.ID, r.Decider.ID, time.Time{})), false)
	})
}
