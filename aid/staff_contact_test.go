package aid

import (
	"errors"
	"strings"
	"testing"
)

// TestG7_ContactOfStaff: a telephone that can be rung, hours that can be read, with times in order, and an office that there is.
func TestG7_ContactOfStaff(t *testing.T) {
	offices := []Office{{Name: "Mottagningen"}}
	good := StaffContact{Phone: "046-123 45 67", Hours: "måndag–torsdag 9–10, fredag 13–14.30", Office: "Mottagningen"}
	for _, k := range []StaffContact{good, {Phone: "+46461234567"}} {
		if err := k.Fault(offices); err != nil {
			t.Errorf("%+v: %v", k, err)
		}
	}
	with := func(change func(*StaffContact)) StaffContact {
		k := good
		change(&k)
		return k
	}
	for want, k := range map[string]StaffContact{
		"phone.format at phone": with(func(k *StaffContact) { k.Phone = "" }),
		"hours.form at hours":   with(func(k *StaffContact) { k.Hours = "mondag 9–10" }),
		"hours.order at hours":  with(func(k *StaffContact) { k.Hours = "vardagar 10–9" }),
		"hours.long at hours":   with(func(k *StaffContact) { k.Hours = strings.Repeat("måndag 9–10, ", 10) }),
		"choose at office":      with(func(k *StaffContact) { k.Office = "Rådhuset" }),
	} {
		var faults Errors
		if err := k.Fault(offices); !errors.As(err, &faults) || len(faults) != 1 || faults[0].Code+" at "+faults[0].Field != want {
			t.Errorf("%+v: %v, want %v", k, err, want)
		}
	}
	for _, words := range []string{"vardagar 9–11, måndag 10–12", "måndag 9–9"} { // upon each other; no time at all
		if err := with(func(k *StaffContact) { k.Hours = words }).Fault(offices); err == nil || !strings.Contains(err.Error(), "hours.order") {
			t.Errorf("%q: %v", words, err)
		}
	}
}
