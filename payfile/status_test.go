package payfile_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bistand/aid"
	"bistand/payfile"
)

// answer builds a report on march(): the file's part and its groups' parts, as XML.
func answer(file, groups string) string {
	return `<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.03"><CstmrPmtStsRpt>` +
		`<GrpHdr><MsgId>BANK1</MsgId><CreDtTm>2026-03-24T09:05:00Z</CreDtTm></GrpHdr>` +
		`<OrgnlGrpInfAndSts><OrgnlMsgId>EB20260324A1</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.03</OrgnlMsgNmId>` + file +
		`</OrgnlGrpInfAndSts>` + groups + `</CstmrPmtStsRpt></Document>`
}

// group builds a group's part.
func group(number, rest string) string {
	return `<OrgnlPmtInfAndSts><OrgnlPmtInfId>EB20260324A1-P` + number + `</OrgnlPmtInfId>` + rest + `</OrgnlPmtInfAndSts>`
}

// row builds a payment's part.
func row(id, status, reason string) string {
	text := `<TxInfAndSts><OrgnlEndToEndId>` + id + `</OrgnlEndToEndId>`
	if status != "" {
		text += `<TxSts>` + status + `</TxSts>`
	}
	if reason != "" {
		text += `<StsRsnInf><Rsn><Cd>` + reason + `</Cd></Rsn><AddtlInf>Kontot finns inte</AddtlInf></StsRsnInf>`
	}
	return text + `</TxInfAndSts>`
}

const (
	fileRejected  = `<GrpSts>RJCT</GrpSts><StsRsnInf><Rsn><Cd>AM04</Cd></Rsn></StsRsnInf>`
	fileDuplicate = `<GrpSts>RJCT</GrpSts><StsRsnInf><Rsn><Cd>DU01</Cd></Rsn></StsRsnInf>`
	filePart      = `<GrpSts>PART</GrpSts>`
)

const (
	pending  = payfile.OutcomePending
	accepted = payfile.OutcomeAccepted
	executed = payfile.OutcomeExecuted
	rejected = payfile.OutcomeRejected
)

// resolutions are answers and what they mean. The payments of march() lie so: A1-1, A1-3 and A1-4 in group 1, A1-2 in
// group 2.
var resolutions = []struct {
	name         string
	file, groups string
	want         [4]payfile.Outcome // A1-1, A1-2, A1-3, A1-4
	reason       string             // of A1-1
	conflict     bool               // on A1-1
	strays       []string
}{
	{"whole file accepted, no rows", `<GrpSts>ACTC</GrpSts>`, "", [4]payfile.Outcome{accepted, accepted, accepted, accepted}, "", false, nil},
	{"customer accepted", `<GrpSts>ACCP</GrpSts>`, "", [4]payfile.Outcome{accepted, accepted, accepted, accepted}, "", false, nil},
	{"in process is not paid", `<GrpSts>ACSP</GrpSts>`, "", [4]payfile.Outcome{accepted, accepted, accepted, accepted}, "", false, nil},
	{"accepted with change", `<GrpSts>ACWC</GrpSts>`, "", [4]payfile.Outcome{accepted, accepted, accepted, accepted}, "", false, nil},
	{"whole file settled", `<GrpSts>ACSC</GrpSts>`, "", [4]payfile.Outcome{executed, executed, executed, executed}, "", false, nil},
	{"whole file rejected", fileRejected, "", [4]payfile.Outcome{rejected, rejected, rejected, rejected}, "AM04", false, nil},
	{"whole file pending", `<GrpSts>PDNG</GrpSts>`, "", [4]payfile.Outcome{pending, pending, pending, pending}, "", false, nil},
	{"received only", `<GrpSts>RCVD</GrpSts>`, "", [4]payfile.Outcome{pending, pending, pending, pending}, "", false, nil},
	{"unknown status", `<GrpSts>XYZW</GrpSts>`, "", [4]payfile.Outcome{pending, pending, pending, pending}, "", false, nil},
	{"nothing said", "", "", [4]payfile.Outcome{pending, pending, pending, pending}, "", false, nil},
	{
		"mixed", filePart, group("1", `<PmtInfSts>PART</PmtInfSts>`+row("A1-1", "RJCT", "AC01")+row("A1-3", "ACSC", "")) + group("2", `<PmtInfSts>ACCP</PmtInfSts>`),
		[4]payfile.Outcome{rejected, accepted, executed, pending},
		"AC01", false, nil,
	},
	{
		"rows under an accepted group", `<GrpSts>ACCP</GrpSts>`, group("1", row("A1-1", "RJCT", "AC04")),
		[4]payfile.Outcome{rejected, accepted, accepted, accepted},
		"AC04", false, nil,
	},
	{
		"one group rejected", filePart, group("1", `<PmtInfSts>RJCT</PmtInfSts><StsRsnInf><Rsn><Prtry>X1</Prtry></Rsn></StsRsnInf>`),
		[4]payfile.Outcome{rejected, pending, rejected, rejected},
		"X1", false, nil,
	},
	{
		"settlement without group statuses", "", group("1", row("A1-1", "ACSC", "")+row("A1-3", "ACSC", "")),
		[4]payfile.Outcome{executed, pending, executed, pending},
		"", false, nil,
	},
	{
		"row without status takes its group's", "", group("1", `<PmtInfSts>ACSP</PmtInfSts>`+row("A1-1", "", "")),
		[4]payfile.Outcome{accepted, pending, accepted, accepted},
		"", false, nil,
	},
	{
		"file rejected, row settled", fileRejected, group("1", row("A1-1", "ACSC", "")),
		[4]payfile.Outcome{pending, rejected, rejected, rejected},
		"", true, nil,
	},
	{
		"rows that disagree", filePart, group("1", row("A1-1", "ACSC", "")+row("A1-1", "RJCT", "AC01")),
		[4]payfile.Outcome{pending, pending, pending, pending},
		"AC01", true, nil,
	},
	{
		"rows that agree", filePart, group("1", row("A1-1", "ACSC", "")+row("A1-1", "ACSC", "")),
		[4]payfile.Outcome{executed, pending, pending, pending},
		"", false, nil,
	},
	{
		"duplicate file: the first answer stands", fileDuplicate, "",
		[4]payfile.Outcome{pending, pending, pending, pending},
		"DU01", true, nil,
	},
	{
		"duplicate payment: may have been paid", filePart, group("1", row("A1-1", "RJCT", "AM05")),
		[4]payfile.Outcome{pending, pending, pending, pending},
		"AM05", true, nil,
	},
	{
		"rows of no payment", filePart, group("1", row("A1-9", "RJCT", "")) + group("7", row("A1-1", "ACSC", "")) + group("2", row("A1-1", "ACSC", "")),
		[4]payfile.Outcome{pending, pending, pending, pending},
		"", false,
		[]string{"A1-9", "A1-1", "A1-1"},
	},
}

func TestOutcomeOfEachPayment(t *testing.T) {
	for _, c := range resolutions {
		t.Run(c.name, func(t *testing.T) {
			report, err := payfile.ReadStatus(strings.NewReader(answer(c.file, c.groups)))
			if err != nil {
				t.Fatal(err)
			}
			outcomes, strays, err := payfile.Resolve(march(), report)
			if err != nil {
				t.Fatal(err)
			}
			var got [4]payfile.Outcome
			for i, o := range outcomes {
				got[i] = o.Outcome
				if want := march().Payments[i].EndToEnd; o.EndToEnd != want {
					t.Errorf("outcome %d is of %s, want %s", i, o.EndToEnd, want)
				}
			}
			if got != c.want {
				t.Errorf("got %v, want %v", got, c.want)
			}
			if outcomes[0].Reason.Code != c.reason || outcomes[0].Conflict != c.conflict {
				t.Errorf("reason %q, conflict %v", outcomes[0].Reason.Code, outcomes[0].Conflict)
			}
			if diff := cmp.Diff(c.strays, strays); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestUnknownStatusIsKeptAsWritten(t *testing.T) {
	report, err := payfile.ReadStatus(strings.NewReader(answer("", group("1", row("A1-1", "ACCC", "")))))
	if err != nil {
		t.Fatal(err)
	}
	outcomes, _, err := payfile.Resolve(march(), report)
	if err != nil || outcomes[0].Status != "ACCC" || outcomes[0].Outcome != payfile.OutcomePending {
		t.Errorf("%+v, %v", outcomes[0], err)
	}
}

func TestOneReportAfterAnother(t *testing.T) {
	const p, a, e, r = pending, accepted, executed, rejected
	for _, c := range [][3]payfile.Outcome{
		{"", p, p},
		{"", e, e},
		{p, a, a},
		{a, p, a},
		{a, a, a},
		{a, e, e},
		{a, r, r},
		{e, a, e},
		{e, p, e},
		{e, e, e},
		{r, a, r},
		{r, p, r},
		{e, r, r},
		{r, e, e},
	} {
		if got := c[0].Then(c[1]); got != c[2] {
			t.Errorf("%s then %s is %s, want %s", c[0], c[1], got, c[2])
		}
	}
}

func TestResolveRefusesTheAnswerToAnotherFile(t *testing.T) {
	b := march()
	b.MessageID = "EB20260424A1"
	report, err := payfile.ReadStatus(strings.NewReader(answer(`<GrpSts>ACSC</GrpSts>`, "")))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := payfile.Resolve(b, report); !errors.Is(err, payfile.ErrOtherBatch) {
		t.Errorf("error %v", err)
	}
}

func TestReadStatusKeepsReasonsAndTakesOtherVersions(t *testing.T) {
	text := answer(filePart, group("1", row("A1-1", "RJCT", "AC01"))+
		group("2", `<TxInfAndSts><OrgnlInstrId>A1-2</OrgnlInstrId><TxSts> ACCP </TxSts></TxInfAndSts>`))
	validate(t, []byte(strings.ReplaceAll(text, " ACCP ", "ACCP")), "pain.002.001.03.xsd")
	for _, version := range []string{"03", "10"} {
		got, err := payfile.ReadStatus(strings.NewReader(strings.Replace(text, "pain.002.001.03", "pain.002.001."+version, 1)))
		if err != nil {
			t.Fatal(err)
		}
		want := payfile.StatusReport{
			MessageID: "BANK1", Original: "EB20260324A1", Status: payfile.PartlyAccepted,
			Groups: []payfile.GroupStatus{
				{ID: "EB20260324A1-P1", Payments: []payfile.PaymentStatus{
					{EndToEnd: "A1-1", Status: payfile.Rejected, Reasons: []payfile.Reason{{Code: "AC01", Text: "Kontot finns inte"}}},
				}},
				{ID: "EB20260324A1-P2", Payments: []payfile.PaymentStatus{{EndToEnd: "A1-2", Status: payfile.CustomerAccepted}}},
			},
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	}
}

func TestReadStatusRefusesWhatIsNoReport(t *testing.T) {
	good := answer(`<GrpSts>ACSC</GrpSts>`, group("1", row("A1-1", "ACSC", "")))
	cases := map[string]string{
		"nothing":             "",
		"garbage":             "%PDF-1.4 \x00\xff",
		"a web page":          "<!doctype html><html><body>Fel 502</body></html>",
		"a payment file":      string(write(t, march())),
		"no report within":    `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.03"></Document>`,
		"names no file":       strings.Replace(good, "<OrgnlMsgId>EB20260324A1</OrgnlMsgId>", "", 1),
		"something after it":  good + "<x/>",
		"other character set": strings.Replace(good, "UTF-8", "EBCDIC", 1),
	}
	for name, text := range cases {
		if _, err := payfile.ReadStatus(strings.NewReader(text)); !errors.Is(err, payfile.ErrNotStatus) {
			t.Errorf("%s: error %v", name, err)
		}
	}
	for n := range len(good) {
		if _, err := payfile.ReadStatus(strings.NewReader(good[:n])); !errors.Is(err, payfile.ErrNotStatus) {
			t.Fatalf("%d bytes of %d: error %v", n, len(good), err)
		}
	}
}

func TestReadStatusTakesTheSampleOfAnotherMaker(t *testing.T) {
	folder := os.Getenv("BISTAND_SCHEMAS")
	if folder == "" {
		t.Log("schemas are absent (BISTAND_SCHEMAS is not set): no sample to read")
		return
	}
	sample, err := os.ReadFile(filepath.Join(folder, "samples", "pain002-03-mixed.xml"))
	if err != nil {
		t.Fatal(err)
	}
	report, err := payfile.ReadStatus(bytes.NewReader(sample))
	if err != nil {
		t.Fatal(err)
	}
	b := march()
	b.Payments = b.Payments[:3]
	for i := range b.Payments {
		b.Payments[i].EndToEnd = "EB20260324A1-" + string(rune('1'+i))
		b.Payments[i].SendOn = aid.Date{Year: 2026, Month: 3, Day: 25}
	}
	outcomes, strays, err := payfile.Resolve(b, report)
	if err != nil || len(strays) > 0 {
		t.Fatal(strays, err)
	}
	want := []payfile.Outcome{payfile.OutcomeRejected, payfile.OutcomeAccepted, payfile.OutcomePending}
	for i, o := range outcomes {
		if o.Outcome != want[i] {
			t.Errorf("payment %d: %s, want %s", i+1, o.Outcome, want[i])
		}
	}
}

func FuzzReadStatus(f *testing.F) {
	f.Add([]byte(answer(filePart, group("1", row("A1-1", "RJCT", "AC01")))))
	f.Add([]byte(answer(`<GrpSts>ACSC</GrpSts>`, "")))
	f.Add([]byte("<a>"))
	f.Fuzz(func(t *testing.T, text []byte) {
		report, err := payfile.ReadStatus(bytes.NewReader(text))
		if err != nil {
			return
		}
		b := march()
		b.MessageID = report.Original
		outcomes, _, err := payfile.Resolve(b, report)
		if err != nil || len(outcomes) != len(b.Payments) {
			t.Errorf("%d outcomes, error %v", len(outcomes), err)
		}
		said := bytes.Contains(text, []byte("ACSC")) || bytes.ContainsAny(text, "&[") // or spelt by entities, CDATA
		for _, o := range outcomes {
			if o.Outcome == payfile.OutcomeExecuted && !said && !bytes.Contains(text, []byte("<!--")) {
				t.Error("executed, though the bank never said so")
			}
		}
	})
}
