package aid_test

import (
	"testing"
	"time"

	"bistand/aid"
)

func TestApplicationStatusIsReadOffTheFacts(t *testing.T) {
	at := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	on := aid.SwedishDate(at)
	refusal := &aid.SignatureRefusal{PersonID: "b"}
	for want, a := range map[aid.ApplicationStatus]aid.Application{
		aid.AwaitSignature: {},
		aid.RefusedToSign:  {Refusal: refusal},
		aid.Voided:         {VoidedAt: at, Refusal: refusal},
		aid.Registered:     {Registered: on},
		aid.Decided:        {Registered: on, DecidedOn: on},
		aid.Paid:           {Registered: on, DecidedOn: on, PaidOn: on},
	} {
		if got := a.Status(); got != want {
			t.Errorf("status %s, want %s", got, want)
		}
	}
}

func TestApplicationAwaitsThoseWhoHaveNotSigned(t *testing.T) {
	a := aid.Application{Required: []aid.ID{"a", "b"}, Signatures: []aid.Signature{{PersonID: "a"}}}
	if !a.HasSigned("a") || a.HasSigned("b") || a.AwaitsSignatureOf("a") || !a.AwaitsSignatureOf("b") || a.AwaitsSignatureOf("child") {
		t.Error("one of two has signed")
	}
	a.Refusal = &aid.SignatureRefusal{PersonID: "b"}
	if a.AwaitsSignatureOf("b") {
		t.Error("a refused application awaits a signature")
	}
}

func TestOtherNeedsAreNotIncomeSupport(t *testing.T) {
	want := map[aid.ExpenseKind]bool{"housing": false, "electricity": false, "home_insurance": false, "work_travel": false, "union_fee": false, "unemployment_insurance": false}
	for _, k := range aid.ExpenseKinds {
		_, support := want[k]
		if k.IsOtherNeed() == support {
			t.Errorf("%s: other need %v", k, k.IsOtherNeed())
		}
	}
}

func TestLastAppealDay(t *testing.T) {
	for received, want := range map[string]string{
		"2026-11-02": "2026-11-23", // a Monday
		"2026-11-06": "2026-11-27", // a Friday
		"2026-11-07": "2026-11-30", // the last day would be a Saturday
		"2026-11-08": "2026-11-30", // a Sunday
		"2026-12-03": "2026-12-28", // Christmas Eve, and the weekend after it
		"2026-12-10": "2027-01-04", // New Year's Eve
		"2026-05-29": "2026-06-22", // Midsummer Eve
		"2026-03-13": "2026-04-07", // Good Friday, to the Tuesday
	} {
		if got := (aid.Decision{ReceivedOn: day(t, received)}).LastAppealDay(); got.String() != want {
			t.Errorf("received %s: %s, want %s", received, got, want)
		}
	}
	if got := (aid.Decision{}).LastAppealDay(); !got.IsZero() {
		t.Errorf("not received: %s", got)
	}
}

func TestAgeCountsTheBirthdaysWholeMonth(t *testing.T) {
	for _, c := range []struct {
		born, month string
		age         int
	}{
		{"2015-08-17", "2026-07", 10},
		{"2015-08-17", "2026-08", 11},
		{"2015-08-31", "2026-08", 11},
		{"2015-08-01", "2026-07", 10},
		{"2015-12-31", "2026-11", 10},
		{"2015-12-31", "2026-12", 11},
		{"2016-02-29", "2026-01", 9},
		{"2016-02-29", "2026-02", 10},
		{"2016-02-29", "2024-02", 8},
		{"2026-11-22", "2026-11", 0},
		{"2026-12-01", "2026-11", -1},
	} {
		if got := (aid.Child{Born: day(t, c.born)}).AgeIn(month(t, c.month)); got != c.age {
			t.Errorf("born %s: %d in %s, want %d", c.born, got, c.month, c.age)
		}
	}
}

func TestCaseAsHousehold(t *testing.T) {
	person := func(id aid.ID, eleven string) aid.Person {
		return aid.Person{ID: id, Personnummer: number(t, eleven), GivenName: "G" + string(id), FamilyName: "F"}
	}
	c := aid.Case{Members: []aid.Member{
		{Person: person("child", "20150817983"), Part: aid.ChildInCase},
		{Person: person("co", "19790630981"), Part: aid.CoApplicant},
		{Person: person("main", "19810105980"), Part: aid.Applicant},
	}}
	h := c.Household()
	if h.Size() != 3 || h.Adults[0].PersonID != "main" || h.Adults[1].PersonID != "co" || h.Children[0].Born.String() != "2015-08-17" || h.Children[0].LunchOut {
		t.Errorf("household %+v", h)
	}
	if m, ok := c.Member("co"); !ok || m.Part != aid.CoApplicant {
		t.Errorf("member %+v", m)
	}
	if _, ok := c.Member("stranger"); ok {
		t.Error("a stranger is a member")
	}
}

func TestCalculationIsUnconfirmedByOneLine(t *testing.T) {
	c := aid.Calculation{Lines: []aid.Line{{State: aid.Sourced}, {State: aid.Confirmed}}}
	if c.Unconfirmed() {
		t.Error("every line has a source or has been confirmed")
	}
	for _, state := range []aid.CellState{aid.Computed, aid.Missing, ""} {
		c.Lines = []aid.Line{{State: aid.Sourced}, {State: state}}
		if !c.Unconfirmed() {
			t.Errorf("a line is %q", state)
		}
	}
}

func TestSessionEnds(t *testing.T) {
	start := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	s := aid.Session{StartedAt: start, SeenAt: start}
	for after, alive := range map[time.Duration]bool{0: true, aid.SessionIdle - 1: true, aid.SessionIdle: false} {
		if s.Alive(start.Add(after)) != alive {
			t.Errorf("idle for %s", after)
		}
	}
	s.SeenAt = start.Add(aid.SessionLongest - time.Minute)
	if !s.Alive(s.SeenAt) || s.Alive(start.Add(aid.SessionLongest)) {
		t.Error("a log-in lasts its longest and no longer")
	}
	s.EndedAt = start
	if s.Alive(start) {
		t.Error("an ended log-in is alive")
	}
}

// Borlänge closes log-in on the first Thursday of the month from 12 to 14, by the clock on the wall.
func TestMaintenance(t *testing.T) {
	m := aid.Municipality{Maintenance: []aid.Maintenance{{Week: 1, Weekday: "thursday", From: "12:00", Until: "14:00"}}}
	for text, closed := range map[string]bool{
		"2026-11-05T10:59:59Z": false, "2026-11-05T11:00:00Z": true, "2026-11-05T12:59:59Z": true, "2026-11-05T13:00:00Z": false, // winter time
		"2026-07-02T09:59:59Z": false, "2026-07-02T10:00:00Z": true, "2026-07-02T11:59:59Z": true, "2026-07-02T12:00:00Z": false, // summer time
		"2026-11-12T11:30:00Z": false, "2026-11-04T11:30:00Z": false, "2026-10-01T10:30:00Z": true, // the first of the month
	} {
		at, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		until, got := m.ClosedAt(at)
		if got != closed || (closed && until.In(aid.Sweden).Format("15:04") != "14:00") {
			t.Errorf("%s: closed %v until %s", text, got, until)
		}
	}
	for _, w := range []aid.Maintenance{{}, {Week: 1, Weekday: "torsdag"}, {Week: 5, Weekday: "monday", From: "1:00", Until: "2:00"}, {Week: 0, Weekday: "monday"}} {
		if _, _, err := w.Window(month(t, "2026-11"), aid.Sweden); code(err) != "maintenance.day" {
			t.Errorf("%+v: %v", w, err)
		}
	}
	for _, w := range []aid.Maintenance{{Week: 1, Weekday: "monday"}, {Week: 1, Weekday: "monday", From: "12:00", Until: "25:00"}} {
		if _, _, err := w.Window(month(t, "2026-11"), aid.Sweden); code(err) != "maintenance.time" {
			t.Errorf("%+v: %v", w, err)
		}
	}
	if got := m.Phone(); got != "" {
		t.Errorf("a telephone of no office: %s", got)
	}
	m.Offices = []aid.Office{{Phone: "0243-740 00"}, {Phone: "2"}}
	if got := m.Phone(); got != "0243-740 00" {
		t.Errorf("telephone %s", got)
	}
}
