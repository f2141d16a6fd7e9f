package main

import (
	"context"
	"crypto/rand"
	"testing"
	"time"

	"bistand/aid"
	"bistand/casework"
	"bistand/rules"
	"bistand/store"
	"bistand/store/storetest"
)

// seeded returns the register of a municipality as the demonstration begins.
func seeded(t *testing.T, engine, slug string) (*casework.Desk, *store.Store) {
	t.Helper()
	return seededAt(t, engine, slug, time.Now)
}

// inNovember is a time for which there is a norm, whenever the tests are run.
func inNovember() time.Time { return time.Date(2026, 11, 16, 9, 0, 0, 0, time.UTC) }

// seededAt is seeded with a clock.
func seededAt(t *testing.T, engine, slug string, now func() time.Time) (*casework.Desk, *store.Store) {
	t.Helper()
	list, err := shippedSettings()
	if err != nil {
		t.Fatal(err)
	}
	register := storetest.Open(t, engine)
	for _, s := range list {
		if s.Slug == slug {
			desk := &casework.Desk{Register: register, Rules: rules.Embedded(), Municipality: s.Municipality, Now: now, Random: rand.Reader}
			if err := seedRegister(context.Background(), desk); err != nil {
				t.Fatal(err)
			}
			return desk, register
		}
	}
	t.Fatalf("no municipality %s", slug)
	return nil, nil
}

func TestEveryMunicipalityIsSeededInOrder(t *testing.T) {
	for _, engine := range storetest.Engines {
		for slug := range demoStaffOf {
			t.Run(engine+"/"+slug, func(t *testing.T) {
				start := time.Now()
				_, register := seeded(t, engine, slug)
				took := time.Since(start)
				steps, facts, err := register.Verify(context.Background())
				if err != nil {
					t.Fatal(err)
				}
				t.Logf("%d steps and %d facts in %v", steps, facts, took)
			})
		}
	}
}

// The user guide's list of applications: its dates, in its order, with its statuses.
func TestL5_ImportedListReadsAsTheGuidePrintsIt(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			_, register := seeded(t, engine, "lund")
			number, err := aid.ParsePersonnummer(guideList.number)
			if err != nil {
				t.Fatal(err)
			}
			person, err := register.PersonByNumber(context.Background(), number)
			if err != nil {
				t.Fatal(err)
			}
			caseID, err := register.AccessOf(context.Background(), person.ID)
			if err != nil {
				t.Fatal(err)
			}
			list, err := register.Applications(context.Background(), caseID)
			if err != nil {
				t.Fatal(err)
			}
			if len(list) != len(guideRows) {
				t.Fatalf("%d applications, the guide has %d", len(list), len(guideRows))
			}
			for i, a := range list {
				if a.Registered.String() != guideRows[i].day || a.Status() != guideRows[i].status {
					t.Errorf("row %d: %s %s, the guide has %s %s", i+1, a.Registered, a.Status(), guideRows[i].day, guideRows[i].status)
				}
			}
		})
	}
}

// B7, N10, N11: the demonstration has something to read, to answer, to take note of and to send by post.
func TestB7N10N11_TheDemonstrationHasMessages(t *testing.T) {
	_, register := seededAt(t, "sqlite", "lund", inNovember)
	ctx := context.Background()
	waiting, err := register.Waiting(ctx, nil, aid.Waiting{}, 99)
	if err != nil || len(waiting) == 0 {
		t.Fatalf("%d wait for staff, %v", len(waiting), err)
	}
	for _, w := range waiting {
		o, err := register.Overview(ctx, w.CaseID)
		if err != nil || o.Unread[w.Person.ID] != 1 {
			t.Errorf("%s has not one answer to read: %v, %v", w.CaseNumber, o.Unread, err)
		}
	}
	post, err := register.Post(ctx, time.Time{}, aid.Waiting{}, 99)
	if err != nil || len(post) != 1 || post[0].Digital {
		t.Errorf("to be sent by post: %+v, %v", post, err)
	}
	if opinions, err := register.OpenFeedback(ctx, "", 99); err != nil || len(opinions) != 2 {
		t.Errorf("%d opinions, %v", len(opinions), err)
	}
}

// N8, H12: the demonstration holds an appeal under way, for whoever looks at the desk.
func TestN8H12_TheDemonstrationHasAnAppeal(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			_, register := seeded(t, engine, "lund")
			list, err := register.OpenAppeals(context.Background(), aid.Appeal{}, 9)
			if err != nil || len(list) != 1 || list[0].Status() != aid.AppealReceived || list[0].Content.Why == "" {
				t.Errorf("appeals: %+v, %v", list, err)
			}
		})
	}
}
