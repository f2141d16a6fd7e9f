package ssbtek

import (
	"net/http"

	"bistand/aid"
	"bistand/soap"
)

// Understand reads an answer as Ask does when it has come.
func Understand(q Question, body []byte) ([]aid.Report, error) {
	if len(q.Sources) == 0 {
		q.Sources = aid.InquiredAuthorities
	}
	e, err := soap.Read[answerBody]("SSBTEK", http.StatusOK, body)
	if err != nil {
		return nil, err
	}
	if len(e.Fetched) != 1 || len(e.Fetched[0].Data) != 1 {
		return nil, &soap.Error{Step: soap.StepAnswer, Code: "form"}
	}
	p := &plan{Question: q, studyFrom: q.From, studyUntil: q.Until}
	return p.reports(e.Fetched[0].Data[0]), nil
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
