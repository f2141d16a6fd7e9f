package aid

import "time"

// Representative (god man, ombud) is someone who acts for an adult of a case, by a paper that staff have seen. Neither the
// register's name of the person nor anything else of theirs is shown to others: Name is as the paper has it.
// law: FL 14
type Representative struct {
	ID           ID // of the authority: another paper is another authority
	PersonID     ID // whom they act for
	ActsID       ID // the person who acts
	Name         string
	Kind         RepresentativeKind
	Scope        Scope
	Paper        AuthorityPaper
	PaperOn      Date
	From         Date
	Until        Date // no day where no end is known
	RegisteredBy string
	RegisteredAt time.Time
	End          *RepresentativeEnd // nil while nobody has ended it
}

// RepresentativeKind (slag av ställföreträdare) is god man, förvaltare or ombud.
type RepresentativeKind string

// The kinds of representative. A god man and a förvaltare are appointed; an ombud is chosen by the person.
// law: FB 11:4, FB 11:7
const (
	GodMan     RepresentativeKind = "god_man"
	Forvaltare RepresentativeKind = "forvaltare"
	Ombud      RepresentativeKind = "ombud"
)

// RepresentativeKinds lists the kinds as the form does.
var RepresentativeKinds = []RepresentativeKind{GodMan, Forvaltare, Ombud}

// Scope (omfattning) is what an authority covers.
type Scope string

// The scopes: to read all that the person may read, or to do all that they may do as well.
const (
	MayFollow Scope = "follow"
	MayAct    Scope = "act"
)

// Scopes lists the scopes as the form does.
var Scopes = []Scope{MayAct, MayFollow}

// AuthorityPaper (behörighetshandling) is code of the paper by which someone acts for another.
type AuthorityPaper string

// The papers. The first two are of who is appointed, the others of who is chosen.
const (
	RegisterExtract AuthorityPaper = "register_extract" // registerutdrag från överförmyndaren
	Appointment     AuthorityPaper = "appointment"      // förordnande
	WrittenMandate  AuthorityPaper = "written_mandate"  // skriftlig fullmakt
	OralMandate     AuthorityPaper = "oral_mandate"     // muntlig fullmakt, given to staff
)

// AuthorityPapers lists the papers as the form does.
var AuthorityPapers = []AuthorityPaper{RegisterExtract, Appointment, WrittenMandate, OralMandate}

// RepresentativeEnd (avslutat uppdrag) is that staff ended an authority.
type RepresentativeEnd struct {
	Reason string
	ByName string
	At     time.Time
}

// Of tells whether a paper can be the one of a kind of representative.
func (p AuthorityPaper) Of(kind RepresentativeKind) bool {
	return (kind == Ombud) == (p == WrittenMandate || p == OralMandate)
}

// StandsOn tells whether an authority holds on a Swedish day: its first and last days are within it. What of it staff have ended holds on
// no day, also none before.
func (r Representative) StandsOn(day Date) bool {
	return r.End == nil && !day.Before(r.From) && (r.Until.IsZero() || !r.Until.Before(day))
}

// Deputy returns the representative as the one who acts.
func (r Representative) Deputy() Deputy {
	return Deputy{Authority: r.ID, ID: r.ActsID, Name: r.Name, Kind: r.Kind, MayAct: r.Scope == MayAct}
}

// Deputy (ställföreträdare) is the hand by which someone else does a step; the zero Deputy is none.
type Deputy struct {
	Authority ID // of the Representative
	ID        ID // the person who acts
	Name      string
	Kind      RepresentativeKind
	MayAct    bool
}

// Doer is who has the hands on it: the representative where there is one, and else the actor.
func (a Actor) Doer() Actor {
	if a.Deputy.Authority == "" {
		return a
	}
	return Actor{Kind: a.Kind, ID: a.Deputy.ID, Name: a.Deputy.Name}
}

// MayAct tells whether the actor may do more than follow: everyone but a representative whose authority is to follow.
func (a Actor) MayAct() bool { return a.Deputy.Authority == "" || a.Deputy.MayAct }

// RepresentedStep (åtgärd genom ställföreträdare) is one step of a case that a representative took.
type RepresentedStep struct {
	Step   string // of the log
	Object ID
	For    ID // the person represented
	By     Deputy
}
