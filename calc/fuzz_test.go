package calc

import (
	"os"
	"testing"

	"bistand/aid"
	"bistand/rules"
)

// words is a language that says nothing but what it is asked for.
type words struct{}

func (words) T(key string, args ...string) string { return key }
func (words) Money(o aid.Ore) string              { return o.Decimal() }
func (words) Month(m aid.Month) string            { return m.String() }

// FuzzScenario: no text makes the reader, the rules or the engine panic; what can be worked out adds up, and can be told.
func FuzzScenario(f *testing.F) {
	for _, file := range scenarioFiles(f) {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := ReadScenario("fuzz.toml", data)
		if err != nil {
			return
		}
		r, err := s.Rules(rules.Embedded())
		if err != nil {
			return
		}
		c, err := s.make(r)
		if s.Expect != nil {
			s.Hold(c, err)
		}
		if fault, ok := err.(aid.Error); ok { //nolint:errorlint // Calculate returns it bare
			Place(fault.Field)
		}
		if err != nil {
			return
		}
		if sum := c.Norm + c.Costs + c.OtherNeeds - c.Incomes; sum-c.Result >= aid.Kronor || c.Result-sum >= aid.Kronor {
			t.Errorf("the parts are %s, the result %s", sum.Decimal(), c.Result.Decimal())
		}
		for _, l := range c.Lines {
			Sentence(words{}, l)
		}
		for _, q := range Questions(c) {
			q.Ask(words{})
		}
	})
}
