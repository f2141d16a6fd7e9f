package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"unicode/utf8"

	"bistand/aid"
	"bistand/calc"
	"bistand/lang"
	"bistand/rules"
)

// calcCmd works scenario files out.
type calcCmd struct {
	Files []existingFile `arg:"positional,required" placeholder:"FILE" help:"Scenario files; docs/calculation.md describes the form."`
	JSON  bool           `help:"Print the calculations as JSON, one a line."`
	Lang  string         `help:"Language of the sentences: sv, en, so, ar, kmr or ti." default:"sv"`
	Rules existingDir    `help:"Folder of rule files in place of those built in, or a municipality's own folder beside them."`
}

// Run prints each calculation, and fails where one cannot be made or is not what its file expects.
func (c calcCmd) Run(context.Context) error { return c.write(os.Stdout) }

func (c calcCmd) write(w io.Writer) error {
	languages, err := lang.Load()
	if err != nil {
		return err
	}
	words := languages.For(c.Lang)
	if words.Code() != c.Lang {
		return fmt.Errorf("no language %q: want sv, en, so, ar, kmr or ti", c.Lang)
	}
	set, err := rulesIn(string(c.Rules))
	if err != nil {
		return err
	}
	var faults []error
	for i, file := range c.Files {
		if i > 0 && !c.JSON {
			fmt.Fprintln(w)
		}
		if err := c.one(w, words, set, string(file)); err != nil {
			faults = append(faults, err)
		}
	}
	return errors.Join(faults...)
}

// rulesIn reads a folder of rules: a whole one, or a municipality's own guidelines beside the rules built in. The rules built
// in where no folder is named.
func rulesIn(dir string) (*rules.Set, error) {
	if dir == "" {
		return rules.Embedded(), nil
	}
	folder := osDir(dir)
	if _, err := fs.Stat(folder, "riksnorm"); err == nil {
		return rules.Load(folder)
	}
	return rules.Embedded().WithGuidelines(folder)
}

// one works one file out.
func (c calcCmd) one(w io.Writer, words *lang.Lang, set *rules.Set, file string) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("read a scenario: %w", err)
	}
	s, err := calc.ReadScenario(file, data)
	if err != nil {
		return err
	}
	made, used, err := worked(&s, set)
	if err != nil && (s.Expect == nil || s.Expect.Error == "") {
		return placed(words, file, data, err)
	}
	switch {
	case err != nil:
		fmt.Fprintf(w, "%s\n%v\n", s.Name, placed(words, file, data, err))
	case c.JSON:
		err := json.NewEncoder(w).Encode(made)
		if err != nil {
			return err
		}
	default:
		writeCalculation(w, words, &s, used, made)
	}
	if s.Expect == nil {
		return nil
	}
	differences := s.Hold(made, err)
	if len(differences) == 0 {
		if !c.JSON {
			fmt.Fprintln(w, "as expected")
		}
		return nil
	}
	for i, d := range differences {
		differences[i] = fmt.Sprintf("%s:%d: expect: %s", file, rules.LineOf(data, "expect"), d)
	}
	return errors.New(strings.Join(differences, "\n"))
}

// worked makes the calculation of a scenario.
func worked(s *calc.Scenario, set *rules.Set) (aid.Calculation, calc.Rules, error) {
	r, err := s.Rules(set)
	if err != nil {
		return aid.Calculation{}, r, err
	}
	in, err := s.Input(&r)
	if err != nil {
		return aid.Calculation{}, r, err
	}
	made, err := calc.Calculate(r.Set, r.Guidelines, in)
	return made, r, err
}

// placed says where in the file a fault of the calculation lies, and what it is in the reader's language.
func placed(words *lang.Lang, file string, data []byte, err error) error {
	fault, ok := errors.AsType[aid.Error](err)
	if !ok {
		return fmt.Errorf("%s: %w", file, err)
	}
	key := calc.Place(fault.Field)
	text := fault.Code
	for _, begin := range []string{"staff.error.", "error."} {
		if words.Has(begin + fault.Code) {
			text += ": " + words.T(begin+fault.Code, calc.Written(words, fault.Args)...)
			break
		}
	}
	return rules.Fault{File: file, Line: rules.LineOf(data, key), Key: key, Problem: text}
}

// writeCalculation writes a calculation for a person to read: the lines, the sums, the result, what could change it, the sources.
func writeCalculation(w io.Writer, words *lang.Lang, s *calc.Scenario, used calc.Rules, c aid.Calculation) {
	fmt.Fprintf(w, "%s\n%s\n%s\n\n", s.Name, s.Exercises, words.T("calculation.for", "month", words.Month(c.Month)))
	for _, l := range c.Lines {
		writeLine(w, words, l)
	}
	fmt.Fprintln(w)
	for _, sum := range []struct {
		name   string
		amount aid.Ore
	}{
		{words.T("item.norm"), c.Norm},
		{words.T("line.cost"), c.Costs + c.OtherNeeds},
		{words.T("line.income"), -c.Incomes},
	} {
		fmt.Fprintln(w, padded(sum.name, words.MoneyExact(sum.amount)))
	}
	month := words.Month(c.Month)
	switch {
	case c.Result < 0:
		fmt.Fprintln(w, words.T("calculation.surplus", "amount", words.Money(-c.Result), "month", month))
	default:
		fmt.Fprintln(w, words.T("calculation.shortfall", "amount", words.Money(c.Result), "month", month))
	}
	if questions := calc.Questions(c); len(questions) > 0 {
		fmt.Fprintf(w, "\n%s\n", words.T("question.title"))
		for _, q := range questions {
			fmt.Fprintln(w, "-", q.Ask(words))
		}
	}
	fmt.Fprintf(w, "\n%s\n", words.T("calculation.sources"))
	for _, source := range sourcesOf(c, used) {
		fmt.Fprintln(w, "-", source)
	}
	if c.Unconfirmed() {
		fmt.Fprintf(w, "\n%s. %s\n", words.T("calculation.unconfirmed"), words.T("calculation.unconfirmed.text"))
	}
}

// writeLine writes a line: its amount, its sentences, and what it rests on.
func writeLine(w io.Writer, words *lang.Lang, l aid.Line) {
	amount := words.MoneyExact(l.Amount)
	if l.Kind == aid.IncomeLine || l.Kind == aid.AssetLine {
		amount = words.MoneyExact(-l.Amount)
	}
	fmt.Fprintln(w, padded(calc.LineName(words, l), amount))
	switch {
	case l.Claimed == l.Amount || l.Kind == aid.PersonalCosts || l.Kind == aid.CommonCosts || l.Kind == aid.IncentiveLine:
	case l.Kind == aid.IncomeLine || l.Kind == aid.AssetLine:
		fmt.Fprintf(w, "    %s: %s\n", words.T("calculation.stated"), words.Money(l.Claimed))
	default:
		fmt.Fprintf(w, "    %s: %s\n", words.T("calculation.claimed"), words.Money(l.Claimed))
	}
	why, marks := calc.Sentence(words, l)
	for _, text := range append([]string{why}, marks...) {
		if text != "" {
			fmt.Fprintln(w, "   ", text)
		}
	}
	rests := []string{l.Law}
	if l.Rule.File != "" {
		rests = append(rests, fmt.Sprintf("%s %s (%.8s)", l.Rule.File, l.Rule.Section, l.Rule.Hash))
	}
	fmt.Fprintf(w, "    %s\n", strings.Join(append(rests, string(l.State)), " · "))
}

// sourcesOf lists the documents that the lines name, then the rule files used.
func sourcesOf(c aid.Calculation, used calc.Rules) []string {
	var all []string
	add := func(text string) {
		if text != "" && !slices.Contains(all, text) {
			all = append(all, text)
		}
	}
	for _, l := range c.Lines {
		add(l.Rule.Source)
	}
	for _, r := range c.Rules {
		if _, kept := used.Set.File(r.Hash); kept {
			add(fmt.Sprintf("%s (%s)", r.File, r.Hash))
		}
	}
	return all
}

// padded sets a name and an amount so that amounts end below each other.
func padded(name, amount string) string {
	const width = 60
	return name + strings.Repeat(" ", max(width-utf8.RuneCountInString(name)-utf8.RuneCountInString(amount), 2)) + amount
}
