package calc

import (
	"strconv"

	"bistand/aid"
)

// Question (öppen fråga) is something not settled that would move the result: "what could change this".
type Question struct {
	Code   string // the sentence "question.CODE" in lang/
	Line   aid.Line
	Effect aid.Ore // how far the unrounded result moves if it goes the other way; negative is downwards
	Known  bool    // whether Effect can be told beforehand
	Args   map[string]string
}

// The questions, with what their sentences speak of beside the line's name ("what"), and "effect" where it is known.
var questions = []Explanation{
	{"question.unchecked", []string{"authority", "what"}},
	{"question.deviates", []string{"authority", "effect", "what"}},
	{"question.deviates_somehow", []string{"authority", "what"}}, // where the effect cannot be told
	{"question.cut", []string{"effect", "what"}},
	{"question.computed", []string{"what"}},
	{"question.housing_raised", []string{"effect", "what"}},
	{"question.incentive", []string{"effect", "name"}},
	{"question.asset", []string{"effect", "what"}},
}

// QuestionKeys lists every sentence that a question may be asked by.
func QuestionKeys() []Explanation { return append([]Explanation{}, questions...) }

// Questions lists what would move the result, in the order of the lines. It reads nothing but the calculation, so that it can
// be asked of one that was kept.
func Questions(c aid.Calculation) []Question {
	var all []Question
	for _, l := range c.Lines {
		if l.State == aid.Computed || l.State == aid.Missing {
			all = append(all, Question{Code: "computed", Line: l})
		}
		switch l.Kind {
		case aid.Cost, aid.OtherNeed:
			if l.Amount < l.Claimed {
				all = append(all, Question{Code: "cut", Line: l, Effect: l.Claimed - l.Amount, Known: true})
			}
		case aid.AssetLine:
			if l.Amount < l.Claimed {
				all = append(all, Question{Code: "asset", Line: l, Effect: l.Amount - l.Claimed, Known: true})
			}
		case aid.IncomeLine:
			if l.Code == string(salary) && l.Law != lawChildPay && l.Person != "" && l.Amount > 0 && !hasIncentive(c, l.Person) {
				all = append(all, Question{Code: "incentive", Line: l, Effect: divide(l.Amount, incentiveShare), Known: true})
			}
		}
		for _, m := range l.Marks {
			if q, ok := questionOf(l, m); ok {
				if q.Code == "deviates" && (l.Law == lawChildPay || hasIncentive(c, l.Person)) {
					q.Code, q.Effect, q.Known = "deviates_somehow", 0, false // only a part of the pay counts, and how large a part may change with it
				}
				all = append(all, q)
			}
		}
	}
	return all
}

// questionOf reads a question off what was marked on a line, and whether the mark asks one. Of an answer that deviates, the
// effect is that of counting the other of the two amounts; of a rise in rent, that of approving no more than last month.
func questionOf(l aid.Line, m aid.Mark) (Question, bool) {
	q := Question{Code: m.Code, Line: l, Args: m.Args}
	switch m.Code {
	case "unchecked":
		return q, true
	case "deviates":
		fetched, _ := parseOre(m.Args["fetched"])
		other := fetched
		if l.Amount == fetched {
			other = l.Claimed
		}
		q.Effect, q.Known = l.Amount-other, true
		return q, true
	case "housing_raised":
		rise, _ := parseOre(m.Args["rise"])
		// A part of the rise may have been cut already.
		q.Effect, q.Known = -max(rise-(l.Claimed-l.Amount), 0), true
		return q, q.Effect != 0
	}
	return q, false
}

// hasIncentive tells whether a quarter of a person's pay is left out of the calculation.
func hasIncentive(c aid.Calculation, person aid.ID) bool {
	for _, l := range c.Lines {
		if l.Kind == aid.IncentiveLine && l.Person == person {
			return true
		}
	}
	return false
}

// parseOre reads an argument that ore wrote.
func parseOre(text string) (aid.Ore, error) {
	n, err := strconv.ParseInt(text, 10, 64)
	return aid.Ore(n), err
}
