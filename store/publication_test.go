package store_test

import (
	"context"
	"os"
	"strings"
	"testing"

	"bistand/aid"
	"bistand/store"
	"bistand/store/storetest"
)

// publish writes a document in the register's case and makes it visible.
func publish(r *storetest.Register, title string) aid.Document {
	d := aid.Document{ID: r.ID(), CaseID: r.Case.ID, Kind: "letter", Title: title, Body: "Hej.", WrittenBy: r.Caseworker.ID, WrittenName: r.Caseworker.Name}
	r.Step("write_document", "document", d.ID, r.Case.ID, func(tx *store.Tx) error {
		d.WrittenAt, d.PublishedAt = tx.At(), tx.At()
		if err := tx.AddDocument(d); err != nil {
			return err
		}
		return tx.AddPublication("document", d.ID, r.Case.ID, r.Caseworker.ID)
	})
	return d
}

// G8, L8: what was made visible is new to each adult until they have opened it themselves, and the overview counts it for each apart.
func TestG8L8_EachAdultHasOpenedForThemselves(t *testing.T) {
	reading(t, func(t *testing.T, ctx context.Context, s *store.Store, r *storetest.Register) {
		unseen := must[[]aid.UnseenPublication](t)
		of := func(kind aid.SubjectKind, id aid.ID, p aid.Person) aid.UnseenPublication {
			u := aid.UnseenPublication{ObjectID: id, Kind: kind, PersonID: p.ID, WrittenAt: r.Published.WrittenAt, PublishedAt: r.Published.PublishedAt}
			if kind == aid.OnNote {
				u.WrittenAt, u.PublishedAt = r.PublishedNote.WrittenAt, r.PublishedNote.PublishedAt
			}
			return u
		}
		hers := []aid.UnseenPublication{of(aid.OnNote, r.PublishedNote.ID, r.Applicant)}
		same(t, "of one who has opened the document", unseen(s.UnseenPublications(ctx, r.Case.ID, r.Applicant.ID)), hers)
		same(t, "of the other", len(unseen(s.UnseenPublications(ctx, r.Case.ID, r.CoApplicant.ID))), 2)
		same(t, "of both", len(unseen(s.UnseenPublications(ctx, r.Case.ID, ""))), 3)
		same(t, "of a child", len(unseen(s.UnseenPublications(ctx, r.Case.ID, r.Son.ID))), 0)
		same(t, "of another case", len(unseen(s.UnseenPublications(ctx, r.Closed.ID, ""))), 0)
		counts := func(name string, documents, notes map[aid.ID]int) {
			t.Helper()
			o := must[aid.Overview](t)(s.Overview(ctx, r.Case.ID))
			same(t, name+": documents", o.NewDocuments, documents)
			same(t, name+": notes", o.NewNotes, notes)
			if o.Decision == nil || o.Payment == nil || len(o.Contacts) == 0 {
				t.Errorf("%s: the rest of the overview is gone: %+v", name, o)
			}
		}
		me, other := r.Applicant.ID, r.CoApplicant.ID
		counts("at first", map[aid.ID]int{other: 1}, map[aid.ID]int{me: 1, other: 1})
		letter := publish(r, "Brev")
		counts("one more", map[aid.ID]int{me: 1, other: 2}, map[aid.ID]int{me: 1, other: 1})
		r.Step("see_publication", "note", r.PublishedNote.ID, r.Case.ID, func(tx *store.Tx) error { return tx.AddPublicationSeen(r.PublishedNote.ID, me) })
		counts("the note opened", map[aid.ID]int{me: 1, other: 2}, map[aid.ID]int{other: 1})
		r.SetAccess(r.Case, r.Applicant, r.Caseworker, true) // the whole overview is made anew
		counts("made anew", map[aid.ID]int{me: 1, other: 2}, map[aid.ID]int{other: 1})
		for _, id := range []aid.ID{r.Published.ID, letter.ID} {
			r.Step("see_publication", "document", id, r.Case.ID, func(tx *store.Tx) error { return tx.AddPublicationSeen(id, other) })
		}
		counts("the other has opened both", map[aid.ID]int{me: 1}, map[aid.ID]int{other: 1})
	})
}

// G8, L8: what an earlier system had, and what was made visible before it was kept who had opened it, is new to nobody.
func TestG8L8_NothingOfBeforeIsNew(t *testing.T) {
	reading(t, func(t *testing.T, ctx context.Context, s *store.Store, r *storetest.Register) {
		unseen := must[[]aid.UnseenPublication](t)
		before := len(unseen(s.UnseenPublications(ctx, r.Case.ID, "")))
		old := r.PublishedNote
		old.ID, old.Origin = r.ID(), aid.Imported
		r.Step("import", "note", old.ID, r.Case.ID, func(tx *store.Tx) error {
			if err := tx.AddNote(old); err != nil {
				return err
			}
			return tx.AddPublication("note", old.ID, r.Case.ID, r.Caseworker.ID)
		})
		same(t, "with an imported note", len(unseen(s.UnseenPublications(ctx, r.Case.ID, ""))), before)

		text, err := os.ReadFile("migrations/0021_publication_seen.sql")
		if err != nil {
			t.Fatal(err)
		}
		_, upgrade, found := strings.Cut(string(text), "CREATE TABLE publication_seen_from (seq BIGINT PRIMARY KEY);")
		if !found || before == 0 {
			t.Fatalf("no upgrade in the migration, or nothing unseen (%d)", before)
		}
		db := storetest.Raw(t, s)
		for _, statement := range []string{"DELETE FROM publication_seen_from", upgrade} { // as if the upgrade were now
			if _, err := db.Exec(statement); err != nil {
				t.Fatal(err)
			}
		}
		same(t, "after the upgrade", len(unseen(s.UnseenPublications(ctx, r.Case.ID, ""))), 0)
		letter := publish(r, "Brev")
		list := unseen(s.UnseenPublications(ctx, r.Case.ID, ""))
		if len(list) != 2 || list[0].ObjectID != letter.ID || list[1].ObjectID != letter.ID {
			t.Errorf("of what came after the upgrade: %+v", list)
		}
		same(t, "in the overview", must[aid.Overview](t)(s.Overview(ctx, r.Case.ID)).NewDocuments, map[aid.ID]int{r.Applicant.ID: 1, r.CoApplicant.ID: 1})
	})
}
