package site

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"bistand/aid"
	"bistand/calc"
	"bistand/lang"
)

// LineName is what a line is called: of a person's own costs, the person.
func LineName(l *lang.Lang, kind aid.LineKind, code, who string) string {
	if kind != aid.PersonalCosts {
		who = ""
	}
	return calc.LineName(l, aid.Line{Kind: kind, Code: code, Who: who})
}

// LineSentences tells how a line came about, in the reader's language: its own sentence, and one for each mark on it. What a
// newer program or another system kept, and this one has no words for, is left out.
func LineSentences(l *lang.Lang, line aid.Line) []string {
	if !l.Has(line.Explain) {
		line.Explain = ""
	}
	line.Marks = slices.DeleteFunc(slices.Clone(line.Marks), func(m aid.Mark) bool { return !l.Has("mark." + m.Code) })
	why, marks := calc.Sentence(l, line)
	if why == "" {
		return marks
	}
	return append([]string{why}, marks...)
}

// undecided is what a cost is told by before anyone has decided on it, by what it is told by afterwards.
var undecided = map[string]string{
	"explain.cost.approved": "undecided.whole", "explain.cost.cut": "undecided.part", "explain.cost.refused": "undecided.none",
	"explain.other.approved": "undecided.whole", "explain.other.cut": "undecided.part", "explain.other.refused": "undecided.none",
}

// Undecided is a line of a calculation that no decision rests on: what its sentence says of the cost is what is counted, not approved.
func Undecided(line aid.Line) aid.Line {
	if key := undecided[line.Explain]; key != "" {
		line.Explain = key
	}
	return line
}

// QuestionsText says what could change a calculation, one sentence for each open question.
func QuestionsText(l *lang.Lang, c aid.Calculation) []string {
	var all []string
	for _, q := range calc.Questions(c) {
		all = append(all, q.Ask(l))
	}
	return all
}

// mostReasons is how many reasons the sentence of a difference names.
const mostReasons = 3

// DifferenceSentence says in one sentence how far a calculation is from an earlier one, and why. What is not named, and what
// rounding makes, is said to be left, so that the amounts of a sentence always add up.
func DifferenceSentence(l *lang.Lang, before, now aid.Calculation) string {
	more := now.Result - before.Result
	key := "calculation.same"
	switch {
	case more > 0:
		key = "calculation.more"
	case more < 0:
		key = "calculation.less"
	}
	args := []string{"amount", l.Money(max(more, -more)), "month", l.Month(before.Month)}
	clauses, others := calc.Why(calc.Difference(before, now), mostReasons)
	if len(clauses) == 0 {
		return l.T(key, args...)
	}
	var reasons []string
	var named aid.Ore
	for _, k := range clauses {
		named += k.Change.Effect
		reasons = append(reasons, l.T(k.Key, "what", changed(l, k.Change), "amount", l.Money(k.Amount)))
	}
	switch {
	case others > 0:
		reasons = append(reasons, l.T("calculation.other_changes"))
	case named != more:
		reasons = append(reasons, l.T("calculation.rounded"))
	}
	return l.T(because(key), append(args, "reasons", Series(l, reasons))...)
}

// because is the sentence with reasons that goes with one without.
func because(key string) string {
	switch key {
	case "calculation.more":
		return "calculation.more_because"
	case "calculation.less":
		return "calculation.less_because"
	}
	return "calculation.same_because"
}

// changed is what a change is of, within a sentence.
func changed(l *lang.Lang, c calc.Change) string {
	name := ""
	if c.Kind == aid.PersonalCosts {
		name = Within(l.T("line.personal"))
	} else {
		name = Within(LineName(l, c.Kind, c.Code, ""))
	}
	if c.Who != "" {
		name += ", " + c.Who
	}
	return name
}

// Within is a word as it stands within a sentence: without its capital, unless it is an abbreviation. Scripts without
// capitals are left as they are.
func Within(word string) string {
	first, n := utf8.DecodeRuneInString(word)
	if second, _ := utf8.DecodeRuneInString(word[n:]); !unicode.IsUpper(first) || unicode.IsUpper(second) {
		return word
	}
	return string(unicode.ToLower(first)) + word[n:]
}

// Alone is the beginning of a sentence as it stands by itself: with a capital, where the script has them.
func Alone(text string) string {
	first, n := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[n:]
}

// Series puts the parts of a list together: "a, b och c".
func Series(l *lang.Lang, parts []string) string {
	if len(parts) < 2 {
		return strings.Join(parts, "")
	}
	last := len(parts) - 1
	and := " " + l.T("calculation.and") + " "
	if l.Dir() == "rtl" {
		and = strings.TrimSuffix(and, " ") // Arabic writes it together with the word that follows
	}
	return strings.Join(parts[:last], l.T("calculation.comma")) + and + parts[last]
}

// AuthorityAnswer (myndighetens svar) is what came of asking an authority about an income.
type AuthorityAnswer struct {
	Answer aid.Answer
	Amount aid.Ore // what it answered
}

// AuthorityAnswers finds what the authorities answered about each line of a calculation, by the line's place; an income that
// nobody asked about has no answer. It reads what the calculation was made from and, where that was not kept, the line.
func AuthorityAnswers(c aid.Calculation) []AuthorityAnswer {
	answers := make([]AuthorityAnswer, len(c.Lines))
	in, _ := calc.InputOf(c)
	incomes := slices.Clone(in.Incomes)
	for n := range c.Lines {
		line := &c.Lines[n]
		if line.Kind != aid.IncomeLine {
			continue
		}
		i := slices.IndexFunc(incomes, func(i calc.Income) bool {
			return string(i.Kind) == line.Code && i.Person == line.Person && i.Stated == line.Claimed && i.Counted == line.Amount && i.Reason == line.Note
		})
		if i >= 0 {
			answers[n] = AuthorityAnswer{incomes[i].Answer, incomes[i].Fetched}
			incomes = slices.Delete(incomes, i, i+1)
			continue
		}
		answers[n] = answerOn(line)
	}
	return answers
}

// answerOn reads the answer off a line's own words.
func answerOn(line *aid.Line) AuthorityAnswer {
	for _, m := range line.Marks {
		switch m.Code {
		case "unchecked":
			return AuthorityAnswer{Answer: aid.Unchecked}
		case "deviates":
			return answered(m.Args["fetched"])
		}
	}
	return answered(line.Args["fetched"])
}

func answered(text string) AuthorityAnswer {
	ore, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return AuthorityAnswer{}
	}
	return AuthorityAnswer{aid.Answered, aid.Ore(ore)}
}

// Period names the months that a calculation covers; of one that an earlier system made, its month.
func Period(l *lang.Lang, made aid.Calculation) string {
	if in, ok := calc.InputOf(made); ok {
		return l.Months(in.Month, in.Last())
	}
	return l.Month(made.Month)
}

// Needs names the single needs that a decision is on, as they stand within a sentence; empty where it is on a month.
func Needs(l *lang.Lang, d aid.Decision) string { return NeedWords(l, d.Needs()) }

// NeedWords names single needs by their codes, as they stand within a sentence.
func NeedWords(l *lang.Lang, needs []string) string {
	var words []string
	for _, code := range needs {
		words = append(words, Within(l.T("expense."+code)))
	}
	return Series(l, words)
}

// DecisionSentence is what a decision came to, in one sentence, for all of the months that its calculation covers.
func DecisionSentence(l *lang.Lang, d aid.Decision, made aid.Calculation) string {
	months := Period(l, made)
	if what := Needs(l, d); what != "" {
		return l.T("decision."+"need_"+string(d.Outcome), "amount", l.Money(d.Amount), "what", what, "month", months)
	}
	switch d.Outcome {
	case aid.Granted:
		return l.T("decision.yes", "amount", l.Money(d.Amount), "month", months)
	case aid.PartlyGranted:
		return l.T("decision.part", "month", months)
	}
	return l.T("decision.no", "month", months)
}
