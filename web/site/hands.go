package site

import (
	"bistand/aid"
	"bistand/lang"
)

// Hands tells which steps of a case a representative took, so that every record of them can say by whose hand.
type Hands map[hand]aid.Deputy

type hand struct {
	step        string
	object, who aid.ID
}

// Hands reads the hands of a case; of most cases there are none.
func (v *Visit) Hands(caseID aid.ID) (Hands, error) {
	list, err := v.Register().RepresentedSteps(v.Ctx(), caseID)
	if err != nil {
		return nil, err
	}
	hands := make(Hands, len(list))
	for _, s := range list {
		hands[hand{s.Step, s.Object, s.For}] = s.By
	}
	return hands, nil
}

// Of is who took a step on an object for a person; the zero Deputy where they did so themselves.
func (h Hands) Of(step string, object, person aid.ID) aid.Deputy {
	return h[hand{step, object, person}]
}

// HandName is a representative by name and by what they are.
func HandName(l *lang.Lang, by aid.Deputy) string {
	return l.T("act.name."+string(by.Kind), "name", by.Name)
}

// ThroughHand says by whose hand something was done; nothing where the person did it.
func ThroughHand(l *lang.Lang, by aid.Deputy) string {
	if by.Authority == "" {
		return ""
	}
	return l.T("act.by", "hand", HandName(l, by))
}
