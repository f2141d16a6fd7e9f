package payfile_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"bistand/aid"
	"bistand/payfile"
)

func TestReadGivesBackTheBatch(t *testing.T) {
	want := march()
	got, err := payfile.Read(bytes.NewReader(write(t, want)))
	if err != nil {
		t.Fatal(err)
	}
	// As the file orders and spells them.
	p := want.Payments
	p[2].PayeeName = "Tandläkaren Bo + Co"
	p[3].Clearing = "8327"
	want.Payments = []payfile.Payment{p[0], p[2], p[3], p[1]}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestReadTakesOnlyTheAgreedForm(t *testing.T) {
	file := string(write(t, march()))
	for _, c := range []struct {
		name, old, new string
		want           error
	}{
		{"unknown element", "<PmtMtd>", "<Extra>1</Extra><PmtMtd>", payfile.ErrForm},
		{"wrong order", "<PmtMtd>TRF</PmtMtd><BtchBookg>true</BtchBookg>", "<BtchBookg>true</BtchBookg><PmtMtd>TRF</PmtMtd>", payfile.ErrForm},
		{"missing element", "<BtchBookg>true</BtchBookg>", "", payfile.ErrForm},
		{"repeated element", "<PmtMtd>TRF</PmtMtd>", "<PmtMtd>TRF</PmtMtd><PmtMtd>TRF</PmtMtd>", payfile.ErrForm},
		{"empty element", "<Nm>Test Person</Nm>", "<Nm></Nm>", payfile.ErrForm},
		{"other namespace", "pain.001.001.03", "pain.001.001.09", payfile.ErrForm},
		{"other currency", `Ccy="SEK">5302`, `Ccy="EUR">5302`, payfile.ErrForm},
		{"no currency", ` Ccy="SEK">5302`, ">5302", payfile.ErrForm},
		{"attribute", "<MsgId>", `<MsgId a="b">`, payfile.ErrForm},
		{"text between elements", "<PmtMtd>", "x<PmtMtd>", payfile.ErrForm},
		{"comment", "<PmtMtd>", "<!-- x --><PmtMtd>", payfile.ErrForm},
		{"doctype", "<Document", "<!DOCTYPE x><Document", payfile.ErrForm},
		{"three decimals", "5302.50", "5302.500", payfile.ErrForm},
		{"zero amount", "5302.50", "0.00", payfile.ErrForm},
		{"sign", "5302.50", "+5302.50", payfile.ErrForm},
		{"char outside the set", "Test Person", "Test_Person", payfile.ErrForm},
		{"escape", "Test Person", "Test &amp; Person", payfile.ErrForm},
		{"long name", "Test Person", strings.Repeat("x", 71), payfile.ErrForm},
		{"unknown day", "2026-03-25", "2026-02-30", payfile.ErrForm},
		{"days out of order", "2026-03-25", "2026-03-27", payfile.ErrForm},
		{"group id", "EB20260324A1-P2", "EB20260324A1-P3", payfile.ErrForm},
		{"other debtor in a group", "<Dbtr><Nm>Testkommun", "<Dbtr><Nm>Annan kommun", payfile.ErrForm},
		{"bankgiro with a bank's clearing number", "<MmbId>9900", "<MmbId>6000", payfile.ErrForm},
		{"account letters", "800000005", "80000000X", payfile.ErrForm},
		{"OCR sum", `<RmtdAmt Ccy="SEK">8000.00`, `<RmtdAmt Ccy="SEK">8000.01`, payfile.ErrForm},
		{"OCR check digit", "<Ref>1234567897", "<Ref>1234567890", payfile.ErrForm},
		{"instruction id", "<InstrId>A1-1", "<InstrId>A1-9", payfile.ErrForm},
		{"debtor's account", "SE4550000000058398257466", "SE4550000000058398257467", payfile.ErrForm},
		{"count of file", "<NbOfTxs>4", "<NbOfTxs>5", payfile.ErrCount},
		{"count of group", "<NbOfTxs>3", "<NbOfTxs>2", payfile.ErrCount},
		{"sum of file", "14352.56", "14352.57", payfile.ErrControlSum},
		{"sum of group", "<CtrlSum>6352.56", "<CtrlSum>6352.55", payfile.ErrControlSum},
		{"amount", `"SEK">5302.50`, `"SEK">5302.51`, payfile.ErrControlSum},
		{"half a file", "</PmtInf>\n</CstmrCdtTrfInitn></Document>", "", payfile.ErrForm},
		{"two documents", "</Document>", "</Document><Document/>", payfile.ErrForm},
	} {
		t.Run(c.name, func(t *testing.T) {
			if !strings.Contains(file, c.old) {
				t.Fatalf("the file has no %q to change", c.old)
			}
			got, err := payfile.Read(strings.NewReader(strings.Replace(file, c.old, c.new, 1)))
			if !errors.Is(err, c.want) {
				t.Fatalf("error %v, want %v", err, c.want)
			}
			whole := errors.Is(err, payfile.ErrCount) || errors.Is(err, payfile.ErrControlSum)
			if whole != (len(got.Payments) == 4) {
				t.Errorf("%d payments came with the error", len(got.Payments))
			}
			if strings.Contains(err.Error(), "Person") || strings.Contains(err.Error(), "5302") {
				t.Errorf("the error tells too much: %v", err)
			}
		})
	}
}

func TestReadEveryHalfOfAFile(t *testing.T) {
	file := write(t, march())
	for n := range len(bytes.TrimSpace(file)) {
		if _, err := payfile.Read(bytes.NewReader(file[:n])); !errors.Is(err, payfile.ErrForm) {
			t.Fatalf("%d bytes of %d: error %v", n, len(file), err)
		}
	}
}

// endless repeats a text for ever.
type endless struct {
	text string
	at   int
}

func (e *endless) Read(b []byte) (int, error) {
	n := copy(b, e.text[e.at:])
	e.at = (e.at + n) % len(e.text)
	return n, nil
}

func TestReadStopsAtItsLimit(t *testing.T) {
	const limit = 1 << 20
	padding := strings.Repeat("x", 8<<10)
	if _, err := payfile.ReadUpTo(&endless{text: "<?a " + padding + "?>"}, limit); !errors.Is(err, payfile.ErrTooLarge) {
		t.Errorf("payments: error %v", err)
	}
	start := strings.NewReader(`<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.03">`)
	report := io.MultiReader(start, &endless{text: "<a>" + padding + "</a>"})
	if _, err := payfile.ReadStatusUpTo(report, limit); !errors.Is(err, payfile.ErrTooLarge) {
		t.Errorf("status: error %v", err)
	}
	// A file that just fits is read.
	file := write(t, march())
	if _, err := payfile.ReadUpTo(bytes.NewReader(file), int64(len(file))+1); err != nil {
		t.Error(err)
	}
}

func TestReadTakesTheSampleOfAnotherMaker(t *testing.T) {
	folder := os.Getenv("BISTAND_SCHEMAS")
	if folder == "" {
		t.Log("schemas are absent (BISTAND_SCHEMAS is not set): no sample to read")
		return
	}
	sample, err := os.Open(filepath.Join(folder, "samples", "pain001-03-se.xml"))
	if err != nil {
		t.Fatal(err)
	}
	defer sample.Close()
	b, err := payfile.Read(sample)
	if err != nil {
		t.Fatal(err)
	}
	if len(b.Payments) != 3 || b.Payments[1].Method != aid.ToBankgiro || b.Payments[2].Method != aid.ToPlusgiro {
		t.Errorf("%d payments read", len(b.Payments))
	}
}

// accounts are numbers that pass the check, by method.
var accounts = []payfile.Payment{
	{Method: aid.ToAccount, Clearing: "6000", Account: "800000005"},
	{Method: aid.ToAccount, Clearing: "5000", Account: "1234560"},
	{Method: aid.ToAccount, Clearing: "8327", Account: "1234567897"},
	{Method: aid.ToAccount, Clearing: "9999", Account: "12345"},
	{Method: aid.ToBankgiro, Account: "50501055"},
	{Method: aid.ToPlusgiro, Account: "18"},
}

// drawBatch draws a batch that Write takes, with any texts.
func drawBatch(t *rapid.T) payfile.Batch {
	b := march()
	b.MessageID = rapid.StringMatching(`[A-Za-z0-9][A-Za-z0-9.:()+-]{0,28}`).Draw(t, "message")
	b.CreatedAt = time.Unix(rapid.Int64Range(1_700_000_000, 1_900_000_000).Draw(t, "at"), 0).UTC()
	b.Payments = nil
	for i := range rapid.IntRange(1, 30).Draw(t, "n") {
		p := rapid.SampledFrom(accounts).Draw(t, "account")
		p.EndToEnd = fmt.Sprintf("%s%d", rapid.StringMatching(`[a-z-]{0,20}`).Draw(t, "id"), i)
		p.Amount = aid.Ore(rapid.Int64Range(1, int64(aid.MaxAmount)).Draw(t, "amount"))
		p.SendOn = aid.DateOf(b.CreatedAt).AddDays(rapid.IntRange(0, 5).Draw(t, "day"))
		p.PayeeName = "A" + rapid.String().Draw(t, "name")
		p.Reference = rapid.SampledFrom([]string{"", "18", "1234567897", "123", "Hyra lgh 12", "Räkning é"}).Draw(t, "reference")
		b.Payments = append(b.Payments, p)
	}
	return b
}

func TestWhatIsWrittenIsReadBackTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := drawBatch(t)
		var file, again bytes.Buffer
		if err := payfile.Write(&file, b); err != nil {
			t.Fatal(err)
		}
		got, err := payfile.Read(bytes.NewReader(file.Bytes())) // holds counts and sums too
		if err != nil {
			t.Fatalf("%v\n%s", err, file.Bytes())
		}
		if err := payfile.Write(&again, got); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(file.Bytes(), again.Bytes()) {
			t.Fatal("written again, the file is another")
		}
		byID := map[string]payfile.Payment{}
		for _, p := range b.Payments {
			byID[p.EndToEnd] = p
		}
		for _, p := range got.Payments {
			want := byID[p.EndToEnd]
			p.PayeeName, want.PayeeName, p.Reference, want.Reference = "", "", "", "" // respelt
			if p != want {
				t.Fatalf("got %+v, want %+v", p, want)
			}
			delete(byID, p.EndToEnd)
		}
		if len(byID) > 0 {
			t.Fatalf("%d payments lost", len(byID))
		}
	})
}

func TestControlSumsAreTheSumsOfWhatIsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := drawBatch(t)
		var file bytes.Buffer
		if err := payfile.Write(&file, b); err != nil {
			t.Fatal(err)
		}
		var total aid.Ore
		for _, piece := range strings.Split(file.String(), `<InstdAmt Ccy="SEK">`)[1:] {
			text, _, _ := strings.Cut(piece, "<")
			amount, err := aid.ParseOre(text)
			if err != nil || amount.Decimal() != text {
				t.Fatalf("amount %q: %v", text, err)
			}
			total += amount
		}
		head, _, _ := strings.Cut(file.String(), "</GrpHdr>")
		if want := fmt.Sprintf("<NbOfTxs>%d</NbOfTxs><CtrlSum>%s</CtrlSum>", len(b.Payments), total.Decimal()); !strings.Contains(head, want) {
			t.Fatalf("the head lacks %s", want)
		}
		var groups aid.Ore
		for _, g := range b.Groups() {
			groups += g.Total
		}
		if groups != total {
			t.Fatalf("groups %d, file %d", groups, total)
		}
	})
}

func TestRepeatedIDsAreFoundWhereverTheyStand(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ids := rapid.SliceOfN(rapid.StringMatching(`[ab]{1,3}`), 1, 20).Draw(t, "ids")
		b := march()
		p, seen, repeats := b.Payments[0], map[string]bool{}, 0
		b.Payments = nil
		for _, id := range ids {
			if seen[id] {
				repeats++
			}
			seen[id] = true
			p.EndToEnd = id
			b.Payments = append(b.Payments, p)
		}
		var faults aid.Errors
		errors.As(b.Validate(), &faults)
		if len(faults) != repeats {
			t.Fatalf("%d faults, want %d", len(faults), repeats)
		}
	})
}

func FuzzRead(f *testing.F) {
	f.Add(write(f, march()))
	f.Add([]byte(`<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.03"/>`))
	f.Add([]byte("%PDF-1.4"))
	f.Fuzz(func(t *testing.T, file []byte) {
		b, err := payfile.Read(bytes.NewReader(file))
		if err != nil {
			return
		}
		if b.MessageID == "" || len(b.Payments) == 0 {
			t.Error("an empty batch was read")
		}
		for _, p := range b.Payments {
			if p.Amount <= 0 || p.EndToEnd == "" || p.SendOn.IsZero() {
				t.Errorf("payment %+v was read", p)
			}
		}
	})
}
