package aid

import (
	"slices"
	"strings"
	"time"
)

// Recovery (återkrav) is a decision that money which was paid is asked back: some or all of one or several payments of a case,
// from its household or from one adult alone. What is asked back is the sum of its parts, so that it is never above what was
// paid. What has come of it since is read off its events.
// law: SoL 33:1
type Recovery struct {
	ID            ID
	Number        string // "EB-2026-0417-K1": what the person names it by when they pay
	CaseID        ID
	PersonID      ID // one adult of the case; empty for the household, which is each of its adults
	Ground        RecoveryGround
	ServedOn      Date   // the day the person was served the decision that said that the money can be asked back; only for grounds that want it
	LegalBasis    string // as it stood when it was decided
	Reasons       string
	How           string // how to pay it back, and by when, in the words of the municipality
	DecidedBy     ID
	DecidedByName string
	DecidedAt     time.Time
	Parts         []RecoveredPart
	Events        []RecoveryEvent // oldest first
}

// RecoveredPart (återkrävd del) is what is asked back of one payment.
type RecoveredPart struct {
	PaymentID ID
	Amount    Ore
	Paid      Ore   // the whole payment
	Month     Month // that it was for
	SentOn    Date
	Payee     string
}

// RecoveryGround (grund för återkrav) is why money may be asked back.
type RecoveryGround string

// The grounds, in the order of the law.
const (
	WrongInformation RecoveryGround = "wrong_information" // oriktiga uppgifter
	NotTold          RecoveryGround = "not_told"          // har inte berättat om en ändring
	OtherwiseCaused  RecoveryGround = "caused"            // har på annat sätt orsakat det
	PaidTooMuch      RecoveryGround = "overpaid"          // borde ha insett att det var för mycket
	AsAdvance        RecoveryGround = "advance"           // förskott på en förmån eller ersättning
	LabourConflict   RecoveryGround = "conflict"          // arbetskonflikt
	Prevented        RecoveryGround = "prevented"         // hindrad från att förfoga över sina pengar
	OnCondition      RecoveryGround = "condition"         // gavs under villkor om återbetalning
)

// RecoveryGrounds are the grounds that there are.
var RecoveryGrounds = []RecoveryGround{WrongInformation, NotTold, OtherwiseCaused, PaidTooMuch, AsAdvance, LabourConflict, Prevented, OnCondition}

// Promised tells whether the ground holds only where the decision on the aid said so and was served on the person.
// law: SoL 33:2
func (g RecoveryGround) Promised() bool {
	return slices.Contains([]RecoveryGround{AsAdvance, LabourConflict, Prevented, OnCondition}, g)
}

// newAct is the first day of the act of 2025. What was granted before is asked back by the act before it.
var newAct = Date{Year: 2025, Month: time.July, Day: 1}

// Law names what a ground rests on, for aid that was granted on some days.
// law: SoL 33:3, SoL (2001:453) 9:1
func (g RecoveryGround) Law(granted ...Date) string {
	section, before := "1", "1"
	switch g {
	case AsAdvance, LabourConflict, Prevented:
		section, before = "2", "2"
	case OnCondition:
		section, before = "3", "2"
	}
	var laws []string
	if slices.ContainsFunc(granted, func(d Date) bool { return !d.Before(newAct) }) {
		laws = append(laws, "33 kap. "+section+" § socialtjänstlagen (2025:400)")
	}
	if slices.ContainsFunc(granted, func(d Date) bool { return d.Before(newAct) }) {
		laws = append(laws, "9 kap. "+before+" § socialtjänstlagen (2001:453)")
	}
	return strings.Join(laws, " och ")
}

// RecoveryEvent (händelse i ett återkrav) is what has come of a recovery: money, a waiver or an end.
type RecoveryEvent struct {
	ID           ID
	Kind         RecoveryEventKind
	Amount       Ore // of a repayment and a waiver
	On           Date
	Reason       string
	RecordedBy   ID
	RecorderName string
	At           time.Time
}

// RecoveryEventKind (slag av händelse i ett återkrav) is a code of such an event.
type RecoveryEventKind string

// The kinds of event.
const (
	Repaid            RecoveryEventKind = "repaid"    // har betalats tillbaka
	Waived            RecoveryEventKind = "waived"    // efterskänkt: the municipality lets it go
	RecoveryWithdrawn RecoveryEventKind = "withdrawn" // återkallat: it was wrong, and frees what it asked back
	RecoveryEnded     RecoveryEventKind = "ended"     // avslutat utan att allt har betalats
)

// RecoveryEnds are the ways to end a recovery before all of it is paid or waived.
var RecoveryEnds = []RecoveryEventKind{RecoveryWithdrawn, RecoveryEnded}

// Amount is what was asked back, in öre.
func (r Recovery) Amount() (total Ore) {
	for _, part := range r.Parts {
		total += part.Amount
	}
	return total
}

// sum adds up the events of a kind.
func (r Recovery) sum(kind RecoveryEventKind) (total Ore) {
	for _, e := range r.Events {
		if e.Kind == kind {
			total += e.Amount
		}
	}
	return total
}

// Repaid is what has come back, in öre.
func (r Recovery) Repaid() Ore { return r.sum(Repaid) }

// Waived is what the municipality has let go, in öre.
// law: SoL 33:6
func (r Recovery) Waived() Ore { return r.sum(Waived) }

// End is how the recovery ended before all of it was paid or waived; nil where it did not.
func (r Recovery) End() *RecoveryEvent {
	for i, e := range r.Events {
		if slices.Contains(RecoveryEnds, e.Kind) {
			return &r.Events[i]
		}
	}
	return nil
}

// Withdrawn tells whether the recovery has been taken back.
func (r Recovery) Withdrawn() bool {
	end := r.End()
	return end != nil && end.Kind == RecoveryWithdrawn
}

// Left is what is still to be paid: nothing once the recovery has ended.
func (r Recovery) Left() Ore {
	if r.End() != nil {
		return 0
	}
	return r.Amount() - r.Repaid() - r.Waived()
}

// AsksOf tells whether the recovery is asked of an adult of the case, by their times in it: of them alone, or of the household that
// the money was paid to while they belonged to it.
func (r Recovery) AsksOf(person ID, in Stays) bool {
	return r.PersonID == person || r.PersonID == "" && r.PaidDuring(in)
}

// PaidDuring tells whether all that is asked back was sent on days within some times in the case.
func (r Recovery) PaidDuring(in Stays) bool {
	return !slices.ContainsFunc(r.Parts, func(p RecoveredPart) bool { return !in.SawDay(p.SentOn) })
}

// YearsToSue is within how many years of the payment the municipality has to go to court, where nobody pays.
// law: SoL 33:5
const YearsToSue = 3

// LastDayToSue is the last day to go to court for the oldest of the payments, YearsToSue after the day it was sent; no day for a
// recovery without parts. Of the 29th of February it is the 28th.
func (r Recovery) LastDayToSue() Date {
	var oldest Date
	for _, part := range r.Parts {
		if oldest.IsZero() || part.SentOn.Before(oldest) {
			oldest = part.SentOn
		}
	}
	if oldest.IsZero() {
		return oldest
	}
	m := oldest.MonthOf().Add(12 * YearsToSue)
	return Date{Year: m.Year, Month: m.Month, Day: min(oldest.Day, m.Last().Day)}
}

// Recoverable (kan återkrävas) is a payment that was paid, with what no recovery asks back of it yet.
type Recoverable struct {
	Payment
	Month Month
	Left  Ore
}

// RecoverableOf lists the payments of a case that something can be asked back of: those that the bank has paid and that did not
// come back, less what stands in recoveries that were not taken back.
func RecoverableOf(payments []Payment, decisions []Decision, recoveries []Recovery) (list []Recoverable) {
	for _, p := range payments {
		one := Recoverable{Payment: p, Left: p.Amount}
		for _, r := range recoveries {
			for _, part := range r.Parts {
				if part.PaymentID == p.ID && !r.Withdrawn() {
					one.Left -= part.Amount
				}
			}
		}
		if p.Status != PaidOut || one.Left <= 0 {
			continue
		}
		if i := slices.IndexFunc(decisions, func(d Decision) bool { return d.ID == p.DecisionID }); i >= 0 {
			one.Month = decisions[i].Month
		}
		list = append(list, one)
	}
	return list
}
