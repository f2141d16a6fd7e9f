package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"text/tabwriter"

	"bistand/aid"
	"bistand/rules"
)

// rulesCheckCmd checks rule files.
type rulesCheckCmd struct {
	Dir existingDir `arg:"positional" help:"Folder with riksnorm/, pricebase.toml, mileage.toml or guidelines/; without it the files built in."`
}

// Run prints every fault with file, line and key, and fails where there is one.
func (c rulesCheckCmd) Run(context.Context) error {
	if c.Dir == "" {
		set := rules.Embedded()
		fmt.Printf("%d norm tables and %d municipalities' guidelines: in order\n", len(set.Riksnorms), len(set.Guidelines))
		return nil
	}
	if faults := rules.Check(os.DirFS(string(c.Dir))); len(faults) > 0 {
		return faults
	}
	fmt.Println("in order")
	return nil
}

// rulesDiffCmd tells what changed between two days, years, rule files or folders.
type rulesDiffCmd struct {
	A            string `arg:"positional,required" help:"A day (2026-11-01), a year, a rule file, or a folder of rule files."`
	B            string `arg:"positional,required" help:"The same."`
	Municipality string `arg:"-m" help:"Compare this municipality's guidelines too (kommunkod)."`
}

// Run prints what differs.
func (c rulesDiffCmd) Run(context.Context) error { return c.write(os.Stdout) }

func (c rulesDiffCmd) write(w io.Writer) error {
	a, err := c.side(c.A)
	if err != nil {
		return err
	}
	b, err := c.side(c.B)
	if err != nil {
		return err
	}
	differences, err := rules.Compare(a, b)
	if err != nil {
		return explained(err)
	}
	return writeDifferences(w, a.Label, b.Label, differences)
}

var yearArgument = regexp.MustCompile(`^\d{4}$`)

// side reads what a person named: a year or a day first, since a folder of that name can be written ./2026.
func (c rulesDiffCmd) side(name string) (side rules.Side, err error) {
	day, notDay := aid.ParseDate(name)
	if yearArgument.MatchString(name) {
		year, _ := strconv.Atoi(name)
		day, notDay = aid.Date{Year: year, Month: 1, Day: 1}, nil
	}
	if notDay == nil {
		side, err = rules.OnDay(rules.Embedded(), day, c.Municipality)
		side.Label = name
		return side, explained(err)
	}
	info, err := os.Stat(name)
	if err != nil {
		return side, fmt.Errorf("%s is no day, year, rule file or folder: %w", name, err)
	}
	if info.IsDir() {
		return rules.OfFolder(os.DirFS(name), name, c.Municipality)
	}
	return rules.OfFile(os.DirFS(filepath.Dir(name)), filepath.Base(name), name)
}

// explained puts a fault that has no words of its own at the command line into some.
func explained(err error) error {
	if fault, ok := errors.AsType[aid.Error](err); ok && fault.Code == "rules.no_table" {
		return fmt.Errorf("no table of the %s holds on %s", fault.Args["table"], fault.Args["day"])
	}
	return err
}

// writeDifferences writes an aligned table: a line for each value, under the name of its part.
func writeDifferences(w io.Writer, a, b string, differences []rules.Difference) error {
	if len(differences) == 0 {
		_, err := fmt.Fprintln(w, "no difference")
		return err
	}
	var text strings.Builder
	table := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "\t%s\t%s\t\n", a, b)
	part := ""
	for _, d := range differences {
		if d.Part != part {
			part = d.Part
			fmt.Fprintf(table, "%s\t\t\t\n", part)
		}
		by := ""
		if d.Counted && d.By != 0 {
			by = fmt.Sprintf("%+d", d.By)
		}
		before, after := shortened(d.Before, d.After)
		fmt.Fprintf(table, "  %s\t%s\t%s\t%s\n", d.Key, before, after, by)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	for line := range strings.Lines(text.String()) {
		if _, err := fmt.Fprintln(w, strings.TrimRight(line, " \n")); err != nil {
			return err
		}
	}
	return nil
}

// longestText is how much of a text a column shows.
const longestText = 48

// shortened makes two values fit a column: what is left out is written –, and of long texts is shown where they part.
func shortened(a, b string) (string, string) {
	x, y := []rune(a), []rune(b)
	same := 0
	for same < min(len(x), len(y)) && x[same] == y[same] {
		same++
	}
	from := 0
	if max(len(x), len(y)) > longestText && len(x) > 0 && len(y) > 0 {
		from = max(same-longestText/4, 0)
	}
	column := func(text []rune) string {
		if len(text) == 0 {
			return "–"
		}
		text = text[min(from, len(text)):]
		before, after := "", ""
		if from > 0 {
			before = "…"
		}
		if len(text) > longestText {
			text, after = text[:longestText], "…"
		}
		return before + strings.NewReplacer("\t", " ", "\n", " ").Replace(string(text)) + after
	}
	return column(x), column(y)
}
