package payfile

import (
	"fmt"
	"io"
	"strconv"

	"bistand/aid"
)

// namespace is that of the one version of the payment file we write and read.
const namespace = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.03"

// The clearing numbers by which a file names the giros.
const (
	bankgiroClearing = "9900"
	plusgiroClearing = "9960"
)

// flushAt is how much is gathered before it is passed on.
const flushAt = 32 << 10

// Write writes the batch as a pain.001.001.03 file. The same batch gives the same bytes. It validates everything first
// and writes nothing of a faulty batch; the error then wraps the aid.Errors of Validate.
func Write(w io.Writer, b Batch) error {
	if err := b.Validate(); err != nil {
		return fmt.Errorf("check payment batch %s: %w", b.MessageID, err)
	}
	groups := b.Groups()
	var total aid.Ore
	for _, g := range groups {
		total += g.Total
	}
	f := &file{w: w, buf: make([]byte, 0, flushAt+4<<10)}
	f.head(b, total)
	for _, g := range groups {
		f.groupHead(b, g)
		for _, i := range g.Payments {
			f.payment(&b.Payments[i])
			if len(f.buf) >= flushAt {
				f.flush()
			}
		}
		f.add("</PmtInf>\n")
	}
	f.add("</CstmrCdtTrfInitn></Document>\n")
	f.flush()
	if f.err != nil {
		return fmt.Errorf("write payment file %s: %w", b.MessageID, f.err)
	}
	return nil
}

// file is a payment file being written. The first error is kept and stops the writing.
type file struct {
	w   io.Writer
	buf []byte
	err error
}

// flush passes on what has been gathered.
func (f *file) flush() {
	if f.err == nil {
		_, f.err = f.w.Write(f.buf)
	}
	f.buf = f.buf[:0]
}

// add gathers pieces of text that are XML already: tags, digits, validated ids.
func (f *file) add(pieces ...string) {
	for _, p := range pieces {
		f.buf = append(f.buf, p...)
	}
}

// text gathers a text that a person wrote, in the bank's characters.
func (f *file) text(s string, limit int) { f.buf = appendText(f.buf, s, limit) }

// amount gathers an amount as aid.Ore.Decimal writes it; it is positive here.
func (f *file) amount(o aid.Ore) {
	f.buf = strconv.AppendInt(f.buf, int64(o/aid.Kronor), 10)
	f.buf = append(f.buf, '.', byte('0'+o%100/10), byte('0'+o%10))
}

// counts gathers the number of payments and their sum, which the bank holds against what it finds.
func (f *file) counts(n int, total aid.Ore) {
	f.add("<NbOfTxs>", strconv.Itoa(n), "</NbOfTxs><CtrlSum>")
	f.amount(total)
	f.add("</CtrlSum>")
}

// head gathers everything before the first group.
func (f *file) head(b Batch, total aid.Ore) {
	f.add(`<?xml version="1.0" encoding="UTF-8"?>`, "\n", `<Document xmlns="`, namespace, `"><CstmrCdtTrfInitn>`, "\n",
		"<GrpHdr><MsgId>", b.MessageID, "</MsgId><CreDtTm>", b.CreatedAt.UTC().Format("2006-01-02T15:04:05Z"), "</CreDtTm>")
	f.counts(len(b.Payments), total)
	f.add("<InitgPty><Nm>")
	f.text(b.Debtor.Name, maxName)
	f.add("</Nm><Id><OrgId><Othr><Id>", b.Debtor.OrgNumber, "</Id></Othr></OrgId></Id></InitgPty></GrpHdr>\n")
}

// groupHead gathers what precedes the payments of a group. No service level: that is for euro payments only.
func (f *file) groupHead(b Batch, g Group) {
	f.add("<PmtInf><PmtInfId>", g.ID, "</PmtInfId><PmtMtd>TRF</PmtMtd><BtchBookg>true</BtchBookg>")
	f.counts(len(g.Payments), g.Total)
	f.add("<ReqdExctnDt>", g.SendOn.String(), "</ReqdExctnDt>\n<Dbtr><Nm>")
	f.text(b.Debtor.Name, maxName)
	f.add("</Nm><PstlAdr><Ctry>SE</Ctry></PstlAdr><Id><OrgId><Othr><Id>", b.Debtor.OrgNumber,
		"</Id></Othr></OrgId></Id></Dbtr><DbtrAcct><Id><IBAN>", b.Debtor.IBAN,
		"</IBAN></Id><Ccy>SEK</Ccy></DbtrAcct><DbtrAgt><FinInstnId><BIC>", b.Debtor.BIC, "</BIC></FinInstnId></DbtrAgt>\n")
}

// payment gathers one transfer. The payee's address is left out: no bank of ours needs it, and some payees' must not
// be known.
func (f *file) payment(p *Payment) {
	clearing, account := p.inFile()
	scheme := "<Cd>BBAN</Cd>"
	if p.Method == aid.ToBankgiro {
		scheme = "<Prtry>BGNR</Prtry>"
	}
	f.add("<CdtTrfTxInf><PmtId><InstrId>", p.EndToEnd, "</InstrId><EndToEndId>", p.EndToEnd,
		`</EndToEndId></PmtId><Amt><InstdAmt Ccy="SEK">`)
	f.amount(p.Amount)
	f.add("</InstdAmt></Amt><CdtrAgt><FinInstnId><ClrSysMmbId><ClrSysId><Cd>SESBA</Cd></ClrSysId><MmbId>", clearing,
		"</MmbId></ClrSysMmbId></FinInstnId></CdtrAgt><Cdtr><Nm>")
	f.text(p.PayeeName, maxName)
	f.add("</Nm></Cdtr><CdtrAcct><Id><Othr><Id>", account, "</Id><SchmeNm>", scheme, "</SchmeNm></Othr></Id></CdtrAcct>")
	switch {
	case p.Reference == "":
	case p.isOCR():
		f.add(`<RmtInf><Strd><RfrdDocAmt><RmtdAmt Ccy="SEK">`)
		f.amount(p.Amount)
		f.add("</RmtdAmt></RfrdDocAmt><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry></Tp><Ref>", p.Reference,
			"</Ref></CdtrRefInf></Strd></RmtInf>")
	default:
		f.add("<RmtInf><Ustrd>")
		f.text(p.Reference, maxReference)
		f.add("</Ustrd></RmtInf>")
	}
	f.add("</CdtTrfTxInf>\n")
}

// inFile returns the clearing number and the account as the file names them. A fifth digit of Swedbank's clearing
// number, wherever it was written, is left out.
func (p *Payment) inFile() (clearing, account string) {
	switch p.Method {
	case aid.ToBankgiro:
		return bankgiroClearing, p.Account
	case aid.ToPlusgiro:
		return plusgiroClearing, p.Account
	}
	clearing, account = p.Clearing[:4], p.Account
	if clearing[0] == '8' && len(account) == 11 {
		account = account[1:]
	}
	return clearing, account
}
