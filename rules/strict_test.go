package rules

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"bistand/aid"
)

type office struct {
	Name  string `toml:"name" need:"yes"`
	Phone string `toml:"phone" need:"no"`
}

type inner struct {
	Slug string `toml:"slug" need:"yes"`
}

// doubled is a type that reads itself from TOML.
type doubled int

func (d *doubled) UnmarshalTOML(value any) error {
	n, ok := value.(int64)
	if !ok {
		return errors.New("want a number to double")
	}
	*d = doubled(2 * n)
	return nil
}

type settings struct {
	inner
	Name    string        `toml:"name" need:"yes"`
	Days    int8          `toml:"days" need:"no"`
	Share   float64       `toml:"share" need:"no"`
	On      bool          `toml:"on" need:"no"`
	From    aid.Date      `toml:"from" need:"no"`
	Idle    time.Duration `toml:"idle" need:"no"`
	Tags    []string      `toml:"tags" need:"no"`
	Offices []office      `toml:"office" need:"no"`
	Main    *office       `toml:"main" need:"no"`
	Twice   doubled       `toml:"twice" need:"no"`
	Loaded  string        // not for files
}

// TestDecodeStrictReads: what fits is read, whichever way TOML lets it be written.
func TestDecodeStrictReads(t *testing.T) {
	var s settings
	err := DecodeStrict("a.toml", []byte(`
name = "Lund"   # a comment
slug = 'lund'
days = 14
share = 0.5
twice = 4
on = true
from = "2026-01-01"
idle = "25m"
tags = ["a", # one
  "b"]
main = { name = "M" }
[[office]]
name = "First"
[[office]]
name = """
Second"""
phone = "046"
`), &s)
	if err != nil {
		t.Fatal(err)
	}
	if s.Name != "Lund" || s.Slug != "lund" || s.Days != 14 || s.Share != 0.5 || s.Twice != 8 || !s.On || s.From != (aid.Date{Year: 2026, Month: 1, Day: 1}) ||
		s.Idle != 25*time.Minute || len(s.Tags) != 2 || s.Main.Name != "M" || len(s.Offices) != 2 || s.Offices[1].Name != "Second" {
		t.Errorf("%+v", s)
	}
}

// TestDecodeStrictNamesFileLineAndKey: each way of being wrong is refused at its place.
func TestDecodeStrictNamesFileLineAndKey(t *testing.T) {
	for name, tt := range map[string]struct{ text, want string }{
		"misspelt":            {"slug = 'l'\nnmae = 'L'\nname = 'L'", "f.toml:2: nmae: unknown key; known here: "},
		"letter case":         {"slug = 'l'\nname = 'L'\nDays = 3", "f.toml:3: Days: unknown key"},
		"unknown table":       {"slug = 'l'\nname = 'L'\n\n[offices]\nx = 1", "f.toml:4: offices: unknown key"},
		"field of no tag":     {"slug = 'l'\nname = 'L'\nLoaded = 'x'", "f.toml:3: Loaded: unknown key"},
		"missing":             {"slug = 'l'", "f.toml:1: name: missing"},
		"missing in embedded": {"name = 'L'", "f.toml:1: slug: missing"},
		"missing in a row":    {"slug = 'l'\nname = 'L'\n[[office]]\nname = 'A'\n\n[[office]]\nphone = '1'", "f.toml:6: office[2].name: missing"},
		"missing in inline":   {"slug = 'l'\nname = 'L'\nmain = {\n phone = '1' }", "f.toml:3: main.name: missing"},
		"unknown in a row":    {"slug = 'l'\nname = 'L'\n[[office]]\nname = 'A'\n[[office]]\nname = 'B'\nfax = '1'", "f.toml:7: office[2].fax: unknown key"},
		"unknown in inline":   {"slug = 'l'\nname = 'L'\noffice = [\n {name='A'},\n {name='B',\n  fax='1'},\n]", "f.toml:6: office[2].fax: unknown key"},
		"number for text":     {"slug = 'l'\nname = 5", "f.toml:2: name: want a text in quotes, found a whole number"},
		"text for number":     {"slug = 'l'\nname = 'L'\ndays = '14'", "f.toml:3: days: want a whole number, found a text"},
		"decimals for whole":  {"slug = 'l'\nname = 'L'\ndays = 1.5", "f.toml:3: days: want a whole number, found a decimal number"},
		"out of range":        {"slug = 'l'\nname = 'L'\ndays = 300", "f.toml:3: days: 300 is out of range"},
		"text for yes or no":  {"slug = 'l'\nname = 'L'\non = 'yes'", "f.toml:3: on: want true or false, found a text"},
		"not a number":        {"slug = 'l'\nname = 'L'\nshare = nan", "f.toml:3: share: want a decimal number, found a decimal number"},
		"its own reading":     {"slug = 'l'\nname = 'L'\ntwice = 'x'", "f.toml:3: twice: want a number to double"},
		"31 February":         {"slug = 'l'\nname = 'L'\nfrom = '2026-02-31'", "f.toml:3: from: read date \"2026-02-31\": date.format"},
		"date without quotes": {"slug = 'l'\nname = 'L'\nfrom = 2026-01-01", "f.toml:3: from: want a text in quotes, found a date without quotes"},
		"duration":            {"slug = 'l'\nname = 'L'\nidle = 25", "f.toml:3: idle: want a duration such as \"25m\", found a whole number"},
		"value for list":      {"slug = 'l'\nname = 'L'\ntags = 'a'", "f.toml:3: tags: want a list, found a text"},
		"wrong in list":       {"slug = 'l'\nname = 'L'\ntags = [\n 'a',\n 5]", "f.toml:5: tags[2]: want a text in quotes, found a whole number"},
		"list for table":      {"slug = 'l'\nname = 'L'\nmain = [1]", "f.toml:3: main: want a table, found a list"},
		"twice":               {"slug = 'l'\nname = 'L'\nname = 'M'", "f.toml:3: name: "},
		"table twice":         {"slug = 'l'\nname = 'L'\n[main]\nname='A'\n[main]\nphone='1'", "f.toml:5: Key 'main'"},
		"no TOML":             {"slug = 'l'\nname = ", "f.toml:2: name: "},
		"after escapes":       {"slug = \"\\\"#[\"\nname = '''\n\n[x]'''\ndays = 'x'", "f.toml:5: days: want"},
		"after a long text":   {"slug = \"\"\"a\\\n  b\"\"\"\nname = 'L'\ndays = 'x'", "f.toml:4: days: want"},
		"dotted":              {"slug = 'l'\nname = 'L'\nmain.name = 'M'\nmain.fax = '1'", "f.toml:4: main.fax: unknown key"},
		"quoted key":          {"slug = 'l'\nname = 'L'\n\"na me\" = 'M'", "f.toml:3: na me: unknown key"},
	} {
		t.Run(name, func(t *testing.T) {
			var s settings
			err := DecodeStrict("f.toml", []byte(tt.text), &s)
			if err == nil || !strings.HasPrefix(err.Error(), tt.want) {
				t.Errorf("got  %v\nwant %s", err, tt.want)
			}
		})
	}
}

// TestDecodeStrictTellsAllAtOnce: every fault of a file, in the order of its lines.
func TestDecodeStrictTellsAllAtOnce(t *testing.T) {
	var s settings
	var faults Faults
	err := DecodeStrict("f.toml", []byte("days = 'x'\nnmae = 'L'\nslug = 'l'\n[[office]]\n"), &s)
	if !errors.As(err, &faults) || len(faults) != 4 {
		t.Fatalf("got %v", err)
	}
	for i, f := range faults[1:] {
		if f.Line < faults[i].Line {
			t.Errorf("out of order: %v", faults)
		}
	}
}

// TestDecodeStrictWantsAStruct: maps are refused, since a misspelt key in one would go unseen.
func TestDecodeStrictWantsAStruct(t *testing.T) {
	if err := DecodeStrict("f.toml", []byte("a = 1"), &map[string]int{}); err == nil {
		t.Error("a map was accepted")
	}
	var withMap struct {
		M map[string]int `toml:"m" need:"no"`
	}
	if err := DecodeStrict("f.toml", []byte("[m]\na = 1"), &withMap); err == nil || !strings.Contains(err.Error(), "cannot be read") {
		t.Errorf("a map field: %v", err)
	}
}

// FuzzDecodeStrict: no file, however odd, stops the program, and each fault has a line of the file.
func FuzzDecodeStrict(f *testing.F) {
	for _, name := range []string{"riksnorm/2015.toml", "riksnorm/2026.toml", "guidelines/1284-hoganas.toml", "pricebase.toml"} {
		data, err := embedded.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte("a = \"\"\"x\\\n\"\"\"\n[[b.c]]\n[b.c.d]\n'q' = [{x=1},{y={z=[1,\n2]}}] # c"))
	f.Fuzz(func(t *testing.T, data []byte) {
		lines := strings.Count(string(data), "\n") + 1
		indexLines(string(data)) // ends on anything
		for _, dst := range []any{new(Riksnorm), new(Guidelines), new(PriceBase), new(settings)} {
			err := DecodeStrict("f.toml", data, dst)
			var faults Faults
			if err != nil && !errors.As(err, &faults) {
				t.Fatalf("%T: %v", err, err)
			}
			for _, fault := range faults {
				if fault.Line < 1 || fault.Line > lines {
					t.Fatalf("%v: line %d of %d", fault, fault.Line, lines)
				}
			}
			if n, ok := dst.(*Riksnorm); ok && err == nil {
				n.check(func(string, string, ...any) {})
				n.prepare()
				_ = fmt.Sprint(n.CommonCosts(99))
			}
		}
	})
}
