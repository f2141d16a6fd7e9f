package store_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"bistand/aid"
	"bistand/store"
	"bistand/store/storetest"
)

// keys reads the first column of every row of a table, in order.
func keys(t *testing.T, s *store.Store, text string) (found []string) {
	t.Helper()
	rows, err := storetest.Raw(t, s).Query(text)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var key string
		if err := rows.Scan(&key); err != nil {
			t.Fatal(err)
		}
		found = append(found, key)
	}
	slices.Sort(found)
	return found
}

// Each age is a microsecond on either side of the one at which a row is forgotten.
func TestWorkingRowsAreForgottenInTime(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := storetest.Whole(t, s)
		const day = 24 * time.Hour
		old := func(age time.Duration) time.Time { return instant.Add(-age - time.Microsecond) }
		young := func(age time.Duration) time.Time { return instant.Add(-age) }
		waiting := r.Freeze(r.Case, aid.Month{Year: 2027, Month: 1}, aid.FromPortal)
		for key, at := range map[string]time.Time{"old": old(30 * day), "young": young(30 * day)} {
			step, fn, _ := noteStep(r, key)
			step.Key, step.At = key, at
			if err := s.Step(context.Background(), step, fn); err != nil {
				t.Fatal(err)
			}
		}
		job := func(tx *store.Tx, key string) aid.ID {
			id := newID()
			if err := tx.AddJob(aid.Job{ID: id, UniqueKey: key, RunAt: old(90 * day)}); err != nil {
				t.Fatal(err)
			}
			return id
		}
		order := func(id string, started, used time.Time, application aid.ID) aid.Order {
			purpose := aid.ToSign
			if application == "" {
				purpose = aid.ToLogIn
			}
			return aid.Order{ID: aid.ID(id), Purpose: purpose, FirstStartedAt: started, UsedAt: used, ObjectID: application}
		}
		session := func(id string, seen, ended time.Time) aid.Session {
			return aid.Session{ID: aid.ID(id), StartedAt: old(100 * day), SeenAt: seen, EndedAt: ended}
		}
		work(t, s, func(tx *store.Tx) error {
			for _, o := range []aid.Order{
				order("old, never used", old(day), time.Time{}, r.Signed.ID), order("old, logged in", old(day), old(0), ""),
				order("old, registered", old(day), old(0), r.Signed.ID), order("old, voided", old(day), old(0), r.Voided.ID),
				order("old, refused", old(day), old(0), r.Refused.ID), order("signed, others wait", old(day), old(0), waiting.ID),
				order("pending", young(day), time.Time{}, ""), order("used today", young(day), old(0), r.Signed.ID),
			} {
				if err := tx.AddOrder(o); err != nil {
					return err
				}
			}
			for _, one := range []aid.Session{
				session("ended long ago", old(95*day), old(90*day)), session("left long ago", old(90*day), time.Time{}),
				session("seen", young(90*day), time.Time{}), session("ended", young(90*day), young(90*day)),
			} {
				if err := tx.AddSession(one, string(one.ID)); err != nil {
					return err
				}
			}
			appealed := order("old, appealed", old(day), old(0), r.AppealDraft.ID)
			appealed.Purpose = aid.ToAppeal
			left := r.AppealDraft
			left.ID, left.PersonID, left.UpdatedAt = newID(), r.CoApplicant.ID, old(aid.AppealDraftDays*day)
			if err := errors.Join(tx.AddOrder(appealed), tx.AddAppealDraft(left)); err != nil {
				return err
			}
			for state, at := range map[string]time.Time{"old": old(time.Hour), "young": young(time.Hour)} {
				if err := tx.AddProviderLogin(store.ProviderLogin{State: state, Side: store.CitizenSide, At: at}); err != nil {
					return err
				}
			}
			for key, at := range map[string]time.Time{"old": old(day), "young": young(day)} {
				if err := tx.AddCode(aid.NoticeCode{ID: aid.ID(key), Address: r.Code.Address, SentAt: at}); err != nil {
					return err
				}
			}
			for key, at := range map[string]time.Time{"old": old(day), "young": young(day)} {
				u := unsentOf(r, at)
				u.Path = key
				if err := tx.AddUnsent(u); err != nil {
					return err
				}
			}
			job(tx, "waits")
			dead, done, doneLately := job(tx, "dead"), job(tx, "done"), job(tx, "done lately")
			if err := tx.RetryJob(dead, time.Time{}, old(60*day), "refused"); err != nil {
				return err
			}
			if err := tx.FinishJob(done, old(30*day)); err != nil {
				return err
			}
			return tx.FinishJob(doneLately, young(30*day))
		})
		work(t, s, func(tx *store.Tx) error { return tx.Forget(instant, store.KeptDrafts{}) })
		same(t, "requests", keys(t, s, "SELECT key FROM request"), []string{"young"})
		same(t, "orders", keys(t, s, "SELECT id FROM bankid_order"), []string{"pending", "signed, others wait", "used today"})
		same(t, "drafts of appeals", keys(t, s, "SELECT id FROM appeal_draft"), []string{string(r.AppealDraft.ID)})
		same(t, "sessions", keys(t, s, "SELECT id FROM session"), []string{"ended", "seen"})
		same(t, "log-ins under way", keys(t, s, "SELECT state FROM provider_login"), []string{"young"})
		same(t, "codes", keys(t, s, "SELECT id FROM notice_code WHERE hash = ''"), []string{"young"})
		same(t, "unsent forms", keys(t, s, "SELECT path FROM unsent"), []string{"young"})
		same(t, "jobs", keys(t, s, "SELECT unique_key FROM job WHERE kind <> 'inquiry'"), []string{"dead", "done lately", "waits"})
		holds(t, s, nil)
	})
}

func TestForgettingIsBounded(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		work(t, s, func(tx *store.Tx) error {
			for range 1003 {
				if err := tx.AddProviderLogin(store.ProviderLogin{State: string(newID()), Side: store.StaffSide, At: instant}); err != nil {
					return err
				}
			}
			return nil
		})
		for _, left := range []int{3, 0} {
			work(t, s, func(tx *store.Tx) error { return tx.Forget(instant.Add(2*time.Hour), store.KeptDrafts{}) })
			if got := len(keys(t, s, "SELECT state FROM provider_login")); got != left {
				t.Errorf("%d rows are left, want %d", got, left)
			}
		}
	})
}
