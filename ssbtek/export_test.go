package ssbtek

import (
	"net/http"

	"bistand/aid"
)

// Understand reads an answer as Ask does when it has come.
func Understand(q Question, body []byte) ([]aid.Report, error) {
	if len(q.Sources) == 0 {
		q.Sources = aid.InquiredAuthorities
	}
	e, fault := readEnvelope(http.StatusOK, body)
	if fault != nil {
		return nil, fault
	}
	if len(e.Body.Fetched) != 1 || len(e.Body.Fetched[0].Data) != 1 {
		return nil, &Error{Step: StepAnswer, Code: "form"}
	}
	p := &plan{Question: q, studyFrom: q.From, studyUntil: q.Until}
	return p.reports(e.Body.Fetched[0].Data[0]), nil
}

// The readers of values.
var (
	ReadAmount = readAmount
	ReadDate   = readDate
	ReadWeek   = readWeek
	KindOfName = func(id, name string) aid.IncomeKind { return kindOf(code{id, name}) }
	Kinds      = func() (kinds []aid.IncomeKind) {
		for _, row := range benefitKinds {
			kinds = append(kinds, row.kind)
		}
		return kinds
	}
)
