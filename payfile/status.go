package payfile

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// MaxStatus is the largest status report that ReadStatus takes, in bytes: enough for 100 000 payments.
const MaxStatus = 64 << 20

// ErrNotStatus is returned by ReadStatus for what is no status report, or half of one.
var ErrNotStatus = errors.New("not a payment status report")

// statusNamespace opens the namespace of every version of the report. Their parts that are read here are the same.
const statusNamespace = "urn:iso:std:iso:20022:tech:xsd:pain.002.001."

// Status (bankens läge) is a status code as the bank wrote it. Unknown codes are kept; their outcome is Pending.
type Status string

// The statuses of a file, a group or a payment. ISO 20022 defines them.
const (
	Received          Status = "RCVD" // received
	Technical         Status = "ACTC" // its form is right
	CustomerAccepted  Status = "ACCP" // the customer's right and cover are right too
	InProcess         Status = "ACSP" // on its way
	Settled           Status = "ACSC" // settlement completed: the one status that means paid
	AcceptedChanged   Status = "ACWC" // accepted with a change, of the date for one
	PartlyAccepted    Status = "PART" // of a file or a group: some accepted, some rejected
	Rejected          Status = "RJCT"
	PendingProcessing Status = "PDNG"
)

// Reason (bankens skäl) is why a status is what it is.
type Reason struct {
	Code string // of the ISO external code list, or the bank's own
	Text string // the bank's words. They may name a person: never logged
}

// StatusReport (betalningsåterrapport) is one answer of the bank.
type StatusReport struct {
	MessageID string // the report's own id
	Original  string // the MessageID of the batch that is answered
	Status    Status // of the whole file; may be empty
	Reasons   []Reason
	Groups    []GroupStatus
}

// GroupStatus is what a report says of one group of the batch.
type GroupStatus struct {
	ID       string // Group.ID
	Status   Status // may be empty
	Reasons  []Reason
	Payments []PaymentStatus
}

// PaymentStatus is what a report says of one payment.
type PaymentStatus struct {
	EndToEnd string
	Status   Status // may be empty
	Reasons  []Reason
}

// reportXML and its parts are the elements of a report that are read; all others are passed over.
type reportXML struct {
	Report *struct {
		MessageID string `xml:"GrpHdr>MsgId"`
		Original  struct {
			MessageID string      `xml:"OrgnlMsgId"`
			Status    string      `xml:"GrpSts"`
			Reasons   []reasonXML `xml:"StsRsnInf"`
		} `xml:"OrgnlGrpInfAndSts"`
		Groups []groupXML `xml:"OrgnlPmtInfAndSts"`
	} `xml:"CstmrPmtStsRpt"`
}

type groupXML struct {
	ID       string       `xml:"OrgnlPmtInfId"`
	Status   string       `xml:"PmtInfSts"`
	Reasons  []reasonXML  `xml:"StsRsnInf"`
	Payments []paymentXML `xml:"TxInfAndSts"`
}

type paymentXML struct {
	Instruction string      `xml:"OrgnlInstrId"`
	EndToEnd    string      `xml:"OrgnlEndToEndId"`
	Status      string      `xml:"TxSts"`
	Reasons     []reasonXML `xml:"StsRsnInf"`
}

type reasonXML struct {
	Code string   `xml:"Rsn>Cd"`
	Own  string   `xml:"Rsn>Prtry"`
	Text []string `xml:"AddtlInf"`
}

// ReadStatus reads a pain.002.001.03 report, or one of another version such as .10. What it does not know it passes
// over, but the document must be whole and name the file it answers. It returns ErrNotStatus for anything else and
// ErrTooLarge beyond MaxStatus bytes. A half report can be whole a little later: leave it with the bank and read again.
func ReadStatus(r io.Reader) (StatusReport, error) { return readStatusUpTo(r, MaxStatus) }

// readStatusUpTo is ReadStatus with the limit as a number of bytes.
func readStatusUpTo(r io.Reader, limit int64) (StatusReport, error) {
	decoder := xml.NewDecoder(&limited{r: r, left: limit})
	start, err := rootOf(decoder)
	if err != nil {
		return StatusReport{}, err
	}
	if start.Name.Local != "Document" || !strings.HasPrefix(start.Name.Space, statusNamespace) {
		return StatusReport{}, fmt.Errorf("%w: root %.40q", ErrNotStatus, start.Name.Local)
	}
	var x reportXML
	if err := decoder.DecodeElement(&x, &start); err != nil {
		return StatusReport{}, notStatus(err)
	}
	if x.Report == nil || strings.TrimSpace(x.Report.Original.MessageID) == "" {
		return StatusReport{}, fmt.Errorf("%w: it names no file", ErrNotStatus)
	}
	if _, err := rootOf(decoder); !errors.Is(err, io.EOF) {
		return StatusReport{}, fmt.Errorf("%w: something follows it", ErrNotStatus)
	}
	return x.report(), nil
}

// rootOf returns the next start of an element. An end of input before it is an error that wraps io.EOF.
func rootOf(decoder *xml.Decoder) (xml.StartElement, error) {
	for {
		token, err := decoder.Token()
		if err == io.EOF {
			return xml.StartElement{}, fmt.Errorf("%w: %w", ErrNotStatus, err)
		}
		if err != nil {
			return xml.StartElement{}, notStatus(err)
		}
		if start, ok := token.(xml.StartElement); ok {
			return start, nil
		}
	}
}

// notStatus tells a source that fails, or is too large, from one that is no report. The XML reader's own words are left
// out: they may quote the report.
func notStatus(err error) error {
	var syntax *xml.SyntaxError
	switch {
	case errors.Is(err, ErrTooLarge):
		return fmt.Errorf("read status report: %w", err)
	case errors.As(err, &syntax):
		return fmt.Errorf("%w: broken XML at line %d", ErrNotStatus, syntax.Line)
	}
	return fmt.Errorf("%w: %w", ErrNotStatus, err)
}

// report brings what was read to its outward form.
func (x reportXML) report() StatusReport {
	from := x.Report
	report := StatusReport{
		MessageID: strings.TrimSpace(from.MessageID),
		Original:  strings.TrimSpace(from.Original.MessageID),
		Status:    status(from.Original.Status),
		Reasons:   reasons(from.Original.Reasons),
	}
	for _, g := range from.Groups {
		group := GroupStatus{ID: strings.TrimSpace(g.ID), Status: status(g.Status), Reasons: reasons(g.Reasons)}
		for _, p := range g.Payments {
			id := strings.TrimSpace(p.EndToEnd)
			if id == "" { // some banks answer by the instruction's id, which Write makes the same
				id = strings.TrimSpace(p.Instruction)
			}
			group.Payments = append(group.Payments, PaymentStatus{id, status(p.Status), reasons(p.Reasons)})
		}
		report.Groups = append(report.Groups, group)
	}
	return report
}

// status trims a code.
func status(text string) Status { return Status(strings.TrimSpace(text)) }

// reasons brings reasons to their outward form.
func reasons(from []reasonXML) []Reason {
	var all []Reason
	for _, r := range from {
		code := strings.TrimSpace(r.Code)
		if code == "" {
			code = strings.TrimSpace(r.Own)
		}
		all = append(all, Reason{Code: code, Text: strings.TrimSpace(strings.Join(r.Text, " "))})
	}
	return all
}
