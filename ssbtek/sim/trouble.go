package sim

import (
	"slices"

	"bistand/aid"
)

// Flaw is what is wrong with one authority's answer.
type Flaw string

// The flaws.
const (
	None         Flaw = ""
	NoAnswer     Flaw = "no_answer"     // an error of SSBT: the source did not answer in time
	SourceError  Flaw = "source_error"  // an error of BT: the source's own
	Absent       Flaw = "absent"        // left out of the answer
	Delayed      Flaw = "delayed"       // the whole answer waits for it
	OtherPerson  Flaw = "other_person"  // it is about someone else
	Garbled      Flaw = "garbled"       // it cannot be read
	BadStatus    Flaw = "bad_status"    // a status that is not plainly well, and nothing else
	MoreElements Flaw = "more_elements" // elements that no schema knows of
	Marked       Flaw = "marked"        // the person is protected
	Failing      Flaw = "failing"       // of LEFI: FELANDE
	Unavailable  Flaw = "unavailable"   // of LEFI: OTILLGANGLIG
	Denied       Flaw = "denied"        // of LEFI: OBEHORIG to one code
	Internal     Flaw = "internal"      // of LEFI: INTERNT_FEL for one code
)

// FlawsOf lists what can be wrong with an authority's answer, in the order shown. The pensions agency answers within the social
// insurance agency's source, the transport agency echoes no number, and the migration agency has no status.
func FlawsOf(a aid.Authority) []Flaw {
	lefi := []Flaw{Failing, Unavailable, Denied, Internal}
	if a == "pensions" {
		return append([]Flaw{None}, lefi...)
	}
	list := []Flaw{None, NoAnswer, SourceError, Absent, Delayed, Garbled, MoreElements}
	if a != "vehicles" {
		list = append(list, OtherPerson)
	}
	switch a {
	case "social_insurance":
		return append(append(list, Marked), lefi...)
	case "employment", "study_support":
		return append(list, BadStatus, Marked)
	case "migration":
		return list
	}
	return append(list, BadStatus)
}

// SetFlaw makes an authority's answers flawed from now on; a flaw that it cannot have is refused.
func (s *Server) SetFlaw(a aid.Authority, f Flaw) bool {
	if !slices.Contains(aid.InquiredAuthorities, a) || !slices.Contains(FlawsOf(a), f) {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.flaws[a] = f
	return true
}

// Flaw tells what is wrong with an authority's answers.
func (s *Server) Flaw(a aid.Authority) Flaw {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.flaws[a]
}
