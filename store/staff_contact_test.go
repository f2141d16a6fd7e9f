package store_test

import (
	"context"
	"testing"

	"bistand/aid"
	"bistand/store"
	"bistand/store/storetest"
)

// G7: how a member of staff says that they are reached stands wherever they stand: by id and by subject, among the staff, as a contact
// of their cases, as a substitute, and in the overviews of those cases and no others. The newest holds.
func TestG7_HowStaffAreReachedStandsEverywhere(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := storetest.Whole(t, s)
		ctx := context.Background()
		before := must[aid.Overview](t)(s.Overview(ctx, r.Case.ID))
		r.Reached(&r.Caseworker, aid.StaffContact{Phone: "046-000 00 07", Hours: "måndag 8–9"})
		r.Reached(&r.Decider, aid.StaffContact{Phone: "046-000 00 08"})
		want := aid.StaffContact{Phone: "046-000 00 09", Hours: "tisdag 13–14.30", Office: "Mottagningen"}
		r.Reached(&r.Caseworker, want)
		same(t, "by id", must[aid.Staff](t)(s.Staff(ctx, r.Caseworker.ID)), r.Caseworker)
		same(t, "by subject", must[aid.Staff](t)(s.StaffBySubject(ctx, r.Caseworker.Subject)), r.Caseworker)
		for _, one := range must[[]aid.Staff](t)(s.AllStaff(ctx)) {
			if one.ID == r.Caseworker.ID {
				same(t, "among the staff", one, r.Caseworker)
			}
		}
		away := must[[]aid.Absence](t)(s.AbsencesOf(ctx, r.Caseworker.ID, r.Absence.From))[0]
		same(t, "away", away.Staff, r.Caseworker)
		same(t, "the substitute", away.Substitute, r.Decider)
		found := 0
		for _, contact := range must[aid.Case](t)(s.Case(ctx, r.Case.ID)).Contacts {
			if contact.Staff.ID == r.Caseworker.ID {
				same(t, "contact", contact.Staff, r.Caseworker)
				found++
			}
		}
		after := must[aid.Overview](t)(s.Overview(ctx, r.Case.ID))
		for i, contact := range after.Contacts {
			if contact.StaffID != r.Caseworker.ID {
				same(t, "another contact", contact, before.Contacts[i])
				continue
			}
			same(t, "hours in the overview", contact.Phone+", "+contact.Hours, want.Phone+", "+want.Hours)
			found++
		}
		if found != 2 {
			t.Errorf("found in %d places", found)
		}
		after.Contacts = before.Contacts
		same(t, "the rest of the overview", after, before)
		if _, _, err := s.Verify(ctx); err != nil {
			t.Error(err)
		}
	})
}
