package payfile_test

import (
	"strings"
	"testing"

	"bistand/aid"
	"bistand/payfile"
)

func TestAccountNumbers(t *testing.T) {
	for _, c := range []struct {
		name, clearing, account string
		method                  aid.Method
		verdict                 payfile.Verdict
		code, bank, normal      string
	}{
		{"type 1, three clearing digits count", "5000", "1234560", aid.ToAccount, payfile.Valid, "", "SEB", "1234560"},
		{"type 1, four clearing digits count", "9150", "1234562", aid.ToAccount, payfile.Valid, "", "Skandiabanken", "1234562"},
		{"type 1, four clearing digits count (2)", "4000", "1234567", aid.ToAccount, payfile.Valid, "", "Nordea", "1234567"},
		{"type 1, another clearing number", "5001", "1234560", aid.ToAccount, payfile.Wrong, "account.check_digit", "SEB", ""},
		{"type 1, too short", "5000", "234560", aid.ToAccount, payfile.Wrong, "account.length", "SEB", ""},
		{"type 1, too long", "5000", "12345601", aid.ToAccount, payfile.Wrong, "account.length", "SEB", ""},
		{"Nordea personkonto", "3300", "811218-9876", aid.ToAccount, payfile.Valid, "", "Nordea", "8112189876"},
		{"Danske Bank type 2", "9180", "1234567897", aid.ToAccount, payfile.Valid, "", "Danske Bank", "1234567897"},
		{"type 2 whose check digit fails", "9180", "1234567898", aid.ToAccount, payfile.Doubtful, "account.check_digit", "Danske Bank", "1234567898"},
		{"Handelsbanken, nine digits", "6000", "123 456 789", aid.ToAccount, payfile.Valid, "", "Handelsbanken", "123456789"},
		{"Handelsbanken, eight digits", "6000", "12345679", aid.ToAccount, payfile.Valid, "", "Handelsbanken", "12345679"},
		{"Handelsbanken, seven digits", "6000", "1234567", aid.ToAccount, payfile.Wrong, "account.length", "Handelsbanken", ""},
		{"Handelsbanken, check digit", "6000", "123456780", aid.ToAccount, payfile.Doubtful, "account.check_digit", "Handelsbanken", "123456780"},
		{"Swedbank, fifth digit in the clearing number", "8327-9", "123 456 789-7", aid.ToAccount, payfile.Valid, "", "Swedbank", "1234567897"},
		{"Swedbank, no fifth digit", "8327", "1234567897", aid.ToAccount, payfile.Valid, "", "Swedbank", "1234567897"},
		{"Swedbank, fifth digit before the account", "8327", "91234567897", aid.ToAccount, payfile.Valid, "", "Swedbank", "1234567897"},
		{"Swedbank, wrong digit before the account", "8327", "81234567897", aid.ToAccount, payfile.Wrong, "account.length", "Swedbank", ""},
		{"Swedbank, wrong fifth digit", "83278", "1234567897", aid.ToAccount, payfile.Wrong, "account.clearing", "", ""},
		{"Swedbank, leading zeros left out", "8327", "12345674", aid.ToAccount, payfile.Doubtful, "account.short", "Swedbank", "12345674"},
		{"Swedbank, check digit", "8327", "1234567890", aid.ToAccount, payfile.Doubtful, "account.check_digit", "Swedbank", "1234567890"},
		{"fifth digit elsewhere", "50003", "1234560", aid.ToAccount, payfile.Wrong, "account.clearing", "", ""},
		{"Swedbank 7", "7000", "7654324", aid.ToAccount, payfile.Valid, "", "Swedbank", "7654324"},
		{"plusgiro by clearing number", "9960", "1234566", aid.ToAccount, payfile.Valid, "", "Nordea Plusgirot", "1234566"},
		{"unknown clearing number", "9999", "1234567", aid.ToAccount, payfile.Doubtful, "account.bank", "", "1234567"},
		{"unknown clearing number, absurd length", "9999", "123", aid.ToAccount, payfile.Wrong, "account.length", "", ""},
		{"clearing number with a zero first", "0500", "1234567", aid.ToAccount, payfile.Wrong, "account.clearing", "", ""},
		{"short clearing number", "600", "123456789", aid.ToAccount, payfile.Wrong, "account.clearing", "", ""},
		{"letters", "6000", "12345678x", aid.ToAccount, payfile.Wrong, "account.digits", "", ""},
		{"digits of another script", "6000", "١٢٣٤٥٦٧٨٩", aid.ToAccount, payfile.Wrong, "account.digits", "", ""},
		{"bankgiro", "", "5050-1055", aid.ToBankgiro, payfile.Valid, "", "Bankgirot", "50501055"},
		{"bankgiro, check digit", "", "5050-1056", aid.ToBankgiro, payfile.Wrong, "account.check_digit", "Bankgirot", ""},
		{"bankgiro, six digits", "", "123455", aid.ToBankgiro, payfile.Wrong, "account.length", "Bankgirot", ""},
		{"bankgiro with a clearing number", "6000", "50501055", aid.ToBankgiro, payfile.Wrong, "account.clearing", "Bankgirot", ""},
		{"plusgiro", "", "123456-6", aid.ToPlusgiro, payfile.Valid, "", "Plusgirot", "1234566"},
		{"plusgiro of two digits", "", "1-8", aid.ToPlusgiro, payfile.Valid, "", "Plusgirot", "18"},
		{"plusgiro, check digit", "", "123456-7", aid.ToPlusgiro, payfile.Wrong, "account.check_digit", "Plusgirot", ""},
		{"plusgiro of nine digits", "", "123456789", aid.ToPlusgiro, payfile.Wrong, "account.length", "Plusgirot", ""},
		{"card", "", "1234566", aid.ToCard, payfile.Wrong, "account.method", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := payfile.CheckAccount(c.method, c.clearing, c.account)
			if got.Verdict != c.verdict || got.Code != c.code || got.Bank != c.bank {
				t.Errorf("got %+v", got)
			}
			if c.normal != "" && got.Account != c.normal {
				t.Errorf("account %q, want %q", got.Account, c.normal)
			}
		})
	}
}

// Of the ten accounts that differ in their last digit only, the check lets through one, or none where the digit it
// asks for would be ten.
func TestOneCheckDigitInTen(t *testing.T) {
	all := 0
	for _, clearing := range []string{"1100", "1200", "2300", "3300", "3782", "4123", "5999", "6789", "7012", "8105", "9020", "9150", "9270", "9570", "9890", "9960"} {
		lengths := map[string]string{"3300": "123456789", "3782": "123456789", "6789": "12345678", "8105": "123456789", "9570": "123456789", "9890": "123456789"}
		head := lengths[clearing]
		if head == "" {
			head = "123456"
		}
		valid := 0
		for _, last := range strings.Split("0123456789", "") {
			if payfile.CheckAccount(aid.ToAccount, clearing, head+last).Verdict == payfile.Valid {
				valid++
			}
		}
		if valid > 1 {
			t.Errorf("clearing %s: %d of ten are valid", clearing, valid)
		}
		all += valid
	}
	if all < 10 {
		t.Errorf("only %d accounts in all are valid", all)
	}
}

func FuzzCheckAccount(f *testing.F) {
	f.Add("account", "8327-9", "123 456 789-7")
	f.Add("bankgiro", "", "5050-1055")
	f.Add("account", "8", "")
	f.Fuzz(func(t *testing.T, method, clearing, account string) {
		c := payfile.CheckAccount(aid.Method(method), clearing, account)
		if (c.Verdict == payfile.Valid) != (c.Code == "") {
			t.Errorf("%+v: a code belongs to every verdict but valid", c)
		}
		if c.Verdict == payfile.Wrong {
			return
		}
		// What is let through is let through again in its normal form.
		again := payfile.CheckAccount(aid.Method(method), c.Clearing, c.Account)
		if again != c {
			t.Errorf("%+v became %+v", c, again)
		}
	})
}
