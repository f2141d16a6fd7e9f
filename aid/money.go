package aid

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"strings"
)

// Ore (öre) is an amount of money in öre, 1/100 krona. All arithmetic on it that could overflow is checked.
type Ore int64

// Kronor is one krona in öre.
const Kronor Ore = 100

// MaxAmount is the largest amount that a form or a file may state: 10 million kronor.
const MaxAmount = 10_000_000 * Kronor

// ErrOverflow is returned when a sum does not fit in an Ore.
var ErrOverflow = errors.New("amount out of range")

// Add returns o + p, or ErrOverflow.
func (o Ore) Add(p Ore) (Ore, error) {
	s := o + p
	if (p > 0 && s < o) || (p < 0 && s > o) {
		return 0, fmt.Errorf("add %d and %d öre: %w", o, p, ErrOverflow)
	}
	return s, nil
}

// Sum returns the sum of all amounts, or ErrOverflow.
func Sum(amounts ...Ore) (Ore, error) {
	var total Ore
	for _, a := range amounts {
		var err error
		if total, err = total.Add(a); err != nil {
			return 0, err
		}
	}
	return total, nil
}

// RoundKronor rounds to the nearest whole krona, half away from zero. An amount so large that its krona does not fit in an
// Ore is rounded toward zero instead.
func (o Ore) RoundKronor() Ore {
	whole, rest := o/Kronor*Kronor, o%Kronor
	switch {
	case rest >= Kronor/2 && whole <= math.MaxInt64-Kronor:
		return whole + Kronor
	case rest <= -Kronor/2 && whole >= math.MinInt64+Kronor:
		return whole - Kronor
	}
	return whole
}

// Decimal writes the amount with two decimals and a point ("7345.00"), as payment files want it.
func (o Ore) Decimal() string {
	sign, size := "", uint64(o)
	if o < 0 {
		sign, size = "-", -size // also right for the one amount that has no positive counterpart
	}
	return fmt.Sprintf("%s%d.%02d", sign, size/uint64(Kronor), size%uint64(Kronor))
}

// ParseOre reads an amount in kronor as people type it: spaces, no-break spaces and a trailing "kr" are passed over,
// decimal comma or point, U+2212 as minus, Arabic-Indic digits. At most two decimals.
// It returns Error{Code: "amount.format"} for anything else and Error{Code: "amount.range"} beyond ±MaxAmount.
func ParseOre(text string) (Ore, error) {
	var room [32]byte
	clean, err := cleanAmount(room[:0], text)
	if err != nil {
		return 0, err
	}
	clean, negative := bytes.CutPrefix(clean, []byte("-"))
	whole, fraction, hasPoint := bytes.Cut(clean, []byte("."))
	if len(whole) == 0 || len(fraction) > 2 || (hasPoint && len(fraction) == 0) {
		return 0, Error{Code: "amount.format"}
	}
	var total int64
	for i := range len(whole) + 2 {
		d := byte('0') // öre that nobody wrote
		switch at := i - len(whole); {
		case at < 0:
			d = whole[i]
		case at < len(fraction):
			d = fraction[at]
		}
		if d < '0' || d > '9' {
			return 0, Error{Code: "amount.format"}
		}
		if total > math.MaxInt64/10-10 {
			return 0, Error{Code: "amount.range"}
		}
		total = total*10 + int64(d-'0')
	}
	if Ore(total) > MaxAmount {
		return 0, Error{Code: "amount.range"}
	}
	if negative {
		total = -total
	}
	return Ore(total), nil
}

// cleanAmount appends what was typed in the form "-1234.50".
func cleanAmount(b []byte, text string) ([]byte, error) {
	text = strings.TrimSpace(text)
	for _, suffix := range []string{"kr", "kr.", ":-", "SEK", "sek", "Kr", "KR"} {
		text = strings.TrimSpace(strings.TrimSuffix(text, suffix))
	}
	for _, r := range text {
		switch {
		case r >= '0' && r <= '9':
			b = append(b, byte(r))
		case r >= '٠' && r <= '٩': // Arabic-Indic
			b = append(b, byte(r-'٠'+'0'))
		case r >= '۰' && r <= '۹': // Extended Arabic-Indic
			b = append(b, byte(r-'۰'+'0'))
		case r == ',' || r == '.' || r == '٫': // comma, point, Arabic decimal separator
			b = append(b, '.')
		case r == '-' || r == '−': // hyphen-minus, U+2212
			b = append(b, '-')
		case r == ' ' || r == '\u00a0' || r == '\u202f' || r == '\u2009' || r == '٬' || r == '\u200e' || r == '\u200f':
			// group separators and direction marks carry no meaning
		default:
			return nil, Error{Code: "amount.format"}
		}
	}
	return b, nil
}
