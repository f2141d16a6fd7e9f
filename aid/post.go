package aid

// PostReason (skäl för post) is why what a person has not read is told by post or telephone without waiting for them to read it.
type PostReason string

// The reasons.
const (
	WantsLetter   PostReason = "letter"    // they chose letters
	NeverLoggedIn PostReason = "never"     // they have never been in the service
	NoAddress     PostReason = "no_notice" // no address of theirs is confirmed and takes messages: nobody can tell them to log in
)

// PostReason tells why a person is written to on paper at once, by how they have chosen to be told, what is known of their
// addresses, and whether they have ever read their case in the service. Empty: there is time to read it there first.
func (p Profile) PostReason(reach []Address, hasRead bool) PostReason {
	switch {
	case p.Notice == NoticeByLetter:
		return WantsLetter
	case !hasRead:
		return NeverLoggedIn
	}
	for _, a := range reach {
		if a.Confirmed && a.BouncedAt.IsZero() {
			return ""
		}
	}
	return NoAddress
}

// Telling (underrättelse) is that a person was told, by post or telephone, of a request or a decision that they had not read.
type Telling struct {
	Kind     WaitingKind // RequestWaits or DecisionWaits
	ObjectID ID
	CaseID   ID
	PersonID ID
	// PersonName is theirs, also once they have left the case.
	PersonName string
	Told
}
