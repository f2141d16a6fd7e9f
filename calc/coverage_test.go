package calc

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bistand/aid"
	"bistand/rules"
)

// coverage is the table of rules and of the scenarios that show them.
type coverage struct {
	rows  []string
	shown map[string][]string
}

// want adds a row that some scenario must fill.
func (c *coverage) want(kind string, names ...string) {
	for _, name := range names {
		c.rows = append(c.rows, kind+" "+name)
	}
}

func (c *coverage) show(scenario, kind, name string) {
	row := kind + " " + name
	if !slices.Contains(c.shown[row], scenario) {
		c.shown[row] = append(c.shown[row], scenario)
	}
}

// beyondFiles are the faults that no scenario file can have, and why.
var beyondFiles = map[string]string{
	"amount.range":        "a file with such an amount is refused when it is read",
	"rules.no_price_base": "every year that has a norm has a price base amount",
	"rules.child_age":     "calc.child_too_old comes first",
}

// faultCodes reads every fault code that calc can return out of the source files: its own, and those of what it asks rules.
func faultCodes(t *testing.T) []string {
	t.Helper()
	own, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	code := regexp.MustCompile(`"((?:calc|rules|amount)\.[a-z_]+)"`)
	var codes []string
	for _, file := range append(own, "../rules/set.go", "../rules/figure.go", "../rules/pricebase.go") {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range code.FindAllStringSubmatch(string(text), -1) {
			codes = append(codes, found[1])
		}
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

// wanted lists every rule by what the code itself knows.
func wanted(t *testing.T) *coverage {
	c := &coverage{shown: map[string][]string{}}
	for _, e := range ExplainKeys() {
		c.want("sentence", e.Key)
	}
	for _, m := range MarkKeys() {
		c.want("mark", strings.TrimPrefix(m.Key, "mark."))
	}
	for _, q := range QuestionKeys() {
		c.want("question", strings.TrimPrefix(q.Key, "question."))
	}
	for _, code := range faultCodes(t) {
		if beyondFiles[code] == "" {
			c.want("fault", code)
		}
	}
	for _, n := range rules.Embedded().Riksnorms {
		c.want("riksnorm", n.File)
	}
	for _, g := range rules.Embedded().Guidelines {
		c.want("municipality", g.Municipality)
	}
	for _, r := range []rules.Rounding{rules.HalfUp, rules.Up, rules.Unround} {
		c.want("result_rounding", string(r))
		c.want("share_rounding", string(r))
	}
	c.want("day_method", string(rules.Thirty), string(rules.Calendar), string(rules.Daily))
	c.want("part_time_child", string(rules.Whole), string(rules.Part), string(rules.None))
	c.want("deviation", "default", "0")
	for _, a := range []aid.Answer{aid.NotAsked, aid.Answered, aid.Nothing, aid.Unchecked} {
		c.want("answer", fmt.Sprintf("%q", a))
	}
	for _, s := range []aid.ChildStay{aid.FullTime, aid.Alternating, aid.Visiting} {
		c.want("stay", fmt.Sprintf("%q", s))
	}
	for _, g := range Grounds {
		c.want("ground", fmt.Sprintf("%q", g))
	}
	for _, s := range []aid.CellState{aid.Sourced, aid.Confirmed, aid.Computed} {
		c.want("state", string(s))
	}
	return c
}

// read notes what a scenario sets.
func (c *coverage) read(name string, s Scenario, r Rules) {
	if s.Municipality != "" {
		c.show(name, "municipality", s.Municipality)
	}
	if g := s.Settings; g != nil {
		c.show(name, "result_rounding", string(g.Result))
		c.show(name, "share_rounding", string(g.Share))
		c.show(name, "day_method", string(g.Days))
		c.show(name, "part_time_child", string(g.PartTimeChild))
	}
	if percent := r.Guidelines.Reckoning().DeviationPercent; percent == nil {
		c.show(name, "deviation", "default")
	} else {
		c.show(name, "deviation", fmt.Sprint(*percent))
	}
	for _, i := range s.Incomes {
		c.show(name, "answer", fmt.Sprintf("%q", i.Answer))
	}
	for _, k := range s.Children {
		c.show(name, "stay", fmt.Sprintf("%q", k.Stay))
	}
	for _, o := range s.Overrides {
		c.show(name, "ground", fmt.Sprintf("%q", o.Ground))
	}
}

// TestX18_EveryRuleHasAScenario: each sentence, mark, question, fault, table, municipality and setting is shown by a case in
// a file. Run with -v for the table.
func TestX18_EveryRuleHasAScenario(t *testing.T) {
	c := wanted(t)
	for _, file := range scenarioFiles(t) {
		name := strings.TrimSuffix(filepath.Base(file), ".toml")
		s, r := readScenario(t, file)
		c.read(name, s, r)
		made, err := s.make(r)
		if fault, ok := err.(aid.Error); ok { //nolint:errorlint // Calculate returns it bare
			c.show(name, "fault", fault.Code)
			continue
		}
		for _, l := range made.Lines {
			c.show(name, "sentence", l.Explain)
			c.show(name, "state", string(l.State))
			if l.Args["rule"] != "" {
				c.show(name, "sentence", explainComputed)
			}
			for _, m := range l.Marks {
				c.show(name, "mark", m.Code)
			}
		}
		for _, q := range Questions(made) {
			c.show(name, "question", q.Code)
		}
		for _, ref := range made.Rules {
			c.show(name, "riksnorm", ref.File)
		}
	}
	for _, row := range c.rows {
		scenarios := c.shown[row]
		if len(scenarios) == 0 {
			t.Errorf("no scenario shows %s", row)
			continue
		}
		more := ""
		if len(scenarios) > 3 {
			more = fmt.Sprintf(" and %d more", len(scenarios)-3)
		}
		t.Logf("%-40s %s%s", row, strings.Join(scenarios[:min(3, len(scenarios))], ", "), more)
	}
}
