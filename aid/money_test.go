package aid_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"bistand/aid"
)

// code returns the code of an aid.Error, "" for no error, and "?" for any other.
func code(err error) string {
	var e aid.Error
	switch {
	case err == nil:
		return ""
	case errors.As(err, &e):
		return e.Code
	}
	return "?"
}

func TestParseOre(t *testing.T) {
	const format, outside = "amount.format", "amount.range"
	for text, want := range map[string]struct {
		ore  aid.Ore
		code string
	}{
		"0": {0, ""}, "1": {100, ""}, "12,5": {1250, ""}, "12.50": {1250, ""}, "7 345": {734500, ""}, "007": {700, ""},
		"7\u00a0345,00 kr": {734500, ""}, "7\u202f345 kr.": {734500, ""}, "7\u2009345:-": {734500, ""}, " 42 SEK ": {4200, ""}, "42Kr": {4200, ""},
		"-12": {-1200, ""}, "−12,05": {-1205, ""}, "- 12": {-1200, ""}, "-0": {0, ""}, "\u200e-3\u200f": {-300, ""},
		"٧٣٤٥": {734500, ""}, "١٢٫٥": {1250, ""}, "۱۲٬۰۰۰": {1200000, ""},
		"10000000": {aid.MaxAmount, ""}, "-10 000 000,00": {-aid.MaxAmount, ""}, "00000000000000000000001": {100, ""},
		"10000000,01": {0, outside}, "-10000000.01": {0, outside}, "92233720368547758,07": {0, outside}, "99999999999999999999999999": {0, outside},
		"": {0, format}, " ": {0, format}, "kr": {0, format}, "-": {0, format}, ",": {0, format}, ",5": {0, format}, "5,": {0, format}, "5,123": {0, format},
		"1.000,00": {0, format}, "1,2,3": {0, format}, "--5": {0, format}, "5-": {0, format}, "5-5": {0, format}, "1,-5": {0, format}, "+5": {0, format},
		"1e3": {0, format}, "0x10": {0, format}, "tolv": {0, format}, "5 €": {0, format}, "½": {0, format}, "５": {0, format}, "5\x00": {0, format},
	} {
		got, err := aid.ParseOre(text)
		if got != want.ore || code(err) != want.code {
			t.Errorf("ParseOre(%q) = %d, %v; want %d, %q", text, got, err, want.ore, want.code)
		}
	}
}

func FuzzParseOre(f *testing.F) {
	for _, seed := range []string{"7 345,50 kr", "−1", "٧٣٤٥", "10000000,01", "5,", "kr"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := aid.ParseOre(text)
		if err != nil {
			if c := code(err); got != 0 || (c != "amount.format" && c != "amount.range") {
				t.Fatalf("%q: %d with %v", text, got, err)
			}
			return
		}
		if got > aid.MaxAmount || got < -aid.MaxAmount {
			t.Fatalf("%q: %d is out of range", text, got)
		}
		again, err := aid.ParseOre(got.Decimal())
		if err != nil || again != got {
			t.Fatalf("%q: %d written as %s is read as %d, %v", text, got, got.Decimal(), again, err)
		}
	})
}

func TestOreIsAddedWithinBounds(t *testing.T) {
	for _, c := range []struct {
		a, b, want aid.Ore
		over       bool
	}{
		{1, 2, 3, false},
		{-1, -2, -3, false},
		{math.MaxInt64, 0, math.MaxInt64, false},
		{math.MaxInt64, math.MinInt64, -1, false},
		{math.MaxInt64, 1, 0, true},
		{math.MinInt64, -1, 0, true},
		{math.MaxInt64 - 1, 1, math.MaxInt64, false},
	} {
		got, err := c.a.Add(c.b)
		if got != c.want || errors.Is(err, aid.ErrOverflow) != c.over {
			t.Errorf("%d + %d = %d, %v", c.a, c.b, got, err)
		}
	}
	if got, err := aid.Sum(1, 2, 3); got != 6 || err != nil {
		t.Errorf("sum: %d, %v", got, err)
	}
	if got, err := aid.Sum(math.MaxInt64, 1, -1); got != 0 || !errors.Is(err, aid.ErrOverflow) {
		t.Errorf("a sum that overflows on its way: %d, %v", got, err)
	}
	if got, err := aid.Sum(); got != 0 || err != nil {
		t.Errorf("sum of nothing: %d, %v", got, err)
	}
}

func TestOreIsRoundedAndWritten(t *testing.T) {
	for in, want := range map[aid.Ore]struct {
		kronor aid.Ore
		text   string
	}{
		0: {0, "0.00"}, 49: {0, "0.49"}, 50: {100, "0.50"}, 149: {100, "1.49"}, 150: {200, "1.50"}, -49: {0, "-0.49"}, -50: {-100, "-0.50"}, -1250: {-1300, "-12.50"},
		734_500:       {734_500, "7345.00"},
		math.MaxInt64: {math.MaxInt64 - 7, "92233720368547758.07"}, math.MinInt64: {math.MinInt64 + 8, "-92233720368547758.08"},
		math.MaxInt64 - 20: {math.MaxInt64 - 7, "92233720368547757.87"},
	} {
		if got := in.RoundKronor(); got != want.kronor {
			t.Errorf("%d rounded is %d, want %d", in, got, want.kronor)
		}
		if got := in.Decimal(); got != want.text {
			t.Errorf("%d is written %s, want %s", in, got, want.text)
		}
	}
}

func TestErrorsTellWhatAndWhere(t *testing.T) {
	var all aid.Errors
	all.Add("nothing", nil)
	if all.Or() != nil {
		t.Error("no fault is no error")
	}
	all.Add("rent", aid.Error{Code: "amount.format", Args: map[string]string{"max": "1"}})
	all.Add("name", errors.New("anything"))
	if err := all.Or(); err == nil || err.Error() != "rent: amount.format; name: invalid" || all[0].Args["max"] != "1" {
		t.Errorf("got %v", all)
	}
	if got := (aid.Error{Code: "x"}).Error(); got != "x" {
		t.Errorf("a fault of no field: %s", got)
	}
	if strings.Contains(aid.ErrForbidden.Error(), ":") {
		t.Error("what every layer answers is one plain phrase")
	}
}
