package payfile

import (
	"fmt"
	"hash/maphash"
	"sort"
	"strconv"
	"time"
	"unicode/utf8"

	"bistand/aid"
)

// The lengths that the schema, the Swedish banks and the giros allow, in characters.
const (
	maxID        = 35 // MsgId, PmtInfId, EndToEndId
	maxName      = 70 // names longer than this are cut
	maxReference = 25 // free text that a giro carries
)

// Batch (betalningsunderlag) is everything that one payment file says. The file is a pure function of it.
type Batch struct {
	MessageID string    // at most 35 characters with "-P" and a number appended; the bank's key against duplicates
	CreatedAt time.Time // written in UTC to the second
	Debtor    Debtor
	Payments  []Payment
}

// Debtor (betalare) is the municipality as the bank knows it.
type Debtor struct {
	Name      string // read by payees on their bank statements: the municipality's name, nothing of the benefit
	OrgNumber string // ten digits
	IBAN      string // Swedish, without spaces
	BIC       string
}

// Payment (betalning) is one transfer of a Batch.
type Payment struct {
	EndToEnd  string // unique in the batch; the bank answers by it
	Amount    aid.Ore
	SendOn    aid.Date
	PayeeName string
	Method    aid.Method // anything but aid.ToCard, for which no file exists
	Clearing  string     // for an account: four digits, or five at Swedbank
	Account   string     // digits
	Reference string     // none; or an OCR number of a giro; or at most 25 characters that third parties may read
}

// Group (betalningsgrupp) is the payments of a batch that share an execution date: one PmtInf of the file.
type Group struct {
	ID       string // PmtInfId
	SendOn   aid.Date
	Total    aid.Ore
	Payments []int32 // places in Batch.Payments, in their order there
}

// Groups returns the batch's groups by date. The total of a group whose sum overflows is meaningless; Validate tells.
func (b Batch) Groups() []Group {
	var groups []Group
	place := map[aid.Date]int{}
	for _, p := range b.Payments {
		if _, seen := place[p.SendOn]; !seen {
			place[p.SendOn] = 0
			groups = append(groups, Group{SendOn: p.SendOn})
		}
	}
	sort.Slice(groups, func(i, j int) bool { return groups[i].SendOn.Before(groups[j].SendOn) })
	for i := range groups {
		groups[i].ID = b.MessageID + "-P" + strconv.Itoa(i+1)
		place[groups[i].SendOn] = i
	}
	if len(groups) == 1 {
		groups[0].Payments = make([]int32, 0, len(b.Payments))
	}
	at := -1
	for i := range b.Payments {
		p := &b.Payments[i]
		if at < 0 || groups[at].SendOn != p.SendOn {
			at = place[p.SendOn]
		}
		groups[at].Total += p.Amount
		groups[at].Payments = append(groups[at].Payments, int32(i))
	}
	return groups
}

// Validate tells what keeps the batch from being a file: aid.Errors with every fault, or nil. A fault of a payment has
// its EndToEnd as Field ("#3" for the third payment when the id itself is at fault), so that the rest can be sent
// without it; a fault of the batch has none. The codes are payfile.message_id, .created, .empty, .total, .debtor_name,
// .debtor_org, .debtor_iban, .debtor_bic, and for a payment .id, .duplicate, .amount, .date, .past, .name, .method,
// .card, .reference, .disclosure, and the account.* codes of a Wrong CheckAccount.
func (b Batch) Validate() error {
	var faults aid.Errors
	b.checkHead(&faults)
	var seen *idSet
	if !idsAscend(b.Payments) {
		seen = newIDSet(len(b.Payments))
	}
	firstDay := aid.DateOf(b.CreatedAt.UTC()) // in one zone always, so that a stored batch is judged as it was at first
	var total aid.Ore
	var scratch [4 * maxName]byte
	for i := range b.Payments {
		p := &b.Payments[i]
		if !validID(p.EndToEnd) {
			faults = append(faults, aid.Error{Code: "payfile.id", Field: "#" + strconv.Itoa(i+1)})
			continue
		}
		if seen != nil && seen.add(b.Payments, i) {
			faults = append(faults, aid.Error{Code: "payfile.duplicate", Field: p.EndToEnd})
		}
		if code := p.fault(firstDay, scratch[:0]); code != "" {
			faults = append(faults, aid.Error{Code: code, Field: p.EndToEnd})
			continue
		}
		var err error
		if total, err = total.Add(p.Amount); err != nil {
			faults = append(faults, aid.Error{Code: "payfile.total"})
			break
		}
	}
	return faults.Or()
}

// checkHead finds the faults that are no payment's.
func (b Batch) checkHead(faults *aid.Errors) {
	report := func(wrong bool, code string) {
		if wrong {
			*faults = append(*faults, aid.Error{Code: code})
		}
	}
	// The longest PmtInfId has the number of groups at its end, which is at most the number of payments.
	dates := map[aid.Date]bool{}
	for i := range b.Payments {
		if i == 0 || b.Payments[i].SendOn != b.Payments[i-1].SendOn {
			dates[b.Payments[i].SendOn] = true
		}
	}
	longest := fmt.Sprintf("%s-P%d", b.MessageID, len(dates))
	report(!validID(b.MessageID) || !validID(longest), "payfile.message_id")
	// Outside these years the time has no four-digit form.
	year := b.CreatedAt.UTC().Year()
	report(b.CreatedAt.IsZero() || year < 2000 || year > 9999, "payfile.created")
	report(len(b.Payments) == 0, "payfile.empty")
	name := bankText(b.Debtor.Name, maxName)
	report(name == "" || disclosesBenefit(b.Debtor.Name), "payfile.debtor_name")
	report(len(b.Debtor.OrgNumber) != 10 || !allDigits(b.Debtor.OrgNumber), "payfile.debtor_org")
	report(!validIBAN(b.Debtor.IBAN), "payfile.debtor_iban")
	report(!validBIC(b.Debtor.BIC), "payfile.debtor_bic")
}

// fault returns the code of the first thing wrong with the payment, or "". scratch is room to work in.
func (p *Payment) fault(firstDay aid.Date, scratch []byte) string {
	switch {
	case p.Method == aid.ToCard:
		return "payfile.card"
	case p.Method != aid.ToAccount && p.Method != aid.ToBankgiro && p.Method != aid.ToPlusgiro:
		return "payfile.method"
	case p.Amount <= 0 || p.Amount > aid.MaxAmount:
		return "payfile.amount"
	case !realDay(p.SendOn):
		return "payfile.date"
	case dayBefore(p.SendOn, firstDay):
		return "payfile.past"
	case len(appendText(scratch, p.PayeeName, maxName)) == 0:
		return "payfile.name"
	case !allDigits(p.Account):
		return "account.digits"
	case p.Clearing != "" && !allDigits(p.Clearing):
		return "account.clearing"
	}
	if c := CheckAccount(p.Method, p.Clearing, p.Account); c.Verdict == Wrong {
		return c.Code
	}
	if p.Reference == "" || p.isOCR() {
		return ""
	}
	// One character more than allowed is asked for, to see whether it is too long: a cut reference is a wrong one.
	text := appendText(scratch, p.Reference, maxReference+1)
	if len(text) == 0 || utf8.RuneCount(text) > maxReference {
		return "payfile.reference"
	}
	if disclosesBenefit(p.Reference) {
		return "payfile.disclosure"
	}
	return ""
}

// isOCR tells whether the reference is an OCR number: 2 to 25 digits with a mod 10 check digit, to a giro.
func (p *Payment) isOCR() bool {
	n := len(p.Reference)
	return p.Method != aid.ToAccount && n >= 2 && n <= maxReference && allDigits(p.Reference) && luhn(p.Reference)
}

// realDay tells whether the calendar has the day, in four-digit years.
func realDay(d aid.Date) bool {
	return d.Year >= 2000 && d.Year <= 9999 && d.Month >= time.January && d.Month <= time.December && d.Day >= 1 &&
		(d.Day <= 28 || aid.DateOf(d.Time()) == d)
}

// dayBefore is d.Before(e), without going by way of instants: it is asked once for each payment.
func dayBefore(d, e aid.Date) bool {
	if d.Year != e.Year {
		return d.Year < e.Year
	}
	if d.Month != e.Month {
		return d.Month < e.Month
	}
	return d.Day < e.Day
}

// validIBAN tells whether text is a Swedish IBAN: SE, 22 digits, mod 97 (ISO 13616).
func validIBAN(text string) bool {
	if len(text) != 24 || text[:2] != "SE" || !allDigits(text[2:]) {
		return false
	}
	remainder := 0
	for _, d := range text[4:] + "2814" + text[2:4] { // S = 28, E = 14
		remainder = (remainder*10 + int(d-'0')) % 97
	}
	return remainder == 1
}

// validBIC tells whether text has the form of a BIC (ISO 9362): six letters, then two or five letters or digits.
func validBIC(text string) bool {
	if len(text) != 8 && len(text) != 11 {
		return false
	}
	for i := range len(text) {
		letter := text[i] >= 'A' && text[i] <= 'Z'
		digit := text[i] >= '0' && text[i] <= '9'
		if !letter && (!digit || i < 6) {
			return false
		}
	}
	return true
}

// idsAscend tells whether each id is greater than the one before, as ids numbered by the program are: none repeats.
func idsAscend(payments []Payment) bool {
	for i := 1; i < len(payments); i++ {
		if payments[i].EndToEnd <= payments[i-1].EndToEnd {
			return false
		}
	}
	return true
}

// idSet finds repeated ids. It holds places and parts of hashes, not texts: a fifth of what a map of 100 000 strings
// takes, and an id is looked at again only where it is likely to be the same.
type idSet struct {
	seed  maphash.Seed
	slots []idSlot
}

type idSlot struct {
	hash  uint32
	place int32 // + 1; 0 is a free slot
}

// newIDSet makes a set for n ids, never more than half full.
func newIDSet(n int) *idSet {
	size := 16
	for size < 2*n {
		size *= 2
	}
	return &idSet{maphash.MakeSeed(), make([]idSlot, size)}
}

// add puts in the id of payments[i] and tells whether it was there already.
func (s *idSet) add(payments []Payment, i int) bool {
	id := payments[i].EndToEnd
	full := maphash.String(s.seed, id)
	hash, mask := uint32(full>>32), uint64(len(s.slots)-1)
	for at := full & mask; ; at = (at + 1) & mask {
		switch slot := s.slots[at]; {
		case slot.place == 0:
			s.slots[at] = idSlot{hash, int32(i + 1)}
			return false
		case slot.hash == hash && payments[slot.place-1].EndToEnd == id:
			return true
		}
	}
}
