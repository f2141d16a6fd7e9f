package site

import (
	"slices"
	"strings"
	"testing"

	"bistand/aid"
	"bistand/calc"
	"bistand/lang"
)

func languages(t *testing.T) *lang.Catalogues {
	t.Helper()
	all, err := lang.Load()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestX2_WordsWithinASentence(t *testing.T) {
	for word, want := range map[string]string{"Boendekostnad": "boendekostnad", "AFA- eller AMF-försäkring": "AFA- eller AMF-försäkring", "A-kassa": "a-kassa", "Överskott": "överskott", "راتب": "راتب", "": "", "\xff": "\xff"} {
		if got := Within(word); got != want {
			t.Errorf("%q becomes %q, want %q", word, got, want)
		}
	}
	all := languages(t)
	for code, want := range map[string]string{"sv": "a, b och c", "ar": "a، b وc"} {
		if got := Series(all.For(code), []string{"a", "b", "c"}); got != want {
			t.Errorf("%s: %q, want %q", code, got, want)
		}
	}
	if got := Series(all.For("sv"), nil); got != "" {
		t.Errorf("nothing is %q", got)
	}
}

// TestX2_EveryMarkAndQuestionIsToldInEveryLanguage: no code and no hole is left in what a reader meets.
func TestX2_EveryMarkAndQuestionIsToldInEveryLanguage(t *testing.T) {
	args := map[string]string{}
	for _, list := range [][]calc.Explanation{calc.MarkKeys(), calc.ExplainKeys()} {
		for _, e := range list {
			for _, arg := range e.Args {
				args[arg] = "12345"
			}
		}
	}
	args["authority"], args["month"], args["until"] = "social_insurance", "2026-11", "2026-11"
	for _, l := range languages(t).All() {
		for _, e := range calc.ExplainKeys() {
			line := aid.Line{Kind: aid.IncomeLine, Code: "salary", Who: "Amir", Explain: e.Key, Args: args, Note: "Skäl."}
			for _, m := range calc.MarkKeys() {
				line.Marks = append(line.Marks, aid.Mark{Code: strings.TrimPrefix(m.Key, "mark."), Args: args})
			}
			told := LineSentences(l, line)
			if len(told) != 1+len(calc.MarkKeys()) {
				t.Errorf("%s: %d sentences of %s", l.Code(), len(told), e.Key)
			}
			for _, text := range told {
				if strings.ContainsAny(text, "{}_") || strings.Contains(text, "2026-11") {
					t.Errorf("%s: %s", l.Code(), text)
				}
			}
		}
	}
	if told := LineSentences(languages(t).For("sv"), aid.Line{Explain: "explain.of_another_day", Marks: []aid.Mark{{Code: "unheard_of"}}}); len(told) > 0 {
		t.Errorf("unknown words are told as %q", told)
	}
}

// TestG11_AnAnswerThatCouldNotBeHadIsNotNothing: also of a calculation that was kept without what it was made from.
func TestG11_AnAnswerThatCouldNotBeHadIsNotNothing(t *testing.T) {
	incomes := []calc.Income{
		{Kind: "salary", Person: "a", Stated: 100, Counted: 100, Authority: "tax", Answer: aid.Unchecked},
		{Kind: "pension", Person: "a", Stated: 100, Counted: 100, Authority: "pensions", Answer: aid.Answered, Fetched: 100},
		{Kind: "pension", Person: "a", Stated: 100, Counted: 100, Authority: "pensions", Answer: aid.Nothing},
		{Kind: "swish", Stated: 100, Counted: 100},
	}
	c := aid.Calculation{Lines: []aid.Line{{Kind: aid.CommonCosts}}}
	for _, i := range incomes {
		c.Lines = append(c.Lines, aid.Line{Kind: aid.IncomeLine, Code: string(i.Kind), Person: i.Person, Claimed: i.Stated, Amount: i.Counted})
	}
	var err error
	if c.Basis, err = calc.Keep(calc.Basis{Input: calc.Input{Incomes: incomes}}); err != nil {
		t.Fatal(err)
	}
	want := []AuthorityAnswer{{}, {Answer: aid.Unchecked}, {aid.Answered, 100}, {Answer: aid.Nothing}, {}}
	if got := AuthorityAnswers(c); !slices.Equal(got, want) {
		t.Errorf("answers %v, want %v", got, want)
	}
	kept := aid.Calculation{Lines: []aid.Line{
		{Kind: aid.IncomeLine, Marks: []aid.Mark{{Code: "unchecked"}}},
		{Kind: aid.IncomeLine, Marks: []aid.Mark{{Code: "deviates", Args: map[string]string{"fetched": "70"}}}},
		{Kind: aid.IncomeLine, Args: map[string]string{"fetched": "80"}},
		{Kind: aid.IncomeLine, Args: map[string]string{"fetched": "x"}},
	}}
	want = []AuthorityAnswer{{Answer: aid.Unchecked}, {aid.Answered, 70}, {aid.Answered, 80}, {}}
	if got := AuthorityAnswers(kept); !slices.Equal(got, want) {
		t.Errorf("answers %v, want %v", got, want)
	}
}
