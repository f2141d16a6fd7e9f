package connect_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"image"
	"image/jpeg"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"bistand/aid"
	"bistand/blob"
	"bistand/casework"
	"bistand/clamd"
	clamdsim "bistand/clamd/sim"
	"bistand/connect"
	"bistand/intake"
	"bistand/payfile"
	banksim "bistand/payfile/sim"
)

var debtor = payfile.Debtor{Name: "Lunds kommun", OrgNumber: "2120001132", IBAN: "SE3550000000054910000003", BIC: "ESSESESS"}

// swedish reads a Swedish time.
func swedish(t testing.TB, text string) time.Time {
	t.Helper()
	return have(time.ParseInLocation(time.DateTime, text, aid.Sweden))(t)
}

func payment(t testing.TB, ref, on string) aid.Payment {
	t.Helper()
	return aid.Payment{EndToEnd: ref, Amount: 4_000_00, SendOn: have(aid.ParseDate(on))(t), Payee: aid.Payee{Name: "Sara Ensam", Method: aid.ToAccount, Clearing: "8000", Account: "1230000007"}}
}

// L4: a day that is past becomes the Swedish day of the file; a later one stays; the bytes follow from the payments alone.
func TestL4_DaysInAFile(t *testing.T) {
	t.Parallel()
	bank := connect.Bank{Debtor: debtor}
	for _, c := range []struct{ name, made, day, want string }{
		{"i förrgår", "2026-11-18 08:00:00", "2026-11-16", "2026-11-18"},
		{"samma dag", "2026-11-18 08:00:00", "2026-11-18", "2026-11-18"},
		{"nästa vecka", "2026-11-18 08:00:00", "2026-11-25", "2026-11-25"},
		{"strax efter midnatt, ännu gårdagen i UTC", "2026-11-18 00:30:00", "2026-11-17", "2026-11-18"},
		{"strax före midnatt", "2026-11-17 23:59:59", "2026-11-17", "2026-11-17"},
		{"sommartid, strax efter midnatt", "2026-07-01 01:30:00", "2026-06-30", "2026-07-01"},
		{"över årsskiftet", "2027-01-04 08:00:00", "2026-12-30", "2027-01-04"},
	} {
		t.Run(c.name, func(t *testing.T) {
			file := aid.PaymentFile{MessageID: "EB128120261118000001", MadeAt: swedish(t, c.made).UTC()}
			payments := []aid.Payment{payment(t, "a1", c.day), payment(t, "a2", "2027-02-01")}
			content := have(bank.File(file, payments))(t)
			batch := have(payfile.Read(bytes.NewReader(content)))(t)
			if got := batch.Payments[0].SendOn.String(); got != c.want || batch.Payments[1].SendOn.String() != "2027-02-01" {
				t.Errorf("sent on %s, want %s", got, c.want)
			}
			if again := have(bank.File(file, payments))(t); !bytes.Equal(again, content) {
				t.Error("the same payments give other bytes")
			}
		})
	}
	bad := payment(t, "a3", "2026-11-18")
	bad.Payee.Method = aid.ToCard
	_, err := bank.File(aid.PaymentFile{MessageID: "EB1", MadeAt: swedish(t, "2026-11-18 08:00:00")}, []aid.Payment{payment(t, "a1", "2026-11-18"), bad})
	var faults aid.Errors
	if !errors.As(err, &faults) || len(faults) != 1 || faults[0].Field != "a3" {
		t.Errorf("a payment that no file can carry: %v", err)
	}
}

// L4: a file goes to the bank, and the bank's answers come back payment by payment, and are taken away when read.
func TestL4_ToTheBankAndBack(t *testing.T) {
	t.Parallel()
	made := swedish(t, "2026-11-18 08:00:00")
	sim := have(banksim.Start(t.Context(), banksim.Config{Now: func() time.Time { return made }, Random: rand.Reader, Behaviour: banksim.Behaviour{Rejects: map[string]string{"1234567897": "AC04"}}}))(t)
	t.Cleanup(func() { sim.Close() })
	bank := connect.Bank{Link: have(payfile.NewBank(sim.ClientConfig()))(t), Debtor: debtor}
	closed := payment(t, "a2", "2026-11-20")
	closed.Payee.Account = "1234567897"
	file := have(bank.File(aid.PaymentFile{MessageID: "EB128120261118000001", MadeAt: made}, []aid.Payment{payment(t, "a1", "2026-11-20"), closed}))(t)
	for range 2 { // repeating is harmless
		if err := bank.Upload(t.Context(), "EB128120261118000001.xml", file); err != nil {
			t.Fatal(err)
		}
	}
	sim.Tick()
	report := one(t, bank)
	if got := have(bank.Original(report.Content))(t); got != "EB128120261118000001" {
		t.Errorf("answers %s", got)
	}
	want := []casework.BankAnswer{{EndToEnd: "a1"}, {EndToEnd: "a2", Rejected: true, Reason: "AC04"}}
	if got := have(bank.Answers(file, report.Content))(t); !slices.Equal(got, want) {
		t.Errorf("answers %+v, want %+v", got, want)
	}
	if err := bank.Ack(t.Context(), report.Name); err != nil {
		t.Fatal(err)
	}
	sim.SettleNow()
	report = one(t, bank)
	if got := have(bank.Answers(file, report.Content))(t); !got[0].Executed || got[0].Rejected || got[1].Executed || got[1].Rejected {
		t.Errorf("settled: %+v", got)
	}
	for name, pair := range map[string][2][]byte{
		"skräp som rapport": {file, []byte("%PDF")}, "skräp som fil": {[]byte("%PDF"), report.Content}, "halva rapporten": {file, report.Content[:len(report.Content)/2]},
		"en annan fils rapport": {file, bytes.ReplaceAll(report.Content, []byte("000001"), []byte("000002"))},
	} {
		if _, err := bank.Answers(pair[0], pair[1]); err == nil {
			t.Errorf("%s is read", name)
		}
	}
	if _, err := bank.Original([]byte("%PDF")); err == nil {
		t.Error("garbage answers a file")
	}
}

// one returns the only report that lies at the bank.
func one(t *testing.T, bank connect.Bank) casework.BankReport {
	t.Helper()
	reports := have(bank.Reports(t.Context()))(t)
	if len(reports) != 1 {
		t.Fatalf("%d reports", len(reports))
	}
	return reports[0]
}

// X16: files are kept by their content and come back as they were; what is looked through and refused is not kept.
func TestX16_Files(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	files := connect.Files{Store: have(blob.OpenDisk(dir, make([]byte, blob.KeySize), rand.Reader))(t), Intake: intake.New(intake.Memory)}
	const pdf = "%PDF-1.7 innehåll\n%%EOF"
	seen := ""
	look := func(r io.Reader) error {
		seen = string(have(io.ReadAll(r))(t))
		return nil
	}
	kept, err := files.Take(t.Context(), strings.NewReader(pdf), 100, look)
	if err != nil || kept.MediaType != "application/pdf" || seen != pdf {
		t.Fatalf("took %+v, showed %q: %v", kept, seen, err)
	}
	back := have(files.Open(t.Context(), kept.SHA256, kept.Size))(t)
	defer back.Close()
	if content := have(io.ReadAll(back))(t); string(content) != pdf {
		t.Errorf("came back as %q", content)
	}
	if _, err := files.Take(t.Context(), strings.NewReader(pdf), 10, look); err == nil {
		t.Error("too large a file was kept")
	}
	refused := errors.New("refused")
	if _, err := files.Take(t.Context(), strings.NewReader(pdf+"\n"), 100, func(io.Reader) error { return refused }); !errors.Is(err, refused) {
		t.Errorf("a file that was refused: %v", err)
	}
	if found := have(filepath.Glob(filepath.Join(dir, "*", "*")))(t); len(found) != 1 {
		t.Errorf("%d files lie there", len(found))
	}
}

// X9: a photograph is kept as the picture alone, can be turned and made small, and the scanner's words reach casework.
func TestX9_Photographs(t *testing.T) {
	t.Parallel()
	files := connect.Files{Store: have(blob.OpenDisk(t.TempDir(), make([]byte, blob.KeySize), rand.Reader))(t), Intake: intake.New(intake.Memory)}
	var photo bytes.Buffer
	if err := jpeg.Encode(&photo, image.NewGray(image.Rect(0, 0, 400, 200)), nil); err != nil {
		t.Fatal(err)
	}
	none := func(io.Reader) error { return nil }
	kept := have(files.Take(t.Context(), io.MultiReader(&photo, strings.NewReader("hemligt")), 1<<20, none))(t)
	turned := have(files.Turn(t.Context(), kept))(t)
	small := have(files.Small(t.Context(), turned))(t)
	size := have(jpeg.DecodeConfig(bytes.NewReader(small)))(t)
	if kept.MediaType != "image/jpeg" || turned.SHA256 == kept.SHA256 || size.Width != 160 || size.Height != 320 {
		t.Errorf("kept %+v, turned %+v, small %d × %d", kept, turned, size.Width, size.Height)
	}
	daemon := have(clamdsim.Start("tcp", "127.0.0.1:0"))(t)
	t.Cleanup(daemon.Stop)
	scanner := connect.Scanner{Client: have(clamd.New(clamd.Config{Address: daemon.Address(), Now: time.Now}))(t)}
	found, version, err := scanner.Scan(t.Context(), strings.NewReader(clamdsim.EICAR))
	if found != "Eicar-Test-Signature" || version != clamdsim.Version || err != nil {
		t.Errorf("found %q by %q: %v", found, version, err)
	}
}
