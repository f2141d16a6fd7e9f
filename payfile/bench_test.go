package payfile_test

import (
	"encoding/xml"
	"io"
	"testing"

	"bistand/payfile"
)

// BenchmarkWrite100000 writes a file of 100 000 payments, validation included.
func BenchmarkWrite100000(b *testing.B) {
	batch := many(100_000, 1)
	b.ReportAllocs()
	for b.Loop() {
		if err := payfile.Write(io.Discard, batch); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*100_000/b.Elapsed().Seconds(), "payments/s")
}

// reference is a payment as encoding/xml would write it: the measure that Write is held against.
type reference struct {
	XMLName     xml.Name `xml:"CdtTrfTxInf"`
	Instruction string   `xml:"PmtId>InstrId"`
	EndToEnd    string   `xml:"PmtId>EndToEndId"`
	Amount      struct {
		Currency string `xml:"Ccy,attr"`
		Value    string `xml:",chardata"`
	} `xml:"Amt>InstdAmt"`
	System   string `xml:"CdtrAgt>FinInstnId>ClrSysMmbId>ClrSysId>Cd"`
	Clearing string `xml:"CdtrAgt>FinInstnId>ClrSysMmbId>MmbId"`
	Name     string `xml:"Cdtr>Nm"`
	Account  string `xml:"CdtrAcct>Id>Othr>Id"`
	Scheme   string `xml:"CdtrAcct>Id>Othr>SchmeNm>Cd"`
	Text     string `xml:"RmtInf>Ustrd,omitempty"`
}

// BenchmarkEncodingXML100000 streams the same payments with encoding/xml, without any validation.
func BenchmarkEncodingXML100000(b *testing.B) {
	batch := many(100_000, 1)
	for b.Loop() {
		encoder := xml.NewEncoder(io.Discard)
		for _, p := range batch.Payments {
			r := reference{
				Instruction: p.EndToEnd, EndToEnd: p.EndToEnd, System: "SESBA", Clearing: p.Clearing,
				Name: p.PayeeName, Account: p.Account, Scheme: "BBAN", Text: p.Reference,
			}
			r.Amount.Currency, r.Amount.Value = "SEK", p.Amount.Decimal()
			if err := encoder.Encode(r); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(b.N)*100_000/b.Elapsed().Seconds(), "payments/s")
}
