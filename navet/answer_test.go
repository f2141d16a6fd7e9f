package navet_test

import (
	"errors"
	"regexp"
	"strings"
	"testing"

	"bistand/aid"
	"bistand/navet"
	"bistand/soap"
)

// envelope puts posts in an answer.
func envelope(posts string) string {
	return `<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Header/><S:Body>` +
		`<ns0:PersonpostXMLResponse xmlns:ns0="http://xmls.skatteverket.se/se/skatteverket/folkbokforing/na/epersondata/V1">` +
		`<ns0:Folkbokforingsposter>` + posts + `</ns0:Folkbokforingsposter></ns0:PersonpostXMLResponse></S:Body></S:Envelope>`
}

// her writes a post about fatima, with marks before and the rest after.
func her(marks, rest string) string {
	return envelope(`<Folkbokforingspost>` + marks + `<Personpost><PersonId><PersonNr>198503149802</PersonNr></PersonId>` + rest + `</Personpost></Folkbokforingspost>`)
}

func gone(inner string) string { return her("", `<Avregistrering>`+inner+`</Avregistrering>`) }

func status(inner string) string {
	return strings.Replace(her("", ""), "</PersonId>", "<Identitetsstatus>"+inner+"</Identitetsstatus></PersonId>", 1)
}

func id(inner string) string {
	return envelope(`<Folkbokforingspost><Personpost><PersonId>` + inner + `</PersonId></Personpost></Folkbokforingspost>`)
}

// answers are what the register may send, and what is made of it: a registration, or a code of an error.
var answers = []struct{ name, text, want string }{
	{"nothing known", her("", ""), "in_register"},
	{"not marked", her("<Sekretessmarkering>N</Sekretessmarkering><SkyddadFolkbokforing> N </SkyddadFolkbokforing>", ""), "in_register"},
	{"marks that are nil", her(`<Sekretessmarkering xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true"/><SkyddadFolkbokforing/>`, ""), "in_register"},
	{"marked", her("<Sekretessmarkering>J</Sekretessmarkering>", ""), "shielded"},
	{"protected", her("<SkyddadFolkbokforing>J</SkyddadFolkbokforing>", ""), "shielded"},
	{"an unknown letter", her("<Sekretessmarkering>X</Sekretessmarkering>", ""), "shielded"},
	{"a small letter", her("<SkyddadFolkbokforing>n</SkyddadFolkbokforing>", ""), "shielded"},
	{"a mark in an element of its own", her("<SkyddadFolkbokforing><Typ>J</Typ></SkyddadFolkbokforing>", ""), "shielded"},
	{"two marks that differ", her("<Sekretessmarkering>J</Sekretessmarkering><Sekretessmarkering>N</Sekretessmarkering>", ""), "shielded"},
	{"a mark in a namespace", her(`<x:Sekretessmarkering xmlns:x="urn:x" x:typ="1">J</x:Sekretessmarkering>`, ""), "shielded"},
	{"marked and died", her("<Sekretessmarkering>J</Sekretessmarkering>", "<Avregistrering><AvregistreringsorsakKod>AV</AvregistreringsorsakKod></Avregistrering>"), "shielded"},

	{"AV", gone("<AvregistreringsorsakKod>AV</AvregistreringsorsakKod><Avregistreringsdatum>20240229</Avregistreringsdatum>"), "deregistered"},
	{"GN", gone("<AvregistreringsorsakKod>GN</AvregistreringsorsakKod>"), "deregistered"},
	{"AN", gone("<AvregistreringsorsakKod>AN</AvregistreringsorsakKod>"), "deregistered"},
	{"AS", gone("<AvregistreringsorsakKod>AS</AvregistreringsorsakKod>"), "deregistered"},
	{"GS", gone("<AvregistreringsorsakKod>GS</AvregistreringsorsakKod>"), "deregistered"},
	{"FI", gone("<AvregistreringsorsakKod>FI</AvregistreringsorsakKod>"), "deregistered"},
	{"a code that is not known", gone("<AvregistreringsorsakKod>uv</AvregistreringsorsakKod>"), "deregistered"},
	{"UV", gone("<AvregistreringsorsakKod>UV</AvregistreringsorsakKod><Avregistreringsdatum>20240229</Avregistreringsdatum>"), "in_register"},
	{"OB", gone("<AvregistreringsorsakKod> OB </AvregistreringsorsakKod>"), "in_register"},
	{"TA", gone("<AvregistreringsorsakKod>TA</AvregistreringsorsakKod>"), "in_register"},
	{"moved abroad and found dead", gone("<AvregistreringsorsakKod>UV</AvregistreringsorsakKod><AntraffadDod>20240229</AntraffadDod>"), "deregistered"},
	{"two codes", gone("<AvregistreringsorsakKod>UV</AvregistreringsorsakKod><AvregistreringsorsakKod>AV</AvregistreringsorsakKod>"), "deregistered"},
	{"a day without a code", gone("<AvregistreringsorsakKod/><Avregistreringsdatum>20240229</Avregistreringsdatum>"), "deregistered"},
	{"a deregistration that says nothing", gone("<AvregistreringsorsakKod/><Avregistreringsdatum/>"), "in_register"},
	{"two deregistrations", her("", "<Avregistrering/><Avregistrering><AvregistreringsorsakKod>AV</AvregistreringsorsakKod></Avregistrering>"), "deregistered"},
	{"a relative who died", her("", "<Relationer><Relation><Avregistrering><AvregistreringsorsakKod>AV</AvregistreringsorsakKod></Avregistrering></Relation></Relationer>"), "in_register"},

	{"an active number", status("<IdentitetsstatusVarde>AKTIVT</IdentitetsstatusVarde>"), "in_register"},
	{"a dormant number", status("<IdentitetsstatusVarde>VILANDEFORKLARAT</IdentitetsstatusVarde><IdentitetsstatusOrsak>TIDSFRIST</IdentitetsstatusOrsak>"), "in_register"},
	{"a dormant number of someone who died", status("<IdentitetsstatusVarde>VILANDEFORKLARAT</IdentitetsstatusVarde><IdentitetsstatusOrsak>AVLIDEN</IdentitetsstatusOrsak>"), "deregistered"},
	{"a number that was replaced", status("<IdentitetsstatusVarde>EJ_AKTUELLT</IdentitetsstatusVarde><IdentitetsstatusOrsak>ERSATT</IdentitetsstatusOrsak>"), "deregistered"},
	{"a number taken out", status("<IdentitetsstatusVarde>AVREGISTRERAT</IdentitetsstatusVarde>"), "deregistered"},
	{"a samordningsnummer whose holder died", her("", "<Samordningsnummeruppgifter><DatumAvliden>20240229</DatumAvliden></Samordningsnummeruppgifter>"), "deregistered"},
	{"a samordningsnummer whose holder lives", her("", "<Samordningsnummeruppgifter><Tilldelningsdatum>20240229</Tilldelningsdatum><DatumAvliden/></Samordningsnummeruppgifter>"), "in_register"},

	{"more than is known", her(`<Nytt x="1"/>`, `<Namn><Fornamn styrkt="J">Fatima<i/></Fornamn></Namn><Nytt><Avregistrering/></Nytt>`), "in_register"},
	{"more in the id", id(`<PersonNr typ="1"> 198503149802 </PersonNr><TilldelatPersonNrSamordningsNr/><Identitetsniva>STYRKT</Identitetsniva><x:Ny xmlns:x="urn:x">198306229819</x:Ny>`), "in_register"},
	{"in the other element", id("<TilldelatPersonNrSamordningsNr>198503149802</TilldelatPersonNrSamordningsNr>"), "in_register"},
	{"all in a namespace", strings.Replace(her("", ""), "<Folkbokforingspost>", `<Folkbokforingspost xmlns="urn:x">`, 1), "in_register"},
	{"no post", envelope(" "), "not_in_register"},

	{"another number", id("<PersonNr>198306229819</PersonNr>"), "other_person"},
	{"both numbers", id("<PersonNr>198503149802</PersonNr><TilldelatPersonNrSamordningsNr>198306229819</TilldelatPersonNrSamordningsNr>"), "other_person"},
	{"ten digits", id("<PersonNr>8503149802</PersonNr>"), "other_person"},
	{"no number", id(""), "other_person"},
	{"a number that is nil", id("<PersonNr/>"), "other_person"},
	{"no id", envelope("<Folkbokforingspost><Sekretessmarkering>J</Sekretessmarkering><Personpost/></Folkbokforingspost>"), "form"},
	{"two ids", her("", "<PersonId><PersonNr>198503149802</PersonNr></PersonId>"), "form"},
	{"no person", envelope("<Folkbokforingspost/>"), "form"},
	{"two persons", strings.Replace(her("", ""), "<Personpost>", "<Personpost/><Personpost>", 1), "form"},
	{"two posts", envelope("<Folkbokforingspost/><Folkbokforingspost/>"), "several_posts"},
	{"a post by another name", envelope("<Personpost><PersonId><PersonNr>198503149802</PersonNr></PersonId></Personpost>"), "form"},
	{"two lists", strings.Replace(her("", ""), "<ns0:Folkbokforingsposter>", "<ns0:Folkbokforingsposter/><ns0:Folkbokforingsposter>", 1), "form"},
	{"no list", strings.ReplaceAll(envelope(""), "Folkbokforingsposter", "Poster"), "form"},
	{"another operation's", strings.ReplaceAll(envelope(""), "PersonpostXMLResponse", "PersonpostResponse"), "form"},
	{"an empty body", `<Envelope><Body/></Envelope>`, "form"},
	{"two bodies", strings.Replace(her("", ""), "</S:Body>", "</S:Body>"+"<S:Body>"+"<PersonpostXMLResponse><Folkbokforingsposter/></PersonpostXMLResponse></S:Body>", 1), "form"},
	{"no envelope", strings.ReplaceAll(her("", ""), "S:Envelope", "S:Kuvert"), "form"},
	{"broken off", her("", "")[:300], "form"},
	{"an entity of its own", `<!DOCTYPE x [<!ENTITY n "N">]>` + her("<Sekretessmarkering>&n;</Sekretessmarkering>", ""), "form"},
	{"nothing at all", "", "form"},
	{"a page", "<!DOCTYPE html><html><head><title>Fatima</title></head></html>", "form"},
	{"a fault", `<Envelope><Body><Fault><faultcode>Server</faultcode><faultstring>198503149802</faultstring></Fault></Body></Envelope>`, "Server"},
}

func TestAnswers(t *testing.T) {
	for _, c := range answers {
		got, err := navet.Understand(fatima, []byte(c.text))
		var e *soap.Error
		switch {
		case errors.As(err, &e):
			if e.Code != c.want || got != "" {
				t.Errorf("%s: %v, want %s", c.name, err, c.want)
			}
		case err != nil || string(got) != c.want:
			t.Errorf("%s: %q, %v, want %s", c.name, got, err, c.want)
		}
	}
}

var tags = regexp.MustCompile(`<[^>]*>`)

// Whatever comes, nothing is made of it but one of the four answers or an error that tells nothing, and nobody is said to be in the
// register by an answer that does not hold their number.
func FuzzAnswer(f *testing.F) {
	for _, c := range answers {
		f.Add([]byte(c.text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		said, err := navet.Understand(fatima, text)
		var e *soap.Error
		switch {
		case err != nil && (!errors.As(err, &e) || said != "" || strings.Contains(err.Error(), "9802")):
			t.Errorf("%q, %v", said, err)
		case err != nil:
		case said == aid.NotInRegister && !strings.Contains(string(text), "Folkbokforingsposter"):
			t.Errorf("%q of %q", said, text)
		case said == aid.InRegister || said == aid.Deregistered || said == aid.Shielded:
			// The digits may be written as references, or with something between them that is passed over.
			plain := tags.ReplaceAllString(string(text), "")
			if !strings.Contains(plain, "198503149802") && !strings.Contains(plain, "&") && !strings.Contains(string(text), "<!") && !strings.Contains(string(text), "<?") {
				t.Errorf("%q of %q", said, text)
			}
		case said != aid.NotInRegister:
			t.Errorf("%q", said)
		}
	})
}
