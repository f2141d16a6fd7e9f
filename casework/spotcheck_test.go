package casework_test

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"bistand/aid"
	"bistand/store"
	"bistand/store/storetest"
)

// draws binds and draws a month's spot checks, everybody of them, on its first day.
func (w *world) draws(m aid.Month) aid.CompletionRequest {
	w.t.Helper()
	w.turnTo(w.t, m.Add(-1).Last().String()+" 23:59:00")
	w.must(w.desk.BindSpotChecks(w.ctx, w.by(w.bengt), w.bengt, m, 100))
	w.turnTo(w.t, m.First().String()+" 00:00:00")
	if n := have(w.desk.DrawSpotChecks(w.ctx, w.by(w.bengt), w.bengt, m))(w.t); n != 1 {
		w.t.Fatalf("%d were drawn", n)
	}
	return have(w.register.SpotChecks(w.ctx, m))(w.t)[0]
}

// applied registers applications of the couple for two months.
func (w *world) applied() {
	w.registered(w.couple, w.november)
	w.turnTo(w.t, "2026-12-01 09:00:00")
	w.registered(w.couple, w.december)
}

func TestB5_WhoIsDrawnIsAskedForTwoMonthsOfProof(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.applied()
		w.registered(w.single, w.december) // has applied for one month only, and cannot be drawn
		q := w.draws(w.december.Add(1))
		if q.CaseID != w.couple.ID || q.Kind != aid.ForSpotCheck || q.Until != w.day("2027-01-22") {
			t.Errorf("drew %+v", q)
		}
		var asked []string
		for _, item := range q.Items {
			asked = append(asked, fmt.Sprintf("%s %s %s %s %v", item.Month, item.Group, item.What, item.Who, item.Amount))
		}
		for _, month := range []aid.Month{w.november, w.december} {
			content := have(w.register.Application(w.ctx, have(w.register.RegisteredFor(w.ctx, w.couple.ID, month))(t)))(t).Content
			want := len(content.Household.Adults) + len(content.Incomes) + len(content.Expenses)
			n := 0
			for _, item := range q.Items {
				if item.Month == month {
					n++
				}
			}
			if n != want || want < 4 {
				t.Errorf("%s: asked for %d of %d: %q", month, n, want, asked)
			}
		}
		if shown := have(w.register.Overview(w.ctx, w.couple.ID))(t).Asked; len(shown) != 1 || shown[0].Kind != aid.ForSpotCheck {
			t.Errorf("the overview shows %+v", shown)
		}
		if wrong := have(w.desk.DrawAgain(w.ctx, q.Month))(t); len(wrong) != 0 {
			t.Errorf("drawn again it differs in %q", wrong)
		}
		_, err := w.desk.DrawSpotChecks(w.ctx, w.by(w.bengt), w.bengt, q.Month)
		w.refused("drawn twice", w.steps(), err, aid.ErrConflict)
	})
}

func TestX13_ASeedIsBoundBeforeItsMonth(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for _, s := range []aid.Staff{w.hanna, w.ella, w.rut, w.nobody} {
			w.refused(s.Name, w.steps(), w.desk.BindSpotChecks(w.ctx, w.by(s), s, w.december, 10), aid.ErrForbidden)
		}
		for want, bind := range map[string]func() error{
			"percent: spotcheck.percent": func() error { return w.desk.BindSpotChecks(w.ctx, w.by(w.bengt), w.bengt, w.december, 101) },
			"month: spotcheck.begun":     func() error { return w.desk.BindSpotChecks(w.ctx, w.by(w.bengt), w.bengt, w.november, 10) },
		} {
			if err := bind(); err == nil || err.Error() != want {
				t.Errorf("%v, want %s", err, want)
			}
		}
		w.must(w.desk.BindSpotChecks(w.ctx, w.by(w.bengt), w.bengt, w.december, 10))
		w.refused("bound twice", w.steps(), w.desk.BindSpotChecks(w.ctx, w.by(w.adam), w.adam, w.december, 90), aid.ErrConflict)
		_, err := w.desk.DrawSpotChecks(w.ctx, w.by(w.bengt), w.bengt, w.december)
		if code(err) != "month: spotcheck.too_early" && code(err) != "spotcheck.too_early" {
			t.Errorf("drawn before its month: %v", err)
		}
		if _, err := w.desk.DrawSpotChecks(w.ctx, w.by(w.bengt), w.bengt, w.november); !errors.Is(err, aid.ErrNotFound) {
			t.Errorf("drawn without a seed: %v", err)
		}
		draw := have(w.register.SpotDraws(w.ctx))(t)[0]
		if draw.Seed != "" || len(draw.Commitment) != 64 {
			t.Errorf("before the draw it tells %+v", draw)
		}
		w.turnTo(t, "2026-12-01 00:00:00")
		if n := have(w.desk.DrawSpotChecks(w.ctx, w.by(w.adam), w.adam, w.december))(t); n != 0 {
			t.Errorf("%d of none were drawn", n)
		}
		if draw = have(w.register.SpotDraws(w.ctx))(t)[0]; !draw.Commits(draw.Seed) || draw.Population != 0 {
			t.Errorf("after the draw it tells %+v", draw)
		}
	})
}

// A draw that was steered is found: by another seed, by someone left out, or by someone put in.
func TestX13_ASteeredDrawIsFound(t *testing.T) {
	t.Parallel()
	for _, how := range []struct{ name, text, wrong string }{
		{"another seed", "UPDATE spot_draw SET seed = '" + fmt.Sprintf("%064d", 7) + "'", "seed"},
		{"a smaller population", "UPDATE spot_draw SET population = 0, drawn = 0", "population"},
		{"one left out", "DELETE FROM completion_request", "drawn"},
	} {
		t.Run(how.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, storetest.Open(t, "sqlite"))
			w.applied()
			q := w.draws(w.december.Add(1))
			db := storetest.Alter(t, w.register)
			for _, text := range []string{
				"PRAGMA foreign_keys = OFF", "DROP TRIGGER spot_draw_no_update", "DROP TRIGGER completion_request_no_delete", how.text,
			} {
				if _, err := db.Exec(text); err != nil {
					t.Fatal(err)
				}
			}
			if wrong := have(w.desk.DrawAgain(w.ctx, q.Month))(t); !slices.Contains(wrong, how.wrong) {
				t.Errorf("found %q", wrong)
			}
			var broken *store.Broken
			if _, _, err := w.register.Verify(w.ctx); !errors.As(err, &broken) {
				t.Errorf("verify: %v", err)
			}
		})
	}
}

// Drawn over many months, each household is drawn as often as any other, and being drawn says nothing of the month after.
func TestX13_TheLotFallsEvenly(t *testing.T) {
	t.Parallel()
	const households, months, percent = 400, 600, 10
	drawn, again, chances := make([]int, households), 0, 0
	before := make([]bool, households)
	for m := range months {
		d, seed := aid.SpotDraw{Percent: percent}, fmt.Sprintf("%064x", m)
		for h := range households {
			now := d.Draws(seed, aid.ID(fmt.Sprintf("01890000-0000-7000-8000-%012d", h)))
			if now {
				drawn[h]++
			}
			if before[h] {
				chances++
				if now {
					again++
				}
			}
			before[h] = now
		}
	}
	total, squares := 0, 0.0
	expected := float64(months*percent) / 100
	for _, n := range drawn {
		total += n
		squares += (float64(n) - expected) * (float64(n) - expected) / (expected * (1 - percent/100.0))
	}
	if share := float64(total) / (households * months); math.Abs(share-0.10) > 0.003 {
		t.Errorf("%.4f of all were drawn", share)
	}
	if deviation := (squares - households) / math.Sqrt(2*households); math.Abs(deviation) > 4 {
		t.Errorf("the spread over households lies %.1f deviations from chance", deviation)
	}
	if share := float64(again) / float64(chances); math.Abs(share-0.10) > 0.01 {
		t.Errorf("%.4f of those drawn were drawn again the month after", share)
	}
}

func TestB6_RepeatedRemarksTakeTheSimplerWayAway(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.applied()
		january, february := w.december.Add(1), w.december.Add(2)
		regime := aid.FullEvidence{CaseID: w.couple.ID, From: february, Through: february.Add(2), Reason: "Lönen var högre än i ansökan, två månader."}
		remark := func(q aid.CompletionRequest) {
			w.must(w.desk.EndRequest(w.ctx, w.by(w.hanna), w.hanna, q.ID, aid.RequestRemark, "Lönen stämmer inte."))
		}
		remark(w.draws(january))
		if err := w.desk.RequireFullEvidence(w.ctx, w.by(w.bengt), w.bengt, regime); code(err) != "evidence.remarks" {
			t.Errorf("after one remark: %v", err)
		}
		w.registered(w.couple, january)
		remark(w.draws(february))
		w.refused("by a caseworker", w.steps(), w.desk.RequireFullEvidence(w.ctx, w.by(w.hanna), w.hanna, regime), aid.ErrForbidden)
		for want, spoil := range map[string]func(*aid.FullEvidence){
			"from: evidence.from":       func(f *aid.FullEvidence) { f.From = january },
			"through: evidence.through": func(f *aid.FullEvidence) { f.Through = january },
			"reason: required":          func(f *aid.FullEvidence) { f.Reason = " " },
		} {
			f := regime
			spoil(&f)
			if err := w.desk.RequireFullEvidence(w.ctx, w.by(w.bengt), w.bengt, f); err == nil || err.Error() != want {
				t.Errorf("%v, want %s", err, want)
			}
		}
		w.must(w.desk.RequireFullEvidence(w.ctx, w.by(w.bengt), w.bengt, regime))
		f := have(w.register.FullEvidence(w.ctx, w.couple.ID))(t)[0]
		for month, want := range map[aid.Month]bool{january: false, february: true, february.Add(2): true, february.Add(3): false} {
			if f.InForce(month) != want {
				t.Errorf("in force in %s: %v", month, !want)
			}
		}
		a := w.registered(w.couple, february)
		q := have(w.register.CompletionOf(w.ctx, a.ID))(t)
		if want := len(a.Content.Incomes) + len(a.Content.Expenses); len(q.Items) != want || want == 0 || q.Why != regime.Reason || q.AskedName != w.bengt.Name {
			t.Errorf("with the application is asked %+v", q)
		}
		w.turnTo(t, "2027-03-05 10:00:00")
		w.must(w.desk.EndFullEvidence(w.ctx, w.by(w.bengt), w.bengt, w.couple.ID, f.ID, "Allt stämde i februari."))
		if f = have(w.register.FullEvidence(w.ctx, w.couple.ID))(t)[0]; !f.InForce(february) || f.InForce(february.Add(1)) {
			t.Error("ended from March on")
		}
		march := w.registered(w.couple, february.Add(1))
		if _, err := w.register.CompletionOf(w.ctx, march.ID); !errors.Is(err, aid.ErrNotFound) {
			t.Errorf("after its end is still asked: %v", err)
		}
		w.refused("ended twice", w.steps(), w.desk.EndFullEvidence(w.ctx, w.by(w.bengt), w.bengt, w.couple.ID, f.ID, "igen"), aid.ErrConflict)
	})
}
