package aid_test

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"bistand/aid"
)

// number makes a valid number of the tax agency's test series from its first eleven digits.
func number(t testing.TB, eleven string) aid.Personnummer {
	t.Helper()
	for check := range 10 {
		if p, err := aid.ParsePersonnummer(fmt.Sprint(eleven, check)); err == nil {
			return p
		}
	}
	t.Fatalf("%s cannot be completed", eleven)
	return aid.Personnummer{}
}

func TestPersonnummer(t *testing.T) {
	for text, want := range map[string]struct {
		born        string
		samordnings bool
	}{
		"189001019802": {"1890-01-01", false}, "18900101-9802": {"1890-01-01", false}, " 18900101 9802 ": {"1890-01-01", false}, "18900101\u00a09802": {"1890-01-01", false},
		number(t, "20240229980").Full(): {"2024-02-29", false}, number(t, "19810165981").Full(): {"1981-01-05", true}, number(t, "20000191982").Full(): {"2000-01-31", true},
	} {
		p, err := aid.ParsePersonnummer(text)
		if err != nil || p.BirthDate().String() != want.born || p.IsSamordningsnummer() != want.samordnings || p.IsZero() {
			t.Errorf("%q: born %s, samordningsnummer %v, %v", text, p.BirthDate(), p.IsSamordningsnummer(), err)
		}
	}
	for _, text := range []string{
		"", "189001019803", "890101-9802", "8901019802", "18900101980", "1890010198020", "18900132980X", "199913019804", "202302299806", "189001009802", "189001609802", "189001929800",
		"１８９００１０１９８０２", "1890 01 01+9802", "18900101_9802", "000000000000", "18900101980२",
	} {
		if p, err := aid.ParsePersonnummer(text); code(err) != "personnummer.format" || !p.IsZero() {
			t.Errorf("%q: %s, %v", text, p, err)
		}
	}
	var none aid.Personnummer
	if !none.IsZero() || none.String() != "" || none.Full() != "" || !none.BirthDate().IsZero() || none.IsSamordningsnummer() {
		t.Error("no number says something")
	}
}

// Each digit but the check digit itself is guarded by the check digit.
func TestPersonnummerCheckDigitFindsEverySlip(t *testing.T) {
	good := number(t, "19810105981").Full()
	for i := 2; i < 12; i++ {
		for d := byte('0'); d <= '9'; d++ {
			slip := []byte(good)
			if slip[i] == d {
				continue
			}
			slip[i] = d
			if _, err := aid.ParsePersonnummer(string(slip)); err == nil {
				t.Errorf("a slip at digit %d was not found", i+1)
			}
		}
	}
}

func TestPersonnummerIsHiddenWhereItIsPrinted(t *testing.T) {
	p := number(t, "19810105981")
	person := aid.Person{ID: "id-1", Personnummer: p, GivenName: "Åsa", FamilyName: "Öberg"}
	var log bytes.Buffer
	for _, handler := range []slog.Handler{slog.NewTextHandler(&log, nil), slog.NewJSONHandler(&log, nil)} {
		slog.New(handler).Info("seen", "number", p, "person", person)
	}
	for _, text := range []string{p.String(), fmt.Sprint(p), fmt.Sprintf("%s %v %+v %#v %q", p, p, p, p, p), fmt.Sprintf("%v %+v %#v", person, person, person), log.String()} {
		if strings.Contains(text, p.Full()[8:]) {
			t.Errorf("the last four digits are shown: %s", text)
		}
		if !strings.Contains(text, "19810105-····") {
			t.Errorf("the first eight are not shown: %s", text)
		}
	}
	if strings.Contains(log.String(), "Öberg") || !strings.Contains(log.String(), "id-1") {
		t.Errorf("a person in the log is more, or less, than an id: %s", log.String())
	}
	text, err := json.Marshal(person)
	var back aid.Person
	if err != nil || json.Unmarshal(text, &back) != nil || back != person {
		t.Errorf("a record is whole: %s, %v", text, err)
	}
	var none aid.Personnummer
	if none.UnmarshalText(nil) != nil || none.UnmarshalText([]byte("123")) == nil || !none.IsZero() {
		t.Error("no number is read as none, a wrong one as a fault")
	}
}

func FuzzParsePersonnummer(f *testing.F) {
	for _, seed := range []string{"18900101-9802", "189001019802", "19810165 9817", "-----"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := aid.ParsePersonnummer(text)
		if err != nil {
			if !p.IsZero() || code(err) != "personnummer.format" {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		again, err := aid.ParsePersonnummer(p.Full())
		if err != nil || again != p || p.BirthDate().IsZero() || strings.HasSuffix(p.String(), p.Full()[8:]) {
			t.Fatalf("%q: %s, %v", text, p, err)
		}
	})
}

func TestIDsSortByTimeAndAreReadBack(t *testing.T) {
	start := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	var ids []aid.ID
	for i := range 100 {
		id := aid.NewID(start.Add(time.Duration(i)*time.Millisecond), rand.Reader)
		if back, err := aid.ParseID(string(id)); err != nil || back != id || id[14] != '7' || !strings.ContainsRune("89ab", rune(id[19])) {
			t.Fatalf("%s: %v", id, err)
		}
		ids = append(ids, id)
	}
	if !slices.IsSorted(ids) {
		t.Error("ids do not sort by time")
	}
	if got := aid.NewID(time.UnixMilli(0x0123456789ab), bytes.NewReader(make([]byte, 10))); got != "01234567-89ab-7000-8000-000000000000" {
		t.Errorf("got %s", got)
	}
	for _, text := range []string{"", "x", "01234567-89AB-7000-8000-000000000000", "01234567-89ab-7000-8000-00000000000", "01234567-89ab-7000-8000-0000000000000", "0123456789ab-7000-8000-0000-00000000", "01234567-89ab-7000-8000-00000000000å", strings.Repeat("-", 36)} {
		if _, err := aid.ParseID(text); !errors.Is(err, aid.ErrNotFound) {
			t.Errorf("%q: %v", text, err)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("an id without randomness")
		}
	}()
	aid.NewID(start, io.LimitReader(rand.Reader, 3))
}

func TestStaffRolesAndTail(t *testing.T) {
	s := aid.Staff{Roles: []aid.Role{aid.Caseworker, aid.Auditor}}
	if !s.Has(aid.Caseworker) || !s.Has(aid.Auditor) || s.Has(aid.PaymentOfficer) || (aid.Staff{}).Has(aid.Auditor) {
		t.Error("roles")
	}
	for account, want := range map[string]string{"": "", "123": "123", "1234": "1234", "12345": "2345", "1230000007": "0007"} {
		if got := (aid.Payee{Account: account}).Tail(); got != want {
			t.Errorf("tail of %q: %q", account, got)
		}
	}
}
