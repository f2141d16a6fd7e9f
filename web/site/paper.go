package site

import (
	"bistand/aid"
	"bistand/calc"
	"bistand/lang"
)

// ItemTitle says what is asked for.
func ItemTitle(l *lang.Lang, item aid.CompletionItem) string {
	switch item.Group {
	case "own":
		return item.Text
	case "attachment":
		return l.T("attachment." + item.What)
	}
	return l.T("ask.proof", "what", l.T(item.Group+"."+item.What))
}

// NextPapersOf tells what goes with the application after the months that a decision on them covers. None is told where the
// decision is on a single need, came from an earlier system or has been replaced, or where that month is no longer a question.
func NextPapersOf(v *Visit, d aid.Decision, made aid.Calculation) (*aid.MonthPapers, error) {
	if d.Origin == aid.Imported || d.ReplacedBy != "" || len(d.Needs()) > 0 {
		return nil, nil
	}
	last := d.Month
	if in, ok := calc.InputOf(made); ok {
		last = in.Last()
	}
	return v.Desk().NextPapers(v.Ctx(), d.CaseID, last)
}

// addsProof tells whether more than statements of accounts is asked for, though not everything is.
func addsProof(p aid.MonthPapers) bool {
	n := len(p.Items)
	return p.All == nil && n > 0 && p.Items[n-1].Group != "attachment"
}
