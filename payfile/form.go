package payfile

import (
	"strconv"

	"bistand/aid"
)

// form is the payment file that Write makes, element by element, with what may besides stand in one from elsewhere
// (towns). It is a narrowing of the published schema: whatever fits here is valid there.
var form = element{name: "Document", children: []element{{
	name:     "CstmrCdtTrfInitn",
	children: []element{groupHeader, paymentInformation},
	end:      (*parser).endFile,
}}}

// groupHeader says what the whole file holds.
var groupHeader = element{name: "GrpHdr", children: []element{
	{name: "MsgId", text: (*parser).messageID},
	{name: "CreDtTm", text: func(p *parser, s string) (ok bool) { p.batch.CreatedAt, ok = parseCreated(s); return ok }},
	{name: "NbOfTxs", text: func(p *parser, s string) (ok bool) { p.count, ok = parseCount(s); return ok }},
	{name: "CtrlSum", text: func(p *parser, s string) (ok bool) { p.sum, ok = parseAmount(s); return ok }},
	{name: "InitgPty", children: []element{
		{name: "Nm", text: func(p *parser, s string) bool { p.batch.Debtor.Name = s; return isBankText(s, maxName) }},
		organisation(func(p *parser, s string) bool { p.batch.Debtor.OrgNumber = s; return len(s) == 10 && allDigits(s) }),
	}},
}}

// paymentInformation is one group of payments.
var paymentInformation = element{name: "PmtInf", many: true, end: (*parser).endGroup, children: []element{
	{name: "PmtInfId", text: (*parser).groupID},
	{name: "PmtMtd", text: exactly("TRF")},
	{name: "BtchBookg", text: exactly("true")},
	{name: "NbOfTxs", text: func(p *parser, s string) (ok bool) { p.groupCount, ok = parseCount(s); return ok }},
	{name: "CtrlSum", text: func(p *parser, s string) (ok bool) { p.groupSum, ok = parseAmount(s); return ok }},
	{name: "ReqdExctnDt", text: (*parser).groupDate},
	{name: "Dbtr", children: []element{
		{name: "Nm", text: func(p *parser, s string) bool { p.debtor.Name = s; return true }},
		address(true),
		organisation(func(p *parser, s string) bool { p.debtor.OrgNumber = s; return true }),
	}},
	{name: "DbtrAcct", children: []element{
		only("Id", element{name: "IBAN", text: func(p *parser, s string) bool { p.debtor.IBAN = s; return validIBAN(s) }}),
		{name: "Ccy", text: exactly("SEK")},
	}},
	only("DbtrAgt", only("FinInstnId",
		element{name: "BIC", text: func(p *parser, s string) bool { p.debtor.BIC = s; return validBIC(s) }})),
	transfer,
}}

// transfer is one payment.
var transfer = element{name: "CdtTrfTxInf", many: true, end: (*parser).endPayment, children: []element{
	{name: "PmtId", children: []element{
		{name: "InstrId", text: func(p *parser, s string) bool { p.instruction = s; return validID(s) }},
		{name: "EndToEndId", text: func(p *parser, s string) bool { p.payment.EndToEnd = s; return validID(s) }},
	}},
	only("Amt", element{name: "InstdAmt", currency: true, text: func(p *parser, s string) (ok bool) {
		p.payment.Amount, ok = parseAmount(s)
		return ok && p.payment.Amount > 0
	}}),
	only("CdtrAgt", only("FinInstnId", element{name: "ClrSysMmbId", children: []element{
		only("ClrSysId", element{name: "Cd", text: exactly("SESBA")}),
		{name: "MmbId", text: func(p *parser, s string) bool { p.payment.Clearing = s; return len(s) == 4 && allDigits(s) }},
	}})),
	{name: "Cdtr", children: []element{
		{name: "Nm", text: func(p *parser, s string) bool { p.payment.PayeeName = s; return isBankText(s, maxName) }},
		address(false),
	}},
	only("CdtrAcct", only("Id", element{name: "Othr", children: []element{
		{name: "Id", text: func(p *parser, s string) bool { p.payment.Account = s; return len(s) <= 11 && allDigits(s) }},
		{name: "SchmeNm", children: []element{
			{name: "Cd", optional: true, text: (*parser).accountScheme},
			{name: "Prtry", optional: true, text: (*parser).accountScheme},
		}},
	}})),
	remittance,
}}

// remittance is an OCR number or a free text.
var remittance = element{name: "RmtInf", optional: true, children: []element{
	{name: "Ustrd", optional: true, text: func(p *parser, s string) bool {
		p.payment.Reference = s
		return isBankText(s, maxReference)
	}},
	{name: "Strd", optional: true, children: []element{
		only("RfrdDocAmt", element{name: "RmtdAmt", currency: true, text: func(p *parser, s string) (ok bool) {
			p.remitted, ok = parseAmount(s)
			return ok && p.payment.Reference == ""
		}}),
		{name: "CdtrRefInf", children: []element{
			only("Tp", only("CdOrPrtry", element{name: "Cd", text: exactly("SCOR")})),
			{name: "Ref", text: func(p *parser, s string) bool { p.payment.Reference = s; return len(s) <= maxReference }},
		}},
	}},
}}

// only is an element with one child.
func only(name string, child element) element {
	return element{name: name, children: []element{child}}
}

// organisation is the id of an organisation, whose number goes to set.
func organisation(set func(*parser, string) bool) element {
	return only("Id", only("OrgId", only("Othr", element{name: "Id", text: set})))
}

// address is a town, or none, and Sweden. It is not kept.
func address(required bool) element {
	return element{name: "PstlAdr", optional: !required, children: []element{
		{name: "TwnNm", optional: true, text: func(_ *parser, s string) bool { return isBankText(s, maxID) }},
		{name: "Ctry", text: exactly("SE")},
	}}
}

// exactly is the check of an element that can hold one value only.
func exactly(want string) func(*parser, string) bool {
	return func(_ *parser, s string) bool { return s == want }
}

// parseCount reads a number of payments: digits, no leading zero.
func parseCount(text string) (int, bool) {
	n, err := strconv.Atoi(text)
	return n, err == nil && n > 0 && strconv.Itoa(n) == text
}

// messageID keeps the file's id if it can be one; an answer will name it.
func (p *parser) messageID(s string) bool {
	if validID(s) {
		p.batch.MessageID = s
	}
	return p.batch.MessageID != ""
}

// groupID checks that the group's id follows from the file's.
func (p *parser) groupID(s string) bool {
	p.groups++
	p.groupFrom = len(p.batch.Payments)
	return s == p.batch.MessageID+"-P"+strconv.Itoa(p.groups)
}

// groupDate checks that the group's date comes after that of the group before.
func (p *parser) groupDate(s string) bool {
	day, err := aid.ParseDate(s)
	after := p.groups == 1 || p.sendOn.Before(day)
	p.sendOn = day
	return err == nil && after
}

// accountScheme keeps whichever of the two names was given; there must be one only.
func (p *parser) accountScheme(s string) bool {
	if p.scheme != "" {
		return false
	}
	p.scheme = s
	return s == "BBAN" || s == "BGNR"
}

// endPayment puts the payment in the batch: its method follows from clearing number and scheme.
func (p *parser) endPayment() error {
	t := p.payment
	t.SendOn = p.sendOn
	switch bankgiro := p.scheme == "BGNR"; {
	case p.scheme == "" || bankgiro != (t.Clearing == bankgiroClearing):
		return p.wrong("CdtrAcct", "does not go with its clearing number")
	case bankgiro:
		t.Method, t.Clearing = aid.ToBankgiro, ""
	case t.Clearing == plusgiroClearing:
		t.Method, t.Clearing = aid.ToPlusgiro, ""
	default:
		t.Method = aid.ToAccount
	}
	switch {
	case p.instruction != t.EndToEnd:
		return p.wrong("InstrId", "differs from EndToEndId")
	case p.remitted != 0 && (p.remitted != t.Amount || !t.isOCR()):
		return p.wrong("Strd", "is no OCR reference for the amount")
	}
	p.batch.Payments = append(p.batch.Payments, t)
	p.payment, p.instruction, p.scheme, p.remitted = Payment{}, "", "", 0
	return nil
}

// endGroup holds the group against what it states, and its debtor against the file's.
func (p *parser) endGroup() error {
	payments := p.batch.Payments[p.groupFrom:]
	if len(payments) == 0 {
		return p.wrong("CdtTrfTxInf", "is missing")
	}
	if p.debtor.Name != p.batch.Debtor.Name || p.debtor.OrgNumber != p.batch.Debtor.OrgNumber {
		return p.wrong("Dbtr", "differs from InitgPty")
	}
	if p.groups > 1 && p.debtor != p.batch.Debtor {
		return p.wrong("DbtrAcct", "differs from that of the group before")
	}
	p.batch.Debtor = p.debtor
	p.noteTotals("PmtInf "+strconv.Itoa(p.groups), p.groupCount, len(payments), p.groupSum, payments)
	return nil
}

// endFile holds the file against what it states.
func (p *parser) endFile() error {
	if p.groups == 0 {
		return p.wrong("PmtInf", "is missing")
	}
	p.noteTotals("GrpHdr", p.count, len(p.batch.Payments), p.sum, p.batch.Payments)
	return nil
}
