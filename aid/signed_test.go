package aid

import (
	"testing"
	"time"
)

// TestX10_AsSigned: what someone signed in a time of their own that is over is theirs without what followed; what was signed while they
// were away, by anyone, is not.
func TestX10_AsSigned(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2026, 11, n, 12, 0, 0, 0, time.UTC) }
	stays := Stays{{Until: day(10)}, {From: day(20)}}
	a := Application{
		FrozenAt: day(5), Registered: SwedishDate(day(6)), DecidedOn: SwedishDate(day(12)), PaidOn: SwedishDate(day(15)), Answered: SwedishDate(day(11)),
		Enough: &Sufficient{At: day(11)}, Signatures: []Signature{{PersonID: "a", SignedAt: day(5)}, {PersonID: "b", SignedAt: day(6)}},
		Late: []Attachment{{UploadedAt: day(7)}, {UploadedAt: day(12)}},
	}
	if stays.SawApplication(a) {
		t.Fatal("what came of it is seen")
	}
	own, ok := stays.AsSigned(a)
	if !ok || own.Status() != Registered || !own.PaidOn.IsZero() || !own.Answered.IsZero() || own.Enough != nil || len(own.Late) != 1 || len(own.Signatures) != 2 {
		t.Errorf("%v %+v", ok, own)
	}
	if len(a.Late) != 2 || a.DecidedOn.IsZero() {
		t.Error("the application itself was changed")
	}
	for what, change := range map[string]func(*Application){
		"frozen while away": func(a *Application) { a.FrozenAt = day(12) },
		"a signature while away": func(a *Application) {
			a.Signatures = append(a.Signatures[:1:1], Signature{PersonID: "b", SignedAt: day(11)})
		},
		"never came in": func(a *Application) { a.Registered = Date{} },
		"in two times of their own": func(a *Application) {
			a.Signatures = append(a.Signatures[:1:1], Signature{PersonID: "b", SignedAt: day(21)})
		},
	} {
		other := a
		change(&other)
		if _, ok := stays.AsSigned(other); ok {
			t.Errorf("%s: theirs", what)
		}
	}
}
