package payfile

import (
	"errors"
	"slices"
)

// Outcome (utfall) is what a report means for a payment.
type Outcome string

// The outcomes. Executed is the only one that may be shown as paid: the bank has settled the payment. An accepted
// payment can still be rejected.
const (
	OutcomePending  Outcome = "pending"  // nothing certain: wait, or let a person look
	OutcomeAccepted Outcome = "accepted" // taken in by the bank, not paid
	OutcomeExecuted Outcome = "executed" // settled (ACSC)
	OutcomeRejected Outcome = "rejected"
)

// Outcome tells what the status means for a payment that has it, by itself or by its group or file. Only ACSC is
// executed: ACSP says that settlement is under way. Unknown statuses are pending, since a guess could pay twice or show
// as paid what is not. (An entry of a later camt.054, DBIT, would say the same as ACSC; it is not read here.)
func (s Status) Outcome() Outcome {
	switch s {
	case Technical, CustomerAccepted, InProcess, AcceptedChanged:
		return OutcomeAccepted
	case Settled:
		return OutcomeExecuted
	case Rejected:
		return OutcomeRejected
	}
	return OutcomePending
}

// Then returns the outcome after a later report: reports may come twice or in the wrong order, so an executed or
// rejected payment never goes back to waiting, and an accepted one not to pending. An executed payment that is
// rejected afterwards is rejected (the money came back); the reverse holds too.
func (o Outcome) Then(later Outcome) Outcome {
	if later == OutcomePending && o != "" {
		return o
	}
	if later == OutcomeAccepted && (o == OutcomeExecuted || o == OutcomeRejected) {
		return o
	}
	return later
}

// PaymentOutcome (betalningens utfall) is what one report means for one payment.
type PaymentOutcome struct {
	EndToEnd string
	Outcome  Outcome
	Status   Status // as the bank wrote it, at whatever level decided; empty where the report is silent
	Reason   Reason // the first reason given at that level
	// Conflict: the report contradicts itself on this payment, or rejects it as a duplicate of one that may have been
	// paid. The outcome is then pending and a person has to ask the bank; it must not be paid anew on this answer.
	Conflict bool
}

// ErrOtherBatch is returned by Resolve for a report that answers another file.
var ErrOtherBatch = errors.New("the report answers another payment file")

// duplicateReasons are the ISO reasons for rejecting what has been received before: AM05 duplication; DU01 to DU05
// message, group, transaction, end-to-end and instruction id not unique. (General knowledge of the external code list.)
var duplicateReasons = []string{"AM05", "DU01", "DU02", "DU03", "DU04", "DU05"}

// Resolve tells, for each payment of the batch in order, what the report means for it, and lists the rows that match no
// payment of the batch, by their EndToEnd. The most specific level decides: the payment's own row, else its group, else
// the file; PART decides nothing, so a payment without a row under PART is pending. A level above that is rejected
// while the payment's own row says otherwise is a conflict, and so are rows that disagree.
func Resolve(b Batch, report StatusReport) (outcomes []PaymentOutcome, strays []string, err error) {
	if report.Original != b.MessageID {
		return nil, nil, ErrOtherBatch
	}
	places := make(map[string]int, len(b.Payments))
	outcomes = make([]PaymentOutcome, len(b.Payments))
	whole := level(report.Status, report.Reasons)
	for i, p := range b.Payments {
		places[p.EndToEnd] = i
		outcomes[i] = whole
		outcomes[i].EndToEnd = p.EndToEnd
	}
	groups := b.Groups()
	said := make([]bool, len(b.Payments))
	for _, gs := range report.Groups {
		i := slices.IndexFunc(groups, func(g Group) bool { return g.ID == gs.ID })
		if i < 0 {
			for _, ps := range gs.Payments {
				strays = append(strays, ps.EndToEnd)
			}
			continue
		}
		sendOn := groups[i].SendOn
		group := level(gs.Status, gs.Reasons).under(whole)
		if gs.Status != "" { // else they have the file's outcome already
			for _, place := range groups[i].Payments {
				if !said[place] {
					outcomes[place] = group.of(outcomes[place].EndToEnd)
				}
			}
		}
		for _, ps := range gs.Payments {
			place, found := places[ps.EndToEnd]
			if !found || b.Payments[place].SendOn != sendOn {
				strays = append(strays, ps.EndToEnd)
				continue
			}
			own := level(ps.Status, ps.Reasons).under(group).of(ps.EndToEnd)
			if said[place] && own.Outcome != outcomes[place].Outcome {
				own.Outcome, own.Conflict = OutcomePending, true
			}
			outcomes[place], said[place] = own, true
		}
	}
	return outcomes, strays, nil
}

// level is what one level of a report says of the payments below it.
func level(status Status, reasons []Reason) PaymentOutcome {
	o := PaymentOutcome{Outcome: status.Outcome(), Status: status}
	if status == PartlyAccepted {
		o.Status = "" // says nothing of any one payment
	}
	if len(reasons) > 0 && o.Status != "" {
		o.Reason = reasons[0]
	}
	if status == Rejected && slices.ContainsFunc(reasons, isDuplicate) {
		o.Outcome, o.Conflict = OutcomePending, true
	}
	return o
}

// isDuplicate tells whether the bank rejects what it has received before.
func isDuplicate(r Reason) bool { return slices.Contains(duplicateReasons, r.Code) }

// under puts a level beneath the one above it: silent, it inherits; contradicting a rejection, it is in conflict.
func (o PaymentOutcome) under(above PaymentOutcome) PaymentOutcome {
	if o.Status == "" {
		return above
	}
	if above.Conflict || (above.Status == Rejected && o.Outcome != OutcomeRejected) {
		o.Outcome, o.Conflict = OutcomePending, true
	}
	return o
}

// of is the outcome as that of one payment.
func (o PaymentOutcome) of(endToEnd string) PaymentOutcome {
	o.EndToEnd = endToEnd
	return o
}
