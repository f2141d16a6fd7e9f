package sim_test

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"bistand/aid"
	"bistand/payfile"
	"bistand/payfile/sim"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m) // a closed bank leaves nothing running
}

// clock is a clock that the test sets.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = at
}

var (
	tuesday  = time.Date(2026, 3, 24, 9, 0, 0, 0, time.UTC)
	thursday = aid.Date{Year: 2026, Month: 3, Day: 26}
)

// start starts a bank on a Tuesday and a client for it.
func start(t *testing.T, behaviour sim.Behaviour) (*sim.Server, *payfile.Bank, *clock) {
	t.Helper()
	c := &clock{at: tuesday}
	server, err := sim.Start(t.Context(), sim.Config{Now: c.now, Random: rand.Reader, Spool: t.TempDir(), Behaviour: behaviour})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
	return server, connect(t, server.ClientConfig()), c
}

func connect(t *testing.T, config payfile.BankConfig) *payfile.Bank {
	t.Helper()
	bank, err := payfile.NewBank(config)
	if err != nil {
		t.Fatal(err)
	}
	return bank
}

// batch is three payments on a Thursday: to Handelsbanken, SEB and a bankgiro.
func batch(id string) payfile.Batch {
	pay := func(n int, method aid.Method, clearing, account string) payfile.Payment {
		return payfile.Payment{
			EndToEnd: fmt.Sprintf("%s-%d", id, n), Amount: 100000, SendOn: thursday, PayeeName: "Test Person",
			Method: method, Clearing: clearing, Account: account,
		}
	}
	return payfile.Batch{
		MessageID: id, CreatedAt: tuesday,
		Debtor: payfile.Debtor{Name: "Testkommun", OrgNumber: "2120000000", IBAN: "SE4550000000058398257466", BIC: "ESSESESS"},
		Payments: []payfile.Payment{
			pay(1, aid.ToAccount, "6000", "800000005"), pay(2, aid.ToAccount, "5000", "1234560"), pay(3, aid.ToBankgiro, "", "50501055"),
		},
	}
}

func file(t *testing.T, b payfile.Batch) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := payfile.Write(&out, b); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// send uploads a batch as a file and lets the bank look at it.
func send(t *testing.T, server *sim.Server, bank *payfile.Bank, b payfile.Batch) {
	t.Helper()
	if err := bank.Upload(t.Context(), b.MessageID+".xml", file(t, b)); err != nil {
		t.Fatal(err)
	}
	server.Tick()
}

// answers fetches the reports, holds each against the schema, and takes it away. A report that cannot be read stays.
func answers(t *testing.T, bank *payfile.Bank, b payfile.Batch) (outcomes [][]payfile.PaymentOutcome, unreadable int) {
	t.Helper()
	reports, err := bank.FetchReports(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range reports {
		status, err := payfile.ReadStatus(bytes.NewReader(r.Content))
		if err != nil {
			unreadable++
			continue
		}
		validate(t, r.Content)
		o, strays, err := payfile.Resolve(b, status)
		if err != nil || len(strays) > 0 {
			t.Fatalf("strays %v, error %v", strays, err)
		}
		outcomes = append(outcomes, o)
		if err := bank.Ack(t.Context(), r.Name); err != nil {
			t.Fatal(err)
		}
	}
	return outcomes, unreadable
}

// validate holds a report against the published schema with xmllint. Only the schemas may be absent.
func validate(t *testing.T, report []byte) {
	t.Helper()
	if _, err := exec.LookPath("xmllint"); err != nil {
		t.Fatal("xmllint is needed (Debian package libxml2-utils)")
	}
	folder := os.Getenv("BISTAND_SCHEMAS")
	if folder == "" {
		t.Log("schemas are absent (BISTAND_SCHEMAS is not set): the schema is not checked")
		return
	}
	lint := exec.Command("xmllint", "--noout", "--schema", filepath.Join(folder, "iso20022", "pain.002.001.03.xsd"), "-")
	lint.Stdin = bytes.NewReader(report)
	if out, err := lint.CombinedOutput(); err != nil {
		t.Fatalf("not valid: %v\n%s\n%s", err, out, report)
	}
}

// codes writes outcomes in short: the outcome, and the reason where there is one.
func codes(outcomes []payfile.PaymentOutcome) string {
	var words []string
	for _, o := range outcomes {
		word := string(o.Outcome)
		if o.Reason.Code != "" {
			word += ":" + o.Reason.Code
		}
		words = append(words, word)
	}
	return strings.Join(words, " ")
}

// expect fetches the answers to b and compares them with what is wanted, in order.
func expect(t *testing.T, bank *payfile.Bank, b payfile.Batch, want ...string) {
	t.Helper()
	outcomes, unreadable := answers(t, bank, b)
	var got []string
	for _, o := range outcomes {
		got = append(got, codes(o))
	}
	if diff := cmp.Diff(want, got); diff != "" || unreadable > 0 {
		t.Errorf("%d unreadable, and:\n%s", unreadable, diff)
	}
}

func TestAcceptedAtOnceSettledOnTheDay(t *testing.T) {
	server, bank, clock := start(t, sim.Behaviour{})
	b := batch("M1")
	send(t, server, bank, b)
	expect(t, bank, b, "accepted accepted accepted")
	clock.set(tuesday.AddDate(0, 0, 1))
	server.Tick()
	expect(t, bank, b)
	clock.set(tuesday.AddDate(0, 0, 2))
	server.Tick()
	server.Tick()
	expect(t, bank, b, "executed executed executed")
	expect(t, bank, b) // acknowledged, so gone
	if got := server.Received(); len(got) != 1 || got[0].Settled != 3 {
		t.Errorf("received %+v", got)
	}
}

func TestWeekendIsSettledOnTheNextBankDay(t *testing.T) {
	server, bank, clock := start(t, sim.Behaviour{})
	b := batch("M1")
	for i := range b.Payments {
		b.Payments[i].SendOn = aid.Date{Year: 2026, Month: 4, Day: 3} // Good Friday
	}
	send(t, server, bank, b)
	expect(t, bank, b, "accepted accepted accepted")
	clock.set(time.Date(2026, 4, 6, 12, 0, 0, 0, time.UTC)) // Easter Monday
	server.Tick()
	expect(t, bank, b)
	clock.set(time.Date(2026, 4, 7, 0, 0, 0, 0, time.UTC))
	server.Tick()
	expect(t, bank, b, "executed executed executed")
}

func TestRejectedAccounts(t *testing.T) {
	server, bank, _ := start(t, sim.Behaviour{
		SettleAtOnce: true,
		Rejects:      map[string]string{"6000-800000005": "AC04", "5050-1055": "AC01"},
	})
	b := batch("M1")
	send(t, server, bank, b)
	expect(t, bank, b, "rejected:AC04 accepted rejected:AC01", "pending executed pending")
	server.Change(func(b *sim.Behaviour) { b.Rejects["1234560"] = "AC04" })
	b = batch("M2")
	send(t, server, bank, b)
	expect(t, bank, b, "rejected:AC04 rejected:AC04 rejected:AC01")
}

func TestWholeFileRejected(t *testing.T) {
	server, bank, _ := start(t, sim.Behaviour{SettleAtOnce: true, RejectNext: "AM04"})
	b := batch("M1")
	send(t, server, bank, b)
	expect(t, bank, b, "rejected:AM04 rejected:AM04 rejected:AM04")
	b = batch("M2")
	send(t, server, bank, b)
	expect(t, bank, b, "accepted accepted accepted", "executed executed executed")
}

func TestBankRefusesFilesThatAreWrong(t *testing.T) {
	good := string(file(t, batch("M1")))
	for _, c := range []struct{ name, old, new, want string }{
		{"control sum", "<CtrlSum>3000.00", "<CtrlSum>3000.01", "rejected:AM10 rejected:AM10 rejected:AM10"},
		{"count", "<NbOfTxs>3", "<NbOfTxs>4", "rejected:AM18 rejected:AM18 rejected:AM18"},
		{"form", "<PmtMtd>TRF", "<PmtMtd>CHK", "rejected:FF01 rejected:FF01 rejected:FF01"},
		{"yesterday", "2026-03-26", "2026-03-23", "rejected:DT01 rejected:DT01 rejected:DT01"},
		{"account", "1234560", "1234561", "accepted rejected:AC01 accepted"},
		{"repeated payment", "<InstrId>M1-2</InstrId><EndToEndId>M1-2", "<InstrId>M1-1</InstrId><EndToEndId>M1-1", "pending:DU04 pending accepted"},
	} {
		t.Run(c.name, func(t *testing.T) {
			server, bank, _ := start(t, sim.Behaviour{})
			changed := strings.Replace(good, c.old, c.new, 1)
			if changed == good {
				t.Fatal("nothing changed")
			}
			if err := bank.Upload(t.Context(), "M1.xml", []byte(changed)); err != nil {
				t.Fatal(err)
			}
			server.Tick()
			expect(t, bank, batch("M1"), c.want)
		})
	}
}

func TestUnreadableFileIsAnsweredWithoutAnID(t *testing.T) {
	server, bank, _ := start(t, sim.Behaviour{})
	if err := bank.Upload(t.Context(), "photo.xml", []byte("\x89PNG")); err != nil {
		t.Fatal(err)
	}
	server.Tick()
	reports, err := bank.FetchReports(t.Context())
	if err != nil || len(reports) != 1 {
		t.Fatal(reports, err)
	}
	validate(t, reports[0].Content)
	status, err := payfile.ReadStatus(bytes.NewReader(reports[0].Content))
	if err != nil || status.Original != "NOTPROVIDED" || status.Status != payfile.Rejected {
		t.Errorf("%+v, %v", status, err)
	}
}

func TestKeptSpoolIsRemembered(t *testing.T) {
	spool := t.TempDir()
	c := &clock{at: tuesday}
	config := sim.Config{Now: c.now, Random: rand.Reader, Spool: spool}
	first, err := sim.Start(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	b := batch("M1")
	send(t, first, connect(t, first.ClientConfig()), b)
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	second, err := sim.Start(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	defer second.Close()
	bank := connect(t, second.ClientConfig())
	expect(t, bank, b, "accepted accepted accepted")
	if err := bank.Upload(t.Context(), "M1-again.xml", file(t, b)); err != nil {
		t.Fatal(err)
	}
	second.Tick()
	expect(t, bank, b, "pending:DU01 pending:DU01 pending:DU01")
	second.SettleNow()
	expect(t, bank, b, "executed executed executed")
}

func TestPageShowsAndActs(t *testing.T) {
	server, bank, _ := start(t, sim.Behaviour{})
	post := func(path string, form url.Values) {
		t.Helper()
		answer, err := http.PostForm(server.PageURL()+path, form)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		if answer.StatusCode != http.StatusOK {
			t.Fatalf("POST %s: %s", path, answer.Status)
		}
	}
	t.Cleanup(http.DefaultClient.CloseIdleConnections)
	b := batch("M1")
	post("reject", url.Values{"reason": {"AC04"}})
	send(t, server, bank, b)
	expect(t, bank, b, "rejected:AC04 rejected:AC04 rejected:AC04")
	b = batch("M2")
	send(t, server, bank, b)
	post("settle", nil)
	expect(t, bank, b, "accepted accepted accepted", "executed executed executed")
	post("answer", url.Values{"mode": {"none"}})
	b = batch("M3")
	send(t, server, bank, b)
	expect(t, bank, b)

	answer, err := http.Get(server.PageURL())
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	page, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"M1.xml", "M2.xml", "M3.xml", "RJCT AC04", "pain002.xml", `value="none" selected`} {
		if !bytes.Contains(page, []byte(want)) {
			t.Errorf("the page lacks %q", want)
		}
	}
	for _, secret := range []string{"Test Person", "800000005", "1000"} {
		if bytes.Contains(page, []byte(secret)) {
			t.Errorf("the page tells %q", secret)
		}
	}
	foreign, err := http.NewRequest(http.MethodPost, server.PageURL()+"settle", nil)
	if err != nil {
		t.Fatal(err)
	}
	foreign.Header.Set("Sec-Fetch-Site", "cross-site")
	refused, err := http.DefaultClient.Do(foreign)
	if err != nil {
		t.Fatal(err)
	}
	refused.Body.Close()
	if refused.StatusCode != http.StatusForbidden {
		t.Errorf("a form of another site: %s", refused.Status)
	}
}

func TestTheBankWorksByItself(t *testing.T) {
	server, bank, _ := start(t, sim.Behaviour{SettleAtOnce: true})
	b := batch("M1")
	if err := bank.Upload(t.Context(), "M1.xml", file(t, b)); err != nil {
		t.Fatal(err)
	}
	for range 100 {
		if got := server.Received(); len(got) == 1 && got[0].Settled == 3 {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Error("nothing happened without a tick")
}
