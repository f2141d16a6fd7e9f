package sim

import (
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"bistand/aid"
	"bistand/loopback"
)

const namespace = "http://xmls.skatteverket.se/se/skatteverket/folkbokforing/na/epersondata/V1"

// tag and textTag write elements.
var tag, textTag = loopback.Tag, loopback.TextTag

// The codes of the faults. They are numbers by the XSD; which numbers, no source prints.
const (
	badQuestion = 1
	ownTrouble  = 2
)

// answerFault writes a fault as Epersondata.xsd has it.
func answerFault(w http.ResponseWriter, whose string, code int, description string) {
	loopback.AnswerFault(w, whose, description, tag(`na:WebServiceFault xmlns:na="`+namespace+`"`,
		textTag("na:Felkod", strconv.Itoa(code)), textTag("na:Beskrivning", description)))
}

// The forms of what a question holds.
var (
	orgNumberForm = regexp.MustCompile(`^[1-9][0-9]{11}$`)
	orderIDForm   = regexp.MustCompile(`^[0-9]{8}-FO[0-9]{2}-[0-9]{4}$`)
	personForm    = regexp.MustCompile(`^[1-9][0-9]{11}$`)
)

// shape writes the names of an element and of all that stands in it; what is in another namespace has none.
func shape(e *loopback.Element) string {
	text := ""
	if e.Name.Space == namespace {
		text = e.Name.Local
	}
	if len(e.Kids) == 0 {
		return text
	}
	text += "("
	for _, k := range e.Kids {
		text += shape(k) + " "
	}
	return text + ")"
}

// isRight tells whether a question keeps the rules of the XSD.
func isRight(request *loopback.Element) bool {
	order := request.At("Bestallning")
	return shape(request) == "PersonpostRequest(Bestallning(OrgNr BestallningsId ) PersonId )" &&
		request.Value()+order.Value() == "" &&
		orgNumberForm.MatchString(order.At("OrgNr").Value()) && order.At("OrgNr").Value() >= "160000000000" &&
		orderIDForm.MatchString(order.At("BestallningsId").Text) &&
		personForm.MatchString(request.At("PersonId").Value())
}

// serve answers a question.
func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	if s.Settle(w, r) {
		return
	}
	if r.URL.Path != path {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(http.StatusNotFound)
		_, _ = io.WriteString(w, "<!DOCTYPE html><html><head><title>404</title></head><body><h1>404</h1></body></html>")
		return
	}
	if s.Mode() == loopback.Fault {
		answerFault(w, "Server", ownTrouble, "På beställning")
		return
	}
	refuse := func(string) { answerFault(w, "Client", badQuestion, "Felaktiga inparametrar") }
	request := loopback.ReadSOAP(w, r, refuse)
	if request == nil {
		return
	}
	if !isRight(request) {
		refuse("")
		return
	}
	number := request.At("PersonId").Value()
	person, _ := aid.ParsePersonnummer(number)
	record, known := s.find(Look{
		At: s.now(), OrgNumber: request.At("Bestallning", "OrgNr").Value(), OrderID: request.At("Bestallning", "BestallningsId").Value(), Person: person,
	})
	posts := ""
	switch mode := s.Mode(); {
	case mode == OtherPerson:
		posts = record.post("191212121212", false) // the tax agency's classic test number
	case mode == TwoPosts:
		posts = strings.Repeat(record.post(number, person.IsSamordningsnummer()), 2)
	case mode != Empty && known:
		posts = record.post(number, person.IsSamordningsnummer())
	}
	loopback.AnswerSOAP(w, http.StatusOK, tag(`na:PersonpostXMLResponse xmlns:na="`+namespace+`"`, tag("na:Folkbokforingsposter", posts)))
}

// optional writes an element that is left out where it would say nothing.
func optional(name, text string) string {
	if text == "" {
		return ""
	}
	return textTag(name, text)
}

// group writes an element that is left out where nothing stands in it.
func group(name string, inner ...string) string {
	if strings.Join(inner, "") == "" {
		return ""
	}
	return tag(name, inner...)
}

// post writes what is known of a person in the order of Navetavisering.xsd. Nothing in it is in a namespace.
func (r Record) post(number string, assigned bool) string {
	id := "PersonNr"
	if assigned {
		id = "TilldelatPersonNrSamordningsNr"
	}
	date := ""
	if !r.DeregisteredOn.IsZero() {
		date = strings.ReplaceAll(r.DeregisteredOn.String(), "-", "")
	}
	confidential, protected, address := "N", "", ""
	if r.Confidential {
		confidential = "J"
	}
	if r.Protected {
		protected = textTag("SkyddadFolkbokforing", "J") // the older set of schemas does not have it
	}
	if !r.Confidential && !r.Protected {
		address = group("Adresser", group("Folkbokforingsadress",
			optional("Utdelningsadress2", r.Street), optional("PostNr", strings.ReplaceAll(r.PostCode, " ", "")), optional("Postort", r.City)))
	}
	return tag("Folkbokforingspost",
		textTag("Sekretessmarkering", confidential),
		protected,
		tag("Personpost",
			tag("PersonId", textTag(id, number)),
			optional("HanvisningsPersonNr", r.NewNumber.Full()),
			group("Avregistrering", optional("AvregistreringsorsakKod", r.Deregistered), optional("Avregistreringsdatum", date)),
			group("Namn", optional("Fornamn", r.GivenName), optional("Efternamn", r.Surname)),
			group("Folkbokforing", optional("LanKod", r.County), optional("KommunKod", r.Municipality)),
			address))
}
