package notify_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"bistand/notify"
	"bistand/notify/sim"
)

// B12: a gateway may report late, never, that a message failed, or twice; each is as it says.
func TestB12_ReportsAsTheGatewayGivesThem(t *testing.T) {
	for how, want := range map[sim.Reports][]bool{
		sim.ReportSoon: {true}, sim.ReportLate: {true}, sim.ReportNever: nil, sim.ReportFailed: {false}, sim.ReportTwice: {true, true},
	} {
		var got []bool
		receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			d, err := notify.ReadDelivery(r)
			if err != nil {
				t.Errorf("%q: %v", how, err)
			}
			got = append(got, d.Delivered)
			w.WriteHeader(http.StatusNoContent)
		}))
		s := start(t, sim.Config{Delay: 50 * time.Millisecond})
		s.SetReports(how)
		if _, err := newSMS(t, s, receiver.URL).Send(t.Context(), notify.Message{To: "0701740605", Text: "x"}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(200 * time.Millisecond)
		s.Close() // whatever would still be done is done
		receiver.Close()
		if !slices.Equal(got, want) {
			t.Errorf("%q: reports %v, want %v", how, got, want)
		}
	}
}

// B12: only the word of a server on the recipient speaks of the address; what speaks of us or of the moment does not.
func TestB12_BadAddress(t *testing.T) {
	s := start(t, sim.Config{})
	for mode, bad := range map[sim.Mode]bool{sim.Permanent: true, sim.Denied: false, sim.Temporary: false, sim.Greylist: false, sim.Garbage: false, sim.Close: false} {
		s.SetMode(mode)
		_, err := newSMS(t, s, "").Send(t.Context(), notify.Message{To: "0701740605", Text: "x"})
		for _, err := range []error{err, newMailer(t, s, nil).Send(t.Context(), notice)} {
			var e *notify.Error
			if !errors.As(err, &e) || e.BadAddress() != bad {
				t.Errorf("%s: %v", mode, err)
			}
		}
	}
}

// B12: as many parts as the standard counts: one character outside the 7-bit alphabet makes all of a text wider.
func TestB12_PartsOfATextMessage(t *testing.T) {
	for _, c := range []struct {
		text  string
		parts int
		gsm   bool
	}{
		{"", 1, true},
		{strings.Repeat("å", 160), 1, true},
		{strings.Repeat("å", 161), 2, true},
		{strings.Repeat("€", 80), 1, true}, // written with an escape
		{strings.Repeat("€", 80) + "a", 2, true},
		{strings.Repeat("a", 306), 2, true},
		{strings.Repeat("a", 307), 3, true},
		{strings.Repeat("ê", 70), 1, false},
		{strings.Repeat("ê", 71), 2, false},
		{strings.Repeat("ሰ", 134), 2, false},
		{strings.Repeat("ሰ", 135), 3, false},
		{strings.Repeat("😀", 35), 1, false}, // two units each
		{strings.Repeat("😀", 36), 2, false},
	} {
		if parts, gsm := notify.Parts(c.text); parts != c.parts || gsm != c.gsm {
			t.Errorf("%.10q × %d: %d parts, gsm %v", c.text, len([]rune(c.text)), parts, gsm)
		}
	}
}

// isPermanent tells whether an error says that the same message will fail again.
func isPermanent(err error) bool {
	var e *notify.Error
	return errors.As(err, &e) && e.Permanent()
}
