package aid

import (
	"slices"
	"unicode/utf8"
)

// StaffContact (kontaktuppgifter) is how a member of staff is reached, as they state it themselves. It takes the place of what the
// municipality stated of them before, as a whole.
type StaffContact struct {
	Phone  string
	Hours  string // when it is answered, in words that ParsePhoneHours reads; empty where it is not said
	Office string // the name of one of the municipality's offices, or empty
}

// LongestHours is how many characters the words of phone hours may have.
const LongestHours = 120

// Fault returns what is wrong with a contact, or nil: Errors at "phone", "hours" and "office". A telephone is needed, since a household
// reaches its caseworker by it; hours must be such that the pages can tell whether it is answered now.
func (k StaffContact) Fault(offices []Office) error {
	var faults Errors
	if !phoneForm(k.Phone) || utf8.RuneCountInString(k.Phone) > 30 {
		faults = append(faults, Error{Code: "phone.format", Field: "phone"})
	}
	if k.Hours != "" {
		if _, fault := readPhoneHours(k.Hours); utf8.RuneCountInString(k.Hours) > LongestHours {
			faults = append(faults, Error{Code: "hours.long", Field: "hours"})
		} else if fault != "" {
			faults = append(faults, Error{Code: fault, Field: "hours"})
		}
	}
	if k.Office != "" && !slices.ContainsFunc(offices, func(o Office) bool { return o.Name == k.Office }) {
		faults = append(faults, Error{Code: "choose", Field: "office"})
	}
	return faults.Or()
}
