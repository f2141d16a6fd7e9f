package navet

import (
	"slices"
	"strings"

	"bistand/aid"
	"bistand/soap"
)

// answerBody is any answer of personpostXML. Repeated elements are lists, since a second one would else be mixed into the first.
type answerBody struct {
	soap.Faults
	Answers []struct {
		Lists []struct {
			Posts []post     `xml:"Folkbokforingspost"`
			Other []struct{} `xml:",any"` // what may be a post in a form that is not known
		} `xml:"Folkbokforingsposter"`
	} `xml:"PersonpostXMLResponse"`
}

// post is what the register says of one person.
type post struct {
	Confidential []mark `xml:"Sekretessmarkering"`
	Protected    []mark `xml:"SkyddadFolkbokforing"`
	Persons      []struct {
		IDs             []personID       `xml:"PersonId"`
		Deregistrations []deregistration `xml:"Avregistrering"`
		Coordinations   []struct {
			Died []string `xml:"DatumAvliden"`
		} `xml:"Samordningsnummeruppgifter"`
	} `xml:"Personpost"`
}

// mark is a letter, read with all that stands in its place: only nothing at all and "N" are no mark.
type mark struct {
	Inner string `xml:",innerxml"`
}

func (m mark) isSet() bool {
	text := strings.TrimSpace(m.Inner)
	return text != "" && text != "N"
}

// personID is whom the post is about. In which of the two a samordningsnummer stands is unconfirmed; the name of the second says both
// kinds, and the XSD lets either stand alone.
type personID struct {
	Numbers  []string `xml:"PersonNr"`
	Assigned []string `xml:"TilldelatPersonNrSamordningsNr"`
	Statuses []struct {
		Value  string `xml:"IdentitetsstatusVarde"`
		Reason string `xml:"IdentitetsstatusOrsak"`
	} `xml:"Identitetsstatus"`
}

// isOf tells whether the id is of a number and of no other.
func (id personID) isOf(person aid.Personnummer) bool {
	found := false
	for _, number := range slices.Concat(id.Numbers, id.Assigned) {
		switch strings.TrimSpace(number) {
		case "": // nil
		case person.Full():
			found = true
		default:
			return false
		}
	}
	return found
}

// isGone tells whether the number is said not to be anybody's any more. A number that is only dormant (VILANDEFORKLARAT), as every
// samordningsnummer is in time, is still its holder's.
func (id personID) isGone() bool {
	for _, s := range id.Statuses {
		reason := strings.TrimSpace(s.Reason)
		if strings.TrimSpace(s.Value) == "AVREGISTRERAT" || reason == "AVLIDEN" || reason == "ERSATT" {
			return true
		}
	}
	return false
}

// deregistration is why and when someone left the register.
type deregistration struct {
	Codes     []string `xml:"AvregistreringsorsakKod"`
	FoundDead []string `xml:"AntraffadDod"`
	Other     []string `xml:",any"` // the date among them
}

// stays are the codes of those who may well be in Sweden, with a right to aid, and still go by their number: UV has moved abroad
// (utvandrad), OB has not been found (obefintlig), TA was taken out for a technical reason (tekniskt avregistrerad).
//
// The XSD lists the codes without words, and the words are unconfirmed by the tax agency. They are those of Inera's code system for
// population:residentmaster 1.2.0, which has the other codes as AV died (avliden), GN old personnummer, GS old samordningsnummer,
// AN other reason (annan anledning), AS the same as TA; FI, of 7_2.28, stands in neither.
var stays = []string{"UV", "OB", "TA"}

// isGone tells whether nobody goes by the number any more. What is not known to be otherwise says so, also a date without a code.
func (d deregistration) isGone() bool {
	if says(d.FoundDead) {
		return true
	}
	if !says(d.Codes) {
		return says(d.Other)
	}
	return slices.ContainsFunc(d.Codes, func(code string) bool {
		code = strings.TrimSpace(code)
		return code != "" && !slices.Contains(stays, code)
	})
}

// says tells whether any of the texts says something.
func says(texts []string) bool {
	return slices.ContainsFunc(texts, func(text string) bool { return strings.TrimSpace(text) != "" })
}

// about tells what the answer says of a number, or in our own word what is wrong with it: "form", "several_posts", "other_person".
func (a answerBody) about(person aid.Personnummer) (said aid.Registration, wrong string) {
	if len(a.Answers) != 1 || len(a.Answers[0].Lists) != 1 {
		return "", "form"
	}
	list := a.Answers[0].Lists[0]
	switch {
	case len(list.Posts) > 1:
		return "", "several_posts"
	case len(list.Posts) == 0 && len(list.Other) > 0:
		return "", "form"
	case len(list.Posts) == 0:
		return aid.NotInRegister, ""
	}
	p := list.Posts[0]
	if len(p.Persons) != 1 || len(p.Persons[0].IDs) != 1 {
		return "", "form"
	}
	one := p.Persons[0]
	if !one.IDs[0].isOf(person) {
		return "", "other_person"
	}
	gone := one.IDs[0].isGone() || slices.ContainsFunc(one.Deregistrations, deregistration.isGone)
	for _, c := range one.Coordinations {
		gone = gone || says(c.Died)
	}
	switch {
	case slices.ContainsFunc(slices.Concat(p.Confidential, p.Protected), mark.isSet):
		return aid.Shielded, ""
	case gone:
		return aid.Deregistered, ""
	}
	return aid.InRegister, ""
}
