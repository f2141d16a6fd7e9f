package sim

import (
	"net/http"
	"slices"
	"unicode/utf8"

	"bistand/aid"
	"bistand/loopback"
)

// sources are SSBTEK's codes in the XSD's order, with the authority whose flaws they have.
var sources = []struct {
	code      string
	authority aid.Authority
}{
	{"AF", "employment"},
	{"CSN", "study_support"},
	{"FK", "social_insurance"},
	{"SKV", "tax"},
	{"SO", "unemployment_fund"},
	{"TNS", "vehicles"},
	{"MIV", "migration"},
}

// tag and textTag write elements.
var tag, textTag = loopback.Tag, loopback.TextTag

// The names of the two faults' details.
const fetchFault, testFault = "hamtaBastjanstInformationFault", "testaBastjanstInformationFault"

// answerFault writes a fault. The codes of the real service are unconfirmed.
func answerFault(w http.ResponseWriter, whose, detail, code, message string) {
	loopback.AnswerFault(w, whose, message,
		tag("ssbt:"+detail+` xmlns:ssbt="`+namespace+`"`, textTag("ssbt:felkod", code), textTag("ssbt:felmeddelande", message)))
}

// serve answers both operations.
func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	if s.Settle(w, r) {
		return
	}
	if s.Mode() == loopback.Fault {
		answerFault(w, "Server", fetchFault, "INTERNT_FEL", "på beställning")
		return
	}
	refuse := func(why string) { answerFault(w, "Client", fetchFault, "OGILTIG_FRAGA", why) }
	request := loopback.ReadSOAP(w, r, refuse)
	if request == nil {
		return
	}
	if request.Name.Local == testRule.name {
		if err := testRule.check(request); err != nil {
			answerFault(w, "Client", testFault, "OGILTIG_FRAGA", err.Error())
			return
		}
		loopback.AnswerSOAP(w, http.StatusOK, s.testAnswer())
		return
	}
	if err := fetchRule.check(request); err != nil {
		refuse(err.Error())
		return
	}
	q := readQuestion(request, s)
	if q.until.Before(q.from) {
		refuse("tidsperiod")
		return
	}
	s.keep(q.asked(request))
	for _, one := range sources {
		if slices.Contains(q.included, one.code) && s.Flaw(one.authority) == Delayed {
			s.Wait(r)
		}
	}
	loopback.AnswerSOAP(w, http.StatusOK, q.answer(request))
}

// testAnswer says how the sources fare by their own tests.
func (s *Server) testAnswer() string {
	var list []string
	for _, one := range sources {
		var fault string
		switch s.Flaw(one.authority) {
		case Absent:
			continue
		case NoAnswer:
			fault = sourceError("SSBT", "TIMEOUT")
		case SourceError:
			fault = sourceError("BT", "TEKNISKT_FEL")
		}
		list = append(list, tag("ssbt:"+one.code, textTag("ssbt:anropad", "true"), fault))
	}
	return tag(`ssbt:testaBastjanstInformationResponse xmlns:ssbt="`+namespace+`"`, list...)
}

// sourceError writes why a source did not answer.
func sourceError(kalla, code string) string {
	return tag("ssbt:error", textTag("ssbt:kalla", kalla), textTag("ssbt:felkod", code), textTag("ssbt:felmeddelande", "på beställning"))
}

// question is a request that keeps the rules, with what is known of the person.
type question struct {
	sim         *Server
	today       aid.Date
	number      string // twelve digits
	from, until aid.Date
	caseLength  int // characters of the case number
	included    []string
	known       Records
}

func readQuestion(request *loopback.Element, s *Server) *question {
	general := request.At("generellaFrageparametrar")
	q := &question{sim: s, today: aid.SwedishDate(s.now()), number: general.At("personidentitet").Value(), caseLength: utf8.RuneCountInString(general.At("arendeidentitet").Value())}
	q.from, q.until = readPeriod(general.At("tidsperiod"))
	for _, one := range request.At("specifikaFrageparametrar").Kids {
		if include, _ := one.Attr("inkludera"); isTrue(include) {
			q.included = append(q.included, one.Name.Local)
		}
	}
	if person, err := aid.ParsePersonnummer(q.number); err == nil {
		s.mu.Lock()
		q.known = s.records[person]
		s.mu.Unlock()
	}
	return q
}

// readPeriod reads days whose form has been checked.
func readPeriod(e *loopback.Element) (from, until aid.Date) {
	day := func(name string) aid.Date {
		text := e.At(name).Value()
		if len(text) < 10 {
			return aid.Date{}
		}
		d, _ := aid.ParseDate(text[:10])
		return d
	}
	return day("fromDatum"), day("tomDatum")
}

// asked is what the page shows of a question.
func (q *question) asked(request *loopback.Element) Asked {
	general := request.At("generellaFrageparametrar")
	asker := general.At("ingivare")
	person, _ := aid.ParsePersonnummer(q.number)
	var processors []string
	for _, e := range general.Kids {
		if e.Name.Local == "personuppgiftsbitrade" {
			processors = append(processors, e.At("organisationsnummer").Value()+" "+e.At("namn").Value())
		}
	}
	return Asked{
		At: q.sim.now(), OrgNumber: asker.At("organisationsnummer").Value(), Name: asker.At("namn").Value(),
		Caseworker: asker.At("handlaggare").Value(), Case: general.At("arendeidentitet").Value(), Person: person,
		From: q.from.String(), Until: q.until.String(), Purpose: general.At("syfte").Value(), Law: general.At("lagtext").Value(),
		Sources: q.included, ActorID: request.At("specifikaFrageparametrar", "FK", "fraga", "aktorsid").Value(), Processors: processors,
	}
}

// echoed is the number that a source says it answers about.
func (q *question) echoed(f Flaw) string {
	if f == OtherPerson {
		return "191212121212" // the tax agency's classic test number
	}
	return q.number
}

// answer writes the answers of all sources that were asked.
func (q *question) answer(request *loopback.Element) string {
	general := request.At("generellaFrageparametrar")
	var parts []string
	if isTrue(general.At("fraganSkallInkluderasISvaret").Value()) {
		parts = append(parts, tag("ssbt:fraga", copied(general), copied(request.At("specifikaFrageparametrar"))))
	}
	for _, name := range []string{"frageTidpunkt", "korrelationsid"} {
		if e := general.At(name); e.Name.Local != "" {
			parts = append(parts, copied(e))
		}
	}
	var list []string
	for _, one := range sources {
		if !slices.Contains(q.included, one.code) {
			continue
		}
		flaw := q.sim.Flaw(one.authority)
		var content string
		switch flaw {
		case Absent:
			continue
		case NoAnswer:
			content = sourceError("SSBT", "TIMEOUT")
		case SourceError:
			content = sourceError("BT", "TEKNISKT_FEL")
		default:
			content = q.source(one.code, request.At("specifikaFrageparametrar", one.code), flaw)
		}
		list = append(list, tag("ssbt:"+one.code, content))
	}
	return tag(`ssbt:hamtaBastjanstInformationResponse xmlns:ssbt="`+namespace+`"`, append(parts, tag("ssbt:svarsdata", list...))...)
}

// copied writes an element of the request as it came.
func copied(e *loopback.Element) string {
	start := "ssbt:" + e.Name.Local
	for _, a := range e.Attrs {
		if a.Name.Space == "" && a.Name.Local != "xmlns" {
			start += " " + a.Name.Local + `="` + loopback.Escape(a.Value) + `"`
		}
	}
	if len(e.Kids) == 0 {
		return textTag(start, e.Value())
	}
	var inner []string
	for _, k := range e.Kids {
		inner = append(inner, copied(k))
	}
	return tag(start, inner...)
}

// source writes the data of one source, or its error.
func (q *question) source(code string, asked *loopback.Element, flaw Flaw) string {
	from, until := q.from, q.until
	if own := asked.At("tidsperiod"); len(own.Kids) > 0 {
		from, until = readPeriod(own)
	}
	switch code {
	case "AF":
		return q.employment(flaw, from, until)
	case "CSN":
		return q.studies(flaw, from, until, q.caseLength)
	case "FK":
		return q.lefi(flaw, asked.At("fraga"))
	case "SKV":
		return q.tax(flaw)
	case "SO":
		return q.funds(flaw, from, until)
	case "TNS":
		return q.vehicles(flaw)
	}
	return q.permits(flaw)
}
