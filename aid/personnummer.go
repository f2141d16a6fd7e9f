package aid

import (
	"log/slog"
	"strings"
)

// Personnummer (personnummer, samordningsnummer) is a validated Swedish identity number of twelve digits.
// Its String hides the last four digits, so that a log line cannot leak one; Full writes them out.
type Personnummer struct{ digits string }

// ParsePersonnummer reads twelve digits; hyphens and spaces between them are passed over. The day may be raised by 60
// (samordningsnummer). A wrong length, date or check digit is Error{Code: "personnummer.format"}.
func ParsePersonnummer(text string) (Personnummer, error) {
	text = strings.NewReplacer("-", "", " ", "", "\u00a0", "").Replace(strings.TrimSpace(text))
	bad := Error{Code: "personnummer.format"}
	if len(text) != 12 {
		return Personnummer{}, bad
	}
	for _, r := range text {
		if r < '0' || r > '9' {
			return Personnummer{}, bad
		}
	}
	p := Personnummer{text}
	if p.BirthDate().IsZero() || !luhnValid(text[2:]) {
		return Personnummer{}, bad
	}
	return p, nil
}

// luhnValid tells whether the digits, check digit last, pass the mod 10 check.
func luhnValid(digits string) bool {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

// Full returns all twelve digits.
func (p Personnummer) Full() string { return p.digits }

// String returns the number with its last four digits hidden ("19810105-····").
func (p Personnummer) String() string {
	if p.digits == "" {
		return ""
	}
	return p.digits[:8] + "-····"
}

// GoString hides what String hides, where a whole struct is printed with its field names.
func (p Personnummer) GoString() string { return "aid.Personnummer(" + p.String() + ")" }

// LogValue hides what String hides: the handlers of log/slog would else write what MarshalText writes.
func (p Personnummer) LogValue() slog.Value { return slog.StringValue(p.String()) }

// IsZero tells whether p is no number.
func (p Personnummer) IsZero() bool { return p.digits == "" }

// IsSamordningsnummer tells whether the number is a samordningsnummer (the day raised by 60).
func (p Personnummer) IsSamordningsnummer() bool { return p.digits != "" && p.digits[6] >= '6' }

// BirthDate returns the day of birth that the number states, or no day where the calendar lacks it.
func (p Personnummer) BirthDate() Date {
	if p.digits == "" {
		return Date{}
	}
	day := []byte(p.digits[6:8])
	if day[0] >= '6' {
		day[0] -= 6
	}
	d, err := ParseDate(p.digits[:4] + "-" + p.digits[4:6] + "-" + string(day))
	if err != nil {
		return Date{}
	}
	return d
}

// MarshalText writes all twelve digits: JSON made from a Personnummer is a record, never a log line.
func (p Personnummer) MarshalText() ([]byte, error) { return []byte(p.digits), nil }

// UnmarshalText reads what MarshalText writes; empty text is no number.
func (p *Personnummer) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*p = Personnummer{}
		return nil
	}
	parsed, err := ParsePersonnummer(string(text))
	if err != nil {
		return err
	}
	*p = parsed
	return nil
}
