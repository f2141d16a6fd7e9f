package aid_test

import (
	"testing"
	"time"

	"bistand/aid"
)

// N8, H12, X11: three weeks from the day the person took part of the decision; the last day on a Saturday, a Sunday or a public
// holiday moves to the next working day.
func TestN8H12X11_LastDayToAppeal(t *testing.T) {
	for name, c := range map[string]struct{ received, last string }{
		"aldrig öppnat":                              {"", ""},
		"en vardag":                                  {"2026-11-03", "2026-11-24"},
		"en lördag blir måndag":                      {"2026-11-07", "2026-11-30"},
		"en söndag blir måndag":                      {"2026-11-08", "2026-11-30"},
		"julafton blir första vardagen":              {"2026-12-03", "2026-12-28"},
		"juldagen och annandagen":                    {"2026-12-04", "2026-12-28"},
		"nyårsafton, nyårsdagen och helgen":          {"2026-12-10", "2027-01-04"},
		"trettondagen":                               {"2026-12-16", "2027-01-07"},
		"långfredagen blir tisdagen efter påsk":      {"2026-03-13", "2026-04-07"},
		"annandag påsk":                              {"2026-03-16", "2026-04-07"},
		"första maj på en fredag":                    {"2026-04-10", "2026-05-04"},
		"Kristi himmelsfärds dag":                    {"2026-04-23", "2026-05-15"},
		"nationaldagen på en lördag":                 {"2026-05-16", "2026-06-08"},
		"midsommarafton blir måndag":                 {"2026-05-29", "2026-06-22"},
		"alla helgons dag är en lördag":              {"2026-10-10", "2026-11-02"},
		"skottdagen räknas":                          {"2028-02-08", "2028-02-29"},
		"över skottdagen":                            {"2028-02-15", "2028-03-07"},
		"sommartiden börjar mitt i tiden":            {"2026-03-25", "2026-04-15"},
		"sommartiden slutar mitt i tiden":            {"2026-10-20", "2026-11-10"},
		"makarna har öppnat var sin dag, den första": {"2026-11-16", "2026-12-07"},
		"makarna har öppnat var sin dag, den andra":  {"2026-11-18", "2026-12-09"},
	} {
		t.Run(name, func(t *testing.T) {
			var received aid.Date
			if err := received.UnmarshalText([]byte(c.received)); err != nil {
				t.Fatal(err)
			}
			if got := aid.LastAppealDay(received).String(); got != c.last {
				t.Errorf("received on %s: the last day is %s, want %s", c.received, got, c.last)
			}
			if got := (aid.Decision{ReceivedOn: received}).LastAppealDay().String(); got != c.last {
				t.Errorf("of the decision: %s", got)
			}
		})
	}
}

// An instant belongs to the day it is in Sweden, also round midnight and when the clocks are changed.
func TestN8H12_TheDayAnAppealCame(t *testing.T) {
	last := aid.Date{Year: 2026, Month: time.November, Day: 24}
	for name, c := range map[string]struct {
		at   time.Time
		want aid.TimelinessAnswer
	}{
		"en sekund före midnatt i Sverige":   {time.Date(2026, 11, 24, 22, 59, 59, 0, time.UTC), aid.InTime},
		"midnatt i Sverige":                  {time.Date(2026, 11, 24, 23, 0, 0, 0, time.UTC), aid.Dismiss},
		"dagen före":                         {time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC), aid.InTime},
		"dagen efter":                        {time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC), aid.Dismiss},
		"sent på kvällen i en annan tidszon": {time.Date(2026, 11, 24, 18, 30, 0, 0, time.FixedZone("väst", -5*3600)), aid.Dismiss},
	} {
		if got := aid.ProposeTimeliness(aid.SwedishDate(c.at), last); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
	summer := aid.Date{Year: 2026, Month: time.July, Day: 21}
	if got := aid.ProposeTimeliness(aid.SwedishDate(time.Date(2026, 7, 21, 22, 0, 0, 0, time.UTC)), summer); got != aid.Dismiss {
		t.Errorf("midnight in summer time: %s", got)
	}
	if got := aid.ProposeTimeliness(aid.SwedishDate(time.Date(2026, 7, 21, 21, 59, 59, 0, time.UTC)), summer); got != aid.InTime {
		t.Errorf("a second before midnight in summer time: %s", got)
	}
	if got := aid.ProposeTimeliness(aid.Date{Year: 2030, Month: 1, Day: 1}, aid.Date{}); got != aid.InTime {
		t.Errorf("a time that has not begun cannot have run out: %s", got)
	}
}

func TestX11_TheCourseOfAnAppealIsReadOffItsFacts(t *testing.T) {
	judged := func(a aid.TimelinessAnswer) *aid.Timeliness { return &aid.Timeliness{Answer: a} }
	reviewed := func(o aid.ReviewOutcome) *aid.Review { return &aid.Review{Outcome: o} }
	for want, a := range map[aid.AppealStatus]aid.Appeal{
		aid.AppealReceived:  {},
		aid.AppealInTime:    {Timeliness: judged(aid.Misled)},
		aid.AppealDismissed: {Timeliness: judged(aid.Dismiss)},
		aid.AppealChanged:   {Timeliness: judged(aid.InTime), Review: reviewed(aid.ReviewChanged)},
		aid.AppealToCourt:   {Timeliness: judged(aid.InTime), Review: reviewed(aid.ReviewPartly)},
		aid.AppealSent:      {Timeliness: judged(aid.InTime), Review: reviewed(aid.ReviewUnchanged), Handover: &aid.Handover{}},
		aid.AppealRuled:     {Timeliness: judged(aid.InTime), Review: reviewed(aid.ReviewUnchanged), Handover: &aid.Handover{}, Ruling: &aid.Ruling{}},
		aid.AppealWithdrawn: {Timeliness: judged(aid.InTime), Withdrawal: &aid.AppealWithdrawal{}},
	} {
		if a.Status() != want {
			t.Errorf("%+v is %s, want %s", a, a.Status(), want)
		}
		if waits := want == aid.AppealReceived || want == aid.AppealInTime || want == aid.AppealToCourt; a.Waits() != waits || a.MayWithdraw() != waits {
			t.Errorf("%s waits for staff: %v, may be taken back: %v", want, a.Waits(), a.MayWithdraw())
		}
	}
}
