package aid

import (
	"slices"
	"strings"
)

// AssignedTo tells whether a member of staff has a function in the case or is named to open it, or answers today for one who has a
// function and is away.
func (c Case) AssignedTo(staff ID, today Absences) bool {
	if c.HasContact(staff) || slices.ContainsFunc(c.Named, func(s Staff) bool { return s.ID == staff }) {
		return true
	}
	_, standsIn := today.StandsInFor(staff, c)
	return standsIn
}

// HasContact tells whether a member of staff has a function of their own in the case.
func (c Case) HasContact(staff ID) bool {
	return slices.ContainsFunc(c.Contacts, func(contact Contact) bool { return contact.Staff.ID == staff })
}

// HasProtected tells whether any member of the case has a sekretessmarkering.
func (c Case) HasProtected() bool {
	for _, m := range c.Members {
		if m.Person.Protected {
			return true
		}
	}
	return false
}

// MayHandle tells whether a member of staff works with cases at all.
func (s Staff) MayHandle() bool {
	return s.Has(Caseworker) || s.Has(DecisionMaker) || s.Has(PaymentOfficer)
}

// Check returns what is wrong with a profile: Errors at "phone" and "email", or nil. One way to be reached is needed, and the
// one by which notices are wanted.
// Source: Borlänge, "alltid har ett aktuellt telefonnummer eller e-postadress".
func (p Profile) Check() error {
	var faults Errors
	if p.Phone != "" && !phoneForm(p.Phone) {
		faults = append(faults, Error{Code: "phone.format", Field: "phone"})
	}
	if p.Email != "" && !emailForm(p.Email) {
		faults = append(faults, Error{Code: "email.format", Field: "email"})
	}
	switch {
	case p.Phone == "" && p.Email == "":
		faults = append(faults, Error{Code: "profile.unreachable", Field: "phone"})
	case p.Phone == "" && p.Notice == NoticeBySMS:
		faults = append(faults, Error{Code: "notice.needs_phone", Field: "phone"})
	case p.Email == "" && p.Notice == NoticeByEmail:
		faults = append(faults, Error{Code: "notice.needs_email", Field: "email"})
	}
	return faults.Or()
}

// phoneForm accepts 6 to 15 digits with a leading +, spaces, hyphens and brackets.
func phoneForm(text string) bool {
	digits := 0
	for i, r := range text {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case r == '+' && i == 0, r == ' ', r == '-', r == '(', r == ')':
		default:
			return false
		}
	}
	return digits >= 6 && digits <= 15
}

// E164 brings a phone number as people write it ("070-174 06 05", "0046 70…", "+46 (0)70…") to the form +46701740605.
// A number without a country is Swedish. Anything that cannot be a phone number is Error{Code: "phone.format"}.
func E164(phone string) (string, error) {
	bad := Error{Code: "phone.format"}
	clean := strings.NewReplacer(" ", "", "-", "", "\u2011", "", "\u2013", "", "\u00a0", "", "\u202f", "", "/", "", ".", "", "(0)", "", "(", "", ")", "").
		Replace(strings.TrimSpace(phone))
	switch {
	case strings.HasPrefix(clean, "+"):
		clean = clean[1:]
	case strings.HasPrefix(clean, "00"):
		clean = clean[2:]
	case strings.HasPrefix(clean, "0"):
		clean = "46" + clean[1:]
	default:
		return "", bad
	}
	if len(clean) < 8 || len(clean) > 15 || clean[0] == '0' {
		return "", bad
	}
	if strings.Trim(clean, "0123456789") != "" {
		return "", bad
	}
	return "+" + clean, nil
}

// emailForm accepts one @ with something on both sides, a point in the domain, and no space or control character.
func emailForm(text string) bool {
	local, domain, ok := strings.Cut(text, "@")
	if !ok || local == "" || len(text) > 254 || strings.Contains(domain, "@") {
		return false
	}
	for _, r := range text {
		if r <= ' ' || r == 0x7f || r == '<' || r == '>' || r == ',' || r == ';' {
			return false
		}
	}
	i := strings.LastIndexByte(domain, '.')
	return i > 0 && i < len(domain)-1
}
