package ssbtek

import (
	"sort"

	"bistand/aid"
	"bistand/soap"
)

// answerBody is any answer of SSBTEK. Repeated elements are lists, since a second one would else be mixed into the first.
type answerBody struct {
	soap.Faults
	Fetched []fetched     `xml:"hamtaBastjanstInformationResponse"`
	Tested  []sourcesTest `xml:"testaBastjanstInformationResponse"`
}

type fetched struct {
	CorrelationID string        `xml:"korrelationsid"`
	Data          []sourcesData `xml:"svarsdata"`
}

// sourcesData is what the sources answered. All values are read as text and understood source by source, so that one that
// cannot be understood spoils no other.
type sourcesData struct {
	AF  []answerOf[employmentData] `xml:"AF"`
	CSN []answerOf[studyData]      `xml:"CSN"`
	FK  []answerOf[lefiData]       `xml:"FK"`
	SKV []answerOf[taxData]        `xml:"SKV"`
	SO  []answerOf[fundData]       `xml:"SO"`
	TNS []answerOf[vehicleData]    `xml:"TNS"`
	MIV []answerOf[permitData]     `xml:"MIV"`
}

// answerOf is either data or an error.
type answerOf[T any] struct {
	Data  *T           `xml:"data"`
	Error *sourceError `xml:"error"`
}

// sourceError is why a source has not answered. Its texts are read by nobody: they may quote the question.
type sourceError struct {
	Source string `xml:"kalla"`  // SSBT: the composite service, as when the source did not answer in time; BT: the source itself
	Code   string `xml:"felkod"` // the source's own
}

func (e sourceError) fault() aid.ReportFault {
	if e.Source == "SSBT" {
		return aid.NoAnswer
	}
	return aid.Failed
}

type sourcesTest struct {
	AF  *testAnswer `xml:"AF"`
	CSN *testAnswer `xml:"CSN"`
	FK  *testAnswer `xml:"FK"`
	SKV *testAnswer `xml:"SKV"`
	SO  *testAnswer `xml:"SO"`
	TNS *testAnswer `xml:"TNS"`
	MIV *testAnswer `xml:"MIV"`
}

type testAnswer struct {
	Called string       `xml:"anropad"`
	Error  *sourceError `xml:"error"`
}

func (t sourcesTest) of(source string) *testAnswer {
	return map[string]*testAnswer{"AF": t.AF, "CSN": t.CSN, "FK": t.FK, "SKV": t.SKV, "SO": t.SO, "TNS": t.TNS, "MIV": t.MIV}[source]
}

// content is what an authority knows of a person.
type content struct {
	protected bool
	benefits  []aid.Benefit
	facts     []aid.ReportFact
}

// read understands the answer of one source, or says why there is none. A mark of protection is read wherever it stands.
func read[T any](answers []answerOf[T], understand func(T) (content, aid.ReportFault)) (c content, fault aid.ReportFault) {
	protected := false
	for _, one := range answers {
		if one.Data != nil {
			c, fault = understand(*one.Data)
			protected = protected || c.protected
		}
	}
	c.protected = protected
	switch {
	case len(answers) == 0:
		fault = aid.NoAnswer // asked, and left out of the answer
	case len(answers) > 1:
		fault = aid.Unreadable
	case answers[0].Error != nil:
		fault = answers[0].Error.fault()
	case answers[0].Data == nil:
		fault = aid.Unreadable
	}
	return c, fault
}

// marks tells whether a source's mark says that a person is protected. One that is there and cannot be read does.
func marks(text string) bool {
	protected, read := readBool(text)
	return protected || !read && plain(text) != ""
}

// reports makes one report for each authority that was asked.
func (p *plan) reports(data sourcesData) []aid.Report {
	insurance, pensions := p.readLEFI(data.FK)
	var list []aid.Report
	for _, a := range aid.InquiredAuthorities {
		if !p.asks(a) {
			continue
		}
		var c content
		var fault aid.ReportFault
		switch a {
		case "social_insurance":
			c, fault = insurance.content, insurance.fault
		case "pensions":
			c, fault = pensions.content, pensions.fault
		case "unemployment_fund":
			c, fault = read(data.SO, p.readFunds)
		case "employment":
			c, fault = read(data.AF, p.readEmployment)
		case "study_support":
			if c, fault = read(data.CSN, p.readStudies); p.studyFrom.IsZero() {
				fault = aid.NotAllowed // CSN lets nobody ask about that time
			}
		case "tax":
			c, fault = read(data.SKV, p.readTax)
		case "vehicles":
			c, fault = read(data.TNS, readVehicles)
		case "migration":
			c, fault = read(data.MIV, p.readPermits)
		default:
			fault = aid.NoAnswer // nobody here asks it
		}
		list = append(list, report(a, c, fault))
	}
	return list
}

// report puts what an authority knows in the form in which it is kept. One with a fault holds a mark of protection and nothing else.
func report(a aid.Authority, c content, fault aid.ReportFault) aid.Report {
	switch {
	case fault != "":
		return aid.Report{Authority: a, Answer: aid.Unchecked, Fault: fault, Protected: c.protected}
	case len(c.benefits)+len(c.facts) == 0:
		return aid.Report{Authority: a, Answer: aid.Nothing, Protected: c.protected}
	}
	sort.SliceStable(c.benefits, func(i, j int) bool { return c.benefits[i].PaidOn.Before(c.benefits[j].PaidOn) })
	return aid.Report{Authority: a, Answer: aid.Answered, Protected: c.protected, Benefits: c.benefits, Facts: c.facts}
}

// isPerson tells whether a number that a source echoes is that of whom was asked about. Some sources write it without the
// century.
func (p *plan) isPerson(number string) bool {
	number, asked := plain(number), p.Person.Full()
	return number == asked || len(number) == 10 && number == asked[2:]
}
