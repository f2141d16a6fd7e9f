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
