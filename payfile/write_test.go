package payfile_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bistand/aid"
	"bistand/payfile"
)

// validate holds a document against a published schema with xmllint. Only the schemas may be absent.
func validate(t *testing.T, document []byte, schema string) {
	t.Helper()
	if _, err := exec.LookPath("xmllint"); err != nil {
		t.Fatal("xmllint is needed (Debian package libxml2-utils)")
	}
	folder := os.Getenv("BISTAND_SCHEMAS")
	if folder == "" {
		t.Log("schemas are absent (BISTAND_SCHEMAS is not set): the schema is not checked")
		return
	}
	lint := exec.Command("xmllint", "--noout", "--schema", filepath.Join(folder, "iso20022", schema), "-")
	lint.Stdin = bytes.NewReader(document)
	if out, err := lint.CombinedOutput(); err != nil {
		t.Fatalf("not valid by %s: %v\n%s", schema, err, out)
	}
}

var day25 = aid.Date{Year: 2026, Month: time.March, Day: 25}

// march is a batch with every kind of payment, on two days.
func march() payfile.Batch {
	return payfile.Batch{
		MessageID: "EB20260324A1",
		CreatedAt: time.Date(2026, 3, 24, 9, 0, 0, 0, time.UTC),
		Debtor: payfile.Debtor{
			Name: "Testkommun", OrgNumber: "2120000000", IBAN: "SE4550000000058398257466", BIC: "ESSESESS",
		},
		Payments: []payfile.Payment{
			{EndToEnd: "A1-1", Amount: 530250, SendOn: day25, PayeeName: "Test Person", Method: aid.ToAccount, Clearing: "6000", Account: "800000005"},
			{EndToEnd: "A1-2", Amount: 800000, SendOn: day25.AddDays(1), PayeeName: "Hyresbolaget Åkern AB", Method: aid.ToBankgiro, Account: "50501055", Reference: "1234567897"},
			{EndToEnd: "A1-3", Amount: 105001, SendOn: day25, PayeeName: "Tandläkaren Bo & Co", Method: aid.ToPlusgiro, Account: "1234566", Reference: "Faktura 1001"},
			{EndToEnd: "A1-4", Amount: 5, SendOn: day25, PayeeName: "Sven Test", Method: aid.ToAccount, Clearing: "83279", Account: "1234567897"},
		},
	}
}

func write(t testing.TB, b payfile.Batch) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := payfile.Write(&out, b); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestPaymentFileIsValidAndSaysWhatTheBatchSays(t *testing.T) {
	file := write(t, march())
	validate(t, file, "pain.001.001.03.xsd")
	for _, want := range []string{
		"<MsgId>EB20260324A1</MsgId><CreDtTm>2026-03-24T09:00:00Z</CreDtTm><NbOfTxs>4</NbOfTxs><CtrlSum>14352.56</CtrlSum><InitgPty><Nm>Testkommun</Nm><Id><OrgId><Othr><Id>2120000000</Id>",
		"<PmtInfId>EB20260324A1-P1</PmtInfId><PmtMtd>TRF</PmtMtd><BtchBookg>true</BtchBookg><NbOfTxs>3</NbOfTxs><CtrlSum>6352.56</CtrlSum><ReqdExctnDt>2026-03-25</ReqdExctnDt>",
		"<PmtInfId>EB20260324A1-P2</PmtInfId><PmtMtd>TRF</PmtMtd><BtchBookg>true</BtchBookg><NbOfTxs>1</NbOfTxs><CtrlSum>8000.00</CtrlSum><ReqdExctnDt>2026-03-26</ReqdExctnDt>",
		"<MmbId>6000</MmbId></ClrSysMmbId></FinInstnId></CdtrAgt><Cdtr><Nm>Test Person</Nm></Cdtr><CdtrAcct><Id><Othr><Id>800000005</Id><SchmeNm><Cd>BBAN</Cd>",
		"<MmbId>9900</MmbId></ClrSysMmbId></FinInstnId></CdtrAgt><Cdtr><Nm>Hyresbolaget Åkern AB</Nm></Cdtr><CdtrAcct><Id><Othr><Id>50501055</Id><SchmeNm><Prtry>BGNR</Prtry>",
		"<Cd>SCOR</Cd></CdOrPrtry></Tp><Ref>1234567897</Ref>",
		"<MmbId>9960</MmbId></ClrSysMmbId></FinInstnId></CdtrAgt><Cdtr><Nm>Tandläkaren Bo + Co</Nm></Cdtr><CdtrAcct><Id><Othr><Id>1234566</Id><SchmeNm><Cd>BBAN</Cd>",
		"<RmtInf><Ustrd>Faktura 1001</Ustrd></RmtInf>",
		// Swedbank's fifth clearing digit is left out.
		"<MmbId>8327</MmbId></ClrSysMmbId></FinInstnId></CdtrAgt><Cdtr><Nm>Sven Test</Nm></Cdtr><CdtrAcct><Id><Othr><Id>1234567897</Id>",
		`<InstdAmt Ccy="SEK">0.05</InstdAmt>`,
	} {
		if !bytes.Contains(file, []byte(want)) {
			t.Errorf("the file lacks %s", want)
		}
	}
	if n := bytes.Count(file, []byte("<RmtInf>")); n != 2 {
		t.Errorf("%d remittance texts, want 2: none where no reference was given", n)
	}
	if n := bytes.Count(file, []byte("<PmtInf>")); n != 2 {
		t.Errorf("%d groups, want 2", n)
	}
}

func TestSameBatchGivesSameBytes(t *testing.T) {
	first, again := march(), march()
	// A stored time may come back in another zone and with a fraction less.
	again.CreatedAt = first.CreatedAt.Add(345 * time.Millisecond).In(time.FixedZone("CET", 3600))
	if !bytes.Equal(write(t, first), write(t, again)) {
		t.Error("the same batch gave other bytes")
	}
	// Late in the evening the days differ between zones, and the batch must still be judged as before.
	first.CreatedAt = time.Date(2026, 3, 25, 23, 30, 0, 0, time.UTC)
	again.CreatedAt = first.CreatedAt.In(time.FixedZone("CET", 3600))
	if !bytes.Equal(write(t, first), write(t, again)) {
		t.Error("the same batch gave other bytes in another zone")
	}
}

func TestFaultyBatchWritesNothingAndNamesThePaymentByItsIDOnly(t *testing.T) {
	payment := func(change func(*payfile.Payment)) func(*payfile.Batch) {
		return func(b *payfile.Batch) { change(&b.Payments[0]) }
	}
	cases := []struct {
		name, code, field string
		change            func(*payfile.Batch)
	}{
		{"zero amount", "payfile.amount", "A1-1", payment(func(p *payfile.Payment) { p.Amount = 0 })},
		{"negative amount", "payfile.amount", "A1-1", payment(func(p *payfile.Payment) { p.Amount = -1 })},
		{"amount beyond all reason", "payfile.amount", "A1-1", payment(func(p *payfile.Payment) { p.Amount = aid.MaxAmount + 1 })},
		{"no id", "payfile.id", "#1", payment(func(p *payfile.Payment) { p.EndToEnd = "" })},
		{"id of 36", "payfile.id", "#1", payment(func(p *payfile.Payment) { p.EndToEnd = strings.Repeat("x", 36) })},
		{"id with markup", "payfile.id", "#1", payment(func(p *payfile.Payment) { p.EndToEnd = "a<b" })},
		{"id with double slash", "payfile.id", "#1", payment(func(p *payfile.Payment) { p.EndToEnd = "a//b" })},
		{"id that the bank would respell", "payfile.id", "#1", payment(func(p *payfile.Payment) { p.EndToEnd = "ö1" })},
		{"repeated id", "payfile.duplicate", "A1-2", payment(func(p *payfile.Payment) { p.EndToEnd = "A1-2" })},
		{"no date", "payfile.date", "A1-1", payment(func(p *payfile.Payment) { p.SendOn = aid.Date{} })},
		{"31 February", "payfile.date", "A1-1", payment(func(p *payfile.Payment) { p.SendOn = aid.Date{Year: 2026, Month: 2, Day: 31} })},
		{"yesterday", "payfile.past", "A1-1", payment(func(p *payfile.Payment) { p.SendOn = day25.AddDays(-2) })},
		{"no name", "payfile.name", "A1-1", payment(func(p *payfile.Payment) { p.PayeeName = "  " })},
		{"name without a letter the bank takes", "payfile.name", "A1-1", payment(func(p *payfile.Payment) { p.PayeeName = "محمد" })},
		{"prepaid card", "payfile.card", "A1-1", payment(func(p *payfile.Payment) { p.Method = aid.ToCard })},
		{"no method", "payfile.method", "A1-1", payment(func(p *payfile.Payment) { p.Method = "cash" })},
		{"letters in the account", "account.digits", "A1-1", payment(func(p *payfile.Payment) { p.Account = "80000000X" })},
		{"no account", "account.digits", "A1-1", payment(func(p *payfile.Payment) { p.Account = "" })},
		{"spaces in the account", "account.digits", "A1-1", payment(func(p *payfile.Payment) { p.Account = "800 000 005" })},
		{"no clearing number", "account.clearing", "A1-1", payment(func(p *payfile.Payment) { p.Clearing = "" })},
		{"letters in the clearing number", "account.clearing", "A1-1", payment(func(p *payfile.Payment) { p.Clearing = "60-00" })},
		{"check digit", "account.check_digit", "A1-1", payment(func(p *payfile.Payment) { p.Clearing, p.Account = "5000", "1234561" })},
		{"bankgiro check digit", "account.check_digit", "A1-2", func(b *payfile.Batch) { b.Payments[1].Account = "50501056" }},
		{"long reference", "payfile.reference", "A1-1", payment(func(p *payfile.Payment) { p.Reference = "Hyra för mars månad, lägenhet 14" })},
		{"reference of nothing", "payfile.reference", "A1-1", payment(func(p *payfile.Payment) { p.Reference = "中" })},
		{"reference that discloses", "payfile.disclosure", "A1-1", payment(func(p *payfile.Payment) { p.Reference = "Ek. BISTÅND mars" })},
		{"reference that discloses, without marks", "payfile.disclosure", "A1-1", payment(func(p *payfile.Payment) { p.Reference = "Forsorjningsstod" })},
		{"no payments", "payfile.empty", "", func(b *payfile.Batch) { b.Payments = nil }},
		{"no message id", "payfile.message_id", "", func(b *payfile.Batch) { b.MessageID = "" }},
		{"message id without room for the groups", "payfile.message_id", "", func(b *payfile.Batch) { b.MessageID = strings.Repeat("m", 33) }},
		{"no time", "payfile.created", "", func(b *payfile.Batch) { b.CreatedAt = time.Time{} }},
		{"no debtor name", "payfile.debtor_name", "", func(b *payfile.Batch) { b.Debtor.Name = "" }},
		{"debtor name that discloses", "payfile.debtor_name", "", func(b *payfile.Batch) { b.Debtor.Name = "Testkommun, Socialtjänsten" }},
		{"org number with hyphen", "payfile.debtor_org", "", func(b *payfile.Batch) { b.Debtor.OrgNumber = "212000-0000" }},
		{"IBAN check digits", "payfile.debtor_iban", "", func(b *payfile.Batch) { b.Debtor.IBAN = "SE4650000000058398257466" }},
		{"IBAN of another country", "payfile.debtor_iban", "", func(b *payfile.Batch) { b.Debtor.IBAN = "NO9386011117947" }},
		{"BIC", "payfile.debtor_bic", "", func(b *payfile.Batch) { b.Debtor.BIC = "ESSE" }},
		{"BIC in lower case", "payfile.debtor_bic", "", func(b *payfile.Batch) { b.Debtor.BIC = "essesess" }},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			b := march()
			c.change(&b)
			var out bytes.Buffer
			err := payfile.Write(&out, b)
			var faults aid.Errors
			if !errors.As(err, &faults) {
				t.Fatalf("error %v, want aid.Errors", err)
			}
			if diff := cmp.Diff(aid.Errors{{Code: c.code, Field: c.field}}, faults); diff != "" {
				t.Error(diff)
			}
			if out.Len() > 0 {
				t.Error("something was written")
			}
			for _, secret := range []string{b.Debtor.IBAN, "Test Person", "800000005", "5302"} {
				if strings.Contains(err.Error(), secret) {
					t.Errorf("the error tells %q", secret)
				}
			}
		})
	}
}

func TestEveryFaultIsTold(t *testing.T) {
	b := march()
	b.Debtor.BIC = ""
	b.Payments[0].Amount = 0
	b.Payments[2].PayeeName = ""
	var faults aid.Errors
	if !errors.As(b.Validate(), &faults) {
		t.Fatal("no faults")
	}
	want := aid.Errors{{Code: "payfile.debtor_bic"}, {Code: "payfile.amount", Field: "A1-1"}, {Code: "payfile.name", Field: "A1-3"}}
	if diff := cmp.Diff(want, faults); diff != "" {
		t.Error(diff)
	}
}

func TestNamesAreSpeltInTheBanksCharacters(t *testing.T) {
	for in, want := range map[string]string{
		"Åsa Öberg-Ärlig":          "Åsa Öberg-Ärlig",
		"A\u030asa":                "Åsa", // decomposed
		"José  Nuñez":              "Jose Nunez",
		"Søren Kjær":               "Sören Kjär",
		"Łukasz Đorđević":          "Lukasz Dordevic",
		"Şêrîn Çelik":              "Serin Celik",
		"Nguyễn Thị":               "Nguyen Thi",
		"Straße & Söhne <GmbH>":    "Strasse + Söhne GmbH",
		"O’Neill “Bo” – Ek_1":      "O'Neill 'Bo' - Ek-1",
		"  Ali\t\u200dReza\u200f ": "Ali Reza",
		"Mohammed محمد":            "Mohammed",
		"q\u0308 x\xff y":          "q x y",
		strings.Repeat("Åå ", 40):  strings.Repeat("Åå ", 23) + "Å",
	} {
		b := march()
		b.Payments = b.Payments[:1]
		b.Payments[0].PayeeName = in
		file := write(t, b)
		validate(t, file, "pain.001.001.03.xsd")
		if !bytes.Contains(file, []byte("<Cdtr><Nm>"+want+"</Nm></Cdtr>")) {
			_, rest, _ := bytes.Cut(file, []byte("<Cdtr><Nm>"))
			got, _, _ := bytes.Cut(rest, []byte("<"))
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
}

func TestOCRReferenceOnlyToAGiroAndOnlyWithItsCheckDigit(t *testing.T) {
	for _, c := range []struct {
		method              aid.Method
		clearing, account   string
		reference, rendered string
	}{
		{aid.ToBankgiro, "", "50501055", "1234567897", "<Ref>1234567897</Ref>"},
		{aid.ToPlusgiro, "", "1234566", "1234567897", "<Ref>1234567897</Ref>"},
		{aid.ToBankgiro, "", "50501055", "1234567898", "<Ustrd>1234567898</Ustrd>"},
		{aid.ToAccount, "6000", "800000005", "1234567897", "<Ustrd>1234567897</Ustrd>"},
	} {
		b := march()
		b.Payments = []payfile.Payment{{
			EndToEnd: "1", Amount: 1, SendOn: day25, PayeeName: "N", Method: c.method,
			Clearing: c.clearing, Account: c.account, Reference: c.reference,
		}}
		if !bytes.Contains(write(t, b), []byte(c.rendered)) {
			t.Errorf("%s %s: want %s", c.method, c.reference, c.rendered)
		}
	}
}

// failing fails after n bytes.
type failing struct{ n int }

func (f *failing) Write(b []byte) (int, error) {
	if f.n -= len(b); f.n < 0 {
		return 0, io.ErrShortWrite
	}
	return len(b), nil
}

func TestWriteTellsOfAFailingDisk(t *testing.T) {
	b := many(1000, 3)
	size := len(write(t, b))
	for _, n := range []int{0, 100_000, size - 1} {
		if err := payfile.Write(&failing{n}, b); !errors.Is(err, io.ErrShortWrite) {
			t.Errorf("disk full after %d bytes: error %v", n, err)
		}
	}
	if err := payfile.Write(&failing{size}, b); err != nil {
		t.Error(err)
	}
}

// many makes a batch of n payments over so many days.
func many(n, days int) payfile.Batch {
	b := march()
	kinds := b.Payments
	b.Payments = make([]payfile.Payment, n)
	for i := range b.Payments {
		p := kinds[i%len(kinds)]
		p.EndToEnd = fmt.Sprintf("%s-%06d", b.MessageID, i)
		p.Amount = aid.Ore(100 + i)
		p.SendOn = day25.AddDays(i % days)
		b.Payments[i] = p
	}
	return b
}

func TestHundredThousandPaymentsTakeLittleMemory(t *testing.T) {
	b := many(100_000, 1)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if err := payfile.Write(io.Discard, b); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	// All that was ever allocated, so the peak is below it.
	if used := after.TotalAlloc - before.TotalAlloc; used > 4<<20 {
		t.Errorf("writing took %d bytes, want at most 4 MB", used)
	}
}

func TestManyDaysAndManyPayments(t *testing.T) {
	b := many(2000, 400)
	file := write(t, b)
	validate(t, file, "pain.001.001.03.xsd")
	groups := b.Groups()
	if len(groups) != 400 || bytes.Count(file, []byte("<PmtInf>")) != 400 {
		t.Fatalf("%d groups, want 400", len(groups))
	}
	if !slices.IsSortedFunc(groups, func(x, y payfile.Group) int { return -x.SendOn.DaysUntil(y.SendOn) }) {
		t.Error("the groups are not in order of date")
	}
}
