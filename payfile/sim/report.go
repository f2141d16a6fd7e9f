package sim

import (
	"bytes"
	"encoding/xml"
	"time"

	"bistand/payfile"
)

// report is a pain.002 to be written.
type report struct {
	original string
	status   payfile.Status // "" is left out
	reason   string
	groups   []groupReport
}

type groupReport struct {
	id       string
	status   payfile.Status // "" is left out
	reason   string
	payments []paymentReport
}

type paymentReport struct {
	endToEnd string
	status   payfile.Status
	reason   string
}

// words are what the bank adds to its reasons.
var words = map[string]string{
	"AC01": "Kontonumret är fel", "AC04": "Kontot är avslutat", "AM04": "Täckning saknas", wrongSum: "Kontrollsumman är fel",
	wrongCount: "Antalet är fel", wrongDate: "Dagen är fel", duplicateFile: "Filen har redan tagits emot",
	duplicateEntry: "Betalningen finns redan i filen", unreadable: "Filen kan inte läsas",
}

// xml writes the report as pain.002.001.03.
func (r report) xml(id string, now time.Time) []byte {
	var b writer
	b.tag(`<?xml version="1.0" encoding="UTF-8"?>` + "\n" +
		`<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.03"><CstmrPmtStsRpt>` + "\n<GrpHdr>")
	b.leaf("MsgId", id)
	b.leaf("CreDtTm", now.UTC().Format(time.RFC3339))
	b.tag("</GrpHdr>\n<OrgnlGrpInfAndSts>")
	b.leaf("OrgnlMsgId", r.original)
	b.leaf("OrgnlMsgNmId", "pain.001.001.03")
	b.leaf("GrpSts", string(r.status))
	b.reason(r.reason)
	b.tag("</OrgnlGrpInfAndSts>\n")
	for _, g := range r.groups {
		b.tag("<OrgnlPmtInfAndSts>")
		b.leaf("OrgnlPmtInfId", g.id)
		b.leaf("PmtInfSts", string(g.status))
		b.reason(g.reason)
		for _, p := range g.payments {
			b.tag("\n<TxInfAndSts>")
			b.leaf("OrgnlEndToEndId", p.endToEnd)
			b.leaf("TxSts", string(p.status))
			b.reason(p.reason)
			b.tag("</TxInfAndSts>")
		}
		b.tag("</OrgnlPmtInfAndSts>\n")
	}
	b.tag("</CstmrPmtStsRpt></Document>\n")
	return b.Bytes()
}

// writer gathers XML.
type writer struct{ bytes.Buffer }

// tag gathers text that is XML already.
func (w *writer) tag(text string) { w.WriteString(text) }

// leaf gathers an element with text, if there is any.
func (w *writer) leaf(name, text string) {
	if text == "" {
		return
	}
	w.tag("<" + name + ">")
	_ = xml.EscapeText(w, []byte(text)) // a buffer never fails
	w.tag("</" + name + ">")
}

// reason gathers a reason, if there is one.
func (w *writer) reason(code string) {
	if code == "" {
		return
	}
	w.tag("<StsRsnInf><Rsn>")
	w.leaf("Cd", code)
	w.tag("</Rsn>")
	w.leaf("AddtlInf", words[code])
	w.tag("</StsRsnInf>")
}
