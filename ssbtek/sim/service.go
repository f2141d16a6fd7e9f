package sim

import (
	"bytes"
	"encoding/xml"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"bistand/aid"
)

const (
	soapNamespace = "http://schemas.xmlsoap.org/soap/envelope/"
	xmlHeader     = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"
	maxRequest    = 1 << 20 // bytes
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

// tag writes an element: its name with any attributes, and what stands in it as XML.
func tag(start string, inner ...string) string {
	end, _, _ := strings.Cut(start, " ")
	return "<" + start + ">" + strings.Join(inner, "") + "</" + end + ">"
}

// textTag writes an element with a text.
func textTag(start, text string) string { return tag(start, escape(text)) }

func escape(text string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(text)) // writing to a buffer does not fail
	return b.String()
}

// answerSOAP writes an envelope.
func answerSOAP(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "text/xml; charset=utf-8")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, xmlHeader+tag(`soap:Envelope xmlns:soap="`+soapNamespace+`"`, tag("soap:Body", body)))
}

// answerFault writes a fault. The codes of the real service are unconfirmed.
func answerFault(w http.ResponseWriter, whose, detail, code, message string) {
	answerSOAP(w, http.StatusInternalServerError, tag("soap:Fault",
		textTag("faultcode", "soap:"+whose), textTag("faultstring", message), tag("detail",
			tag("ssbt:"+detail+` xmlns:ssbt="`+namespace+`"`, textTag("ssbt:felkod", code), textTag("ssbt:felmeddelande", message)))))
}

// serve answers both operations.
func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	if s.trouble(w, r) {
		return
	}
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if r.Method != http.MethodPost || kind != "text/xml" {
		http.Error(w, "SOAP 1.1 only", http.StatusMethodNotAllowed)
		return
	}
	const fetchFault, testFault = "hamtaBastjanstInformationFault", "testaBastjanstInformationFault"
	refuse := func(why string) { answerFault(w, "Client", fetchFault, "OGILTIG_FRAGA", why) }
	if action := r.Header.Values("SOAPAction"); len(action) != 1 || strings.Trim(action[0], `"`) != "" {
		refuse("SOAPAction")
		return
	}
	top, err := parse(http.MaxBytesReader(w, r.Body, maxRequest))
	if err != nil {
		refuse(err.Error())
		return
	}
	body := top.at("Body")
	if top.name != (xml.Name{Space: soapNamespace, Local: "Envelope"}) || len(body.kids) != 1 {
		refuse("Envelope")
		return
	}
	request := body.kids[0]
	if request.name.Local == testRule.name {
		if err := testRule.check(request); err != nil {
			answerFault(w, "Client", testFault, "OGILTIG_FRAGA", err.Error())
			return
		}
		answerSOAP(w, http.StatusOK, s.testAnswer())
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
			s.waitDelay(r)
		}
	}
	answerSOAP(w, http.StatusOK, q.answer(request))
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

func readQuestion(request *element, s *Server) *question {
	general := request.at("generellaFrageparametrar")
	q := &question{sim: s, today: aid.SwedishDate(s.now()), number: general.at("personidentitet").value(), caseLength: utf8.RuneCountInString(general.at("arendeidentitet").value())}
	q.from, q.until = readPeriod(general.at("tidsperiod"))
	for _, one := range request.at("specifikaFrageparametrar").kids {
		if include, _ := one.attr("inkludera"); isTrue(include) {
			q.included = append(q.included, one.name.Local)
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
func readPeriod(e *element) (from, until aid.Date) {
	day := func(name string) aid.Date {
		text := e.at(name).value()
		if len(text) < 10 {
			return aid.Date{}
		}
		d, _ := aid.ParseDate(text[:10])
		return d
	}
	return day("fromDatum"), day("tomDatum")
}

// asked is what the page shows of a question.
func (q *question) asked(request *element) Asked {
	general := request.at("generellaFrageparametrar")
	asker := general.at("ingivare")
	person, _ := aid.ParsePersonnummer(q.number)
	var processors []string
	for _, e := range general.kids {
		if e.name.Local == "personuppgiftsbitrade" {
			processors = append(processors, e.at("organisationsnummer").value()+" "+e.at("namn").value())
		}
	}
	return Asked{
		At: q.sim.now(), OrgNumber: asker.at("organisationsnummer").value(), Name: asker.at("namn").value(),
		Caseworker: asker.at("handlaggare").value(), Case: general.at("arendeidentitet").value(), Person: person,
		From: q.from.String(), Until: q.until.String(), Purpose: general.at("syfte").value(), Law: general.at("lagtext").value(),
		Sources: q.included, ActorID: request.at("specifikaFrageparametrar", "FK", "fraga", "aktorsid").value(), Processors: processors,
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
func (q *question) answer(request *element) string {
	general := request.at("generellaFrageparametrar")
	var parts []string
	if isTrue(general.at("fraganSkallInkluderasISvaret").value()) {
		parts = append(parts, tag("ssbt:fraga", request.at("generellaFrageparametrar").copied(), request.at("specifikaFrageparametrar").copied()))
	}
	for _, name := range []string{"frageTidpunkt", "korrelationsid"} {
		if e := general.at(name); e.name.Local != "" {
			parts = append(parts, e.copied())
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
			content = q.source(one.code, request.at("specifikaFrageparametrar", one.code), flaw)
		}
		list = append(list, tag("ssbt:"+one.code, content))
	}
	return tag(`ssbt:hamtaBastjanstInformationResponse xmlns:ssbt="`+namespace+`"`, append(parts, tag("ssbt:svarsdata", list...))...)
}

// copied writes an element of the request as it came.
func (e *element) copied() string {
	start := "ssbt:" + e.name.Local
	for _, a := range e.attrs {
		if a.Name.Space == "" && a.Name.Local != "xmlns" {
			start += " " + a.Name.Local + `="` + escape(a.Value) + `"`
		}
	}
	if len(e.kids) == 0 {
		return textTag(start, e.value())
	}
	var inner []string
	for _, k := range e.kids {
		inner = append(inner, k.copied())
	}
	return tag(start, inner...)
}

// source writes the data of one source, or its error.
func (q *question) source(code string, asked *element, flaw Flaw) string {
	from, until := q.from, q.until
	if own := asked.at("tidsperiod"); len(own.kids) > 0 {
		from, until = readPeriod(own)
	}
	switch code {
	case "AF":
		return q.employment(flaw, from, until)
	case "CSN":
		return q.studies(flaw, from, until, q.caseLength)
	case "FK":
		return q.lefi(flaw, asked.at("fraga"))
	case "SKV":
		return q.tax(flaw)
	case "SO":
		return q.funds(flaw, from, until)
	case "TNS":
		return q.vehicles(flaw)
	}
	return q.permits(flaw)
}
