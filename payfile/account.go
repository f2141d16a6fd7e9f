package payfile

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"bistand/aid"
)

// Verdict (omdöme) is how far an account number can be trusted.
type Verdict string

// The verdicts on an account number.
const (
	Valid    Verdict = "valid"
	Doubtful Verdict = "doubtful" // may be right: show the text of Code, let a person go on
	Wrong    Verdict = "wrong"    // cannot be right: refuse
)

// AccountCheck (kontokontroll) is what can be said of an account number without asking the bank.
type AccountCheck struct {
	Verdict  Verdict
	Code     string // why it is not Valid: names a text, as aid.Error's Code does
	Bank     string // the bank's name; "Bankgirot", "Plusgirot"; empty where unknown
	Clearing string // four digits; empty for a giro
	Account  string // digits as the payment file wants them
}

// CheckAccount judges an account number as people write it, spaces, hyphens, commas and points passed over.
// For aid.ToBankgiro and aid.ToPlusgiro clearing must be empty. The clearing number has four digits, or five for
// Swedbank's 8xxx. The codes are account.digits, account.clearing, account.length, account.check_digit (Wrong, or
// Doubtful for the older kind of account, since some valid ones fail), account.bank (Doubtful: unknown clearing
// number), account.short (Doubtful: fewer digits than usual) and account.method (Wrong: no account number belongs
// to the method).
func CheckAccount(method aid.Method, clearing, account string) AccountCheck {
	clearing, account = squeeze(clearing), squeeze(account)
	if !allDigits(account) {
		return AccountCheck{Verdict: Wrong, Code: "account.digits"}
	}
	switch method {
	case aid.ToBankgiro:
		return checkGiro("Bankgirot", clearing, account, 7, 8)
	case aid.ToPlusgiro:
		return checkGiro("Plusgirot", clearing, account, 2, 8)
	case aid.ToAccount:
		return checkBankAccount(clearing, account)
	}
	return AccountCheck{Verdict: Wrong, Code: "account.method"}
}

// checkGiro judges a bankgiro or plusgiro number: length and mod 10.
func checkGiro(bank, clearing, number string, shortest, longest int) AccountCheck {
	c := AccountCheck{Verdict: Valid, Bank: bank, Account: number}
	switch {
	case clearing != "":
		c.Verdict, c.Code = Wrong, "account.clearing"
	case len(number) < shortest || len(number) > longest:
		c.Verdict, c.Code = Wrong, "account.length"
	case !luhn(number):
		c.Verdict, c.Code = Wrong, "account.check_digit"
	}
	return c
}

// checkBankAccount judges a clearing number and an account, both digits only.
func checkBankAccount(clearing, account string) AccountCheck {
	c := AccountCheck{Verdict: Wrong, Code: "account.clearing"}
	if len(clearing) < 4 || !allDigits(clearing) || clearing[0] == '0' {
		return c
	}
	if fifth := clearing[4:]; fifth != "" {
		// Only Swedbank has a fifth digit, and it is the check digit of the other four.
		if len(fifth) > 1 || clearing[0] != '8' || !luhn(clearing) {
			return c
		}
		clearing = clearing[:4]
	}
	c.Clearing, c.Account = clearing, account
	r, found := clearingRange(clearing)
	if !found {
		return unknownBank(c)
	}
	c.Bank = r.bank
	if r.zeroFilled() && len(account) == 11 && luhn(clearing+account[:1]) {
		c.Account = account[1:]
	}
	return r.judge(c)
}

// unknownBank judges an account whose clearing number is in no known range.
func unknownBank(c AccountCheck) AccountCheck {
	if len(c.Account) < 5 || len(c.Account) > 11 {
		c.Code = "account.length"
		return c
	}
	c.Verdict, c.Code = Doubtful, "account.bank"
	return c
}

// clearingRow is one row of clearing.csv.
type clearingRow struct {
	from, to int
	check    string
	min, max int
	bank     string
}

// zeroFilled tells whether banks write the row's accounts with leading zeros that people leave out.
func (r clearingRow) zeroFilled() bool { return r.check == "10/0" }

// judge sets the verdict on c by the row's lengths and check digit.
func (r clearingRow) judge(c AccountCheck) AccountCheck {
	n, longest := len(c.Account), r.max
	if r.zeroFilled() {
		longest = min(r.max, 10)
	}
	if n > longest || n < 2 || (n < r.min && !r.zeroFilled()) {
		c.Code = "account.length"
		return c
	}
	var right bool
	switch r.check {
	case "11/10":
		right = mod11(c.Clearing[1:], c.Account)
	case "11/11":
		right = mod11(c.Clearing, c.Account)
	case "11/9":
		right = mod11("", c.Account)
	default: // mod 10, to which zeros on the left make no difference
		right = luhn(c.Account)
	}
	oldKind := r.check != "11/10" && r.check != "11/11"
	switch {
	case !right && oldKind:
		c.Verdict, c.Code = Doubtful, "account.check_digit"
	case !right:
		c.Code = "account.check_digit"
	case n < r.min:
		c.Verdict, c.Code = Doubtful, "account.short"
	default:
		c.Verdict, c.Code = Valid, ""
	}
	return c
}

//go:embed clearing.csv
var clearingCSV string

// clearingTable is clearing.csv, read once. A fault in the file is a fault of the program and panics.
var clearingTable = sync.OnceValue(func() []clearingRow {
	rows, err := parseClearing(clearingCSV)
	if err != nil {
		panic(fmt.Sprintf("read clearing.csv: %v", err))
	}
	return rows
})

// parseClearing reads the table and holds it against its own rules: known checks, ranges ascending, no overlap.
func parseClearing(text string) ([]clearingRow, error) {
	reader := csv.NewReader(strings.NewReader(text))
	reader.Comment = '#'
	reader.FieldsPerRecord = 6
	records, err := reader.ReadAll()
	if err != nil {
		return nil, err
	}
	var rows []clearingRow
	last := 999
	for _, record := range records[min(1, len(records)):] {
		var n [4]int
		for i, field := range []int{0, 1, 3, 4} {
			if n[i], err = strconv.Atoi(record[field]); err != nil {
				return nil, err
			}
		}
		r := clearingRow{n[0], n[1], record[2], n[2], n[3], record[5]}
		known := slices.Contains([]string{"11/10", "11/11", "10", "11/9", "10/0"}, r.check)
		if !known || r.from <= last || r.to < r.from || r.to > 9999 || r.min > r.max || r.bank == "" {
			return nil, fmt.Errorf("row from %d breaks the table's rules", r.from)
		}
		last = r.to
		rows = append(rows, r)
	}
	return rows, nil
}

// clearingRange finds the row that holds a four-digit clearing number.
func clearingRange(clearing string) (clearingRow, bool) {
	number, _ := strconv.Atoi(clearing)
	table := clearingTable()
	i, _ := slices.BinarySearchFunc(table, number, func(r clearingRow, n int) int { return r.to - n })
	if i < len(table) && table[i].from <= number {
		return table[i], true
	}
	return clearingRow{}, false
}

// luhn is the mod 10 check, the check digit last.
func luhn(digits string) bool {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

// mod11 is the mod 11 check over head and tail put together: weights 1, 2, … 10, then 1 again, from the right.
func mod11(head, tail string) bool {
	sum, weight := 0, 1
	for i := len(head) + len(tail) - 1; i >= 0; i-- {
		var d byte
		if i >= len(head) {
			d = tail[i-len(head)]
		} else {
			d = head[i]
		}
		sum += int(d-'0') * weight
		if weight++; weight > 10 {
			weight = 1
		}
	}
	return sum%11 == 0
}

// allDigits tells whether text is one or more ASCII digits.
func allDigits(text string) bool {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return text != ""
}

// squeeze takes out what people put between the digits of an account number.
func squeeze(text string) string {
	if text == "" || allDigits(text) {
		return text
	}
	return strings.NewReplacer(" ", "", "-", "", ",", "", ".", "", "\u00a0", "", "\t", "").Replace(text)
}
