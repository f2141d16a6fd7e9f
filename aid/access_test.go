package aid

import (
	"errors"
	"testing"
)

func TestE164(t *testing.T) {
	for text, want := range map[string]string{
		"070-174 06 05": "+46701740605", "0701740605": "+46701740605", " 070 174 06 05 ": "+46701740605",
		"+46 70 174 06 05": "+46701740605", "+46 (0)70-174 06 05": "+46701740605", "0046701740605": "+46701740605",
		"046-359 99 99": "+46463599999", "+252 61 5551234": "+252615551234",
		"": "", "hej": "", "701740605": "", "070": "", "+0701740605": "", "0701740605x": "", "+46701740605123456": "", "++46701740605": "",
	} {
		got, err := E164(text)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q: got %q, %v", text, got, err)
		}
		var e Error
		if err != nil && (!errors.As(err, &e) || e.Code != "phone.format") {
			t.Errorf("%q: got %v", text, err)
		}
	}
}

func FuzzE164(f *testing.F) {
	f.Add("070-174 06 05")
	f.Add("+46 (0)70")
	f.Fuzz(func(t *testing.T, text string) {
		number, err := E164(text)
		if err != nil {
			return
		}
		if again, err := E164(number); again != number || err != nil {
			t.Errorf("%q became %q, which becomes %q, %v", text, number, again, err)
		}
	})
}
